//! Conversations: a message is sent, an answer is waited for.

mod error;
mod lines;

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

pub use error::ConversationError;
use lines::Line;
pub(crate) use lines::{Heard, Lines};

use super::{Bot, Context, Scope};
use crate::telegram::{IntoTarget, Message, Outgoing, Peer, PeerId};

/// So long one answer is waited for when nothing else is said.
const PATIENCE: Duration = Duration::from_secs(60);

/// Is a conversation with a person, a bot or a group: what is sent there, and the answers.
///
/// [`Context::conversation`] opens it, and its end is the end of the value. It hears what comes to
/// the chat from others from the moment it was opened, so that an answer which comes before
/// anybody waits for it is not missed. Watchers and commands see all of it too: nothing is taken
/// away from them. There is one conversation in a chat at a time, because two could not tell whose
/// answer it is.
///
/// A wait for an answer ends after a minute, or after [`with_timeout`](Self::with_timeout). The
/// handler has a deadline of its own, 5 minutes if nothing else is set: for people, who take their
/// time, hold the conversation in [`Context::spawn`].
///
/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
///
/// /// Asks a bot for the weather and hands its answer on.
/// #[command]
/// async fn weather(ctx: &Context, place: Raw) -> Result<()> {
///     let mut talk = ctx.conversation("some_weather_bot").await?;
///     let answer = talk.ask(Outgoing::text(&*place)).await?;
///     ctx.answer(Outgoing::text(answer.text())).await
/// }
/// ```
pub struct Conversation {
    bot: Arc<Bot>,
    scope: Arc<Scope>,
    line: Line,
    chat: Peer,
    from: Option<PeerId>,
    timeout: Duration,
    messages: VecDeque<Message>,
    edits: VecDeque<Message>,
    /// The last message of the account that was sent here, and that was read.
    sent: i32,
    read: i32,
}

impl Context {
    /// Opens a conversation in a chat, in which others answer.
    ///
    /// # Errors
    ///
    /// There is another one in that chat ([`ConversationError::Busy`]), or nobody knows the chat.
    pub async fn conversation(
        &self,
        target: impl IntoTarget,
    ) -> Result<Conversation, ConversationError> {
        let chat = self.client().resolve(target).await?;
        let bot = Arc::clone(self.bot());
        let line = bot.lines.open(chat.id())?;
        Ok(Conversation {
            scope: Arc::clone(self.scope()),
            bot,
            line,
            chat,
            from: None,
            timeout: PATIENCE,
            messages: VecDeque::new(),
            edits: VecDeque::new(),
            sent: 0,
            read: 0,
        })
    }
}

impl Conversation {
    /// Sets how long one answer is waited for.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Listens to one person only: the others of a group are not heard.
    #[must_use]
    pub fn with_sender(mut self, sender: PeerId) -> Self {
        self.from = Some(sender);
        self
    }

    /// Returns the chat.
    pub fn chat(&self) -> &Peer {
        &self.chat
    }

    /// Sends a message, and returns it as Telegram has it.
    ///
    /// # Errors
    ///
    /// See [`CallError`](crate::telegram::CallError).
    pub async fn send(&mut self, what: impl Into<Outgoing>) -> Result<Message, ConversationError> {
        let message = self.bot.client.send(&self.chat, what).await?;
        self.sent = message.id();
        Ok(message)
    }

    /// Sends a message and waits for the first message that comes after it. What came before it and
    /// was not asked for is passed over.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send) and [`response`](Self::response).
    pub async fn ask(&mut self, what: impl Into<Outgoing>) -> Result<Message, ConversationError> {
        let question = self.send(what).await?.id();
        self.response_where(|answer| answer.id() > question).await
    }

    /// Waits for the next message: the first that came since the conversation was opened and was
    /// not given yet.
    ///
    /// Messages of the account itself and notes such as "Ann joined" are no answers.
    ///
    /// # Errors
    ///
    /// [`ConversationError::Timeout`] when none comes in time, [`ConversationError::Ended`] when the
    /// module ends meanwhile, [`ConversationError::Missed`] when so many came that some are lost.
    pub async fn response(&mut self) -> Result<Message, ConversationError> {
        self.response_where(|_| true).await
    }

    /// Waits for a message that fits; others are passed over.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// /// Waits until the bot has sent the file.
    /// #[command]
    /// async fn fetch(ctx: &Context, link: Raw) -> Result<()> {
    ///     let mut talk = ctx.conversation("some_download_bot").await?;
    ///     talk.send(Outgoing::text(&*link)).await?;
    ///     let file = talk.response_where(|message| message.media().is_some()).await?;
    ///     ctx.client().forward(&file, &[file.id()], "me").await?;
    ///     ctx.answer("It is in Saved Messages.").await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`response`](Self::response).
    pub async fn response_where(
        &mut self,
        fits: impl Fn(&Message) -> bool,
    ) -> Result<Message, ConversationError> {
        self.wait(|talk| {
            while let Some(message) = talk.messages.pop_front() {
                if fits(&message) {
                    return Some(message);
                }
            }
            None
        })
        .await
    }

    /// Waits until one of the other's messages is edited, and returns it as it is now. Bots often
    /// write "please wait" and put the result in its place.
    ///
    /// # Errors
    ///
    /// Those of [`response`](Self::response).
    pub async fn edit(&mut self) -> Result<Message, ConversationError> {
        self.wait(|talk| talk.edits.pop_front()).await
    }

    /// Waits for a message with buttons, be it new or edited; others are passed over.
    ///
    /// # Errors
    ///
    /// Those of [`response`](Self::response).
    pub async fn buttons(&mut self) -> Result<Message, ConversationError> {
        fn first(queue: &mut VecDeque<Message>) -> Option<Message> {
            while let Some(message) = queue.pop_front() {
                if !message.buttons().is_empty() {
                    return Some(message);
                }
            }
            None
        }
        self.wait(|talk| first(&mut talk.messages).or_else(|| first(&mut talk.edits)))
            .await
    }

    /// Waits until the other side has read what was sent last; does not wait when nothing was sent.
    /// Bots do not read; people may hide it.
    ///
    /// # Errors
    ///
    /// Those of [`response`](Self::response).
    pub async fn read(&mut self) -> Result<(), ConversationError> {
        self.wait(|talk| (talk.read >= talk.sent).then_some(()))
            .await
    }

    /// Waits until `take` finds what it looks for.
    async fn wait<T>(
        &mut self,
        mut take: impl FnMut(&mut Self) -> Option<T>,
    ) -> Result<T, ConversationError> {
        let patience = self.timeout;
        let scope = Arc::clone(&self.scope);
        let search = async {
            loop {
                if let Some(found) = take(self) {
                    return Ok(found);
                }
                if self.line.has_missed() {
                    return Err(ConversationError::Missed);
                }
                match self.line.hear().await {
                    Some(heard) => self.note(heard),
                    None => return Err(ConversationError::Ended),
                }
            }
        };
        tokio::select! {
            biased;
            () = scope.ending() => Err(ConversationError::Ended),
            found = timeout(patience, search) => {
                found.unwrap_or(Err(ConversationError::Timeout { after: patience }))
            }
        }
    }

    fn note(&mut self, heard: Heard) {
        let theirs = |message: &Message| {
            let sender = message.sender().map(Peer::id);
            let meant = self.from.is_none() || sender == self.from;
            meant && !message.outgoing() && !message.is_service()
        };
        match heard {
            Heard::Message(message) if theirs(&message) => self.messages.push_back(message),
            Heard::Edited(message) if theirs(&message) => self.edits.push_back(message),
            Heard::Message(_) | Heard::Edited(_) => {}
            Heard::Read(id) => self.read = self.read.max(id),
        }
    }
}

impl fmt::Debug for Conversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conversation")
            .field("chat", &self.chat.id())
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
