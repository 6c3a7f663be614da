//! Where the bot keeps its values.

use std::path::Path;
use std::sync::Arc;

use super::say::say;
use super::{Exit, fail};
use crate::runtime::StartError;
use crate::store::{DailyBackups, RedbStore, Store, StoreError};
use crate::telegram::session_holder;

/// Names a Redis server instead of the file beside the session.
const SERVER: &str = "USERBOT_STORE";
/// What the keys on the server begin with.
#[cfg(feature = "redis")]
const PREFIX: &str = "USERBOT_STORE_PREFIX";

/// Opens the store: that of the environment, else the file beside the session.
///
/// Several accounts share a server, each with keys of its own.
pub(super) async fn open(session: &Path, account: Option<&str>) -> Result<Arc<dyn Store>, Exit> {
    try_open(session, account)
        .await?
        .map_err(|error| explain(session, error))
}

/// Says why a store cannot be opened, and which process has it.
pub(super) fn explain(session: &Path, error: StoreError) -> Exit {
    let in_use = matches!(error, StoreError::InUse(_));
    let exit = fail(&StartError::from(error));
    if let Some(pid) = session_holder(session).filter(|_| in_use) {
        eprintln!("{}", say("cli-process", &[("id", &pid.to_string())]));
    }
    exit
}

/// Gives where backups are kept of each day: beside the file, and nowhere for a server.
pub(super) fn daily_backups(session: &Path) -> Option<DailyBackups> {
    match variable(SERVER) {
        Some(_) => None,
        None => Some(DailyBackups::new(session.with_file_name("backups"))),
    }
}

/// Opens the store; gives what is wrong with a file for the caller to judge.
pub(super) async fn try_open(
    session: &Path,
    account: Option<&str>,
) -> Result<Result<Arc<dyn Store>, StoreError>, Exit> {
    if let Some(url) = variable(SERVER) {
        return on_server(&url, account).await.map(Ok);
    }
    let path = session.with_file_name("store.redb");
    match tokio::task::spawn_blocking(move || RedbStore::open(path)).await {
        Ok(Ok(store)) => Ok(Ok(Arc::new(store))),
        Ok(Err(error)) => Ok(Err(error)),
        Err(error) => {
            eprintln!("{}", say("cli-store", &[("error", &error.to_string())]));
            Err(Exit::Failure)
        }
    }
}

#[cfg(feature = "redis")]
async fn on_server(url: &str, account: Option<&str>) -> Result<Arc<dyn Store>, Exit> {
    let mut prefix = variable(PREFIX).unwrap_or_else(|| "userbot".to_owned());
    if let Some(account) = account {
        prefix = format!("{prefix}:{account}");
    }
    match crate::store::RedisStore::connect(url, &prefix).await {
        Ok(store) => Ok(Arc::new(store)),
        Err(error) => Err(fail(&StartError::from(error))),
    }
}

#[cfg(not(feature = "redis"))]
async fn on_server(_url: &str, _account: Option<&str>) -> Result<Arc<dyn Store>, Exit> {
    // The address may hold a password: it is not repeated.
    eprintln!("{}", say("cli-redis", &[("variable", SERVER)]));
    std::future::ready(Err(Exit::Usage)).await
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name)
        .ok()
        .map(|value| value.trim().to_owned())
        .filter(|value| !value.is_empty())
}
