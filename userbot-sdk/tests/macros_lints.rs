//! Handlers of the plainest kind, under every lint of clippy's pedantic set.

#![deny(clippy::pedantic, clippy::all, unused)]

use userbot_sdk::module::Handlers;
use userbot_sdk::prelude::*;

/// Counts.
#[derive(Module, Default)]
struct Counter;

#[derive(Args)]
struct CountArgs {
    times: u8,
}

#[handlers]
impl Counter {
    /// Counts.
    #[command]
    async fn count(&self, ctx: &Context, args: CountArgs) -> Result<()> {
        let _ = (ctx.message(), args.times);
        Ok(())
    }

    /// Sees.
    #[watcher(text)]
    async fn seen(&self, _ctx: &Context, _msg: &Message) -> Result<()> {
        Ok(())
    }

    /// Ticks.
    #[every("5m")]
    async fn tick(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }
}

/// Answers.
#[command]
async fn free(_ctx: &Context, _args: CountArgs) -> Result<()> {
    Ok(())
}

#[test]
fn the_rows_are_there() {
    assert_eq!(Counter::TABLE.all_commands().count(), 1);
    assert_eq!(Counter::TABLE.all_watchers().count(), 1);
    assert_eq!(Counter::TABLE.all_schedules().count(), 1);
}
