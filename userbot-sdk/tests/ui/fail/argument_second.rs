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
    async fn add(&self, ctx: &Context, args: AddArgs, more: Raw) -> Result<()> {
        let _ = (ctx, args, more);
        Ok(())
    }
}

fn main() {}
