use userbot_sdk::prelude::*;

#[derive(Module, Default)]
#[module(nam = "Notes", hook)]
struct Notes;

fn main() {}
