//! People, chats and points in time as places in translated texts.

use jiff::Timestamp;

use super::{Peer, PeerId};
use crate::strings::{ToValue, Value};
use crate::text::escape;

/// Is a mention: the name, with a link to the person or the public chat.
impl ToValue for Peer {
    fn to_value(&self) -> Value<'_> {
        let name = escape(self.name());
        Value::html(match (self.id(), self.username()) {
            (PeerId::User(id), _) => format!("<a href=\"tg://user?id={id}\">{name}</a>"),
            (_, Some(username)) => format!("<a href=\"https://t.me/{username}\">{name}</a>"),
            (_, None) => name,
        })
    }
}

impl ToValue for PeerId {
    fn to_value(&self) -> Value<'_> {
        self.to_string().into()
    }
}

/// Is the date and the time of day in UTC: `2027-03-01 09:05 UTC`. For a time zone, format it
/// yourself and give the text.
impl ToValue for Timestamp {
    fn to_value(&self) -> Value<'_> {
        self.strftime("%Y-%m-%d %H:%M UTC").to_string().into()
    }
}
