use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers(parts(admn))]
impl Notes {
    #[command]
    async fn add(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }
}

#[handlers(part = admin)]
impl Notes {
    #[command]
    async fn remove(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }
}

fn main() {}
