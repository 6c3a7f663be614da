//! Runs a bot that writes down voice notes; `login` and `run` are its commands.

use userbot_sdk::Exit;
use userbot_sdk::prelude::*;
use voice_to_text::VoiceToText;

#[tokio::main]
async fn main() -> Exit {
    userbot_sdk::run_with(Registry::new().module::<VoiceToText>()).await
}
