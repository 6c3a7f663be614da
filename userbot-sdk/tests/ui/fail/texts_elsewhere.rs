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
        ctx.answer(self.text(ctx)).await?;
        ctx.answer(shared(ctx)).await
    }
}

impl Greeter {
    fn text(&self, ctx: &Context) -> String {
        ctx.t("helo", &[])
    }
}

fn shared(ctx: &Context) -> String {
    ctx.t(
        "welcome",
        &[("nmae", &"Ann")],
    )
}

fn main() {}
