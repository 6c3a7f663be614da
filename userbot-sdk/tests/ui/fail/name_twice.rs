use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[command(alias = "a")]
    async fn add(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }

    #[command(name = "a")]
    async fn append(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }
}

fn main() {}
