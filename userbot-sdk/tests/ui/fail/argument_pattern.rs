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
    async fn add(&self, ctx: &Context, AddArgs { text }: AddArgs) -> Result<()> {
        let _ = (ctx, text);
        Ok(())
    }
}

fn main() {}
