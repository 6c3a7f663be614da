use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[command]
    async fn add(&self, ctx: &Context) -> String {
        let _ = ctx;
        String::new()
    }
}

fn main() {}
