//! The options of every module, by name: what editors work with.

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::erased::AnyConfig;
use super::keeper::{Edits, Keeper};
use super::slot::{Change, Hook, Slot, Snapshot};
use super::{Config, ConfigError, ConfigView, Editor, Environment, Invalid, list};
use zeroize::Zeroizing;

use crate::module::Catalogue;
use crate::telegram::Activity;

/// Is the options of every module of a bot: shows them and changes them by name.
///
/// [`Context::configs`](crate::context::Context::configs) gives it. It is what `.config` uses, and
/// what any other editor should use: names are read in any case, values are the text that a person
/// types, and nothing goes past the validators and
/// [`Module::on_config_change`](crate::module::Module::on_config_change). When a change returned,
/// it survives a crash, and every task sees it. Changes of one module happen one after another.
///
/// A module reads its own options with [`Context::config`](crate::context::Context::config).
#[derive(Clone, Default)]
pub struct Configs(Arc<Inner>);

#[derive(Default)]
struct Inner {
    slots: Vec<Arc<Slot>>,
    /// The place in `slots` of each module of the catalogue.
    of_module: Vec<Option<usize>>,
    of_type: HashMap<TypeId, usize>,
    /// Every module's name.
    names: Vec<&'static str>,
}

impl Configs {
    /// Reads what is stored and finds out the values of every module.
    pub(crate) async fn open(
        catalogue: &Catalogue,
        keeper: &Keeper,
        environment: &Environment,
        activity: &Activity,
    ) -> Result<Self, ConfigError> {
        let mut inner = Inner::default();
        for module in catalogue.modules() {
            let name = module.info().name;
            inner.names.push(name);
            let Some((config, spec)) = module.erased_config() else {
                inner.of_module.push(None);
                continue;
            };
            let kept = keeper
                .read(name)
                .await
                .map_err(|error| ConfigError::Store {
                    module: name.to_owned(),
                    source: Box::new(error),
                })?;
            let place = inner.slots.len();
            inner.of_module.push(Some(place));
            inner.of_type.entry(config.type_id()).or_insert(place);
            inner.slots.push(Arc::new(Slot::open(
                module,
                (Arc::clone(config), spec.clone()),
                kept,
                environment,
                keeper.clone(),
                activity.clone(),
            )?));
        }
        Ok(Self(Arc::new(inner)))
    }

    /// Reads once more what is stored: somebody has put other values in its place. A module that has its
    /// say sees them when it is restarted.
    pub(crate) async fn reload(&self) -> Result<(), ConfigError> {
        for slot in &self.0.slots {
            slot.reload().await?;
        }
        Ok(())
    }

    /// Lists the modules that have options, in the order in which they start.
    pub fn modules(&self) -> impl Iterator<Item = &'static str> {
        self.0.slots.iter().map(|slot| slot.module)
    }

    /// Shows the options of a module with their present values.
    ///
    /// # Errors
    ///
    /// There is no such module, or it has no options.
    pub fn view(&self, module: &str) -> Result<ConfigView, ConfigError> {
        Ok(self.slot(module)?.view())
    }

    /// Sets an option to what this text says to its validator.
    ///
    /// # Errors
    ///
    /// See [`ConfigError`]; the old value stays, in the store too.
    pub async fn set(
        &self,
        module: &str,
        option: &str,
        text: &str,
    ) -> Result<Vec<Change>, ConfigError> {
        let slot = self.slot(module)?;
        let option = slot.option(option)?;
        let text = canonical(slot, option, text)?;
        let edits = Edits::from([(slot.name(option).to_owned(), Some(text))]);
        slot.change(|_| Ok(edits)).await
    }

    /// Sets several options of a module at once: all of them, or none.
    ///
    /// # Errors
    ///
    /// See [`ConfigError`]; all old values stay.
    pub async fn set_many(
        &self,
        module: &str,
        values: impl IntoIterator<Item = (&str, &str)>,
    ) -> Result<Vec<Change>, ConfigError> {
        let slot = self.slot(module)?;
        let mut edits = Edits::new();
        for (option, text) in values {
            let option = slot.option(option)?;
            let text = canonical(slot, option, text)?;
            edits.insert(slot.name(option).to_owned(), Some(text));
        }
        slot.change(|_| Ok(edits)).await
    }

    /// Forgets what was set: the environment's value or the default holds again.
    ///
    /// # Errors
    ///
    /// See [`ConfigError`].
    pub async fn reset(&self, module: &str, option: &str) -> Result<Vec<Change>, ConfigError> {
        let slot = self.slot(module)?;
        let option = slot.option(option)?;
        let edits = Edits::from([(slot.name(option).to_owned(), None)]);
        slot.change(|_| Ok(edits)).await
    }

    /// Adds items to the end of a list; `items` is written like the list itself.
    ///
    /// # Errors
    ///
    /// See [`ConfigError`]; [`ConfigError::NotAList`] when the option is not a list.
    pub async fn add(
        &self,
        module: &str,
        option: &str,
        items: &str,
    ) -> Result<Vec<Change>, ConfigError> {
        self.edit_list(module, option, items, |list, items| {
            list.extend(items);
            true
        })
        .await
    }

    /// Takes items out of a list, each once; `items` is written like the list itself.
    ///
    /// # Errors
    ///
    /// See [`ConfigError`]; [`ConfigError::NoSuchItem`] when the list does not hold one of them.
    pub async fn remove(
        &self,
        module: &str,
        option: &str,
        items: &str,
    ) -> Result<Vec<Change>, ConfigError> {
        self.edit_list(module, option, items, |list, items| {
            items.into_iter().all(|item| {
                let place = list.iter().position(|known| *known == item);
                place.map(|place| list.remove(place)).is_some()
            })
        })
        .await
    }

    /// Removes the kept value of an option that the module no longer has; without a name, all of
    /// them. Returns the names of what was removed.
    ///
    /// # Errors
    ///
    /// See [`ConfigError`]; an option that the module has is not removed, but
    /// [reset](Self::reset).
    pub async fn clear(
        &self,
        module: &str,
        option: Option<&str>,
    ) -> Result<Vec<String>, ConfigError> {
        let slot = self.slot(module)?;
        let removed = slot.view().removed;
        let names: Vec<String> = match option {
            None => removed,
            Some(name) => match removed.into_iter().find(|known| known == name) {
                Some(known) => vec![known],
                None if slot.option(name).is_ok() => {
                    return Err(ConfigError::InUse {
                        module: slot.module.to_owned(),
                        option: name.to_owned(),
                    });
                }
                None => {
                    return Err(ConfigError::UnknownOption {
                        module: slot.module.to_owned(),
                        option: name.to_owned(),
                        near: Vec::new(),
                    });
                }
            },
        };
        let edits: Edits = names.iter().map(|name| (name.clone(), None)).collect();
        slot.change(|_| Ok(edits)).await?;
        Ok(names)
    }

    /// Edits a list; `edit` gives false when an item is missing.
    async fn edit_list(
        &self,
        module: &str,
        option: &str,
        items: &str,
        edit: impl FnOnce(&mut Vec<String>, Vec<String>) -> bool,
    ) -> Result<Vec<Change>, ConfigError> {
        let slot = self.slot(module)?;
        let option = slot.option(option)?;
        let name = slot.name(option);
        let Some(separator) = separator(&slot.config.editor(option)) else {
            return Err(ConfigError::NotAList {
                module: slot.module.to_owned(),
                option: name.to_owned(),
            });
        };
        let cut = |text: &str| {
            list::split(text, separator).map_err(|reason| {
                let reason = Invalid::from(reason);
                slot.invalid(option, reason)
            })
        };
        let typed = cut(items)?;
        // The items in the form in which the list holds them, when they can stand alone.
        let items = match slot.config.canonical(option, items) {
            Ok(text) => cut(&text)?,
            Err(_) => typed,
        };
        slot.change(|snapshot: &Snapshot| {
            let text = snapshot
                .options
                .get(option)
                .map_or("", |value| value.text.as_str());
            let mut list = cut(text)?;
            if !edit(&mut list, items) {
                return Err(ConfigError::NoSuchItem {
                    module: slot.module.to_owned(),
                    option: name.to_owned(),
                });
            }
            let text = list::join(&list, separator);
            let text = canonical(slot, option, &text)?;
            Ok(Edits::from([(name.to_owned(), Some(text))]))
        })
        .await
    }

    /// Returns the values of the config `C`: those of the module at this place in the catalogue
    /// when it is its own, else those of the first module that has it.
    pub(crate) fn get<C: Config>(&self, own: Option<usize>) -> Option<Arc<C>> {
        let slot = self.slot_of::<C>(own)?;
        slot.config().downcast::<C>().ok()
    }

    /// Changes the values of the config `C` in place.
    pub(crate) async fn change<C: Config>(
        &self,
        own: Option<usize>,
        change: impl FnOnce(&mut C) + Send,
    ) -> Option<Result<Vec<Change>, ConfigError>> {
        let slot = self.slot_of::<C>(own)?;
        let edit = |snapshot: &Snapshot| {
            let wrong = |(option, reason)| slot.invalid(option, reason);
            let texts: Vec<Option<&str>> = snapshot
                .options
                .iter()
                .map(|value| {
                    let own = value.source != super::ValueSource::Default;
                    own.then_some(value.text.as_str())
                })
                .collect();
            // A copy of the present values: a config need not be `Clone`.
            let copy: AnyConfig = slot.config.assemble(&texts).map_err(wrong)?;
            let mut edits = Edits::new();
            let Ok(copy) = copy.downcast::<C>() else {
                return Ok(edits);
            };
            let Some(mut copy) = Arc::into_inner(copy) else {
                return Ok(edits);
            };
            change(&mut copy);
            let copy: AnyConfig = Arc::new(copy);
            let texts = slot.config.texts(&copy).map_err(wrong)?;
            for (index, (text, old)) in texts.into_iter().zip(&snapshot.options).enumerate() {
                if text != *old.text {
                    edits.insert(slot.name(index).to_owned(), Some(Zeroizing::new(text)));
                }
            }
            Ok(edits)
        };
        Some(slot.change(edit).await)
    }

    /// Gives a module its say, and shows it the values that it starts with.
    pub(crate) async fn attach(&self, module: usize, hook: Hook) -> Option<String> {
        self.slot_at(module)?.attach(hook).await
    }

    /// Takes a module's say away; `None` means all.
    pub(crate) fn detach(&self, module: Option<usize>) {
        match module {
            Some(module) => {
                if let Some(slot) = self.slot_at(module) {
                    slot.detach();
                }
            }
            None => self.0.slots.iter().for_each(|slot| slot.detach()),
        }
    }

    /// Returns the options of the module at this place in the catalogue.
    pub(crate) fn view_at(&self, module: usize) -> Option<ConfigView> {
        Some(self.slot_at(module)?.view())
    }

    pub(super) fn slots(&self) -> &[Arc<Slot>] {
        &self.0.slots
    }

    pub(super) fn slot(&self, module: &str) -> Result<&Arc<Slot>, ConfigError> {
        let folded = module.to_lowercase();
        let found = self
            .0
            .slots
            .iter()
            .find(|slot| slot.module.to_lowercase() == folded);
        if let Some(slot) = found {
            return Ok(slot);
        }
        let mut names = self.0.names.iter();
        if let Some(known) = names.find(|known| known.to_lowercase() == folded) {
            return Err(ConfigError::NoOptions {
                module: (*known).to_owned(),
            });
        }
        let near = crate::command::suggest::nearest(module, self.modules());
        Err(ConfigError::UnknownModule {
            name: module.to_owned(),
            near: near.iter().map(ToString::to_string).collect(),
        })
    }

    fn slot_at(&self, module: usize) -> Option<&Arc<Slot>> {
        self.0.slots.get((*self.0.of_module.get(module)?)?)
    }

    fn slot_of<C: Config>(&self, own: Option<usize>) -> Option<&Arc<Slot>> {
        let id = TypeId::of::<C>();
        own.and_then(|module| self.slot_at(module))
            .filter(|slot| slot.config.type_id() == id)
            .or_else(|| self.0.slots.get(*self.0.of_type.get(&id)?))
    }
}

/// Reads a text as the option's validator does.
pub(super) fn canonical(
    slot: &Slot,
    option: usize,
    text: &str,
) -> Result<Zeroizing<String>, ConfigError> {
    slot.config
        .canonical(option, text)
        .map(Zeroizing::new)
        .map_err(|reason| slot.invalid(option, reason))
}

/// Returns what stands between the items when an option is a list.
pub(super) fn separator(editor: &Editor) -> Option<char> {
    match editor {
        Editor::List { separator, .. } => Some(*separator),
        Editor::MultiChoice { .. } => Some(','),
        Editor::Secret { inner } | Editor::Optional { inner } => separator(inner),
        _ => None,
    }
}

impl fmt::Debug for Configs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Configs").field(&self.0.slots).finish()
    }
}
