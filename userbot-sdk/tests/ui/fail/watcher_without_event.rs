use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[watcher(incoming)]
    async fn add(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }

    #[watcher]
    async fn other(&self, msg: &Message) -> Result<()> {
        let _ = msg;
        Ok(())
    }
}

fn main() {}
