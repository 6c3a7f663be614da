//! Which modules a bot has.

use std::collections::BTreeSet;
use std::panic::Location;

use super::catalogue::{Catalogue, Loader, fold};
use super::entry::{FreeHandler, FreeModule, Handlers, ModuleEntry};
use super::problem::Problems;
use super::{Module, ModuleInfo, SourceLocation, free, validate};

/// Is the list of modules that a bot is made of.
///
/// [`Registry::module`] adds one type and is all that is needed. [`Registry::discover`] adds
/// everything that the linked crates declare. The linker drops a crate that no code names, and
/// its modules with it; `modules!` names crates, and [`Registry::expect`] makes their
/// absence an error.
///
/// Adding is idempotent and order does not matter for correctness: the modules of one bot are
/// checked together by [`Registry::validate`].
///
/// # Examples
///
/// ```
/// use userbot_sdk::module::Registry;
///
/// let catalogue = Registry::new().validate()?;
/// assert!(catalogue.modules().is_empty());
/// # Ok::<(), userbot_sdk::module::Problems>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Registry {
    pub(super) sources: Vec<Source>,
    pub(super) expected: Vec<Expected>,
    pub(super) without: BTreeSet<String>,
    pub(super) translations: BTreeSet<&'static str>,
    pub(super) discovered: Option<SourceLocation>,
}

/// Is a module on its way into the catalogue.
#[derive(Clone)]
pub(super) struct Source {
    pub(super) info: &'static ModuleInfo,
    pub(super) loader: Loader,
    pub(super) builtin: bool,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source")
            .field("name", &self.info.name)
            .field("builtin", &self.builtin)
            .finish_non_exhaustive()
    }
}

/// Is a module or crate that must be there.
#[derive(Debug, Clone)]
pub(super) struct Expected {
    pub(super) name: String,
    pub(super) location: SourceLocation,
}

impl Registry {
    /// Makes a registry without modules.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the module type `M`.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::module::Registry;
    /// use userbot_sdk::prelude::*;
    ///
    /// /// Answers.
    /// #[derive(Module, Default)]
    /// struct Ping;
    ///
    /// #[handlers]
    /// impl Ping {
    ///     /// Answers "pong".
    ///     #[command]
    ///     async fn ping(&self, ctx: &Context) -> Result<()> {
    ///         ctx.answer("pong").await?;
    ///         Ok(())
    ///     }
    /// }
    ///
    /// let catalogue = Registry::new().module::<Ping>().validate()?;
    /// assert_eq!(catalogue.command("PING").unwrap().spec().name, "ping");
    /// # Ok::<(), userbot_sdk::module::Problems>(())
    /// ```
    pub fn module<M: Module + Handlers>(self) -> Self {
        self.add(ModuleEntry::of::<M>(), false)
    }

    /// Adds a module that gives way to others: to one of the same name, and command by command.
    ///
    /// The built-in modules are added like this, so that a bot can bring its own `help`.
    pub fn fallback<M: Module + Handlers>(self) -> Self {
        self.add(ModuleEntry::of::<M>(), true)
    }

    /// Adds every module and free function of the crates that are linked into this program.
    ///
    /// The order is by crate, then by name: the same on every start.
    #[track_caller]
    pub fn discover(mut self) -> Self {
        self.discovered = Some(here(Location::caller()));
        self.collect(|_| true)
    }

    /// Adds what is declared in one Rust module and those below it.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::module::Registry;
    ///
    /// let registry = Registry::new().discover_in(module_path!());
    /// # assert!(registry.validate().is_ok());
    /// ```
    pub fn discover_in(self, module_path: &str) -> Self {
        self.collect(|path| {
            path.strip_prefix(module_path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        })
    }

    /// Adds the modules of these crates, and expects each to have one; takes what `modules!` gives.
    #[track_caller]
    pub fn modules(self, crates: &[&str]) -> Self {
        let location = here(Location::caller());
        let mut registry = self;
        for name in crates {
            registry = registry.discover_in(name);
            registry.expected.push(Expected {
                name: (*name).to_owned(),
                location,
            });
        }
        registry
    }

    /// Makes it an error when one of these modules or crates is not there at the end.
    #[track_caller]
    pub fn expect<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        let location = here(Location::caller());
        self.expected.extend(names.into_iter().map(|name| Expected {
            name: name.into(),
            location,
        }));
        self
    }

    /// Adds a module whose rows are made at run time, for measurements with many handlers.
    pub(crate) fn rows(mut self, module: FreeModule) -> Self {
        let info = module.info;
        let loader = Loader::Free(module.into());
        self.sources.push(Source {
            info,
            loader,
            builtin: false,
        });
        self
    }

    /// Leaves out the module with this name, wherever it comes from and whenever it is added.
    pub fn without(mut self, name: &str) -> Self {
        self.without.insert(fold(name));
        self
    }

    /// Makes it an error when a module or command is not described in one of these languages.
    pub fn translated(mut self, languages: impl IntoIterator<Item = &'static str>) -> Self {
        self.translations.extend(languages);
        self
    }

    /// Checks all modules together.
    ///
    /// It changes nothing and talks to nobody: a test can call it for a bot of any size.
    ///
    /// # Errors
    ///
    /// Gives every [`Problem`](super::Problem) that there is, not only the first.
    pub fn validate(&self) -> Result<Catalogue, Problems> {
        validate::validate(self)
    }

    fn add(mut self, entry: ModuleEntry, builtin: bool) -> Self {
        let known = self.sources.iter().any(|source| {
            matches!(&source.loader, Loader::Entry(other) if (other.type_id)() == (entry.type_id)())
        });
        if !known {
            self.sources.push(Source {
                info: entry.info,
                loader: Loader::Entry(entry),
                builtin,
            });
        }
        self
    }

    fn collect(mut self, wanted: impl Fn(&str) -> bool) -> Self {
        // The modules that come with the SDK are linked into every program and wait to be asked
        // for: as fallbacks, by `builtin::add`.
        let wanted = |path: &str| wanted(path) && !path.starts_with("userbot_sdk::builtin::");
        let mut entries: Vec<ModuleEntry> = inventory::iter::<ModuleEntry>
            .into_iter()
            .filter(|entry| wanted(&entry.path()))
            .copied()
            .collect();
        entries.sort_by_key(|entry| (entry.info.crate_name, entry.info.name, entry.info.location));
        for entry in entries {
            self = self.add(entry, false);
        }
        let handlers = inventory::iter::<FreeHandler>
            .into_iter()
            .filter(|handler| wanted(handler.module_path))
            .copied();
        for module in free::group(handlers) {
            let known = self
                .sources
                .iter()
                .any(|source| std::ptr::eq(source.info, module.info));
            if !known {
                let info = module.info;
                let loader = Loader::Free(module.into());
                self.sources.push(Source {
                    info,
                    loader,
                    builtin: false,
                });
            }
        }
        self
    }
}

fn here(caller: &'static Location<'static>) -> SourceLocation {
    SourceLocation {
        file: caller.file(),
        line: caller.line(),
    }
}
