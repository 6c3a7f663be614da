use userbot_sdk::prelude::*;

userbot_sdk::texts!("./texts/good");

mod words {
    use userbot_sdk::prelude::*;

    /// Greets.
    #[command]
    async fn greet(ctx: &Context) -> Result<()> {
        ctx.answer(ctx.t("helo", &[])).await?;
        ctx.answer(name(ctx)).await
    }

    fn name(ctx: &Context) -> String {
        ctx.t("welcome", &[])
    }
}

/// Gives something that is no text.
#[command]
async fn wrong(ctx: &Context) -> Result<()> {
    struct Cat;
    ctx.answer(ctx.t("welcome", &[("name", &Cat)])).await
}

fn main() {}
