//! A message and a poll, as all see them.

use super::place::Place;
use grammers_tl_types::{enums, types};
use std::collections::{BTreeMap, BTreeSet};

/// Who a message is shown as being from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Author {
    User(i64),
    /// The channel or group itself: a post, or an anonymous administrator.
    Chat,
    /// A channel of the sender.
    Channel(i64),
}

/// What a message answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ReplyTo {
    pub(crate) id: i32,
    /// A message of another chat.
    pub(crate) place: Option<Place>,
    pub(crate) quote: Option<String>,
    pub(crate) quote_entities: Vec<enums::MessageEntity>,
    pub(crate) quote_offset: Option<i32>,
}

/// One reaction of one user.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reacted {
    pub(crate) user: i64,
    pub(crate) reaction: enums::Reaction,
    pub(crate) date: i32,
    pub(crate) big: bool,
}

/// A message.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of Telegram's own"
)]
#[derive(Clone, Debug)]
pub(crate) struct Msg {
    pub(crate) id: i32,
    pub(crate) place: Place,
    /// Who really sent it.
    pub(crate) sender: i64,
    pub(crate) author: Author,
    pub(crate) date: i32,
    pub(crate) text: String,
    pub(crate) entities: Vec<enums::MessageEntity>,
    pub(crate) media: Option<enums::MessageMedia>,
    pub(crate) reply: Option<ReplyTo>,
    pub(crate) topic: Option<i32>,
    pub(crate) forward: Option<types::MessageFwdHeader>,
    pub(crate) via_bot: Option<i64>,
    pub(crate) markup: Option<enums::ReplyMarkup>,
    pub(crate) edit_date: Option<i32>,
    pub(crate) grouped_id: Option<i64>,
    pub(crate) reactions: Vec<Reacted>,
    pub(crate) pinned: bool,
    pub(crate) effect: Option<i64>,
    pub(crate) silent: bool,
    pub(crate) from_scheduled: bool,
    pub(crate) noforwards: bool,
    pub(crate) invert_media: bool,
    pub(crate) views: BTreeSet<i64>,
    pub(crate) forwards: i32,
    pub(crate) post_author: Option<String>,
    pub(crate) action: Option<enums::MessageAction>,
    /// Who has a copy, where each has an own box.
    pub(crate) audience: BTreeSet<i64>,
    /// Whom it mentions, and who of them has not seen that yet.
    pub(crate) mentions: BTreeSet<i64>,
    pub(crate) unread_mentions: BTreeSet<i64>,
    /// Whose voice or video message it is that they have not played.
    pub(crate) unplayed: BTreeSet<i64>,
    pub(crate) deleted: bool,
}

impl Msg {
    /// Can this user see it in this chat? (Membership of a channel is checked elsewhere.)
    pub(crate) fn visible_to(&self, user: i64) -> bool {
        !self.deleted && (self.place.is_channel() || self.audience.contains(&user))
    }

    /// Is it `user`'s own message?
    pub(crate) fn is_from(&self, user: i64) -> bool {
        self.sender == user
    }

    /// The id of the poll inside.
    pub(crate) fn poll(&self) -> Option<i64> {
        match &self.media {
            Some(enums::MessageMedia::Poll(poll)) => {
                let enums::Poll::Poll(poll) = &poll.poll;
                Some(poll.id)
            }
            _ => None,
        }
    }
}

/// Votes of a poll.
#[derive(Clone, Debug)]
pub(crate) struct PollData {
    pub(crate) poll: types::Poll,
    pub(crate) correct: Vec<Vec<u8>>,
    pub(crate) solution: Option<String>,
    pub(crate) votes: BTreeMap<i64, Vec<Vec<u8>>>,
}
