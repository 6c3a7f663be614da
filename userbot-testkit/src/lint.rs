//! One line that checks how a module presents itself.

use std::collections::BTreeSet;

use userbot_sdk::command::ArgumentsShape;
use userbot_sdk::module::{Catalogue, Docs, Handlers, Module, Registry};

use crate::test_run::panic_with;

/// Checks a module's names, docs, arguments and translations.
///
/// Use it in a test of its own. It reports everything at once: what the start-up check would
/// report (duplicate names, bad definitions, patterns that do not compile), a module, command or
/// argument without docs, and a language that is given in one place and missing in another.
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

fn complaints(catalogue: &Catalogue, mut languages: BTreeSet<&'static str>) -> Vec<String> {
    let mut subjects: Vec<(String, String, Docs)> = Vec::new();
    for module in catalogue.modules() {
        let info = module.info();
        subjects.push((
            info.location.to_string(),
            format!("module {}", info.name),
            info.docs,
        ));
        for command in module.commands() {
            let spec = command.spec();
            subjects.push((
                spec.location.to_string(),
                format!("command {}", spec.name),
                spec.docs,
            ));
        }
    }
    languages.extend(
        subjects
            .iter()
            .flat_map(|(_, _, docs)| docs.0)
            .map(|doc| doc.language),
    );

    let mut found = Vec::new();
    for (place, subject, docs) in &subjects {
        if docs.is_empty() {
            found.push(format!(
                "{place}: {subject} has no docs: write a doc comment"
            ));
            continue;
        }
        for language in &languages {
            let given = docs
                .0
                .iter()
                .any(|doc| doc.language == *language && !doc.text.trim().is_empty());
            if !given {
                found.push(format!(
                    "{place}: {subject} has no text in `{language}`: add doc({language} = \"…\")"
                ));
            }
        }
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

fn clap_command(name: &'static str) -> userbot_sdk::prelude::clap::Command {
    userbot_sdk::prelude::clap::Command::new(name)
}
