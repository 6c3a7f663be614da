use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes {
    last: std::cell::Cell<u8>,
}

fn main() {}
