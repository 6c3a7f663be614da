use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

struct Borrowed<'a>(&'a str);

#[handlers]
impl Notes {
    #[command]
    async fn add(&self, ctx: &Context, args: Borrowed<'_>) -> Result<()> {
        let _ = (ctx, args);
        Ok(())
    }
}

fn main() {}
