//! Runs the starter bot: in a simulated Telegram, or, with `login` and `run`, on your account.

use autoresponder::Autoresponder;
use notes::Notes;
use reminder::Reminders;
use starter::Starter;
use userbot_sdk::Exit;
use userbot_sdk::prelude::*;

#[tokio::main]
async fn main() -> Exit {
    let registry = Registry::new()
        .module::<Starter>()
        .module::<Notes>()
        .module::<Reminders>()
        .module::<Autoresponder>();
    if std::env::args().len() > 1 {
        userbot_sdk::run_with(registry).await
    } else {
        userbot_testkit::playground::run(registry).await
    }
}
