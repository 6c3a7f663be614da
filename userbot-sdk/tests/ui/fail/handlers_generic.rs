use userbot_sdk::prelude::*;

#[derive(Default)]
struct Notes<T>(T);

#[handlers]
impl<T: Send + Sync + 'static> Notes<T> {
    #[command]
    async fn add(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }
}

fn main() {}
