use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[cron]
    async fn nothing(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }

    #[cron("75 9 * * *")]
    async fn minute(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }

    #[cron("0 9 * *")]
    async fn field(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }

    #[cron("0 0 31 2 *")]
    async fn never(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }

    #[cron("@daily", zone = "Berlin time")]
    async fn zone(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }

    #[cron("@daily", delay = "5m")]
    async fn delay(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }

    #[cron(daily)]
    async fn word(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }
}

fn main() {}
