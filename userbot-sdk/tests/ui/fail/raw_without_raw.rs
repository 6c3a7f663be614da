use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[derive(Args)]
struct AddArgs {
    text: String,
}

#[handlers]
impl Notes {
    #[command(raw)]
    async fn add(&self, ctx: &Context, args: AddArgs) -> Result<()> {
        let _ = (ctx, args);
        Ok(())
    }

    #[command(raw)]
    async fn remove(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }
}

fn main() {}
