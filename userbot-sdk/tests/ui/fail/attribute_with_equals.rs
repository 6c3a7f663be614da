use userbot_sdk::prelude::*;

#[derive(Module, Default)]
#[module = "Notes"]
struct Notes;

#[handlers]
impl Notes {
    #[command = "add"]
    async fn add(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }
}

fn main() {}
