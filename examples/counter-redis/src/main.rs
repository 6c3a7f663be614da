//! Runs the bot, with its values on the server that `USERBOT_STORE` names.

use counter_redis::Counter;
use userbot_sdk::Exit;
use userbot_sdk::prelude::*;

#[tokio::main]
async fn main() -> Exit {
    userbot_sdk::run_with(Registry::new().module::<Counter>()).await
}
