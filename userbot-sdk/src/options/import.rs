//! Options from a TOML file.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use zeroize::Zeroizing;

use super::configs::{canonical, separator};
use super::keeper::Edits;
use super::slot::Slot;
use super::{Change, ConfigError, Configs, Editor, list};
use crate::strings::{Language, Value, builtin};

/// Is what came of an import.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct ImportReport {
    /// The modules that were imported, each with what changed.
    pub modules: Vec<(&'static str, Vec<Change>)>,
    /// What is wrong. A module with a problem keeps all its old values.
    pub problems: Vec<ImportProblem>,
    /// True when the file sets a secret.
    pub secrets: bool,
}

/// Is one thing that is wrong with an imported file.
#[derive(Debug)]
#[non_exhaustive]
pub struct ImportProblem {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub reason: ImportReason,
}

/// Is what can be wrong with an imported file.
#[derive(Debug)]
#[non_exhaustive]
pub enum ImportReason {
    /// It is not TOML; nothing was imported.
    Syntax(String),
    /// A value stands in no module's table.
    NoModule(String),
    /// A name stands for a module, but what follows is not a table; or a table stands for a value.
    Form(String),
    /// The module or the option refuses it.
    Config(ConfigError),
}

impl ImportProblem {
    /// Says it as HTML, in the first of these languages that has it.
    pub fn to_html(&self, languages: &[Language]) -> String {
        let text =
            |key: &str, arguments: &[(&str, Value<'_>)]| builtin().get(languages, key, arguments);
        let reason = match &self.reason {
            ImportReason::Syntax(reason) => {
                text("config-import-syntax", &[("reason", reason.into())])
            }
            ImportReason::NoModule(name) => {
                text("config-import-no-module", &[("name", name.into())])
            }
            ImportReason::Form(name) => text("config-import-form", &[("name", name.into())]),
            ImportReason::Config(error) => error.to_html(languages),
        };
        text(
            "config-import-line",
            &[("line", self.line.into()), ("reason", Value::html(reason))],
        )
    }
}

/// Is a file that has been read and checked.
#[derive(Debug, Default)]
pub(crate) struct ImportPlan {
    modules: Vec<(Arc<Slot>, Edits, usize)>,
    problems: Vec<ImportProblem>,
    /// True when it sets a secret, or may.
    pub(crate) secrets: bool,
}

impl Configs {
    /// Reads a file of [`export`](Self::export) and sets its options.
    ///
    /// Everything is checked first. Then each module is changed as a whole: one with a problem
    /// keeps all its old values, the others do not suffer from it. An option that the file does not
    /// name keeps its value. Numbers, yes and no, and lists may be written as TOML has them; all are
    /// read by the validators of their options.
    pub async fn import(&self, text: &str) -> ImportReport {
        self.apply(self.plan(text)).await
    }

    /// Reads and checks a file, and changes nothing.
    pub(crate) fn plan(&self, text: &str) -> ImportPlan {
        let mut plan = ImportPlan::default();
        let line = |place: Range<usize>| {
            let before = text.get(..place.start).unwrap_or(text);
            before.matches('\n').count() + 1
        };
        let table = match DeTable::parse(text) {
            Ok(table) => table,
            Err(error) => {
                // What cannot be read may hold a secret.
                plan.secrets = true;
                plan.problems.push(ImportProblem {
                    line: line(error.span().unwrap_or_default()),
                    reason: ImportReason::Syntax(error.message().to_owned()),
                });
                return plan;
            }
        };
        for (name, value) in table.get_ref() {
            let place = line(name.span());
            let DeValue::Table(options) = value.get_ref() else {
                plan.problem(place, ImportReason::NoModule(name.get_ref().to_string()));
                plan.secrets = true;
                continue;
            };
            let slot = match self.slot(name.get_ref()) {
                Ok(slot) => slot,
                Err(error) => {
                    plan.problem(place, ImportReason::Config(error));
                    plan.secrets = true;
                    continue;
                }
            };
            let before = plan.problems.len();
            let mut edits = Edits::new();
            for (option, value) in options {
                let place = line(option.span());
                match plan.option(slot, option.get_ref(), value, text) {
                    Ok((name, text)) => {
                        edits.insert(name, Some(text));
                    }
                    Err(reason) => plan.problem(place, reason),
                }
            }
            if plan.problems.len() == before {
                plan.modules.push((Arc::clone(slot), edits, place));
            }
        }
        plan
    }

    /// Makes the changes of a file.
    pub(crate) async fn apply(&self, plan: ImportPlan) -> ImportReport {
        let mut report = ImportReport {
            modules: Vec::new(),
            problems: plan.problems,
            secrets: plan.secrets,
        };
        for (slot, edits, line) in plan.modules {
            match slot.change(|_| Ok(edits)).await {
                Ok(changes) => report.modules.push((slot.module, changes)),
                Err(error) => report.problems.push(ImportProblem {
                    line,
                    reason: ImportReason::Config(error),
                }),
            }
        }
        report.problems.sort_by_key(|problem| problem.line);
        report
    }
}

impl ImportPlan {
    fn problem(&mut self, line: usize, reason: ImportReason) {
        self.problems.push(ImportProblem { line, reason });
    }

    /// Reads one option; gives its name and its text in the form in which it is kept.
    fn option(
        &mut self,
        slot: &Slot,
        name: &str,
        value: &Spanned<DeValue<'_>>,
        file: &str,
    ) -> Result<(String, Zeroizing<String>), ImportReason> {
        let option = slot.option(name).map_err(|error| {
            self.secrets = true;
            ImportReason::Config(error)
        })?;
        self.secrets |= slot.config.is_secret(option);
        let written = written(value, &slot.config.editor(option), file)
            .ok_or_else(|| ImportReason::Form(name.to_owned()))?;
        let text = canonical(slot, option, &written).map_err(ImportReason::Config)?;
        Ok((slot.name(option).to_owned(), text))
    }
}

/// Returns what the validator reads: a text's letters, a list's items, anything else as it was
/// written.
fn written(value: &Spanned<DeValue<'_>>, editor: &Editor, file: &str) -> Option<String> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Array(items) => {
            let separator = separator(editor)?;
            let inner = item(editor)?;
            let items: Option<Vec<String>> = items
                .iter()
                .map(|item| written(item, inner, file))
                .collect();
            Some(list::join(items?, separator))
        }
        DeValue::Table(_) => None,
        _ => file.get(value.span()).map(str::to_owned),
    }
}

/// Returns how an item of a list is edited.
fn item(editor: &Editor) -> Option<&Editor> {
    match editor {
        Editor::List { item, .. } => Some(item),
        Editor::MultiChoice { .. } => Some(editor),
        Editor::Secret { inner } | Editor::Optional { inner } => item(inner),
        _ => None,
    }
}
