use userbot_sdk::prelude::*;

#[command(about = "Adds a note.")]
#[derive(Args)]
struct AddArgs {
    text: String,
}

fn main() {}
