//! What people read when a session cannot be used.

use std::path::Path;

use super::SessionError;
use crate::strings::{Language, Value, builtin};

impl SessionError {
    /// Says to the owner what is wrong and what to do, as HTML.
    pub(crate) fn to_html(&self, languages: &[Language]) -> String {
        let path = |path: &Path| ("path", Value::from(path.display().to_string()));
        let reason = |reason: &dyn std::fmt::Display| ("reason", Value::from(reason.to_string()));
        let (key, arguments) = match self {
            Self::InUse {
                path: file,
                pid: None,
            } => ("session-in-use", vec![path(file)]),
            Self::InUse {
                path: file,
                pid: Some(pid),
            } => (
                "session-in-use-by",
                vec![path(file), ("process", pid.to_string().into())],
            ),
            Self::Corrupt {
                path: file,
                reason: why,
            } => ("session-corrupt", vec![path(file), reason(why)]),
            Self::Newer { path: file, .. } => ("session-newer", vec![path(file)]),
            Self::PassphraseNeeded { path: file } => ("session-encrypted", vec![path(file)]),
            Self::WrongPassphrase { path: file } => ("session-wrong-passphrase", vec![path(file)]),
            Self::EmptyPassphrase { path: file } => ("session-empty-passphrase", vec![path(file)]),
            Self::NotEmpty => ("session-not-empty", vec![]),
            Self::NoLogin => ("session-no-login", vec![]),
            Self::UnknownCentre(number) => (
                "session-centre",
                vec![("number", number.to_string().into())],
            ),
            Self::Bridge(why) => ("session-bridge", vec![reason(why)]),
            Self::Io {
                path: file, source, ..
            } => ("session-io", vec![path(file), reason(source)]),
            Self::Closed { path: file } => ("session-closed", vec![path(file)]),
            Self::Storage {
                path: file,
                reason: why,
            } => ("session-failed", vec![path(file), reason(why)]),
        };
        builtin().get(languages, key, &arguments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_said_in_both_languages() {
        let path = || Path::new("a/session.redb").to_owned();
        let why = || std::io::Error::other("why");
        let russian = [Language::new("ru").unwrap()];
        for error in [
            SessionError::InUse {
                path: path(),
                pid: None,
            },
            SessionError::InUse {
                path: path(),
                pid: Some(77),
            },
            SessionError::Corrupt {
                path: path(),
                reason: "why".to_owned(),
            },
            SessionError::Newer {
                path: path(),
                found: 2,
                known: 1,
            },
            SessionError::PassphraseNeeded { path: path() },
            SessionError::WrongPassphrase { path: path() },
            SessionError::EmptyPassphrase { path: path() },
            SessionError::NotEmpty,
            SessionError::NoLogin,
            SessionError::UnknownCentre(9),
            SessionError::Bridge(why()),
            SessionError::Io {
                path: path(),
                action: "read",
                source: why(),
            },
            SessionError::Closed { path: path() },
            SessionError::Storage {
                path: path(),
                reason: "why".to_owned(),
            },
        ] {
            let english = error.to_html(&[Language::english()]);
            let russian = error.to_html(&russian);
            for text in [&english, &russian] {
                assert!(!text.starts_with("session-"), "{text}");
                let places = [
                    error.to_string().contains("session.redb"),
                    text.contains("a/session.redb"),
                ];
                assert_eq!(places[0], places[1], "{text}");
            }
            assert_ne!(english, russian);
        }
    }
}
