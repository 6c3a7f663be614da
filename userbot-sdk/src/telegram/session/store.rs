//! The file of a session: a redb database.

use std::fs::{self, File, OpenOptions};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use grammers_session::types::{ChannelState, DcOption, UpdatesState};
use redb::{Database, DatabaseError, ReadableDatabase, ReadableTable, TableDefinition};
use serde::{Deserialize, Serialize};

use super::SessionError;
use crate::telegram::peer::PeerData;

/// The version of the layout below.
const VERSION: u32 = 1;
/// redb would take a gigabyte.
const CACHE_BYTES: usize = 8 << 20;

const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");
const DATA_CENTRES: TableDefinition<'_, i32, &[u8]> = TableDefinition::new("data_centres");
const AUTH_KEYS: TableDefinition<'_, i32, &[u8]> = TableDefinition::new("auth_keys");
const PEERS: TableDefinition<'_, i64, &[u8]> = TableDefinition::new("peers");

/// Is the open file.
pub(super) struct Store {
    database: Database,
    path: PathBuf,
}

/// Is what the file held when it was opened.
#[derive(Default)]
pub(super) struct Stored {
    pub(super) home_dc: Option<i32>,
    pub(super) dc_options: Vec<DcOption>,
    pub(super) peers: Vec<PeerData>,
    pub(super) updates: Option<UpdatesState>,
    pub(super) me: Option<i64>,
}

/// Is what one transaction writes; what is `None` or empty stays as it is.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) home_dc: Option<i32>,
    pub(super) dc_option: Option<DcOption>,
    pub(super) peers: Vec<PeerData>,
    pub(super) updates: Option<UpdatesState>,
    pub(super) me: Option<Account>,
}

/// Says who is logged in: somebody, or nobody.
#[derive(Clone, Copy)]
pub(super) struct Account(pub(super) Option<i64>);

#[derive(Serialize, Deserialize)]
struct Addresses {
    ipv4: std::net::SocketAddrV4,
    ipv6: std::net::SocketAddrV6,
}

#[derive(Serialize, Deserialize)]
struct Position {
    pts: i32,
    qts: i32,
    date: i32,
    seq: i32,
    channels: Vec<(i64, i32)>,
}

impl Store {
    pub(super) fn open(path: &Path) -> Result<(Self, Stored), SessionError> {
        let file = open_private(path)?;
        let corrupt = |reason: String| SessionError::Corrupt {
            path: path.to_owned(),
            reason,
        };
        // redb trusts a file that was closed well and can panic when somebody damaged it since.
        let opened = catch_unwind(AssertUnwindSafe(|| {
            let backend = redb::backends::FileBackend::new(file)?;
            Database::builder()
                .set_cache_size(CACHE_BYTES)
                .create_with_backend(backend)
        }));
        let database = match opened {
            Ok(Ok(database)) => database,
            Ok(Err(DatabaseError::DatabaseAlreadyOpen)) => {
                return Err(SessionError::InUse {
                    path: path.to_owned(),
                });
            }
            Ok(Err(DatabaseError::Storage(redb::StorageError::Io(source))))
                if source.kind() != std::io::ErrorKind::InvalidData =>
            {
                return Err(SessionError::Io {
                    path: path.to_owned(),
                    action: "opened",
                    source,
                });
            }
            Ok(Err(error)) => return Err(corrupt(error.to_string())),
            Err(_) => return Err(corrupt("its pages do not fit together".to_owned())),
        };
        let store = Self {
            database,
            path: path.to_owned(),
        };
        let read = catch_unwind(AssertUnwindSafe(|| store.read()));
        let stored = match read {
            Ok(result) => result?,
            Err(_) => return Err(corrupt("its pages do not fit together".to_owned())),
        };
        // Only now is it certain that the file is a session and not somebody's other file.
        #[cfg(unix)]
        protect(path)?;
        Ok((store, stored))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    fn failed(&self, error: impl Into<redb::Error>) -> SessionError {
        SessionError::Storage {
            path: self.path.clone(),
            reason: error.into().to_string(),
        }
    }

    fn read(&self) -> Result<Stored, SessionError> {
        // Also makes the tables of a new file.
        self.write(&Batch::default())?;
        let corrupt = |what: &str| SessionError::Corrupt {
            path: self.path.clone(),
            reason: format!("unreadable {what}"),
        };
        let transaction = self
            .database
            .begin_read()
            .map_err(|error| self.failed(error))?;
        let mut stored = Stored::default();

        let meta = transaction
            .open_table(META)
            .map_err(|error| self.failed(error))?;
        let get = |key: &str| -> Result<Option<Vec<u8>>, SessionError> {
            let value = meta.get(key).map_err(|error| self.failed(error))?;
            Ok(value.map(|guard| guard.value().to_vec()))
        };
        if let Some(bytes) = get("version")? {
            let found: u32 = parse(&bytes).ok_or_else(|| corrupt("version"))?;
            if found > VERSION {
                return Err(SessionError::Newer {
                    path: self.path.clone(),
                    found,
                    known: VERSION,
                });
            }
        }
        if let Some(bytes) = get("home_dc")? {
            stored.home_dc = Some(parse(&bytes).ok_or_else(|| corrupt("home data centre"))?);
        }
        if let Some(bytes) = get("me")? {
            stored.me = parse(&bytes).ok_or_else(|| corrupt("account id"))?;
        }
        if let Some(bytes) = get("updates")? {
            let position: Position = parse(&bytes).ok_or_else(|| corrupt("update position"))?;
            stored.updates = Some(position.into());
        }

        let keys = transaction
            .open_table(AUTH_KEYS)
            .map_err(|error| self.failed(error))?;
        let centres = transaction
            .open_table(DATA_CENTRES)
            .map_err(|error| self.failed(error))?;
        for row in centres.iter().map_err(|error| self.failed(error))? {
            let (id, bytes) = row.map_err(|error| self.failed(error))?;
            let id = id.value();
            let addresses: Addresses =
                parse(bytes.value()).ok_or_else(|| corrupt("data centre"))?;
            let key = keys.get(id).map_err(|error| self.failed(error))?;
            let auth_key = match key {
                None => None,
                Some(key) => Some(
                    <[u8; 256]>::try_from(key.value()).map_err(|_| corrupt("authorization key"))?,
                ),
            };
            let Addresses { ipv4, ipv6 } = addresses;
            stored.dc_options.push(DcOption {
                id,
                ipv4,
                ipv6,
                auth_key,
            });
        }

        let peers = transaction
            .open_table(PEERS)
            .map_err(|error| self.failed(error))?;
        for row in peers.iter().map_err(|error| self.failed(error))? {
            let (_, bytes) = row.map_err(|error| self.failed(error))?;
            stored
                .peers
                .push(parse(bytes.value()).ok_or_else(|| corrupt("peer"))?);
        }
        Ok(stored)
    }

    /// Writes a batch in one transaction, and returns when it is on the disk.
    pub(super) fn write(&self, batch: &Batch) -> Result<(), SessionError> {
        self.try_write(batch).map_err(|error| self.failed(error))
    }

    fn try_write(&self, batch: &Batch) -> Result<(), redb::Error> {
        let transaction = self.database.begin_write()?;
        {
            let mut meta = transaction.open_table(META)?;
            let mut set = |key: &str, value: Vec<u8>| -> Result<(), redb::Error> {
                meta.insert(key, value.as_slice())?;
                Ok(())
            };
            if let Some(home_dc) = batch.home_dc {
                set("home_dc", bytes(&home_dc))?;
            }
            if let Some(Account(me)) = batch.me {
                set("me", bytes(&me))?;
            }
            if let Some(updates) = &batch.updates {
                set("updates", bytes(&Position::from(updates)))?;
            }
            if meta.get("version")?.is_none() {
                meta.insert("version", bytes(&VERSION).as_slice())?;
            }
            let mut centres = transaction.open_table(DATA_CENTRES)?;
            let mut keys = transaction.open_table(AUTH_KEYS)?;
            if let Some(option) = &batch.dc_option {
                let addresses = Addresses {
                    ipv4: option.ipv4,
                    ipv6: option.ipv6,
                };
                centres.insert(option.id, bytes(&addresses).as_slice())?;
                match &option.auth_key {
                    Some(key) => keys.insert(option.id, key.as_slice())?,
                    None => keys.remove(option.id)?,
                };
            }
            let mut peers = transaction.open_table(PEERS)?;
            for peer in &batch.peers {
                peers.insert(peer.id.to_bot_api(), bytes(peer).as_slice())?;
            }
        }
        transaction.commit()?;
        Ok(())
    }
}

impl From<&UpdatesState> for Position {
    fn from(state: &UpdatesState) -> Self {
        Self {
            pts: state.pts,
            qts: state.qts,
            date: state.date,
            seq: state.seq,
            channels: state
                .channels
                .iter()
                .map(|channel| (channel.id, channel.pts))
                .collect(),
        }
    }
}

impl From<Position> for UpdatesState {
    fn from(position: Position) -> Self {
        let channels = position.channels.into_iter();
        Self {
            pts: position.pts,
            qts: position.qts,
            date: position.date,
            seq: position.seq,
            channels: channels.map(|(id, pts)| ChannelState { id, pts }).collect(),
        }
    }
}

fn parse<T: for<'a> Deserialize<'a>>(bytes: &[u8]) -> Option<T> {
    serde_json::from_slice(bytes).ok()
}

fn bytes<T: Serialize>(value: &T) -> Vec<u8> {
    // Plain structs with string keys: turning them into JSON has nothing that can fail.
    serde_json::to_vec(value).unwrap_or_default()
}

/// Opens or makes a file that its owner alone can read, and the folders above it.
fn open_private(path: &Path) -> Result<File, SessionError> {
    let failed = |action| {
        move |source| SessionError::Io {
            path: path.to_owned(),
            action,
            source,
        }
    };
    if let Some(folder) = path.parent()
        && !folder.as_os_str().is_empty()
        && !folder.exists()
    {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(failed("made"))?;
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(failed("opened"))
}

/// Takes the rights of others away from a file that has turned out to be a session.
#[cfg(unix)]
fn protect(path: &Path) -> Result<(), SessionError> {
    use std::os::unix::fs::PermissionsExt;
    let failed = |source| SessionError::Io {
        path: path.to_owned(),
        action: "protected",
        source,
    };
    let rights = fs::metadata(path).map_err(failed)?.permissions();
    if rights.mode() & 0o077 != 0 {
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(failed)?;
    }
    Ok(())
}
