use userbot_sdk::prelude::*;

#[derive(Default)]
struct Colour;

#[derive(Config)]
struct Settings {
    colour: Colour,
}

fn main() {}
