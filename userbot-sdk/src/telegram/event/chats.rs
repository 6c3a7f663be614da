//! What changes about a chat, and what its members may do.

use grammers_tl_types as tl;

use crate::telegram::{AdminRights, Message, Peer, PeerId, Permission, Permissions};

/// Says that something about a chat changed.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ChatChanged {
    /// The chat.
    pub chat: Peer,
    /// Who did it, where Telegram says it.
    pub by: Option<Peer>,
    /// What is new.
    pub change: ChatChange,
    /// The service message that says so, when there is one.
    pub message: Option<Message>,
}

/// Says what is new about a chat.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ChatChange {
    /// It has this title.
    Title(String),
    /// It has another photo.
    Photo,
    /// It has no photo any more.
    PhotoRemoved,
    /// All its members may do this.
    Permissions(Permissions),
    /// Its messages live for so many seconds; 0 means for ever.
    AutoDelete(i32),
    /// It is this supergroup now.
    Migrated(PeerId),
}

/// Says that somebody became an admin or is none any more, or may do more or less than before.
///
/// A person is told it of basic groups; a bot is told it of every chat of which it is an admin. In
/// supergroups, a person finds it in the log of the admins. Who comes and goes is [`Joined`](super::Joined) and
/// [`Left`](super::Left).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RightsChanged {
    /// The chat.
    pub chat: Peer,
    /// Whose rights.
    pub user: Peer,
    /// Who changed them, where Telegram says it.
    pub by: Option<Peer>,
    /// What they were, where Telegram says it.
    pub before: Option<MemberRights>,
    /// What they are now.
    pub now: MemberRights,
}

/// Says what somebody may do in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MemberRights {
    /// Everything: it is their chat.
    Creator,
    /// What an admin with these rights may do; in a basic group every admin may do everything.
    Admin(AdminRights),
    /// What all members may do.
    Member,
    /// Not more than this.
    Restricted(Permissions),
    /// Nothing: they may not come back.
    Banned,
}

impl MemberRights {
    pub(crate) fn of_banned(rights: &tl::enums::ChatBannedRights) -> Self {
        let (permissions, _) = Permissions::from_tl(rights);
        if permissions.has(Permission::ViewMessages) {
            Self::Restricted(permissions)
        } else {
            Self::Banned
        }
    }
}
