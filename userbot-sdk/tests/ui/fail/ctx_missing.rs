use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[command]
    async fn add(&self) -> Result<()> {
        Ok(())
    }

    #[command]
    async fn remove(&self, message: &Message) -> Result<()> {
        let _ = message;
        Ok(())
    }
}

fn main() {}
