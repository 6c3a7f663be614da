//! People and chats.

mod id;
mod map;
mod target;
mod way;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use grammers_tl_types as tl;
use serde::{Deserialize, Serialize};

pub use id::{InvalidPeerId, PeerId};
pub use map::PeerMap;
pub use target::{IntoTarget, Target};
pub use way::PeerWay;

/// Is a person, a bot, a group or a channel, as far as the account knows it.
///
/// Cheap to clone. A peer that came with a message can be [minimal](Peer::is_min): Telegram then
/// sent its name only, and the account may not be able to write to it.
#[derive(Clone, PartialEq, Eq)]
pub struct Peer(Arc<PeerData>);

/// Says what a peer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PeerKind {
    /// A person.
    User,
    /// A bot.
    Bot,
    /// A basic group.
    Group,
    /// A supergroup.
    Supergroup,
    /// A broadcast channel.
    Channel,
}

/// What is known about a peer, and kept in the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PeerData {
    pub(crate) id: PeerId,
    pub(crate) kind: PeerKind,
    /// The key with which the account may name the peer to Telegram.
    pub(crate) access_hash: Option<i64>,
    /// First name or title.
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) last_name: Option<String>,
    /// Active usernames, the main one first.
    #[serde(default)]
    pub(crate) usernames: Vec<String>,
    #[serde(default)]
    pub(crate) flags: PeerFlags,
    /// A message that showed the peer, by which a minimal peer can be named.
    #[serde(default)]
    pub(crate) seen_in: Option<(PeerId, i32)>,
    /// The supergroup that a basic group became: its id and access hash.
    #[serde(default)]
    pub(crate) migrated_to: Option<(i64, i64)>,
}

/// What can be true of a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are Telegram's flags, one to one"
)]
pub(crate) struct PeerFlags {
    #[serde(default)]
    pub(crate) is_self: bool,
    #[serde(default)]
    pub(crate) deleted: bool,
    #[serde(default)]
    pub(crate) min: bool,
    #[serde(default)]
    pub(crate) forum: bool,
    #[serde(default)]
    pub(crate) verified: bool,
    #[serde(default)]
    pub(crate) scam: bool,
    #[serde(default)]
    pub(crate) premium: bool,
    #[serde(default)]
    pub(crate) contact: bool,
    #[serde(default)]
    pub(crate) left: bool,
}

impl PeerData {
    /// Tells whether these are its usernames; a list of several may be.
    fn has_names(&self, main: Option<&str>, all: Option<&[tl::enums::Username]>) -> bool {
        all.is_none_or(<[_]>::is_empty) && self.usernames.iter().map(String::as_str).eq(main)
    }
}

impl PeerFlags {
    fn of_user(user: &tl::types::User) -> Self {
        Self {
            is_self: user.is_self,
            deleted: user.deleted,
            min: user.min,
            forum: user.bot_forum_view,
            verified: user.verified,
            scam: user.scam || user.fake,
            premium: user.premium,
            contact: user.contact,
            left: false,
        }
    }

    fn of_channel(channel: &tl::types::Channel) -> Self {
        Self {
            min: channel.min,
            forum: channel.forum,
            verified: channel.verified,
            scam: channel.scam || channel.fake,
            left: channel.left,
            ..Self::default()
        }
    }
}

impl Peer {
    pub(crate) fn new(data: PeerData) -> Self {
        Self(Arc::new(data))
    }

    pub(crate) fn data(&self) -> &PeerData {
        &self.0
    }

    /// Makes a peer of which nothing is known but its id.
    pub fn unknown(id: PeerId) -> Self {
        Self::new(PeerData {
            id,
            kind: match id {
                PeerId::User(_) => PeerKind::User,
                PeerId::Group(_) => PeerKind::Group,
                PeerId::Channel(_) => PeerKind::Supergroup,
            },
            access_hash: None,
            name: String::new(),
            last_name: None,
            usernames: Vec::new(),
            flags: PeerFlags {
                min: true,
                ..PeerFlags::default()
            },
            seen_in: None,
            migrated_to: None,
        })
    }

    /// Takes over a person of Telegram's schema.
    pub fn from_user(user: &tl::enums::User) -> Self {
        let user = match user {
            tl::enums::User::User(user) => user,
            tl::enums::User::Empty(user) => return Self::unknown(PeerId::User(user.id)),
        };
        Self::new(PeerData {
            id: PeerId::User(user.id),
            kind: if user.bot {
                PeerKind::Bot
            } else {
                PeerKind::User
            },
            // The hash of a minimal person works in few methods only.
            access_hash: user.access_hash.filter(|_| !user.min),
            name: user.first_name.clone().unwrap_or_default(),
            last_name: user.last_name.clone(),
            usernames: usernames(user.username.as_ref(), user.usernames.as_deref()),
            flags: PeerFlags::of_user(user),
            seen_in: None,
            migrated_to: None,
        })
    }

    /// Takes over a group or a channel of Telegram's schema.
    ///
    /// Communities are not chats that one can write to; for them it gives `None`.
    pub fn from_chat(chat: &tl::enums::Chat) -> Option<Self> {
        use tl::enums::Chat;
        let group = |id: i64, title: &str, left: bool| PeerData {
            id: PeerId::Group(id),
            kind: PeerKind::Group,
            access_hash: None,
            name: title.to_owned(),
            last_name: None,
            usernames: Vec::new(),
            flags: PeerFlags {
                left,
                ..PeerFlags::default()
            },
            seen_in: None,
            migrated_to: None,
        };
        let data = match chat {
            Chat::Empty(chat) => group(chat.id, "", true),
            Chat::Chat(chat) => PeerData {
                migrated_to: match &chat.migrated_to {
                    Some(tl::enums::InputChannel::Channel(channel)) => {
                        Some((channel.channel_id, channel.access_hash))
                    }
                    _ => None,
                },
                ..group(chat.id, &chat.title, chat.left || chat.deactivated)
            },
            Chat::Forbidden(chat) => group(chat.id, &chat.title, true),
            Chat::Channel(channel) => PeerData {
                id: PeerId::Channel(channel.id),
                kind: if channel.broadcast {
                    PeerKind::Channel
                } else {
                    PeerKind::Supergroup
                },
                access_hash: channel.access_hash.filter(|_| !channel.min),
                name: channel.title.clone(),
                last_name: None,
                usernames: usernames(channel.username.as_ref(), channel.usernames.as_deref()),
                flags: PeerFlags::of_channel(channel),
                seen_in: None,
                migrated_to: None,
            },
            Chat::ChannelForbidden(channel) => PeerData {
                id: PeerId::Channel(channel.id),
                kind: if channel.broadcast {
                    PeerKind::Channel
                } else {
                    PeerKind::Supergroup
                },
                access_hash: Some(channel.access_hash),
                name: channel.title.clone(),
                last_name: None,
                usernames: Vec::new(),
                flags: PeerFlags {
                    left: true,
                    ..PeerFlags::default()
                },
                seen_in: None,
                migrated_to: None,
            },
            Chat::Community(_) | Chat::CommunityForbidden(_) => return None,
        };
        Some(Self::new(data))
    }

    /// Returns the id.
    pub fn id(&self) -> PeerId {
        self.0.id
    }

    /// Returns what the peer is.
    pub fn kind(&self) -> PeerKind {
        self.0.kind
    }

    /// Returns the name to show: first and last name, or the title. Empty when it is not known.
    pub fn name(&self) -> Cow<'_, str> {
        match self.0.last_name.as_deref() {
            Some(last) if !last.is_empty() => match self.0.name.as_str() {
                "" => Cow::Borrowed(last),
                first => Cow::Owned(format!("{first} {last}")),
            },
            _ => Cow::Borrowed(&self.0.name),
        }
    }

    /// Returns the first name of a person, or the title of a chat.
    pub fn first_name(&self) -> &str {
        &self.0.name
    }

    /// Returns the last name of a person.
    pub fn last_name(&self) -> Option<&str> {
        self.0.last_name.as_deref()
    }

    /// Returns the main username, without the @.
    pub fn username(&self) -> Option<&str> {
        self.0.usernames.first().map(String::as_str)
    }

    /// Returns all active usernames, without the @.
    pub fn usernames(&self) -> impl Iterator<Item = &str> {
        self.0.usernames.iter().map(String::as_str)
    }

    /// Tells whether this is one of the peer's usernames; case and a leading @ do not count.
    pub fn has_username(&self, username: &str) -> bool {
        let username = username.strip_prefix('@').unwrap_or(username);
        self.usernames()
            .any(|own| own.eq_ignore_ascii_case(username))
    }

    /// Tells whether this is a person or a bot, whose chat is a private one.
    pub fn is_private(&self) -> bool {
        matches!(self.0.id, PeerId::User(_))
    }

    /// Tells whether this is a basic group or a supergroup.
    pub fn is_group(&self) -> bool {
        matches!(self.0.kind, PeerKind::Group | PeerKind::Supergroup)
    }

    /// Tells whether this is a supergroup.
    pub fn is_supergroup(&self) -> bool {
        self.0.kind == PeerKind::Supergroup
    }

    /// Tells whether this is a broadcast channel.
    pub fn is_channel(&self) -> bool {
        self.0.kind == PeerKind::Channel
    }

    /// Tells whether this is a bot.
    pub fn is_bot(&self) -> bool {
        self.0.kind == PeerKind::Bot
    }

    /// Tells whether this is the account itself; its private chat is Saved Messages.
    pub fn is_self(&self) -> bool {
        self.0.flags.is_self
    }

    /// Tells whether the person's account was deleted.
    pub fn is_deleted(&self) -> bool {
        self.0.flags.deleted
    }

    /// Tells whether Telegram sent the name only.
    pub fn is_min(&self) -> bool {
        self.0.flags.min
    }

    /// Tells whether the group has topics.
    pub fn is_forum(&self) -> bool {
        self.0.flags.forum
    }

    /// Tells whether Telegram has verified the peer.
    pub fn is_verified(&self) -> bool {
        self.0.flags.verified
    }

    /// Tells whether Telegram marked the peer as a scam or a fake.
    pub fn is_scam(&self) -> bool {
        self.0.flags.scam
    }

    /// Tells whether the person has Telegram Premium.
    pub fn is_premium(&self) -> bool {
        self.0.flags.premium
    }

    /// Tells whether the person is in the account's contacts.
    pub fn is_contact(&self) -> bool {
        self.0.flags.contact
    }

    /// Tells whether the account has left the chat or was removed from it.
    pub fn is_left(&self) -> bool {
        self.0.flags.left
    }

    /// Returns the supergroup that a basic group became.
    pub fn migrated_to(&self) -> Option<PeerId> {
        self.0.migrated_to.map(|(id, _)| PeerId::Channel(id))
    }

    /// Returns the peer of that supergroup, as far as the group tells about it.
    pub(crate) fn successor(&self) -> Option<Self> {
        let (id, access_hash) = self.0.migrated_to?;
        let mut data = Self::unknown(PeerId::Channel(id)).data().clone();
        data.access_hash = Some(access_hash);
        data.name.clone_from(&self.0.name);
        data.flags.min = false;
        Some(Self::new(data))
    }

    /// Returns the peer as Telegram wants it in requests; `None` without the access hash.
    pub(crate) fn to_input(&self) -> Option<tl::enums::InputPeer> {
        let data = &self.0;
        Some(match (data.id, data.access_hash) {
            (PeerId::Group(chat_id), _) => tl::types::InputPeerChat { chat_id }.into(),
            (PeerId::User(user_id), Some(access_hash)) => tl::types::InputPeerUser {
                user_id,
                access_hash,
            }
            .into(),
            (PeerId::User(_), None) if data.flags.is_self => tl::enums::InputPeer::PeerSelf,
            (PeerId::Channel(channel_id), Some(access_hash)) => tl::types::InputPeerChannel {
                channel_id,
                access_hash,
            }
            .into(),
            _ => return None,
        })
    }

    /// Returns the peer with its new names.
    pub(crate) fn renamed(&self, update: &tl::types::UpdateUserName) -> Self {
        let mut data = self.data().clone();
        data.name.clone_from(&update.first_name);
        data.last_name = Some(update.last_name.clone()).filter(|name| !name.is_empty());
        data.usernames = usernames(None, Some(&update.usernames));
        Self::new(data)
    }

    /// Adds what an older record knows and this one does not: a minimal peer keeps the old hash.
    /// Tells whether a person whom Telegram describes is known like that already: a look at the
    /// fields, without making anything. A "no" may be wrong.
    pub(crate) fn is_as(&self, user: &tl::types::User) -> bool {
        let data = self.data();
        let flags = PeerFlags {
            is_self: data.flags.is_self,
            ..PeerFlags::of_user(user)
        };
        (data.kind == PeerKind::Bot) == user.bot
            && data.flags == flags
            && (data.flags.is_self || !user.is_self)
            && !user.min
            && (user.access_hash.is_none() || user.access_hash == data.access_hash)
            && Some(data.name.as_str()) == user.first_name.as_deref()
            && data.last_name == user.last_name
            && data.has_names(user.username.as_deref(), user.usernames.as_deref())
    }

    /// The same for a supergroup or a channel.
    pub(crate) fn is_as_channel(&self, channel: &tl::types::Channel) -> bool {
        let data = self.data();
        let kind = if channel.broadcast {
            PeerKind::Channel
        } else {
            PeerKind::Supergroup
        };
        let flags = PeerFlags {
            is_self: data.flags.is_self,
            ..PeerFlags::of_channel(channel)
        };
        data.kind == kind
            && data.flags == flags
            && !channel.min
            && (channel.access_hash.is_none() || channel.access_hash == data.access_hash)
            && data.name == channel.title
            && data.last_name.is_none()
            && data.has_names(channel.username.as_deref(), channel.usernames.as_deref())
    }

    pub(crate) fn merged_over(&self, old: &Self) -> Self {
        let (new, old) = (self.data(), old.data());
        if old.migrated_to.is_none()
            && !new.flags.min
            && new.access_hash.is_some()
            && new.seen_in.is_some()
        {
            return self.clone();
        }
        let mut data = new.clone();
        data.access_hash = new.access_hash.or(old.access_hash);
        data.seen_in = new.seen_in.or(old.seen_in);
        data.migrated_to = new.migrated_to.or(old.migrated_to);
        data.flags.is_self |= old.flags.is_self;
        if new.flags.min && !old.flags.min {
            let mut flags = old.flags;
            flags.deleted = new.flags.deleted;
            data.flags = flags;
            data.kind = old.kind;
            if new.usernames.is_empty() {
                data.usernames.clone_from(&old.usernames);
            }
            if new.name.is_empty() {
                data.name.clone_from(&old.name);
                data.last_name.clone_from(&old.last_name);
            }
        }
        Self::new(data)
    }
}

impl fmt::Debug for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Peer")
            .field("id", &self.0.id)
            .field("kind", &self.0.kind)
            .field("name", &self.name())
            .field("usernames", &self.0.usernames)
            .finish_non_exhaustive()
    }
}

fn usernames(main: Option<&String>, all: Option<&[tl::enums::Username]>) -> Vec<String> {
    let mut names: Vec<String> = main.cloned().into_iter().collect();
    for tl::enums::Username::Username(other) in all.unwrap_or_default() {
        if other.active && !names.contains(&other.username) {
            names.push(other.username.clone());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes a person of whom little is known.
    fn person() -> tl::types::User {
        use tl::Deserializable as _;
        let mut user = tl::types::User::from_bytes(&[0; 16]).unwrap();
        user.id = 5;
        user.access_hash = Some(7);
        user.first_name = Some("Ann".to_owned());
        user.username = Some("ann".to_owned());
        user
    }

    #[test]
    fn who_is_described_as_before_needs_no_new_entry() {
        let known = Peer::from_user(&person().into());
        assert!(known.is_as(&person()));
        let changes: [fn(&mut tl::types::User); 9] = [
            |user| user.first_name = Some("Anna".to_owned()),
            |user| user.last_name = Some("Lee".to_owned()),
            |user| user.username = None,
            |user| user.username = Some("anna".to_owned()),
            |user| user.access_hash = Some(8),
            |user| user.premium = true,
            |user| user.bot = true,
            |user| user.is_self = true,
            |user| user.min = true,
        ];
        for (number, change) in changes.into_iter().enumerate() {
            let mut other = person();
            change(&mut other);
            assert!(!known.is_as(&other), "{number}");
        }
        // What is not said does not change what is known.
        let mut silent = person();
        silent.access_hash = None;
        assert!(known.is_as(&silent));
        assert_eq!(Peer::from_user(&silent.into()).merged_over(&known), known);
    }

    #[test]
    fn a_minimal_peer_keeps_the_old_hash_and_name() {
        let full = Peer::new(PeerData {
            access_hash: Some(7),
            name: "Ann".to_owned(),
            usernames: vec!["ann".to_owned()],
            flags: PeerFlags::default(),
            ..Peer::unknown(PeerId::User(1)).data().clone()
        });
        let merged = Peer::unknown(PeerId::User(1)).merged_over(&full);
        assert_eq!(merged, full);
        assert!(merged.to_input().is_some());
        assert!(Peer::unknown(PeerId::User(1)).to_input().is_none());
    }

    #[test]
    fn names_and_usernames() {
        let mut data = Peer::unknown(PeerId::User(1)).data().clone();
        data.name = "Ann".to_owned();
        data.last_name = Some("Lee".to_owned());
        data.usernames = vec!["Ann_Lee".to_owned()];
        let peer = Peer::new(data);
        assert_eq!(peer.name(), "Ann Lee");
        assert!(peer.has_username("@ann_lee"));
        assert!(!peer.has_username("ann"));
    }

    #[test]
    fn debug_shows_no_access_hash() {
        let mut data = Peer::unknown(PeerId::User(1)).data().clone();
        data.access_hash = Some(987_654_321);
        assert!(!format!("{:?}", Peer::new(data)).contains("987654321"));
    }
}
