//! Runs a bot with the mirror; `login` and `run` are its commands.

use media_mirror::MediaMirror;
use userbot_sdk::Exit;
use userbot_sdk::prelude::*;

#[tokio::main]
async fn main() -> Exit {
    userbot_sdk::run_with(Registry::new().module::<MediaMirror>()).await
}
