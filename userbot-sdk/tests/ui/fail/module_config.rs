use userbot_sdk::prelude::*;

struct Settings;

#[derive(Module, Default)]
#[module(config = Settings)]
struct Notes;

fn main() {}
