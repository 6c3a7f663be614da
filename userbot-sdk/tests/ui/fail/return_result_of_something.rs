use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[command]
    async fn add(&self, ctx: &Context) -> Result<u8> {
        let _ = ctx;
        Ok(1)
    }
}

fn main() {}
