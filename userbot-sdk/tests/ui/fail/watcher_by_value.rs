use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[watcher]
    async fn seen(&self, ctx: &Context, msg: Message) -> Result<()> {
        let _ = (ctx, msg);
        Ok(())
    }
}

fn main() {}
