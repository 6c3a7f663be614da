use userbot_sdk::prelude::*;

struct Settings {
    limit: i64,
}

#[derive(Module, Default)]
#[module(no_handlers, config = Settings)]
struct Notes;

fn main() {}
