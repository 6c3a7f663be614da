use userbot_sdk::prelude::*;

#[derive(Module)]
struct Notes;

fn main() {}
