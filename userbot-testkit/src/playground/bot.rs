//! The bot that is tried out: the real runtime on the real client, connected to the world.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use userbot_sdk::module::{CatalogueCommand, CatalogueModule, Registry};
use userbot_sdk::runtime::{Running, StartError, StopReason, Userbot};
use userbot_sdk::store::RedbStore;
use userbot_sdk::telegram::{Activity, Session};

use super::texts::Language;
use crate::client::settle::settle;
use crate::log::Log;
use crate::rpc::LoggedCall;
use crate::server::{Server, ServerConfig};
use crate::world::World;

/// The number of the application; the simulated Telegram does not look at it.
const API_ID: i32 = 1;
/// How often is looked whether the bot is still busy.
const GLANCE: Duration = Duration::from_millis(2);

/// A running bot with the data centre that it is connected to.
#[derive(Debug)]
pub(super) struct Bot {
    running: Running,
    server: Server,
    activity: Activity,
    log: Log,
}

/// What the bot is made of.
#[derive(Debug)]
pub(super) struct MadeOf {
    pub(super) registry: Registry,
    /// The file of what it keeps.
    pub(super) store: Option<PathBuf>,
}

/// Why there is no bot.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoBot {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Network(#[from] io::Error),
}

impl Bot {
    /// Starts the data centre and the bot, signed in as the world's owner.
    pub(super) async fn start(
        world: &World,
        made_of: MadeOf,
        language: Language,
        log: Log,
    ) -> Result<Self, NoBot> {
        let mut bot = Userbot::builder();
        if let Some(file) = made_of.store {
            let store = RedbStore::open(file).map_err(StartError::from)?;
            bot = bot.store(Arc::new(store));
        }
        let server = world.serve(ServerConfig::new()).await?;
        let session = Session::in_memory(world.login(&server, &world.owner(), 1));
        let activity = Activity::new();
        let languages = match language {
            Language::English => vec!["en"],
            Language::Russian => vec!["ru", "en"],
        };
        let running = bot
            .registry(userbot_sdk::builtin::add(made_of.registry))
            .session(session)
            .api(API_ID, "simulated")
            .activity(activity.clone())
            .languages(languages)
            .suggest_unknown(true)
            .start()
            .await?;
        Ok(Self {
            running,
            server,
            activity,
            log,
        })
    }

    /// Waits until no handler runs and nothing moves; false when that took longer than `limit`.
    pub(super) async fn settle(&self, limit: Duration) -> bool {
        let idle = async {
            loop {
                settle(&self.activity, std::slice::from_ref(&self.server)).await;
                if self.running.idle() {
                    return;
                }
                // A handler waits for its own timer.
                tokio::time::sleep(GLANCE).await;
            }
        };
        tokio::time::timeout(limit, idle).await.is_ok()
    }

    /// The commands with their prefix, in the order of the modules; the built-in ones last.
    pub(super) fn commands(&self) -> Vec<String> {
        let prefix = self.running.settings().prefix();
        let catalogue = self.running.modules();
        let of = |builtin: bool| {
            let modules = catalogue
                .modules()
                .iter()
                .filter(move |module| module.builtin() == builtin);
            modules.flat_map(CatalogueModule::commands)
        };
        let all = of(false).chain(of(true)).map(CatalogueCommand::spec);
        let shown = all.filter(|spec| !spec.hidden);
        shown.map(|spec| format!("{prefix}{}", spec.name)).collect()
    }

    /// The last lines of the log.
    pub(super) fn log(&self, count: usize) -> Vec<String> {
        self.log.last(count)
    }

    /// The last calls; without `exact` only what is the same each time.
    pub(super) fn calls(&self, count: usize, exact: bool) -> Vec<String> {
        let calls = self.server.rpc().log();
        let last = calls.iter().skip(calls.len().saturating_sub(count));
        let write = |call: &LoggedCall| {
            if exact {
                return call.to_string();
            }
            format!("{} => {}", without_random_ids(&call.text()), call.outcome())
        };
        last.map(write).collect()
    }

    /// Returns when the bot stops by itself.
    pub(super) fn ended(&self) -> impl Future<Output = String> + use<> {
        let running = self.running.clone();
        async move {
            match running.wait().await {
                StopReason::LoginEnded => "the login has ended".to_owned(),
                other => format!("{other:?}"),
            }
        }
    }

    pub(super) async fn stop(&self) {
        self.running.stop().await;
    }
}

/// Blanks the numbers that clients make up for each message.
fn without_random_ids(call: &str) -> String {
    let mut parts = call.split("random_id: ");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str("random_id: …");
        kept.push_str(part.trim_start_matches(|c: char| c == '-' || c.is_ascii_digit()));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_what_is_random() {
        let call = "f { random_id: -12, text: \"x 34\", random_id: 5 }";
        assert_eq!(
            without_random_ids(call),
            "f { random_id: …, text: \"x 34\", random_id: … }"
        );
        assert_eq!(without_random_ids("f"), "f");
    }
}
