//! From texts to links.

use std::str::FromStr;

use super::{Background, LinkChat, MessageLink, NotALink, TelegramLink, VideoChatKind};
use crate::config::Secret;
use crate::link::{LinkParts, is_username};
use crate::telegram::{PeerId, ProxySettings};

impl FromStr for TelegramLink {
    type Err = NotALink;

    fn from_str(text: &str) -> Result<Self, NotALink> {
        let parts = LinkParts::of(text).ok_or(NotALink)?;
        let path: Vec<&str> = parts.path.iter().map(AsRef::as_ref).collect();
        let link = match path.as_slice() {
            [] => None,
            ["proxy" | "socks"] => text.parse::<ProxySettings>().ok().map(Self::Proxy),
            [first, rest @ ..] if parts.deep => deep(first, rest, &parts),
            [first, rest @ ..] => web(first, rest, &parts),
        };
        link.ok_or(NotALink)
    }
}

/// Reads `t.me/first/rest?query`.
fn web(first: &str, rest: &[&str], parts: &LinkParts<'_>) -> Option<TelegramLink> {
    use TelegramLink as Link;
    let query = |name| parts.filled(name);
    Some(match (first, rest) {
        ("joinchat", [hash]) => Link::Invite(invite_hash(hash)?),
        ("addlist", [name]) => Link::Folder(slug(name)?),
        ("addstickers", [name]) => Link::Stickers(slug(name)?),
        ("addemoji", [name]) => Link::EmojiSet(slug(name)?),
        ("addtheme", [name]) => Link::Theme(slug(name)?),
        ("auction", [name]) => Link::Auction(slug(name)?),
        ("bg", [what]) => Link::Background(Background::of(what, parts)?),
        ("boost", [name]) => Link::Boost(username(name)?),
        ("boost", []) => Link::Boost(channel(query("c")?)?),
        ("c", [id]) if parts.value("boost").is_some() => Link::Boost(channel(id)?),
        ("c", [id, message @ ..]) => message_link(channel(id)?, message, parts)?,
        ("call", [name]) => Link::Call(slug(name)?),
        ("confirmphone", []) => confirm_phone(parts)?,
        ("contact", [token]) => Link::Contact(slug(token)?),
        ("giftcode", [code]) => Link::GiftCode(Secret::new(slug(code)?)),
        ("invoice", [name]) => Link::Invoice(slug(name)?),
        ("iv", []) => Link::InstantView {
            url: query("url")?.to_owned(),
            rhash: query("rhash").map(str::to_owned),
        },
        ("login", [code]) => Link::LoginCode(Secret::new(slug(code)?)),
        ("m", [name]) => Link::BusinessChat(slug(name)?),
        ("nft", [name]) => Link::Collectible(slug(name)?),
        ("setlanguage", [name]) => Link::Language(slug(name)?),
        ("share" | "msg", [] | ["url"]) => share(parts)?,
        ("s", [name, message @ ..]) => of_username(name, message, parts)?,
        (first, []) if first.starts_with('+') => {
            let number = &first[1..];
            match phone(number) {
                Some(chat) => chat_link(chat, parts)?,
                None => Link::Invite(invite_hash(number)?),
            }
        }
        (first, []) if first.starts_with('$') => Link::Invoice(slug(&first[1..])?),
        (name, rest) if !crate::link::is_reserved(name) => of_username(name, rest, parts)?,
        _ => return None,
    })
}

/// Reads `tg://action?query`.
fn deep(action: &str, rest: &[&str], parts: &LinkParts<'_>) -> Option<TelegramLink> {
    use TelegramLink as Link;
    let query = |name| parts.filled(name);
    let named = |name| slug(query(name)?);
    let text = |name| query(name).map(str::to_owned);
    if action == "settings" {
        return Some(Link::Settings(settings(rest)?));
    }
    if !rest.is_empty() {
        return None;
    }
    Some(match action {
        "resolve" => match (query("domain"), query("phone")) {
            (Some("telegrampassport"), _) => Link::Passport(parts.written_without("domain")),
            (Some(name), _) => resolve(name, parts)?,
            (None, Some(number)) => chat_link(phone(number)?, parts)?,
            (None, None) => return None,
        },
        "privatepost" => message_link(channel(query("channel")?)?, &[query("post")?], parts)?,
        "join" => Link::Invite(invite_hash(query("invite")?)?),
        "addlist" => Link::Folder(named("slug")?),
        "addstickers" => Link::Stickers(named("set")?),
        "addemoji" => Link::EmojiSet(named("set")?),
        "addtheme" => Link::Theme(named("slug")?),
        "stargift_auction" => Link::Auction(named("slug")?),
        "bg" => {
            let what = query("slug").or_else(|| query("color"));
            Link::Background(Background::of(what.or_else(|| query("gradient"))?, parts)?)
        }
        "boost" => Link::Boost(match query("domain") {
            Some(name) => username(name)?,
            None => channel(query("channel")?)?,
        }),
        "call" => Link::Call(named("slug")?),
        "confirmphone" => confirm_phone(parts)?,
        "contact" => Link::Contact(named("token")?),
        "emoji" => Link::CustomEmoji(query("id")?.parse().ok()?),
        "giftcode" => Link::GiftCode(Secret::new(named("slug")?)),
        "invoice" => Link::Invoice(named("slug")?),
        "iv" => Link::InstantView {
            url: text("url")?,
            rhash: text("rhash"),
        },
        "login" => match query("token") {
            Some(token) => Link::LoginToken(Secret::new(token.to_owned())),
            None => Link::LoginCode(Secret::new(named("code")?)),
        },
        "message" => Link::BusinessChat(named("slug")?),
        "nft" => Link::Collectible(named("slug")?),
        "setlanguage" => Link::Language(named("lang")?),
        "msg_url" | "msg" | "share" => share(parts)?,
        "user" => user(query("id")?)?,
        "openmessage" => match query("user_id") {
            Some(id) => user(id)?,
            None => return None,
        },
        "passport" => Link::Passport(parts.written_without("")),
        "premium_offer" => Link::PremiumOffer(text("ref")),
        "premium_multigift" => Link::PremiumMultigift(text("ref")),
        "stars_topup" => Link::StarsTopup {
            balance: query("balance")?.parse().ok()?,
            purpose: text("purpose")?,
        },
        other => Link::Other(slug(other)?),
    })
}

/// Reads `tg://resolve?domain=name`, which says in its query what `t.me` says in its path.
fn resolve(name: &str, parts: &LinkParts<'_>) -> Option<TelegramLink> {
    let path = |before: Option<&'static str>, key| {
        let id = parts.filled(key)?;
        Some(before.into_iter().chain([id]).collect::<Vec<&str>>())
    };
    let path = path(None, "post")
        .or_else(|| path(Some("s"), "story"))
        .or_else(|| path(Some("a"), "album"))
        .or_else(|| path(Some("c"), "collection"))
        .or_else(|| path(None, "appname"))
        .unwrap_or_default();
    of_username(name, &path, parts)
}

/// Reads what follows the name of a person or a chat.
fn of_username(name: &str, rest: &[&str], parts: &LinkParts<'_>) -> Option<TelegramLink> {
    use TelegramLink as Link;
    if !is_username(name) {
        return None;
    }
    let username = name.to_owned();
    match rest {
        [] => {}
        ["s", id] => {
            let id = positive(id)?;
            return Some(Link::Story { username, id });
        }
        ["a", id] => {
            let id = positive(id)?;
            return Some(Link::StoryAlbum { username, id });
        }
        ["c", id] => {
            let id = positive(id)?;
            return Some(Link::GiftCollection { username, id });
        }
        [app] if is_app_name(app) => {
            let app = Some((*app).to_owned());
            let parameter = parts.filled("startapp").map(str::to_owned);
            return Some(Link::MiniApp {
                bot: username,
                app,
                parameter,
            });
        }
        message => return message_link(LinkChat::Username(username), message, parts),
    }
    about_bot(&username, parts)
        .or_else(|| video_chat(&username, parts))
        .or_else(|| {
            let boost = || Link::Boost(LinkChat::Username(username.clone()));
            parts.value("boost").map(|_| boost())
        })
        .or_else(|| {
            let direct = || Link::DirectMessages(username.clone());
            parts.value("direct").map(|_| direct())
        })
        .or_else(|| chat_link(LinkChat::Username(username.clone()), parts))
}

/// Reads what only bots have.
fn about_bot(bot: &str, parts: &LinkParts<'_>) -> Option<TelegramLink> {
    use TelegramLink as Link;
    let bot = bot.to_owned();
    let text = |name| parts.filled(name).map(str::to_owned);
    if let Some(parameter) = text("start") {
        return Some(Link::BotStart { bot, parameter });
    }
    if parts.value("startgroup").is_some() {
        return Some(Link::BotInGroup {
            bot,
            parameter: text("startgroup"),
            rights: words(parts, "admin"),
        });
    }
    if parts.value("startchannel").is_some() {
        let rights = words(parts, "admin");
        return Some(Link::BotInChannel { bot, rights });
    }
    if let Some(name) = text("game") {
        return Some(Link::Game { bot, name });
    }
    if let Some(code) = text("ref") {
        return Some(Link::Referral { bot, code });
    }
    if parts.value("startapp").is_some() {
        let parameter = text("startapp");
        return Some(Link::MiniApp {
            bot,
            app: None,
            parameter,
        });
    }
    // With `attach`, the name is that of the chat.
    if parts.value("startattach").is_some() && parts.filled("attach").is_none() {
        return Some(Link::AttachMenu {
            bot,
            chat: None,
            parameter: text("startattach"),
            choose: words(parts, "choose"),
        });
    }
    None
}

fn video_chat(username: &str, parts: &LinkParts<'_>) -> Option<TelegramLink> {
    let kinds = [
        ("videochat", VideoChatKind::VideoChat),
        ("livestream", VideoChatKind::Livestream),
        ("voicechat", VideoChatKind::VoiceChat),
    ];
    kinds.into_iter().find_map(|(word, kind)| {
        parts.value(word).map(|invite| TelegramLink::VideoChat {
            username: username.to_owned(),
            kind,
            invite: Some(invite.to_owned()).filter(|invite| !invite.is_empty()),
        })
    })
}

/// Reads a link to a chat itself, or to a mini app in it.
fn chat_link(chat: LinkChat, parts: &LinkParts<'_>) -> Option<TelegramLink> {
    if let Some(bot) = parts.filled("attach") {
        return Some(TelegramLink::AttachMenu {
            bot: is_username(bot).then(|| bot.to_owned())?,
            chat: Some(chat),
            parameter: parts.filled("startattach").map(str::to_owned),
            choose: Vec::new(),
        });
    }
    Some(TelegramLink::Chat {
        chat,
        text: parts.filled("text").map(str::to_owned),
        profile: parts.value("profile").is_some(),
    })
}

/// Reads `id` or `thread/id`, and what the query says of a message.
fn message_link(chat: LinkChat, path: &[&str], parts: &LinkParts<'_>) -> Option<TelegramLink> {
    let optional = |name| match parts.filled(name) {
        Some(text) => positive(text).map(Some),
        None => Some(None),
    };
    let (thread, id) = match path {
        [id] => (optional("thread")?, id),
        [thread, id] => (Some(positive(thread)?), id),
        _ => return None,
    };
    Some(TelegramLink::Message(MessageLink {
        chat,
        id: positive(id)?,
        thread,
        comment: optional("comment")?,
        single: parts.value("single").is_some(),
        seconds: match parts.filled("t") {
            Some(time) => Some(seconds(time)?),
            None => None,
        },
    }))
}

/// Reads `123`, `10:23` or `1h23m10s`.
fn seconds(text: &str) -> Option<u32> {
    let digits = |text: &str| -> Option<u32> {
        let all = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        all.then(|| text.parse().ok())?
    };
    if let Some((minutes, seconds)) = text.split_once(':') {
        return digits(minutes)?
            .checked_mul(60)?
            .checked_add(digits(seconds)?);
    }
    if let Some(seconds) = digits(text) {
        return Some(seconds);
    }
    let mut rest = text;
    let mut sum = 0_u32;
    for (unit, factor) in [('h', 3600), ('m', 60), ('s', 1)] {
        if let Some((number, after)) = rest.split_once(unit) {
            sum = sum.checked_add(digits(number)?.checked_mul(factor)?)?;
            rest = after;
        }
    }
    rest.is_empty().then_some(sum)
}

fn share(parts: &LinkParts<'_>) -> Option<TelegramLink> {
    Some(TelegramLink::Share {
        url: parts.filled("url")?.to_owned(),
        text: parts.filled("text").map(str::to_owned),
    })
}

fn confirm_phone(parts: &LinkParts<'_>) -> Option<TelegramLink> {
    let LinkChat::Phone(phone) = phone(parts.filled("phone")?)? else {
        return None;
    };
    let hash = Secret::new(slug(parts.filled("hash")?)?);
    Some(TelegramLink::ConfirmPhone { phone, hash })
}

fn settings(sections: &[&str]) -> Option<String> {
    let sections: Option<Vec<String>> = sections.iter().map(|section| slug(section)).collect();
    Some(sections?.join("/"))
}

fn user(id: &str) -> Option<TelegramLink> {
    let id: PeerId = id.parse().ok()?;
    matches!(id, PeerId::User(_)).then(|| TelegramLink::Chat {
        chat: LinkChat::Id(id),
        text: None,
        profile: false,
    })
}

fn username(name: &str) -> Option<LinkChat> {
    is_username(name).then(|| LinkChat::Username(name.to_owned()))
}

fn channel(id: &str) -> Option<LinkChat> {
    let id = id.parse::<i64>().ok().filter(|id| *id > 0)?;
    let id = PeerId::Channel(id);
    (PeerId::from_bot_api(id.to_bot_api()) == Ok(id)).then_some(LinkChat::Id(id))
}

fn phone(number: &str) -> Option<LinkChat> {
    let number = number.strip_prefix('+').unwrap_or(number).trim();
    let digits = (5..=15).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| LinkChat::Phone(number.to_owned()))
}

fn positive(number: &str) -> Option<i32> {
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    number.parse().ok().filter(|id| digits && *id > 0)
}

fn words(parts: &LinkParts<'_>, name: &str) -> Vec<String> {
    let words = parts.value(name).unwrap_or_default();
    let words = words.split([' ', '+']).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Takes the hash of an invitation; a number alone is a phone number, not a hash.
fn invite_hash(hash: &str) -> Option<String> {
    let fits = hash.len() >= 8 && !hash.bytes().all(|byte| byte.is_ascii_digit());
    slug(hash).filter(|_| fits)
}

/// Tells whether this can be the short name of a mini app.
fn is_app_name(text: &str) -> bool {
    (3..=64).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Takes a name as Telegram makes them for links.
pub(super) fn slug(text: &str) -> Option<String> {
    let fits = (1..=512).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-.~=:".contains(&byte));
    fits.then(|| text.to_owned())
}
