//! Reading messages that are already there.

use std::collections::VecDeque;

use grammers_tl_types as tl;

use super::Client;
use super::send::input_channel;
use crate::telegram::{CallError, IntoTarget, Message, PeerId, Target};

/// How many messages Telegram gives at once.
const PAGE: i32 = 100;

/// Reads the messages of a chat, newest first.
///
/// # Examples
///
/// ```no_run
/// # async fn example(client: &userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
/// let mut history = client.history("@durov").limit(50);
/// while let Some(message) = history.next().await? {
///     println!("{}", message.text());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct History {
    client: Client,
    target: Target,
    input: Option<tl::enums::InputPeer>,
    search: Option<Search>,
    limit: Option<usize>,
    offset_id: i32,
    min_id: i32,
    max_id: i32,
    buffer: VecDeque<Message>,
    finished: bool,
}

#[derive(Debug)]
struct Search {
    query: String,
    from: Option<Target>,
    filter: tl::enums::MessagesFilter,
    topic: Option<i32>,
}

impl Client {
    /// Reads the messages of a chat, newest first.
    pub fn history(&self, target: impl IntoTarget) -> History {
        History {
            client: self.clone(),
            target: target.into_target(),
            input: None,
            search: None,
            limit: None,
            offset_id: 0,
            min_id: 0,
            max_id: 0,
            buffer: VecDeque::new(),
            finished: false,
        }
    }

    /// Searches the messages of a chat, newest first.
    pub fn search(&self, target: impl IntoTarget, query: impl Into<String>) -> History {
        let mut history = self.history(target);
        history.search = Some(Search {
            query: query.into(),
            from: None,
            filter: tl::enums::MessagesFilter::InputMessagesFilterEmpty,
            topic: None,
        });
        history
    }

    /// Fetches messages by their ids; those that do not exist are left out.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn messages(
        &self,
        target: impl IntoTarget,
        message_ids: &[i32],
    ) -> Result<Vec<Message>, CallError> {
        let (chat, peer) = self.resolve_place(target.into_target()).await?;
        let mut found = Vec::with_capacity(message_ids.len());
        for ids in message_ids.chunks(100) {
            let id = ids
                .iter()
                .map(|id| tl::types::InputMessageId { id: *id }.into())
                .collect();
            found.extend(self.fetch(&peer, id).await?.into_iter().filter(|message| {
                // Outside channels the ids are unique in the whole account.
                message.chat().id() == chat
            }));
        }
        Ok(found)
    }

    /// Fetches the message that another one answers.
    pub(crate) async fn replied(
        &self,
        chat: &crate::telegram::Peer,
        message_id: i32,
    ) -> Result<Option<Message>, CallError> {
        let (_, peer) = self.resolve_place(Target::Peer(chat.clone())).await?;
        let id = vec![tl::types::InputMessageReplyTo { id: message_id }.into()];
        Ok(self.fetch(&peer, id).await?.into_iter().next())
    }

    async fn fetch(
        &self,
        peer: &tl::enums::InputPeer,
        id: Vec<tl::enums::InputMessage>,
    ) -> Result<Vec<Message>, CallError> {
        let answer = match input_channel(peer) {
            Some(channel) => {
                self.invoke(&tl::functions::channels::GetMessages { channel, id })
                    .await?
            }
            None => {
                self.invoke(&tl::functions::messages::GetMessages { id })
                    .await?
            }
        };
        Ok(self.take_messages(answer).0)
    }

    /// Takes the messages out of an answer; also tells whether there can be more.
    fn take_messages(&self, answer: tl::enums::messages::Messages) -> (Vec<Message>, bool) {
        use tl::enums::messages::Messages;
        let (messages, users, chats, more) = match answer {
            Messages::Messages(all) => (all.messages, all.users, all.chats, false),
            Messages::Slice(part) => (part.messages, part.users, part.chats, true),
            Messages::ChannelMessages(part) => (part.messages, part.users, part.chats, true),
            Messages::NotModified(_) => return (Vec::new(), false),
        };
        let peers = self.peers(&users, &chats);
        let more = more && !messages.is_empty();
        (self.messages_of(messages, &peers), more)
    }
}

impl History {
    /// Ends after so many messages.
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Starts with the message before this one.
    pub fn offset(mut self, message_id: i32) -> Self {
        self.offset_id = message_id;
        self
    }

    /// Gives only messages after this one.
    pub fn after(mut self, message_id: i32) -> Self {
        self.min_id = message_id;
        self
    }

    /// Gives only messages before this one.
    pub fn before(mut self, message_id: i32) -> Self {
        self.max_id = message_id;
        self
    }

    /// Gives only messages of this person.
    pub fn from(mut self, sender: impl IntoTarget) -> Self {
        self.as_search().from = Some(sender.into_target());
        self
    }

    /// Gives only messages that fit a filter of Telegram's schema.
    pub fn filter(mut self, filter: tl::enums::MessagesFilter) -> Self {
        self.as_search().filter = filter;
        self
    }

    /// Gives only messages of this topic.
    pub fn topic(mut self, topic_id: i32) -> Self {
        self.as_search().topic = Some(topic_id);
        self
    }

    fn as_search(&mut self) -> &mut Search {
        self.search.get_or_insert_with(|| Search {
            query: String::new(),
            from: None,
            filter: tl::enums::MessagesFilter::InputMessagesFilterEmpty,
            topic: None,
        })
    }

    /// Returns the next message; `None` at the end.
    ///
    /// # Errors
    ///
    /// See [`CallError`]. After an error it can be called again and goes on where it was.
    pub async fn next(&mut self) -> Result<Option<Message>, CallError> {
        if self.limit == Some(0) {
            return Ok(None);
        }
        if self.buffer.is_empty() && !self.finished {
            Box::pin(self.load()).await?;
        }
        let message = self.buffer.pop_front();
        if message.is_some()
            && let Some(limit) = &mut self.limit
        {
            *limit -= 1;
        }
        Ok(message)
    }

    /// Reads everything into a list.
    ///
    /// Set a [limit](History::limit) first: a chat can have millions of messages.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn collect(mut self) -> Result<Vec<Message>, CallError> {
        let mut all = Vec::new();
        while let Some(message) = self.next().await? {
            all.push(message);
        }
        Ok(all)
    }

    async fn load(&mut self) -> Result<(), CallError> {
        let peer = if let Some(peer) = &self.input {
            peer.clone()
        } else {
            let (_, peer) = self.client.resolve_place(self.target.clone()).await?;
            self.input.insert(peer).clone()
        };
        let wanted = self
            .limit
            .and_then(|limit| i32::try_from(limit).ok())
            .unwrap_or(PAGE);
        let limit = wanted.min(PAGE);
        let answer = if let Some(search) = &self.search {
            let from_id = match &search.from {
                Some(sender) => Some(self.client.resolve_input(sender.clone()).await?.1),
                None => None,
            };
            let request = tl::functions::messages::Search {
                peer,
                q: search.query.clone(),
                from_id,
                saved_peer_id: None,
                saved_reaction: None,
                top_msg_id: search.topic,
                filter: search.filter.clone(),
                min_date: 0,
                max_date: 0,
                offset_id: self.offset_id,
                add_offset: 0,
                limit,
                max_id: self.max_id,
                min_id: self.min_id,
                hash: 0,
            };
            self.client.invoke(&request).await?
        } else {
            let request = tl::functions::messages::GetHistory {
                peer,
                offset_id: self.offset_id,
                offset_date: 0,
                add_offset: 0,
                limit,
                max_id: self.max_id,
                min_id: self.min_id,
                hash: 0,
            };
            self.client.invoke(&request).await?
        };
        let (messages, more) = self.client.take_messages(answer);
        let lowest = messages.iter().map(Message::id).min();
        // A page that does not go further back would come for ever.
        self.finished =
            !more || lowest.is_none_or(|lowest| self.offset_id != 0 && lowest >= self.offset_id);
        if let Some(lowest) = lowest {
            self.offset_id = lowest;
        }
        self.buffer.extend(messages);
        Ok(())
    }
}

impl IntoTarget for &PeerId {
    fn into_target(self) -> Target {
        Target::Id(*self)
    }
}
