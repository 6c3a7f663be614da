//! Where a client's layer meets the newest one, in which everything behind the wire is written.

use std::borrow::Cow;

use crate::layers::{self, Error};

use super::backend::Reply;

/// A call in the newest layer. One that cannot be converted stays as it is: whoever answers it will not know it.
pub(super) fn arrived(body: Cow<'_, [u8]>, layer: i32) -> Cow<'_, [u8]> {
    match layers::upgrade_call(&body, layer) {
        Ok(Cow::Borrowed(_)) => body,
        Ok(Cow::Owned(converted)) => Cow::Owned(converted),
        Err(error) => {
            tracing::debug!(layer, %error, "a call cannot be read in its client's layer");
            body
        }
    }
}

/// A reply to the method with this constructor, as the caller's layer has it.
pub(super) fn answered(reply: Reply, method: u32, layer: i32) -> Reply {
    match reply {
        Reply::Ok(body) => match layers::downgrade_result(method, &body, layer) {
            Ok(Cow::Borrowed(_)) => Reply::Ok(body),
            Ok(Cow::Owned(converted)) => Reply::Ok(converted),
            Err(error) => {
                let method = grammers_tl_types::name_for_id(method);
                tracing::warn!(method, layer, %error, "an answer has no form in the caller's layer");
                Reply::Ok(body)
            }
        },
        Reply::After(delay, reply) => {
            Reply::After(delay, Box::new(answered(*reply, method, layer)))
        }
        Reply::Err { .. } | Reply::Silence | Reply::Hangup => reply,
    }
}

/// Updates as a layer has them; `None` if they say nothing that it could express.
pub(super) fn pushed(body: &[u8], layer: i32) -> Option<Cow<'_, [u8]>> {
    match layers::downgrade_object(body, layer) {
        Ok(converted) => Some(converted),
        Err(error @ Error::NoForm { .. }) => {
            tracing::debug!(layer, %error, "an update is not pushed");
            None
        }
        // Something that is no update, which a test pushes on purpose.
        Err(error) => {
            tracing::debug!(layer, %error, "pushed as it is");
            Some(Cow::Borrowed(body))
        }
    }
}
