use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[command(cooldown = "3 parsecs")]
    async fn add(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }

    #[command(cooldown = "0s")]
    async fn remove(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }

    #[command(cooldown = "5")]
    async fn list(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }
}

fn main() {}
