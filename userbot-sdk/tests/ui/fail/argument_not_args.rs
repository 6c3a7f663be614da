use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[command]
    async fn add(&self, ctx: &Context, args: String) -> Result<()> {
        let _ = (ctx, args);
        Ok(())
    }
}

fn main() {}
