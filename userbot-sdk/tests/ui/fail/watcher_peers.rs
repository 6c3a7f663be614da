use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[watcher(chat = "name", from("@1a", 0, 1.5))]
    async fn seen(&self, ctx: &Context, msg: &Message) -> Result<()> {
        let _ = (ctx, msg);
        Ok(())
    }
}

fn main() {}
