use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[every]
    async fn add(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }

    #[every(5)]
    async fn b(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }

    #[every("soon")]
    async fn c(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }

    #[every("0s")]
    async fn d(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }
}

fn main() {}
