//! Ids of people and chats, between the SDK, Telegram's schema and the client library.

use grammers_session::types as session;
use grammers_tl_types as tl;

pub use crate::peer_id::{InvalidPeerId, PeerId};
use crate::store::{MapId, WriteId};

impl WriteId for PeerId {
    fn write_id(&self, out: &mut Vec<u8>) {
        self.to_bot_api().write_id(out);
    }
}

impl MapId for PeerId {
    fn read_id(from: &mut &[u8]) -> Option<Self> {
        Self::from_bot_api(i64::read_id(from)?).ok()
    }
}

impl PeerId {
    /// Takes over an id of Telegram's schema.
    pub fn from_tl(peer: &tl::enums::Peer) -> Self {
        match peer {
            tl::enums::Peer::User(peer) => Self::User(peer.user_id),
            tl::enums::Peer::Chat(peer) => Self::Group(peer.chat_id),
            tl::enums::Peer::Channel(peer) => Self::Channel(peer.channel_id),
        }
    }

    /// Returns the id as a value of Telegram's schema.
    pub fn to_tl(self) -> tl::enums::Peer {
        match self {
            Self::User(user_id) => tl::types::PeerUser { user_id }.into(),
            Self::Group(chat_id) => tl::types::PeerChat { chat_id }.into(),
            Self::Channel(channel_id) => tl::types::PeerChannel { channel_id }.into(),
        }
    }

    /// Takes over an id of the client library; `None` for "the account itself".
    pub fn from_library(id: session::PeerId) -> Option<Self> {
        Self::from_bot_api(id.bot_api_dialog_id()?).ok()
    }

    /// Returns the id as the client library wants it; `None` when it is outside its ranges.
    pub fn to_library(self) -> Option<session::PeerId> {
        match self {
            Self::User(id) => session::PeerId::user(id),
            Self::Group(id) => session::PeerId::chat(id),
            Self::Channel(id) => session::PeerId::channel(id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peer_id::{CHANNEL_OFFSET, MAX_CHANNEL, MAX_GROUP, MAX_USER};

    #[test]
    fn forms_go_both_ways() {
        for id in [
            PeerId::User(1),
            PeerId::User(MAX_USER),
            PeerId::Group(1),
            PeerId::Group(MAX_GROUP),
            PeerId::Channel(1),
            PeerId::Channel(1_234_567_890),
            PeerId::Channel(MAX_CHANNEL),
        ] {
            assert_eq!(PeerId::from_bot_api(id.to_bot_api()), Ok(id));
            assert_eq!(id.to_string().parse(), Ok(id));
            assert_eq!(PeerId::from_tl(&id.to_tl()), id);
            assert_eq!(id.to_library().and_then(PeerId::from_library), Some(id));
        }
    }

    #[test]
    fn refuses_what_is_no_id() {
        for id in [0, i64::MIN, i64::MAX, MAX_USER + 1, -CHANNEL_OFFSET] {
            assert!(PeerId::from_bot_api(id).is_err(), "{id}");
        }
        for text in ["", "ann", "1.5", "99999999999999999999"] {
            assert!(text.parse::<PeerId>().is_err(), "{text}");
        }
        assert_eq!(PeerId::from_library(session::PeerId::self_user()), None);
    }
}
