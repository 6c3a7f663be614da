use userbot_sdk::prelude::*;

#[derive(Config)]
struct Settings {
    max_age: i64,
    #[config(name = "MAX-age")]
    age: i64,
    #[config(name = "two words")]
    two: i64,
    #[config(name = "")]
    none: i64,
}

fn main() {}
