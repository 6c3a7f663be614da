//! The translated texts of the module that runs.

use std::sync::Arc;

use super::Context;
use super::bot::Voice;
use crate::module::{CatalogueModule, Documentation};
use crate::strings::{Language, TextBook, ToValue, Value};
use crate::text::FormattedText;

impl Context {
    /// Returns a text of the module, in the language of the owner, as HTML.
    ///
    /// The texts stand in the folder that `#[module(texts = "…")]` or `texts!` names. The owner's
    /// languages are tried in their order, then the language in which every text exists; when none
    /// of them has the text, the key is returned, so that an answer is never lost. Arguments are
    /// escaped, except those that are [`Html`](crate::strings::Html). One that is missing stays
    /// visible as `{$name}`.
    ///
    /// The compiler checks keys and arguments that are written out here: see the chapter
    /// [`texts`](crate::guide::texts) of the guide.
    ///
    /// # Examples
    ///
    /// With `welcome = Welcome, <b>{ $name }</b>!` in `en.ftl`:
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// /// Welcomes people.
    /// #[derive(Module, Default)]
    /// #[module(texts = "locales/example")]
    /// struct Greeter;
    ///
    /// #[handlers]
    /// impl Greeter {
    ///     /// Welcomes who joins a group.
    ///     #[watcher(groups)]
    ///     async fn welcome(&self, ctx: &Context, joined: &Joined) -> Result<()> {
    ///         ctx.client()
    ///             .send(&joined.chat, ctx.t("welcome", &[("name", &joined.user.name())]))
    ///             .await?;
    ///         Ok(())
    ///     }
    /// }
    /// ```
    pub fn t(&self, key: &str, args: &[(&str, &dyn ToValue)]) -> String {
        let args: Vec<(&str, Value<'_>)> = args
            .iter()
            .map(|(name, value)| (*name, value.to_value()))
            .collect();
        let module = self.this_module().map(|module| module.info().name);
        let strings = module.and_then(|name| self.bot().texts.module(name));
        match strings {
            Some(strings) => strings.get(&self.languages(), key, &args),
            None => key.to_owned(),
        }
    }

    /// Returns a text like [`Context::t`], as plain text: for files, logs and names.
    ///
    /// Nothing is escaped, and the tags of the text are taken away.
    pub fn t_plain(&self, key: &str, args: &[(&str, &dyn ToValue)]) -> String {
        FormattedText::from_html_lossy(&self.t(key, args)).text
    }
    /// Returns the languages of the chat in which the handler runs, the preferred one first: those
    /// that the owner chose for this chat, then the owner's own.
    pub fn languages(&self) -> Arc<[Language]> {
        self.voice().languages
    }

    /// Returns what finds the descriptions of a module, in the languages of the chat.
    pub fn documentation(&self, module: &CatalogueModule) -> Documentation {
        let strings = self.bot().texts.module(module.info().name);
        let strings = strings.unwrap_or_else(|| Arc::clone(module.strings()));
        Documentation::new(strings, self.languages())
    }

    /// Returns what says the texts of the SDK.
    pub(crate) fn voice(&self) -> Voice {
        let chat = self.event().and_then(|event| event.chat());
        self.bot().voice(chat.map(crate::telegram::Peer::id))
    }

    /// Returns the texts of all modules.
    pub(crate) fn texts(&self) -> &TextBook {
        &self.bot().texts
    }
}
