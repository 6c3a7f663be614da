use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[watcher]
    async fn seen(&self, ctx: &Context, msg: &Message, more: &Edited) -> Result<()> {
        let _ = (ctx, msg, more);
        Ok(())
    }
}

fn main() {}
