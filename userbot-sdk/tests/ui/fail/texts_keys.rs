use userbot_sdk::prelude::*;

/// Greets.
#[derive(Module, Default)]
#[module(texts = "./texts/good")]
struct Greeter;

#[handlers]
impl Greeter {
    /// Greets.
    #[command]
    async fn greet(&self, ctx: &Context) -> Result<()> {
        ctx.answer(ctx.t("helo", &[])).await?;
        ctx.answer(ctx.t("good-night", &[])).await?;
        ctx.answer(ctx.t("set.hnit", &[])).await?;
        ctx.answer(format!("{} {}", 1, ctx.t("welcmoe", &[("name", &"Ann")]))).await?;
        ctx.answer(ctx.t("welcome", &[("nmae", &"Ann")])).await?;
        ctx.answer(ctx.t("welcome", &[])).await?;
        ctx.answer(ctx.t("welcome", &[("name", &"Ann"), ("age", &5)])).await?;
        ctx.answer(ctx.t_plain("set", &[("delay", &5)])).await
    }
}

fn main() {}
