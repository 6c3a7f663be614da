use userbot_sdk::prelude::*;

#[command]
async fn say(ctx: &Context, text: &str) -> Result<()> {
    let _ = (ctx, text);
    Ok(())
}

fn main() {}
