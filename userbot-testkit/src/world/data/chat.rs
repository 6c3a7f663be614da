//! Groups, supergroups and channels.

use super::log::Logged;
use super::mailbox::Mailbox;
use super::place::Place;
use crate::world::tl::{no_bans, usual_rights};
use grammers_tl_types::types;
use std::collections::{BTreeMap, BTreeSet};

/// Which of the three kinds a chat is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Group,
    Supergroup,
    Channel,
}

/// What a member is allowed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Role {
    Creator,
    Admin {
        rights: Box<types::ChatAdminRights>,
        by: i64,
    },
    Member,
    Restricted {
        rights: Box<types::ChatBannedRights>,
        by: i64,
    },
}

/// One who is in the chat.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) role: Role,
    pub(crate) rank: Option<String>,
    pub(crate) inviter: i64,
    pub(crate) date: i32,
}

impl Member {
    pub(crate) fn is_admin(&self) -> bool {
        matches!(self.role, Role::Creator | Role::Admin { .. })
    }
}

/// One who was thrown out, or restricted while not in the chat.
#[derive(Clone, Debug)]
pub(crate) struct Ban {
    pub(crate) rights: types::ChatBannedRights,
    pub(crate) by: i64,
    pub(crate) date: i32,
}

/// A topic of a forum. Its id is the message that made it; 1 is "General".
#[derive(Clone, Debug)]
pub(crate) struct Topic {
    pub(crate) id: i32,
    pub(crate) title: String,
    pub(crate) icon_color: i32,
    pub(crate) icon_emoji: Option<i64>,
    pub(crate) creator: i64,
    pub(crate) date: i32,
    pub(crate) closed: bool,
}

/// An invite link.
#[derive(Clone, Debug)]
pub(crate) struct Invite {
    pub(crate) hash: String,
    pub(crate) admin: i64,
    pub(crate) date: i32,
    pub(crate) expires: Option<i32>,
    pub(crate) limit: Option<i32>,
    pub(crate) usage: i32,
    pub(crate) title: Option<String>,
    pub(crate) revoked: bool,
    pub(crate) request_needed: bool,
    pub(crate) permanent: bool,
}

impl Invite {
    /// The link itself.
    pub(crate) fn link(&self) -> String {
        format!("https://t.me/+{}", self.hash)
    }
}

/// Somebody who follows a link into a chat.
#[derive(Clone, Debug)]
pub(crate) struct JoinRequest {
    pub(crate) user: i64,
    pub(crate) date: i32,
    /// The link by which they came.
    pub(crate) hash: String,
    /// Who let them in.
    pub(crate) approved_by: Option<i64>,
}

/// A group, supergroup or channel.
#[derive(Clone, Debug)]
pub(crate) struct ChatData {
    pub(crate) id: i64,
    pub(crate) kind: Kind,
    pub(crate) title: String,
    pub(crate) about: String,
    pub(crate) username: Option<String>,
    /// Further usernames, which lead to the chat too.
    pub(crate) more_usernames: Vec<String>,
    pub(crate) date: i32,
    pub(crate) members: BTreeMap<i64, Member>,
    pub(crate) banned: BTreeMap<i64, Ban>,
    /// Who went away; those who came back are in it, too.
    pub(crate) left: BTreeSet<i64>,
    pub(crate) default_banned: types::ChatBannedRights,
    pub(crate) version: i32,
    pub(crate) mailbox: Mailbox,
    pub(crate) log: Vec<Logged>,
    pub(crate) last_id: i32,
    pub(crate) forum: bool,
    pub(crate) topics: BTreeMap<i32, Topic>,
    pub(crate) slow_mode: i32,
    pub(crate) last_sent: BTreeMap<i64, i32>,
    pub(crate) signatures: bool,
    pub(crate) noforwards: bool,
    pub(crate) invites: Vec<Invite>,
    /// Who asks to be let in, and since when.
    pub(crate) requests: Vec<JoinRequest>,
    /// Who came by a link.
    pub(crate) imported: Vec<JoinRequest>,
    pub(crate) migrated_to: Option<i64>,
    pub(crate) migrated_from: Option<(i64, i32)>,
    /// The photo's file.
    pub(crate) photo: Option<i64>,
}

impl ChatData {
    pub(crate) fn new(id: i64, kind: Kind, title: &str, date: i32) -> Self {
        Self {
            id,
            kind,
            title: title.to_owned(),
            about: String::new(),
            username: None,
            more_usernames: Vec::new(),
            date,
            members: BTreeMap::new(),
            banned: BTreeMap::new(),
            left: BTreeSet::new(),
            default_banned: no_bans(),
            version: 1,
            mailbox: Mailbox::default(),
            log: Vec::new(),
            last_id: 0,
            forum: false,
            topics: BTreeMap::new(),
            slow_mode: 0,
            last_sent: BTreeMap::new(),
            signatures: false,
            noforwards: false,
            invites: Vec::new(),
            requests: Vec::new(),
            imported: Vec::new(),
            migrated_to: None,
            migrated_from: None,
            photo: None,
        }
    }

    pub(crate) fn place(&self) -> Place {
        match self.kind {
            Kind::Group => Place::Group(self.id),
            Kind::Supergroup | Kind::Channel => Place::Channel(self.id),
        }
    }

    pub(crate) fn is_channel(&self) -> bool {
        self.kind != Kind::Group
    }

    /// Whether somebody went away by themselves, and is still away.
    pub(crate) fn was_left_by(&self, user: i64) -> bool {
        let away = !self.members.contains_key(&user) && !self.banned.contains_key(&user);
        away && self.left.contains(&user)
    }

    pub(crate) fn is_admin(&self, user: i64) -> bool {
        self.members.get(&user).is_some_and(Member::is_admin)
    }

    pub(crate) fn is_creator(&self, user: i64) -> bool {
        self.members
            .get(&user)
            .is_some_and(|member| member.role == Role::Creator)
    }

    pub(crate) fn creator(&self) -> Option<i64> {
        self.members
            .iter()
            .find(|(_, member)| member.role == Role::Creator)
            .map(|(id, _)| *id)
    }

    /// May `user` do what `right` picks out of an administrator's rights?
    pub(crate) fn admin_may(
        &self,
        user: i64,
        right: impl Fn(&types::ChatAdminRights) -> bool,
    ) -> bool {
        match self.members.get(&user).map(|member| &member.role) {
            Some(Role::Creator) => true,
            Some(Role::Admin { rights, .. }) => {
                if self.kind == Kind::Group {
                    right(&usual_rights())
                } else {
                    right(rights)
                }
            }
            _ => false,
        }
    }

    /// Is what `right` picks out forbidden to `user`, by the group or by name?
    pub(crate) fn forbids(
        &self,
        user: i64,
        right: impl Fn(&types::ChatBannedRights) -> bool,
    ) -> bool {
        match self.members.get(&user).map(|member| &member.role) {
            Some(Role::Creator | Role::Admin { .. }) => false,
            Some(Role::Restricted { rights, .. }) => right(rights) || right(&self.default_banned),
            Some(Role::Member) => right(&self.default_banned),
            None => true,
        }
    }

    /// Was the user thrown out?
    pub(crate) fn kicked(&self, user: i64) -> bool {
        self.banned
            .get(&user)
            .is_some_and(|ban| ban.rights.view_messages)
    }

    /// May the user read this chat: as a member, or because it is public?
    pub(crate) fn readable_by(&self, user: i64) -> bool {
        self.members.contains_key(&user) || (self.username.is_some() && !self.kicked(user))
    }
}
