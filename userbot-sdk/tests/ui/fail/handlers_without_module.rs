use userbot_sdk::prelude::*;

struct Notes;

#[handlers]
impl Notes {
    #[command]
    async fn add(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }
}

fn main() {}
