use userbot_sdk::prelude::*;

#[command]
#[every("5m")]
async fn ping(ctx: &Context) -> Result<()> {
    let _ = ctx;
    Ok(())
}

fn main() {}
