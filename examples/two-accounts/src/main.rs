//! Runs two accounts in one process, each with modules of its own.
//!
//! ```sh
//! two-accounts login --account home
//! two-accounts login --account work
//! TELEGRAM_API_ID=12345 two-accounts
//! ```

use two_accounts::Inbox;
use userbot_sdk::Exit;
use userbot_sdk::prelude::*;
use userbot_sdk::runtime::{Accounts, Userbot, UserbotBuilder};

/// The folder that the command line uses, too.
const HOME: &str = "two-accounts.userbot";

fn account(name: &str, api_id: i32, registry: Registry) -> UserbotBuilder {
    Userbot::builder()
        .registry(userbot_sdk::builtin::add(registry))
        .session(format!("{HOME}/{name}/session.redb").as_str())
        .api(api_id, "")
}

#[tokio::main]
async fn main() -> Exit {
    // `login`, `accounts`, `session export` and the rest are those of every bot.
    if std::env::args().len() > 1 {
        return userbot_sdk::run_with(Registry::new().module::<Inbox>()).await;
    }
    let api_id = std::env::var("TELEGRAM_API_ID").ok();
    let Some(api_id) = api_id.and_then(|id| id.parse().ok()) else {
        eprintln!("set TELEGRAM_API_ID to the number that my.telegram.org gave you");
        return Exit::Application;
    };
    let mut accounts = Accounts::new()
        .account("home", account("home", api_id, Registry::new()))
        .account(
            "work",
            account("work", api_id, Registry::new().module::<Inbox>()).prefix_default("!"),
        )
        .start()
        .await;
    for (name, error) in accounts.failed() {
        eprintln!("{name}: {error}");
    }
    loop {
        tokio::select! {
            ended = accounts.next_end() => match ended {
                Some((name, reason)) => eprintln!("{name} has stopped: {reason:?}"),
                None => return Exit::Success,
            },
            _ = tokio::signal::ctrl_c() => {
                accounts.stop().await;
                return Exit::Success;
            }
        }
    }
}
