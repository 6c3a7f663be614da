//! Sending, editing, deleting.

use grammers_tl_types as tl;
use tracing::debug;

use super::{Client, random_id};
use crate::telegram::policy::CallOptions;
use crate::telegram::{
    Attachment, CallError, FileSource, IntoTarget, Message, Outgoing, PeerId, Target, blank_message,
};

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

/// Is how a message is sent, besides what it says.
pub(super) struct Manner {
    pub(super) reply: Option<tl::enums::InputReplyTo>,
    pub(super) send_as: Option<tl::enums::InputPeer>,
}

/// How many ids Telegram takes in one request.
pub(super) const IDS_PER_CALL: usize = 100;

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

    async fn send_outgoing(
        &self,
        target: Target,
        mut what: Outgoing,
    ) -> Result<Message, CallError> {
        if what.attachment.is_none() && what.text.is_blank() {
            return Err(CallError::InvalidInput(
                "a message needs a text or a file".to_owned(),
            ));
        }
        let (chat, peer) = self.destination(target, &mut what).await?;
        let random_id = random_id();
        let manner = self.manner(&what).await?;
        let mut repaired = false;
        let result = loop {
            let result = self.send_once(chat, &peer, random_id, &what, &manner).await;
            match result {
                // The bytes are gone from Telegram's store, or the reference to them is: once more from the start.
                Err(error) if !repaired && error.rpc().is_some() => {
                    repaired = true;
                    let renewed = self.renewed(&error, what.attachment.as_ref()).await?;
                    if renewed.is_none() && !is_repairable(&error, &what) {
                        break Err(error);
                    }
                    debug!(%error, "the file is sent once more");
                    self.written().forget(chat, None, &what.text.text);
                    if let Some(media) = renewed {
                        what.attachment = Some(Attachment::Existing(Box::new(media)));
                    }
                }
                result => break result,
            }
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

    async fn send_once(
        &self,
        chat: PeerId,
        peer: &tl::enums::InputPeer,
        random_id: i64,
        what: &Outgoing,
        manner: &Manner,
    ) -> Result<tl::enums::Updates, CallError> {
        let entities = what.tl_entities(self.session());
        let options = CallOptions::default().chat(chat);
        let media = match (&what.attachment, &what.preview) {
            (Some(attachment), _) => {
                Some(self.input_media(attachment, what.progress.as_ref()).await?)
            }
            (None, Some(preview)) => Some(preview.to_tl()),
            (None, None) => None,
        };
        let above = what.preview.as_ref().is_some_and(|preview| preview.above);
        self.written().note(chat, None, &what.text.text);
        if let Some(media) = media {
            let request = tl::functions::messages::SendMedia {
                silent: what.silent,
                background: false,
                clear_draft: what.clear_draft,
                noforwards: what.protected,
                update_stickersets_order: false,
                invert_media: what.media_below || above,
                allow_paid_floodskip: false,
                peer: peer.clone(),
                reply_to: manner.reply.clone(),
                media,
                message: what.text.text.clone(),
                random_id,
                reply_markup: what.tl_markup(),
                entities,
                schedule_date: what.tl_schedule(),
                schedule_repeat_period: None,
                send_as: manner.send_as.clone(),
                quick_reply_shortcut: None,
                effect: what.effect,
                allow_paid_stars: None,
                suggested_post: None,
            };
            return self.invoke_with(&request, options).await;
        }
        let request = tl::functions::messages::SendMessage {
            no_webpage: what.no_preview,
            silent: what.silent,
            background: false,
            clear_draft: what.clear_draft,
            noforwards: what.protected,
            update_stickersets_order: false,
            invert_media: false,
            allow_paid_floodskip: false,
            peer: peer.clone(),
            reply_to: manner.reply.clone(),
            message: what.text.text.clone(),
            random_id,
            reply_markup: what.tl_markup(),
            entities,
            schedule_date: what.tl_schedule(),
            schedule_repeat_period: None,
            send_as: manner.send_as.clone(),
            quick_reply_shortcut: None,
            effect: what.effect,
            allow_paid_stars: None,
            suggested_post: None,
            rich_message: None,
        };
        self.invoke_with(&request, options).await
    }

    /// Finds the chat that a message goes to. In a supergroup that was a basic group, the numbers of
    /// the group's messages mean others: there the message answers nothing.
    pub(super) async fn destination(
        &self,
        target: Target,
        what: &mut Outgoing,
    ) -> Result<(PeerId, tl::enums::InputPeer), CallError> {
        let named = match &target {
            Target::Id(id) => Some(*id),
            Target::Peer(peer) => Some(peer.id()),
            _ => None,
        };
        let (chat, peer) = self.resolve_input(target).await?;
        let moved = matches!((named, chat), (Some(PeerId::Group(_)), PeerId::Channel(_)));
        if moved && what.reply_chat.is_none() {
            what.reply_to = None;
            what.quote = None;
        }
        Ok((chat, peer))
    }

    /// Finds the chats that a message names besides the one that it goes to.
    pub(super) async fn manner(&self, what: &Outgoing) -> Result<Manner, CallError> {
        let reply_chat = match &what.reply_chat {
            Some(chat) => Some(self.resolve_place(chat.clone()).await?.1),
            None => None,
        };
        let send_as = match &what.send_as {
            Some(name) => Some(self.resolve_input(name.clone()).await?.1),
            None => None,
        };
        Ok(Manner {
            reply: what.tl_reply(reply_chat, self.session()),
            send_as,
        })
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
        let (chat, peer) = self.resolve_place(target).await?;
        let media = match (&what.attachment, &what.preview) {
            (Some(attachment), _) => {
                Some(self.input_media(attachment, what.progress.as_ref()).await?)
            }
            (None, Some(preview)) => Some(preview.to_tl()),
            (None, None) => None,
        };
        let above = what.preview.as_ref().is_some_and(|preview| preview.above);
        self.written().note(chat, Some(message_id), &what.text.text);
        let request = tl::functions::messages::EditMessage {
            no_webpage: what.no_preview,
            invert_media: what.media_below || above,
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
                    self.written()
                        .forget(chat, Some(message_id), &what.text.text);
                }
                if error.is("MESSAGE_NOT_MODIFIED") {
                    Ok(Edit::Unchanged)
                } else {
                    Err(error)
                }
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
        let (chat, peer) = self.resolve_place(target.into_target()).await?;
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

    /// Takes all new messages out of an answer.
    pub(super) fn new_messages(&self, updates: tl::enums::Updates) -> Vec<Message> {
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
        if let Some(tl::enums::InputReplyTo::Message(reply)) = what.tl_reply(None, self.session()) {
            raw.reply_to = Some(
                tl::types::MessageReplyHeader {
                    reply_to_scheduled: false,
                    forum_topic: reply.top_msg_id.is_some(),
                    quote: reply.quote_text.is_some(),
                    reply_to_ephemeral: false,
                    reply_to_msg_id: Some(reply.reply_to_msg_id),
                    reply_to_peer_id: None,
                    reply_from: None,
                    reply_media: None,
                    reply_to_top_id: reply
                        .top_msg_id
                        .filter(|topic| *topic != reply.reply_to_msg_id),
                    quote_text: reply.quote_text,
                    quote_entities: reply.quote_entities,
                    quote_offset: reply.quote_offset,
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

/// Tells whether uploading the file once more can help.
fn is_repairable(error: &CallError, what: &Outgoing) -> bool {
    let Some(Attachment::File(file)) = &what.attachment else {
        return false;
    };
    let thumbnail = file.thumbnail.as_ref();
    file.source.is_repeatable()
        && thumbnail.is_none_or(FileSource::is_repeatable)
        && (error.is("FILE_PART_MISSING") || error.is("MD5_CHECKSUM_INVALID"))
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
