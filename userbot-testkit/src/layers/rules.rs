//! What Telegram redesigned: changes that a comparison of names does not find.

use std::borrow::Cow;

use super::schema::{Definition, Schema, Type};
use super::value::{Object, Value};

/// Methods that were moved: the older name, the newer one.
const METHODS: &[(&str, &str)] = &[
    ("channels.createForumTopic", "messages.createForumTopic"),
    ("channels.getForumTopics", "messages.getForumTopics"),
    ("channels.getForumTopicsByID", "messages.getForumTopicsByID"),
    ("channels.editForumTopic", "messages.editForumTopic"),
    (
        "channels.updatePinnedForumTopic",
        "messages.updatePinnedForumTopic",
    ),
    ("channels.deleteTopicHistory", "messages.deleteTopicHistory"),
    (
        "channels.reorderPinnedForumTopics",
        "messages.reorderPinnedForumTopics",
    ),
    ("channels.editCreator", "messages.editChatCreator"),
    (
        "channels.getSponsoredMessages",
        "messages.getSponsoredMessages",
    ),
    (
        "channels.viewSponsoredMessage",
        "messages.viewSponsoredMessage",
    ),
];

/// Constructors that say the same as another one: the older one, the newer one.
const CONSTRUCTORS: &[(&str, &str)] = &[
    ("updateChannelPinnedTopic", "updatePinnedForumTopic"),
    ("updateChannelPinnedTopics", "updatePinnedForumTopics"),
    ("messageUserVote", "messagePeerVote"),
    ("messageUserVoteInputOption", "messagePeerVoteInputOption"),
    ("messageUserVoteMultiple", "messagePeerVoteMultiple"),
    ("emojiStatusUntil", "emojiStatus"),
    ("inputChannelEmpty", "inputPeerEmpty"),
    ("inputChannel", "inputPeerChannel"),
    ("inputChannelFromMessage", "inputPeerChannelFromMessage"),
    ("inputUserEmpty", "inputPeerEmpty"),
    ("inputUserSelf", "inputPeerSelf"),
    ("inputUser", "inputPeerUser"),
    ("inputUserFromMessage", "inputPeerUserFromMessage"),
    ("keyboardButtonRow", "keyboardInlineButtonRow"),
];

/// Types that Telegram takes a peer for, as some clients do.
pub(super) const KINDS_OF_PEERS: [&str; 3] = ["InputUser", "InputChannel", "InputDialogPeer"];

/// Fields that hold the same under another name, where the first is missing and the second is there.
const FIELDS: &[(&str, &str)] = &[
    ("peer", "channel"),
    ("user_id", "peer"),
    ("peer", "user_id"),
    ("channel_id", "peer"),
    ("peer", "channel_id"),
    ("theme", "emoticon"),
    ("emoticon", "theme"),
    ("theme_emoticon", "theme"),
    ("peers", "peer"),
    ("peer", "peers"),
    ("requested_peers", "requested_peer"),
];

/// Buttons: the constructor of their own that each kind had, and the type that it is of now.
const BUTTONS: &[(&str, &str)] = &[
    ("keyboardButton", "buttonTypeDefault"),
    ("keyboardButtonRequestPhone", "buttonTypeRequestPhone"),
    (
        "keyboardButtonRequestGeoLocation",
        "buttonTypeRequestGeoLocation",
    ),
    ("keyboardButtonRequestPoll", "buttonTypeRequestPoll"),
    ("keyboardButtonRequestPeer", "buttonTypeRequestPeer"),
    (
        "inputKeyboardButtonRequestPeer",
        "inputButtonTypeRequestPeer",
    ),
    ("keyboardButtonSimpleWebView", "buttonTypeSimpleWebView"),
    ("keyboardButtonUrl", "inlineButtonTypeUrl"),
    ("keyboardButtonUrlAuth", "inlineButtonTypeUrlAuth"),
    ("inputKeyboardButtonUrlAuth", "inputInlineButtonTypeUrlAuth"),
    ("keyboardButtonWebView", "inlineButtonTypeWebView"),
    ("keyboardButtonCallback", "inlineButtonTypeCallback"),
    ("keyboardButtonGame", "inlineButtonTypeGame"),
    ("keyboardButtonBuy", "inlineButtonTypeBuy"),
    ("keyboardButtonSwitchInline", "inlineButtonTypeSwitchInline"),
    ("keyboardButtonUserProfile", "inlineButtonTypeUserProfile"),
    (
        "inputKeyboardButtonUserProfile",
        "inputInlineButtonTypeUserProfile",
    ),
    ("keyboardButtonCopy", "inlineButtonTypeCopy"),
];

/// Whether an object of one type may stand in a call for one of the other type.
pub(super) fn stands_for(given: &Type, expected: &Type) -> bool {
    match (given, expected) {
        (Type::Boxed("InputPeer"), Type::Boxed(kind))
        | (Type::Boxed(kind), Type::Boxed("InputPeer")) => KINDS_OF_PEERS.contains(kind),
        _ => false,
    }
}

/// The name that a method of the newest layer has in an older one.
pub(super) fn older_method(name: &'static str, older: &Schema) -> &'static str {
    let moved = METHODS.iter().find(|(_, newer)| *newer == name);
    moved
        .map(|(older, _)| *older)
        .filter(|_| older.method(name).is_none())
        .unwrap_or(name)
}

/// Gives an object that was redesigned the form that the target layer has for it.
pub(super) fn reshape<'o, 'a>(
    object: &'o Object<'a>,
    expected: &Type,
    target: &Schema,
) -> Cow<'o, Object<'a>> {
    let reshaped = match expected {
        Type::Call => moved_method(object, target),
        Type::Boxed(kind) => split_button(object, kind, target)
            .or_else(|| joined_button(object, target))
            .or_else(|| renamed(object, kind, target)),
        _ => None,
    };
    reshaped.map_or(Cow::Borrowed(object), Cow::Owned)
}

fn moved_method<'a>(object: &Object<'a>, target: &Schema) -> Option<Object<'a>> {
    if target.method(object.name).is_some() {
        return None;
    }
    let (_, newer) = METHODS.iter().find(|(older, _)| *older == object.name)?;
    Some(Object {
        name: newer,
        ..object.clone()
    })
}

fn renamed<'a>(object: &Object<'a>, expected: &str, target: &Schema) -> Option<Object<'a>> {
    let fits = |name: &str| {
        let found = target
            .constructor(name)
            .map(|definition| &definition.result);
        matches!(found, Some(Type::Boxed(kind)) if *kind == expected)
    };
    if fits(object.name) {
        return None;
    }
    let other_name = CONSTRUCTORS.iter().find_map(|(older, newer)| {
        let other = [(*older, *newer), (*newer, *older)];
        other
            .into_iter()
            .find(|(name, other)| *name == object.name && fits(other))
    });
    let (_, name) = other_name?;
    Some(Object {
        name,
        ..object.clone()
    })
}

/// A button of a newer layer for a layer in which each kind of button has a constructor of its own.
fn joined_button<'a>(object: &Object<'a>, target: &Schema) -> Option<Object<'a>> {
    let is_button = matches!(object.name, "keyboardButton" | "keyboardInlineButton");
    if !is_button || target.has_type("ButtonType") {
        return None;
    }
    let mut button = object.clone();
    let Some(Value::Object(kind)) = button.take("type") else {
        return None;
    };
    let (name, _) = BUTTONS.iter().find(|(_, newer)| *newer == kind.name)?;
    button.fields.extend(kind.fields);
    Some(Object {
        name,
        kind: "KeyboardButton",
        ..button
    })
}

/// A button of an older layer for a layer in which buttons have a type.
fn split_button<'a>(object: &Object<'a>, expected: &str, target: &Schema) -> Option<Object<'a>> {
    let name = match expected {
        "KeyboardButton" => "keyboardButton",
        "KeyboardInlineButton" => "keyboardInlineButton",
        _ => return None,
    };
    if object.has("type") || !target.has_type("ButtonType") {
        return None;
    }
    let (_, kind) = BUTTONS.iter().find(|(older, _)| *older == object.name)?;
    let (fields, own) = object
        .fields
        .iter()
        .cloned()
        .partition(|(field, _)| matches!(*field, "text" | "style"));
    let mut button = Object {
        name,
        kind: "KeyboardButton",
        fields,
    };
    let Type::Boxed(family) = target.constructor(kind)?.result else {
        return None;
    };
    let kind = Object {
        name: kind,
        kind: family,
        fields: own,
    };
    button.fields.push(("type", Value::Object(kind)));
    Some(button)
}

/// Adds to an object the fields which `target` has instead of others.
pub(super) fn amend<'o, 'a>(object: &'o Object<'a>, target: &Definition) -> Cow<'o, Object<'a>> {
    let mut added = Vec::new();
    for field in target.fields.iter().filter(|field| !object.has(field.name)) {
        let value = match field.name {
            "reply_to" if field.kind == Type::Boxed("InputReplyTo") => reply_to(object),
            "reply_to_msg_id" | "top_msg_id" => replied(object, field.name),
            name => FIELDS
                .iter()
                .filter(|(missing, _)| *missing == name)
                .find_map(|(_, other)| {
                    let taken = target.field(other).is_some();
                    object.get(other).filter(|_| !taken).cloned()
                }),
        };
        added.extend(value.map(|value| (field.name, value)));
    }
    let indexes = correct_answers(object, target);
    if added.is_empty() && indexes.is_none() {
        return Cow::Borrowed(object);
    }
    let mut object = object.clone();
    if let Some(indexes) = indexes {
        object.take("correct_answers");
        added.push(("correct_answers", indexes));
    }
    object.fields.extend(added);
    Cow::Owned(object)
}

/// Older calls name the message that they reply to, newer ones have an object for it.
fn reply_to<'a>(object: &Object<'a>) -> Option<Value<'a>> {
    let message = object.get("reply_to_msg_id");
    let topic = object.get("top_msg_id");
    let mut fields = vec![("reply_to_msg_id", message.or(topic)?.clone())];
    fields.extend(topic.cloned().map(|topic| ("top_msg_id", topic)));
    Some(Value::Object(Object {
        name: "inputReplyToMessage",
        kind: "InputReplyTo",
        fields,
    }))
}

fn replied<'a>(object: &Object<'a>, field: &str) -> Option<Value<'a>> {
    match object.get("reply_to") {
        Some(Value::Object(reply)) if reply.kind == "InputReplyTo" => reply.get(field).cloned(),
        _ => None,
    }
}

/// Older quizzes name the right answers by their bytes, newer ones by their place.
fn correct_answers<'a>(object: &Object<'a>, target: &Definition) -> Option<Value<'a>> {
    let wanted = target.field("correct_answers")?.kind.element();
    let Some(Value::Vector(right)) = object.get("correct_answers") else {
        return None;
    };
    let Some(Value::Object(poll)) = object.get("poll") else {
        return None;
    };
    let Some(Value::Vector(answers)) = poll.get("answers") else {
        return None;
    };
    let options = || {
        answers.iter().map(|answer| match answer {
            Value::Object(answer) => answer.get("option"),
            _ => None,
        })
    };
    let converted = right.iter().filter_map(|right| match (wanted, right) {
        (Type::Int, Value::Bytes(_)) => {
            let place = options().position(|option| option == Some(right))?;
            i32::try_from(place).ok().map(Value::Int)
        }
        (Type::Bytes, Value::Int(place)) => options()
            .nth(usize::try_from(*place).ok()?)
            .flatten()
            .cloned(),
        _ => Some(right.clone()),
    });
    Some(Value::Vector(converted.collect()))
}
