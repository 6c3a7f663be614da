//! What a chat is told when a command does not run or fails.

use std::time::Duration;

use crate::command::{ChatScope, Duration as Spoken};
use crate::context::Bot;
use crate::strings::Value;
use crate::telegram::Outgoing;

/// The command does not work in this kind of chat.
pub(super) fn scope(bot: &Bot, scope: &[ChatScope]) -> Outgoing {
    let places: Vec<String> = scope
        .iter()
        .map(|scope| {
            bot.text(
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
    Outgoing::html(bot.text("refused-scope", &[("places", places)]))
}

/// The command was used a moment ago.
pub(super) fn cooldown(bot: &Bot, left: Duration) -> Outgoing {
    Outgoing::html(bot.text(
        "refused-cooldown",
        &[("time", time(bot, whole_seconds(left)))],
    ))
}

/// The command failed; what Telegram refused can be told (as HTML), other reasons are for the log.
pub(super) fn failed(bot: &Bot, id: &str, reason: Option<String>) -> Outgoing {
    Outgoing::html(match reason {
        Some(reason) => bot.text(
            "failed-because",
            &[("id", id.into()), ("reason", Value::html(reason))],
        ),
        None => bot.text("failed", &[("id", id.into())]),
    })
}

/// The command took too long.
pub(super) fn deadline(bot: &Bot, id: &str, deadline: Duration) -> Outgoing {
    Outgoing::html(bot.text(
        "failed-deadline",
        &[("id", id.into()), ("time", time(bot, deadline))],
    ))
}

/// There is no such command; these are the nearest.
pub(super) fn unknown(bot: &Bot, name: &str, nearest: &[&str]) -> Outgoing {
    let prefix = bot.settings.prefix();
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
    let missing = bot.text("suggest-command", &[("name", name.into())]);
    let meant = bot.text("argument-did-you-mean", &[("names", names)]);
    Outgoing::html(format!("{missing} {meant}"))
}

fn time(bot: &Bot, time: Duration) -> Value<'static> {
    Value::html(Spoken::from(time).humanise(&bot.settings.languages()))
}

/// Rounds up, so that nobody is told to wait for 0 seconds.
fn whole_seconds(time: Duration) -> Duration {
    Duration::from_secs(time.as_secs() + u64::from(time.subsec_nanos() > 0))
}
