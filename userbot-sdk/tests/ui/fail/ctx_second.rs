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
    async fn add(&self, args: AddArgs, ctx: &Context) -> Result<()> {
        let _ = (ctx, args);
        Ok(())
    }
}

fn main() {}
