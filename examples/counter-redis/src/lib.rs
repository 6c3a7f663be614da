//! One state for several processes: bots of different accounts count together.
//!
//! Run it on two accounts, with the values on one Redis server:
//!
//! ```text
//! USERBOT_STORE=redis://localhost/0 cargo run -p counter-redis -- --session ann/session.redb
//! USERBOT_STORE=redis://localhost/0 cargo run -p counter-redis -- --session bob/session.redb
//! ```
//!
//! The module knows nothing of it: where values are kept is chosen when the bot is started.

use userbot_sdk::prelude::*;

/// How far everybody has counted together.
pub const COUNT: Key<u64> = Key::new("count");
/// How much of it each account did.
pub const SHARES: MapKey<String, u64> = MapKey::new("shares");

/// Counts together with the other bots that keep their values in the same place.
#[derive(Module, Debug, Default)]
#[module(doc(ru = "Считает вместе с другими ботами, у которых то же хранилище."))]
pub struct Counter;

#[handlers]
impl Counter {
    /// Counts one on.
    #[command(alias = "c", doc(ru = "Прибавляет единицу."))]
    async fn count(&self, ctx: &Context) -> Result<()> {
        let me = &ctx.client().get_me().await?.name().into_owned();
        let count = ctx
            .db()
            .transaction(|tx| async move {
                let count = tx.get(COUNT).await?.unwrap_or(0) + 1;
                tx.set(COUNT, &count)?;
                let share = tx.map(SHARES).get(me).await?.unwrap_or(0) + 1;
                tx.map(SHARES).insert(me, &share).await?;
                Ok(count)
            })
            .await?;
        ctx.answer(count.to_string()).await
    }

    /// Shows who has counted how much.
    #[command(doc(ru = "Показывает, кто сколько насчитал."))]
    async fn shares(&self, ctx: &Context) -> Result<()> {
        let mut lines = Vec::new();
        for (name, share) in ctx.db().map(SHARES).all().await? {
            lines.push(format!("{}: {share}", escape(name)));
        }
        if lines.is_empty() {
            lines.push("Nobody has counted yet.".to_owned());
        }
        ctx.answer(lines.join("\n")).await
    }
}
