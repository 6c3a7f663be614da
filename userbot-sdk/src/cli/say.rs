//! What the command line says, in the language of the system.

use crate::options::ConfigError;
use crate::runtime::StartError;
use crate::store::{SettingsError, StoreError};
use crate::strings::{Language, Value, builtin};
use crate::telegram::SessionError;
use crate::telegram::login::{self, LoginError};
use crate::text::FormattedText;

/// Gives a text for the terminal, which is not HTML there.
pub(super) fn say(key: &str, arguments: &[(&str, &str)]) -> String {
    let arguments: Vec<(&str, Value<'_>)> = arguments
        .iter()
        .map(|(name, text)| (*name, Value::html(*text)))
        .collect();
    builtin().get(&languages(), key, &arguments)
}

/// Returns the languages of the system, the preferred one first.
pub(super) fn languages() -> Vec<Language> {
    let codes = super::arguments::system_languages(locale().as_deref());
    let languages = codes.iter().map(|code| Language::new(code));
    languages.filter_map(Result::ok).collect()
}

/// Returns what the system says about the language, such as `ru_RU.UTF-8`.
pub(super) fn locale() -> Option<String> {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
}

/// Says why a bot does not start.
pub(super) fn start_error(error: &StartError) -> String {
    match error {
        StartError::NoApplication => say("cli-no-application", &[]),
        StartError::NotLoggedIn => say("cli-not-logged-in", &[]),
        StartError::Language(error) => say("cli-language", &[("code", &error.text)]),
        StartError::LoginEnded(error) => {
            let why = error.explain(&languages()).text();
            say("cli-login-invalid", &[("reason", &why)])
        }
        StartError::ConnectionFailed => say("cli-connection", &[]),
        StartError::Call(error) => {
            let why = error.explain(&languages()).text();
            say("cli-unreachable", &[("reason", &why)])
        }
        StartError::Login(error) => login_error(error),
        StartError::Session(error) => session_error(error),
        StartError::Settings(SettingsError::Store(error)) => store_error(error),
        StartError::Config(ConfigError::Store { source, .. }) => store_error(source),
        StartError::Config(error) => plain(&error.to_html(&languages())),
        // What a file or the system says, and what is wrong with modules, is for its developer.
        other => other.to_string(),
    }
}

/// Says why values cannot be read or written.
pub(super) fn store_error(error: &StoreError) -> String {
    let said = error.to_html(&languages(), |path| path.display().to_string());
    said.map_or_else(|| error.to_string(), |html| plain(&html))
}

/// Says why a session cannot be used.
pub(super) fn session_error(error: &SessionError) -> String {
    plain(&error.to_html(&languages()))
}

/// Takes the mark-up away.
pub(super) fn plain(html: &str) -> String {
    FormattedText::from_html_lossy(html).text
}

/// Says why a login failed.
pub(super) fn login_error(error: &LoginError) -> String {
    match error {
        LoginError::Call(error) => {
            let why = error.explain(&languages()).text();
            say("cli-unreachable", &[("reason", &why)])
        }
        other => {
            let locale = locale().unwrap_or_default();
            other.text(login::Language::of_locale(&locale))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::strings::{Language, StringsProblem, builtin};

    /// Every key that is written out in the source of the SDK exists: nothing else checks them.
    #[test]
    fn the_keys_of_the_command_line_exist() {
        let sources = [
            include_str!("application.rs"),
            include_str!("hikka.rs"),
            include_str!("keeping.rs"),
            include_str!("log.rs"),
            include_str!("login.rs"),
            include_str!("mod.rs"),
            include_str!("several.rs"),
            include_str!("say.rs"),
            include_str!("values.rs"),
        ];
        let mut used = Vec::new();
        for source in sources {
            let quoted = source.split('"');
            used.extend(quoted.filter(|text| text.starts_with("cli-") && text.len() > 4));
        }
        used.sort_unstable();
        used.dedup();
        let english = Language::english();
        for key in &used {
            assert!(builtin().has(&english, key), "{key}");
        }
        let strings = builtin();
        let keys = strings.keys(&english).filter(|key| key.starts_with("cli-"));
        for key in keys {
            assert!(used.contains(&key), "{key} is not used");
        }
        assert_eq!(strings.problems(), Vec::<StringsProblem>::new());
    }
}
