use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[command]
    async fn add(&self, ctx: &Context) -> impl Sized {
        let _ = ctx;
    }
}

fn main() {}
