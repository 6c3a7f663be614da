//! What people do: typing, reading, coming and going.

use jiff::Timestamp;

use crate::telegram::{Message, Peer};

/// Says what somebody is doing in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TypingAction {
    /// Types a message.
    Typing,
    /// Stopped.
    Cancel,
    /// Records a voice note.
    RecordVoice,
    /// Records a video.
    RecordVideo,
    /// Sends a photo.
    UploadPhoto,
    /// Sends a video.
    UploadVideo,
    /// Sends an audio file or a voice note.
    UploadAudio,
    /// Sends a file.
    UploadDocument,
    /// Chooses a sticker.
    ChooseSticker,
    /// Does something else.
    Other,
}

/// Says that somebody is typing, recording or uploading.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Typing {
    /// The chat.
    pub chat: Peer,
    /// Who.
    pub user: Peer,
    /// What they do.
    pub action: TypingAction,
    /// The forum topic.
    pub topic_id: Option<i32>,
}

/// Says that messages were read.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ReadReceipt {
    /// The chat.
    pub chat: Peer,
    /// All messages up to this one.
    pub max_id: i32,
    /// The account's own messages were read by others; else the account read theirs.
    pub outgoing: bool,
}

/// Says that somebody joined a chat or was added.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Joined {
    /// The chat.
    pub chat: Peer,
    /// Who joined.
    pub user: Peer,
    /// Who added them, when they did not join by themselves.
    pub added_by: Option<Peer>,
    /// They came by an invite link or by a request.
    pub by_invite: bool,
    /// The service message that says so, when there is one.
    pub message: Option<Message>,
}

/// Says that somebody left a chat or was removed.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Left {
    /// The chat.
    pub chat: Peer,
    /// Who left.
    pub user: Peer,
    /// Who removed them, when they did not leave by themselves.
    pub removed_by: Option<Peer>,
    /// The service message that says so, when there is one.
    pub message: Option<Message>,
}

/// Says that people ask to be let into a chat of which the account is an admin.
///
/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
///
/// /// Lets everybody in.
/// #[watcher]
/// async fn let_in(ctx: &Context, asked: &JoinRequested) -> Result<()> {
///     for user in &asked.users {
///         ctx.client().approve_join(&asked.chat, user).await?;
///     }
///     Ok(())
/// }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct JoinRequested {
    /// The chat.
    pub chat: Peer,
    /// Who asked last, the latest first.
    pub users: Vec<Peer>,
    /// How many ask now; unknown to a bot, which is told of each one.
    pub pending: Option<u32>,
}

/// Says whether somebody is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Presence {
    /// Online, until then at least.
    Online(Timestamp),
    /// Last seen then.
    Offline(Timestamp),
    /// Seen in the last days.
    Recently,
    /// Seen in the last week.
    LastWeek,
    /// Seen in the last month.
    LastMonth,
    /// Not known.
    Unknown,
}

/// Says that somebody came online or went away.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct UserStatus {
    /// Who.
    pub user: Peer,
    /// What they are now.
    pub presence: Presence,
}
