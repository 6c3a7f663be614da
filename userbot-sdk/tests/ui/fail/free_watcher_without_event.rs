use userbot_sdk::prelude::*;

#[watcher(incoming)]
async fn seen(ctx: &Context) -> Result<()> {
    let _ = ctx;
    Ok(())
}

fn main() {}
