use userbot_sdk::prelude::*;

/// Greets.
#[derive(Module, Default)]
struct Greeter;

#[handlers]
impl Greeter {
    /// Greets.
    #[command]
    async fn greet(&self, ctx: &Context) -> Result<()> {
        ctx.answer(ctx.t("hello", &[])).await
    }
}

fn main() {}
