use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

trait Extra {
    async fn add(&self, ctx: &Context) -> Result<()>;
}

#[handlers]
impl Extra for Notes {
    #[command]
    async fn add(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }
}

fn main() {}
