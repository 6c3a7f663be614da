//! The procedural macros of [`userbot-sdk`](https://docs.rs/userbot-sdk), which re-exports them.
//!
//! Use them from there: this crate makes no promise of its own. `userbot-sdk` depends on exactly
//! one version of it, because the expansions use names that only that version of the SDK has.
//!
//! The way of an expansion: `parse` turns tokens into the plain data of `model` with the help of
//! the one table of keys in `keys`; `check` finds what cannot be right; `emit` writes constant
//! data and function pointers. Mistakes are collected and reported together, next to the
//! original item and to everything that could be understood, so that nothing else lights up.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "a test that fails panics"
    )
)]

mod check;
mod cron;
mod docs;
mod duration;
mod emit;
mod expand;
mod keys;
mod model;
mod parse;
mod span;
mod texts;

use proc_macro::TokenStream;

use crate::model::Attr;

/// Makes a struct a module: its name, its docs and how it is made.
///
/// The struct is `Default`; its doc comment is the module's help text. Keys of
/// `#[module(…)]` on the same struct:
///
#[doc = include_str!("../docs/module-keys.md")]
#[proc_macro_derive(Module, attributes(module))]
pub fn module(input: TokenStream) -> TokenStream {
    expand::module(input.into()).into()
}

/// Makes an enum something that people choose from in the settings of a module.
///
/// Every variant holds nothing; its doc comment is what people see, and its name, in lower case
/// with dashes, is what they type. Keys of `#[choice(…)]` on a variant:
///
#[doc = include_str!("../docs/choice-variant-keys.md")]
///
/// And on the enum:
///
#[doc = include_str!("../docs/choice-keys.md")]
#[proc_macro_derive(Choice, attributes(choice))]
pub fn choice(input: TokenStream) -> TokenStream {
    expand::choice(input.into()).into()
}

/// Makes a struct the options of a module, which its owner can set.
///
/// Each field is an option; its doc comment says what it is for. Keys of `#[config(…)]` on a
/// field:
///
#[doc = include_str!("../docs/option-keys.md")]
///
/// Keys of `#[config(…)]` on the struct:
///
#[doc = include_str!("../docs/config-keys.md")]
#[proc_macro_derive(Config, attributes(config))]
pub fn config(input: TokenStream) -> TokenStream {
    expand::config(input.into()).into()
}

/// Turns the marked methods of an `impl` block into a module's table of handlers.
///
/// The methods are marked [`macro@command`], [`macro@watcher`] or [`macro@every`]. Keys:
///
#[doc = include_str!("../docs/handlers-keys.md")]
#[proc_macro_attribute]
pub fn handlers(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand::handlers(attribute.into(), &item.into()).into()
}

/// Makes a command of a method in a block marked [`macro@handlers`], or of a free function.
///
/// The signature is `async fn(&self, ctx: &Context, args: Args) -> Result<()>`: without `&self`
/// for a free function, and with a `clap::Args` struct, `Raw` or nothing as the argument. Keys:
///
#[doc = include_str!("../docs/command-keys.md")]
#[proc_macro_attribute]
pub fn command(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand::handler(Attr::Command, attribute.into(), item.into()).into()
}

/// Makes a watcher of a method in a block marked [`macro@handlers`], or of a free function.
///
/// The signature is `async fn(&self, ctx: &Context, msg: &Message) -> Result<()>`: without
/// `&self` for a free function. The type of the last parameter chooses the kind of event; the
/// keys choose which of them, and all of them must pass:
///
#[doc = include_str!("../docs/watcher-keys.md")]
#[proc_macro_attribute]
pub fn watcher(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand::handler(Attr::Watcher, attribute.into(), item.into()).into()
}

/// Runs a method in a block marked [`macro@handlers`], or a free function, again and again.
///
/// The signature is `async fn(&self, ctx: &Context) -> Result<()>`: without `&self` for a free
/// function. The first run is at once, and each one follows the last after the time, such as
/// `"30s"`, `"5m"` or `"1h30m"`. While the computer sleeps nothing runs; one run makes up for that.
/// Keys after the time:
///
#[doc = include_str!("../docs/every-keys.md")]
#[proc_macro_attribute]
pub fn every(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand::handler(Attr::Every, attribute.into(), item.into()).into()
}

/// Gives the free functions of a Rust module, and of those below it, their translated texts.
///
/// The argument is a folder of Fluent files beside `Cargo.toml`, or, when it starts with a dot,
/// beside the source file; each file is named after its language. Keys after it:
///
#[doc = include_str!("../docs/texts-keys.md")]
#[proc_macro]
pub fn texts(input: TokenStream) -> TokenStream {
    expand::texts(input.into()).into()
}

/// Runs a method in a block marked [`macro@handlers`], or a free function, at the times of a cron
/// expression.
///
/// The signature is `async fn(&self, ctx: &Context) -> Result<()>`: without `&self` for a free
/// function. The expression has five fields: minute, hour, day of the month, month and day of the
/// week. `"30 8 * * mon-fri"` is half past eight on working days, `"@daily"` is midnight. Keys after
/// it:
///
#[doc = include_str!("../docs/cron-keys.md")]
#[proc_macro_attribute]
pub fn cron(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand::handler(Attr::Cron, attribute.into(), item.into()).into()
}

/// Makes a test of an `async fn` that uses the simulated Telegram of `userbot-testkit`.
///
#[doc = include_str!("../docs/test-keys.md")]
#[proc_macro_attribute]
pub fn test(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand::test(attribute.into(), &item.into()).into()
}
