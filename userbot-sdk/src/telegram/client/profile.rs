//! All that Telegram tells about a person or a chat.

use grammers_tl_types as tl;

use super::Client;
use super::invites::exported;
use super::send::input_channel;
use crate::telegram::{CallError, IntoTarget, Invite, Media, Peer, PeerId, PeerMap, Permissions};

/// Is what a person or a bot shows of themselves.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct UserProfile {
    /// Who.
    pub user: Peer,
    /// What they say about themselves.
    pub about: Option<String>,
    /// Their birthday, when they show it.
    pub birthday: Option<Birthday>,
    /// Their photo; [`Client::file`] downloads it.
    pub photo: Option<Media>,
    /// The channel that they show.
    pub personal_channel: Option<Peer>,
    /// How many groups both are in.
    pub common_chats: u32,
    /// The account has blocked them.
    pub blocked: bool,
    /// The message that was pinned last in the private chat.
    pub pinned_message: Option<i32>,
    /// Messages of the private chat live for so many seconds.
    pub auto_delete: Option<i32>,
}

/// Is a birthday, without the year when it is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Birthday {
    /// The day of the month.
    pub day: u8,
    /// The month, from 1.
    pub month: u8,
    /// The year.
    pub year: Option<i32>,
}

/// Is what a group or a channel tells about itself.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ChatProfile {
    /// The chat.
    pub chat: Peer,
    /// The description.
    pub about: String,
    /// Its photo; [`Client::file`] downloads it.
    pub photo: Option<Media>,
    /// How many members it has, when the account may know it.
    pub members: Option<u32>,
    /// How many admins it has, when the account is one.
    pub admins: Option<u32>,
    /// How many are banned, when the account is an admin.
    pub banned: Option<u32>,
    /// How many members are online.
    pub online: Option<u32>,
    /// What all members may do; nothing for a channel.
    pub permissions: Option<Permissions>,
    /// A member may write once in so many seconds.
    pub slow_mode: Option<u32>,
    /// The group in which a channel is discussed, or the channel that a group discusses.
    pub linked: Option<Peer>,
    /// The basic group that a supergroup was before.
    pub migrated_from: Option<PeerId>,
    /// The account's own link into it, when it is an admin.
    pub invite: Option<Invite>,
    /// How many ask to be let in, when the account is an admin.
    pub join_requests: Option<u32>,
    /// The message that was pinned last.
    pub pinned_message: Option<i32>,
    /// Messages live for so many seconds.
    pub auto_delete: Option<i32>,
}

impl Client {
    /// Returns all that Telegram tells about a person or a bot.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; [`CallError::InvalidInput`] when it is a chat.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
    /// let profile = client.user_profile("@ann").await?;
    /// println!("{}", profile.about.unwrap_or_default());
    /// if let Some(photo) = &profile.photo {
    ///     client.file(photo)?.save_to("ann.jpg").await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn user_profile(&self, person: impl IntoTarget) -> Result<UserProfile, CallError> {
        let id = self.input_user(person).await?;
        let request = tl::functions::users::GetFullUser { id };
        let tl::enums::users::UserFull::Full(answer) = self.invoke(&request).await?;
        let tl::enums::UserFull::Full(full) = answer.full_user;
        let peers = self.peers(&answer.users, &answer.chats);
        let birthday = full.birthday.and_then(|birthday| {
            let tl::enums::Birthday::Birthday(birthday) = birthday;
            Some(Birthday {
                day: birthday.day.try_into().ok()?,
                month: birthday.month.try_into().ok()?,
                year: birthday.year,
            })
        });
        let photo = full.personal_photo.or(full.profile_photo);
        Ok(UserProfile {
            user: peers.get(PeerId::User(full.id)),
            about: full.about,
            birthday,
            photo: photo.or(full.fallback_photo).and_then(media),
            personal_channel: full
                .personal_channel_id
                .map(|id| peers.get(PeerId::Channel(id))),
            common_chats: count(full.common_chats_count).unwrap_or(0),
            blocked: full.blocked,
            pinned_message: full.pinned_msg_id,
            auto_delete: full.ttl_period,
        })
    }

    /// Returns all that Telegram tells about a group or a channel.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; [`CallError::InvalidInput`] when it is a person.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
    /// let profile = client.chat_profile("@the_club").await?;
    /// println!("{} members", profile.members.unwrap_or(0));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn chat_profile(&self, chat: impl IntoTarget) -> Result<ChatProfile, CallError> {
        let (id, peer) = self.resolve_input(chat.into_target()).await?;
        let answer = match (id, input_channel(&peer)) {
            (_, Some(channel)) => {
                self.invoke(&tl::functions::channels::GetFullChannel { channel })
                    .await?
            }
            (PeerId::Group(chat_id), None) => {
                self.invoke(&tl::functions::messages::GetFullChat { chat_id })
                    .await?
            }
            _ => {
                return Err(CallError::InvalidInput(format!(
                    "{id} is a person, not a chat"
                )));
            }
        };
        let tl::enums::messages::ChatFull::Full(answer) = answer;
        let peers = self.peers(&answer.users, &answer.chats);
        let permissions = permissions(&answer.chats, id);
        Ok(match answer.full_chat {
            tl::enums::ChatFull::Full(full) => of_group(full, &peers, permissions),
            tl::enums::ChatFull::ChannelFull(full) => of_channel(full, &peers, permissions),
            tl::enums::ChatFull::CommunityFull(_) => {
                return Err(CallError::answer(
                    "channels.getFullChannel",
                    "it is no chat",
                ));
            }
        })
    }
}

fn of_group(
    full: tl::types::ChatFull,
    peers: &PeerMap,
    permissions: Option<Permissions>,
) -> ChatProfile {
    let members = match &full.participants {
        tl::enums::ChatParticipants::Participants(all) => Some(&all.participants),
        tl::enums::ChatParticipants::Forbidden(_) => None,
    };
    let admins = members.map(|members| {
        let is_admin = |member: &&tl::enums::ChatParticipant| {
            !matches!(member, tl::enums::ChatParticipant::Participant(_))
        };
        members.iter().filter(is_admin).count()
    });
    let size = |size: usize| u32::try_from(size).unwrap_or(u32::MAX);
    ChatProfile {
        chat: peers.get(PeerId::Group(full.id)),
        about: full.about,
        photo: full.chat_photo.and_then(media),
        members: members.map(|members| size(members.len())),
        admins: admins.map(size),
        banned: None,
        online: None,
        permissions,
        slow_mode: None,
        linked: None,
        migrated_from: None,
        invite: full.exported_invite.and_then(exported),
        join_requests: full.requests_pending.and_then(count),
        pinned_message: full.pinned_msg_id,
        auto_delete: full.ttl_period,
    }
}

fn of_channel(
    full: tl::types::ChannelFull,
    peers: &PeerMap,
    permissions: Option<Permissions>,
) -> ChatProfile {
    ChatProfile {
        chat: peers.get(PeerId::Channel(full.id)),
        about: full.about,
        photo: media(full.chat_photo),
        members: full.participants_count.and_then(count),
        admins: full.admins_count.and_then(count),
        banned: full.kicked_count.and_then(count),
        online: full.online_count.and_then(count),
        permissions,
        slow_mode: full.slowmode_seconds.and_then(count),
        linked: full.linked_chat_id.map(|id| peers.get(PeerId::Channel(id))),
        migrated_from: full.migrated_from_chat_id.map(PeerId::Group),
        invite: full.exported_invite.and_then(exported),
        join_requests: full.requests_pending.and_then(count),
        pinned_message: full.pinned_msg_id,
        auto_delete: full.ttl_period,
    }
}

/// Reads what all members may do, which stands in the short form of the chat.
fn permissions(chats: &[tl::enums::Chat], id: PeerId) -> Option<Permissions> {
    let rights = chats.iter().find_map(|chat| match chat {
        tl::enums::Chat::Chat(chat) if id == PeerId::Group(chat.id) => {
            chat.default_banned_rights.as_ref()
        }
        tl::enums::Chat::Channel(chat) if id == PeerId::Channel(chat.id) && !chat.broadcast => {
            chat.default_banned_rights.as_ref()
        }
        _ => None,
    });
    rights.map(|rights| Permissions::from_tl(rights).0)
}

/// Takes a photo as what a message could carry, so that it is downloaded like that.
pub(super) fn media(photo: tl::enums::Photo) -> Option<Media> {
    if matches!(photo, tl::enums::Photo::Empty(_)) {
        return None;
    }
    let photo = tl::types::MessageMediaPhoto {
        spoiler: false,
        live_photo: false,
        photo: Some(photo),
        ttl_seconds: None,
        video: None,
    };
    Media::from_tl(&photo.into())
}

fn count(number: i32) -> Option<u32> {
    u32::try_from(number).ok()
}
