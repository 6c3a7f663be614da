//! What people read when values cannot be read or written.

use std::path::Path;

use super::StoreError;
use crate::strings::{Language, Value, builtin};

impl StoreError {
    /// Says to the owner what is wrong and what to do, as HTML; `None` when it is the mistake of a
    /// module, about which its developer reads in the log. `place` says how a file is named.
    pub(crate) fn to_html(
        &self,
        languages: &[Language],
        place: impl Fn(&Path) -> String,
    ) -> Option<String> {
        let path = |path: &Path| ("path", Value::from(place(path)));
        let reason = |reason: &String| ("reason", Value::from(reason.clone()));
        let (key, arguments) = match self {
            Self::InUse(file) => ("store-in-use", vec![path(file)]),
            Self::Foreign {
                path: file,
                reason: why,
            } => ("store-foreign", vec![path(file), reason(why)]),
            Self::Damaged {
                path: file,
                reason: why,
            } => ("store-damaged", vec![path(file), reason(why)]),
            Self::Newer { path: file, .. } => ("store-newer", vec![path(file)]),
            Self::Full(file) => ("store-full", vec![path(file)]),
            Self::ReadOnly(file) => ("store-read-only", vec![path(file)]),
            Self::Io {
                path: file,
                reason: why,
            } => ("store-io", vec![path(file), reason(why)]),
            Self::Unavailable(why) => ("store-unavailable", vec![reason(why)]),
            Self::Claimed { holder, seconds } => (
                "store-claimed",
                vec![
                    ("holder", holder.as_str().into()),
                    ("seconds", seconds.to_string().into()),
                ],
            ),
            Self::TakenOver(_) => ("store-taken-over", vec![]),
            Self::Closed => ("store-closed", vec![]),
            Self::Write(why) => ("store-not-saved", vec![reason(why)]),
            Self::Type { .. }
            | Self::Unstorable { .. }
            | Self::Contended(_)
            | Self::TransactionOver
            | Self::BrokenList(_)
            | Self::NoElement { .. } => return None,
        };
        Some(builtin().get(languages, key, &arguments))
    }

    /// Says the same in a chat, where others may read along: of a file only its name.
    pub(crate) fn to_chat(&self, languages: &[Language]) -> Option<String> {
        self.to_html(languages, |path| {
            let name = path.file_name().unwrap_or(path.as_os_str());
            name.to_string_lossy().into_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_owner_can_mend_is_said_in_both_languages_and_without_the_folder() {
        let path = || Path::new("/home/ann/bot & co.redb").to_owned();
        let reason = || "<no route>".to_owned();
        let all = [
            StoreError::InUse(path()),
            StoreError::Foreign {
                path: path(),
                reason: reason(),
            },
            StoreError::Damaged {
                path: path(),
                reason: reason(),
            },
            StoreError::Newer {
                path: path(),
                found: 2,
                known: 1,
            },
            StoreError::Full(path()),
            StoreError::ReadOnly(path()),
            StoreError::Io {
                path: path(),
                reason: reason(),
            },
            StoreError::Unavailable(reason()),
            StoreError::Claimed {
                holder: reason(),
                seconds: 7,
            },
            StoreError::TakenOver("7".to_owned()),
            StoreError::Closed,
            StoreError::Write(reason()),
        ];
        let russian = [Language::new("ru").unwrap()];
        for error in all {
            let english = error.to_chat(&[Language::english()]).unwrap();
            let russian = error.to_chat(&russian).unwrap();
            for text in [&english, &russian] {
                assert!(!text.starts_with("store-"), "{text}");
                assert!(!text.contains("/home"), "{text}");
                assert!(!text.contains("<no"), "{text}");
            }
            assert_ne!(english, russian);
            if let StoreError::Io { .. } = error {
                assert!(english.contains("bot &amp; co.redb"), "{english}");
                assert!(english.contains("&lt;no route&gt;"), "{english}");
            }
        }
        assert_eq!(StoreError::TransactionOver.to_chat(&russian), None);
    }
}
