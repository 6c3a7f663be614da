//! Values whose type changed from one layer to the other, while their meaning stayed.

use std::borrow::Cow;

use super::schema::{Schema, Type};
use super::value::{Object, Value};

/// Gives the value as the other type has it, or a step nearer to it; `None` if it has no such form.
pub(super) fn coerce<'a>(value: &Value<'a>, expected: &Type, target: &Schema) -> Option<Value<'a>> {
    match (expected, value) {
        (Type::Long, Value::Int(number)) => Some(Value::Long(i64::from(*number))),
        (Type::Int, Value::Long(number)) => i32::try_from(*number).ok().map(Value::Int),
        (Type::Double, Value::Int(number)) => Some(Value::Double(f64::from(*number))),
        (Type::Int, Value::Double(number)) => Some(Value::Int(whole(*number))),
        (Type::Bool, Value::True) => Some(Value::Bool(true)),
        (Type::Boxed(kind), Value::Bytes(bytes)) => from_text(kind, bytes),
        (Type::Boxed("Peer"), Value::Long(id)) => {
            object("peerUser", "Peer", [("user_id", Value::Long(*id))])
        }
        (Type::Boxed("RecentStory"), Value::Int(id)) => {
            object("recentStory", "RecentStory", [("max_id", Value::Int(*id))])
        }
        (Type::Vector(inner), Value::Object(object)) if **inner == Type::Boxed(object.kind) => {
            Some(Value::Vector(vec![value.clone()]))
        }
        (Type::Vector(_), Value::Object(object)) => {
            let mut values = object.fields.iter().map(|(_, value)| value);
            values
                .find(|value| matches!(value, Value::Vector(_)))
                .cloned()
        }
        (Type::Vector(_) | Type::True, _) => None,
        (_, Value::Vector(values)) => values.first().cloned(),
        (expected, Value::Object(object)) => convert(object, expected, target),
        _ => None,
    }
}

/// What used to be a text and is an object now.
fn from_text<'a>(kind: &str, text: &Cow<'a, [u8]>) -> Option<Value<'a>> {
    let text = Value::Bytes(text.clone());
    match kind {
        "TextWithEntities" => object(
            "textWithEntities",
            "TextWithEntities",
            [("text", text), ("entities", Value::Vector(Vec::new()))],
        ),
        "InputChatTheme" => object("inputChatTheme", "InputChatTheme", [("emoticon", text)]),
        "ChatTheme" => object("chatTheme", "ChatTheme", [("emoticon", text)]),
        _ => None,
    }
}

/// Gives an object as the other type has it, as [`coerce`] does.
pub(super) fn convert<'a>(
    object: &Object<'a>,
    expected: &Type,
    target: &Schema,
) -> Option<Value<'a>> {
    match expected {
        Type::Bytes => ["text", "emoticon"]
            .iter()
            .find_map(|name| object.get(name))
            .filter(|value| matches!(value, Value::Bytes(_)))
            .cloned(),
        Type::Long if object.kind == "Peer" => object.fields.first().map(|(_, id)| id.clone()),
        Type::Int if object.kind == "RecentStory" => object.get("max_id").cloned(),
        // Any answer but an error means that the report arrived.
        Type::Bool if object.kind == "ReportResult" => Some(Value::Bool(true)),
        Type::Boxed("InputDialogPeer") if object.kind == "InputPeer" => self::object(
            "inputDialogPeer",
            "InputDialogPeer",
            [("peer", Value::Object(object.clone()))],
        ),
        Type::Boxed(kind) if object.kind != *kind => part(object, kind)
            .cloned()
            .or_else(|| renamed(object, kind, target).map(Value::Object)),
        _ => None,
    }
}

/// The object of the expected type that a newer type was wrapped around.
fn part<'o, 'a>(object: &'o Object<'a>, kind: &str) -> Option<&'o Value<'a>> {
    let parts = object.fields.iter().map(|(_, value)| value);
    parts
        .into_iter()
        .find(|value| matches!(value, Value::Object(inner) if inner.kind == kind))
}

/// The same fields as a type with another name that has but one constructor.
fn renamed<'a>(object: &Object<'a>, kind: &str, target: &Schema) -> Option<Object<'a>> {
    let mut constructors = target.constructors_of(kind);
    let only = constructors
        .next()
        .filter(|_| constructors.next().is_none())?;
    let mut mandatory = only
        .fields
        .iter()
        .filter(|field| field.condition.is_none() && !matches!(field.kind, Type::Flags(_)));
    let Type::Boxed(kind) = only.result else {
        return None;
    };
    mandatory
        .all(|field| object.has(field.name))
        .then(|| Object {
            name: only.name,
            kind,
            fields: object.fields.clone(),
        })
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "every arm of a match gives an option"
)]
fn object<'a, const N: usize>(
    name: &'static str,
    kind: &'static str,
    fields: [(&'static str, Value<'a>); N],
) -> Option<Value<'a>> {
    Some(Value::Object(Object {
        name,
        kind,
        fields: fields.into(),
    }))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "`as` saturates; durations had no fractions"
)]
fn whole(number: f64) -> i32 {
    number as i32
}
