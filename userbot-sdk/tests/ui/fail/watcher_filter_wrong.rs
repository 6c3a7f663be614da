use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

fn short(_ctx: &Context, _msg: &Message) -> u8 {
    1
}

#[handlers]
impl Notes {
    #[watcher(filter = short)]
    async fn seen(&self, ctx: &Context, msg: &Message) -> Result<()> {
        let _ = (ctx, msg);
        Ok(())
    }
}

fn main() {}
