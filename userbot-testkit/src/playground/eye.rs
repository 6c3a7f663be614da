//! Looks at a world with the eyes of its owner.

use grammers_tl_types::enums;

use super::ledger::KEPT;
use super::scene::{Body, ChatKey, Content, Line, Media, Quote, Room, Scene, Service, Who};
use super::texts::{Language, Text};
use crate::world::data::message::{Author, Msg};
use crate::world::data::place::Place;
use crate::world::data::{State, TELEGRAM};
use crate::world::message::labels;
use crate::world::{User, World};

/// A name somebody may type, with the others that mean the same, and what it names.
pub(super) type Named<T> = (Vec<String>, T);

/// Looks at everything.
pub(super) fn scene(world: &World, language: Language) -> Scene {
    let state = world.lock();
    let rooms = places(&state)
        .into_iter()
        .map(|place| room(&state, place, language))
        .collect();
    Scene { rooms }
}

/// Names a place from the owner's side.
pub(super) fn key(world: &World, place: Place) -> ChatKey {
    key_in(&world.lock(), place)
}

/// The title of a chat.
pub(super) fn title(world: &World, place: Place, language: Language) -> String {
    title_in(&world.lock(), place, language)
}

/// The chats of the owner in the order of the list, then people that there is no chat with yet.
pub(super) fn chats(world: &World, language: Language) -> Vec<Named<Place>> {
    let state = world.lock();
    let mut all = places(&state);
    for user in state.users.keys().filter(|id| **id != TELEGRAM) {
        let place = Place::private(*user, state.owner);
        if !all.contains(&place) {
            all.push(place);
        }
    }
    let names = |place: Place| {
        let mut names = vec![title_in(&state, place, language)];
        if place.is_saved() {
            names.extend(["Saved Messages", "Избранное", "me"].map(ToOwned::to_owned));
        } else if let Some(user) = place
            .partner(state.owner)
            .and_then(|id| state.users.get(&id))
        {
            names.extend(user.username.clone());
        } else if let Some(chat) = place.chat().and_then(|id| state.chats.get(&id)) {
            names.extend(chat.username.clone());
        }
        names
    };
    all.into_iter().map(|place| (names(place), place)).collect()
}

/// Everybody, the owner first.
pub(super) fn people(world: &World, language: Language) -> Vec<Named<User>> {
    let users = world.users();
    let state = world.lock();
    let names = |user: &User| {
        let mut names = vec![name_in(&state, user.id(), language)];
        if user.id() == state.owner {
            names.extend(["me", "You", "Вы"].map(ToOwned::to_owned));
        }
        if let Some(data) = state.users.get(&user.id()) {
            names.push(data.first_name.clone());
            names.extend(data.username.clone());
        }
        names
    };
    users
        .iter()
        .map(|user| (names(user), user.clone()))
        .collect()
}

/// How a chat calls somebody.
pub(super) fn name(world: &World, user: i64, language: Language) -> String {
    name_in(&world.lock(), user, language)
}

fn name_in(state: &State, user: i64, language: Language) -> String {
    match who(state, user) {
        Who::You => language.text(Text::You).to_owned(),
        Who::Named(name) => name,
        Who::Deleted => language.text(Text::DeletedAccount).to_owned(),
    }
}

/// The chats of the owner: those of the list, then those of the archive.
fn places(state: &State) -> Vec<Place> {
    let folders = [0, 1]
        .into_iter()
        .flat_map(|folder| state.dialog_order(state.owner, folder));
    folders.map(|(place, ..)| place).collect()
}

fn key_in(state: &State, place: Place) -> ChatKey {
    ChatKey(match place {
        Place::Private(..) => place.partner(state.owner).unwrap_or(0),
        Place::Group(id) => -id,
        Place::Channel(id) => -1_000_000_000_000 - id,
    })
}

fn title_in(state: &State, place: Place, language: Language) -> String {
    if place.is_saved() {
        return language.text(Text::SavedMessages).to_owned();
    }
    match place.partner(state.owner) {
        Some(user) => name_in(state, user, language),
        None => place
            .chat()
            .and_then(|id| state.chats.get(&id))
            .map_or_else(|| "?".to_owned(), |chat| chat.title.clone()),
    }
}

fn room(state: &State, place: Place, language: Language) -> Room {
    let messages = state.messages.get(&place);
    let visible = messages
        .into_iter()
        .flat_map(|all| all.values().rev())
        .filter(|message| message.visible_to(state.owner));
    Room {
        key: key_in(state, place),
        title: title_in(state, place, language),
        unread: usize::try_from(state.unread_count(state.owner, place)).unwrap_or(0),
        lines: visible
            .take(KEPT)
            .map(|message| (message.id, line(state, message, language)))
            .collect(),
    }
}

fn line(state: &State, message: &Msg, language: Language) -> Line {
    Line {
        id: message.id,
        date: message.date,
        author: author(state, message, language),
        body: match &message.action {
            Some(action) => Body::Service(service(state, message, action)),
            None => Body::Message(content(state, message, language)),
        },
        edited: message.edit_date,
        reactions: message
            .reactions
            .iter()
            .map(|reacted| (who(state, reacted.user), emoji(&reacted.reaction)))
            .collect(),
        pinned: message.pinned,
    }
}

fn who(state: &State, user: i64) -> Who {
    if user == state.owner {
        return Who::You;
    }
    match state.users.get(&user) {
        Some(data) if data.deleted => Who::Deleted,
        Some(data) => {
            let last = data.last_name.as_deref().unwrap_or_default();
            Who::Named(format!("{} {last}", data.first_name).trim().to_owned())
        }
        None => Who::Deleted,
    }
}

fn author(state: &State, message: &Msg, language: Language) -> Who {
    match message.author {
        Author::User(id) => who(state, id),
        Author::Channel(id) => Who::Named(title_in(state, Place::Channel(id), language)),
        Author::Chat => {
            let title = title_in(state, message.place, language);
            Who::Named(match &message.post_author {
                Some(signature) => format!("{title} ({signature})"),
                None => title,
            })
        }
    }
}

fn content(state: &State, message: &Msg, language: Language) -> Content {
    let reply = message.reply.as_ref().and_then(|reply| {
        let place = reply.place.unwrap_or(message.place);
        let target = state.messages.get(&place)?.get(&reply.id)?;
        let text = reply.quote.clone().unwrap_or_else(|| target.text.clone());
        Some(Quote {
            author: author(state, target, language),
            text,
        })
    });
    let forwarded = message
        .forward
        .as_ref()
        .map(|header| match &header.from_id {
            Some(enums::Peer::User(user)) => name_in(state, user.user_id, language),
            Some(enums::Peer::Chat(chat)) => title_in(state, Place::Group(chat.chat_id), language),
            Some(enums::Peer::Channel(channel)) => {
                title_in(state, Place::Channel(channel.channel_id), language)
            }
            None => header.from_name.clone().unwrap_or_default(),
        });
    let via = message.via_bot.map(|bot| {
        let username = state.users.get(&bot).and_then(|user| user.username.clone());
        username.unwrap_or_else(|| name_in(state, bot, language))
    });
    Content {
        text: message.text.clone(),
        media: message.media.as_ref().and_then(media),
        reply,
        forwarded,
        via,
        buttons: labels(message.markup.as_ref()),
    }
}

fn service(state: &State, message: &Msg, action: &enums::MessageAction) -> Service {
    use enums::MessageAction as A;
    match action {
        A::ChatCreate(create) => Service::Created(create.title.clone()),
        A::ChannelCreate(create) => Service::Created(create.title.clone()),
        A::ChatAddUser(added) if added.users == [message.sender] => Service::Joined,
        A::ChatAddUser(added) => {
            Service::Added(added.users.iter().map(|user| who(state, *user)).collect())
        }
        A::ChatJoinedByLink(_) => Service::JoinedByLink,
        A::ChatDeleteUser(gone) if gone.user_id == message.sender => Service::Left,
        A::ChatDeleteUser(gone) => Service::Removed(who(state, gone.user_id)),
        A::ChatEditTitle(edit) => Service::Renamed(edit.title.clone()),
        A::PinMessage => Service::Pinned,
        A::TopicCreate(topic) => Service::TopicCreated(topic.title.clone()),
        other => Service::Other(variant(other)),
    }
}

fn media(media: &enums::MessageMedia) -> Option<Media> {
    use enums::MessageMedia as M;
    Some(match media {
        M::Empty | M::WebPage(_) => return None,
        M::Photo(photo) => Media::Photo(photo.photo.as_ref().and_then(photo_size)),
        M::Document(document) => match &document.document {
            Some(enums::Document::Document(file)) => document_kind(document.voice, file),
            _ => Media::Other(variant(media)),
        },
        M::Geo(_) | M::GeoLive(_) | M::Venue(_) => Media::Location,
        M::Contact(contact) => Media::Contact(
            format!("{} {}", contact.first_name, contact.last_name)
                .trim()
                .to_owned(),
        ),
        M::Dice(dice) => Media::Other(format!("{} {}", dice.emoticon, dice.value)),
        M::Poll(poll) => {
            let enums::Poll::Poll(poll) = &poll.poll;
            let enums::TextWithEntities::Entities(question) = &poll.question;
            Media::Poll(question.text.clone())
        }
        other => Media::Other(variant(other)),
    })
}

fn photo_size(photo: &enums::Photo) -> Option<i64> {
    let enums::Photo::Photo(photo) = photo else {
        return None;
    };
    let sizes = photo.sizes.iter().filter_map(|size| match size {
        enums::PhotoSize::Size(size) => Some(i64::from(size.size)),
        _ => None,
    });
    sizes.max()
}

fn document_kind(voice: bool, file: &grammers_tl_types::types::Document) -> Media {
    use enums::DocumentAttribute as D;
    let has = |wanted: fn(&D) -> bool| file.attributes.iter().any(wanted);
    let sticker = file
        .attributes
        .iter()
        .find_map(|attribute| match attribute {
            D::Sticker(sticker) => Some(sticker.alt.clone()),
            _ => None,
        });
    let name = file
        .attributes
        .iter()
        .find_map(|attribute| match attribute {
            D::Filename(name) => Some(name.file_name.clone()),
            _ => None,
        });
    if let Some(emoji) = sticker {
        Media::Sticker(emoji)
    } else if voice {
        Media::Voice
    } else if has(|attribute| matches!(attribute, D::Animated)) {
        Media::Animation
    } else if has(|attribute| matches!(attribute, D::Video(_))) {
        Media::Video
    } else if has(|attribute| matches!(attribute, D::Audio(_))) {
        Media::Audio
    } else {
        Media::File(name.unwrap_or_else(|| file.mime_type.clone()), file.size)
    }
}

fn emoji(reaction: &enums::Reaction) -> String {
    match reaction {
        enums::Reaction::Emoji(emoji) => emoji.emoticon.clone(),
        enums::Reaction::Paid => "⭐".to_owned(),
        enums::Reaction::CustomEmoji(_) | enums::Reaction::Empty => "□".to_owned(),
    }
}

/// The name of a variant, as the schema has it.
fn variant(value: &impl std::fmt::Debug) -> String {
    let text = format!("{value:?}");
    text.chars().take_while(|c| c.is_alphanumeric()).collect()
}
