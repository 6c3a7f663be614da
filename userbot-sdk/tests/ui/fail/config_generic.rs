use userbot_sdk::prelude::*;

#[derive(Config)]
struct Settings<T> {
    limit: T,
}

#[derive(Config)]
struct Borrowed<'a> {
    name: &'a str,
}

fn main() {}
