//! The people and chats that came with an answer or an update.

use std::sync::Arc;

use grammers_tl_types as tl;

use super::{Peer, PeerId};
use crate::telegram::session::Session;

/// Holds the peers that Telegram sent along with something, and asks the session for others.
#[derive(Debug, Clone)]
pub struct PeerMap {
    /// In the order of their ids.
    peers: Arc<[Peer]>,
    session: Arc<Session>,
}

impl PeerMap {
    /// Takes over what came with an answer, and keeps it in the session's peer book.
    pub fn new(
        session: &Arc<Session>,
        users: &[tl::enums::User],
        chats: &[tl::enums::Chat],
    ) -> Self {
        let users = users.iter().filter_map(|user| match user {
            tl::enums::User::User(described) => Some(remembered(session, user, described)),
            tl::enums::User::Empty(_) => None,
        });
        let chats = chats
            .iter()
            .filter_map(|chat| remembered_chat(session, chat));
        let mut peers: Vec<Peer> = users.chain(chats).collect();
        // Of who comes twice, the last one is found.
        peers.sort_by_key(Peer::id);
        Self {
            peers: peers.into(),
            session: Arc::clone(session),
        }
    }

    fn find(&self, id: PeerId) -> Option<&Peer> {
        let end = self.peers.partition_point(|peer| peer.id() <= id);
        let peer = self.peers.get(end.checked_sub(1)?)?;
        (peer.id() == id).then_some(peer)
    }

    /// Returns a peer: from the answer, else from the peer book, else one of unknown name.
    pub fn get(&self, id: PeerId) -> Peer {
        // The library writes user 0 where it does not know the account's own id.
        if id == PeerId::User(0) {
            return self.session.me().unwrap_or_else(|| Peer::unknown(id));
        }
        self.find(id)
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
                .find(id)
                .is_some_and(|peer| peer.data().access_hash.is_none())
        {
            self.session.remember_context(id, chat, message);
        }
    }
}

/// Keeps a person in the peer book; one who is described as before is taken from there.
fn remembered(session: &Session, user: &tl::enums::User, described: &tl::types::User) -> Peer {
    match session.find(PeerId::User(described.id)) {
        Some(known) if known.is_as(described) => known,
        _ => session.remember(&Peer::from_user(user)),
    }
}

fn remembered_chat(session: &Session, chat: &tl::enums::Chat) -> Option<Peer> {
    if let tl::enums::Chat::Channel(channel) = chat
        && let Some(known) = session.find(PeerId::Channel(channel.id))
        && known.is_as_channel(channel)
    {
        return Some(known);
    }
    Some(session.remember(&Peer::from_chat(chat)?))
}
