//! What an error means and what to do, in a person's language.

use super::{CallError, ErrorClass, RpcError};
use crate::strings::{Language, Value, builtin};
use crate::telegram::proxy::ProxyError;
use crate::text::{FormattedText, escape};

/// Says what an error means and what to do about it, as HTML in one language.
///
/// # Examples
///
/// ```
/// use userbot_sdk::strings::Language;
/// use userbot_sdk::telegram::RpcError;
///
/// let error = RpcError::decode(400, "CHANNEL_PRIVATE");
/// let explained = error.explain(&[Language::english()]);
/// assert!(explained.meaning.starts_with("The chat is private"));
/// assert!(explained.advice.starts_with("Join by an invite link."));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// What it means.
    pub meaning: String,
    /// What to do; empty when there is nothing to say.
    pub advice: String,
}

impl Explanation {
    /// Returns both parts as HTML.
    pub fn html(&self) -> String {
        format!("{} {}", self.meaning, self.advice)
            .trim_end()
            .to_owned()
    }

    /// Returns both parts as plain text.
    pub fn text(&self) -> String {
        FormattedText::from_html_lossy(&self.html()).text
    }

    fn find(languages: &[Language], key: &str, arguments: &[(&str, Value<'_>)]) -> Option<Self> {
        let meaning = builtin().find(languages, key, arguments)?;
        let advice = builtin().find(languages, &format!("{key}.advice"), arguments);
        Some(Self {
            meaning,
            advice: advice.unwrap_or_default(),
        })
    }

    /// Takes a text that exists.
    fn get(languages: &[Language], key: &str, arguments: &[(&str, Value<'_>)]) -> Self {
        Self::find(languages, key, arguments).unwrap_or_else(|| Self {
            meaning: key.to_owned(),
            advice: String::new(),
        })
    }
}

impl ErrorClass {
    /// Explains the class in the first of these languages that has a text, English at last.
    pub fn explain(self, languages: &[Language]) -> Explanation {
        Explanation::get(languages, &format!("error-class-{}", self.key()), &[])
    }

    /// Returns the name of the class in keys of texts.
    fn key(self) -> &'static str {
        match self {
            Self::FloodWait => "flood-wait",
            Self::SlowMode => "slow-mode",
            Self::TooEarly => "too-early",
            Self::NotModified => "not-modified",
            Self::Duplicate => "duplicate",
            Self::PeerInvalid => "peer-invalid",
            Self::MessageInvalid => "message-invalid",
            Self::Forbidden => "forbidden",
            Self::Payment => "payment",
            Self::LimitReached => "limit-reached",
            Self::AccountLimited => "account-limited",
            Self::FileReference => "file-reference",
            Self::Migrate => "migrate",
            Self::SessionDead => "session-dead",
            Self::Login => "login",
            Self::Server => "server",
            Self::InvalidInput => "invalid-input",
            Self::Other => "other",
        }
    }
}

impl RpcError {
    /// Explains the error in the first of these languages that has a text, English at last.
    ///
    /// Names that people meet often have texts of their own; the others are explained by their
    /// [class](RpcError::class). How long to wait is said where Telegram has said it.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::strings::Language;
    /// use userbot_sdk::telegram::RpcError;
    ///
    /// let error = RpcError::decode(420, "FLOOD_WAIT_90");
    /// let text = error.explain(&[Language::russian()]).text();
    /// assert!(text.contains("1 минута 30 секунд"), "{text}");
    /// ```
    pub fn explain(&self, languages: &[Language]) -> Explanation {
        let own = Explanation::find(languages, &format!("error-name-{}", self.name()), &[]);
        let mut explanation = own.unwrap_or_else(|| self.class().explain(languages));
        let seconds = match self.class() {
            ErrorClass::FloodWait | ErrorClass::SlowMode => self.wait().map(|wait| wait.as_secs()),
            ErrorClass::TooEarly if !self.is("PREVIOUS_CHAT_IMPORT_ACTIVE_WAIT") => self.value(),
            _ => None,
        };
        if let Some(seconds) = seconds {
            let meaning = explanation.meaning.trim_end_matches('.');
            explanation.meaning = format!("{meaning} ({}).", spoken(languages, seconds));
        }
        explanation
    }

    /// Returns every name that the SDK knows, without numbers, in no order.
    pub fn known_names() -> impl Iterator<Item = &'static str> {
        super::table::known_names()
    }

    /// Tells whether the name is one that the SDK knows.
    ///
    /// An unknown one has the class that its code stands for, or [`ErrorClass::Other`].
    pub fn is_known(&self) -> bool {
        super::table::class_of(self.name()).is_some()
    }
}

impl CallError {
    /// Explains the error in the first of these languages that has a text, English at last.
    ///
    /// It is what a command that fails with this error answers.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::strings::Language;
    /// use userbot_sdk::telegram::CallError;
    ///
    /// let text = CallError::Stopped.explain(&[Language::russian()]).text();
    /// assert_eq!(text, "Бот останавливается. Запустить его снова.");
    /// ```
    pub fn explain(&self, languages: &[Language]) -> Explanation {
        let plain = |key| Explanation::get(languages, key, &[]);
        let named = |key, what: &str| Explanation::get(languages, key, &[("what", what.into())]);
        match self {
            Self::Rpc(error) => error.explain(languages),
            Self::Deadline { .. } => plain("error-call-deadline"),
            Self::Paced { .. } => plain("error-call-paced"),
            Self::Connection(_) => plain("error-call-connection"),
            Self::Proxy(problem) => named(
                match problem {
                    ProxyError::Unreachable { .. } => "error-call-proxy-unreachable",
                    ProxyError::Credentials { .. } => "error-call-proxy-credentials",
                    ProxyError::Refused { .. } => "error-call-proxy-refused",
                    ProxyError::WrongSecret { .. } => "error-call-proxy-secret",
                    ProxyError::Silent { .. }
                    | ProxyError::HungUp { .. }
                    | ProxyError::Protocol { .. }
                    | ProxyError::OnlyTelegram { .. } => "error-call-proxy-broken",
                },
                problem.proxy(),
            ),
            Self::Clock { ahead } => {
                let seconds = i64::try_from(ahead.unsigned_abs()).unwrap_or(i64::MAX);
                let key = match ahead {
                    1.. => "error-call-clock-ahead",
                    0 => "error-call-clock",
                    _ => "error-call-clock-behind",
                };
                Explanation::get(languages, key, &[("seconds", seconds.into())])
            }
            Self::PeerUnknown { what, .. } if what.starts_with('@') => {
                named("error-call-username-unknown", what)
            }
            Self::PeerUnknown { what, .. } => named("error-call-peer-unknown", what),
            Self::InvalidInput(reason) => Explanation {
                meaning: escape(reason),
                advice: String::new(),
            },
            Self::Answer { .. } => plain("error-call-answer"),
            Self::File { what, .. } => named("error-call-file", what),
            Self::FileWrite { what, .. } => named("error-call-file-write", what),
            Self::Web(_) => plain("error-call-web"),
            Self::TooLarge { .. } => plain("error-call-too-large"),
            Self::Stopped => plain("error-call-stopped"),
            Self::Session(_) => plain("error-call-session"),
        }
    }
}

/// Says a time in its two largest units.
fn spoken(languages: &[Language], seconds: u64) -> String {
    let units = [
        ("duration-days", 86_400, u64::MAX),
        ("duration-hours", 3_600, 24),
        ("duration-minutes", 60, 60),
        ("duration-seconds", 1, 60),
    ];
    let parts = units.into_iter().filter_map(|(key, length, most)| {
        let count = seconds / length % most;
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        (count > 0).then(|| builtin().get(languages, key, &[("count", count.into())]))
    });
    parts.take(2).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both() -> [Language; 2] {
        [Language::english(), Language::russian()]
    }

    #[test]
    fn every_class_is_explained_in_both_languages() {
        for class in ErrorClass::ALL {
            let [english, russian] = both().map(|language| class.explain(&[language]));
            assert!(!english.meaning.starts_with("error-class"), "{class:?}");
            assert!(!english.advice.is_empty() && !russian.advice.is_empty());
            assert_ne!(english, russian);
        }
    }

    #[test]
    fn the_guide_has_every_class_and_every_name_with_the_same_words() {
        let guide = include_str!("../../guide/telegram_errors.md");
        let source = include_str!("../../../locales/errors.en.ftl");
        for class in ErrorClass::ALL {
            assert!(guide.contains(&format!("\n# {class:?}\n")), "{class:?}");
        }
        let names = source
            .lines()
            .filter_map(|line| line.strip_prefix("error-name-")?.split_once(" ="));
        let mut count = 0;
        for (name, _) in names {
            count += 1;
            let error = RpcError::decode(400, name);
            assert!(error.is_known(), "{name} is no error of Telegram");
            let plain = error.explain(&both()[..1]).text();
            let row = guide
                .lines()
                .find(|line| line.starts_with(&format!("| `{name}` |")))
                .unwrap_or_else(|| panic!("{name} is not in the guide"));
            let said = row.replace('`', "").replace(" | ", " ");
            let said = said.trim_end_matches(" |");
            if error.value().is_none() && error.wait().is_none() {
                assert!(said.ends_with(&plain), "{said}\n{plain}");
            }
        }
        assert!(count >= 70, "{count}");
    }

    #[test]
    fn times_are_said_in_two_units() {
        let [english, _] = both();
        let say = |seconds| spoken(std::slice::from_ref(&english), seconds);
        assert_eq!(say(1), "1 second");
        assert_eq!(say(3_600), "1 hour");
        assert_eq!(say(604_799), "6 days 23 hours");
        assert!(!say(u64::MAX).is_empty());
    }

    #[test]
    fn what_a_call_named_is_escaped() {
        let error = CallError::PeerUnknown {
            what: "<b>".to_owned(),
            tried: Vec::new(),
        };
        let explained = error.explain(&both()[..1]);
        assert!(explained.meaning.starts_with("&lt;b&gt; is not known"));
    }
}
