//! Errors that Telegram answers with.

use std::fmt;
use std::time::Duration;

use super::table;

/// Is an error that Telegram answered with, decoded.
///
/// Match on the [class](RpcError::class) or the [name](RpcError::name), never on the code: the
/// same name comes with several codes.
///
/// # Examples
///
/// ```
/// use userbot_sdk::telegram::{ErrorClass, RpcError};
///
/// let error = RpcError::decode(420, "FLOOD_WAIT_31");
/// assert_eq!(error.name(), "FLOOD_WAIT");
/// assert_eq!(error.value(), Some(31));
/// assert_eq!(error.class(), ErrorClass::FloodWait);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RpcError {
    code: i32,
    name: String,
    value: Option<u64>,
    method: &'static str,
}

/// Says what an error of Telegram means, whatever its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorClass {
    /// Too many calls of this method: wait the given seconds.
    FloodWait,
    /// This chat allows one message in so many seconds.
    SlowMode,
    /// Telegram wants more time to pass before this is allowed (days, often).
    TooEarly,
    /// The edit changes nothing.
    NotModified,
    /// A message with this random id was sent already.
    Duplicate,
    /// The chat or the person does not exist, or cannot be named this way.
    PeerInvalid,
    /// The message does not exist, or cannot be changed any more.
    MessageInvalid,
    /// The account may not do this here.
    Forbidden,
    /// Costs Telegram Premium, Stars or money.
    Payment,
    /// Some number is at its limit.
    LimitReached,
    /// Telegram limits the account itself: spam limit, freeze or ban.
    AccountLimited,
    /// The reference of a file has expired; fetch its message again.
    FileReference,
    /// Another data centre is responsible.
    Migrate,
    /// The login is no longer valid; nothing works until the next login.
    SessionDead,
    /// Belongs to the login: code, password, phone number.
    Login,
    /// Telegram has trouble of its own; trying again helps.
    Server,
    /// The request itself is wrong.
    InvalidInput,
    /// Anything else.
    Other,
}

impl ErrorClass {
    /// All classes.
    pub const ALL: &'static [Self] = &[
        Self::FloodWait,
        Self::SlowMode,
        Self::TooEarly,
        Self::NotModified,
        Self::Duplicate,
        Self::PeerInvalid,
        Self::MessageInvalid,
        Self::Forbidden,
        Self::Payment,
        Self::LimitReached,
        Self::AccountLimited,
        Self::FileReference,
        Self::Migrate,
        Self::SessionDead,
        Self::Login,
        Self::Server,
        Self::InvalidInput,
        Self::Other,
    ];
}

impl RpcError {
    /// Decodes an error from its code and its message.
    ///
    /// A number at the end (`FLOOD_WAIT_31`) or between underscores (`FILE_PART_3_MISSING`)
    /// becomes the [value](RpcError::value); digits that are part of a word (`MD5_…`) stay. A
    /// negative number says nothing that could be waited for: it is left out.
    pub fn decode(code: i32, message: &str) -> Self {
        let (name, value) = split_number(message);
        Self {
            code,
            name,
            value,
            method: "",
        }
    }

    /// Takes over an error that the client library has decoded: repairs the names in which it
    /// takes a digit of a word for a number.
    pub(crate) fn from_library(error: &grammers_mtsender::RpcError) -> Self {
        let method = error.caused_by.map_or("", grammers_tl_types::name_for_id);
        let message = match error.value {
            // The library cut `_2` out of `2FA_CONFIRM_WAIT_25`, where the first 2 was meant.
            Some(value) if error.name.starts_with("2FA_CONFIRM_WAIT") => {
                match error.name.strip_prefix("2FA_CONFIRM_WAIT") {
                    Some(rest) if rest.starts_with('_') => error.name.clone(),
                    Some(rest) => format!("2FA_CONFIRM_WAIT_{value}{rest}"),
                    None => error.name.clone(),
                }
            }
            // It found digits, but none of them after an underscore: they belong to a word.
            Some(value) if error.name.contains(&value.to_string()) => error.name.clone(),
            Some(value) => {
                let (name, _) = split_number(&error.name);
                return Self {
                    code: error.code,
                    name,
                    value: Some(value.into()),
                    method,
                };
            }
            None => error.name.clone(),
        };
        Self {
            method,
            ..Self::decode(error.code, &message)
        }
    }

    pub(crate) fn with_method(mut self, method: &'static str) -> Self {
        self.method = method;
        self
    }

    pub(crate) fn with_value(mut self, value: u64) -> Self {
        self.value = Some(value);
        self
    }

    /// Returns the code. Prefer the [class](RpcError::class).
    pub fn code(&self) -> i32 {
        self.code
    }

    /// Returns the name without its number, such as `FLOOD_WAIT`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the number that the name carried: seconds, a data centre, a position.
    pub fn value(&self) -> Option<u64> {
        self.value
    }

    /// Returns the name of the method that was called; empty when it is not known.
    pub fn method(&self) -> &'static str {
        self.method
    }

    /// Returns what the error means.
    pub fn class(&self) -> ErrorClass {
        match table::class_of(&self.name) {
            Some(class) => class,
            None if self.code >= 500 || self.code < 0 => ErrorClass::Server,
            None if self.code == 303 => ErrorClass::Migrate,
            None if self.code == 403 => ErrorClass::Forbidden,
            None => ErrorClass::Other,
        }
    }

    /// Returns how long Telegram wants the caller to wait, when it said so.
    pub fn wait(&self) -> Option<Duration> {
        match self.class() {
            ErrorClass::FloodWait | ErrorClass::SlowMode => {
                Some(Duration::from_secs(self.value.unwrap_or(1).max(1)))
            }
            _ => None,
        }
    }

    /// Tells whether the error has this name; one `*` at the end stands for any rest.
    pub fn is(&self, name: &str) -> bool {
        match name.strip_suffix('*') {
            Some(prefix) => self.name.starts_with(prefix),
            None => self.name == name,
        }
    }

    /// Returns what it means and what to do, in English.
    fn advice(&self) -> &'static str {
        match self.class() {
            ErrorClass::FloodWait => "too many calls; wait before the next one",
            ErrorClass::SlowMode => "this chat is in slow mode; wait before the next message",
            ErrorClass::TooEarly => "Telegram wants more time to pass first",
            ErrorClass::NotModified => "the new content equals the old one",
            ErrorClass::Duplicate => "this was sent already",
            ErrorClass::PeerInvalid => "no such chat or person, or the account cannot see it",
            ErrorClass::MessageInvalid => {
                "the message does not exist or cannot be changed any more"
            }
            ErrorClass::Forbidden => "the account has no right to do this here",
            ErrorClass::Payment => "this costs Telegram Premium, Stars or money",
            ErrorClass::LimitReached => "a limit of Telegram is reached",
            ErrorClass::AccountLimited => {
                "Telegram limits this account; ask @SpamBot in Telegram about it"
            }
            ErrorClass::FileReference => "the link to the file expired; fetch its message again",
            ErrorClass::Migrate => "another data centre is responsible",
            ErrorClass::SessionDead => "the login is no longer valid; log in again",
            ErrorClass::Login => "the login did not go through",
            ErrorClass::Server => "Telegram has trouble of its own; try again later",
            ErrorClass::InvalidInput => "Telegram does not accept the request",
            ErrorClass::Other => "Telegram refused the request",
        }
    }
}

impl fmt::Display for RpcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.advice())?;
        if let Some(wait) = self.wait() {
            write!(f, " ({} s)", wait.as_secs())?;
        }
        write!(f, " [{}", self.name)?;
        if let Some(value) = self.value {
            write!(f, " {value}")?;
        }
        if !self.method.is_empty() {
            write!(f, ", {}", self.method)?;
        }
        f.write_str("]")
    }
}

impl std::error::Error for RpcError {}

/// Splits a number off a name: `_<digits>` at the end, `_<digits>MIN` at the end, or
/// `_<digits>_` in the middle. A negative one is taken off and has no value.
fn split_number(message: &str) -> (String, Option<u64>) {
    let trimmed = message.strip_suffix("MIN").unwrap_or(message);
    // The library may have cut the number out of `…_WAIT_5MIN` already.
    let trimmed = if trimmed.ends_with("_WAIT") || ends_with_number(trimmed) {
        trimmed
    } else {
        message
    };
    if let Some((head, digits)) = trimmed.rsplit_once('_')
        && !head.is_empty()
        && let Some(number) = Number::read(digits)
    {
        return (head.to_owned(), number.value);
    }
    let mut words = trimmed.split('_').peekable();
    let mut name = String::with_capacity(trimmed.len());
    let mut found = None;
    let mut first = true;
    while let Some(word) = words.next() {
        if !first
            && found.is_none()
            && words.peek().is_some()
            && let Some(number) = Number::read(word)
        {
            found = Some(number);
            continue;
        }
        if !first {
            name.push('_');
        }
        name.push_str(word);
        first = false;
    }
    (name, found.and_then(|number| number.value))
}

/// Is a number in a name.
struct Number {
    /// `None` when it is negative.
    value: Option<u64>,
}

impl Number {
    fn read(word: &str) -> Option<Self> {
        let digits = word.strip_prefix('-').unwrap_or(word);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let value = digits.parse().unwrap_or(u64::MAX);
        Some(Self {
            value: (digits.len() == word.len()).then_some(value),
        })
    }
}

fn ends_with_number(text: &str) -> bool {
    text.rsplit_once('_')
        .is_some_and(|(_, last)| Number::read(last).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the library makes of an error, from its own conversion.
    fn through_library(code: i32, message: &str) -> RpcError {
        RpcError::from_library(&grammers_mtsender::RpcError::from(
            grammers_tl_types::types::RpcError {
                error_code: code,
                error_message: message.to_owned(),
            },
        ))
    }

    #[test]
    fn decodes_the_names_that_the_library_gets_wrong() {
        for (message, name, value) in [
            ("2FA_CONFIRM_WAIT_604800", "2FA_CONFIRM_WAIT", Some(604_800)),
            ("2FA_CONFIRM_WAIT_25", "2FA_CONFIRM_WAIT", Some(25)),
            ("2FA_CONFIRM_WAIT_2", "2FA_CONFIRM_WAIT", Some(2)),
            ("AUTH_TOKEN_INVALID2", "AUTH_TOKEN_INVALID2", None),
            ("MD5_CHECKSUM_INVALID", "MD5_CHECKSUM_INVALID", None),
            ("SHA256_HASH_INVALID", "SHA256_HASH_INVALID", None),
            ("FILE_PART_0_MISSING", "FILE_PART_MISSING", Some(0)),
            ("FLOOD_WAIT_9999999999", "FLOOD_WAIT", Some(9_999_999_999)),
            ("INTERDC_2_CALL_ERROR", "INTERDC_CALL_ERROR", Some(2)),
            (
                "PREVIOUS_CHAT_IMPORT_ACTIVE_WAIT_5MIN",
                "PREVIOUS_CHAT_IMPORT_ACTIVE_WAIT",
                Some(5),
            ),
        ] {
            for error in [
                through_library(400, message),
                RpcError::decode(400, message),
            ] {
                assert_eq!((error.name(), error.value()), (name, value), "{message}");
            }
        }
    }

    /// Every name that is published, with its codes; a number in it is written `%d`.
    fn published() -> std::collections::BTreeMap<String, Vec<i32>> {
        serde_json::from_str(include_str!("../../../tests/data/telegram-errors.json")).unwrap()
    }

    #[test]
    fn every_published_name_has_a_class_and_no_other_has() {
        let published = published();
        assert!(published.len() >= 826, "{}", published.len());
        let mut names: Vec<String> = published
            .keys()
            .map(|name| {
                RpcError::decode(400, &name.replace("%d", "1"))
                    .name()
                    .to_owned()
            })
            .collect();
        names.sort_unstable();
        names.dedup();
        let mut known: Vec<&str> = table::known_names().collect();
        known.sort_unstable();
        assert_eq!(names, known);
    }

    #[test]
    fn decodes_every_published_name_in_five_forms() {
        for (pattern, codes) in published() {
            let is_word = !pattern.contains("%d") && pattern.bytes().any(|b| b.is_ascii_digit());
            let plain = pattern.replace("_%dMIN", "").replace("_%d", "");
            for code in codes {
                let bare = RpcError::decode(code, &plain);
                let class = bare.class();
                let wanted = if plain == "FILE_PART_0_MISSING" {
                    ("FILE_PART_MISSING", Some(0))
                } else {
                    (plain.as_str(), None)
                };
                assert_eq!((bare.name(), bare.value()), wanted);
                assert_ne!(table::class_of(bare.name()), None, "{plain}");
                for (number, value) in [
                    ("31", Some(31)),
                    ("0", Some(0)),
                    ("4294967296", Some(4_294_967_296)),
                    ("-5", None),
                ] {
                    let message = if pattern.contains("%d") {
                        pattern.replace("%d", number)
                    } else {
                        format!("{plain}_{number}")
                    };
                    let direct = RpcError::decode(code, &message);
                    if plain != "FILE_PART_0_MISSING" {
                        assert_eq!(
                            (direct.name(), direct.value()),
                            (&*plain, value),
                            "{message}"
                        );
                        assert_eq!(direct.class(), class, "{message}");
                    }
                    let seen = through_library(code, &message);
                    assert!(!seen.to_string().is_empty());
                    // What the library has cut out of the middle of a word is lost; it happens
                    // only with numbers that Telegram does not put there.
                    if !is_word {
                        assert_eq!((seen.name(), seen.value()), (&*plain, value), "{message}");
                        assert_eq!(seen.class(), class, "{message}");
                    }
                }
                // The library cannot tell this one without a number from the one with a 2.
                if plain != "2FA_CONFIRM_WAIT" {
                    let seen = through_library(code, &plain);
                    assert_eq!((seen.name(), seen.value()), wanted);
                    assert_eq!(seen.class(), class);
                }
            }
        }
    }

    #[test]
    fn classes_agree_with_the_codes() {
        for (pattern, codes) in published() {
            let message = pattern.replace("%d", "1");
            let class = |code| RpcError::decode(code, &message).class();
            let never = |classes: &[ErrorClass], code| {
                assert!(!classes.contains(&class(code)), "{message} {code}");
            };
            for code in codes {
                use ErrorClass::{FloodWait, Migrate, Server, SessionDead, SlowMode};
                match code {
                    303 => assert_eq!(class(303), Migrate, "{message}"),
                    // Repeating what the server refuses would be a loop.
                    401 | 403 | 406 => never(&[FloodWait, Migrate, Server, SlowMode], code),
                    420 => never(&[Migrate, Server, SessionDead], code),
                    -503 => assert_eq!(class(code), Server, "{message}"),
                    500 => never(&[FloodWait, Migrate, SessionDead, SlowMode], code),
                    _ => {}
                }
            }
        }
        for (message, class) in [
            ("AUTH_KEY_DUPLICATED", ErrorClass::SessionDead),
            ("PEER_FLOOD", ErrorClass::AccountLimited),
            ("FROZEN_METHOD_INVALID", ErrorClass::AccountLimited),
            ("FLOOD_WAIT_3", ErrorClass::FloodWait),
            ("FLOOD_PREMIUM_WAIT_3", ErrorClass::FloodWait),
            ("SLOWMODE_WAIT_3", ErrorClass::SlowMode),
            ("2FA_CONFIRM_WAIT_3", ErrorClass::TooEarly),
            ("TAKEOUT_INIT_DELAY_3", ErrorClass::TooEarly),
            ("MESSAGE_NOT_MODIFIED", ErrorClass::NotModified),
            ("RANDOM_ID_DUPLICATE", ErrorClass::Duplicate),
            ("CHANNEL_PRIVATE", ErrorClass::Forbidden),
            ("CHAT_WRITE_FORBIDDEN", ErrorClass::Forbidden),
            ("FILE_REFERENCE_3_EXPIRED", ErrorClass::FileReference),
            ("ALLOW_PAYMENT_REQUIRED_5", ErrorClass::Payment),
            ("WORKER_BUSY_TOO_LONG_RETRY", ErrorClass::Server),
        ] {
            assert_eq!(RpcError::decode(400, message).class(), class, "{message}");
        }
    }

    #[test]
    fn unknown_names_are_classed_by_code() {
        assert_eq!(
            RpcError::decode(500, "NEVER_SEEN").class(),
            ErrorClass::Server
        );
        assert_eq!(
            RpcError::decode(-503, "NEVER_SEEN").class(),
            ErrorClass::Server
        );
        assert_eq!(
            RpcError::decode(400, "NEVER_SEEN").class(),
            ErrorClass::Other
        );
        assert_eq!(RpcError::decode(400, "").name(), "");
        assert_eq!(RpcError::decode(400, "_5").name(), "_5");
        assert_eq!(RpcError::decode(400, "ПРИВЕТ_5").value(), Some(5));
    }
}
