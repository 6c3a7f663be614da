//! The tables of `#[every]` and `#[cron]`.

use super::tables::{CRATE, DOC, flag, key};
use super::{Form, Key, Keys};

const JITTER: Key = key(
    "jitter",
    Form::Duration,
    "jitter = \"30s\"",
    "A random time, at most so long, by which each run comes later.",
);

const OVERLAP: Key = key(
    "overlap",
    Form::Word(&OVERLAPS),
    "overlap = queue",
    "What happens when it is time and the earlier run is not done; without it, `skip`.",
);

const AUTOSTART: Key = key(
    "autostart",
    Form::Bool,
    "autostart = false",
    "It does not begin by itself: `ctx.schedule(…)?.start()` starts it.",
);

const BACKOFF: Key = key(
    "backoff",
    Form::Duration,
    "backoff = \"1h\"",
    "After each failure in a row the pause doubles, up to this.",
);

/// `#[every("5m", …)]`, after the time.
pub(crate) static EVERY: Keys = Keys {
    owner: "`#[every(\"…\")]`",
    all: &[
        key(
            "delay",
            Form::Duration,
            "delay = \"1m\"",
            "The time before the first run; without it, that is at once.",
        ),
        JITTER,
        OVERLAP,
        AUTOSTART,
        BACKOFF,
        DOC,
        CRATE,
    ],
    reserved: &[],
};

/// `#[cron("0 9 * * *", …)]`, after the expression.
pub(crate) static CRON: Keys = Keys {
    owner: "`#[cron(\"…\")]`",
    all: &[
        key(
            "zone",
            Form::Text,
            "zone = \"Europe/Berlin\"",
            "The time zone by whose clocks it runs; without it, that of the bot.",
        ),
        key(
            "catch_up",
            Form::Flag,
            "catch_up",
            "Runs that were missed while the bot was off are made up, by one run at its start.",
        ),
        JITTER,
        OVERLAP,
        AUTOSTART,
        BACKOFF,
        DOC,
        CRATE,
    ],
    reserved: &[],
};

/// `overlap = …` of a schedule.
pub(super) static OVERLAPS: Keys = Keys {
    owner: "`overlap = …`",
    all: &[
        flag("skip", "Skip", "This time is left out."),
        flag(
            "queue",
            "Queue",
            "One run follows as soon as the earlier one is done.",
        ),
        flag("allow", "Allow", "It runs beside the earlier one."),
    ],
    reserved: &[],
};
