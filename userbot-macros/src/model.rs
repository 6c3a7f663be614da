//! What the parser found, before it is written out again.

use std::time::Duration;

use proc_macro2::{Span, TokenStream};
use syn::{Attribute, Expr, Generics, Ident, LitStr, Path, Type};

use crate::docs::{DocText, Translation};
use crate::keys::Key;
use crate::texts::Embedded;

/// Is one key of an attribute with its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The key's row in its table.
    pub(crate) key: &'static Key,
    /// The key as it was written.
    pub(crate) ident: Ident,
    /// What follows it.
    pub(crate) value: Value,
    /// The whole entry as text, to find repetitions.
    pub(crate) text: String,
}

/// Is what follows a key.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Flag,
    Text(LitStr),
    Pattern(Expr),
    Duration(Duration),
    Translations(Vec<Translation>),
    Words(Vec<Entry>),
    Peers(Vec<PeerDef>),
    Numbers(Vec<Expr>),
    Path(Path),
    Expression(Expr),
    Filters(Vec<Entry>),
    Names(Vec<Ident>),
    Types(Vec<Type>),
    Bool(bool),
}

/// Is a chat or a person of a filter.
#[derive(Debug, Clone)]
pub(crate) enum PeerDef {
    /// A number, or a constant that holds one.
    Id(Expr),
    /// A username without the @.
    Username(LitStr),
    /// `me`.
    Me,
}

/// Is a type with `#[derive(Module)]`.
#[derive(Debug)]
pub(crate) struct ModuleDef {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) name: String,
    pub(crate) docs: Vec<DocText>,
    /// The author writes `impl Module`.
    pub(crate) hooks: bool,
    /// There is no `#[handlers]` block.
    pub(crate) no_handlers: bool,
    /// The type of its options.
    pub(crate) config: Option<Path>,
    pub(crate) texts: Option<Embedded>,
    /// Modules, and traits as `dyn Trait`.
    pub(crate) needs: Vec<Type>,
    /// Traits as `dyn Trait`.
    pub(crate) offers: Vec<Type>,
    pub(crate) sdk: Path,
}

/// Is `texts!(…)`.
#[derive(Debug)]
pub(crate) struct FreeTextsDef {
    pub(crate) texts: Embedded,
    pub(crate) sdk: Path,
}

/// Is a struct with `#[derive(Config)]`.
#[derive(Debug)]
pub(crate) struct ConfigDef {
    pub(crate) ident: Ident,
    pub(crate) fields: Vec<OptionDef>,
    pub(crate) sdk: Path,
    /// A mistake leaves nothing to write but the promise that there is a config.
    pub(crate) broken: bool,
}

/// Is a field of a config.
#[derive(Debug)]
pub(crate) struct OptionDef {
    /// The `#[cfg(…)]` of the field, which its row gets too.
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) ident: Ident,
    pub(crate) name: NameDef,
    pub(crate) docs: Vec<DocText>,
    pub(crate) of: Type,
    pub(crate) default: Option<Expr>,
    pub(crate) validator: Option<Expr>,
}

/// Is a block with `#[handlers]`.
#[derive(Debug)]
pub(crate) struct BlockDef {
    /// The `#[cfg(…)]` below `#[handlers]`, which what is written gets too.
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) generics: Generics,
    pub(crate) self_type: Type,
    pub(crate) handlers: Vec<HandlerDef>,
    pub(crate) role: BlockRole,
    pub(crate) sdk: Path,
    /// Nothing can be written for it: only its errors are reported.
    pub(crate) broken: bool,
}

/// Is what a block is to its module.
#[derive(Debug)]
pub(crate) enum BlockRole {
    /// The block that holds the module's table.
    Main {
        /// The other blocks.
        parts: Vec<Ident>,
        /// The entry is not submitted.
        manual: bool,
    },
    /// One of the other blocks.
    Part {
        name: Ident,
        /// The mark is not submitted.
        manual: bool,
    },
}

/// Is a method or a free function that is a handler.
#[derive(Debug, Clone)]
pub(crate) struct HandlerDef {
    /// The `#[cfg(…)]` of the function, which its row gets too.
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) ident: Ident,
    pub(crate) docs: Vec<DocText>,
    /// The type of the argument after `ctx`; without the `&` for a watcher.
    pub(crate) argument: Option<Type>,
    pub(crate) output: Type,
    pub(crate) kind: HandlerKind,
}

/// Is what a handler answers to.
#[derive(Debug, Clone)]
pub(crate) enum HandlerKind {
    Command(CommandDef),
    Watcher(Vec<Entry>),
    Schedule(ScheduleDef),
}

/// Is what `#[every(…)]` or `#[cron(…)]` says.
#[derive(Debug, Clone)]
pub(crate) struct ScheduleDef {
    pub(crate) timing: TimingDef,
    pub(crate) jitter: Option<Duration>,
    pub(crate) overlap: Option<Entry>,
    pub(crate) autostart: bool,
    pub(crate) backoff: Option<Duration>,
}

/// Is when a schedule runs.
#[derive(Debug, Clone)]
pub(crate) enum TimingDef {
    Every {
        interval: Duration,
        delay: Option<Duration>,
    },
    Cron {
        expression: LitStr,
        zone: Option<LitStr>,
        catch_up: bool,
    },
}

/// Is what `#[command(…)]` says.
#[derive(Debug, Clone)]
pub(crate) struct CommandDef {
    pub(crate) name: NameDef,
    pub(crate) aliases: Vec<NameDef>,
    pub(crate) scope: Vec<Entry>,
    pub(crate) only: Vec<Entry>,
    pub(crate) cooldown: Option<Duration>,
    pub(crate) hidden: bool,
    pub(crate) usage: Option<LitStr>,
}

/// Is a name that people type, and where it was written.
#[derive(Debug, Clone)]
pub(crate) struct NameDef {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// Is an enum with `#[derive(Choice)]`.
#[derive(Debug)]
pub(crate) struct ChoiceDef {
    pub(crate) ident: Ident,
    pub(crate) variants: Vec<VariantDef>,
    pub(crate) sdk: Path,
}

/// Is one variant of such an enum.
#[derive(Debug)]
pub(crate) struct VariantDef {
    pub(crate) ident: Ident,
    /// What people type.
    pub(crate) name: NameDef,
    /// What people see.
    pub(crate) labels: Vec<DocText>,
}

/// Is a function with `#[userbot_testkit::test]`.
#[derive(Debug)]
pub(crate) struct TestDef {
    pub(crate) function: syn::ItemFn,
    pub(crate) testkit: Path,
    /// The mistakes leave nothing to run.
    pub(crate) broken: bool,
}

/// Is which of the attributes of handlers a function carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attr {
    Command,
    Watcher,
    Every,
    Cron,
}

impl Attr {
    /// Returns the one that a path names by its last segment.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let last = path.segments.last()?;
        [Self::Command, Self::Watcher, Self::Every, Self::Cron]
            .into_iter()
            .find(|attr| last.ident == attr.name())
    }

    /// Returns its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Watcher => "watcher",
            Self::Every => "every",
            Self::Cron => "cron",
        }
    }

    /// Returns what the function is called in messages.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Command => "a command",
            Self::Watcher => "a watcher",
            Self::Every | Self::Cron => "a schedule",
        }
    }
}

/// Is the arguments of an attribute that one function carries.
#[derive(Debug)]
pub(crate) struct Marked {
    pub(crate) attr: Attr,
    /// Where the attribute stands.
    pub(crate) span: Span,
    pub(crate) tokens: TokenStream,
}
