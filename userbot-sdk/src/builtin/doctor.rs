//! `.doctor`: which handlers take the time, and whether the clock is right.

use std::cmp::Reverse;

use userbot_macros::{command, handlers};

use super::Diagnostics;
use super::diagnostics::{count, text, time};
use crate::context::{Context, HandlerStats};
use crate::error::Result;

/// So many handlers are shown.
const ROWS: usize = 12;

#[handlers(part = doctor, manual)]
impl Diagnostics {
    /// Shows which handlers keep the bot busy: how long, how often, and what they could not keep
    /// up with. Tells when the clock of the machine is wrong.
    #[command(doc(
        ru = "Показывает, какие обработчики занимают бота: сколько времени, как часто и что не успели. Говорит, если часы компьютера идут неверно."
    ))]
    async fn doctor(&self, ctx: &Context) -> Result<()> {
        let mut stats = ctx.handler_stats();
        stats.retain(|one| one.calls > 0 || one.dropped > 0 || one.waiting > 0);
        stats.sort_by_key(|one| (Reverse(one.time), Reverse(one.calls)));
        let mut lines = Vec::new();
        if let Some(ahead) = ctx.client().clock_ahead() {
            let key = if ahead > 0 {
                "doctor-clock-ahead"
            } else {
                "doctor-clock-behind"
            };
            lines.push(text(ctx, key, &[("seconds", count(ahead.unsigned_abs()))]));
        }
        lines.push(text(ctx, "doctor-head", &[]));
        lines.extend(stats.iter().take(ROWS).map(|one| row(ctx, one)));
        if let Some(more) = stats.len().checked_sub(ROWS).filter(|more| *more > 0) {
            let more = u64::try_from(more).unwrap_or(u64::MAX);
            lines.push(text(ctx, "doctor-more", &[("count", count(more))]));
        }
        ctx.answer(lines.join("\n")).await
    }
}

fn row(ctx: &Context, one: &HandlerStats) -> String {
    let arguments = [
        ("module", one.module.into()),
        ("handler", one.handler.into()),
        ("calls", count(one.calls)),
        ("time", time(ctx, one.time)),
    ];
    let mut line = text(ctx, "doctor-row", &arguments);
    let waiting = u64::try_from(one.waiting).unwrap_or(u64::MAX);
    for (key, number) in [
        ("doctor-dropped", one.dropped),
        ("doctor-waiting", waiting),
        ("doctor-blocked", one.blocked),
    ] {
        if number > 0 {
            line += "; ";
            line += &text(ctx, key, &[("count", count(number))]);
        }
    }
    line
}
