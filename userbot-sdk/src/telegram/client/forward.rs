//! Forwarding.

use grammers_tl_types as tl;
use jiff::Timestamp;

use super::send::IDS_PER_CALL;
use super::{Client, random_id};
use crate::telegram::policy::CallOptions;
use crate::telegram::{CallError, IntoTarget, Message, PeerId, Target};

/// So many messages of others are looked past for those whose answer was lost.
const LOOK_BACK: usize = 20;

/// Says how messages are forwarded.
///
/// # Examples
///
/// ```no_run
/// use userbot_sdk::telegram::ForwardOptions;
///
/// # async fn f(client: userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
/// // As if the account had written it: no author, no caption, no sound.
/// let copy = ForwardOptions::new().without_author().without_captions().silent();
/// client.forward_with("@news", &[10, 11], "@friend", copy).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of Telegram's own"
)]
pub struct ForwardOptions {
    without_author: bool,
    without_captions: bool,
    silent: bool,
    protected: bool,
    topic: Option<i32>,
    schedule: Option<Timestamp>,
    send_as: Option<Target>,
}

impl ForwardOptions {
    /// Makes options that forward in the usual way.
    pub fn new() -> Self {
        Self::default()
    }

    /// Does not say who wrote it: the messages look like own ones.
    pub fn without_author(mut self) -> Self {
        self.without_author = true;
        self
    }

    /// Leaves the captions of files away; the author as well, which Telegram asks for.
    pub fn without_captions(mut self) -> Self {
        self.without_captions = true;
        self.without_author = true;
        self
    }

    /// Makes no sound.
    pub fn silent(mut self) -> Self {
        self.silent = true;
        self
    }

    /// Lets nobody forward or save them further.
    pub fn protected(mut self) -> Self {
        self.protected = true;
        self
    }

    /// Forwards into a topic of a forum.
    pub fn topic(mut self, topic_id: i32) -> Self {
        self.topic = Some(topic_id);
        self
    }

    /// Lets Telegram forward them at this time.
    pub fn schedule(mut self, time: Timestamp) -> Self {
        self.schedule = Some(time);
        self
    }

    /// Forwards in the name of a channel of the account, or of the group itself.
    pub fn send_as(mut self, name: impl IntoTarget) -> Self {
        self.send_as = Some(name.into_target());
        self
    }
}

impl Client {
    /// Forwards messages and returns the new ones, in order.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `CHAT_FORWARDS_RESTRICTED` when the chat forbids it.
    pub async fn forward(
        &self,
        from: impl IntoTarget,
        message_ids: &[i32],
        to: impl IntoTarget,
    ) -> Result<Vec<Message>, CallError> {
        self.forward_with(from, message_ids, to, ForwardOptions::new())
            .await
    }

    /// Forwards messages in another way than the usual one, and returns the new ones, in order.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `CHAT_FORWARDS_RESTRICTED` when the chat forbids it.
    pub async fn forward_with(
        &self,
        from: impl IntoTarget,
        message_ids: &[i32],
        to: impl IntoTarget,
        options: ForwardOptions,
    ) -> Result<Vec<Message>, CallError> {
        let (_, from_peer) = self.resolve_place(from.into_target()).await?;
        let (chat, to_peer) = self.resolve_input(to.into_target()).await?;
        let send_as = match options.send_as {
            Some(name) => Some(self.resolve_input(name).await?.1),
            None => None,
        };
        let schedule_date = options
            .schedule
            .map(|time| i32::try_from(time.as_second()).unwrap_or(i32::MAX));
        let mut forwarded = Vec::with_capacity(message_ids.len());
        for ids in message_ids.chunks(IDS_PER_CALL) {
            let request = tl::functions::messages::ForwardMessages {
                silent: options.silent,
                background: false,
                with_my_score: false,
                drop_author: options.without_author,
                drop_media_captions: options.without_captions,
                noforwards: options.protected,
                allow_paid_floodskip: false,
                from_ephemeral: false,
                from_peer: from_peer.clone(),
                id: ids.to_vec(),
                random_id: ids.iter().map(|_| random_id()).collect(),
                to_peer: to_peer.clone(),
                top_msg_id: options.topic.filter(|topic| *topic != 1),
                reply_to: None,
                schedule_date,
                schedule_repeat_period: None,
                send_as: send_as.clone(),
                quick_reply_shortcut: None,
                effect: None,
                video_timestamp: None,
                allow_paid_stars: None,
                suggested_post: None,
            };
            let calling = CallOptions::default().chat(chat);
            match self.invoke_with(&request, calling).await {
                Ok(updates) => forwarded.extend(self.new_messages(updates)),
                // An earlier attempt got through, and only its answer was lost.
                Err(error) if error.is("RANDOM_ID_DUPLICATE") && schedule_date.is_none() => {
                    let marked = !options.without_author;
                    let found = self.find_forwarded(chat, ids.len(), marked).await?;
                    forwarded.extend(found.ok_or(error)?);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(forwarded)
    }

    /// Finds the newest messages that the account has forwarded to a chat, in their order.
    async fn find_forwarded(
        &self,
        chat: PeerId,
        count: usize,
        marked: bool,
    ) -> Result<Option<Vec<Message>>, CallError> {
        let mut history = self.history(chat).limit(count + LOOK_BACK);
        let mut found = Vec::with_capacity(count);
        while let Some(message) = history.next().await? {
            if message.outgoing() && (message.is_forward() || !marked) {
                found.push(message);
            }
            if found.len() == count {
                found.reverse();
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}
