//! The events that watchers see.

use std::fmt;
use std::sync::Arc;

use grammers_tl_types as tl;
use jiff::Timestamp;

use super::{Client, Message, Peer, PeerId, PeerMap};

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// Is something that happened on the account.
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        pub enum Event { $($(#[$doc])* $name($name),)* }

        /// Is the kind of an [`Event`]; the type of a watcher's last parameter chooses it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum EventKind { $($(#[$doc])* $name,)* }

        impl EventKind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
        }

        impl Event {
            /// Returns the kind of the event.
            pub fn kind(&self) -> EventKind {
                match self { $(Self::$name(_) => EventKind::$name,)* }
            }
        }

        $(impl WatcherEvent for $name {
            const KIND: EventKind = EventKind::$name;
            fn from_event(event: &Event) -> Option<&Self> {
                match event { Event::$name(inner) => Some(inner), _ => None }
            }
        })*

        $(impl From<$name> for Event {
            fn from(event: $name) -> Self {
                Self::$name(event)
            }
        })*
    };
}

/// Is a type that a watcher can take: one kind of event.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "a watcher takes a reference to an event",
    note = "take one of `&Message`, `&Edited`, `&Deleted`, `&Album`, `&Reaction`, `&Typing`, `&ReadReceipt`, `&Joined`, `&Left`, `&UserStatus`, `&CallbackPress`, `&Gap`, `&RawUpdate`"
)]
pub trait WatcherEvent: Sized {
    /// The kind.
    const KIND: EventKind;

    /// Returns the event as this type, when it is of this kind.
    fn from_event(event: &Event) -> Option<&Self>;
}

events! {
    /// A new message, own or of somebody else; service messages too.
    Message,
    /// A message was edited.
    Edited,
    /// Messages were deleted.
    Deleted,
    /// All messages of an album, once it is complete.
    Album,
    /// The reactions of a message changed.
    Reaction,
    /// Somebody is typing, recording or uploading.
    Typing,
    /// Messages were read.
    ReadReceipt,
    /// Somebody joined a chat or was added.
    Joined,
    /// Somebody left a chat or was removed.
    Left,
    /// Somebody came online or went away.
    UserStatus,
    /// A button of the account's own (bot) message was pressed.
    CallbackPress,
    /// Telegram does not hand out some updates any more: they are lost.
    Gap,
    /// Any update, as Telegram sent it.
    RawUpdate,
}

impl Event {
    /// Returns the message that the event is about, when it carries one.
    pub fn message(&self) -> Option<&Message> {
        match self {
            Self::Message(message) => Some(message),
            Self::Edited(edited) => Some(&edited.message),
            Self::Album(album) => album.messages.first(),
            Self::Joined(joined) => joined.message.as_ref(),
            Self::Left(left) => left.message.as_ref(),
            _ => None,
        }
    }

    /// Returns the chat that the event happened in, when it is known.
    ///
    /// Telegram does not say in which private chat or basic group messages were deleted.
    pub fn chat(&self) -> Option<&Peer> {
        match self {
            Self::Message(message) => Some(message.chat()),
            Self::Edited(edited) => Some(edited.message.chat()),
            Self::Album(album) => album.messages.first().map(Message::chat),
            Self::Deleted(event) => event.chat.as_ref(),
            Self::Reaction(event) => Some(&event.chat),
            Self::Typing(event) => Some(&event.chat),
            Self::ReadReceipt(event) => Some(&event.chat),
            Self::Joined(event) => Some(&event.chat),
            Self::Left(event) => Some(&event.chat),
            Self::UserStatus(event) => Some(&event.user),
            Self::CallbackPress(event) => event.chat.as_ref(),
            Self::Gap(event) => event.chat.as_ref(),
            Self::RawUpdate(_) => None,
        }
    }

    /// Returns who did it, when it is known.
    pub fn sender(&self) -> Option<&Peer> {
        match self {
            Self::Typing(event) => Some(&event.user),
            Self::Reaction(event) => event.actor.as_ref(),
            Self::Joined(event) => event.added_by.as_ref().or(Some(&event.user)),
            Self::Left(event) => event.removed_by.as_ref().or(Some(&event.user)),
            Self::UserStatus(event) => Some(&event.user),
            Self::CallbackPress(event) => Some(&event.user),
            other => other.message().and_then(Message::sender),
        }
    }
}

/// Says that updates are lost, because Telegram does not hand them out any more.
///
/// It is rare: the bot was off for long, or a channel had more news than Telegram keeps for one
/// account. Messages that are lost can still be read from the
/// [history](Client::history) of the chat.
///
/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
/// use userbot_sdk::telegram::Gap;
///
/// /// Notes where something is missing.
/// #[watcher]
/// async fn missing(ctx: &Context, gap: &Gap) -> Result<()> {
///     ctx.client().send("me", format!("I may have missed something: {gap}")).await?;
///     Ok(())
/// }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Gap {
    /// The channel or supergroup; `None` when it is all private chats and basic groups.
    pub chat: Option<Peer>,
    /// The number of the last update before the gap, in Telegram's count for this chat (`pts`).
    pub from: i32,
    /// The number with which updates go on, when it is known.
    pub to: Option<i32>,
    /// Why they are lost.
    pub reason: GapReason,
}

/// Says why updates are lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GapReason {
    /// There were more of them than Telegram hands out.
    TooLong,
    /// The account does not know the channel well enough to ask for its updates; they come when it
    /// has met it again.
    UnknownChannel,
    /// Telegram does not know the saved position any more.
    PositionForgotten,
    /// Telegram's answers contradict each other.
    Contradiction,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.chat {
            Some(chat) => write!(f, "{} ({})", chat.name(), chat.id())?,
            None => f.write_str("private chats and groups")?,
        }
        write!(f, ", after update {}", self.from)?;
        if let Some(to) = self.to {
            write!(f, " until {to}")?;
        }
        f.write_str(match self.reason {
            GapReason::TooLong => ": more than Telegram hands out",
            GapReason::UnknownChannel => ": the channel is not known well enough",
            GapReason::PositionForgotten => ": Telegram has forgotten the position",
            GapReason::Contradiction => ": Telegram's answers contradict each other",
        })
    }
}

/// Says that a message was edited.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Edited {
    /// The message as it is now.
    pub message: Message,
}

impl Edited {
    /// Makes the event.
    pub fn new(message: Message) -> Self {
        Self { message }
    }
}

/// Says that messages were deleted.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Deleted {
    /// The channel or supergroup. Telegram does not say it for private chats and basic groups,
    /// where the ids alone are unique.
    pub chat: Option<Peer>,
    /// The ids.
    pub message_ids: Vec<i32>,
}

/// Is a complete album.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Album {
    /// Its messages, in order.
    pub messages: Vec<Message>,
}

impl Album {
    /// Makes an album of its messages.
    pub fn new(messages: Vec<Message>) -> Self {
        Self { messages }
    }

    /// Returns the message whose text is the caption of the album: the first that has one.
    pub fn caption(&self) -> Option<&Message> {
        self.messages
            .iter()
            .find(|message| !message.text().is_empty())
    }
}

/// Is a reaction to a message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReactionKind {
    /// An emoji.
    Emoji(String),
    /// A custom emoji, by the id of its document.
    Custom(i64),
    /// A paid star.
    Paid,
}

impl ReactionKind {
    pub(crate) fn from_tl(reaction: &tl::enums::Reaction) -> Option<Self> {
        match reaction {
            tl::enums::Reaction::Emoji(emoji) => Some(Self::Emoji(emoji.emoticon.clone())),
            tl::enums::Reaction::CustomEmoji(emoji) => Some(Self::Custom(emoji.document_id)),
            tl::enums::Reaction::Paid => Some(Self::Paid),
            tl::enums::Reaction::Empty => None,
        }
    }

    /// Returns the emoji, when it is an ordinary one.
    pub fn emoji(&self) -> Option<&str> {
        match self {
            Self::Emoji(emoji) => Some(emoji),
            _ => None,
        }
    }
}

/// Says that the reactions of a message changed.
///
/// A bot is told who reacted and how; a person is told how many there are now of each kind, and
/// who the latest ones came from.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Reaction {
    /// The chat.
    pub chat: Peer,
    /// The message.
    pub message_id: i32,
    /// Who reacted, where Telegram says it.
    pub actor: Option<Peer>,
    /// The reactions that are on the message now, with their numbers; for a bot, those of
    /// [`actor`](Reaction::actor).
    pub reactions: Vec<(ReactionKind, u32)>,
    /// The forum topic.
    pub topic_id: Option<i32>,
}

impl Reaction {
    /// Tells whether this emoji is on the message.
    pub fn has(&self, emoji: &str) -> bool {
        self.reactions
            .iter()
            .any(|(kind, _)| kind.emoji() == Some(emoji))
    }
}

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

/// Says that a button of one of the account's messages was pressed; the account is a bot then.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CallbackPress {
    /// The number by which the press is answered.
    pub query_id: i64,
    /// Who pressed.
    pub user: Peer,
    /// The chat; unknown for a message that was sent through the inline mode.
    pub chat: Option<Peer>,
    /// The message.
    pub message_id: Option<i32>,
    /// The bytes of the button.
    pub data: Vec<u8>,
    pub(crate) client: Client,
}

impl CallbackPress {
    /// Answers the press: shows a short text, or nothing, and stops the button's spinner.
    ///
    /// # Errors
    ///
    /// Telegram refused, mostly because the press is too old.
    pub async fn answer(&self, text: Option<&str>, alert: bool) -> Result<(), super::CallError> {
        self.client
            .invoke(&tl::functions::messages::SetBotCallbackAnswer {
                alert,
                query_id: self.query_id,
                message: text.map(str::to_owned),
                url: None,
                cache_time: 0,
            })
            .await?;
        Ok(())
    }
}

/// Is any update, as Telegram sent it.
#[derive(Clone)]
pub struct RawUpdate {
    update: Arc<tl::enums::Update>,
    peers: PeerMap,
}

impl RawUpdate {
    /// Makes the event.
    pub fn new(update: Arc<tl::enums::Update>, peers: PeerMap) -> Self {
        Self { update, peers }
    }

    /// Returns the update.
    pub fn update(&self) -> &tl::enums::Update {
        &self.update
    }

    /// Returns a person or a chat that the update names.
    pub fn peer(&self, id: PeerId) -> Peer {
        self.peers.get(id)
    }
}

impl fmt::Debug for RawUpdate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawUpdate").finish_non_exhaustive()
    }
}
