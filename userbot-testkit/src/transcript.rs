//! A chat as plain text, for snapshots and for the message of a failed expectation.
//!
//! One line for each message: `Ann: hi`, `You: pong (edited)`, answers `You → Ann "hi": pong`, service messages
//! `* Ann joined`, deleted ones `[deleted]`, media `[photo 12 KB]`, buttons `[Yes] [No]`. The account under test is
//! "You". Nothing in it changes from run to run.

use crate::world::data::State;
use crate::world::data::file::FileData;
use crate::world::data::message::{Author, Msg};
use crate::world::data::place::Place;
use grammers_tl_types::enums;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How much of an answered message is shown.
const EXCERPT: usize = 30;

/// The title of a chat.
pub(crate) fn title(state: &State, place: Place) -> String {
    match place {
        Place::Private(a, b) if a == b && a == state.owner => "Saved Messages".to_owned(),
        Place::Private(a, b) if a == state.owner => state.name(b),
        Place::Private(a, b) if b == state.owner => state.name(a),
        Place::Private(a, b) => format!("{} and {}", state.name(a), state.name(b)),
        Place::Group(id) | Place::Channel(id) => state
            .chats
            .get(&id)
            .map_or_else(|| "?".to_owned(), |chat| chat.title.clone()),
    }
}

/// Writes a chat down.
pub(crate) fn write(state: &State, place: Place) -> String {
    let mut text = String::new();
    for message in state
        .messages
        .get(&place)
        .into_iter()
        .flat_map(BTreeMap::values)
    {
        // A new chat begins with its first message, not with the notice of its making.
        if matches!(
            message.action,
            Some(enums::MessageAction::ChatCreate(_) | enums::MessageAction::ChannelCreate(_))
        ) {
            continue;
        }
        text.push_str(&line(state, message));
        text.push('\n');
    }
    text
}

/// One message.
pub(crate) fn line(state: &State, message: &Msg) -> String {
    if let Some(action) = &message.action {
        return if message.deleted {
            "* [deleted]".to_owned()
        } else {
            format!("* {}", service(state, message, action))
        };
    }
    let mut line = author(state, message);
    if let Some(reply) = &message.reply {
        let place = reply.place.unwrap_or(message.place);
        if let Some(target) = state
            .messages
            .get(&place)
            .and_then(|messages| messages.get(&reply.id))
        {
            let quoted = reply
                .quote
                .clone()
                .unwrap_or_else(|| content(state, target));
            let _ = write!(
                line,
                " → {} \"{}\"",
                author(state, target),
                excerpt(&quoted)
            );
        }
    }
    if message.deleted {
        line.push_str(": [deleted]");
        return line;
    }
    if let Some(forward) = &message.forward {
        let from = match &forward.from_id {
            Some(enums::Peer::User(user)) => who(state, user.user_id),
            Some(enums::Peer::Chat(chat)) => title(state, Place::Group(chat.chat_id)),
            Some(enums::Peer::Channel(channel)) => title(state, Place::Channel(channel.channel_id)),
            None => forward.from_name.clone().unwrap_or_default(),
        };
        let _ = write!(line, " (forwarded from {from})");
    }
    if let Some(bot) = message.via_bot {
        let _ = write!(line, " (via {})", who(state, bot));
    }
    let topic = message
        .place
        .chat()
        .and_then(|id| state.chats.get(&id))
        .zip(message.topic.filter(|topic| *topic != 1));
    if let Some(topic) = topic.and_then(|(chat, id)| chat.topics.get(&id)) {
        let _ = write!(line, " #{}", topic.title);
    }
    line.push_str(": ");
    line.push_str(&content(state, message).replace('\n', "\n    "));
    if message.edit_date.is_some() {
        line.push_str(" (edited)");
    }
    if message.pinned {
        line.push_str(" (pinned)");
    }
    for row in crate::world::message::labels(message.markup.as_ref()) {
        for label in row {
            let _ = write!(line, " [{label}]");
        }
    }
    let mut counts: Vec<(String, usize)> = Vec::new();
    for reacted in &message.reactions {
        let emoji = match &reacted.reaction {
            enums::Reaction::Emoji(emoji) => emoji.emoticon.clone(),
            _ => "custom".to_owned(),
        };
        match counts.iter_mut().find(|(known, _)| *known == emoji) {
            Some((_, count)) => *count += 1,
            None => counts.push((emoji, 1)),
        }
    }
    for (emoji, count) in counts {
        let _ = if count == 1 {
            write!(line, " {{{emoji}}}")
        } else {
            write!(line, " {{{emoji} {count}}}")
        };
    }
    line
}

fn who(state: &State, user: i64) -> String {
    if user == state.owner {
        "You".to_owned()
    } else {
        state.name(user)
    }
}

fn author(state: &State, message: &Msg) -> String {
    match message.author {
        Author::User(id) => who(state, id),
        Author::Channel(id) => title(state, Place::Channel(id)),
        Author::Chat => title(state, message.place),
    }
}

fn content(state: &State, message: &Msg) -> String {
    match &message.media {
        None => message.text.clone(),
        Some(media) => {
            let mut content = format!("[{}]", describe(state, media));
            if !message.text.is_empty() {
                content.push(' ');
                content.push_str(&message.text);
            }
            content
        }
    }
}

fn excerpt(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    if line.chars().count() <= EXCERPT {
        return line.to_owned();
    }
    line.chars().take(EXCERPT).chain(['…']).collect()
}

fn describe(state: &State, media: &enums::MessageMedia) -> String {
    match media {
        enums::MessageMedia::Photo(photo) => {
            let id = photo.photo.as_ref().map_or(0, enums::Photo::id);
            format!("photo {}", weight(state.files.get(&id)))
        }
        enums::MessageMedia::Document(media) => {
            let Some(enums::Document::Document(document)) = &media.document else {
                return "file".to_owned();
            };
            let size = weight(state.files.get(&document.id));
            let mut name = None;
            let mut kind = "file";
            for attribute in &document.attributes {
                match attribute {
                    enums::DocumentAttribute::Filename(file) => name = Some(file.file_name.clone()),
                    enums::DocumentAttribute::Sticker(sticker) => {
                        return format!("sticker {}", sticker.alt);
                    }
                    enums::DocumentAttribute::Audio(audio) if audio.voice => kind = "voice",
                    enums::DocumentAttribute::Audio(_) => kind = "audio",
                    enums::DocumentAttribute::Video(video) if video.round_message => {
                        kind = "video note";
                    }
                    enums::DocumentAttribute::Video(_) if kind == "file" => kind = "video",
                    enums::DocumentAttribute::Animated => kind = "animation",
                    _ => {}
                }
            }
            name.map_or_else(
                || format!("{kind} {size}"),
                |name| format!("{kind} {name} {size}"),
            )
        }
        enums::MessageMedia::Geo(_) => "location".to_owned(),
        enums::MessageMedia::Venue(venue) => format!("place {}", venue.title),
        enums::MessageMedia::Contact(contact) => format!("contact {}", contact.first_name),
        enums::MessageMedia::Dice(dice) => format!("{} {}", dice.emoticon, dice.value),
        enums::MessageMedia::Poll(poll) => {
            let enums::Poll::Poll(poll) = &poll.poll;
            let enums::TextWithEntities::Entities(question) = &poll.question;
            format!("poll {:?}", question.text)
        }
        _ => "media".to_owned(),
    }
}

fn weight(file: Option<&FileData>) -> String {
    match file.map_or(0, |file| file.content.size()) {
        bytes if bytes < 1024 => format!("{bytes} B"),
        bytes if bytes < 1024 * 1024 => format!("{} KB", bytes / 1024),
        bytes => format!("{} MB", bytes / 1024 / 1024),
    }
}

fn service(state: &State, message: &Msg, action: &enums::MessageAction) -> String {
    use enums::MessageAction as A;
    let actor = author(state, message);
    let names = |ids: &[i64]| {
        ids.iter()
            .map(|id| who(state, *id))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match action {
        A::ChatCreate(_) | A::ChannelCreate(_) => format!("{actor} made the chat"),
        A::ChatAddUser(action) if action.users == [message.sender] => format!("{actor} joined"),
        A::ChatAddUser(action) => format!("{actor} added {}", names(&action.users)),
        A::ChatDeleteUser(action) if action.user_id == message.sender => format!("{actor} left"),
        A::ChatDeleteUser(action) => format!("{actor} removed {}", who(state, action.user_id)),
        A::ChatJoinedByLink(_) => format!("{actor} joined by a link"),
        A::ChatEditTitle(action) => format!("{actor} named the chat {:?}", action.title),
        A::PinMessage => format!("{actor} pinned a message"),
        A::TopicCreate(action) => format!("{actor} opened the topic {:?}", action.title),
        A::ChatMigrateTo(_) => "the group became a supergroup".to_owned(),
        A::ChannelMigrateFrom(_) => "the supergroup came from a group".to_owned(),
        _ => format!("{actor} did something"),
    }
}
