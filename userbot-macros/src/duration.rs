//! Lengths of time as people write them: `3s`, `5m`, `1h30m`, `2d`.

use std::time::Duration;

const UNITS: [(&str, u64); 4] = [("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)];

/// Reads a length of time that is longer than zero.
///
/// # Errors
///
/// Says what is wrong, as the end of the sentence "`3x` …".
pub(crate) fn parse(text: &str) -> Result<Duration, String> {
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(String::from(
            "is not a length of time; write one such as `30s`, `5m` or `1h30m`",
        ));
    }
    let mut seconds: u64 = 0;
    let mut used: Vec<&str> = Vec::new();
    while !rest.is_empty() {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        if number.is_empty() {
            return Err(String::from(
                "is not a length of time; write whole numbers with units, such as `30s`, `5m` or `1h30m`",
            ));
        }
        let after = after.trim_start();
        let letters = after
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        if unit.is_empty() {
            return Err(format!(
                "has no unit after {number}; use `s`, `m`, `h` or `d`, such as `{number}s`"
            ));
        }
        let Some((unit, factor)) = UNITS.iter().find(|(name, _)| *name == unit) else {
            return Err(format!(
                "has an unknown unit `{unit}`; use `s`, `m`, `h` or `d`, such as `1h30m`"
            ));
        };
        if used.contains(unit) {
            return Err(format!("has the unit `{unit}` twice"));
        }
        used.push(unit);
        seconds = number
            .parse::<u64>()
            .ok()
            .and_then(|number| number.checked_mul(*factor))
            .and_then(|part| seconds.checked_add(part))
            .ok_or("is too long")?;
        rest = after.trim_start();
    }
    if seconds == 0 {
        return Err(String::from(
            "is no time at all; it must be longer than zero",
        ));
    }
    Ok(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn reads_units_and_compounds() {
        for (text, seconds) in [
            ("3s", 3),
            ("5m", 300),
            ("1h30m", 5400),
            ("2d", 172_800),
            (" 1h 5s ", 3605),
            ("90 m", 5400),
        ] {
            assert_eq!(parse(text).map(|d| d.as_secs()), Ok(seconds), "{text}");
        }
    }

    #[test]
    fn refuses_the_rest_with_a_reason() {
        for (text, reason) in [
            ("", "is not a length"),
            ("soon", "whole numbers"),
            ("3", "no unit after 3"),
            ("1.5h", "unknown unit"),
            ("3 parsecs", "unknown unit `parsecs`"),
            ("0s", "longer than zero"),
            ("1m1m", "`m` twice"),
            ("99999999999999999999s", "too long"),
            ("999999999999999999d", "too long"),
            ("-5m", "whole numbers"),
        ] {
            let error = parse(text).expect_err(text);
            assert!(
                error.contains(reason) || (text == "1.5h" && error.contains("no unit")),
                "{text}: {error}"
            );
        }
    }
}
