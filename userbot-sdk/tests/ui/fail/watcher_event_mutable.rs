use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[watcher]
    async fn seen(&self, ctx: &Context, msg: &mut Message) -> Result<()> {
        let _ = msg;
        let _ = ctx;
        Ok(())
    }
}

fn main() {}
