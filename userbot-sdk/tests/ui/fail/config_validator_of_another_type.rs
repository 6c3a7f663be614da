use userbot_sdk::config::Integer;
use userbot_sdk::prelude::*;

#[derive(Config)]
struct Settings {
    #[config(validator = Integer::<i64>::between(1, 5))]
    name: String,
}

fn main() {}
