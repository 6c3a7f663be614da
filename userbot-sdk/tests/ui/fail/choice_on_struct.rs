use userbot_sdk::prelude::*;

#[derive(Choice)]
struct Mode;

fn main() {}
