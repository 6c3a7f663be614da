//! The syntax of cron expressions, and the hours at which a clock is changed.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use proptest::prelude::*;

use super::Cron;

/// Returns the next times after a date, as the clocks in a zone show them, with their offset.
fn times(expression: &str, zone: &str, after: &str, count: usize) -> Vec<String> {
    let cron: Cron = expression.parse().unwrap();
    let zone = TimeZone::get(zone).unwrap();
    let mut time: Timestamp = after.parse().unwrap();
    let mut all = Vec::new();
    for _ in 0..count {
        time = cron.next_after(time, &zone).unwrap();
        let shown = time.to_zoned(zone.clone());
        all.push(shown.strftime("%Y-%m-%d %H:%M %z").to_string());
    }
    all
}

fn utc(expression: &str, after: &str, count: usize) -> Vec<String> {
    times(expression, "UTC", after, count)
        .into_iter()
        .map(|time| time.trim_end_matches(" +0000").to_owned())
        .collect()
}

#[test]
fn fields_are_lists_ranges_steps_and_names() {
    let start = "2026-01-01T00:00:00Z";
    for (expression, next) in [
        ("0 9 * * *", ["2026-01-01 09:00", "2026-01-02 09:00"]),
        ("*/20 * * * *", ["2026-01-01 00:20", "2026-01-01 00:40"]),
        ("5,50 3-4 * * *", ["2026-01-01 03:05", "2026-01-01 03:50"]),
        ("0 8-20/6 * * *", ["2026-01-01 08:00", "2026-01-01 14:00"]),
        ("0 0 31 * *", ["2026-01-31 00:00", "2026-03-31 00:00"]),
        ("0 0 29 FEB *", ["2028-02-29 00:00", "2032-02-29 00:00"]),
        ("0 0 1 jan,Jul *", ["2026-07-01 00:00", "2027-01-01 00:00"]),
        // 1 January 2026 is a Thursday.
        ("0 0 * * mon-wed", ["2026-01-05 00:00", "2026-01-06 00:00"]),
        ("0 0 * * 0", ["2026-01-04 00:00", "2026-01-11 00:00"]),
        ("0 0 * * 7", ["2026-01-04 00:00", "2026-01-11 00:00"]),
        ("0 0 * * 5-7", ["2026-01-02 00:00", "2026-01-03 00:00"]),
        // One of the two days is enough, unless one is not restricted.
        ("0 0 13 * fri", ["2026-01-02 00:00", "2026-01-09 00:00"]),
        ("0 0 */10 * fri", ["2026-05-01 00:00", "2026-07-31 00:00"]),
        ("@hourly", ["2026-01-01 01:00", "2026-01-01 02:00"]),
        ("@daily", ["2026-01-02 00:00", "2026-01-03 00:00"]),
        ("@Weekly", ["2026-01-04 00:00", "2026-01-11 00:00"]),
        ("@monthly", ["2026-02-01 00:00", "2026-03-01 00:00"]),
        (" @yearly ", ["2027-01-01 00:00", "2028-01-01 00:00"]),
        ("\t0\t0 1   1 *", ["2027-01-01 00:00", "2028-01-01 00:00"]),
    ] {
        assert_eq!(utc(expression, start, 2), next, "{expression}");
    }
}

#[test]
fn a_day_that_eight_years_do_not_have_is_found() {
    // 2100 is no leap year.
    assert_eq!(
        utc("0 0 29 2 *", "2096-03-01T00:00:00Z", 2),
        ["2104-02-29 00:00", "2108-02-29 00:00"]
    );
}

#[test]
fn what_is_wrong_is_said() {
    for (text, reason) in [
        ("", "has 0 fields"),
        ("* * * *", "has 4 fields"),
        ("0 0 9 * * *", "seconds and years"),
        (
            "60 * * * *",
            "has 60 as its minute, which is not from 0 to 59",
        ),
        ("* 24 * * *", "has 24 as its hour"),
        ("* * 0 * *", "has 0 as its day of the month"),
        ("* * * 13 *", "has 13 as its month"),
        ("* * * * 8", "has 8 as its day of the week"),
        ("* * * mo *", "has `mo` as its month"),
        ("* * * * mon", ""),
        ("5-1 * * * *", "runs backwards"),
        ("* * * * fri-mon", "runs backwards"),
        ("5/10 * * * *", "a step follows `*` or a range"),
        ("*/0 * * * *", "has the step `0`"),
        ("*/x * * * *", "has the step `x`"),
        ("1,,2 * * * *", "has `` as its minute"),
        ("-5 * * * *", "has `` as its minute"),
        ("+5 * * * *", "has `+5` as its minute"),
        ("99999999999999999999 * * * *", "which is not from 0 to 59"),
        ("* * L * *", "not part of cron"),
        ("0 0 30 2 *", "never comes"),
        ("0 0 31 4,6,9,11 *", "never comes"),
        ("@reboot", "on_ready"),
        ("@often", "@daily"),
    ] {
        match text.parse::<Cron>() {
            Ok(cron) => assert!(reason.is_empty(), "{cron}"),
            Err(error) => {
                let error = error.to_string();
                assert!(
                    !reason.is_empty() && error.contains(reason),
                    "{text}: {error}"
                );
            }
        }
    }
}

#[test]
fn a_time_that_is_skipped_comes_at_the_end_of_the_gap() {
    // On 29 March 2026 the clocks of Berlin go from 02:00 to 03:00.
    let night = "2026-03-28T12:00:00Z";
    assert_eq!(
        times("30 2 * * *", "Europe/Berlin", night, 3),
        [
            "2026-03-29 03:00 +0200",
            "2026-03-30 02:30 +0200",
            "2026-03-31 02:30 +0200"
        ]
    );
    // Several in the gap are one.
    assert_eq!(
        times("*/20 2 * * *", "Europe/Berlin", night, 2),
        ["2026-03-29 03:00 +0200", "2026-03-30 02:00 +0200"]
    );
    assert_eq!(
        times("*/30 * * * *", "Europe/Berlin", "2026-03-29T00:29:00Z", 3),
        [
            "2026-03-29 01:30 +0100",
            "2026-03-29 03:00 +0200",
            "2026-03-29 03:30 +0200"
        ]
    );
    // Lord Howe Island moves by half an hour: on 4 October 2026 from 02:00 to 02:30.
    assert_eq!(
        times(
            "15 2 * * *",
            "Australia/Lord_Howe",
            "2026-10-03T00:00:00Z",
            2
        ),
        ["2026-10-04 02:30 +1100", "2026-10-05 02:15 +1100"]
    );
}

#[test]
fn a_time_that_comes_twice_counts_once_unless_it_is_about_minutes() {
    // On 25 October 2026 the clocks of Berlin go from 03:00 back to 02:00.
    let night = "2026-10-24T12:00:00Z";
    assert_eq!(
        times("30 2 * * *", "Europe/Berlin", night, 2),
        ["2026-10-25 02:30 +0200", "2026-10-26 02:30 +0100"]
    );
    assert_eq!(
        times("*/30 * * * *", "Europe/Berlin", "2026-10-24T23:59:00Z", 6),
        [
            "2026-10-25 02:00 +0200",
            "2026-10-25 02:30 +0200",
            "2026-10-25 02:00 +0100",
            "2026-10-25 02:30 +0100",
            "2026-10-25 03:00 +0100",
            "2026-10-25 03:30 +0100"
        ]
    );
    // In the first pass, what is later on the clock comes before what is earlier in the second.
    assert_eq!(
        times("10,40 * * * *", "Europe/Berlin", "2026-10-25T00:20:00Z", 3),
        [
            "2026-10-25 02:40 +0200",
            "2026-10-25 02:10 +0100",
            "2026-10-25 02:40 +0100"
        ]
    );
    // In the second pass, a time of the first does not come again.
    assert_eq!(
        times("45 2 * * *", "Europe/Berlin", "2026-10-25T01:20:00Z", 1),
        ["2026-10-26 02:45 +0100"]
    );
}

#[test]
fn a_day_that_is_skipped_comes_at_its_end() {
    // Samoa had no 30 December 2011.
    assert_eq!(
        times("0 12 30 12 *", "Pacific/Apia", "2011-12-29T00:00:00Z", 1),
        ["2011-12-31 00:00 +1400"]
    );
}

proptest! {
    /// What cannot be read is refused, not stumbled over.
    #[test]
    fn any_text_is_read_or_refused(text in "[-0-9*/,@a-zLW#? ]{0,24}") {
        let _ = text.parse::<Cron>();
    }

    /// Compared with looking at every minute, over the changes of the clock in Berlin.
    #[test]
    fn next_is_the_first_minute_that_matches(
        minute in prop::sample::select(vec!["*", "0", "*/7", "59", "10,40"]),
        hour in prop::sample::select(vec!["*", "2", "1-3", "*/5", "0"]),
        day in prop::sample::select(vec!["*", "29", "25", "1"]),
        weekday in prop::sample::select(vec!["*", "0", "1-5"]),
        autumn in any::<bool>(),
        offset in 0..2_880_i64,
    ) {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let start: Timestamp = if autumn { "2026-10-24T00:00:00Z" } else { "2026-03-28T00:00:00Z" }
            .parse()
            .unwrap();
        let after = start.checked_add(offset.minutes()).unwrap();
        let expression = format!("{minute} {hour} {day} * {weekday}");
        let cron: Cron = expression.parse().unwrap();
        let found = cron.next_after(after, &zone).unwrap();
        prop_assert!(found > after);
        // Nothing lies between: the minute before leads to the same one.
        let mut time = after;
        while time < found && time < after.checked_add(3_000.minutes()).unwrap() {
            prop_assert_eq!(cron.next_after(time, &zone).unwrap(), found);
            time = time.checked_add(97.minutes()).unwrap();
        }
        let shown = found.to_zoned(zone.clone());
        let at_a_gap = shown.strftime("%m-%d %H:%M").to_string() == "03-29 03:00";
        if !at_a_gap {
            let fields = |field: &str, value: i8| super::syntax::parse(&format!("{field} * * * *"))
                .is_ok_and(|fields| super::syntax::has(fields.minutes, u64::from(value.unsigned_abs())));
            prop_assert!(fields(minute, shown.minute()), "{} {}", expression, shown);
        }
    }
}
