use userbot_sdk::prelude::*;

#[command]
fn ping(ctx: &Context) -> Result<()> {
    let _ = ctx;
    Ok(())
}

fn main() {}
