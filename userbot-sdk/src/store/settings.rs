//! What the owner chose for the whole bot.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arc_swap::ArcSwap;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

use super::{KeyValue, StoreError};
use crate::command::validate_prefix;
use crate::strings::Language;

const PREFIX: &str = "prefix";
const LANGUAGES: &str = "languages";
const DISABLED: &str = "disabled_modules";

/// Is the settings of one bot: the prefix, the languages and the modules that are switched off.
///
/// Reading is cheap and never waits. A setter returns when the value is safe; then every reader
/// sees it.
#[derive(Debug)]
pub struct Settings {
    current: ArcSwap<Values>,
    store: Arc<dyn KeyValue>,
    writing: Mutex<()>,
}

/// Is what holds until the owner chooses otherwise.
#[derive(Debug, Clone)]
pub struct SettingsDefaults {
    /// The prefix of commands.
    pub prefix: String,
    /// The languages of the owner, the preferred one first.
    pub languages: Vec<Language>,
}

#[derive(Debug, Clone)]
struct Values {
    prefix: Arc<str>,
    languages: Arc<[Language]>,
    disabled: Arc<BTreeSet<String>>,
}

/// Is why a setting stays as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// The text cannot be a prefix.
    #[error(transparent)]
    Prefix(#[from] crate::command::PrefixError),
    /// The list of languages is empty.
    #[error("at least one language is needed")]
    NoLanguage,
    /// The value could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Settings {
    /// Reads the settings. A stored value that cannot be read is reported in the log, and the
    /// default holds until a new value is set.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or the default prefix cannot be a prefix.
    pub async fn open(
        store: Arc<dyn KeyValue>,
        defaults: SettingsDefaults,
    ) -> Result<Self, SettingsError> {
        validate_prefix(&defaults.prefix)?;
        let stored = store.read().await?;
        let prefix = stored_value::<String>(&stored, PREFIX).filter(|prefix| {
            validate_prefix(prefix)
                .inspect_err(|error| tracing::error!(%error, "the stored prefix is not used"))
                .is_ok()
        });
        let languages = stored_value::<Vec<Language>>(&stored, LANGUAGES)
            .filter(|languages| !languages.is_empty());
        let values = Values {
            prefix: prefix.unwrap_or(defaults.prefix).into(),
            languages: languages.unwrap_or(defaults.languages).into(),
            disabled: Arc::new(stored_value(&stored, DISABLED).unwrap_or_default()),
        };
        let current = ArcSwap::from_pointee(values);
        Ok(Self {
            current,
            store,
            writing: Mutex::new(()),
        })
    }

    /// Returns the prefix of commands.
    pub fn prefix(&self) -> Arc<str> {
        Arc::clone(&self.current.load().prefix)
    }

    /// Returns the languages of the owner, the preferred one first.
    pub fn languages(&self) -> Arc<[Language]> {
        Arc::clone(&self.current.load().languages)
    }

    /// Returns true unless the module with this name is switched off.
    pub fn is_enabled(&self, module: &str) -> bool {
        let current = self.current.load();
        current.disabled.is_empty() || !current.disabled.contains(&module.to_lowercase())
    }

    /// Changes the prefix.
    ///
    /// # Errors
    ///
    /// The text cannot be a prefix, or it cannot be kept; the old prefix stays.
    pub async fn set_prefix(&self, prefix: &str) -> Result<(), SettingsError> {
        validate_prefix(prefix)?;
        self.set(PREFIX, &prefix, |values| values.prefix = prefix.into())
            .await
    }

    /// Changes the languages.
    ///
    /// # Errors
    ///
    /// The list is empty, or it cannot be kept; the old languages stay.
    pub async fn set_languages(&self, languages: &[Language]) -> Result<(), SettingsError> {
        if languages.is_empty() {
            return Err(SettingsError::NoLanguage);
        }
        let change = |values: &mut Values| values.languages = languages.into();
        self.set(LANGUAGES, &languages, change).await
    }

    /// Switches the handlers of a module on or off.
    ///
    /// # Errors
    ///
    /// The choice cannot be kept; the old one stays.
    pub async fn set_enabled(&self, module: &str, enabled: bool) -> Result<(), SettingsError> {
        let module = module.to_lowercase();
        let writing = self.writing.lock().await;
        let mut disabled = BTreeSet::clone(&self.current.load().disabled);
        let changed = if enabled {
            disabled.remove(&module)
        } else {
            disabled.insert(module)
        };
        if changed {
            self.write(DISABLED, &disabled).await?;
            self.change(|values| values.disabled = Arc::new(disabled));
        }
        drop(writing);
        Ok(())
    }

    async fn set(
        &self,
        key: &str,
        value: &impl Serialize,
        change: impl FnOnce(&mut Values),
    ) -> Result<(), SettingsError> {
        let writing = self.writing.lock().await;
        self.write(key, value).await?;
        self.change(change);
        drop(writing);
        Ok(())
    }

    async fn write(&self, key: &str, value: &impl Serialize) -> Result<(), StoreError> {
        let text =
            serde_json::to_string(value).map_err(|error| StoreError::Write(error.to_string()))?;
        self.store.write(key.to_owned(), Some(text)).await
    }

    /// Shows a change to readers; only called by the one writer.
    fn change(&self, change: impl FnOnce(&mut Values)) {
        let mut values = Values::clone(&self.current.load());
        change(&mut values);
        self.current.store(Arc::new(values));
    }
}

fn stored_value<T: DeserializeOwned>(stored: &BTreeMap<String, String>, key: &str) -> Option<T> {
    serde_json::from_str(stored.get(key)?)
        .inspect_err(|error| tracing::error!(key, %error, "a stored setting is not used"))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::super::Memory;
    use super::*;

    fn defaults() -> SettingsDefaults {
        SettingsDefaults {
            prefix: ".".to_owned(),
            languages: vec![Language::english()],
        }
    }

    #[tokio::test]
    async fn keeps_what_was_set() {
        let store = Arc::new(Memory::new());
        let settings = Settings::open(store.clone(), defaults()).await.unwrap();
        assert_eq!(&*settings.prefix(), ".");
        settings.set_prefix("бот,").await.unwrap();
        settings
            .set_languages(&[Language::russian(), Language::english()])
            .await
            .unwrap();
        settings.set_enabled("Ping", false).await.unwrap();
        assert!(!settings.is_enabled("PING"));
        drop(settings);

        let settings = Settings::open(store, defaults()).await.unwrap();
        assert_eq!(&*settings.prefix(), "бот,");
        assert_eq!(settings.languages()[0], Language::russian());
        assert!(!settings.is_enabled("ping"));
        settings.set_enabled("pinG", true).await.unwrap();
        assert!(settings.is_enabled("Ping"));
    }

    #[tokio::test]
    async fn refuses_a_bad_value_and_keeps_the_old_one() {
        let settings = Settings::open(Arc::new(Memory::new()), defaults())
            .await
            .unwrap();
        for bad in ["", " ", "a b", "\n"] {
            assert!(
                matches!(
                    settings.set_prefix(bad).await,
                    Err(SettingsError::Prefix(_))
                ),
                "{bad:?}"
            );
        }
        assert!(matches!(
            settings.set_languages(&[]).await,
            Err(SettingsError::NoLanguage)
        ));
        assert_eq!(&*settings.prefix(), ".");
        assert_eq!(settings.languages().len(), 1);
    }

    #[tokio::test]
    async fn uses_the_default_for_a_value_that_cannot_be_read() {
        let store = Arc::new(Memory::new());
        store
            .write(PREFIX.into(), Some("not json".into()))
            .await
            .unwrap();
        store
            .write(LANGUAGES.into(), Some("[]".into()))
            .await
            .unwrap();
        let settings = Settings::open(store, defaults()).await.unwrap();
        assert_eq!(&*settings.prefix(), ".");
        assert_eq!(&*settings.languages(), [Language::english()]);
    }
}
