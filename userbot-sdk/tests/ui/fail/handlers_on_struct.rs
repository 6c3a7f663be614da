use userbot_sdk::prelude::*;

#[handlers]
struct Notes;

fn main() {}
