//! The backends on which every test runs. Another one is added here, and nowhere else.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tempfile::TempDir;
use userbot_sdk::Timestamp;
use userbot_sdk::store::{MemoryStore, RedbStore, Storage, Store};

#[cfg(feature = "redis")]
use crate::redis::server::Server;

/// Is a place of a backend that outlives a store on it.
pub(crate) enum Place {
    Memory(Arc<MemoryStore>),
    Redb(TempDir),
    /// A server of its own, where one is installed.
    #[cfg(feature = "redis")]
    Redis(Server),
}

impl Place {
    /// Makes an empty place of each backend.
    pub(crate) fn all() -> Vec<Self> {
        let places = [
            Some(Self::Memory(Arc::new(MemoryStore::new()))),
            Some(Self::Redb(tempfile::tempdir().unwrap())),
            #[cfg(feature = "redis")]
            Server::start().map(Self::Redis),
        ];
        places.into_iter().flatten().collect()
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Memory(_) => "memory",
            Self::Redb(_) => "redb",
            #[cfg(feature = "redis")]
            Self::Redis(_) => "Redis",
        }
    }

    /// Opens a store on the place, as a process that starts does. The one before has to be gone.
    #[cfg_attr(
        not(feature = "redis"),
        expect(clippy::unused_async, reason = "only a server is waited for")
    )]
    pub(crate) async fn open(&self) -> Arc<dyn Store> {
        match self {
            Self::Memory(store) => store.clone(),
            Self::Redb(folder) => Arc::new(RedbStore::open(path(folder)).unwrap()),
            #[cfg(feature = "redis")]
            Self::Redis(server) => Arc::new(server.connect("tests").await),
        }
    }

    pub(crate) async fn storage(&self) -> Storage {
        Storage::new(self.open().await)
    }
}

fn path(folder: &TempDir) -> PathBuf {
    folder.path().join("store.redb")
}

/// Is a clock that a test moves.
#[derive(Clone, Default)]
pub(crate) struct TestClock(Arc<AtomicI64>);

impl TestClock {
    pub(crate) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::AcqRel);
    }

    pub(crate) fn storage(&self, store: Arc<dyn Store>) -> Storage {
        let clock = self.clone();
        Storage::with_clock(store, move || {
            Timestamp::from_second(1_800_000_000 + clock.0.load(Ordering::Acquire)).unwrap()
        })
    }
}
