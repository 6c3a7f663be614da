use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[watcher(topic = "news")]
    async fn seen(&self, ctx: &Context, msg: &Message) -> Result<()> {
        let _ = (ctx, msg);
        Ok(())
    }

    #[watcher(topic(-1))]
    async fn b(&self, ctx: &Context, msg: &Message) -> Result<()> {
        let _ = (ctx, msg);
        Ok(())
    }
}

fn main() {}
