use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

async fn ready() {}

#[handlers]
impl Notes {
    #[command]
    async fn add(&self, ctx: &Context) -> Result<()> {
        let shared = std::rc::Rc::new(1);
        ready().await;
        let _ = (ctx, shared);
        Ok(())
    }
}

fn main() {}
