use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

impl Notes {
    #[every("5m")]
    async fn add(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }
}

fn main() {}
