//! What the owner chose for the whole bot.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arc_swap::ArcSwap;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

use super::{Db, StoreError};
use crate::command::validate_prefix;
use crate::strings::Language;

const PREFIX: &str = "prefix";
const LANGUAGES: &str = "languages";
/// The languages of single chats.
const CHATS: &str = "languages_of_chats";
/// The texts that the owner put in the place of others.
const TRANSLATIONS: &str = "translations";
const DISABLED: &str = "disabled_modules";

/// Is the settings of one bot: the prefix, the languages and the modules that are switched off.
///
/// Reading is cheap and never waits. A setter returns when the value is safe; then every reader
/// sees it.
#[derive(Debug)]
pub struct Settings {
    current: ArcSwap<Values>,
    defaults: SettingsDefaults,
    db: Db,
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
    chats: Arc<BTreeMap<i64, Vec<Language>>>,
    translations: Arc<BTreeMap<String, String>>,
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
    pub async fn open(db: Db, defaults: SettingsDefaults) -> Result<Self, SettingsError> {
        validate_prefix(&defaults.prefix)?;
        Ok(Self {
            current: ArcSwap::from_pointee(Self::read(&db, &defaults).await?),
            defaults,
            db,
            writing: Mutex::new(()),
        })
    }

    /// Reads the settings anew: after everything that is kept was replaced.
    pub(crate) async fn reload(&self) -> Result<(), SettingsError> {
        let writing = self.writing.lock().await;
        let values = Self::read(&self.db, &self.defaults).await?;
        self.current.store(Arc::new(values));
        drop(writing);
        Ok(())
    }

    async fn read(db: &Db, defaults: &SettingsDefaults) -> Result<Values, StoreError> {
        let prefix = stored::<String>(db, PREFIX).await?.filter(|prefix| {
            validate_prefix(prefix)
                .inspect_err(|error| tracing::error!(%error, "the stored prefix is not used"))
                .is_ok()
        });
        let languages = stored::<Vec<Language>>(db, LANGUAGES)
            .await?
            .filter(|languages| !languages.is_empty());
        Ok(Values {
            prefix: prefix.unwrap_or_else(|| defaults.prefix.clone()).into(),
            languages: languages
                .unwrap_or_else(|| defaults.languages.clone())
                .into(),
            disabled: Arc::new(stored(db, DISABLED).await?.unwrap_or_default()),
            chats: Arc::new(stored(db, CHATS).await?.unwrap_or_default()),
            translations: Arc::new(stored(db, TRANSLATIONS).await?.unwrap_or_default()),
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

    /// Returns the languages for a chat, by its id in the form of the bot API: those that were
    /// chosen for it, then those of the owner.
    pub fn languages_in(&self, chat: i64) -> Arc<[Language]> {
        let current = self.current.load();
        let Some(chosen) = current.chats.get(&chat) else {
            return Arc::clone(&current.languages);
        };
        let others = current
            .languages
            .iter()
            .filter(|language| !chosen.contains(language));
        chosen.iter().chain(others).cloned().collect()
    }

    /// Returns the texts that stand in the place of others: the source of each, by `module/language`.
    pub(crate) fn translations(&self) -> Arc<BTreeMap<String, String>> {
        Arc::clone(&self.current.load().translations)
    }

    /// Returns true unless the module with this name is switched off.
    /// [`Modules::disable`](crate::context::Modules::disable) does that.
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
        self.set(PREFIX, prefix, |values| values.prefix = prefix.into())
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
        self.set(LANGUAGES, languages, change).await
    }

    /// Changes the languages for a chat, by its id in the form of the bot API; none means that the
    /// owner's languages hold there too.
    ///
    /// # Errors
    ///
    /// The choice cannot be kept; the old one stays.
    pub async fn set_languages_in(
        &self,
        chat: i64,
        languages: &[Language],
    ) -> Result<(), SettingsError> {
        let writing = self.writing.lock().await;
        let mut chats = BTreeMap::clone(&self.current.load().chats);
        if languages.is_empty() {
            chats.remove(&chat);
        } else {
            chats.insert(chat, languages.to_vec());
        }
        self.db.set(CHATS, &chats).await?;
        self.change(|values| values.chats = Arc::new(chats));
        drop(writing);
        Ok(())
    }

    /// Keeps the source of texts under `module/language`, or forgets it.
    pub(crate) async fn set_translation(
        &self,
        name: &str,
        source: Option<&str>,
    ) -> Result<(), SettingsError> {
        let writing = self.writing.lock().await;
        let mut translations = BTreeMap::clone(&self.current.load().translations);
        match source {
            Some(source) => translations.insert(name.to_owned(), source.to_owned()),
            None => translations.remove(name),
        };
        self.db.set(TRANSLATIONS, &translations).await?;
        self.change(|values| values.translations = Arc::new(translations));
        drop(writing);
        Ok(())
    }

    /// Keeps whether a module is on when the bot starts; what runs now is not touched.
    pub(crate) async fn set_enabled(
        &self,
        module: &str,
        enabled: bool,
    ) -> Result<(), SettingsError> {
        let module = module.to_lowercase();
        let writing = self.writing.lock().await;
        let mut disabled = BTreeSet::clone(&self.current.load().disabled);
        let changed = if enabled {
            disabled.remove(&module)
        } else {
            disabled.insert(module)
        };
        if changed {
            self.db.set(DISABLED, &disabled).await?;
            self.change(|values| values.disabled = Arc::new(disabled));
        }
        drop(writing);
        Ok(())
    }

    async fn set<T: Serialize + ?Sized>(
        &self,
        key: &str,
        value: &T,
        change: impl FnOnce(&mut Values),
    ) -> Result<(), SettingsError> {
        let writing = self.writing.lock().await;
        self.db.set(key, value).await?;
        self.change(change);
        drop(writing);
        Ok(())
    }

    /// Shows a change to readers; only called by the one writer.
    fn change(&self, change: impl FnOnce(&mut Values)) {
        let mut values = Values::clone(&self.current.load());
        change(&mut values);
        self.current.store(Arc::new(values));
    }
}

/// Reads a setting. One that cannot be read is as good as none; a store that cannot be read is an
/// error.
async fn stored<T: DeserializeOwned>(db: &Db, key: &str) -> Result<Option<T>, StoreError> {
    match db.get(key).await {
        Err(error @ StoreError::Type { .. }) => {
            tracing::error!(key, %error, "a stored setting is not used");
            Ok(None)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{MemoryStore, Storage};
    use super::*;

    fn db() -> Db {
        Storage::new(Arc::new(MemoryStore::new())).db("userbot")
    }

    fn defaults() -> SettingsDefaults {
        SettingsDefaults {
            prefix: ".".to_owned(),
            languages: vec![Language::english()],
        }
    }

    #[tokio::test]
    async fn keeps_what_was_set() {
        let db = db();
        let settings = Settings::open(db.clone(), defaults()).await.unwrap();
        assert_eq!(&*settings.prefix(), ".");
        settings.set_prefix("бот,").await.unwrap();
        settings
            .set_languages(&[Language::russian(), Language::english()])
            .await
            .unwrap();
        settings.set_enabled("Ping", false).await.unwrap();
        assert!(!settings.is_enabled("PING"));
        drop(settings);

        let settings = Settings::open(db, defaults()).await.unwrap();
        assert_eq!(&*settings.prefix(), "бот,");
        assert_eq!(settings.languages()[0], Language::russian());
        assert!(!settings.is_enabled("ping"));
        settings.set_enabled("pinG", true).await.unwrap();
        assert!(settings.is_enabled("Ping"));
    }

    #[tokio::test]
    async fn refuses_a_bad_value_and_keeps_the_old_one() {
        let settings = Settings::open(db(), defaults()).await.unwrap();
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
        let db = db();
        db.set(PREFIX, &[1, 2]).await.unwrap();
        db.set(LANGUAGES, &[""; 0]).await.unwrap();
        let settings = Settings::open(db, defaults()).await.unwrap();
        assert_eq!(&*settings.prefix(), ".");
        assert_eq!(&*settings.languages(), [Language::english()]);
    }
}
