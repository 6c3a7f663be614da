use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

impl Notes {
    #[watcher(incoming)]
    async fn add(&self, ctx: &Context, msg: &Message) -> Result<()> {
        let _ = (ctx, msg);
        Ok(())
    }
}

fn main() {}
