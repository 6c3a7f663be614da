//! The wrappers that clients put around a call: `invokeWithLayer`, `initConnection` and their kin.

use std::borrow::Cow;

use grammers_tl_types::functions::{
    InitConnection, InvokeAfterMsg, InvokeAfterMsgs, InvokeWithApnsSecret,
    InvokeWithBusinessConnection, InvokeWithGooglePlayIntegrity, InvokeWithLayer,
    InvokeWithMessagesRange, InvokeWithReCaptcha, InvokeWithTakeout, InvokeWithoutUpdates,
};
use grammers_tl_types::{Cursor, Deserializable, Identifiable, deserialize, enums, types};

use super::message::{GZIP_PACKED, MAX_UNPACKED, gunzip, head};

/// How deep wrappers, and JSON inside of them, may be nested.
const MAX_DEPTH: usize = 16;

/// A call without its wrappers, and what they said.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unwrapped<'a> {
    /// The layer of the schema, if the call announces one.
    pub(crate) layer: Option<i32>,
    /// Whether this call does not make its session receive updates.
    pub(crate) without_updates: bool,
    /// The export that this call belongs to.
    pub(crate) takeout: Option<i64>,
    /// Calls that must have been answered before.
    pub(crate) after: Vec<i64>,
    /// The call itself.
    pub(crate) body: Cow<'a, [u8]>,
}

/// Takes the wrappers off.
///
/// # Errors
///
/// Gives the name of Telegram's error for a call that cannot be read.
pub(crate) fn unwrap(body: &[u8]) -> Result<Unwrapped<'_>, &'static str> {
    const MALFORMED: &str = "INPUT_FETCH_ERROR";
    let mut call = Unwrapped {
        layer: None,
        without_updates: false,
        takeout: None,
        after: Vec::new(),
        body: Cow::Borrowed(body),
    };
    for _ in 0..MAX_DEPTH {
        let id = head(&call.body);
        if id == GZIP_PACKED {
            let inner = gunzip(&call.body, MAX_UNPACKED).ok_or(MALFORMED)?;
            call.body = Cow::Owned(inner);
            continue;
        }
        let args = call.body.get(4..).ok_or(MALFORMED)?;
        let mut cursor = Cursor::from_slice(args);
        let Some(header) = header(id, &mut cursor) else {
            return Ok(call);
        };
        let header = header.map_err(|_| MALFORMED)?;
        let start = 4 + cursor.pos();
        match header {
            Header::Layer(layer) => call.layer = Some(layer),
            Header::WithoutUpdates => call.without_updates = true,
            Header::Takeout(id) => call.takeout = Some(id),
            Header::After(ids) => call.after.extend(ids),
            Header::Irrelevant => {}
        }
        call.body = match call.body {
            Cow::Borrowed(bytes) => Cow::Borrowed(&bytes[start..]),
            Cow::Owned(mut bytes) => {
                bytes.drain(..start);
                Cow::Owned(bytes)
            }
        };
    }
    Err("INPUT_METHOD_INVALID")
}

enum Header {
    Layer(i32),
    WithoutUpdates,
    Takeout(i64),
    After(Vec<i64>),
    Irrelevant,
}

/// Reads what stands before the inner call; `None` if this is no wrapper.
fn header(id: u32, cursor: &mut Cursor<'_>) -> Option<deserialize::Result<Header>> {
    let done = |read: deserialize::Result<()>| Some(read.map(|()| Header::Irrelevant));
    match id {
        InvokeWithLayer::<()>::CONSTRUCTOR_ID => Some(i32::deserialize(cursor).map(Header::Layer)),
        InvokeWithoutUpdates::<()>::CONSTRUCTOR_ID => Some(Ok(Header::WithoutUpdates)),
        InvokeAfterMsg::<()>::CONSTRUCTOR_ID => {
            Some(i64::deserialize(cursor).map(|id| Header::After(vec![id])))
        }
        InvokeAfterMsgs::<()>::CONSTRUCTOR_ID => {
            Some(Vec::<i64>::deserialize(cursor).map(Header::After))
        }
        InitConnection::<()>::CONSTRUCTOR_ID => done(init_connection(cursor)),
        InvokeWithMessagesRange::<()>::CONSTRUCTOR_ID => {
            done(enums::MessageRange::deserialize(cursor).map(drop))
        }
        InvokeWithTakeout::<()>::CONSTRUCTOR_ID => {
            Some(i64::deserialize(cursor).map(Header::Takeout))
        }
        InvokeWithBusinessConnection::<()>::CONSTRUCTOR_ID
        | InvokeWithReCaptcha::<()>::CONSTRUCTOR_ID => done(strings(cursor, 1)),
        InvokeWithApnsSecret::<()>::CONSTRUCTOR_ID
        | InvokeWithGooglePlayIntegrity::<()>::CONSTRUCTOR_ID => done(strings(cursor, 2)),
        _ => None,
    }
}

fn init_connection(cursor: &mut Cursor<'_>) -> deserialize::Result<()> {
    let flags = i32::deserialize(cursor)?;
    i32::deserialize(cursor)?; // api_id
    strings(cursor, 6)?;
    if flags & 1 != 0 {
        enums::InputClientProxy::deserialize(cursor)?;
    }
    if flags & 2 != 0 {
        skip_json(cursor, MAX_DEPTH)?;
    }
    Ok(())
}

fn strings(cursor: &mut Cursor<'_>, count: usize) -> deserialize::Result<()> {
    (0..count).try_for_each(|_| Vec::<u8>::deserialize(cursor).map(drop))
}

/// Reads past a JSON value. The generated type would recurse as deep as a hostile client wants it to.
fn skip_json(cursor: &mut Cursor<'_>, depth: usize) -> deserialize::Result<()> {
    let id = u32::deserialize(cursor)?;
    let refused = Err(deserialize::Error::UnexpectedConstructor { id });
    if depth == 0 {
        return refused;
    }
    match id {
        types::JsonNull::CONSTRUCTOR_ID => Ok(()),
        types::JsonBool::CONSTRUCTOR_ID => bool::deserialize(cursor).map(drop),
        types::JsonNumber::CONSTRUCTOR_ID => f64::deserialize(cursor).map(drop),
        types::JsonString::CONSTRUCTOR_ID => strings(cursor, 1),
        types::JsonArray::CONSTRUCTOR_ID => {
            (0..vector(cursor)?).try_for_each(|_| skip_json(cursor, depth - 1))
        }
        types::JsonObject::CONSTRUCTOR_ID => (0..vector(cursor)?).try_for_each(|_| {
            u32::deserialize(cursor)?; // jsonObjectValue
            strings(cursor, 1)?;
            skip_json(cursor, depth - 1)
        }),
        _ => refused,
    }
}

fn vector(cursor: &mut Cursor<'_>) -> deserialize::Result<u32> {
    match u32::deserialize(cursor)? {
        0x1cb5_c415 => u32::deserialize(cursor),
        id => Err(deserialize::Error::UnexpectedConstructor { id }),
    }
}
