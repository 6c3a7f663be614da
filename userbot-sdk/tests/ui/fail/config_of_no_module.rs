use userbot_sdk::prelude::*;

#[derive(Config)]
struct Settings {
    limit: i64,
}

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[command]
    async fn limit(&self, ctx: &Context) -> Result<()> {
        let limit = ctx.config::<Settings>().limit;
        ctx.answer(limit.to_string()).await
    }
}

fn main() {}
