use userbot_sdk::prelude::*;

#[command]
async fn ping() -> Result<()> {
    Ok(())
}

fn main() {}
