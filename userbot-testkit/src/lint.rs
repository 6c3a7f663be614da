//! One line that checks how a module presents itself.

use std::collections::BTreeSet;

use userbot_sdk::command::ArgumentsShape;
use userbot_sdk::module::{
    Catalogue, CatalogueModule, Docs, Documentation, Handlers, Module, Registry,
};
use userbot_sdk::strings::Language;

use crate::test_run::panic_with;

/// Checks a module's names, docs, arguments and translations.
///
/// Use it in a test of its own. It reports everything at once: what the start-up check would
/// report (duplicate names, bad definitions, patterns that do not compile), a module, command,
/// argument or option without docs, and a language that is given in one place and missing in another. In the
/// files of texts it looks for keys that are missing or too many in a language, arguments that
/// differ, plural forms that a language has and a text lacks, and texts that nothing uses.
///
/// # Panics
///
/// Panics with the list of what is wrong, each with file and line.
///
/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
///
/// /// Answers.
/// #[derive(Module, Default)]
/// #[module(doc(ru = "Отвечает."))]
/// struct Pinger;
///
/// #[handlers]
/// impl Pinger {
///     /// Answers "pong".
///     #[command(doc(ru = "Отвечает «pong»."))]
///     async fn ping(&self, ctx: &Context) -> Result<()> {
///         ctx.answer("pong").await
///     }
/// }
///
/// userbot_testkit::lint::<Pinger>();
/// ```
#[track_caller]
pub fn lint<M: Module + Handlers>() {
    LintBuilder::new().module::<M>().check();
}

/// Checks several modules, as one bot has them.
///
/// # Examples
///
/// ```no_run
/// # use userbot_sdk::prelude::*;
/// # fn check<A: Module + userbot_sdk::module::Handlers, B: Module + userbot_sdk::module::Handlers>() {
/// userbot_testkit::LintBuilder::new().module::<A>().module::<B>().language("ru").check();
/// # }
/// ```
#[derive(Debug, Default)]
pub struct LintBuilder {
    registry: Registry,
    languages: BTreeSet<&'static str>,
}

impl LintBuilder {
    /// Makes a check of no module yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a module.
    pub fn module<M: Module + Handlers>(mut self) -> Self {
        self.registry = self.registry.module::<M>();
        self
    }

    /// Requires every text in this language, besides those that the modules already use.
    pub fn language(mut self, code: &'static str) -> Self {
        self.languages.insert(code);
        self
    }

    /// Runs the check.
    ///
    /// # Panics
    ///
    /// Panics with the list of what is wrong.
    #[track_caller]
    pub fn check(self) {
        match self.registry.validate() {
            Err(problems) => panic_with(&format!("the modules cannot start:\n{problems}")),
            Ok(catalogue) => {
                let complaints = complaints(&catalogue, self.languages);
                if !complaints.is_empty() {
                    panic_with(&format!("lint found:\n{}", complaints.join("\n")));
                }
            }
        }
    }
}

fn complaints(catalogue: &Catalogue, wanted: BTreeSet<&'static str>) -> Vec<String> {
    let mut found = Vec::new();
    let modules: Vec<&CatalogueModule> = catalogue.modules().iter().collect();
    let subjects: Vec<Subject> = modules.iter().flat_map(|module| subjects(module)).collect();
    let mut languages: BTreeSet<Language> = BTreeSet::from([Language::english()]);
    let written = subjects.iter().flat_map(|subject| subject.docs.0);
    let codes = written.map(|doc| doc.language).chain(wanted);
    languages.extend(codes.filter_map(|code| Language::new(code).ok()));
    for module in &modules {
        languages.extend(module.strings().languages().cloned());
    }
    for subject in &subjects {
        let given = |language: &Language| {
            let docs = &subject.documentation;
            docs.in_language(&subject.key, subject.docs, language)
                .is_some()
        };
        let Subject { place, name, .. } = subject;
        if !languages.iter().any(given) {
            found.push(format!("{place}: {name} has no docs: write a doc comment"));
            continue;
        }
        for language in languages.iter().filter(|language| !given(language)) {
            let code = language.to_string();
            let add = match &*code {
                "en" => "write a doc comment".to_owned(),
                _ => format!("add doc({} = \"…\")", code.to_lowercase().replace('-', "_")),
            };
            let key = if subject.has_texts {
                format!(", or `{}` to its texts", subject.key)
            } else {
                String::new()
            };
            found.push(format!(
                "{place}: {name} has no text in `{code}`: {add}{key}"
            ));
        }
    }
    for module in modules {
        texts(module, &mut found);
    }
    for command in catalogue.commands() {
        let ArgumentsShape::Clap(define) = command.arguments() else {
            continue;
        };
        let definition = define(clap_command(command.spec().name));
        for argument in definition
            .get_arguments()
            .filter(|argument| !argument.is_hide_set())
        {
            if argument.get_help().is_none() {
                found.push(format!(
                    "{}: argument `{}` of command {} has no docs: write a doc comment on the field",
                    command.spec().location,
                    argument.get_id(),
                    command.spec().name,
                ));
            }
        }
    }
    found
}

/// Is something that has a description.
struct Subject {
    place: String,
    name: String,
    key: String,
    docs: Docs,
    documentation: Documentation,
    has_texts: bool,
}

fn subjects(module: &CatalogueModule) -> Vec<Subject> {
    let documentation = Documentation::new(module.strings().clone(), [].into());
    let info = module.info();
    let mut all = vec![Subject {
        place: info.location.to_string(),
        name: format!("module {}", info.name),
        key: "doc-module".to_owned(),
        docs: info.docs,
        documentation: documentation.clone(),
        has_texts: !info.texts.is_empty(),
    }];
    all.extend(module.commands().iter().map(|command| {
        let spec = command.spec();
        Subject {
            place: spec.location.to_string(),
            name: format!("command {}", spec.name),
            key: format!("doc-command-{}", spec.name),
            docs: spec.docs,
            documentation: documentation.clone(),
            has_texts: !info.texts.is_empty(),
        }
    }));
    let options = module
        .config()
        .into_iter()
        .flat_map(|config| &config.options);
    all.extend(options.map(|option| Subject {
        place: option.location.to_string(),
        name: format!("option {} of {}", option.name, info.name),
        key: format!("doc-config-{}", option.name),
        docs: option.docs,
        documentation: documentation.clone(),
        has_texts: !info.texts.is_empty(),
    }));
    all
}

/// Complains about the files of texts: what differs between them, and what nobody uses.
fn texts(module: &CatalogueModule, found: &mut Vec<String>) {
    let (info, strings) = (module.info(), module.strings());
    let path = |language: &Language| {
        let mut files = info.texts.files.iter();
        files
            .find(|file| Language::new(file.language).as_ref() == Ok(language))
            .map_or("?", |file| file.path)
    };
    for problem in strings.problems() {
        found.push(format!("{}: {problem}", path(problem.language())));
    }
    let docs = module.doc_keys();
    let default = strings.default_language();
    for language in strings.languages() {
        for key in strings.keys(language).filter(|key| key.starts_with("doc-")) {
            if !docs.contains(key) {
                found.push(format!(
                    "{}: `{key}` describes nothing of module {}",
                    path(language),
                    info.name
                ));
            }
        }
    }
    // Some keys may be made while running: then nobody can tell which are used.
    let Some(used) = info.texts.used else { return };
    for key in strings.keys(default).filter(|key| !key.starts_with("doc-")) {
        let referred = strings.is_referred(default, key);
        if !used.contains(&key) && !referred {
            found.push(format!("{}: `{key}` is not used", path(default)));
        }
    }
}

fn clap_command(name: &'static str) -> userbot_sdk::prelude::clap::Command {
    userbot_sdk::prelude::clap::Command::new(name)
}
