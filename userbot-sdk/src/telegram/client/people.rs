//! Members of chats, and the list of chats.

use std::collections::VecDeque;

use grammers_tl_types as tl;
use jiff::Timestamp;

use super::Client;
use super::send::input_channel;
use crate::telegram::message::timestamp;
use crate::telegram::{CallError, IntoTarget, Message, Peer, PeerId, PeerMap, Target};

/// How many members Telegram gives at once.
const MEMBERS_PAGE: i32 = 200;
/// How many dialogs Telegram gives at once.
const DIALOGS_PAGE: i32 = 100;

/// Is a member of a chat.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Participant {
    /// Who.
    pub peer: Peer,
    /// What they may do.
    pub role: ParticipantRole,
    /// When they joined, where Telegram says it.
    pub joined: Option<Timestamp>,
    /// Their title in the chat.
    pub title: Option<String>,
}

/// Says what a member may do.
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

/// Is one row in the list of chats.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Dialog {
    /// The chat.
    pub chat: Peer,
    /// Its last message.
    pub last_message: Option<Message>,
    /// How many messages are not read.
    pub unread_count: u32,
    /// It is pinned at the top.
    pub pinned: bool,
    /// How far the updates of a channel or supergroup have come.
    pub(crate) pts: Option<i32>,
}

/// Reads the list of chats, latest first.
#[derive(Debug)]
pub struct Dialogs {
    client: Client,
    offset: (i32, i32, tl::enums::InputPeer),
    buffer: VecDeque<Dialog>,
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

    /// Reads the list of chats, latest first. Bots have none.
    pub fn dialogs(&self) -> Dialogs {
        Dialogs {
            client: self.clone(),
            offset: (0, 0, tl::enums::InputPeer::Empty),
            buffer: VecDeque::new(),
            finished: false,
        }
    }
}

impl Participants {
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
        use tl::enums::ChannelParticipantsFilter as Filter;
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
                .extend(members.filter(|member| match self.filter {
                    Filter::ChannelParticipantsAdmins => {
                        matches!(
                            member.role,
                            ParticipantRole::Creator | ParticipantRole::Admin
                        )
                    }
                    Filter::ChannelParticipantsBots => member.peer.is_bot(),
                    _ => true,
                }));
        }
        Ok(())
    }
}

fn group_member(member: &tl::enums::ChatParticipant, peers: &PeerMap) -> Participant {
    use tl::enums::ChatParticipant as Tl;
    let (user_id, role, date, title) = match member {
        Tl::Creator(member) => (member.user_id, ParticipantRole::Creator, None, &member.rank),
        Tl::Admin(member) => (
            member.user_id,
            ParticipantRole::Admin,
            Some(member.date),
            &member.rank,
        ),
        Tl::Participant(member) => (
            member.user_id,
            ParticipantRole::Member,
            Some(member.date),
            &member.rank,
        ),
    };
    Participant {
        peer: peers.get(PeerId::User(user_id)),
        role,
        joined: date.map(timestamp),
        title: title.clone(),
    }
}

fn channel_member(member: &tl::enums::ChannelParticipant, peers: &PeerMap) -> Participant {
    use tl::enums::ChannelParticipant as Tl;
    let user = PeerId::User;
    let (id, role, date, title) = match member {
        Tl::Creator(m) => (
            user(m.user_id),
            ParticipantRole::Creator,
            None,
            m.rank.clone(),
        ),
        Tl::Admin(m) => (
            user(m.user_id),
            ParticipantRole::Admin,
            Some(m.date),
            m.rank.clone(),
        ),
        Tl::ParticipantSelf(m) => (
            user(m.user_id),
            ParticipantRole::Member,
            Some(m.date),
            m.rank.clone(),
        ),
        Tl::Participant(m) => (
            user(m.user_id),
            ParticipantRole::Member,
            Some(m.date),
            m.rank.clone(),
        ),
        Tl::Banned(m) => {
            let role = if m.left {
                ParticipantRole::Left
            } else {
                ParticipantRole::Banned
            };
            (PeerId::from_tl(&m.peer), role, Some(m.date), m.rank.clone())
        }
        Tl::Left(m) => (PeerId::from_tl(&m.peer), ParticipantRole::Left, None, None),
    };
    Participant {
        peer: peers.get(id),
        role,
        joined: date.map(timestamp),
        title,
    }
}

impl Dialogs {
    /// Returns the next chat; `None` at the end.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn next(&mut self) -> Result<Option<Dialog>, CallError> {
        loop {
            if let Some(dialog) = self.buffer.pop_front() {
                return Ok(Some(dialog));
            }
            if self.finished {
                return Ok(None);
            }
            Box::pin(self.next_page()).await?;
        }
    }

    /// Reads the next page; tells whether there are more.
    pub(crate) async fn next_page(&mut self) -> Result<bool, CallError> {
        use tl::enums::messages::Dialogs as Tl;
        let (offset_date, offset_id, offset_peer) = self.offset.clone();
        let request = tl::functions::messages::GetDialogs {
            exclude_pinned: false,
            folder_id: None,
            offset_date,
            offset_id,
            offset_peer,
            limit: DIALOGS_PAGE,
            hash: 0,
        };
        let (dialogs, messages, users, chats, more) = match self.client.invoke(&request).await? {
            Tl::Dialogs(all) => (all.dialogs, all.messages, all.users, all.chats, false),
            Tl::Slice(part) => (part.dialogs, part.messages, part.users, part.chats, true),
            Tl::NotModified(_) => {
                self.finished = true;
                return Ok(false);
            }
        };
        let peers = self.client.peers(&users, &chats);
        let messages = self.client.messages_of(messages, &peers);
        let page: Vec<Dialog> = dialogs
            .into_iter()
            .filter_map(|dialog| match dialog {
                tl::enums::Dialog::Dialog(dialog) => Some(dialog),
                _ => None,
            })
            .map(|dialog| {
                let id = PeerId::from_tl(&dialog.peer);
                let last = |message: &&Message| {
                    message.chat().id() == id && message.id() == dialog.top_message
                };
                Dialog {
                    chat: peers.get(id),
                    last_message: messages.iter().find(last).cloned(),
                    unread_count: u32::try_from(dialog.unread_count).unwrap_or(0),
                    pinned: dialog.pinned,
                    pts: dialog.pts,
                }
            })
            .collect();
        // The next page starts below the last row that has a message.
        let next = page.iter().rev().find_map(|dialog| {
            let message = dialog.last_message.as_ref()?;
            let date = i32::try_from(message.date().as_second()).ok()?;
            Some((date, message.id(), self.client.input_of(&dialog.chat)?))
        });
        self.finished = !more || next.is_none() || next.as_ref() == Some(&self.offset);
        if let Some(next) = next {
            self.offset = next;
        }
        self.buffer.extend(page);
        Ok(!self.finished)
    }
}
