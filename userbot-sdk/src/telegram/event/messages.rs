//! Messages that change, go, or belong together.

use crate::telegram::{Message, Peer};

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
///
/// Telegram tells their ids alone. Of messages that came while the bot was running and a watcher
/// takes this event, the SDK keeps the latest 5 000, so that [`known`](Deleted::known) can say what
/// they were; edits count.
///
/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
///
/// /// Keeps what others delete.
/// #[watcher]
/// async fn keep(ctx: &Context, deleted: &Deleted) -> Result<()> {
///     for message in deleted.known.iter().filter(|message| !message.outgoing()) {
///         let who = message.sender().map(|sender| sender.name().into_owned());
///         let text = format!("{}: {}", who.unwrap_or_default(), message.text());
///         ctx.client().send("me", text).await?;
///     }
///     Ok(())
/// }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Deleted {
    /// The chat. Telegram says it for channels and supergroups alone; for private chats and basic
    /// groups, where the ids are unique in the account, it is that of the messages that are known.
    pub chat: Option<Peer>,
    /// The ids.
    pub message_ids: Vec<i32>,
    /// The messages among them that are still known, as they were last.
    pub known: Vec<Message>,
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

/// Says that messages were pinned or unpinned.
///
/// Who pinned is in the service message, which is a [`Message`] of its own.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Pinned {
    /// The chat.
    pub chat: Peer,
    /// The messages.
    pub message_ids: Vec<i32>,
    /// They are pinned now; else they are not any more.
    pub pinned: bool,
}
