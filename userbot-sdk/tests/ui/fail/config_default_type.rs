use userbot_sdk::prelude::*;

#[derive(Config)]
struct Settings {
    #[config(default = true)]
    limit: i64,
    #[config(default = 1.5)]
    name: String,
}

fn main() {}
