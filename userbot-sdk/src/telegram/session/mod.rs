//! The login and what belongs to it: keys, addresses, the peer book, the position in the updates.
//!
//! Everything is answered from memory. Keys and addresses are on the disk when the call that set
//! them returns; the peer book and the position are written together by [`Session::flush`].

mod book;
mod error;
mod import;
mod library;
mod protection;
#[cfg(feature = "cli")]
mod spoken;
mod store;
mod string;

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use arc_swap::ArcSwapOption;
use grammers_session::SessionData;
use grammers_session::types::{
    ChannelState, DcOption, PeerAuth, PeerInfo, UpdateState, UpdatesState,
};

pub use error::SessionError;
pub use string::{StringFormat, StringSession, StringSessionError};

use self::book::Book;
use self::store::{Account, Batch, Store};
use super::observed::Activity;
use super::{Peer, PeerId};

/// Holds the login of one account.
///
/// Open a file with [`Session::open`], or keep everything in memory with [`Session::in_memory`].
/// A file is locked: a second process is refused at once. `Debug` prints no key.
pub struct Session {
    state: RwLock<State>,
    /// The open file; `None` in memory and after [`Session::close`].
    store: ArcSwapOption<Store>,
    path: Option<PathBuf>,
    protected: bool,
    activity: OnceLock<Activity>,
    /// Held by the write that is under way.
    writing: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Default)]
struct State {
    home_dc: i32,
    dc_options: BTreeMap<i32, DcOption>,
    peers: Book,
    updates: UpdatesState,
    me: Option<PeerId>,
    dirty_peers: HashSet<PeerId>,
    dirty_updates: bool,
}

/// Returns the process that has a session file open, as far as it has said so.
#[cfg(feature = "cli")]
pub(crate) fn session_holder(path: &Path) -> Option<u32> {
    store::holder(path)
}

impl Session {
    /// Opens a session file, or makes a new one when there is none.
    ///
    /// The file is readable by its owner only, and so are the folders that are made for it.
    /// Reads from the disk: call it before the asynchronous work starts, or in `spawn_blocking`.
    ///
    /// # Errors
    ///
    /// [`SessionError::InUse`] when another process has the file open,
    /// [`SessionError::PassphraseNeeded`] when it is encrypted, [`SessionError::Corrupt`] when it is damaged or something else, in which case it is not
    /// changed, and [`SessionError::Io`] when the system refuses.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::telegram::{Session, SessionError};
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("session.redb");
    /// let session = Session::open(&path)?;
    /// assert!(!session.is_logged_in());
    /// assert!(matches!(Session::open(&path), Err(SessionError::InUse { .. })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(path: impl AsRef<Path>) -> Result<Arc<Self>, SessionError> {
        Self::open_with(path.as_ref(), None)
    }

    fn open_with(
        path: &Path,
        passphrase: Option<&secrecy::SecretString>,
    ) -> Result<Arc<Self>, SessionError> {
        let (store, stored) = Store::open(path, passphrase)?;
        let mut state = State::from_data(SessionData::default());
        if let Some(home_dc) = stored.home_dc {
            state.home_dc = home_dc;
        }
        for option in stored.dc_options {
            state.dc_options.insert(option.id, option);
        }
        if let Some(updates) = stored.updates {
            state.updates = updates;
        }
        for data in stored.peers {
            state.insert(Peer::new(data));
        }
        state.me = stored.me.map(PeerId::User);
        Ok(Arc::new(Self {
            state: RwLock::new(state),
            path: Some(store.path().to_owned()),
            protected: store.is_protected(),
            store: ArcSwapOption::from_pointee(store),
            activity: OnceLock::new(),
            writing: Arc::default(),
        }))
    }

    /// Makes a session that is lost when the process ends.
    ///
    /// It is meant for tests and for logins that are not to be kept. The data sets addresses and
    /// keys; the account itself is the person in `peer_infos` that is marked as such.
    pub fn in_memory(data: SessionData) -> Arc<Self> {
        Arc::new(Self {
            state: RwLock::new(State::from_data(data)),
            store: ArcSwapOption::empty(),
            path: None,
            protected: false,
            activity: OnceLock::new(),
            writing: Arc::default(),
        })
    }

    /// Returns the file; `None` in memory.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Tells whether an account is logged in, as far as the file knows.
    pub fn is_logged_in(&self) -> bool {
        self.read().me.is_some()
    }

    /// Returns the account itself, once somebody is logged in.
    pub fn me(&self) -> Option<Peer> {
        let state = self.read();
        state.me.and_then(|id| state.peers.get(id).cloned())
    }

    /// Returns what the peer book knows of an id.
    pub fn find(&self, id: PeerId) -> Option<Peer> {
        {
            let state = self.read();
            let known = state.peers.get(id).cloned();
            if known.is_some() || !state.peers.overflowed() {
                return known;
            }
        }
        // Too many to keep all of them in memory: the file knows the others.
        let peer = Peer::new(self.store.load_full()?.peer(id)?);
        self.write().insert(peer.clone());
        Some(peer)
    }

    /// Returns the peer that was last seen with this username; case and a leading @ do not count.
    pub fn find_username(&self, username: &str) -> Option<Peer> {
        let name = username
            .strip_prefix('@')
            .unwrap_or(username)
            .to_ascii_lowercase();
        self.read().peers.by_username(&name).cloned()
    }

    /// Returns how many people and chats the peer book has in memory. It keeps 20 000; of a
    /// session in a file, the others are read from there when they are asked for.
    pub fn peer_count(&self) -> usize {
        self.read().peers.len()
    }

    /// Notes a peer in the book and returns it with what the book knew of it before.
    pub(crate) fn remember(&self, peer: &Peer) -> Peer {
        let known = self.find(peer.id());
        let merged = known
            .as_ref()
            .map_or_else(|| peer.clone(), |old| peer.merged_over(old));
        if known.as_ref() != Some(&merged) {
            let mut state = self.write();
            // First: what is not written yet must not go.
            state.dirty_peers.insert(merged.id());
            state.insert(merged.clone());
        }
        merged
    }

    /// Notes a message that showed a minimal peer.
    pub(crate) fn remember_context(&self, id: PeerId, chat: PeerId, message: i32) {
        if let Some(peer) = self.find(id) {
            let mut data = peer.data().clone();
            data.seen_in = Some((chat, message));
            let mut state = self.write();
            state.dirty_peers.insert(id);
            state.insert(Peer::new(data));
        }
    }

    /// Notes who is logged in. Written with the next flush.
    pub(crate) fn set_me(&self, peer: &Peer) {
        let mut state = self.write();
        state.me = Some(peer.id());
        state.insert(peer.clone());
        state.dirty_peers.insert(peer.id());
    }

    /// Forgets who is logged in and the position in the updates; keys and peers stay.
    pub(crate) fn clear_login(&self) {
        let mut state = self.write();
        state.me = None;
        state.updates = UpdatesState::default();
        state.dirty_updates = true;
    }

    /// Returns the position in the updates.
    pub(crate) fn updates(&self) -> UpdatesState {
        self.read().updates.clone()
    }

    /// Sets the position in the updates. Written with the next flush.
    pub(crate) fn set_updates(&self, updates: UpdatesState) {
        let mut state = self.write();
        if state.updates != updates {
            state.updates = updates;
            state.dirty_updates = true;
        }
    }

    /// Sets where the work on the disk is counted; the first call counts.
    pub(crate) fn observe(&self, activity: &Activity) {
        self.activity.get_or_init(|| activity.clone());
    }

    pub(crate) fn home_dc(&self) -> i32 {
        self.read().home_dc
    }

    /// Sets the data centre where the account lives; on the disk when it returns.
    pub(crate) async fn set_home_dc(&self, dc: i32) -> Result<(), SessionError> {
        self.write().home_dc = dc;
        self.save(Batch {
            home_dc: Some(dc),
            ..Batch::default()
        })
        .await
    }

    /// Writes what is not on the disk yet, and returns when it is.
    ///
    /// # Errors
    ///
    /// The disk refused. What was not written stays noted, and the next flush tries again.
    pub async fn flush(&self) -> Result<(), SessionError> {
        if self.path.is_none() {
            let mut state = self.write();
            state.dirty_peers.clear();
            state.dirty_updates = false;
            return Ok(());
        }
        let (batch, ids) = {
            let mut state = self.write();
            if !state.dirty_updates && state.dirty_peers.is_empty() {
                return Ok(());
            }
            let ids = std::mem::take(&mut state.dirty_peers);
            state.dirty_updates = false;
            let peers = ids
                .iter()
                .filter_map(|id| state.peers.get(*id))
                .map(|p| p.data().clone())
                .collect();
            let batch = Batch {
                peers,
                updates: Some(state.updates.clone()),
                me: Some(Account(state.me.map(PeerId::bare))),
                ..Batch::default()
            };
            (batch, ids)
        };
        let result = self.save(batch).await;
        if result.is_err() {
            let mut state = self.write();
            state.dirty_peers.extend(ids);
            state.dirty_updates = true;
        }
        result
    }

    /// Waits until no write is under way, those among them that nobody waits for any more.
    pub(crate) async fn written(&self) {
        drop(self.writing.lock().await);
    }

    /// Releases the file, so that it can be opened again. Call [`flush`](Session::flush) first.
    ///
    /// What is in memory stays readable; whatever would have to be written from then on gives
    /// [`SessionError::Closed`].
    pub fn close(&self) {
        self.store.store(None);
    }

    async fn save(&self, batch: Batch) -> Result<(), SessionError> {
        let Some(path) = self.path.clone() else {
            return Ok(());
        };
        let Some(store) = self.store.load_full() else {
            return Err(SessionError::Closed { path });
        };
        let activity = self.activity.get_or_init(Activity::new).clone();
        // One after the other: a batch must not overtake a newer one. The job keeps the turn, as
        // whoever waits for it may be ended.
        let turn = Arc::clone(&self.writing).lock_owned().await;
        let job = move || {
            let result = store.write(&batch);
            drop(store);
            drop(turn);
            result
        };
        match activity.spawn_blocking(job).await {
            Ok(result) => result,
            Err(error) => Err(SessionError::Storage {
                path,
                reason: error.to_string(),
            }),
        }
    }

    // A panic while the lock is held cannot leave the maps half written: each change is one call.
    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn from_data(data: SessionData) -> Self {
        let mut state = Self {
            home_dc: data.home_dc,
            dc_options: data.dc_options.into_iter().collect(),
            updates: data.updates_state,
            ..Self::default()
        };
        for info in data.peer_infos.values() {
            if let Some(peer) = peer_from_info(info) {
                if peer.is_self() {
                    state.me = Some(peer.id());
                }
                state.insert(peer);
            }
        }
        state
    }

    fn insert(&mut self, peer: Peer) {
        // What is not written yet is nowhere else.
        let (me, dirty) = (self.me, &self.dirty_peers);
        self.peers
            .insert(peer, |id| me == Some(id) || dirty.contains(&id));
    }

    fn apply(&mut self, update: UpdateState) {
        match update {
            UpdateState::All(updates) => self.updates = updates,
            UpdateState::Primary { pts, date, seq } => {
                self.updates.pts = pts;
                self.updates.date = date;
                self.updates.seq = seq;
            }
            UpdateState::Secondary { qts } => self.updates.qts = qts,
            UpdateState::Channel { id, pts } => {
                self.updates.channels.retain(|channel| channel.id != id);
                self.updates.channels.push(ChannelState { id, pts });
            }
        }
        self.dirty_updates = true;
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.read();
        f.debug_struct("Session")
            .field("path", &self.path)
            .field("logged_in", &state.me.is_some())
            .field("home_dc", &state.home_dc)
            .field("peers", &state.peers.len())
            .finish_non_exhaustive()
    }
}

/// Makes a peer of what the client library knows of one.
fn peer_from_info(info: &PeerInfo) -> Option<Peer> {
    use grammers_session::types::ChannelKind;

    let id = PeerId::from_library(info.id())?;
    let mut data = Peer::unknown(id).data().clone();
    data.access_hash = info.auth().map(PeerAuth::hash).filter(|hash| *hash != 0);
    data.flags.min = data.access_hash.is_none() && !matches!(id, PeerId::Group(_));
    match info {
        PeerInfo::User { bot, is_self, .. } => {
            if *bot == Some(true) {
                data.kind = super::PeerKind::Bot;
            }
            data.flags.is_self = *is_self == Some(true);
        }
        PeerInfo::Channel {
            kind: Some(ChannelKind::Broadcast),
            ..
        } => {
            data.kind = super::PeerKind::Channel;
        }
        PeerInfo::Chat { .. } | PeerInfo::Channel { .. } => {}
    }
    Some(Peer::new(data))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn me(id: i64) -> Peer {
        let mut data = Peer::unknown(PeerId::User(id)).data().clone();
        data.access_hash = Some(11);
        data.name = "Me".to_owned();
        data.usernames = vec!["MyName".to_owned()];
        data.flags.is_self = true;
        data.flags.min = false;
        Peer::new(data)
    }

    fn named(id: i64, username: &str) -> Peer {
        let mut data = me(id).data().clone();
        data.flags.is_self = false;
        data.usernames = vec![username.to_owned()];
        Peer::new(data)
    }

    #[tokio::test]
    async fn what_was_flushed_is_there_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a").join("session.redb");
        let updates = UpdatesState {
            pts: 5,
            qts: 1,
            date: 9,
            seq: 2,
            channels: vec![ChannelState { id: 7, pts: 70 }],
        };
        {
            let session = Session::open(&path).unwrap();
            session.set_me(&me(1));
            session.remember(&named(2, "ann"));
            session.set_updates(updates.clone());
            session.set_home_dc(4).await.unwrap();
            session.flush().await.unwrap();
        }
        let session = Session::open(&path).unwrap();
        assert_eq!(session.me(), Some(me(1)));
        assert_eq!(session.find_username("@ANN"), Some(named(2, "ann")));
        assert_eq!(session.updates(), updates);
        assert_eq!(session.home_dc(), 4);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("session.redb");
        std::fs::create_dir(folder.path().join("old")).unwrap();
        let old = folder.path().join("old").join("session.redb");
        std::fs::write(&old, b"").unwrap();
        std::fs::set_permissions(&old, std::fs::Permissions::from_mode(0o644)).unwrap();
        for path in [&path, &old] {
            let _session = Session::open(path).unwrap();
            assert_eq!(
                std::fs::metadata(path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        let made = std::fs::metadata(folder.path().join("new")).unwrap();
        assert_eq!(made.permissions().mode() & 0o777, 0o700);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_no_session_keeps_its_rights() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.txt");
        std::fs::write(&path, "Buy milk.").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(Session::open(&path).is_err());
        let rights = std::fs::metadata(&path).unwrap().permissions();
        assert_eq!(rights.mode() & 0o777, 0o644);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "Buy milk.");
    }

    #[test]
    fn a_damaged_file_is_named_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("session.redb");
        let garbage = vec![0x5a; 10_000];
        std::fs::write(&path, &garbage).unwrap();
        let error = Session::open(&path).unwrap_err();
        assert!(matches!(error, SessionError::Corrupt { .. }), "{error:?}");
        assert_eq!(std::fs::read(&path).unwrap(), garbage);
    }

    #[test]
    fn a_username_moves_to_its_new_owner() {
        let session = Session::in_memory(SessionData::default());
        session.remember(&named(2, "ann"));
        session.remember(&named(3, "Ann"));
        assert_eq!(session.find_username("ann").unwrap().id(), PeerId::User(3));
        session.remember(&named(2, "bob"));
        assert_eq!(session.find_username("ann").unwrap().id(), PeerId::User(3));
        session.remember(&named(3, "cid"));
        assert_eq!(session.find_username("ann"), None);
    }

    #[tokio::test]
    async fn who_does_not_fit_into_memory_is_found_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let session = Session::open(folder.path().join("session.redb")).unwrap();
        session.write().peers.set_room(10);
        session.set_me(&named(1, "me"));
        for id in 2..200 {
            session.remember(&named(id, &format!("name{id}")));
            // Until it is written, nobody goes.
            assert_eq!(
                session.find(PeerId::User(2)).unwrap().username(),
                Some("name2")
            );
            if id % 20 == 0 {
                session.flush().await.unwrap();
            }
        }
        session.flush().await.unwrap();
        session.remember(&named(200, "name200"));
        assert!(session.peer_count() <= 10, "{}", session.peer_count());
        for id in 2..200 {
            let found = session.find(PeerId::User(id)).unwrap();
            assert_eq!(found.username(), Some(&*format!("name{id}")));
        }
        assert_eq!(session.find(PeerId::User(777)), None);
        assert_eq!(session.me().unwrap().id(), PeerId::User(1));
        assert!(session.peer_count() <= 11, "{}", session.peer_count());
    }

    #[test]
    fn a_second_opener_is_told_who_has_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("session.redb");
        let session = Session::open(&path).unwrap();
        let error = Session::open(&path).unwrap_err();
        let text = error.to_string();
        assert!(text.contains(&std::process::id().to_string()), "{text}");
        assert!(text.contains("stop that one first"), "{text}");
        drop(session);
        assert!(Session::open(&path).is_ok());
    }

    #[test]
    fn debug_prints_no_key() {
        let mut data = SessionData::default();
        data.dc_options.get_mut(&2).unwrap().auth_key = Some([0xab; 256]);
        let text = format!("{:?}", Session::in_memory(data));
        assert!(
            !text.contains("171") && !text.to_lowercase().contains("abab"),
            "{text}"
        );
    }
}
