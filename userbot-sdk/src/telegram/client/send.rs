//! Sending, editing, deleting, forwarding.

use grammers_tl_types as tl;

use super::{Client, random_id};
use crate::telegram::policy::CallOptions;
use crate::telegram::{CallError, IntoTarget, Message, Outgoing, PeerId, Target, blank_message};

/// Says what an edit did.
#[derive(Debug, Clone)]
pub enum Edit {
    /// The message is now this.
    Changed(Message),
    /// The message said this already.
    Unchanged,
}

impl Edit {
    /// Returns the changed message.
    pub fn into_message(self) -> Option<Message> {
        match self {
            Self::Changed(message) => Some(message),
            Self::Unchanged => None,
        }
    }
}

/// How many ids Telegram takes in one request.
const IDS_PER_CALL: usize = 100;

impl Client {
    /// Sends a message and returns it as Telegram has it.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; [`CallError::InvalidInput`] when there is neither text nor file.
    pub async fn send(
        &self,
        target: impl IntoTarget,
        what: impl Into<Outgoing>,
    ) -> Result<Message, CallError> {
        // Boxed, as the machine of uploads and repeats is large.
        Box::pin(self.send_outgoing(target.into_target(), what.into())).await
    }

    async fn send_outgoing(&self, target: Target, what: Outgoing) -> Result<Message, CallError> {
        if what.attachment.is_none() && what.text.is_blank() {
            return Err(CallError::InvalidInput(
                "a message needs a text or a file".to_owned(),
            ));
        }
        let (chat, peer) = self.resolve_input(target).await?;
        let random_id = random_id();
        let entities = what.tl_entities(self.session());
        let options = CallOptions::default().chat(chat);
        let text = what.text.text.clone();
        let result = if let Some(attachment) = &what.attachment {
            let media = self.input_media(attachment).await?;
            self.written().note(chat, None, &what.text.text);
            let request = tl::functions::messages::SendMedia {
                silent: what.silent,
                background: false,
                clear_draft: false,
                noforwards: false,
                update_stickersets_order: false,
                invert_media: false,
                allow_paid_floodskip: false,
                peer,
                reply_to: what.tl_reply(),
                media,
                message: text,
                random_id,
                reply_markup: what.tl_markup(),
                entities,
                schedule_date: what.tl_schedule(),
                schedule_repeat_period: None,
                send_as: None,
                quick_reply_shortcut: None,
                effect: None,
                allow_paid_stars: None,
                suggested_post: None,
            };
            self.invoke_with(&request, options).await
        } else {
            self.written().note(chat, None, &what.text.text);
            let request = tl::functions::messages::SendMessage {
                no_webpage: what.no_preview,
                silent: what.silent,
                background: false,
                clear_draft: false,
                noforwards: false,
                update_stickersets_order: false,
                invert_media: false,
                allow_paid_floodskip: false,
                peer,
                reply_to: what.tl_reply(),
                message: text,
                random_id,
                reply_markup: what.tl_markup(),
                entities,
                schedule_date: what.tl_schedule(),
                schedule_repeat_period: None,
                send_as: None,
                quick_reply_shortcut: None,
                effect: None,
                allow_paid_stars: None,
                suggested_post: None,
                rich_message: None,
            };
            self.invoke_with(&request, options).await
        };
        match result {
            Ok(updates) => self
                .sent_message(updates, random_id, chat, &what)
                .ok_or_else(|| CallError::answer("messages.sendMessage", "no message in it")),
            // An earlier attempt got through, and only its answer was lost.
            Err(error) if error.is("RANDOM_ID_DUPLICATE") => {
                self.find_sent(chat, &what).await?.ok_or(error)
            }
            Err(error) => {
                if error.rpc().is_some() {
                    self.written().forget(chat, None, &what.text.text);
                }
                Err(error)
            }
        }
    }

    /// Changes the text of a message (its caption, when it has a file), or its file.
    ///
    /// # Errors
    ///
    /// See [`CallError`]. That nothing changed is no error.
    pub async fn edit(
        &self,
        target: impl IntoTarget,
        message_id: i32,
        what: impl Into<Outgoing>,
    ) -> Result<Edit, CallError> {
        Box::pin(self.edit_outgoing(target.into_target(), message_id, what.into())).await
    }

    async fn edit_outgoing(
        &self,
        target: Target,
        message_id: i32,
        what: Outgoing,
    ) -> Result<Edit, CallError> {
        let (chat, peer) = self.resolve_input(target).await?;
        let media = match &what.attachment {
            Some(attachment) => Some(self.input_media(attachment).await?),
            None => None,
        };
        self.written().note(chat, Some(message_id), &what.text.text);
        let request = tl::functions::messages::EditMessage {
            no_webpage: what.no_preview,
            invert_media: false,
            peer,
            id: message_id,
            message: Some(what.text.text.clone()),
            media,
            reply_markup: what.tl_markup(),
            entities: what.tl_entities(self.session()),
            schedule_date: what.tl_schedule(),
            schedule_repeat_period: None,
            quick_reply_shortcut_id: None,
            rich_message: None,
        };
        match self.invoke(&request).await {
            Ok(updates) => self
                .edited_message(updates, message_id, chat)
                .map(Edit::Changed)
                .ok_or_else(|| CallError::answer("messages.editMessage", "no message in it")),
            Err(error) => {
                if error.rpc().is_some() {
                    self.written().forget(chat, Some(message_id), &what.text.text);
                }
                if error.is("MESSAGE_NOT_MODIFIED") { Ok(Edit::Unchanged) } else { Err(error) }
            }
        }
    }

    /// Deletes messages, for everybody where that is allowed. Returns how many are gone.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn delete(
        &self,
        target: impl IntoTarget,
        message_ids: &[i32],
    ) -> Result<usize, CallError> {
        let (chat, peer) = self.resolve_input(target.into_target()).await?;
        let mut gone = 0;
        for ids in message_ids.chunks(IDS_PER_CALL) {
            let id = ids.to_vec();
            let affected = match input_channel(&peer) {
                Some(channel) if matches!(chat, PeerId::Channel(_)) => {
                    self.invoke(&tl::functions::channels::DeleteMessages { channel, id })
                        .await?
                }
                _ => {
                    let request = tl::functions::messages::DeleteMessages { revoke: true, id };
                    self.invoke(&request).await?
                }
            };
            let tl::enums::messages::AffectedMessages::Messages(affected) = affected;
            gone += usize::try_from(affected.pts_count).unwrap_or(0);
        }
        Ok(gone)
    }

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
        let (_, from_peer) = self.resolve_input(from.into_target()).await?;
        let (chat, to_peer) = self.resolve_input(to.into_target()).await?;
        let mut forwarded = Vec::with_capacity(message_ids.len());
        for ids in message_ids.chunks(IDS_PER_CALL) {
            let request = tl::functions::messages::ForwardMessages {
                silent: false,
                background: false,
                with_my_score: false,
                drop_author: false,
                drop_media_captions: false,
                noforwards: false,
                allow_paid_floodskip: false,
                from_ephemeral: false,
                from_peer: from_peer.clone(),
                id: ids.to_vec(),
                random_id: ids.iter().map(|_| random_id()).collect(),
                to_peer: to_peer.clone(),
                top_msg_id: None,
                reply_to: None,
                schedule_date: None,
                schedule_repeat_period: None,
                send_as: None,
                quick_reply_shortcut: None,
                effect: None,
                video_timestamp: None,
                allow_paid_stars: None,
                suggested_post: None,
            };
            let options = CallOptions::default().chat(chat);
            let updates = self.invoke_with(&request, options).await?;
            forwarded.extend(self.new_messages(updates));
        }
        Ok(forwarded)
    }

    /// Takes all new messages out of an answer.
    fn new_messages(&self, updates: tl::enums::Updates) -> Vec<Message> {
        let Some((updates, peers)) = self.parts(updates) else {
            return Vec::new();
        };
        updates
            .into_iter()
            .filter_map(new_message)
            .filter_map(|raw| Message::from_tl(self, raw, &peers))
            .collect()
    }

    /// Takes the message that was just sent out of the answer.
    fn sent_message(
        &self,
        updates: tl::enums::Updates,
        random_id: i64,
        chat: PeerId,
        what: &Outgoing,
    ) -> Option<Message> {
        if let tl::enums::Updates::UpdateShortSentMessage(short) = updates {
            return self.short_sent(short, chat, what);
        }
        let (updates, peers) = self.parts(updates)?;
        let id = updates.iter().find_map(|update| match update {
            tl::enums::Update::MessageId(update) if update.random_id == random_id => {
                Some(update.id)
            }
            _ => None,
        });
        updates
            .into_iter()
            .filter_map(new_message)
            .find(|message| id.is_none_or(|id| message.id() == id))
            .and_then(|raw| Message::from_tl(self, raw, &peers))
    }

    /// Makes the message from the short answer, which leaves out what the sender knows.
    fn short_sent(
        &self,
        short: tl::types::UpdateShortSentMessage,
        chat: PeerId,
        what: &Outgoing,
    ) -> Option<Message> {
        let mut raw = blank_message(short.id, chat.to_tl(), short.date, what.text.text.clone());
        raw.out = short.out;
        raw.media = short.media;
        raw.entities = short.entities;
        raw.ttl_period = short.ttl_period;
        raw.silent = what.silent;
        raw.from_id = self.me().map(|me| me.id().to_tl());
        if let Some(tl::enums::InputReplyTo::Message(reply)) = what.tl_reply() {
            raw.reply_to = Some(
                tl::types::MessageReplyHeader {
                    reply_to_scheduled: false,
                    forum_topic: reply.top_msg_id.is_some(),
                    quote: false,
                    reply_to_ephemeral: false,
                    reply_to_msg_id: Some(reply.reply_to_msg_id),
                    reply_to_peer_id: None,
                    reply_from: None,
                    reply_media: None,
                    reply_to_top_id: reply
                        .top_msg_id
                        .filter(|topic| *topic != reply.reply_to_msg_id),
                    quote_text: None,
                    quote_entities: None,
                    quote_offset: None,
                    todo_item_id: None,
                    poll_option: None,
                }
                .into(),
            );
        }
        let peers = self.peers(&[], &[]);
        Message::from_tl(self, raw.into(), &peers)
    }

    fn edited_message(
        &self,
        updates: tl::enums::Updates,
        id: i32,
        chat: PeerId,
    ) -> Option<Message> {
        let (updates, peers) = self.parts(updates)?;
        updates
            .into_iter()
            .filter_map(|update| match update {
                tl::enums::Update::EditMessage(update) => Some(update.message),
                tl::enums::Update::EditChannelMessage(update) => Some(update.message),
                tl::enums::Update::NewScheduledMessage(update) => Some(update.message),
                other => new_message(other),
            })
            .filter_map(|raw| Message::from_tl(self, raw, &peers))
            .find(|message| message.id() == id && message.chat().id() == chat)
    }

    /// Looks for a message that was sent although the answer was lost.
    async fn find_sent(&self, chat: PeerId, what: &Outgoing) -> Result<Option<Message>, CallError> {
        let mut history = self.history(chat).limit(20);
        while let Some(message) = history.next().await? {
            if message.outgoing() && message.text() == what.text.text {
                return Ok(Some(message));
            }
        }
        Ok(None)
    }

    /// Splits an answer into its updates and its peers.
    pub(crate) fn parts(
        &self,
        updates: tl::enums::Updates,
    ) -> Option<(Vec<tl::enums::Update>, crate::telegram::PeerMap)> {
        let (updates, users, chats) = match updates {
            tl::enums::Updates::Updates(all) => (all.updates, all.users, all.chats),
            tl::enums::Updates::Combined(all) => (all.updates, all.users, all.chats),
            tl::enums::Updates::UpdateShort(short) => (vec![short.update], vec![], vec![]),
            _ => return None,
        };
        let peers = self.peers(&users, &chats);
        Some((updates, peers))
    }
}

fn new_message(update: tl::enums::Update) -> Option<tl::enums::Message> {
    match update {
        tl::enums::Update::NewMessage(update) => Some(update.message),
        tl::enums::Update::NewChannelMessage(update) => Some(update.message),
        tl::enums::Update::NewScheduledMessage(update) => Some(update.message),
        _ => None,
    }
}

/// Returns a channel or supergroup in the form that its own methods want.
pub(crate) fn input_channel(peer: &tl::enums::InputPeer) -> Option<tl::enums::InputChannel> {
    match peer {
        tl::enums::InputPeer::Channel(channel) => Some(
            tl::types::InputChannel {
                channel_id: channel.channel_id,
                access_hash: channel.access_hash,
            }
            .into(),
        ),
        tl::enums::InputPeer::ChannelFromMessage(channel) => Some(
            tl::types::InputChannelFromMessage {
                peer: channel.peer.clone(),
                msg_id: channel.msg_id,
                channel_id: channel.channel_id,
            }
            .into(),
        ),
        _ => None,
    }
}

/// Returns a person in the form that methods about people want.
pub(crate) fn input_user(peer: &tl::enums::InputPeer) -> Option<tl::enums::InputUser> {
    match peer {
        tl::enums::InputPeer::PeerSelf => Some(tl::enums::InputUser::UserSelf),
        tl::enums::InputPeer::User(user) => Some(
            tl::types::InputUser {
                user_id: user.user_id,
                access_hash: user.access_hash,
            }
            .into(),
        ),
        tl::enums::InputPeer::UserFromMessage(user) => Some(
            tl::types::InputUserFromMessage {
                peer: user.peer.clone(),
                msg_id: user.msg_id,
                user_id: user.user_id,
            }
            .into(),
        ),
        _ => None,
    }
}
