use userbot_sdk::prelude::*;

#[command]
struct Notes;

fn main() {}
