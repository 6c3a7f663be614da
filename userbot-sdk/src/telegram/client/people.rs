//! Members of chats.

use std::collections::VecDeque;

use grammers_tl_types as tl;
use jiff::Timestamp;

use super::Client;
use super::send::input_channel;
use crate::telegram::message::timestamp;
use crate::telegram::{
    AdminRights, CallError, IntoTarget, MemberRights, Peer, PeerId, PeerMap, Permissions, Target,
};

/// How many members Telegram gives at once.
const MEMBERS_PAGE: i32 = 200;

/// Is a member of a chat.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Participant {
    /// Who.
    pub peer: Peer,
    /// What they are.
    pub role: ParticipantRole,
    /// What they may do; `None` for who has left.
    pub rights: Option<MemberRights>,
    /// When a restriction or a ban ends; `None` is never, or there is none.
    pub until: Option<Timestamp>,
    /// Who invited, promoted, restricted or banned them, where Telegram says it.
    pub by: Option<Peer>,
    /// When they joined, where Telegram says it.
    pub joined: Option<Timestamp>,
    /// Their title in the chat.
    pub title: Option<String>,
}

/// Says what a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParticipantRole {
    /// The owner.
    Creator,
    /// An admin.
    Admin,
    /// An ordinary member.
    Member,
    /// Restricted or banned.
    Banned,
    /// Not a member any more.
    Left,
}

/// Reads the members of a chat.
#[derive(Debug)]
pub struct Participants {
    client: Client,
    target: Target,
    filter: tl::enums::ChannelParticipantsFilter,
    offset: i32,
    buffer: VecDeque<Participant>,
    finished: bool,
}

impl Client {
    /// Reads the members of a group, or of a channel where the account is an admin.
    pub fn participants(&self, target: impl IntoTarget) -> Participants {
        Participants {
            client: self.clone(),
            target: target.into_target(),
            filter: tl::enums::ChannelParticipantsFilter::ChannelParticipantsRecent,
            offset: 0,
            buffer: VecDeque::new(),
            finished: false,
        }
    }
}

impl Client {
    /// Returns one member of a group, or of a channel where the account is an admin; `None` for who
    /// is not in it and was never banned.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use userbot_sdk::telegram::{AdminRight, Client, MemberRights};
    ///
    /// # async fn f(client: Client) -> userbot_sdk::Result<()> {
    /// let member = client.participant("@the_club", "@ann").await?;
    /// let may_pin = match member.and_then(|member| member.rights) {
    ///     Some(MemberRights::Creator) => true,
    ///     Some(MemberRights::Admin(rights)) => rights.has(AdminRight::PinMessages),
    ///     _ => false,
    /// };
    /// # Ok(())
    /// # }
    /// ```
    pub async fn participant(
        &self,
        target: impl IntoTarget,
        who: impl IntoTarget,
    ) -> Result<Option<Participant>, CallError> {
        let target = target.into_target();
        let (_, peer) = self.resolve_input(target.clone()).await?;
        let (who, participant) = self.resolve_input(who.into_target()).await?;
        let Some(channel) = input_channel(&peer) else {
            let mut members = self.participants(target);
            while let Some(member) = members.next().await? {
                if member.peer.id() == who {
                    return Ok(Some(member));
                }
            }
            return Ok(None);
        };
        let request = tl::functions::channels::GetParticipant {
            channel,
            participant,
        };
        match self.invoke(&request).await {
            Ok(tl::enums::channels::ChannelParticipant::Participant(answer)) => {
                let peers = self.peers(&answer.users, &answer.chats);
                Ok(Some(channel_member(&answer.participant, &peers)))
            }
            Err(error) if error.is("USER_NOT_PARTICIPANT") => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl Participants {
    /// Gives only those whose name, username or title has this text in it.
    pub fn search(mut self, text: impl Into<String>) -> Self {
        let q = text.into();
        self.filter = tl::types::ChannelParticipantsSearch { q }.into();
        self
    }

    /// Gives only those who are in the account's contacts.
    pub fn contacts(mut self) -> Self {
        let q = String::new();
        self.filter = tl::types::ChannelParticipantsContacts { q }.into();
        self
    }

    /// Gives those who are banned, instead of members. A basic group has none.
    pub fn banned(mut self) -> Self {
        let q = String::new();
        self.filter = tl::types::ChannelParticipantsKicked { q }.into();
        self
    }

    /// Gives only those who may do less than all members. A basic group has none.
    pub fn restricted(mut self) -> Self {
        let q = String::new();
        self.filter = tl::types::ChannelParticipantsBanned { q }.into();
        self
    }

    /// Gives only the admins.
    pub fn admins(mut self) -> Self {
        self.filter = tl::enums::ChannelParticipantsFilter::ChannelParticipantsAdmins;
        self
    }

    /// Gives only the bots.
    pub fn bots(mut self) -> Self {
        self.filter = tl::enums::ChannelParticipantsFilter::ChannelParticipantsBots;
        self
    }

    /// Returns the next member; `None` at the end.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn next(&mut self) -> Result<Option<Participant>, CallError> {
        loop {
            if let Some(member) = self.buffer.pop_front() {
                return Ok(Some(member));
            }
            if self.finished {
                return Ok(None);
            }
            Box::pin(self.load()).await?;
        }
    }

    /// Reads everything into a list.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn collect(mut self) -> Result<Vec<Participant>, CallError> {
        let mut all = Vec::new();
        while let Some(member) = self.next().await? {
            all.push(member);
        }
        Ok(all)
    }

    async fn load(&mut self) -> Result<(), CallError> {
        let (id, peer) = self.client.resolve_input(self.target.clone()).await?;
        match (id, input_channel(&peer)) {
            (_, Some(channel)) => self.load_channel(channel).await,
            (PeerId::Group(chat_id), None) => self.load_group(chat_id).await,
            _ => Err(CallError::InvalidInput(
                "a private chat has no members".to_owned(),
            )),
        }
    }

    async fn load_channel(&mut self, channel: tl::enums::InputChannel) -> Result<(), CallError> {
        let request = tl::functions::channels::GetParticipants {
            channel,
            filter: self.filter.clone(),
            offset: self.offset,
            limit: MEMBERS_PAGE,
            hash: 0,
        };
        let answer = self.client.invoke(&request).await?;
        let tl::enums::channels::ChannelParticipants::Participants(answer) = answer else {
            self.finished = true;
            return Ok(());
        };
        let peers = self.client.peers(&answer.users, &answer.chats);
        let given = i32::try_from(answer.participants.len()).unwrap_or(i32::MAX);
        self.offset = self.offset.saturating_add(given);
        self.finished = given == 0 || self.offset >= answer.count;
        self.buffer.extend(
            answer
                .participants
                .iter()
                .map(|member| channel_member(member, &peers)),
        );
        Ok(())
    }

    async fn load_group(&mut self, chat_id: i64) -> Result<(), CallError> {
        let request = tl::functions::messages::GetFullChat { chat_id };
        let tl::enums::messages::ChatFull::Full(answer) = self.client.invoke(&request).await?;
        self.finished = true;
        let peers = self.client.peers(&answer.users, &answer.chats);
        if let tl::enums::ChatFull::Full(full) = &answer.full_chat
            && let tl::enums::ChatParticipants::Participants(members) = &full.participants
        {
            let members = members
                .participants
                .iter()
                .map(|member| group_member(member, &peers));
            self.buffer
                .extend(members.filter(|member| fits(member, &self.filter)));
        }
        Ok(())
    }
}

/// Does in a basic group, which is sent whole, what Telegram does in larger ones.
fn fits(member: &Participant, filter: &tl::enums::ChannelParticipantsFilter) -> bool {
    use tl::enums::ChannelParticipantsFilter as Filter;
    match filter {
        Filter::ChannelParticipantsAdmins => matches!(
            member.role,
            ParticipantRole::Creator | ParticipantRole::Admin
        ),
        Filter::ChannelParticipantsBots => member.peer.is_bot(),
        Filter::ChannelParticipantsContacts(_) => member.peer.is_contact(),
        Filter::ChannelParticipantsKicked(_) | Filter::ChannelParticipantsBanned(_) => false,
        Filter::ChannelParticipantsSearch(search) => {
            let text = search.q.to_lowercase();
            let has = |name: &str| name.to_lowercase().contains(&text);
            has(&member.peer.name())
                || member.peer.usernames().any(has)
                || member.title.as_deref().is_some_and(has)
        }
        _ => true,
    }
}

fn group_member(member: &tl::enums::ChatParticipant, peers: &PeerMap) -> Participant {
    use tl::enums::ChatParticipant as Tl;
    let made =
        |user_id, role, rights, by: Option<i64>, date: Option<i32>, title: &Option<String>| {
            Participant {
                peer: peers.get(PeerId::User(user_id)),
                role,
                rights: Some(rights),
                until: None,
                by: by.map(|by| peers.get(PeerId::User(by))),
                joined: date.map(timestamp),
                title: title.clone(),
            }
        };
    match member {
        Tl::Creator(m) => made(
            m.user_id,
            ParticipantRole::Creator,
            MemberRights::Creator,
            None,
            None,
            &m.rank,
        ),
        Tl::Admin(m) => made(
            m.user_id,
            ParticipantRole::Admin,
            MemberRights::Admin(AdminRights::all()),
            Some(m.inviter_id),
            Some(m.date),
            &m.rank,
        ),
        Tl::Participant(m) => made(
            m.user_id,
            ParticipantRole::Member,
            MemberRights::Member,
            Some(m.inviter_id),
            Some(m.date),
            &m.rank,
        ),
    }
}

fn channel_member(member: &tl::enums::ChannelParticipant, peers: &PeerMap) -> Participant {
    use tl::enums::ChannelParticipant as Tl;
    let user = |id: i64| peers.get(PeerId::User(id));
    let plain = |id: i64, date: i32, title: &Option<String>| Participant {
        peer: user(id),
        role: ParticipantRole::Member,
        rights: Some(MemberRights::Member),
        until: None,
        by: None,
        joined: Some(timestamp(date)),
        title: title.clone(),
    };
    match member {
        Tl::Creator(m) => Participant {
            peer: user(m.user_id),
            role: ParticipantRole::Creator,
            rights: Some(MemberRights::Creator),
            until: None,
            by: None,
            joined: None,
            title: m.rank.clone(),
        },
        Tl::Admin(m) => Participant {
            role: ParticipantRole::Admin,
            rights: Some(MemberRights::Admin(AdminRights::from_tl(&m.admin_rights))),
            by: Some(user(m.promoted_by)),
            ..plain(m.user_id, m.date, &m.rank)
        },
        Tl::ParticipantSelf(m) => Participant {
            by: Some(user(m.inviter_id)).filter(|by| by.id() != PeerId::User(m.user_id)),
            ..plain(m.user_id, m.date, &m.rank)
        },
        Tl::Participant(m) => plain(m.user_id, m.date, &m.rank),
        Tl::Banned(m) => Participant {
            peer: peers.get(PeerId::from_tl(&m.peer)),
            role: if m.left {
                ParticipantRole::Left
            } else {
                ParticipantRole::Banned
            },
            rights: Some(MemberRights::of_banned(&m.banned_rights)),
            until: Permissions::from_tl(&m.banned_rights).1,
            by: Some(user(m.kicked_by)),
            ..plain(0, m.date, &m.rank)
        },
        Tl::Left(m) => Participant {
            peer: peers.get(PeerId::from_tl(&m.peer)),
            role: ParticipantRole::Left,
            rights: None,
            until: None,
            by: None,
            joined: None,
            title: None,
        },
    }
}
