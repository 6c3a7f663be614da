use userbot_sdk::prelude::*;

#[derive(Config)]
struct Settings;

#[derive(Config)]
struct Others {}

fn main() {}
