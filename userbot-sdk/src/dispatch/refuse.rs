//! What a chat is told when a command does not run or fails.

use std::time::Duration;

use crate::command::{ChatScope, Duration as Spoken};
use crate::context::Voice;
use crate::strings::Value;
use crate::telegram::Outgoing;

/// The command does not work in this kind of chat.
pub(super) fn scope(voice: &Voice, scope: &[ChatScope]) -> Outgoing {
    let places: Vec<String> = scope
        .iter()
        .map(|scope| {
            voice.text(
                match scope {
                    ChatScope::Private => "scope-private",
                    ChatScope::Groups => "scope-groups",
                    ChatScope::Channels => "scope-channels",
                    ChatScope::Saved => "scope-saved",
                },
                &[],
            )
        })
        .collect();
    let places = Value::html(places.join(", "));
    Outgoing::html(voice.text("refused-scope", &[("places", places)]))
}

/// The command was used a moment ago.
pub(super) fn cooldown(voice: &Voice, left: Duration) -> Outgoing {
    Outgoing::html(voice.text(
        "refused-cooldown",
        &[("time", time(voice, whole_seconds(left)))],
    ))
}

/// The command failed; what Telegram refused can be told (as HTML), other reasons are for the log.
pub(super) fn failed(voice: &Voice, id: &str, reason: Option<String>) -> Outgoing {
    Outgoing::html(match reason {
        Some(reason) => voice.text(
            "failed-because",
            &[("id", id.into()), ("reason", Value::html(reason))],
        ),
        None => voice.text("failed", &[("id", id.into())]),
    })
}

/// The command took too long.
pub(super) fn deadline(voice: &Voice, id: &str, deadline: Duration) -> Outgoing {
    Outgoing::html(voice.text(
        "failed-deadline",
        &[("id", id.into()), ("time", time(voice, deadline))],
    ))
}

/// There is no such command; these are the nearest.
pub(super) fn unknown(voice: &Voice, prefix: &str, name: &str, nearest: &[&str]) -> Outgoing {
    let nearest: Vec<String> = nearest
        .iter()
        .map(|near| {
            format!(
                "<code>{}</code>",
                crate::text::escape(format!("{prefix}{near}"))
            )
        })
        .collect();
    let name = format!("{prefix}{name}");
    let names = Value::html(nearest.join(", "));
    let missing = voice.text("suggest-command", &[("name", name.into())]);
    let meant = voice.text("argument-did-you-mean", &[("names", names)]);
    Outgoing::html(format!("{missing} {meant}"))
}

fn time(voice: &Voice, time: Duration) -> Value<'static> {
    Value::html(Spoken::from(time).humanise(&voice.languages))
}

/// Rounds up, so that nobody is told to wait for 0 seconds.
fn whole_seconds(time: Duration) -> Duration {
    Duration::from_secs(time.as_secs() + u64::from(time.subsec_nanos() > 0))
}
