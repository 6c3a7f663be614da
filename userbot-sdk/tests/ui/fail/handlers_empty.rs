use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    fn helper(&self) {}
}

fn main() {}
