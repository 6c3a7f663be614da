//! Every module of a bot, checked: what the runtime starts and `help` reads.

use std::any::TypeId;
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;

use jiff::tz::TimeZone;

use super::entry::{ErasedModule, FreeModule, ModuleEntry};
use super::{ModuleInfo, Need, ResolvedNeed, Service};
use crate::command::{ArgumentsShape, CommandSpec};
use crate::context::Context;
use crate::error::Result;
use crate::options::{ConfigSpec, ErasedConfig};
use crate::schedule::{Cron, ScheduleSpec};
use crate::strings::Strings;
use crate::watcher::{Filter, WatcherSpec};

/// Is every module of a bot with its commands, watchers and schedules, after all checks passed.
///
/// [`Registry::validate`](super::Registry::validate) makes it. A handler gets it from
/// [`Context::modules`](crate::context::Context::modules): that is how `help` knows what there is.
#[derive(Debug, Default)]
pub struct Catalogue {
    pub(super) modules: Vec<CatalogueModule>,
    /// Folded name or alias to module and command.
    pub(super) names: HashMap<String, (usize, usize)>,
}

impl Catalogue {
    /// Returns the modules, in the order in which they start.
    pub fn modules(&self) -> &[CatalogueModule] {
        &self.modules
    }

    /// Returns the module with this name, in any case.
    pub fn module(&self, name: &str) -> Option<&CatalogueModule> {
        self.modules.get(self.position(name)?)
    }

    /// Returns the place of the module with this name in [`Catalogue::modules`].
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        let name = fold(name);
        self.modules
            .iter()
            .position(|module| fold(module.info.name) == name)
    }

    /// Returns the command with this name or alias, in any case and without the prefix.
    pub fn command(&self, name: &str) -> Option<&CatalogueCommand> {
        let (module, command) = *self.names.get(&fold(name))?;
        self.modules.get(module)?.commands.get(command)
    }

    /// Returns every command, module by module.
    pub fn commands(&self) -> impl Iterator<Item = &CatalogueCommand> {
        self.modules.iter().flat_map(|module| &module.commands)
    }

    /// Returns every name and alias that can be typed, in lower case and no particular order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// Returns the level of a module with these needs, whose providers stand in the list already.
    pub(super) fn level(&self, needs: &[ResolvedNeed]) -> usize {
        let providers = needs.iter().flat_map(|need| &need.providers);
        providers
            .filter_map(|place| self.modules.get(*place))
            .map(|module| module.level + 1)
            .max()
            .unwrap_or(0)
    }

    /// Returns the module that a command is part of.
    pub fn module_of(&self, command: &CatalogueCommand) -> Option<&CatalogueModule> {
        self.modules.get(command.module)
    }
}

/// Is one module of a [`Catalogue`].
pub struct CatalogueModule {
    pub(super) info: &'static ModuleInfo,
    pub(super) commands: Vec<CatalogueCommand>,
    pub(super) watchers: Vec<CatalogueWatcher>,
    pub(super) schedules: Vec<CatalogueSchedule>,
    pub(super) strings: Arc<Strings>,
    pub(super) builtin: bool,
    pub(super) config: Option<(Arc<dyn ErasedConfig>, ConfigSpec)>,
    pub(super) loader: Loader,
    pub(super) needs: Vec<ResolvedNeed>,
    pub(super) offers: &'static [Service],
    pub(super) level: usize,
}

impl CatalogueModule {
    /// Returns the name, docs and origin.
    pub fn info(&self) -> &'static ModuleInfo {
        self.info
    }

    /// Returns the commands, in the order of the source.
    pub fn commands(&self) -> &[CatalogueCommand] {
        &self.commands
    }

    /// Returns the watchers, in the order of the source.
    pub fn watchers(&self) -> &[CatalogueWatcher] {
        &self.watchers
    }

    /// Returns the schedules, in the order of the source.
    pub fn schedules(&self) -> &[CatalogueSchedule] {
        &self.schedules
    }

    /// Returns the texts that the author wrote. What the owner put in their place is not among
    /// them: [`Context::t`] knows it.
    pub fn strings(&self) -> &Arc<Strings> {
        &self.strings
    }

    /// Lists the keys under which descriptions of the module are looked for in its texts.
    pub fn doc_keys(&self) -> BTreeSet<String> {
        super::documentation::keys(self)
    }

    /// Returns true when the module comes with the SDK.
    pub fn builtin(&self) -> bool {
        self.builtin
    }

    /// Returns the modules and services without which it cannot be on.
    pub fn needs(&self) -> impl Iterator<Item = &Need> {
        self.needs.iter().map(|resolved| &resolved.need)
    }

    /// Returns the services that it offers.
    pub fn offers(&self) -> &'static [Service] {
        self.offers
    }

    /// Returns its needs with those who satisfy them.
    pub(crate) fn resolved_needs(&self) -> &[ResolvedNeed] {
        &self.needs
    }

    /// Returns 0 for a module that needs none, else one more than the highest that it needs.
    pub(crate) fn level(&self) -> usize {
        self.level
    }

    /// Tells whether it is of this type.
    pub(crate) fn is(&self, id: TypeId) -> bool {
        matches!(&self.loader, Loader::Entry(entry) if (entry.type_id)() == id)
    }

    /// Returns the options of the module; `None` when it has none.
    ///
    /// [`Configs::view`](crate::config::Configs::view) shows them with their present values.
    pub fn config(&self) -> Option<&ConfigSpec> {
        self.config.as_ref().map(|(_, spec)| spec)
    }

    pub(crate) fn erased_config(&self) -> Option<&(Arc<dyn ErasedConfig>, ConfigSpec)> {
        self.config.as_ref()
    }

    /// Makes the module and runs its `load` hook.
    pub(crate) async fn load(&self, ctx: &Context) -> Result<Arc<dyn ErasedModule>> {
        match &self.loader {
            Loader::Entry(entry) => (entry.load)(ctx).await,
            Loader::Free(module) => Ok(Arc::clone(module) as Arc<dyn ErasedModule>),
        }
    }
}

impl fmt::Debug for CatalogueModule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CatalogueModule")
            .field("name", &self.info.name)
            .field("commands", &self.commands)
            .field("watchers", &self.watchers)
            .field("schedules", &self.schedules)
            .field("builtin", &self.builtin)
            .finish_non_exhaustive()
    }
}

/// Is one command of a [`Catalogue`].
#[derive(Debug, Clone, Copy)]
pub struct CatalogueCommand {
    pub(super) spec: &'static CommandSpec,
    pub(super) arguments: ArgumentsShape,
    pub(super) module: usize,
    pub(super) row: usize,
}

impl CatalogueCommand {
    /// Returns what its author declared.
    pub fn spec(&self) -> &'static CommandSpec {
        self.spec
    }

    /// Returns the shape of its arguments, for usage lines and help.
    pub fn arguments(&self) -> ArgumentsShape {
        self.arguments
    }

    /// Returns the place of its module in [`Catalogue::modules`].
    pub fn module(&self) -> usize {
        self.module
    }

    /// Returns its place in the module's table.
    pub(crate) fn row(&self) -> usize {
        self.row
    }
}

/// Is one watcher of a [`Catalogue`].
#[derive(Debug, Clone)]
pub struct CatalogueWatcher {
    pub(super) spec: &'static WatcherSpec,
    pub(super) filter: Filter,
    pub(super) row: usize,
}

impl CatalogueWatcher {
    /// Returns what its author declared.
    pub fn spec(&self) -> &'static WatcherSpec {
        self.spec
    }

    /// Returns the filter, ready to be evaluated.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Returns its place in the module's table.
    pub(crate) fn row(&self) -> usize {
        self.row
    }
}

/// Is one schedule of a [`Catalogue`].
#[derive(Debug, Clone)]
pub struct CatalogueSchedule {
    pub(super) spec: &'static ScheduleSpec,
    /// The expression and the time zone that it names, for one of `#[cron(…)]`.
    pub(super) cron: Option<(Cron, Option<TimeZone>)>,
    pub(super) row: usize,
}

impl CatalogueSchedule {
    /// Returns what its author declared.
    pub fn spec(&self) -> &'static ScheduleSpec {
        self.spec
    }

    /// Returns the expression of `#[cron(…)]` and the time zone that it names.
    pub(crate) fn cron(&self) -> Option<&(Cron, Option<TimeZone>)> {
        self.cron.as_ref()
    }

    /// Returns its place in the module's table.
    pub(crate) fn row(&self) -> usize {
        self.row
    }
}

/// Is how a module comes into being.
#[derive(Clone)]
pub(super) enum Loader {
    Entry(ModuleEntry),
    Free(Arc<FreeModule>),
}

/// Folds a name for comparison: names are typed without regard to case.
pub(super) fn fold(name: &str) -> String {
    name.to_lowercase()
}
