//! Messages.

mod actions;
mod answer;
mod blank;
mod button;
mod media;
mod raw;
mod reply;
mod service;

use std::fmt;
use std::sync::Arc;

use grammers_tl_types as tl;
use jiff::Timestamp;

pub use blank::blank_message;
pub(crate) use button::markup;
pub use button::{Button, ButtonKind};
pub use media::{Media, MediaKind, Thumbnail};
pub use reply::{Forward, ReplyTo};
pub use service::ServiceAction;

use self::raw::Raw;

use super::packet::SharedUpdate;
use super::{Client, Peer, PeerId, PeerMap};
use crate::text::{Entity, FormattedText};

/// Is a message: an own one or somebody else's, an ordinary one or a service message.
///
/// Cheap to clone. It is a picture of the moment when it arrived; [`Message::refresh`] fetches
/// the present one.
#[derive(Clone)]
pub struct Message(Arc<MessageData>);

struct MessageData {
    raw: Raw,
    id: i32,
    chat: Peer,
    sender: Option<Peer>,
    /// What every filter and nearly every handler asks for: near, and readable without the rest.
    text: Arc<str>,
    peers: PeerMap,
    client: Client,
}

impl Message {
    /// Takes over a message of Telegram's schema, with the peers that came along.
    ///
    /// A message that does not exist any more is `None`.
    pub fn from_tl(client: &Client, raw: tl::enums::Message, peers: &PeerMap) -> Option<Self> {
        Self::of(client, Raw::own(raw), peers)
    }

    /// Takes over the message of an update, where it lies.
    pub(crate) fn of_update(
        client: &Client,
        update: SharedUpdate,
        peers: &PeerMap,
    ) -> Option<Self> {
        Self::of(client, Raw::of_update(update), peers)
    }

    fn of(client: &Client, raw: Raw, peers: &PeerMap) -> Option<Self> {
        let (id, peer, from, out, post, text) = match raw.get() {
            tl::enums::Message::Empty(_) => return None,
            tl::enums::Message::Message(m) => {
                let text = m.message.as_str();
                (m.id, &m.peer_id, &m.from_id, m.out, m.post, text)
            }
            tl::enums::Message::Service(m) => (m.id, &m.peer_id, &m.from_id, m.out, m.post, ""),
        };
        let text = Arc::from(text);
        let chat = peers.get(PeerId::from_tl(peer));
        let sender = match from {
            Some(from) => {
                let from = PeerId::from_tl(from);
                peers.seen_in(from, chat.id(), id);
                Some(peers.get(from))
            }
            None if out && !post => peers.me(),
            // A post of a channel, an anonymous admin, or the other side of a private chat.
            None => Some(chat.clone()),
        };
        let (peers, client) = (peers.clone(), client.clone());
        Some(Self(Arc::new(MessageData {
            raw,
            id,
            chat,
            sender,
            text,
            peers,
            client,
        })))
    }

    /// Gives it in a form that takes little memory, for where many wait.
    pub(crate) fn packed(&self) -> Self {
        let data = &*self.0;
        let Some(raw) = data.raw.packed() else {
            return self.clone();
        };
        Self(Arc::new(MessageData {
            raw,
            id: data.id,
            chat: data.chat.clone(),
            sender: data.sender.clone(),
            text: Arc::clone(&data.text),
            peers: data.peers.clone(),
            client: data.client.clone(),
        }))
    }

    /// Returns the number of the message, which is unique in its chat.
    pub fn id(&self) -> i32 {
        self.0.id
    }

    /// Returns the chat; in a private chat, the other person.
    pub fn chat(&self) -> &Peer {
        &self.0.chat
    }

    /// Returns who sent it.
    ///
    /// For a post of a channel and for an anonymous admin that is the chat itself.
    pub fn sender(&self) -> Option<&Peer> {
        self.0.sender.as_ref()
    }

    /// Returns the text or the caption; empty when there is none.
    #[inline]
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// Returns the formatting of the text.
    pub fn entities(&self) -> Vec<Entity> {
        self.raw_entities().iter().map(Entity::from).collect()
    }

    /// Returns the text with its formatting.
    pub fn formatted(&self) -> FormattedText {
        FormattedText::new(self.text(), self.entities())
    }

    /// Returns the text as HTML, which [`Outgoing::html`](super::Outgoing::html) reads back.
    pub fn html(&self) -> String {
        self.formatted().to_html()
    }

    /// Returns the formatting as Telegram sent it.
    pub fn raw_entities(&self) -> &[tl::enums::MessageEntity] {
        self.message()
            .and_then(|message| message.entities.as_deref())
            .unwrap_or_default()
    }

    /// Tells whether the account itself sent it, from any of its devices.
    ///
    /// In Saved Messages every message counts as sent by the account.
    pub fn outgoing(&self) -> bool {
        let out = match self.raw() {
            tl::enums::Message::Message(message) => message.out,
            tl::enums::Message::Service(message) => message.out,
            tl::enums::Message::Empty(_) => false,
        };
        out || self.is_saved()
    }

    /// Tells whether it stands in Saved Messages.
    pub fn is_saved(&self) -> bool {
        self.0.chat.is_self()
    }

    /// Returns when it was sent.
    pub fn date(&self) -> Timestamp {
        timestamp(match self.raw() {
            tl::enums::Message::Message(message) => message.date,
            tl::enums::Message::Service(message) => message.date,
            tl::enums::Message::Empty(_) => 0,
        })
    }

    /// Returns when its text was last changed; a new reaction does not count.
    pub fn edited_at(&self) -> Option<Timestamp> {
        self.message()
            .filter(|message| !message.edit_hide)
            .and_then(|message| message.edit_date)
            .map(timestamp)
    }

    /// Returns what it answers. Being in a topic alone is no answer.
    pub fn reply_to(&self) -> Option<ReplyTo> {
        self.reply_header().and_then(ReplyTo::from_tl)
    }

    /// Returns the id of the message that it answers, when that is in the same chat.
    ///
    /// [`Message::reply_to`] says more, such as the quoted part; [`Message::reply_message`]
    /// fetches the message.
    pub fn reply_to_id(&self) -> Option<i32> {
        let reply = self.reply_to()?;
        let elsewhere = reply.chat.is_some_and(|chat| chat != self.chat().id());
        reply.message_id.filter(|_| !elsewhere)
    }

    /// Returns the forum topic that it is in; 1 is the general one.
    pub fn topic_id(&self) -> Option<i32> {
        if let Some(ServiceAction::TopicCreated { .. }) = self.service_action() {
            return Some(self.id());
        }
        match self.reply_header().and_then(reply::topic) {
            Some(topic) => Some(topic),
            None => (self.0.chat.is_forum() && self.0.chat.is_supergroup()).then_some(1),
        }
    }

    /// Returns where it was forwarded from, when it was.
    pub fn forward(&self) -> Option<Forward> {
        self.forward_header()
            .map(|header| Forward::from_tl(header, &self.0.peers))
    }

    /// Tells whether it was forwarded; cheaper than [`Message::forward`].
    pub fn is_forward(&self) -> bool {
        self.forward_header().is_some()
    }

    /// Returns the inline bot through which it was sent.
    pub fn via_bot(&self) -> Option<Peer> {
        let id = self.message()?.via_bot_id?;
        Some(self.0.peers.get(PeerId::User(id)))
    }

    /// Tells whether it was sent through an inline bot.
    pub fn is_via_bot(&self) -> bool {
        self.message()
            .is_some_and(|message| message.via_bot_id.is_some())
    }

    /// Returns what is attached.
    pub fn media(&self) -> Option<Media> {
        let media = self.message()?.media.as_ref().and_then(Media::from_tl)?;
        Some(media.with_origin(self.chat().id(), self.id()))
    }

    /// Returns the number that all messages of an album share.
    pub fn grouped_id(&self) -> Option<i64> {
        self.message()?.grouped_id
    }

    /// Tells whether it mentions the account or answers it.
    pub fn mentioned(&self) -> bool {
        match self.raw() {
            tl::enums::Message::Message(message) => message.mentioned,
            tl::enums::Message::Service(message) => message.mentioned,
            tl::enums::Message::Empty(_) => false,
        }
    }

    /// Returns the rows of buttons under it.
    pub fn buttons(&self) -> Vec<Vec<Button>> {
        button::rows(
            self.message()
                .and_then(|message| message.reply_markup.as_ref()),
        )
    }

    /// Returns what happened, when it is a service message.
    pub fn service_action(&self) -> Option<ServiceAction> {
        match self.raw() {
            tl::enums::Message::Service(message) => Some(ServiceAction::from_tl(&message.action)),
            _ => None,
        }
    }

    /// Tells whether it is a service message ("Ann joined").
    pub fn is_service(&self) -> bool {
        matches!(self.raw(), tl::enums::Message::Service(_))
    }

    /// Returns how often it was seen, for posts of channels.
    pub fn views(&self) -> Option<i32> {
        self.message()?.views
    }

    /// Tells whether it is pinned.
    pub fn pinned(&self) -> bool {
        self.message().is_some_and(|message| message.pinned)
    }

    /// Tells whether it is a post of a channel.
    pub fn is_post(&self) -> bool {
        match self.raw() {
            tl::enums::Message::Message(message) => message.post,
            tl::enums::Message::Service(message) => message.post,
            tl::enums::Message::Empty(_) => false,
        }
    }

    /// Returns the id of the animation that played when it arrived.
    pub fn effect(&self) -> Option<i64> {
        self.message()?.effect
    }

    /// Tells whether nobody may forward or save it.
    pub fn is_protected(&self) -> bool {
        self.message().is_some_and(|message| message.noforwards)
    }

    /// Tells whether it was sent without a sound.
    pub fn silent(&self) -> bool {
        match self.raw() {
            tl::enums::Message::Message(message) => message.silent,
            tl::enums::Message::Service(message) => message.silent,
            tl::enums::Message::Empty(_) => false,
        }
    }

    /// Returns the signature under a post of a channel.
    pub fn post_author(&self) -> Option<&str> {
        self.message()?.post_author.as_deref()
    }

    /// Tells whether the account can edit it, as far as the message itself shows: an own
    /// message, not forwarded, not through a bot, no sticker, round video, poll or service message.
    ///
    /// Telegram can still refuse: most messages can be edited for two days only.
    pub fn is_editable(&self) -> bool {
        let Some(message) = self.message() else {
            return false;
        };
        let own = message.out || (self.is_saved() && message.fwd_from.is_none());
        own && message.fwd_from.is_none()
            && message.via_bot_id.is_none()
            && !matches!(
                self.media().map(|media| media.kind()),
                Some(
                    MediaKind::Sticker
                        | MediaKind::VideoNote
                        | MediaKind::Poll
                        | MediaKind::Dice
                        | MediaKind::Location
                        | MediaKind::Contact
                )
            )
    }

    /// Returns the message as Telegram sent it.
    #[inline]
    pub fn raw(&self) -> &tl::enums::Message {
        self.0.raw.get()
    }

    /// Returns the client that received it.
    pub fn client(&self) -> &Client {
        &self.0.client
    }

    /// Returns the peers that came with it.
    pub fn peers(&self) -> &PeerMap {
        &self.0.peers
    }

    #[inline]
    fn message(&self) -> Option<&tl::types::Message> {
        match self.raw() {
            tl::enums::Message::Message(message) => Some(message),
            _ => None,
        }
    }

    fn reply_header(&self) -> Option<&tl::enums::MessageReplyHeader> {
        match self.raw() {
            tl::enums::Message::Message(message) => message.reply_to.as_ref(),
            tl::enums::Message::Service(message) => message.reply_to.as_ref(),
            tl::enums::Message::Empty(_) => None,
        }
    }

    fn forward_header(&self) -> Option<&tl::enums::MessageFwdHeader> {
        self.message()?.fwd_from.as_ref()
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("id", &self.id())
            .field("chat", &self.chat().id())
            .field("sender", &self.sender().map(Peer::id))
            .field("outgoing", &self.outgoing())
            .finish_non_exhaustive()
    }
}

/// Reads a time of Telegram's schema.
pub(crate) fn timestamp(seconds: i32) -> Timestamp {
    Timestamp::from_second(seconds.into()).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(change: impl FnOnce(&mut tl::types::Message)) -> Message {
        let mut raw = blank_message(7, PeerId::User(2).to_tl(), 1_700_000_000, "hello");
        change(&mut raw);
        let client = Client::offline();
        let peers = PeerMap::new(client.session(), &[], &[]);
        Message::from_tl(&client, raw.into(), &peers).unwrap()
    }

    fn header(change: impl FnOnce(&mut tl::types::MessageReplyHeader)) -> Message {
        let mut header = tl::types::MessageReplyHeader {
            reply_to_scheduled: false,
            forum_topic: false,
            quote: false,
            reply_to_ephemeral: false,
            reply_to_msg_id: Some(5),
            reply_to_peer_id: None,
            reply_from: None,
            reply_media: None,
            reply_to_top_id: None,
            quote_text: None,
            quote_entities: None,
            quote_offset: None,
            todo_item_id: None,
            poll_option: None,
        };
        change(&mut header);
        build(|raw| raw.reply_to = Some(header.into()))
    }

    #[test]
    fn a_private_message_is_from_the_other_side() {
        let message = build(|_| {});
        assert_eq!(message.sender().unwrap().id(), PeerId::User(2));
        assert_eq!(message.chat().id(), PeerId::User(2));
        assert!(!message.outgoing());
        assert_eq!(message.text(), "hello");
        assert_eq!(message.date().as_second(), 1_700_000_000);
    }

    #[test]
    fn being_in_a_topic_is_no_reply() {
        let plain = header(|_| {}).reply_to().unwrap();
        assert_eq!((plain.message_id, plain.top_id), (Some(5), None));
        let member = header(|header| header.forum_topic = true);
        assert_eq!(member.reply_to(), None);
        assert_eq!(member.topic_id(), Some(5));
        let inside = header(|header| {
            header.forum_topic = true;
            header.reply_to_top_id = Some(3);
        });
        assert_eq!(inside.reply_to().unwrap().message_id, Some(5));
        assert_eq!(inside.topic_id(), Some(3));
    }

    #[test]
    fn what_can_be_edited() {
        assert!(!build(|_| {}).is_editable());
        assert!(build(|raw| raw.out = true).is_editable());
        assert!(!build(|raw| (raw.out, raw.via_bot_id) = (true, Some(1))).is_editable());
        let dice = tl::types::MessageMediaDice {
            value: 1,
            emoticon: "🎲".to_owned(),
            game_outcome: None,
        };
        assert!(!build(|raw| (raw.out, raw.media) = (true, Some(dice.into()))).is_editable());
    }

    #[test]
    fn a_hidden_edit_is_no_edit() {
        let message = build(|raw| (raw.edit_date, raw.edit_hide) = (Some(5), true));
        assert_eq!(message.edited_at(), None);
        assert_eq!(
            build(|raw| raw.edit_date = Some(5))
                .edited_at()
                .unwrap()
                .as_second(),
            5
        );
    }
}
