//! The syntax of cron expressions: five fields, or a name such as `@daily`.
//!
//! `userbot-macros` reads the expressions in attributes, `userbot-sdk` those that come at run
//! time. Both have this same file; a test keeps the copies equal.

/// Is the five fields of an expression as sets: bit `n` stands for the number `n`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fields {
    /// 0 to 59.
    pub(crate) minutes: u64,
    /// 0 to 23.
    pub(crate) hours: u64,
    /// 1 to 31.
    pub(crate) days: u64,
    /// 1 to 12.
    pub(crate) months: u64,
    /// 0, which is Sunday, to 6.
    pub(crate) weekdays: u64,
    /// True when the days are restricted and the weekdays are too: then either is enough.
    pub(crate) either_day: bool,
}

/// Is what one field may hold.
struct Field {
    name: &'static str,
    low: u64,
    high: u64,
    /// Words for the numbers from `low` on.
    words: &'static [&'static str],
}

const MINUTE: Field = Field {
    name: "minute",
    low: 0,
    high: 59,
    words: &[],
};
const HOUR: Field = Field {
    name: "hour",
    low: 0,
    high: 23,
    words: &[],
};
const DAY: Field = Field {
    name: "day of the month",
    low: 1,
    high: 31,
    words: &[],
};
const MONTH: Field = Field {
    name: "month",
    low: 1,
    high: 12,
    words: &[
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ],
};
const WEEKDAY: Field = Field {
    name: "day of the week",
    low: 0,
    // 7 is Sunday, too.
    high: 7,
    words: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
};

/// The most days that each month can have.
const LENGTHS: [u64; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// Reads an expression.
///
/// # Errors
///
/// Says what is wrong, as the end of the sentence "`61 * * * *` …".
pub(crate) fn parse(text: &str) -> Result<Fields, String> {
    let text = text.trim();
    let text = match text.strip_prefix('@') {
        None => text,
        Some(name) => named(name)?,
    };
    let fields: Vec<&str> = text.split_whitespace().collect();
    let [minute, hour, day, month, weekday] = fields[..] else {
        let hint = if fields.len() == 6 {
            "; seconds and years are not among them"
        } else {
            ""
        };
        return Err(format!(
            "has {} fields instead of five: minute, hour, day of the month, month, day of the week{hint}",
            fields.len()
        ));
    };
    let weekdays = set(&WEEKDAY, weekday)?;
    let parsed = Fields {
        minutes: set(&MINUTE, minute)?,
        hours: set(&HOUR, hour)?,
        days: set(&DAY, day)?,
        months: set(&MONTH, month)?,
        weekdays: (weekdays | weekdays >> 7) & 0x7f,
        either_day: !day.starts_with('*') && !weekday.starts_with('*'),
    };
    if !parsed.either_day && !can_happen(&parsed) {
        return Err(String::from(
            "never comes: no month in it has that many days",
        ));
    }
    Ok(parsed)
}

fn can_happen(fields: &Fields) -> bool {
    (1..=12).zip(LENGTHS).any(|(month, length)| {
        let days = (1_u64 << (length + 1)) - 1;
        has(fields.months, month) && fields.days & days != 0
    })
}

/// Tells whether a set holds a number.
pub(crate) fn has(set: u64, number: u64) -> bool {
    number < 64 && set >> number & 1 == 1
}

fn named(name: &str) -> Result<&'static str, String> {
    match name.to_ascii_lowercase().as_str() {
        "yearly" | "annually" => Ok("0 0 1 1 *"),
        "monthly" => Ok("0 0 1 * *"),
        "weekly" => Ok("0 0 * * 0"),
        "daily" | "midnight" => Ok("0 0 * * *"),
        "hourly" => Ok("0 * * * *"),
        "reboot" => Err(String::from(
            "is no time; what runs once at the start belongs into `on_ready`",
        )),
        _ => Err(String::from(
            "is not a name; there are `@yearly`, `@monthly`, `@weekly`, `@daily` and `@hourly`",
        )),
    }
}

/// Reads one field: items with commas between them.
fn set(field: &Field, text: &str) -> Result<u64, String> {
    let mut set = 0;
    for item in text.split(',') {
        set |= items(field, item)?;
    }
    Ok(set)
}

/// Reads `5`, `1-5`, `*`, `*/2` or `1-30/2`.
fn items(field: &Field, item: &str) -> Result<u64, String> {
    let (range, step) = match item.split_once('/') {
        None => (item, None),
        Some((range, step)) => (range, Some(step)),
    };
    let (first, last) = if range == "*" {
        (field.low, field.high)
    } else if let Some((first, last)) = range.split_once('-') {
        let (first, last) = (number(field, first)?, number(field, last)?);
        if first > last {
            return Err(format!(
                "has the range `{range}` as its {}, which runs backwards; write it as two with a comma",
                field.name
            ));
        }
        (first, last)
    } else {
        let one = number(field, range)?;
        if step.is_some() {
            return Err(format!(
                "has the step `{item}` as its {}; a step follows `*` or a range, such as `{one}-{}/…`",
                field.name, field.high
            ));
        }
        (one, one)
    };
    let step = match step {
        None => 1,
        Some(step) => match step.parse::<usize>() {
            Ok(step) if step > 0 && step <= 64 => step,
            _ => {
                return Err(format!(
                    "has the step `{step}` in its {}, which is no number from 1 to 64",
                    field.name
                ));
            }
        },
    };
    Ok((first..=last)
        .step_by(step)
        .fold(0, |set, number| set | 1 << number))
}

fn number(field: &Field, text: &str) -> Result<u64, String> {
    let word = text.to_ascii_lowercase();
    if let Some(place) = field.words.iter().position(|known| *known == word) {
        return Ok(field.low + place as u64);
    }
    let range = format!("from {} to {}", field.low, field.high);
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        let special = text.contains(['L', 'W', '#', '?']);
        let hint = if special {
            "; `L`, `W`, `#` and `?` are not part of cron"
        } else {
            ""
        };
        return Err(format!(
            "has `{text}` as its {}, which is no number {range}{hint}",
            field.name
        ));
    }
    match text.parse::<u64>() {
        Ok(number) if (field.low..=field.high).contains(&number) => Ok(number),
        _ => Err(format!(
            "has {text} as its {}, which is not {range}",
            field.name
        )),
    }
}
