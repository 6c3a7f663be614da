use userbot_sdk::prelude::*;

#[derive(Choice)]
enum Mode {
    Fast,
    #[choice(name = "FAST")]
    Quick,
}

fn main() {}
