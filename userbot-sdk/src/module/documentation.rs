//! What a module, a command and the like are for, in the reader's language.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{CatalogueModule, Docs};
use crate::command::CommandSpec;
use crate::schedule::ScheduleSpec;
use crate::strings::{Language, Strings};
use crate::watcher::WatcherSpec;

/// Finds descriptions: from the attributes and doc comments, and from the module's texts.
///
/// In the files of texts, the keys are `doc-module`, `doc-command-NAME`, `doc-watcher-NAME`,
/// `doc-schedule-NAME` and `doc-config-OPTION`, where the name of a watcher or schedule is that of its
/// function. The arguments of a command are attributes of its key: `doc-command-NAME.ARGUMENT`.
///
/// For each language in turn, what the owner put in the place of a text comes first, then the
/// attribute, then the file. A description in none of the languages is given as its author wrote it.
///
/// # Examples
///
/// ```
/// use userbot_sdk::module::{Documentation, Registry};
/// use userbot_sdk::prelude::*;
/// use userbot_sdk::strings::Language;
///
/// /// Answers.
/// #[derive(Module, Default)]
/// #[module(doc(ru = "Отвечает."))]
/// struct Pinger;
///
/// #[handlers]
/// impl Pinger {
///     /// Answers "pong".
///     #[command]
///     async fn ping(&self, ctx: &Context) -> Result<()> {
///         ctx.answer("pong").await
///     }
/// }
///
/// let catalogue = Registry::new().module::<Pinger>().validate()?;
/// let module = &catalogue.modules()[0];
/// let docs = Documentation::new(module.strings().clone(), [Language::russian()].into());
/// assert_eq!(docs.module(module.info()).summary(), "Отвечает");
/// assert_eq!(docs.command(module.commands()[0].spec()).summary(), "Answers \"pong\"");
/// # Ok::<(), userbot_sdk::module::Problems>(())
/// ```
#[derive(Debug, Clone)]
pub struct Documentation {
    strings: Arc<Strings>,
    languages: Arc<[Language]>,
}

/// Is a description: its first paragraph is the summary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocText(String);

impl Documentation {
    /// Makes it for the texts of a module and a reader, whose preferred language comes first.
    pub fn new(strings: Arc<Strings>, languages: Arc<[Language]>) -> Self {
        Self { strings, languages }
    }

    /// Returns what a module is for.
    pub fn module(&self, info: &super::ModuleInfo) -> DocText {
        self.text("doc-module", info.docs)
    }

    /// Returns what a command does.
    pub fn command(&self, spec: &CommandSpec) -> DocText {
        self.text(&key("command", spec.name), spec.docs)
    }

    /// Returns what an argument of a command is, when the module's texts say it.
    pub fn argument(&self, command: &str, argument: &str) -> Option<String> {
        let key = format!("{}.{argument}", key("command", command));
        self.strings.find(&self.languages, &key, &[])
    }

    /// Returns what a watcher does.
    pub fn watcher(&self, spec: &WatcherSpec) -> DocText {
        self.text(&key("watcher", spec.name), spec.docs)
    }

    /// Returns what a schedule does.
    pub fn schedule(&self, spec: &ScheduleSpec) -> DocText {
        self.text(&key("schedule", spec.name), spec.docs)
    }

    /// Returns what an option is for.
    pub fn config(&self, option: &str, docs: Docs) -> DocText {
        self.text(&key("config", option), docs)
    }

    /// Returns the description with this key in exactly this language.
    ///
    /// `docs` are those of the attribute and the doc comment; they win.
    pub fn in_language(&self, key: &str, docs: Docs, language: &Language) -> Option<DocText> {
        let written = || docs.in_language(language).map(str::to_owned);
        let file = || {
            self.strings
                .has(language, key)
                .then(|| self.strings.get(std::slice::from_ref(language), key, &[]))
        };
        let text = if self.strings.is_replaced(language, key) {
            file()
        } else {
            written().or_else(file)
        };
        text.filter(|text| !text.trim().is_empty()).map(DocText)
    }

    fn text(&self, key: &str, docs: Docs) -> DocText {
        let default = self.strings.default_language();
        self.languages
            .iter()
            .flat_map(|language| [language.clone(), language.base()])
            .chain([default.clone()])
            .find_map(|language| self.in_language(key, docs, &language))
            .unwrap_or_else(|| DocText(docs.0.first().map_or("", |doc| doc.text).to_owned()))
    }
}

impl DocText {
    /// Returns the whole text.
    pub fn text(&self) -> &str {
        self.0.trim()
    }

    /// Returns the first paragraph on one line, without its final period.
    pub fn summary(&self) -> String {
        super::info::summary(&self.0)
    }

    /// Returns what follows the first paragraph, with its line breaks.
    pub fn details(&self) -> &str {
        super::info::details(&self.0)
    }
}

/// Makes the key of a description.
fn key(kind: &str, name: &str) -> String {
    format!("doc-{kind}-{name}")
}

/// Lists the keys that descriptions of a module have.
pub(crate) fn keys(module: &CatalogueModule) -> BTreeSet<String> {
    let mut keys = BTreeSet::from(["doc-module".to_owned()]);
    for command in module.commands() {
        let own = key("command", command.spec().name);
        let shape = command.arguments();
        let arguments = crate::command::argument_names(&shape);
        keys.extend(arguments.iter().map(|name| format!("{own}.{name}")));
        keys.insert(own);
    }
    keys.extend(
        module
            .watchers()
            .iter()
            .map(|one| key("watcher", one.spec().name)),
    );
    keys.extend(
        module
            .schedules()
            .iter()
            .map(|one| key("schedule", one.spec().name)),
    );
    let options = module
        .config()
        .into_iter()
        .flat_map(|config| &config.options);
    keys.extend(options.map(|option| key("config", option.name)));
    keys
}
