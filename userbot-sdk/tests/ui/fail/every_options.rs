use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[every("5m", overlap = "queue")]
    async fn text(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }

    #[every("5m", overlap = wait)]
    async fn word(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }

    #[every("5m", autostart)]
    async fn flag(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }

    #[every("5m", autostart = no)]
    async fn bool(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }

    #[every("5m", jitter = 5, catch_up)]
    async fn jitter(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }
}

fn main() {}
