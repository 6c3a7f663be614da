//! What administrators see of the recent past of a supergroup or channel.

use super::message::Msg;
use crate::world::view::Peers;
use grammers_tl_types::enums;

/// What was done.
#[derive(Clone, Debug)]
pub(crate) enum Deed {
    Join,
    Leave,
    Invite(enums::ChannelParticipant),
    Restrict {
        old: enums::ChannelParticipant,
        new: enums::ChannelParticipant,
    },
    Promote {
        old: enums::ChannelParticipant,
        new: enums::ChannelParticipant,
    },
    Title {
        old: String,
        new: String,
    },
    /// The message says whether it is pinned now.
    Pin(Box<Msg>),
    Edit {
        old: Box<Msg>,
        new: Box<Msg>,
    },
    Delete(Box<Msg>),
}

/// One entry.
#[derive(Clone, Debug)]
pub(crate) struct Logged {
    pub(crate) id: i64,
    pub(crate) date: i32,
    pub(crate) user: i64,
    pub(crate) deed: Deed,
    /// Whom the participants in it name.
    pub(crate) peers: Peers,
}
