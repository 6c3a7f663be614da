use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[watcher]
    async fn seen(&self, ctx: &Context, msg: &String) -> Result<()> {
        let _ = (ctx, msg);
        Ok(())
    }
}

fn main() {}
