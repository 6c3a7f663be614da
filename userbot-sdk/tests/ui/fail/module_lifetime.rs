use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes<'a> {
    name: &'a str,
}

fn main() {}
