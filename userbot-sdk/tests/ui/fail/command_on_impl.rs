use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[command]
impl Notes {}

fn main() {}
