use userbot_sdk::prelude::*;

#[derive(Config)]
struct Settings {
    #[config(validator = 5)]
    limit: i64,
}

fn main() {}
