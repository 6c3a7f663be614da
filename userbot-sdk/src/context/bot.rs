//! What all contexts of one bot share.

use std::fmt;
use std::sync::Arc;

use tokio::sync::watch;

use super::clock::Clock;
use super::failure::{Dropped, Failure};
use super::panics::catch;
use super::report::{Reporter, Tell};
use super::tasks::Tasks;
use crate::error::Result;
use crate::module::Catalogue;
use crate::store::Settings;
use crate::strings::{self, Value};
use crate::telegram::{Client, Outgoing};

/// Is one running bot, as its handlers see it.
pub(crate) struct Bot {
    pub(crate) client: Client,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) clock: Clock,
    /// Runs of handlers and hooks: a stop waits for them.
    pub(crate) runs: Tasks,
    /// What goes on beside them, such as the tasks that handlers start: a stop ends them.
    pub(crate) background: Tasks,
    pub(crate) reporter: Reporter,
    /// Turns true when the bot stops.
    pub(crate) stopping: watch::Receiver<bool>,
}

impl Bot {
    /// Gives a built-in text in the owner's languages.
    pub(crate) fn text(&self, key: &str, arguments: &[(&str, Value<'_>)]) -> String {
        strings::builtin().get(&self.settings.languages(), key, arguments)
    }

    /// Notes a failure, and tells the owner unless the person in the chat is told already.
    pub(crate) fn failed(&self, module: usize, failure: &Failure, told: bool) {
        self.reporter.failed(failure);
        if !told && let Tell::Now { kept_back } = self.reporter.ask(&failure.id) {
            let mut text = self.text(
                "report-failed",
                &[
                    ("module", failure.module.into()),
                    ("handler", failure.handler.into()),
                    ("id", failure.id.as_str().into()),
                    ("text", shortened(&failure.text).into()),
                ],
            );
            if kept_back > 0 {
                text.push('\n');
                text += &self.text("report-again", &[("count", number(kept_back))]);
            }
            self.tell_owner(text);
        }
        if self.reporter.ended(module, true) {
            self.tell_owner(self.text("report-streak", &[("module", failure.module.into())]));
        }
    }

    /// Notes dropped events and tells the owner.
    pub(crate) fn dropped(&self, dropped: &Dropped) {
        self.reporter.dropped(dropped);
        let key = format!("dropped {} {}", dropped.module, dropped.handler);
        if let Tell::Now { kept_back } = self.reporter.ask(&key) {
            self.tell_owner(self.text(
                "report-dropped",
                &[
                    ("module", dropped.module.into()),
                    ("handler", dropped.handler.into()),
                    ("count", number(dropped.count + kept_back)),
                ],
            ));
        }
    }

    /// Sends a message to Saved Messages without waiting for it.
    pub(crate) fn tell_owner(&self, html: String) {
        let client = self.client.clone();
        self.runs.spawn(None, async move {
            match catch(client.send("me", Outgoing::html(html))).await {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => tracing::warn!(%error, "the owner could not be told"),
                Err(panicked) => tracing::error!(%panicked, "telling the owner failed"),
            }
        });
    }

    /// Starts a task of a module: its error or panic is reported, and it ends with the bot.
    pub(crate) fn spawn(
        self: &Arc<Self>,
        module: Option<usize>,
        handler: &'static str,
        future: impl Future<Output = Result<()>> + Send + 'static,
    ) -> bool {
        let bot = Arc::clone(self);
        self.background.spawn(module, async move {
            let name = bot.module_name(module);
            let failure = match catch(future).await {
                Ok(Ok(())) => return,
                Ok(Err(error)) => Failure::of_error(name, handler, &error),
                Err(panicked) => Failure::of_panic(name, handler, panicked),
            };
            bot.failed(module.unwrap_or(usize::MAX), &failure, false);
        })
    }

    pub(crate) fn module_name(&self, module: Option<usize>) -> &'static str {
        module
            .and_then(|index| self.catalogue.modules().get(index))
            .map_or("userbot-sdk", |module| module.info().name)
    }
}

impl fmt::Debug for Bot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bot")
            .field("runs", &self.runs)
            .finish_non_exhaustive()
    }
}

/// Turns a count into an argument of a text.
pub(crate) fn number(count: usize) -> Value<'static> {
    // A count of things in memory: far below where a float loses one.
    Value::from(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Cuts a text that is meant for one glance.
fn shortened(text: &str) -> String {
    const MOST: usize = 500;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn shortens_at_a_letter() {
        assert_eq!(shortened("да"), "да");
        let long = "д".repeat(501);
        assert_eq!(shortened(&long).chars().count(), 501);
        assert!(shortened(&long).ends_with("д…"));
    }
}
