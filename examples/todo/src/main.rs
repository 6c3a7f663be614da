//! Runs the list of things to do: in a simulated Telegram, or, with `login` and `run`, on your account.

use todo::Todo;
use userbot_sdk::Exit;
use userbot_sdk::prelude::*;

#[tokio::main]
async fn main() -> Exit {
    let registry = Registry::new().module::<Todo>();
    if std::env::args().len() > 1 {
        userbot_sdk::run_with(registry).await
    } else {
        userbot_testkit::playground::run(registry).await
    }
}
