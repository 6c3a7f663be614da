use userbot_sdk::prelude::*;

#[derive(Config)]
struct Settings {
    limit: i64,
}

#[derive(Module, Default)]
#[module(no_handlers, config = Settings)]
struct Notes;

#[derive(Module, Default)]
#[module(no_handlers, config = Settings)]
struct Lists;

fn main() {}
