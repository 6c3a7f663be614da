use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[watcher(text, text)]
    async fn seen(&self, ctx: &Context, msg: &Message) -> Result<()> {
        let _ = (ctx, msg);
        Ok(())
    }

    #[watcher(chat = 1, chat = 2)]
    async fn b(&self, ctx: &Context, msg: &Message) -> Result<()> {
        let _ = (ctx, msg);
        Ok(())
    }

    #[watcher(any(text, text))]
    async fn c(&self, ctx: &Context, msg: &Message) -> Result<()> {
        let _ = (ctx, msg);
        Ok(())
    }
}

fn main() {}
