use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[watcher(incoming, outgoing)]
    async fn seen(&self, ctx: &Context, msg: &Message) -> Result<()> {
        let _ = (ctx, msg);
        Ok(())
    }

    #[watcher(private, groups)]
    async fn b(&self, ctx: &Context, msg: &Message) -> Result<()> {
        let _ = (ctx, msg);
        Ok(())
    }

    #[watcher(text, not(text))]
    async fn c(&self, ctx: &Context, msg: &Message) -> Result<()> {
        let _ = (ctx, msg);
        Ok(())
    }

    #[watcher(photo, video)]
    async fn d(&self, ctx: &Context, msg: &Message) -> Result<()> {
        let _ = (ctx, msg);
        Ok(())
    }
}

fn main() {}
