//! Watchers: handlers that see messages and other events, chosen by filters.

use std::collections::HashSet;
use std::sync::Mutex;

use userbot_sdk::prelude::*;

/// Welcomes people, and says good morning once a day.
#[derive(Module, Debug, Default)]
#[module(texts = "locales")]
pub struct Greeter {
    greeted: Mutex<HashSet<PeerId>>,
}

#[handlers]
impl Greeter {
    /// Welcomes who joins a group.
    #[watcher(groups)]
    async fn welcome(&self, ctx: &Context, joined: &Joined) -> Result<()> {
        let person = &joined.user;
        if !person.is_self() && !person.is_bot() {
            let welcome = ctx.t("welcome", &[("name", &person.name())]);
            ctx.client().send(&joined.chat, welcome).await?;
        }
        Ok(())
    }

    /// Answers a good morning, but each person only once.
    #[watcher(incoming, private, not(bots), regex = r"(?i)^good morning\b")]
    async fn morning(&self, ctx: &Context, message: &Message) -> Result<()> {
        if self.is_new(message.chat().id()) {
            message.reply(ctx.t("morning", &[])).await?;
        }
        Ok(())
    }

    /// Forgets whom it greeted, once a day.
    #[every("1d")]
    async fn new_day(&self, _ctx: &Context) -> Result<()> {
        self.greeted
            .lock()
            .map_err(|_| Error::msg("the list of people is broken"))?
            .clear();
        Ok(())
    }
}

impl Greeter {
    fn is_new(&self, person: PeerId) -> bool {
        self.greeted
            .lock()
            .is_ok_and(|mut greeted| greeted.insert(person))
    }
}
