use userbot_sdk::prelude::*;

#[derive(Module)]
union Notes {
    a: u8,
}

fn main() {}
