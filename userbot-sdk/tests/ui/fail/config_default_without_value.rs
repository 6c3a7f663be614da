use userbot_sdk::prelude::*;

#[derive(Config)]
struct Settings {
    #[config(default)]
    limit: i64,
    #[config(default = 1, default = 2)]
    other: i64,
    #[config(validator(Integer))]
    third: i64,
}

fn main() {}
