//! The file of a session: a redb database.

use std::fs::{self, File, OpenOptions};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use grammers_session::types::{ChannelState, DcOption, UpdatesState};
use redb::{Database, DatabaseError, ReadableDatabase, ReadableTable, TableDefinition};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::SessionError;
use crate::seal::{Header, Seal, SealError};
use crate::telegram::PeerId;
use crate::telegram::peer::PeerData;

/// The version of the layout below in a plain file, and in an encrypted one.
const VERSION: u32 = 1;
const SEALED_VERSION: u32 = 2;
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
    /// Encrypts and decrypts what is in an encrypted file.
    seal: Option<Seal>,
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
    pub(super) dc_options: Vec<DcOption>,
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
    /// Opens a file; an encrypted one needs its passphrase, and a new one is encrypted with it.
    pub(super) fn open(
        path: &Path,
        passphrase: Option<&SecretString>,
    ) -> Result<(Self, Stored), SessionError> {
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
                    pid: holder(path),
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
        let mut store = Self {
            database,
            path: path.to_owned(),
            seal: None,
        };
        let read = catch_unwind(AssertUnwindSafe(|| {
            store.unlock(passphrase)?;
            store.read()
        }));
        let stored = match read {
            Ok(result) => result?,
            Err(_) => return Err(corrupt("its pages do not fit together".to_owned())),
        };
        // Only now is it certain that the file is a session and not somebody's other file.
        #[cfg(unix)]
        protect(path)?;
        sign(path);
        Ok((store, stored))
    }

    /// Reads one peer.
    pub(super) fn peer(&self, id: PeerId) -> Option<PeerData> {
        let name = self.name_of(id);
        let transaction = self.database.begin_read().ok()?;
        let peers = transaction.open_table(PEERS).ok()?;
        let row = peers.get(name).ok()??;
        let bytes = self.unseal(&format!("peer {name}"), row.value()).ok()?;
        parse(&bytes)
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

    /// Tells whether the file is encrypted.
    pub(super) fn is_protected(&self) -> bool {
        self.seal.is_some()
    }

    fn corrupt(&self, what: &str) -> SessionError {
        SessionError::Corrupt {
            path: self.path.clone(),
            reason: format!("unreadable {what}"),
        }
    }

    /// Checks the version, and the passphrase of an encrypted file; makes the start of a new one.
    fn unlock(&mut self, passphrase: Option<&SecretString>) -> Result<(), SessionError> {
        let path = || self.path.clone();
        if passphrase.is_some_and(|passphrase| passphrase.expose_secret().is_empty()) {
            return Err(SessionError::EmptyPassphrase { path: path() });
        }
        let (version, header, check) = self.start().map_err(|error| self.failed(error))?;
        let version: Option<u32> = match version {
            Some(bytes) => Some(parse(&bytes).ok_or_else(|| self.corrupt("version"))?),
            None => None,
        };
        if let Some(found) = version.filter(|found| *found > SEALED_VERSION) {
            return Err(SessionError::Newer {
                path: path(),
                found,
                known: SEALED_VERSION,
            });
        }
        let failed = |error| match error {
            SealError::Header => self.corrupt("encryption header"),
            SealError::Random => SessionError::Storage {
                path: path(),
                reason: "the system gives no random numbers".to_owned(),
            },
            SealError::Wrong => SessionError::WrongPassphrase { path: path() },
        };
        self.seal = match (header, passphrase) {
            (Some(_), None) => return Err(SessionError::PassphraseNeeded { path: path() }),
            (Some(header), Some(passphrase)) => {
                let header = parse(&header).ok_or_else(|| self.corrupt("encryption header"))?;
                let seal = Seal::new(&header, passphrase).map_err(failed)?;
                if !check.is_some_and(|check| seal.is_right(&check)) {
                    return Err(SessionError::WrongPassphrase { path: path() });
                }
                Some(seal)
            }
            (None, Some(passphrase)) if version.is_none() => {
                let header = Header::new().map_err(failed)?;
                let seal = Seal::new(&header, passphrase).map_err(failed)?;
                let check = seal.check().map_err(failed)?;
                self.write_start(&header, &check)
                    .map_err(|error| self.failed(error))?;
                Some(seal)
            }
            (None, _) => None,
        };
        Ok(())
    }

    /// Reads what is never encrypted: the version, and how the keys of an encrypted file are made.
    fn start(&self) -> Result<Start, redb::Error> {
        let transaction = self.database.begin_read()?;
        let meta = match transaction.open_table(META) {
            Ok(meta) => meta,
            Err(redb::TableError::TableDoesNotExist(_)) => return Ok((None, None, None)),
            Err(error) => return Err(error.into()),
        };
        let get = |key: &str| -> Result<Option<Vec<u8>>, redb::Error> {
            Ok(meta.get(key)?.map(|guard| guard.value().to_vec()))
        };
        Ok((get("version")?, get("protection")?, get("check")?))
    }

    fn write_start(&self, header: &Header, check: &[u8]) -> Result<(), redb::Error> {
        let transaction = self.database.begin_write()?;
        {
            let mut meta = transaction.open_table(META)?;
            meta.insert("version", bytes(&SEALED_VERSION).as_slice())?;
            meta.insert("protection", bytes(header).as_slice())?;
            meta.insert("check", check)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Returns the key of a peer's row, which hides its id in an encrypted file.
    fn name_of(&self, id: PeerId) -> i64 {
        let id = id.to_bot_api();
        self.seal.as_ref().map_or(id, |seal| seal.name(id))
    }

    /// Encrypts a value for its place, in an encrypted file.
    fn seal(&self, place: &str, value: Vec<u8>) -> Result<Vec<u8>, redb::Error> {
        match &self.seal {
            None => Ok(value),
            Some(seal) => seal.seal(place, &Zeroizing::new(value)).map_err(|_| {
                let reason = "the system gives no random numbers";
                redb::Error::Io(std::io::Error::other(reason))
            }),
        }
    }

    /// Decrypts a value of its place, in an encrypted file.
    fn unseal(&self, place: &str, value: &[u8]) -> Result<Zeroizing<Vec<u8>>, SessionError> {
        match &self.seal {
            None => Ok(Zeroizing::new(value.to_vec())),
            Some(seal) => seal.open(place, value).map_err(|_| self.corrupt(place)),
        }
    }

    fn read(&self) -> Result<Stored, SessionError> {
        // Also makes the tables of a new file.
        self.write(&Batch::default())?;
        let corrupt = |what: &str| self.corrupt(what);
        let transaction = self
            .database
            .begin_read()
            .map_err(|error| self.failed(error))?;
        let mut stored = Stored::default();

        let meta = transaction
            .open_table(META)
            .map_err(|error| self.failed(error))?;
        let get = |key: &str| -> Result<Option<Zeroizing<Vec<u8>>>, SessionError> {
            match meta.get(key).map_err(|error| self.failed(error))? {
                Some(guard) => self.unseal(key, guard.value()).map(Some),
                None => Ok(None),
            }
        };
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
            let bytes = self.unseal(&format!("data centre {id}"), bytes.value())?;
            let addresses: Addresses = parse(&bytes).ok_or_else(|| corrupt("data centre"))?;
            let key = keys.get(id).map_err(|error| self.failed(error))?;
            let auth_key = match key {
                None => None,
                Some(key) => {
                    let key = self.unseal(&format!("key {id}"), key.value())?;
                    let key = <[u8; 256]>::try_from(key.as_slice());
                    Some(key.map_err(|_| corrupt("authorization key"))?)
                }
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
            let (name, bytes) = row.map_err(|error| self.failed(error))?;
            let bytes = self.unseal(&format!("peer {}", name.value()), bytes.value())?;
            stored
                .peers
                .push(parse(&bytes).ok_or_else(|| corrupt("peer"))?);
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
                meta.insert(key, self.seal(key, value)?.as_slice())?;
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
            for option in &batch.dc_options {
                let addresses = Addresses {
                    ipv4: option.ipv4,
                    ipv6: option.ipv6,
                };
                let id = option.id;
                let sealed = self.seal(&format!("data centre {id}"), bytes(&addresses))?;
                centres.insert(id, sealed.as_slice())?;
                match &option.auth_key {
                    Some(key) => {
                        let sealed = self.seal(&format!("key {id}"), key.to_vec())?;
                        keys.insert(id, sealed.as_slice())?
                    }
                    None => keys.remove(id)?,
                };
            }
            let mut peers = transaction.open_table(PEERS)?;
            for peer in &batch.peers {
                let name = self.name_of(peer.id);
                let sealed = self.seal(&format!("peer {name}"), bytes(peer))?;
                peers.insert(name, sealed.as_slice())?;
            }
        }
        transaction.commit()?;
        Ok(())
    }
}

/// Is the version, the header and the check of a file, as far as it has them.
type Start = (Option<Vec<u8>>, Option<Vec<u8>>, Option<Vec<u8>>);

/// Rewrites a file with another passphrase, or with none. Returns what was in it.
///
/// The new file is written beside the old one and takes its place at once, so that a crash leaves
/// one of the two. The blocks of the old file are freed, not wiped.
pub(super) fn rewrite(
    path: &Path,
    old: Option<&SecretString>,
    new: Option<&SecretString>,
) -> Result<(), SessionError> {
    let io = |action| {
        move |source| SessionError::Io {
            path: path.to_owned(),
            action,
            source,
        }
    };
    if !path.exists() {
        return Err(io("opened")(std::io::ErrorKind::NotFound.into()));
    }
    let (store, stored) = Store::open(path, old)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let beside = path.with_file_name(name);
    // What an attempt has left that was cut off.
    if let Err(error) = fs::remove_file(&beside)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        return Err(io("rewritten")(error));
    }
    let (fresh, _) = Store::open(&beside, new)?;
    fresh.write(&Batch {
        home_dc: stored.home_dc,
        dc_options: stored.dc_options,
        peers: stored.peers,
        updates: stored.updates,
        me: Some(Account(stored.me)),
    })?;
    drop(fresh);
    // Held until the new file stands in its place, where the system lets an open file be replaced.
    #[cfg(not(unix))]
    drop(store);
    fs::rename(&beside, path).map_err(io("replaced"))?;
    #[cfg(unix)]
    {
        if let Some(folder) = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            let folder = File::open(folder).map_err(io("replaced"))?;
            folder.sync_all().map_err(io("replaced"))?;
        }
        drop(store);
    }
    Ok(())
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

/// Returns the file beside a session that names the process which has it open.
fn sign_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".pid");
    name.into()
}

/// Returns the process that has a session open, as far as it has said so.
pub(super) fn holder(path: &Path) -> Option<u32> {
    fs::read_to_string(sign_of(path)).ok()?.trim().parse().ok()
}

/// Says which process has the session open. Nothing depends on it but the words of an error, so
/// that it cannot be written does no harm.
fn sign(path: &Path) {
    let sign = sign_of(path);
    if let Err(error) = fs::write(&sign, std::process::id().to_string()) {
        tracing::debug!(%error, "the process cannot be noted beside the session");
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // While the file is still locked: it is the sign of this process.
        let _ = fs::remove_file(sign_of(&self.path));
    }
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
