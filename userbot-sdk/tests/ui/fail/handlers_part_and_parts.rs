use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers(part = a, parts(b))]
impl Notes {
    #[command]
    async fn add(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }
}

fn main() {}
