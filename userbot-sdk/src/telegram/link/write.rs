//! From links to texts.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::ExposeSecret;

use super::{LinkChat, MessageLink, TelegramLink, VideoChatKind};
use crate::config::Secret;
use crate::telegram::PeerId;

/// What a link keeps as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Puts a link together.
struct Writer {
    text: String,
    first: bool,
    reveal: bool,
}

impl Writer {
    fn web(reveal: bool) -> Self {
        Self {
            text: "https://t.me".to_owned(),
            first: true,
            reveal,
        }
    }

    fn deep(action: &str, reveal: bool) -> Self {
        Self {
            text: format!("tg://{action}"),
            first: true,
            reveal,
        }
    }

    fn part(mut self, part: &str) -> Self {
        self.text.push('/');
        self.text.extend(utf8_percent_encode(part, ENCODED));
        self
    }

    fn number(self, number: impl fmt::Display) -> Self {
        self.part(&number.to_string())
    }

    fn secret(mut self, secret: &Secret) -> Self {
        if self.reveal {
            return self.part(secret.expose());
        }
        self.text.push_str("/***");
        self
    }

    fn key(&mut self, name: &str) {
        self.text.push(if self.first { '?' } else { '&' });
        self.first = false;
        self.text.push_str(name);
    }

    fn flag(mut self, name: &str, on: bool) -> Self {
        if on {
            self.key(name);
        }
        self
    }

    fn query(mut self, name: &str, value: &str) -> Self {
        self.key(name);
        self.text.push('=');
        self.text.extend(utf8_percent_encode(value, ENCODED));
        self
    }

    fn maybe(self, name: &str, value: Option<impl fmt::Display>) -> Self {
        match value {
            Some(value) => self.query(name, &value.to_string()),
            None => self,
        }
    }

    /// Writes a name alone when there is no value.
    fn named(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self.flag(name, true),
        }
    }

    fn words(self, name: &str, words: &[String]) -> Self {
        let words = words.join(" ");
        self.maybe(name, Some(words).filter(|words| !words.is_empty()))
    }

    fn hidden(mut self, name: &str, secret: &Secret) -> Self {
        if self.reveal {
            return self.query(name, secret.expose());
        }
        self.key(name);
        self.text.push_str("=***");
        self
    }
}

impl TelegramLink {
    /// Returns the link with the secret that it holds.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::telegram::TelegramLink;
    ///
    /// let link: TelegramLink = "https://t.me/login/12345".parse()?;
    /// assert_eq!(link.to_string(), "https://t.me/login/***");
    /// assert_eq!(link.reveal().expose(), "https://t.me/login/12345");
    /// # Ok::<(), userbot_sdk::telegram::NotALink>(())
    /// ```
    pub fn reveal(&self) -> Secret {
        Secret::new(self.written(true))
    }

    fn written(&self, reveal: bool) -> String {
        let web = || Writer::web(reveal);
        let deep = |action: &str| Writer::deep(action, reveal);
        let plain = |kind: &str, name: &str| web().part(kind).part(name);
        let writer = match self {
            Self::Chat {
                chat,
                text,
                profile,
            } => of_chat(chat, reveal)
                .flag("profile", *profile)
                .maybe("text", text.as_deref()),
            Self::Message(message) => of_message(message, reveal),
            Self::Story { username, id } => web().part(username).part("s").number(id),
            Self::StoryAlbum { username, id } => web().part(username).part("a").number(id),
            Self::GiftCollection { username, id } => web().part(username).part("c").number(id),
            Self::DirectMessages(username) => web().part(username).flag("direct", true),
            Self::Invite(hash) => {
                let mut writer = web();
                writer.text.push_str("/+");
                writer.text.extend(utf8_percent_encode(hash, ENCODED));
                writer
            }
            Self::Folder(slug) => plain("addlist", slug),
            Self::Contact(token) => plain("contact", token),
            Self::BusinessChat(slug) => plain("m", slug),
            Self::Share { url, text } => web()
                .part("share")
                .part("url")
                .query("url", url)
                .maybe("text", text.as_deref()),
            Self::VideoChat {
                username,
                kind,
                invite,
            } => web().part(username).named(word(*kind), invite.as_deref()),
            Self::Call(slug) => plain("call", slug),
            Self::Stickers(slug) => plain("addstickers", slug),
            Self::EmojiSet(slug) => plain("addemoji", slug),
            Self::CustomEmoji(id) => deep("emoji").query("id", &id.to_string()),
            Self::Boost(LinkChat::Username(name)) => plain("boost", name),
            Self::Boost(chat) => web().part("boost").query("c", &bare(chat)),
            Self::Proxy(proxy) if reveal => return proxy.link().expose_secret().to_owned(),
            Self::Proxy(proxy) => return proxy.hidden_link(),
            Self::Theme(slug) => plain("addtheme", slug),
            Self::Background(background) => {
                let (what, query) = background.parts();
                let writer = plain("bg", &what);
                let add =
                    |writer: Writer, (name, value): (&str, String)| writer.query(name, &value);
                query.into_iter().fold(writer, add)
            }
            Self::Language(slug) => plain("setlanguage", slug),
            Self::Invoice(slug) => plain("invoice", slug),
            Self::Collectible(slug) => plain("nft", slug),
            Self::Auction(slug) => plain("auction", slug),
            Self::GiftCode(code) => web().part("giftcode").secret(code),
            Self::LoginCode(code) => web().part("login").secret(code),
            Self::LoginToken(token) => deep("login").hidden("token", token),
            Self::ConfirmPhone { phone, hash } => web()
                .part("confirmphone")
                .query("phone", phone)
                .hidden("hash", hash),
            Self::PremiumOffer(by) => deep("premium_offer").maybe("ref", by.as_deref()),
            Self::PremiumMultigift(by) => deep("premium_multigift").maybe("ref", by.as_deref()),
            Self::StarsTopup { balance, purpose } => deep("stars_topup")
                .query("balance", &balance.to_string())
                .query("purpose", purpose),
            Self::Passport(query) if query.is_empty() => deep("passport"),
            Self::Passport(query) => deep(&format!("passport?{query}")),
            Self::InstantView { url, rhash } => web()
                .part("iv")
                .query("url", url)
                .maybe("rhash", rhash.as_deref()),
            Self::Settings(sections) if sections.is_empty() => deep("settings"),
            Self::Settings(sections) => deep(&format!("settings/{sections}")),
            Self::Other(path) => deep(path),
            of_bot => of_bot.with_bot(reveal),
        };
        writer.text
    }

    /// Writes a link to a bot; any other gives the address of Telegram alone.
    fn with_bot(&self, reveal: bool) -> Writer {
        let web = Writer::web(reveal);
        match self {
            Self::BotStart { bot, parameter } => web.part(bot).query("start", parameter),
            Self::BotInGroup {
                bot,
                parameter,
                rights,
            } => web
                .part(bot)
                .named("startgroup", parameter.as_deref())
                .words("admin", rights),
            Self::BotInChannel { bot, rights } => web
                .part(bot)
                .flag("startchannel", true)
                .words("admin", rights),
            Self::Referral { bot, code } => web.part(bot).query("ref", code),
            Self::Game { bot, name } => web.part(bot).query("game", name),
            Self::MiniApp {
                bot,
                app: Some(app),
                parameter,
            } => web
                .part(bot)
                .part(app)
                .maybe("startapp", parameter.as_deref()),
            Self::MiniApp {
                bot,
                app: None,
                parameter,
            } => web.part(bot).named("startapp", parameter.as_deref()),
            Self::AttachMenu {
                bot,
                chat: Some(chat),
                parameter,
                ..
            } => of_chat(chat, reveal)
                .query("attach", bot)
                .maybe("startattach", parameter.as_deref()),
            Self::AttachMenu {
                bot,
                chat: None,
                parameter,
                choose,
            } => web
                .part(bot)
                .named("startattach", parameter.as_deref())
                .words("choose", choose),
            _ => web,
        }
    }
}

impl fmt::Display for TelegramLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written(false))
    }
}

fn of_chat(chat: &LinkChat, reveal: bool) -> Writer {
    let mut web = Writer::web(reveal);
    match chat {
        LinkChat::Username(name) => web.part(name),
        LinkChat::Phone(phone) => {
            web.text.push_str("/+");
            web.text.push_str(phone);
            web
        }
        LinkChat::Id(PeerId::User(id)) => Writer::deep("user", reveal).query("id", &id.to_string()),
        LinkChat::Id(_) => web.part("c").part(&bare(chat)),
    }
}

fn of_message(message: &MessageLink, reveal: bool) -> Writer {
    of_chat(&message.chat, reveal)
        .number(message.id)
        .flag("single", message.single)
        .maybe("thread", message.thread)
        .maybe("comment", message.comment)
        .maybe("t", message.seconds)
}

/// Returns Telegram's own number of a chat.
fn bare(chat: &LinkChat) -> String {
    match chat {
        LinkChat::Username(name) => name.clone(),
        LinkChat::Phone(phone) => phone.clone(),
        LinkChat::Id(PeerId::User(id) | PeerId::Group(id) | PeerId::Channel(id)) => id.to_string(),
    }
}

fn word(kind: VideoChatKind) -> &'static str {
    match kind {
        VideoChatKind::VideoChat => "videochat",
        VideoChatKind::Livestream => "livestream",
        VideoChatKind::VoiceChat => "voicechat",
    }
}
