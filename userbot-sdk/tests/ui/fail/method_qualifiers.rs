use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[command]
    async unsafe fn add(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }

    #[command]
    const fn remove(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }

    #[command]
    async extern "C" fn list(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }
}

fn main() {}
