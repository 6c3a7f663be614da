use userbot_sdk::prelude::*;

#[derive(Config)]
struct Settings(i64, bool);

fn main() {}
