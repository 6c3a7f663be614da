//! The options of one module: their present values, and how they change.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use futures_util::future::BoxFuture;
use tokio::sync::OwnedMutexGuard;
use zeroize::Zeroizing;

use super::erased::{AnyConfig, ErasedConfig};
use super::keeper::{Edits, Keeper, Kept};
use super::spec::fold;
use super::{
    Aside, AsideReason, ConfigError, ConfigSpec, ConfigView, Environment, OptionSpec, OptionView,
    Shown, ValueSource,
};
use crate::module::{CatalogueModule, Documentation};
use crate::strings::{Language, Strings};
use crate::telegram::Activity;

/// Is the module's answer to a change of its options: called with the old and the new values.
pub(crate) type Hook =
    Arc<dyn Fn(AnyConfig, AnyConfig) -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// Is one option that has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The option.
    pub option: &'static str,
    /// The value before.
    pub old: Shown,
    /// The value now.
    pub new: Shown,
}

/// Holds the options of one module.
pub(super) struct Slot {
    pub(super) module: &'static str,
    pub(super) config: Arc<dyn ErasedConfig>,
    spec: ConfigSpec,
    strings: Arc<Strings>,
    environment: Vec<Option<Zeroizing<String>>>,
    current: ArcSwap<Snapshot>,
    hook: Mutex<Option<Hook>>,
    /// What is stored. Who holds it is the one who changes options.
    kept: Arc<tokio::sync::Mutex<Kept>>,
    keeper: Keeper,
    activity: Activity,
}

/// Is the values of a module at one time.
pub(super) struct Snapshot {
    pub(super) config: AnyConfig,
    pub(super) options: Vec<Effective>,
    removed: Vec<String>,
}

/// Is the value of one option.
pub(super) struct Effective {
    /// In the form in which it is kept.
    pub(super) text: Zeroizing<String>,
    pub(super) source: ValueSource,
    pub(super) aside: Option<Aside>,
}

tokio::task_local! {
    /// The slot whose hook runs in this task.
    static INSIDE: usize;
}

impl Slot {
    pub(super) fn open(
        module: &CatalogueModule,
        (config, spec): (Arc<dyn ErasedConfig>, ConfigSpec),
        kept: Kept,
        environment: &Environment,
        keeper: Keeper,
        activity: Activity,
    ) -> Result<Self, ConfigError> {
        let strings = Arc::clone(module.strings());
        let module = module.info().name;
        let names: Vec<&str> = config.options().iter().map(|option| option.name).collect();
        for name in environment.unknown(module, &names) {
            tracing::warn!(name, module, "the variable names no option of the module");
        }
        let environment: Vec<_> = names
            .iter()
            .map(|name| {
                let value = environment.get(module, name)?;
                Some(Zeroizing::new(value.to_owned()))
            })
            .collect();
        let snapshot = snapshot(module, config.as_ref(), &environment, &kept)?;
        Ok(Self {
            module,
            config,
            spec,
            strings,
            environment,
            current: ArcSwap::from_pointee(snapshot),
            hook: Mutex::default(),
            kept: Arc::new(tokio::sync::Mutex::new(kept)),
            keeper,
            activity,
        })
    }

    /// Returns the present values.
    pub(super) fn config(&self) -> AnyConfig {
        Arc::clone(&self.current.load().config)
    }

    /// Returns the present values with where they come from.
    pub(super) fn snapshot(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// Returns the place of an option, by its name in any case.
    pub(super) fn option(&self, name: &str) -> Result<usize, ConfigError> {
        let folded = fold(name);
        let options = self.config.options();
        let found = options
            .iter()
            .position(|option| fold(option.name) == folded);
        found.ok_or_else(|| {
            let names = options.iter().map(|option| option.name);
            ConfigError::unknown_option(self.module, name, names)
        })
    }

    /// Returns the name of an option by its place.
    pub(super) fn name(&self, option: usize) -> &'static str {
        let options = self.config.options();
        options.get(option).map_or("", |option| option.name)
    }

    /// Makes the error of an option.
    pub(super) fn invalid(&self, option: usize, reason: super::Invalid) -> ConfigError {
        invalid(self.module, self.config.as_ref(), option, reason)
    }

    /// Says in one line what an option is for.
    pub(super) fn describe(&self, option: &OptionSpec, languages: &[Language]) -> String {
        let documentation = Documentation::new(Arc::clone(&self.strings), languages.into());
        documentation.config(option.name, option.docs).summary()
    }

    /// Shows the options with their present values.
    pub(super) fn view(&self) -> ConfigView {
        let snapshot = self.snapshot();
        let options = self.spec.options.iter().zip(&snapshot.options);
        ConfigView {
            module: self.module,
            options: options
                .map(|(spec, value)| OptionView {
                    spec: spec.clone(),
                    current: Shown::of(&value.text, spec.secret),
                    source: value.source,
                    aside: value.aside.clone(),
                })
                .collect(),
            removed: snapshot.removed.clone(),
        }
    }

    /// Gives the module its say from now on, and shows it the values that it starts with when
    /// they are not the defaults. When it refuses them, the defaults hold and the text is given.
    pub(super) async fn attach(&self, hook: Hook) -> Option<String> {
        let kept = self.kept.lock().await;
        *self.hook() = Some(Arc::clone(&hook));
        // What was refused the last time gets another chance.
        let loaded = snapshot(self.module, self.config.as_ref(), &self.environment, &kept);
        let loaded = loaded.map_or_else(|_| self.snapshot(), Arc::new);
        let changed = |value: &&Effective| value.source != ValueSource::Default;
        self.current.store(Arc::clone(&loaded));
        if !loaded.options.iter().any(|value| changed(&value)) {
            return None;
        }
        let none = vec![None; loaded.options.len()];
        let defaults = snapshot(self.module, self.config.as_ref(), &none, &Kept::new());
        // They were put together when the bot started.
        let mut defaults = defaults.ok()?;
        let answer = self
            .inside(hook(
                Arc::clone(&defaults.config),
                Arc::clone(&loaded.config),
            ))
            .await;
        let text = answer.err()?;
        for (option, refused) in defaults.options.iter_mut().zip(&loaded.options) {
            option.aside = refused.aside.clone().or_else(|| {
                changed(&refused).then(|| Aside {
                    source: refused.source,
                    reason: AsideReason::Refused(text.clone()),
                })
            });
        }
        defaults.removed.clone_from(&loaded.removed);
        self.current.store(Arc::new(defaults));
        drop(kept);
        Some(text)
    }

    /// Reads once more what is stored. A module that has its say is to be asked before it holds: see
    /// [`attach`](Self::attach).
    pub(super) async fn reload(&self) -> Result<(), ConfigError> {
        let mut kept = self.kept.lock().await;
        *kept = self
            .keeper
            .read(self.module)
            .await
            .map_err(|error| ConfigError::Store {
                module: self.module.to_owned(),
                source: Box::new(error),
            })?;
        if self.hook().is_none() {
            let new = snapshot(self.module, self.config.as_ref(), &self.environment, &kept)?;
            self.current.store(Arc::new(new));
        }
        Ok(())
    }

    /// Takes the module's say away: it is not running.
    pub(super) fn detach(&self) {
        *self.hook() = None;
    }

    /// Makes a change: one at a time, and whole, whoever stops waiting for it.
    ///
    /// `edit` sees the values as they are and says what to write.
    pub(super) async fn change(
        self: &Arc<Self>,
        edit: impl FnOnce(&Snapshot) -> Result<Edits, ConfigError>,
    ) -> Result<Vec<Change>, ConfigError> {
        let id = self.id();
        if INSIDE.try_with(|inside| *inside == id).unwrap_or(false) {
            return Err(ConfigError::InsideHook {
                module: self.module.to_owned(),
            });
        }
        let kept = Arc::clone(&self.kept).lock_owned().await;
        let edits = edit(&self.snapshot())?;
        let slot = Arc::clone(self);
        let applied = self
            .activity
            .spawn(async move { slot.apply(kept, edits).await });
        applied.await.unwrap_or(Err(ConfigError::Stopping))
    }

    async fn apply(
        &self,
        mut kept: OwnedMutexGuard<Kept>,
        edits: Edits,
    ) -> Result<Vec<Change>, ConfigError> {
        let mut wanted = kept.clone();
        for (name, text) in &edits {
            match text {
                Some(text) => wanted.insert(name.clone(), text.clone()),
                None => wanted.remove(name),
            };
        }
        let old = self.snapshot();
        let new = snapshot(
            self.module,
            self.config.as_ref(),
            &self.environment,
            &wanted,
        )?;
        for (index, value) in new.options.iter().enumerate() {
            let edited = matches!(edits.get(self.name(index)), Some(Some(_)));
            if edited
                && let Some(Aside {
                    reason: AsideReason::Invalid(reason),
                    ..
                }) = &value.aside
            {
                return Err(self.invalid(index, reason.clone()));
            }
        }
        let differs = old
            .options
            .iter()
            .zip(&new.options)
            .any(|(old, new)| old.text != new.text);
        let hook = self.hook().clone().filter(|_| differs);
        if let Some(hook) = &hook {
            let asked = hook(Arc::clone(&old.config), Arc::clone(&new.config));
            self.inside(asked)
                .await
                .map_err(|text| ConfigError::Refused {
                    module: self.module.to_owned(),
                    text,
                })?;
        }
        if wanted != *kept {
            let written = self.keeper.write(self.module, &edits).await;
            if let Err(source) = written {
                if let Some(hook) = &hook {
                    // The module has taken the new values and is told to take the old ones back.
                    let back = hook(Arc::clone(&new.config), Arc::clone(&old.config));
                    if let Err(text) = self.inside(back).await {
                        tracing::error!(module = self.module, text, "the old options are refused");
                    }
                }
                return Err(ConfigError::Store {
                    module: self.module.to_owned(),
                    source: Box::new(source),
                });
            }
        }
        let changes = self.changes(&old, &new);
        *kept = wanted;
        self.current.store(Arc::new(new));
        Ok(changes)
    }

    fn changes(&self, old: &Snapshot, new: &Snapshot) -> Vec<Change> {
        let options = self.spec.options.iter();
        options
            .zip(old.options.iter().zip(&new.options))
            .filter(|(_, (old, new))| old.text != new.text)
            .map(|(spec, (old, new))| Change {
                option: spec.name,
                old: Shown::of(&old.text, spec.secret),
                new: Shown::of(&new.text, spec.secret),
            })
            .collect()
    }

    /// Runs the hook; a change of the same options from inside of it would wait for itself.
    async fn inside(&self, hook: BoxFuture<'static, Result<(), String>>) -> Result<(), String> {
        INSIDE.scope(self.id(), hook).await
    }

    fn id(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }

    fn hook(&self) -> std::sync::MutexGuard<'_, Option<Hook>> {
        self.hook.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot")
            .field("module", &self.module)
            .finish_non_exhaustive()
    }
}

/// Finds out which value each option has, and puts them together.
fn snapshot(
    module: &'static str,
    config: &dyn ErasedConfig,
    environment: &[Option<Zeroizing<String>>],
    kept: &Kept,
) -> Result<Snapshot, ConfigError> {
    let rows = config.options();
    let mut options = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let stored = kept.get(row.name).map(|text| text.as_str());
        let outside = environment
            .get(index)
            .and_then(|text| text.as_ref())
            .map(|text| text.as_str());
        let sources = [
            (ValueSource::Stored, stored),
            (ValueSource::Environment, outside),
        ];
        let mut aside = None;
        let mut found = None;
        for (source, text) in sources {
            let Some(text) = text else { continue };
            match config.canonical(index, text) {
                Ok(text) => {
                    found = Some((source, text));
                    break;
                }
                Err(reason) => {
                    aside = aside.or(Some(Aside {
                        source,
                        reason: AsideReason::Invalid(reason),
                    }));
                }
            }
        }
        let (source, text) = if let Some(found) = found {
            found
        } else {
            let text = config.default_text(index);
            let text = text.map_err(|reason| invalid(module, config, index, reason))?;
            (ValueSource::Default, text)
        };
        options.push(Effective {
            text: Zeroizing::new(text),
            source,
            aside,
        });
    }
    let texts: Vec<Option<&str>> = options
        .iter()
        .map(|value| (value.source != ValueSource::Default).then_some(value.text.as_str()))
        .collect();
    let assembled = config.assemble(&texts);
    let assembled = assembled.map_err(|(index, reason)| invalid(module, config, index, reason))?;
    Ok(Snapshot {
        config: assembled,
        options,
        removed: kept
            .keys()
            .filter(|name| rows.iter().all(|row| row.name != name.as_str()))
            .cloned()
            .collect(),
    })
}

fn invalid(
    module: &str,
    config: &dyn ErasedConfig,
    option: usize,
    reason: super::Invalid,
) -> ConfigError {
    let options = config.options();
    ConfigError::Invalid {
        module: module.to_owned(),
        option: options
            .get(option)
            .map_or("", |option| option.name)
            .to_owned(),
        reason,
    }
}
