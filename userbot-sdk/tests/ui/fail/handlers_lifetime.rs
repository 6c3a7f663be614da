use userbot_sdk::prelude::*;

struct Notes<'a>(&'a str);

#[handlers]
impl<'a> Notes<'a> {
    #[command]
    async fn add(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }
}

fn main() {}
