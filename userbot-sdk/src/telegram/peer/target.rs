//! Ways to name a person or a chat.

use super::{Peer, PeerId};
use crate::config::Entity;
use crate::telegram::{Message, TelegramLink};

/// Says which chat or person is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// The account itself; as a chat, Saved Messages.
    Me,
    /// By id.
    Id(PeerId),
    /// By username, without the @.
    Username(String),
    /// By phone number, digits only; it must be in the account's contacts or allow it.
    Phone(String),
    /// By the hash of an invitation: a chat that the account is in, or may look into.
    Invite(String),
    /// By the token of a profile.
    Contact(String),
    /// A peer that is at hand.
    Peer(Peer),
    /// A text that names nothing.
    Invalid(String),
}

/// Is anything that names a chat or a person.
///
/// - `"me"`: the account itself;
/// - `"@name"`, `"name"`, `"t.me/name"` and links to messages of public chats: a username;
/// - `"-1001234567890"`, `-1001234567890`, a [`PeerId`]: an id, numbers in bot-API form;
/// - `"t.me/c/1234567890/5"`: a private supergroup or channel, by a link to its message;
/// - `"+79991234567"`: a phone number;
/// - `"t.me/+AbCd…"`: an invitation, for chats that the account is in or may look into;
/// - a [`TelegramLink`], and its text, when it leads to a person or a chat;
/// - an [`Entity`](crate::config::Entity), as settings hold it;
/// - `&Peer`, and `&Message` for the chat that the message is in.
///
/// # Examples
///
/// ```
/// use userbot_sdk::telegram::{IntoTarget, PeerId, Target};
///
/// assert_eq!("https://t.me/durov/1".into_target(), Target::Username("durov".to_owned()));
/// assert_eq!((-5_i64).into_target(), Target::Id(PeerId::Group(5)));
/// ```
pub trait IntoTarget {
    /// Returns what is named.
    fn into_target(self) -> Target;
}

impl IntoTarget for Target {
    fn into_target(self) -> Target {
        self
    }
}

impl IntoTarget for &Target {
    fn into_target(self) -> Target {
        self.clone()
    }
}

impl IntoTarget for PeerId {
    fn into_target(self) -> Target {
        Target::Id(self)
    }
}

impl IntoTarget for Entity {
    fn into_target(self) -> Target {
        match self {
            Self::Me => Target::Me,
            Self::Id(id) => Target::Id(id),
            Self::Username(name) => Target::Username(name),
        }
    }
}

impl IntoTarget for &Entity {
    fn into_target(self) -> Target {
        self.clone().into_target()
    }
}

impl IntoTarget for i64 {
    fn into_target(self) -> Target {
        PeerId::from_bot_api(self).map_or_else(|_| Target::Invalid(self.to_string()), Target::Id)
    }
}

impl IntoTarget for &Peer {
    fn into_target(self) -> Target {
        Target::Peer(self.clone())
    }
}

impl IntoTarget for Peer {
    fn into_target(self) -> Target {
        Target::Peer(self)
    }
}

impl IntoTarget for &Message {
    fn into_target(self) -> Target {
        Target::Peer(self.chat().clone())
    }
}

impl IntoTarget for String {
    fn into_target(self) -> Target {
        self.as_str().into_target()
    }
}

impl IntoTarget for &String {
    fn into_target(self) -> Target {
        self.as_str().into_target()
    }
}

impl IntoTarget for &str {
    fn into_target(self) -> Target {
        parse(self.trim()).unwrap_or_else(|| Target::Invalid(self.to_owned()))
    }
}

fn parse(text: &str) -> Option<Target> {
    if let Some(phone) = text.strip_prefix('+') {
        let digits: String = phone
            .chars()
            .filter(|c| !matches!(c, ' ' | '-' | '(' | ')'))
            .collect();
        let valid = (5..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        return valid.then_some(Target::Phone(digits));
    }
    if let Ok(entity) = text.parse::<Entity>() {
        return Some(entity.into_target());
    }
    let target = text.parse::<TelegramLink>().ok()?.into_target();
    (!matches!(target, Target::Invalid(_))).then_some(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_name_what_people_mean() {
        let name = |name: &str| Target::Username(name.to_owned());
        for (text, target) in [
            ("me", Target::Me),
            (" @Durov ", name("Durov")),
            ("durov", name("durov")),
            ("t.me/durov", name("durov")),
            ("https://T.me/durov/15?single", name("durov")),
            ("https://t.me/s/durov", name("durov")),
            ("tg://resolve?domain=durov&post=5", name("durov")),
            (
                "https://t.me/c/1234567/15",
                Target::Id(PeerId::Channel(1_234_567)),
            ),
            ("-1001234567890", Target::Id(PeerId::Channel(1_234_567_890))),
            ("777000", Target::Id(PeerId::User(777_000))),
            (
                "+7 (999) 123-45-67",
                Target::Phone("79991234567".to_owned()),
            ),
            (
                "https://t.me/+79991234567",
                Target::Phone("79991234567".to_owned()),
            ),
            (
                "https://t.me/+AbCd_12345",
                Target::Invite("AbCd_12345".to_owned()),
            ),
            (
                "tg://contact?token=12345:AbC",
                Target::Contact("12345:AbC".to_owned()),
            ),
            ("t.me/my_bot?start=x", name("my_bot")),
            ("t.me/my_bot/app", name("my_bot")),
        ] {
            assert_eq!(text.into_target(), target, "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "@",
            "a b",
            "0",
            "+",
            "t.me/",
            "t.me/+AbCdEf",
            "t.me/c/x",
            "t.me/joinchat/AbCdEf",
            "https://t.me/addstickers/Cats",
            "имя",
            "1abc",
        ] {
            assert_eq!(
                text.into_target(),
                Target::Invalid(text.to_owned()),
                "{text}"
            );
        }
    }
}
