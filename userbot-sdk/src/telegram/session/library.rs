//! What the client library asks of a session.

use grammers_session::types::{
    DcOption, PeerAuth, PeerId as LibraryPeerId, PeerInfo, UpdateState, UpdatesState,
};
use grammers_session::{BoxFuture, Session as LibrarySession};

use super::store::Batch;
use super::{Session, SessionError, peer_from_info};
use crate::telegram::{Peer, PeerId, PeerKind};

impl Session {
    /// Returns what the library wants to know of a peer.
    fn info(&self, id: LibraryPeerId) -> Option<PeerInfo> {
        let peer = if id == LibraryPeerId::self_user() {
            self.me()
        } else {
            PeerId::from_library(id).and_then(|id| self.find(id))
        }?;
        Some(info_of(&peer))
    }
}

fn info_of(peer: &Peer) -> PeerInfo {
    use grammers_session::types::ChannelKind;

    let auth = peer.data().access_hash.map(PeerAuth::from_hash);
    match peer.id() {
        PeerId::User(id) => PeerInfo::User {
            id,
            auth,
            bot: Some(peer.is_bot()),
            is_self: Some(peer.is_self()),
        },
        PeerId::Group(id) => PeerInfo::Chat { id },
        PeerId::Channel(id) => PeerInfo::Channel {
            id,
            auth,
            kind: Some(match peer.kind() {
                PeerKind::Channel => ChannelKind::Broadcast,
                _ => ChannelKind::Megagroup,
            }),
        },
    }
}

impl LibrarySession for Session {
    type Error = SessionError;

    fn home_dc_id(&self) -> Result<i32, SessionError> {
        Ok(self.home_dc())
    }

    fn set_home_dc_id(&self, dc_id: i32) -> BoxFuture<'_, Result<(), SessionError>> {
        Box::pin(self.set_home_dc(dc_id))
    }

    fn dc_option(&self, dc_id: i32) -> Result<Option<DcOption>, SessionError> {
        Ok(self.read().dc_options.get(&dc_id).cloned())
    }

    fn set_dc_option(&self, dc_option: &DcOption) -> BoxFuture<'_, Result<(), SessionError>> {
        let option = dc_option.clone();
        Box::pin(async move {
            {
                let mut state = self.write();
                if state.dc_options.get(&option.id) == Some(&option) {
                    return Ok(());
                }
                state.dc_options.insert(option.id, option.clone());
            }
            self.save(Batch {
                dc_options: vec![option],
                ..Batch::default()
            })
            .await
        })
    }

    fn peer(&self, peer: LibraryPeerId) -> BoxFuture<'_, Result<Option<PeerInfo>, SessionError>> {
        let info = self.info(peer);
        Box::pin(async move { Ok(info) })
    }

    fn cache_peer(&self, peer: PeerInfo) -> BoxFuture<'_, Result<(), SessionError>> {
        self.cache_peers(vec![peer])
    }

    fn cache_peers(&self, peers: Vec<PeerInfo>) -> BoxFuture<'_, Result<(), SessionError>> {
        for peer in peers.iter().filter_map(peer_from_info) {
            // The data of another program's login is imported in this way.
            if peer.is_self() && !self.is_logged_in() {
                self.set_me(&peer);
            }
            match self.find(peer.id()) {
                // The book knows the name too; only the hash can be news.
                Some(known) if known.data().access_hash == peer.data().access_hash => {}
                Some(known) => {
                    let mut data = known.data().clone();
                    data.access_hash = peer.data().access_hash.or(data.access_hash);
                    self.remember(&Peer::new(data));
                }
                None => {
                    self.remember(&peer);
                }
            }
        }
        Box::pin(async { Ok(()) })
    }

    fn updates_state(&self) -> BoxFuture<'_, Result<UpdatesState, SessionError>> {
        let updates = self.updates();
        Box::pin(async move { Ok(updates) })
    }

    fn set_update_state(&self, update: UpdateState) -> BoxFuture<'_, Result<(), SessionError>> {
        self.write().apply(update);
        Box::pin(async { Ok(()) })
    }
}

#[cfg(test)]
mod tests {
    use grammers_session::SessionData;

    use super::*;

    #[tokio::test]
    async fn knows_the_account_itself() {
        let mut data = SessionData::default();
        let info = PeerInfo::User {
            id: 5,
            auth: Some(PeerAuth::from_hash(9)),
            bot: Some(false),
            is_self: Some(true),
        };
        data.peer_infos.insert(info.id(), info.clone());
        let session = Session::in_memory(data);
        assert_eq!(
            session.peer(LibraryPeerId::self_user()).await.unwrap(),
            Some(info.clone())
        );
        assert_eq!(session.peer(info.id()).await.unwrap(), Some(info));
        assert!(session.is_logged_in());
    }

    #[tokio::test]
    async fn imported_data_is_a_login_that_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("session.redb");
        let mut data = SessionData::default();
        let info = PeerInfo::User {
            id: 5,
            auth: None,
            bot: Some(false),
            is_self: Some(true),
        };
        data.peer_infos.insert(info.id(), info);
        let session = Session::open(&path).unwrap();
        assert!(!session.is_logged_in());
        data.import_to(&*session).await.unwrap();
        session.flush().await.unwrap();
        drop(session);
        assert_eq!(
            Session::open(&path).unwrap().me().unwrap().id(),
            PeerId::User(5)
        );
    }

    #[tokio::test]
    async fn keys_are_on_the_disk_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("session.redb");
        let option = {
            let session = Session::open(&path).unwrap();
            let mut option = session.dc_option(2).unwrap().unwrap();
            option.auth_key = Some([3; 256]);
            session.set_dc_option(&option).await.unwrap();
            option
        };
        let session = Session::open(&path).unwrap();
        assert_eq!(session.dc_option(2).unwrap(), Some(option));
        assert_eq!(session.dc_option(77).unwrap(), None);
    }
}
