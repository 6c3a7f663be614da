use userbot_sdk::prelude::*;

#[derive(Module, Default)]
#[module(name = "My notes")]
struct Notes;

#[derive(Module, Default)]
#[module(name = "")]
struct Other;

fn main() {}
