use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[every("5m")]
    async fn add(&self, ctx: &Context, args: Raw) -> Result<()> {
        let _ = (ctx, args);
        Ok(())
    }
}

fn main() {}
