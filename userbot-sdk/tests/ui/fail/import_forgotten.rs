use userbot_sdk::context::Context;
use userbot_sdk::{Module, Result, handlers};

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[command]
    async fn add(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }
}

fn main() {}
