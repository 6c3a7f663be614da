//! Taking over the database of a Hikka, Heroku or Friendly-Telegram bot.
//!
//! Such a database is one JSON object: `{"Owner": {"key": value}}`, where an owner is the class of
//! a module. What is where afterwards:
//!
//! | there | here |
//! |---|---|
//! | the prefix and the languages | the settings of the bot |
//! | `key` of a module that is part of the bot | the value `key` of that module |
//! | `__config__` of a module | kept aside, under `config` of the namespace `hikka`; the command line sets the options of modules from there, through their validators |
//! | anything else | kept aside, under `values` of the namespace `hikka` |
//!
//! Names of modules are compared without regard to case and without the ending `Mod`. What is there
//! already is never overwritten. What is kept aside a module takes with [`Db::adopt_hikka`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::Value;

use super::transaction::atomically;
use super::{Db, MapKey, OWN, Storage, StoreError, Transaction, namespace_of_module};
use crate::command::validate_prefix;
use crate::strings::Language;

/// The namespace of what no module has taken yet.
const ASIDE: &str = "hikka";
/// Values by owner and key.
const VALUES: MapKey<(String, String), Value> = MapKey::new("values");
/// Config values by owner and option.
const CONFIG: MapKey<(String, String), Value> = MapKey::new("config");
/// Under this key an owner keeps its config.
const CONFIG_KEY: &str = "__config__";

/// Is the database of a Hikka, Heroku or Friendly-Telegram bot.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
///
/// use userbot_sdk::store::{HikkaDatabase, MemoryStore, Storage};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let file = br#"{"NotesMod": {"notes": {"milk": "buy some"}}, "Other": {"x": 1}}"#;
/// let database = HikkaDatabase::read(file)?;
///
/// let storage = Storage::new(Arc::new(MemoryStore::new()));
/// let report = database.import(&storage, ["Notes"]).await?;
/// assert_eq!(report.taken["Notes"], ["notes"]);
/// assert_eq!(report.aside["Other"], 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq)]
pub struct HikkaDatabase(BTreeMap<String, BTreeMap<String, Value>>);

/// Is why a file cannot be taken over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HikkaError {
    /// The file is no JSON.
    #[error("the file is no database of Hikka: it is not JSON (line {line}, column {column})")]
    NotJson {
        /// Where it is not, counted from 1.
        line: usize,
        /// Where in that line.
        column: usize,
    },
    /// It is JSON of another form.
    #[error("the file is no database of Hikka: {0}")]
    OtherForm(String),
}

/// Is what became of a Hikka database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HikkaReport {
    /// The settings of the bot that were taken.
    pub settings: Vec<&'static str>,
    /// The values that were taken, by the module here.
    pub taken: BTreeMap<String, Vec<String>>,
    /// The values that were not taken because there is one already, by the module here.
    pub there: BTreeMap<String, Vec<String>>,
    /// How many config values were kept aside, by the owner there.
    pub config: BTreeMap<String, usize>,
    /// How many other values were kept aside, by the owner there.
    pub aside: BTreeMap<String, usize>,
}

impl HikkaDatabase {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// It is not such a database.
    pub fn read(file: &[u8]) -> Result<Self, HikkaError> {
        let value: Value = serde_json::from_slice(file).map_err(|error| HikkaError::NotJson {
            line: error.line(),
            column: error.column(),
        })?;
        let Value::Object(owners) = value else {
            return Err(HikkaError::OtherForm("it is not an object".to_owned()));
        };
        let mut database = BTreeMap::new();
        for (owner, values) in owners {
            let Value::Object(values) = values else {
                return Err(HikkaError::OtherForm(format!(
                    "what stands under `{owner}` is not an object"
                )));
            };
            database.insert(owner, values.into_iter().collect());
        }
        Ok(Self(database))
    }

    /// Says what [`import`](HikkaDatabase::import) would do, and changes nothing.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub async fn plan<'a>(
        &self,
        storage: &Storage,
        modules: impl IntoIterator<Item = &'a str>,
    ) -> Result<HikkaReport, StoreError> {
        let modules = by_folded_name(modules);
        let transaction = Transaction::new(storage.db(ASIDE));
        self.take(&transaction, &modules).await
    }

    /// Takes everything over, for a bot with these modules, in one step. What is there already stays.
    ///
    /// # Errors
    ///
    /// The store cannot be read or written; nothing was taken.
    pub async fn import<'a>(
        &self,
        storage: &Storage,
        modules: impl IntoIterator<Item = &'a str>,
    ) -> Result<HikkaReport, StoreError> {
        let modules = &by_folded_name(modules);
        atomically(&storage.db(ASIDE), ASIDE, |transaction| async move {
            self.take(&transaction, modules).await
        })
        .await
    }

    /// Lists the config values: the owner, the option and the value of each.
    pub fn config(&self) -> impl Iterator<Item = (&str, &str, &Value)> {
        self.0.iter().flat_map(|(owner, values)| {
            let options = values.get(CONFIG_KEY).and_then(Value::as_object);
            options
                .into_iter()
                .flatten()
                .map(|(option, value)| (owner.as_str(), option.as_str(), value))
        })
    }

    /// Tells whether an owner there and a module here have the same name: in any case, with or without
    /// the ending `Mod`.
    pub fn is_same(owner: &str, module: &str) -> bool {
        folded(owner) == folded(module)
    }

    /// Removes a config value that was kept aside, when somebody has taken it.
    ///
    /// # Errors
    ///
    /// The store cannot be written.
    pub async fn forget_config(
        storage: &Storage,
        owner: &str,
        option: &str,
    ) -> Result<(), StoreError> {
        let id = (owner.to_owned(), option.to_owned());
        storage.db(ASIDE).map(CONFIG).remove(&id).await?;
        Ok(())
    }

    async fn take(
        &self,
        transaction: &Transaction,
        modules: &BTreeMap<String, String>,
    ) -> Result<HikkaReport, StoreError> {
        let mut report = HikkaReport::default();
        for (owner, values) in &self.0 {
            for (key, value) in values {
                if key == CONFIG_KEY
                    && let Value::Object(options) = value
                {
                    for (option, value) in options {
                        let id = (owner.clone(), option.clone());
                        aside(transaction, CONFIG, &id, value).await?;
                        *report.config.entry(owner.clone()).or_default() += 1;
                    }
                    continue;
                }
                if let Some(setting) = setting(transaction, owner, key, value).await? {
                    report.settings.push(setting);
                    continue;
                }
                let Some(module) = modules.get(&folded(owner)) else {
                    let id = (owner.clone(), key.clone());
                    aside(transaction, VALUES, &id, value).await?;
                    *report.aside.entry(owner.clone()).or_default() += 1;
                    continue;
                };
                let there = transaction.in_namespace(&namespace_of_module(module));
                let list = if there.has(key).await? {
                    &mut report.there
                } else {
                    there.set(key, value)?;
                    &mut report.taken
                };
                list.entry(module.clone()).or_default().push(key.clone());
            }
        }
        Ok(report)
    }
}

impl fmt::Debug for HikkaDatabase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The values may be secrets.
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Db {
    /// Moves to this module what an import from Hikka kept aside of an owner there, and returns how
    /// many values that were. What is there already is not overwritten and stays aside.
    ///
    /// It is for a module that has another name here than there; one of the same name finds its
    /// values after the import.
    ///
    /// # Errors
    ///
    /// The store cannot be read or written; nothing was moved.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// /// Keeps notes.
    /// #[derive(Module, Default)]
    /// #[module(hooks, no_handlers)]
    /// struct Notebook;
    ///
    /// #[async_trait]
    /// impl Module for Notebook {
    ///     async fn load(self, ctx: &Context) -> Result<Self> {
    ///         // Once it was called so.
    ///         ctx.db().adopt_hikka("NotesMod").await?;
    ///         Ok(self)
    ///     }
    /// }
    /// ```
    pub async fn adopt_hikka(&self, owner: &str) -> Result<usize, StoreError> {
        let wanted = folded(owner);
        let wanted = wanted.as_str();
        atomically(self, ASIDE, |transaction| async move {
            let aside = transaction.in_namespace(ASIDE);
            let values = aside.map(VALUES);
            let mut moved = 0;
            for ((owner, key), value) in values.all().await? {
                if folded(&owner) != wanted || transaction.has(&key).await? {
                    continue;
                }
                transaction.set(&key, &value)?;
                values.remove(&(owner, key)).await?;
                moved += 1;
            }
            Ok(moved)
        })
        .await
    }
}

/// Keeps a value aside, unless one of an earlier import is there.
async fn aside(
    transaction: &Transaction,
    map: MapKey<(String, String), Value>,
    id: &(String, String),
    value: &Value,
) -> Result<(), StoreError> {
    let map = transaction.in_namespace(ASIDE).map(map);
    if map.get(id).await?.is_none() {
        map.insert(id, value).await?;
    }
    Ok(())
}

/// Takes a setting of the bot itself, if it is one that fits; gives its name here.
async fn setting(
    transaction: &Transaction,
    owner: &str,
    key: &str,
    value: &Value,
) -> Result<Option<&'static str>, StoreError> {
    let Some((program, part)) = owner.rsplit_once('.') else {
        return Ok(None);
    };
    let known = ["hikka", "heroku", "friendly-telegram"];
    let Some(text) = value.as_str().filter(|_| known.contains(&program)) else {
        return Ok(None);
    };
    let own = transaction.in_namespace(OWN);
    let name = match (part, key) {
        ("main", "command_prefix") => "prefix",
        ("translations", "lang") => "languages",
        _ => return Ok(None),
    };
    if own.has(name).await? {
        return Ok(None);
    }
    if name == "prefix" {
        if validate_prefix(text).is_err() {
            return Ok(None);
        }
        own.set(name, text)?;
    } else {
        let languages: Vec<Language> = text
            .split_whitespace()
            .filter_map(|code| Language::new(code).ok())
            .collect();
        if languages.is_empty() {
            return Ok(None);
        }
        own.set(name, &languages)?;
    }
    Ok(Some(name))
}

/// Gives the modules by the name under which they are looked for.
fn by_folded_name<'a>(modules: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, String> {
    modules
        .into_iter()
        .map(|name| (folded(name), name.to_owned()))
        .collect()
}

/// Writes a name as it is compared: in lower case, without the ending `Mod`.
fn folded(name: &str) -> String {
    let name = name.to_lowercase();
    match name.strip_suffix("mod") {
        Some("") | None => name,
        Some(stem) => stem.to_owned(),
    }
}

impl HikkaReport {
    /// Returns the modules and owners of which something was found.
    fn names(&self) -> BTreeSet<&str> {
        let taken = self.taken.keys().chain(self.there.keys());
        let aside = self.config.keys().chain(self.aside.keys());
        taken.chain(aside).map(String::as_str).collect()
    }
}

impl fmt::Display for HikkaReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut nothing = true;
        for setting in &self.settings {
            nothing = false;
            writeln!(f, "settings: {setting}")?;
        }
        for name in self.names() {
            nothing = false;
            if let Some(keys) = self.taken.get(name) {
                writeln!(f, "{name}: taken: {}", keys.join(", "))?;
            }
            if let Some(keys) = self.there.get(name) {
                writeln!(f, "{name}: there already, not touched: {}", keys.join(", "))?;
            }
            if let Some(count) = self.config.get(name) {
                writeln!(f, "{name}: config values kept aside: {count}")?;
            }
            if let Some(count) = self.aside.get(name) {
                writeln!(
                    f,
                    "{name}: no module of this name; values kept aside: {count}"
                )?;
            }
        }
        if nothing {
            writeln!(f, "nothing was found")?;
        }
        Ok(())
    }
}
