use userbot_sdk::prelude::*;

#[command]
async fn ping(ctx: &Context, times: u8) -> Result<()> {
    let _ = (ctx, times);
    Ok(())
}

fn main() {}
