//! Modules without their type: what the registry keeps and the runtime runs.

use std::any::{Any, TypeId};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::BoxFuture;

use super::{Describe, Module, ModuleInfo, Need, Offered, Service};
use crate::command::{ArgumentError, ArgumentInput, ArgumentsShape, CommandRow, CommandSpec};
use crate::context::{Context, HandlerFuture};
use crate::error::{Error, Result};
use crate::options::{AnyConfig, ErasedConfig, erase};
use crate::schedule::{ScheduleRow, ScheduleSpec};
use crate::store::{MigrationError, Migrations};
use crate::strings::Value;
use crate::text::FormattedText;
use crate::watcher::{Runner, WatcherRow, WatcherSpec};

/// Is the table of a module's handlers; `#[handlers]` writes it.
pub struct ModuleTable<M: 'static> {
    /// The commands, in the order of the source.
    pub commands: &'static [CommandRow<M>],
    /// The watchers, in the order of the source.
    pub watchers: &'static [WatcherRow<M>],
    /// The schedules, in the order of the source.
    pub schedules: &'static [ScheduleRow<M>],
    /// The tables of the blocks marked `#[handlers(part = …)]`.
    pub parts: &'static [&'static ModuleTable<M>],
}

impl<M> ModuleTable<M> {
    /// Returns every command of this table and its parts.
    pub fn all_commands(&self) -> impl Iterator<Item = &'static CommandRow<M>> {
        self.commands
            .iter()
            .chain(self.parts.iter().flat_map(|part| part.commands))
    }

    /// Returns every watcher of this table and its parts.
    pub fn all_watchers(&self) -> impl Iterator<Item = &'static WatcherRow<M>> {
        self.watchers
            .iter()
            .chain(self.parts.iter().flat_map(|part| part.watchers))
    }

    /// Returns every schedule of this table and its parts.
    pub fn all_schedules(&self) -> impl Iterator<Item = &'static ScheduleRow<M>> {
        self.schedules
            .iter()
            .chain(self.parts.iter().flat_map(|part| part.schedules))
    }
}

impl<M> fmt::Debug for ModuleTable<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ModuleTable")
            .field("commands", &self.commands)
            .field("watchers", &self.watchers)
            .field("schedules", &self.schedules)
            .field("parts", &self.parts)
            .finish()
    }
}

/// Gives the handler table of a module; `#[handlers]` writes it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no table of handlers",
    label = "no `#[handlers]` block for this type",
    note = "put `#[handlers]` on the `impl` block with its commands, or `#[module(no_handlers)]` on a struct that has only hooks"
)]
pub trait Handlers: Sized + 'static {
    /// The table.
    const TABLE: ModuleTable<Self>;
}

/// Is a module that has been loaded, without its type.
#[async_trait]
pub trait ErasedModule: Send + Sync {
    /// Returns the module's description.
    fn info(&self) -> &'static ModuleInfo;

    /// Starts the command with this place in the table; `None` when there is no such row.
    fn run_command<'a>(
        &'a self,
        row: usize,
        ctx: &'a Context,
        input: &ArgumentInput,
    ) -> Option<Result<HandlerFuture<'a>, ArgumentError>>;

    /// Makes what runs the watcher with this place in the table.
    fn runner(&self, row: usize) -> Option<Runner>;

    /// Starts one run of the schedule with this place in the table.
    fn run_schedule<'a>(&'a self, row: usize, ctx: &'a Context) -> Option<HandlerFuture<'a>>;

    /// Returns the module as its type.
    fn any(&self) -> Arc<dyn Any + Send + Sync>;

    /// Returns the services that it offers.
    fn offers(&self) -> Vec<Offered>;

    /// Calls [`Module::on_ready`].
    async fn on_ready(&self, ctx: &Context) -> Result<()>;

    /// Calls [`Module::on_unload`].
    async fn on_unload(&self, ctx: &Context) -> Result<()>;

    /// Calls [`Module::on_config_change`].
    async fn on_config_change(&self, ctx: &Context, old: AnyConfig, new: AnyConfig) -> Result<()>;
}

struct Loaded<M>(Arc<M>);

#[async_trait]
impl<M: Module + Handlers> ErasedModule for Loaded<M> {
    fn info(&self) -> &'static ModuleInfo {
        const { &M::INFO }
    }

    fn run_command<'a>(
        &'a self,
        row: usize,
        ctx: &'a Context,
        input: &ArgumentInput,
    ) -> Option<Result<HandlerFuture<'a>, ArgumentError>> {
        let row = M::TABLE.all_commands().nth(row)?;
        Some((row.run)(&self.0, ctx, input))
    }

    fn runner(&self, row: usize) -> Option<Runner> {
        let row = M::TABLE.all_watchers().nth(row)?;
        Some((row.run)(Arc::clone(&self.0)))
    }

    fn run_schedule<'a>(&'a self, row: usize, ctx: &'a Context) -> Option<HandlerFuture<'a>> {
        let row = M::TABLE.all_schedules().nth(row)?;
        Some((row.run)(&self.0, ctx))
    }

    fn any(&self) -> Arc<dyn Any + Send + Sync> {
        Arc::clone(&self.0) as Arc<dyn Any + Send + Sync>
    }

    fn offers(&self) -> Vec<Offered> {
        M::offers(&self.0)
    }

    async fn on_ready(&self, ctx: &Context) -> Result<()> {
        self.0.on_ready(ctx).await
    }

    async fn on_unload(&self, ctx: &Context) -> Result<()> {
        self.0.on_unload(ctx).await
    }

    async fn on_config_change(&self, ctx: &Context, old: AnyConfig, new: AnyConfig) -> Result<()> {
        match (old.downcast_ref(), new.downcast_ref()) {
            (Some(old), Some(new)) => self.0.on_config_change(ctx, old, new).await,
            // The catalogue keeps a module and the type of its options together.
            _ => Ok(()),
        }
    }
}

/// Is one module that can be started: what `#[handlers]` submits and the registry collects.
#[derive(Clone, Copy)]
pub struct ModuleEntry {
    /// Identifies the type, so that a module that was added twice counts once.
    pub(crate) type_id: fn() -> TypeId,
    /// Gives the path of the type, such as `my_crate::games::Quiz`.
    pub(crate) type_name: fn() -> &'static str,
    pub(crate) info: &'static ModuleInfo,
    pub(crate) commands: fn() -> Vec<(&'static CommandSpec, ArgumentsShape)>,
    pub(crate) watchers: fn() -> Vec<&'static WatcherSpec>,
    pub(crate) schedules: fn() -> Vec<&'static ScheduleSpec>,
    pub(crate) needs: &'static [Need],
    pub(crate) offers: &'static [Service],
    pub(crate) config: fn() -> Option<Arc<dyn ErasedConfig>>,
    pub(crate) load: LoadModule,
}

/// Makes a module and runs its `load` hook.
type LoadModule = for<'a> fn(&'a Context) -> BoxFuture<'a, Result<Arc<dyn ErasedModule>>>;

impl ModuleEntry {
    /// Makes the entry of a module type.
    pub const fn of<M: Module + Handlers>() -> Self {
        Self {
            type_id: TypeId::of::<M>,
            type_name: std::any::type_name::<M>,
            info: const { &M::INFO },
            commands: || {
                M::TABLE
                    .all_commands()
                    .map(|row| (&row.spec, row.arguments))
                    .collect()
            },
            watchers: || M::TABLE.all_watchers().map(|row| &row.spec).collect(),
            schedules: || M::TABLE.all_schedules().map(|row| &row.spec).collect(),
            needs: M::NEEDS,
            offers: M::OFFERS,
            config: erase::<<M as Describe>::Config>,
            load: |ctx| {
                Box::pin(async move {
                    migrate(ctx, M::migrations()).await?;
                    let module = <M as Describe>::create().load(ctx).await?;
                    Ok(Arc::new(Loaded(Arc::new(module))) as Arc<dyn ErasedModule>)
                })
            },
        }
    }
}

/// Brings the data of a module into the shape that it knows; the error is for the owner.
async fn migrate(ctx: &Context, migrations: Migrations) -> Result<()> {
    let text = |key, arguments: &[(&str, Value<'_>)]| {
        FormattedText::from_html_lossy(&ctx.bot().text(key, arguments)).text
    };
    match migrations.run(&ctx.db()).await {
        Ok(()) => Ok(()),
        Err(MigrationError::Newer { .. }) => Err(Error::msg(text("migration-newer", &[]))),
        Err(error) => {
            let reason = error.to_string();
            let arguments = [("reason", reason.as_str().into())];
            Err(Error::msg(text("migration-failed", &arguments)))
        }
    }
}

impl ModuleEntry {
    /// Returns the path of the Rust module in which the type stands.
    pub(crate) fn path(&self) -> String {
        let name = (self.type_name)();
        let name = name.split('<').next().unwrap_or(name);
        name.rsplit_once("::")
            .map_or(name, |(path, _)| path)
            .to_owned()
    }
}

impl fmt::Debug for ModuleEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ModuleEntry")
            .field("info", &self.info)
            .finish_non_exhaustive()
    }
}

inventory::collect!(ModuleEntry);

/// Is a free function marked `#[command]`, `#[watcher]` or `#[every]`.
///
/// Free functions of one Rust module form one SDK module, named after it.
#[derive(Debug, Clone, Copy)]
pub struct FreeHandler {
    /// The path of the Rust module in which the function stands.
    pub module_path: &'static str,
    /// The version of its crate.
    pub version: &'static str,
    /// The SDK version that it was compiled against.
    pub sdk_version: &'static str,
    /// The function.
    pub kind: FreeHandlerKind,
}

/// Is the row of a free function.
#[derive(Debug, Clone, Copy)]
pub enum FreeHandlerKind {
    /// A command.
    Command(&'static CommandRow<()>),
    /// A watcher.
    Watcher(&'static WatcherRow<()>),
    /// A schedule.
    Schedule(&'static ScheduleRow<()>),
}

inventory::collect!(FreeHandler);

/// Is the texts of the free functions of a Rust module and those below it; `texts!` submits it.
#[derive(Debug, Clone, Copy)]
pub struct FreeTexts {
    /// The path of the Rust module.
    pub module_path: &'static str,
    /// The texts.
    pub texts: crate::strings::Texts,
}

inventory::collect!(FreeTexts);

/// Marks a block `#[handlers(part = …)]`, so that one that no block lists is found.
#[derive(Debug, Clone, Copy)]
pub struct PartMark {
    /// The module type's name.
    pub module: &'static str,
    /// The part's name.
    pub part: &'static str,
    /// True for the mention in `parts(…)`, false for the block itself.
    pub listed: bool,
    /// Where it stands.
    pub location: super::SourceLocation,
    /// Identifies the module type.
    pub type_id: fn() -> TypeId,
}

inventory::collect!(PartMark);

/// The module made of free functions: rows collected at run time instead of a constant table.
pub(crate) struct FreeModule {
    pub(crate) info: &'static ModuleInfo,
    pub(crate) commands: Vec<&'static CommandRow<()>>,
    pub(crate) watchers: Vec<&'static WatcherRow<()>>,
    pub(crate) schedules: Vec<&'static ScheduleRow<()>>,
    pub(crate) marker: PhantomData<()>,
}

#[async_trait]
impl ErasedModule for FreeModule {
    fn info(&self) -> &'static ModuleInfo {
        self.info
    }

    fn run_command<'a>(
        &'a self,
        row: usize,
        ctx: &'a Context,
        input: &ArgumentInput,
    ) -> Option<Result<HandlerFuture<'a>, ArgumentError>> {
        Some((self.commands.get(row)?.run)(&(), ctx, input))
    }

    fn runner(&self, row: usize) -> Option<Runner> {
        Some((self.watchers.get(row)?.run)(Arc::new(())))
    }

    fn run_schedule<'a>(&'a self, row: usize, ctx: &'a Context) -> Option<HandlerFuture<'a>> {
        Some((self.schedules.get(row)?.run)(&(), ctx))
    }

    fn any(&self) -> Arc<dyn Any + Send + Sync> {
        Arc::new(())
    }

    fn offers(&self) -> Vec<Offered> {
        Vec::new()
    }

    async fn on_ready(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }

    async fn on_unload(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }

    async fn on_config_change(
        &self,
        _ctx: &Context,
        _old: AnyConfig,
        _new: AnyConfig,
    ) -> Result<()> {
        Ok(())
    }
}
