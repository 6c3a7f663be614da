use userbot_sdk::prelude::*;

#[derive(Choice)]
enum Mode {}

fn main() {}
