//! A new message comes into a chat.

use crate::world::act::keyboard;
use crate::world::bot::BotReply;
use crate::world::data::chat::Kind;
use crate::world::data::mailbox::What;
use crate::world::data::message::{Author, Msg, ReplyTo};
use crate::world::data::place::Place;
use crate::world::data::{State, TELEGRAM};
use crate::world::ops::resolve::Named;
use crate::world::ops::text::{slice, tidy, utf16};
use crate::world::refusal::{Outcome, Refusal, bad};
use grammers_tl_types::{enums, types};
use std::collections::BTreeSet;

/// What a scripted bot sends.
fn scripted(reply: &BotReply) -> Draft {
    let rows: Vec<Vec<(&str, &str)>> = reply
        .buttons
        .iter()
        .map(|row| {
            row.iter()
                .map(|(label, data)| (&**label, &**data))
                .collect()
        })
        .collect();
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
    Draft {
        markup: (!rows.is_empty()).then(|| keyboard(&rows, false)),
        ..Draft::text(&reply.text)
    }
}

/// The longest text and the longest caption.
const TEXT_LIMIT: i32 = 4096;
const CAPTION_LIMIT: i32 = 1024;
const PREMIUM_CAPTION_LIMIT: i32 = 4096;

/// What a new message holds.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of Telegram's own"
)]
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub(crate) text: String,
    pub(crate) entities: Vec<enums::MessageEntity>,
    pub(crate) media: Option<enums::MessageMedia>,
    pub(crate) reply: Option<ReplyTo>,
    pub(crate) topic: Option<i32>,
    pub(crate) forward: Option<types::MessageFwdHeader>,
    pub(crate) via_bot: Option<i64>,
    pub(crate) markup: Option<enums::ReplyMarkup>,
    pub(crate) grouped_id: Option<i64>,
    pub(crate) silent: bool,
    pub(crate) noforwards: bool,
    pub(crate) invert_media: bool,
    pub(crate) action: Option<enums::MessageAction>,
    pub(crate) random_id: Option<i64>,
    /// Sent in the name of the group.
    pub(crate) anonymous: bool,
    /// Sent in the name of a channel.
    pub(crate) channel: Option<i64>,
    /// An animation that plays when it arrives.
    pub(crate) effect: Option<i64>,
    /// The date that it was scheduled for.
    pub(crate) scheduled: Option<i32>,
    /// Others than the members who get a copy: one who was just removed.
    pub(crate) also: Vec<i64>,
}

impl Draft {
    pub(crate) fn text(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ..Self::default()
        }
    }

    pub(crate) fn service(action: impl Into<enums::MessageAction>) -> Self {
        Self {
            action: Some(action.into()),
            ..Self::default()
        }
    }
}

impl State {
    /// Sends a message as `from`, with all checks that the servers make.
    pub(crate) fn send(&mut self, from: i64, place: Place, draft: Draft) -> Outcome<i32> {
        let draft = self.prepare(from, place, draft)?;
        Ok(self.post(from, place, draft))
    }

    /// Makes the checks of a sending, and the message what it will be.
    pub(crate) fn prepare(&mut self, from: i64, place: Place, mut draft: Draft) -> Outcome<Draft> {
        draft.entities = self.known_mentions(from, draft.entities)?;
        if draft.forward.is_none() {
            (draft.text, draft.entities) = tidy(&draft.text, &draft.entities);
        }
        if draft.text.is_empty() && draft.media.is_none() {
            return bad("MESSAGE_EMPTY");
        }
        self.check_length(from, &draft.text, draft.media.is_some())?;
        self.may_send(from, place, draft.media.as_ref())?;
        if let Some(random) = draft.random_id
            && self.random_ids.contains_key(&(from, random))
        {
            return Err(Refusal::coded(500, "RANDOM_ID_DUPLICATE"));
        }
        self.check_reply(from, place, &mut draft)?;
        Ok(draft)
    }

    pub(crate) fn check_length(&self, from: i64, text: &str, caption: bool) -> Outcome<()> {
        let length = utf16(text);
        if !caption {
            return if length > TEXT_LIMIT {
                bad("MESSAGE_TOO_LONG")
            } else {
                Ok(())
            };
        }
        let premium = self.users.get(&from).is_some_and(|user| user.premium);
        let limit = if premium {
            PREMIUM_CAPTION_LIMIT
        } else {
            CAPTION_LIMIT
        };
        if length > limit {
            bad("MEDIA_CAPTION_TOO_LONG")
        } else {
            Ok(())
        }
    }

    /// Turns the mentions that a client names by access hash into those that others see.
    pub(crate) fn known_mentions(
        &self,
        me: i64,
        entities: Vec<enums::MessageEntity>,
    ) -> Outcome<Vec<enums::MessageEntity>> {
        entities
            .into_iter()
            .map(|entity| match entity {
                enums::MessageEntity::InputMessageEntityMentionName(mention) => {
                    let user_id = self
                        .input_user(me, &mention.user_id)
                        .map_err(|_| Refusal::bad("ENTITY_MENTION_USER_INVALID"))?;
                    Ok(types::MessageEntityMentionName {
                        offset: mention.offset,
                        length: mention.length,
                        user_id,
                    }
                    .into())
                }
                other => Ok(other),
            })
            .collect()
    }

    fn check_reply(&self, from: i64, place: Place, draft: &mut Draft) -> Outcome<()> {
        let forum = place
            .chat()
            .and_then(|id| self.chats.get(&id))
            .filter(|chat| chat.forum);
        if let Some(reply) = &draft.reply {
            let target = self.message(from, reply.place.unwrap_or(place), reply.id);
            let target = match target {
                Ok(target) => target,
                // A reply to a message that is gone becomes a plain message, as on the servers.
                Err(_) if reply.place.is_none() && self.ever_existed(place, reply.id) => {
                    draft.reply = None;
                    return Ok(());
                }
                Err(_) => return bad("REPLY_MESSAGE_ID_INVALID"),
            };
            if let Some(quote) = &reply.quote
                && !target.text.contains(quote.as_str())
            {
                return bad("QUOTE_TEXT_INVALID");
            }
            if forum.is_some() && reply.place.is_none() {
                draft.topic = draft.topic.or(target.topic).or(Some(1));
                // An "answer" to the message that made the topic is a message in the topic.
                if forum.is_some_and(|chat| chat.topics.contains_key(&reply.id))
                    && reply.quote.is_none()
                {
                    draft.topic = Some(reply.id);
                    draft.reply = None;
                }
            }
        }
        if let Some(forum) = forum {
            let topic = *draft.topic.get_or_insert(1);
            if topic != 1 {
                let Some(topic) = forum.topics.get(&topic) else {
                    return bad("TOPIC_DELETED");
                };
                let may =
                    topic.creator == from || forum.admin_may(from, |rights| rights.manage_topics);
                if topic.closed && !may {
                    return bad("TOPIC_CLOSED");
                }
            }
        } else {
            draft.topic = None;
        }
        Ok(())
    }

    fn ever_existed(&self, place: Place, id: i32) -> bool {
        self.messages
            .get(&place)
            .is_some_and(|messages| messages.contains_key(&id))
    }

    /// The id that the next message of a place gets.
    fn next_id(&mut self, place: Place) -> i32 {
        if let Place::Channel(id) = place
            && let Some(chat) = self.chats.get_mut(&id)
        {
            chat.last_id += 1;
            return chat.last_id;
        }
        let id = self.common.last_key_value().map_or(1, |(id, _)| id + 1);
        self.common.insert(id, place);
        id
    }

    /// Puts a message into a chat without asking whether that is allowed, and tells everybody.
    pub(crate) fn post(&mut self, from: i64, place: Place, draft: Draft) -> i32 {
        let date = draft.scheduled.unwrap_or_else(|| self.now());
        let id = self.next_id(place);
        let chat = place.chat().and_then(|id| self.chats.get(&id));
        let members: Vec<i64> = match (place, chat) {
            (Place::Private(a, b), _) => BTreeSet::from([a, b]).into_iter().collect(),
            (_, Some(chat)) => chat
                .members
                .keys()
                .copied()
                .chain(draft.also.iter().copied())
                .collect(),
            (_, None) => Vec::new(),
        };
        let mentions = self.mentioned(from, place, &draft, &members);
        let listens = matches!(&draft.media, Some(enums::MessageMedia::Document(media)) if media.voice || media.round);
        let unplayed = if listens {
            members
                .iter()
                .copied()
                .filter(|user| *user != from)
                .collect()
        } else {
            BTreeSet::new()
        };
        let random_id = draft.random_id;
        let script = self.script(from, place, &draft);
        let mut message = self.as_message(from, place, id, date, draft);
        message.audience = members.iter().copied().collect();
        message.unread_mentions.clone_from(&mentions);
        message.mentions = mentions;
        message.unplayed = unplayed;
        self.messages.entry(place).or_default().insert(id, message);
        if let Some(random) = random_id {
            self.random_ids.insert((from, random), id);
        }
        self.open_dialogs(from, place, &members);
        let what = What::New(place, id);
        match place {
            Place::Channel(channel) => {
                if let Some(chat) = self.chats.get_mut(&channel) {
                    chat.last_sent.insert(from, date);
                }
                self.record_channel(channel, what, 1);
            }
            _ => {
                for user in members {
                    self.record(user, what.clone(), 1);
                }
            }
        }
        if let Some((bot, replies)) = script {
            self.scripts.push((bot, place, replies));
        }
        id
    }

    /// Lets bots of the world say what they have to say; false when they had nothing.
    pub(crate) fn run_scripts(&mut self) -> bool {
        let scripts = std::mem::take(&mut self.scripts);
        let some = !scripts.is_empty();
        for (bot, place, replies) in scripts {
            for reply in replies {
                let refused = self.send(bot, place, scripted(&reply)).is_err();
                debug_assert!(
                    !refused,
                    "a text of a scripted bot that cannot be sent: {reply:?}"
                );
            }
        }
        some
    }

    /// What a bot of the world says to a message, and which bot that is.
    fn script(&self, from: i64, place: Place, draft: &Draft) -> Option<(i64, Vec<BotReply>)> {
        let partner = place.partner(from).filter(|partner| *partner != from)?;
        let is_bot = |user| self.users.get(&user).is_some_and(|data| data.bot.is_some());
        // Bots do not hear each other.
        if draft.action.is_some() || is_bot(from) {
            return None;
        }
        let on_message = self
            .users
            .get(&partner)?
            .bot
            .as_ref()?
            .on_message
            .as_ref()?;
        Some((partner, on_message(&draft.text)))
    }

    /// A draft as a message that nobody has got yet.
    pub(crate) fn as_message(
        &self,
        from: i64,
        place: Place,
        id: i32,
        date: i32,
        draft: Draft,
    ) -> Msg {
        let chat = place.chat().and_then(|id| self.chats.get(&id));
        let broadcast = chat.is_some_and(|chat| chat.kind == Kind::Channel);
        let signed = chat.is_some_and(|chat| chat.signatures);
        let author = match draft.channel {
            _ if broadcast || draft.anonymous => Author::Chat,
            Some(channel) => Author::Channel(channel),
            None => Author::User(from),
        };
        Msg {
            id,
            place,
            sender: from,
            author,
            date,
            text: draft.text,
            entities: draft.entities,
            media: draft.media,
            reply: draft.reply,
            topic: draft.topic,
            forward: draft.forward,
            via_bot: draft.via_bot,
            markup: draft.markup,
            edit_date: None,
            grouped_id: draft.grouped_id,
            reactions: Vec::new(),
            pinned: false,
            // Only two people alone see effects.
            effect: draft.effect.filter(|_| place.chat().is_none()),
            silent: draft.silent,
            from_scheduled: draft.scheduled.is_some(),
            noforwards: draft.noforwards || chat.is_some_and(|chat| chat.noforwards),
            invert_media: draft.invert_media,
            views: BTreeSet::from([from]),
            forwards: 0,
            post_author: (broadcast && signed).then(|| self.name(from)),
            action: draft.action,
            audience: BTreeSet::new(),
            unread_mentions: BTreeSet::new(),
            mentions: BTreeSet::new(),
            unplayed: BTreeSet::new(),
            deleted: false,
        }
    }

    fn open_dialogs(&mut self, from: i64, place: Place, members: &[i64]) {
        for user in members {
            if let Some(data) = self.users.get_mut(user) {
                data.dialogs.entry(place).or_default();
            }
        }
        if let Some(other) = place.partner(from)
            && let Some(data) = self.users.get_mut(&other).filter(|data| data.bot.is_some())
        {
            data.started_by.insert(from);
        }
    }

    /// Whom a message in a group mentions: by name, by username, or by answering them.
    fn mentioned(&self, from: i64, place: Place, draft: &Draft, members: &[i64]) -> BTreeSet<i64> {
        let mut mentioned = BTreeSet::new();
        if place.chat().is_none() || from == TELEGRAM {
            return mentioned;
        }
        for entity in &draft.entities {
            match entity {
                enums::MessageEntity::MentionName(mention) => {
                    mentioned.insert(mention.user_id);
                }
                enums::MessageEntity::Mention(mention) => {
                    let name = slice(&draft.text, mention.offset + 1, mention.length - 1);
                    if let Some(Named::User(user)) = name.and_then(|name| self.by_username(&name)) {
                        mentioned.insert(user);
                    }
                }
                _ => {}
            }
        }
        if let Some(reply) = draft.reply.as_ref().filter(|reply| reply.place.is_none())
            && let Some(target) = self
                .messages
                .get(&place)
                .and_then(|messages| messages.get(&reply.id))
            && target.author != Author::Chat
        {
            mentioned.insert(target.sender);
        }
        mentioned.remove(&from);
        mentioned.retain(|user| members.contains(user));
        mentioned
    }

    /// A reply as a client asks for it.
    pub(crate) fn input_reply(
        &self,
        me: i64,
        reply: Option<&enums::InputReplyTo>,
    ) -> Outcome<(Option<ReplyTo>, Option<i32>)> {
        let Some(reply) = reply else {
            return Ok((None, None));
        };
        let enums::InputReplyTo::Message(reply) = reply else {
            return bad("REPLY_TO_INVALID");
        };
        let place = match &reply.reply_to_peer_id {
            Some(peer) => Some(self.input_peer(me, peer)?),
            None => None,
        };
        let to = ReplyTo {
            id: reply.reply_to_msg_id,
            place,
            quote: reply.quote_text.clone(),
            quote_entities: reply.quote_entities.clone().unwrap_or_default(),
            quote_offset: reply.quote_offset,
        };
        Ok((Some(to), reply.top_msg_id))
    }
}
