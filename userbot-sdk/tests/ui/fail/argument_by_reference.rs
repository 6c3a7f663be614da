use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[derive(Args)]
struct AddArgs {
    text: String,
}

#[handlers]
impl Notes {
    #[command]
    async fn add(&self, ctx: &Context, args: &AddArgs) -> Result<()> {
        let _ = (ctx, args);
        Ok(())
    }

    #[command]
    async fn remove(&self, ctx: &Context, text: &str) -> Result<()> {
        let _ = (ctx, text);
        Ok(())
    }
}

fn main() {}
