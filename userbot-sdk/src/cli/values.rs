//! Where the bot keeps its values.

use std::path::Path;
use std::sync::Arc;

use super::say::say;
use super::{Exit, fail};
use crate::runtime::StartError;
use crate::store::{RedbStore, Store, StoreError};
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
    if let Some(url) = variable(SERVER) {
        return on_server(&url, account).await;
    }
    let path = session.with_file_name("store.redb");
    match tokio::task::spawn_blocking(move || RedbStore::open(path)).await {
        Ok(Ok(store)) => Ok(Arc::new(store)),
        Ok(Err(error)) => {
            let in_use = matches!(error, StoreError::InUse(_));
            let exit = fail(&StartError::from(error));
            if let Some(pid) = session_holder(session).filter(|_| in_use) {
                eprintln!("{}", say("cli-process", &[("id", &pid.to_string())]));
            }
            Err(exit)
        }
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
