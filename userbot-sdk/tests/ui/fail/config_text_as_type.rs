use userbot_sdk::prelude::*;

#[derive(Module, Default)]
#[module(no_handlers, config = "Settings")]
struct Notes;

fn main() {}
