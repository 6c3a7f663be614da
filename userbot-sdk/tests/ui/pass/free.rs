//! Free functions, also of a name that the macros could want, and inside a function.

#![deny(warnings, missing_docs)]

use userbot_sdk::module::Registry;
use userbot_sdk::prelude::*;

/// Answers "pong".
#[command]
async fn ping(_ctx: &Context) -> Result<()> {
    Ok(())
}

/// Shadows what a careless expansion would use.
#[allow(dead_code, reason = "it only stands in the way")]
mod core {
    pub(crate) struct Option;
}

/// Says it again.
#[command(alias = "say")]
pub(crate) async fn cmd_echo(_ctx: &Context, text: Raw) -> Result<()> {
    let _ = text;
    Ok(())
}

#[watcher(incoming, text)]
async fn seen(_ctx: &Context, _msg: &Message) -> Result<()> {
    Ok(())
}

#[every("1d")]
async fn daily(_ctx: &Context) -> Result<()> {
    Ok(())
}

pub(crate) fn main() {
    /// Stands in a function.
    #[command]
    async fn inner(_ctx: &Context) -> Result<()> {
        Ok(())
    }

    let catalogue = Registry::new()
        .discover_in(module_path!())
        .validate()
        .unwrap();
    let mut names: Vec<_> = catalogue.modules()[0]
        .commands()
        .iter()
        .map(|command| command.spec().name)
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["echo", "inner", "ping"]);
}
