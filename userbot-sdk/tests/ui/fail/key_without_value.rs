use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[command(alias, usage)]
    async fn add(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }
}

fn main() {}
