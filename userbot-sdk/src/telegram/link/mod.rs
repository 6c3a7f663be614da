//! Links into Telegram: `t.me/…` and `tg://…`.

mod background;
mod read;
mod write;

pub use background::{Background, BackgroundFill};

use super::{IntoTarget, PeerId, ProxySettings, Target};
use crate::config::Secret;

/// Is a link into Telegram, of any of the kinds that
/// [Telegram describes](https://core.telegram.org/api/links).
///
/// It is read out of a text with [`parse`](str::parse): `t.me/…` with or without `https://`, on
/// `telegram.me` and `telegram.dog` too, `name.t.me`, `tg://…` and `tg:…`. Printed it takes the form
/// of `t.me`, or that of `tg://` where there is no other, and reads back as the same link. A link
/// that holds a secret prints `***` in its place; [`reveal`](Self::reveal) gives it whole.
///
/// A link that leads to a person or a chat can be passed wherever a chat is asked for; that of an
/// invitation works for chats that the account is in, or may look into.
///
/// # Examples
///
/// ```
/// use userbot_sdk::telegram::{LinkChat, TelegramLink};
///
/// let link: TelegramLink = "https://t.me/rust_lang/12?single".parse()?;
/// let TelegramLink::Message(message) = &link else { panic!("a link to a message") };
/// assert_eq!(message.chat, LinkChat::Username("rust_lang".to_owned()));
/// assert_eq!(message.id, 12);
///
/// let link: TelegramLink = "tg://resolve?domain=my_bot&start=hello".parse()?;
/// assert_eq!(link.to_string(), "https://t.me/my_bot?start=hello");
///
/// assert!("https://example.com/rust_lang".parse::<TelegramLink>().is_err());
/// # Ok::<(), userbot_sdk::telegram::NotALink>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TelegramLink {
    /// A person, a bot or a public chat.
    Chat {
        /// Which.
        chat: LinkChat,
        /// A text that waits in the input field.
        text: Option<String>,
        /// The profile, not the chat.
        profile: bool,
    },
    /// A message.
    Message(MessageLink),
    /// A story.
    Story {
        /// The username of who posted it.
        username: String,
        /// Its number.
        id: i32,
    },
    /// An album of stories.
    StoryAlbum {
        /// The username of who posted them.
        username: String,
        /// Its number.
        id: i32,
    },
    /// A collection of gifts.
    GiftCollection {
        /// The username of who has them.
        username: String,
        /// Its number.
        id: i32,
    },
    /// The private chat with the admins of a channel, by its username.
    DirectMessages(String),
    /// An invitation into a private chat, by its hash.
    Invite(String),
    /// A shared folder of chats.
    Folder(String),
    /// A profile, by a token that ends after some days.
    Contact(String),
    /// A chat with a business, with a text to begin with.
    BusinessChat(String),
    /// A text to be sent to a chat of one's choice.
    Share {
        /// The address that it is about.
        url: String,
        /// The words about it.
        text: Option<String>,
    },
    /// The video chat or the livestream of a chat.
    VideoChat {
        /// The username of the chat.
        username: String,
        /// Which words Telegram uses for it.
        kind: VideoChatKind,
        /// What lets one speak at once.
        invite: Option<String>,
    },
    /// A conference call.
    Call(String),
    /// A set of stickers.
    Stickers(String),
    /// A set of custom emoji.
    EmojiSet(String),
    /// A custom emoji.
    CustomEmoji(i64),
    /// A boost for a chat.
    Boost(LinkChat),
    /// A proxy.
    Proxy(ProxySettings),
    /// A theme.
    Theme(String),
    /// A background of chats.
    Background(Background),
    /// A language pack.
    Language(String),
    /// A bot, and what it is told at the start.
    BotStart {
        /// The username of the bot.
        bot: String,
        /// What it is told.
        parameter: String,
    },
    /// A bot for a group of one's choice.
    BotInGroup {
        /// The username of the bot.
        bot: String,
        /// What it is told.
        parameter: Option<String>,
        /// The rights that it asks for, in Telegram's words, such as `delete_messages`.
        rights: Vec<String>,
    },
    /// A bot for a channel of one's choice.
    BotInChannel {
        /// The username of the bot.
        bot: String,
        /// The rights that it asks for.
        rights: Vec<String>,
    },
    /// A bot, by somebody who is rewarded for bringing people to it.
    Referral {
        /// The username of the bot.
        bot: String,
        /// Who.
        code: String,
    },
    /// A game of a bot.
    Game {
        /// The username of the bot.
        bot: String,
        /// The short name of the game.
        name: String,
    },
    /// A mini app of a bot.
    MiniApp {
        /// The username of the bot.
        bot: String,
        /// The short name of the app; the bot's main one without it.
        app: Option<String>,
        /// What the app is told.
        parameter: Option<String>,
    },
    /// A mini app of a bot in the attachment menu of a chat.
    AttachMenu {
        /// The username of the bot.
        bot: String,
        /// The chat to open it in; the present one, or one of one's choice, without it.
        chat: Option<LinkChat>,
        /// What the app is told.
        parameter: Option<String>,
        /// Among which kinds of chats one chooses: `users`, `bots`, `groups`, `channels`.
        choose: Vec<String>,
    },
    /// A bill to be paid.
    Invoice(String),
    /// A code that gives Telegram Premium.
    GiftCode(Secret),
    /// What Telegram Premium offers.
    PremiumOffer(Option<String>),
    /// Telegram Premium as a gift for several people.
    PremiumMultigift(Option<String>),
    /// Stars to buy.
    StarsTopup {
        /// How many are needed.
        balance: i64,
        /// For what.
        purpose: String,
    },
    /// A unique gift.
    Collectible(String),
    /// An auction of gifts.
    Auction(String),
    /// A code to log in with.
    LoginCode(Secret),
    /// What a QR code for logging in holds.
    LoginToken(Secret),
    /// The proof that a phone number is one's own.
    ConfirmPhone {
        /// The number.
        phone: String,
        /// The proof.
        hash: Secret,
    },
    /// A request of Telegram Passport, as its query.
    Passport(String),
    /// A page in Telegram's own view.
    InstantView {
        /// Its address.
        url: String,
        /// The template.
        rhash: Option<String>,
    },
    /// A section of the settings; empty for all of them.
    Settings(String),
    /// Any other `tg:` link, by its path; `help.getDeepLinkInfo` tells about it.
    Other(String),
}

/// Says to which person or chat a link leads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LinkChat {
    /// By username, without the @.
    Username(String),
    /// By phone number, digits only.
    Phone(String),
    /// By id.
    Id(PeerId),
}

/// Says to which message a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MessageLink {
    /// The chat: a username, or the id of a private supergroup or channel.
    pub chat: LinkChat,
    /// The message.
    pub id: i32,
    /// The thread or the topic that it is in.
    pub thread: Option<i32>,
    /// The comment below it, which is a message of the discussion group.
    pub comment: Option<i32>,
    /// It alone, not its whole album.
    pub single: bool,
    /// Where its video or sound begins, in seconds.
    pub seconds: Option<u32>,
}

/// Says how Telegram calls a call of many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum VideoChatKind {
    /// The video chat of a group.
    VideoChat,
    /// The livestream of a channel.
    Livestream,
    /// The old word for a video chat.
    VoiceChat,
}

/// Says that a text is no link into Telegram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no link into Telegram: such links begin with t.me/ or tg://")]
pub struct NotALink;

impl IntoTarget for LinkChat {
    fn into_target(self) -> Target {
        match self {
            Self::Username(name) => Target::Username(name),
            Self::Phone(phone) => Target::Phone(phone),
            Self::Id(id) => Target::Id(id),
        }
    }
}

impl IntoTarget for &LinkChat {
    fn into_target(self) -> Target {
        self.clone().into_target()
    }
}

impl IntoTarget for TelegramLink {
    fn into_target(self) -> Target {
        let name = Target::Username;
        match self {
            Self::Chat { chat, .. } | Self::Boost(chat) => chat.into_target(),
            Self::Message(message) => message.chat.into_target(),
            Self::Story { username, .. }
            | Self::StoryAlbum { username, .. }
            | Self::GiftCollection { username, .. }
            | Self::DirectMessages(username)
            | Self::VideoChat { username, .. } => name(username),
            Self::BotStart { bot, .. }
            | Self::BotInGroup { bot, .. }
            | Self::BotInChannel { bot, .. }
            | Self::Referral { bot, .. }
            | Self::Game { bot, .. }
            | Self::MiniApp { bot, .. } => name(bot),
            Self::Invite(hash) => Target::Invite(hash),
            Self::Contact(token) => Target::Contact(token),
            other => Target::Invalid(other.to_string()),
        }
    }
}

impl IntoTarget for &TelegramLink {
    fn into_target(self) -> Target {
        self.clone().into_target()
    }
}
