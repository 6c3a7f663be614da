//! The people and chats that came with an answer or an update.

use std::collections::HashMap;
use std::sync::Arc;

use grammers_tl_types as tl;

use super::{Peer, PeerId};
use crate::telegram::session::Session;

/// Holds the peers that Telegram sent along with something, and asks the session for others.
#[derive(Debug, Clone)]
pub struct PeerMap {
    peers: Arc<HashMap<PeerId, Peer>>,
    session: Arc<Session>,
}

impl PeerMap {
    /// Takes over what came with an answer, and keeps it in the session's peer book.
    pub fn new(
        session: &Arc<Session>,
        users: &[tl::enums::User],
        chats: &[tl::enums::Chat],
    ) -> Self {
        let mut peers = HashMap::with_capacity(users.len() + chats.len());
        for peer in users
            .iter()
            .filter(|user| matches!(user, tl::enums::User::User(_)))
            .map(Peer::from_user)
            .chain(chats.iter().filter_map(Peer::from_chat))
        {
            let peer = session.remember(&peer);
            peers.insert(peer.id(), peer);
        }
        Self {
            peers: Arc::new(peers),
            session: Arc::clone(session),
        }
    }

    /// Returns a peer: from the answer, else from the peer book, else one of unknown name.
    pub fn get(&self, id: PeerId) -> Peer {
        // The library writes user 0 where it does not know the account's own id.
        if id == PeerId::User(0) {
            return self.session.me().unwrap_or_else(|| Peer::unknown(id));
        }
        self.peers
            .get(&id)
            .cloned()
            .or_else(|| self.session.find(id))
            .unwrap_or_else(|| Peer::unknown(id))
    }

    /// Returns the account itself, when it is known.
    pub fn me(&self) -> Option<Peer> {
        self.session.me()
    }

    /// Notes the message in which minimal peers were seen, so that they can be named by it.
    pub(crate) fn seen_in(&self, id: PeerId, chat: PeerId, message: i32) {
        if id != chat
            && self
                .peers
                .get(&id)
                .is_some_and(|peer| peer.data().access_hash.is_none())
        {
            self.session.remember_context(id, chat, message);
        }
    }
}
