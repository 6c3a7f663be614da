//! What went wrong in a handler, and who is told.

use std::fmt;
use std::time::Duration;

use crate::telegram::PeerId;

/// Is one failed run of a handler, a hook or a task.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The short id that the owner sees. The same failure of the same handler has the same id.
    pub id: String,
    /// How it failed.
    pub kind: FailureKind,
    /// The module's name.
    pub module: &'static str,
    /// The handler's name, such as `ping` or `on_ready`.
    pub handler: &'static str,
    /// The chat in which it ran, if it ran in one.
    pub chat: Option<PeerId>,
    /// The whole error text or the message of the panic.
    pub text: String,
    /// The place in the source, such as `src/ping.rs:12:5`.
    pub location: Option<String>,
}

impl Failure {
    /// Makes one and gives it its id.
    pub(crate) fn new(
        kind: FailureKind,
        module: &'static str,
        handler: &'static str,
        text: String,
    ) -> Self {
        let id = short_id(&[module, handler, &text]);
        Self {
            id,
            kind,
            module,
            handler,
            chat: None,
            text,
            location: None,
        }
    }

    pub(crate) fn of_error(
        module: &'static str,
        handler: &'static str,
        error: &crate::Error,
    ) -> Self {
        let location = error.location().to_string();
        let failure = Self::new(FailureKind::Error, module, handler, error.to_string());
        Self {
            location: Some(location),
            ..failure
        }
    }

    pub(crate) fn of_panic(
        module: &'static str,
        handler: &'static str,
        panicked: super::panics::Panicked,
    ) -> Self {
        let failure = Self::new(FailureKind::Panic, module, handler, panicked.message);
        Self {
            location: panicked.location,
            ..failure
        }
    }

    pub(crate) fn in_chat(self, chat: Option<PeerId>) -> Self {
        Self { chat, ..self }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.kind {
            FailureKind::Error => "failed",
            FailureKind::Panic => "panicked",
            FailureKind::Deadline => "was stopped",
        };
        write!(
            f,
            "{} of {} {how}: {} (error {})",
            self.handler, self.module, self.text, self.id
        )?;
        self.location
            .as_ref()
            .map_or(Ok(()), |location| write!(f, " at {location}"))
    }
}

/// Is how a run failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailureKind {
    /// It returned an error.
    Error,
    /// It panicked.
    Panic,
    /// It ran longer than it may.
    Deadline,
}

/// Is events that were thrown away because a handler did not keep up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dropped {
    /// The module's name.
    pub module: &'static str,
    /// The handler's name.
    pub handler: &'static str,
    /// The chat of the event, if it has one and is one event.
    pub chat: Option<PeerId>,
    /// How many since the last time that this handler was told of.
    pub count: usize,
}

/// Is a handler that blocks its thread: it does not wait at an `.await`, so that nothing else can
/// run there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Blocked {
    /// The module's name.
    pub module: &'static str,
    /// The handler's name.
    pub handler: &'static str,
    /// For how long so far; it is told while the thread is still blocked.
    pub elapsed: Duration,
}

/// Sees what goes wrong in a running bot; tests and metrics implement it.
///
/// The methods are called in the middle of the work and have to return at once.
pub trait Observer: Send + Sync {
    /// A run failed. Errors made by [`Error::user`](crate::Error::user) in a command are
    /// answers, not failures.
    fn failed(&self, failure: &Failure) {
        let _ = failure;
    }

    /// Events were thrown away.
    fn dropped(&self, dropped: &Dropped) {
        let _ = dropped;
    }

    /// A handler blocks its thread. This is called while it does, from another thread.
    fn blocked(&self, blocked: &Blocked) {
        let _ = blocked;
    }
}

/// Gives four hexadecimal digits that depend on the texts only (FNV-1a, folded).
fn short_id(texts: &[&str]) -> String {
    let mut hash: u32 = 0x811c_9dc5;
    for text in texts {
        for byte in text.bytes().chain([0xff]) {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
    format!("{:04x}", (hash >> 16) ^ (hash & 0xffff))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_depends_on_who_failed_and_why() {
        let one = Failure::new(FailureKind::Error, "Ping", "ping", "no route".into());
        let same = Failure::new(FailureKind::Error, "Ping", "ping", "no route".into());
        let other = Failure::new(FailureKind::Error, "Ping", "pin", "gno route".into());
        assert_eq!(one.id, same.id);
        assert_ne!(one.id, other.id);
        assert_eq!(one.id.len(), 4);
    }
}
