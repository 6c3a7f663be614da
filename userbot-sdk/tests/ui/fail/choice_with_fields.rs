use userbot_sdk::prelude::*;

#[derive(Choice)]
enum Mode {
    Fast,
    Slow(u8),
}

fn main() {}
