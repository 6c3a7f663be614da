use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[command(nmae = "a", cooldown = "soon", scope(grops))]
    fn add(self, ctx: Context) {
        let _ = ctx;
    }

    #[watcher(incoming, outgoing, foto)]
    async fn seen(&self, ctx: &Context, msg: Message) -> Result<()> {
        let _ = (ctx, msg);
        Ok(())
    }

    #[every("5 parsecs")]
    async fn tidy(&mut self) -> Result<()> {
        Ok(())
    }

    #[command]
    async fn fine(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }
}

async fn uses_the_rest(notes: &Notes, ctx: &Context) -> Result<()> {
    notes.fine(ctx).await
}

fn main() {
    let _ = uses_the_rest;
}
