use userbot_sdk::prelude::*;

#[derive(Config)]
enum Settings {
    Loud,
}

fn main() {}
