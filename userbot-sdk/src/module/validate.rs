//! The checks that every bot passes before it connects.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::tz::TimeZone;
use std::sync::Arc;

use super::catalogue::{
    Catalogue, CatalogueCommand, CatalogueModule, CatalogueSchedule, CatalogueWatcher, Loader, fold,
};
use super::entry::PartMark;
use super::problem::{Problem, ProblemKind, Problems};
use super::registry::{Registry, Source};
use super::{Docs, Documentation, SourceLocation, order};
use crate::__private::SDK_VERSION;
use crate::command::{self, ArgumentsShape, CommandSpec};
use crate::options::{ConfigSpec, ErasedConfig};
use crate::schedule::{Cron, ScheduleSpec, Timing};
use crate::strings::{Language, Strings};
use crate::watcher::Filter;

/// Checks everything, then gives the catalogue or all problems.
pub(super) fn validate(registry: &Registry) -> Result<Catalogue, Problems> {
    let mut checks = Checks {
        problems: Vec::new(),
    };
    let sources = chosen(registry);
    checks.expected(registry, &sources);
    if let (Some(location), true) = (registry.discovered, sources.is_empty()) {
        checks.add(
            Problem::new(
                ProblemKind::Empty,
                "`discover()` found no module",
                "mark a function with `#[command]`, or name the crates that hold your modules: \
                 `.modules(modules!{ my_modules })`",
            )
            .at(location),
        );
    }
    let sources = order::sort(sources, &mut checks.problems);
    checks.module_names(&sources);
    checks.parts(&sources);

    let mut catalogue = Catalogue::default();
    for (index, source) in sources.iter().enumerate() {
        checks.module(source);
        let mut module = checks.catalogue_module(registry, index, source);
        module.needs = order::resolve(source, &sources);
        module.level = catalogue.level(&module.needs);
        catalogue.modules.push(module);
    }
    checks.command_names(&mut catalogue);

    match Problems::collect(checks.problems) {
        Some(problems) => Err(problems),
        None => Ok(catalogue),
    }
}

/// Gives the modules that remain: without those left out and the fallbacks that have a rival.
fn chosen(registry: &Registry) -> Vec<&Source> {
    let own: HashSet<String> = registry
        .sources
        .iter()
        .filter(|source| !source.builtin)
        .map(|source| fold(source.info.name))
        .collect();
    registry
        .sources
        .iter()
        .filter(|source| !registry.without.contains(&fold(source.info.name)))
        .filter(|source| !(source.builtin && own.contains(&fold(source.info.name))))
        .collect()
}

struct Checks {
    problems: Vec<Problem>,
}

impl Checks {
    fn add(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn expected(&mut self, registry: &Registry, sources: &[&Source]) {
        let mut told = HashSet::new();
        for expected in &registry.expected {
            let name = fold(&expected.name);
            let crate_name = name.replace('-', "_");
            let there = sources.iter().any(|source| {
                fold(source.info.name) == name || fold(&source.rust_crate()) == crate_name
            });
            if there || !told.insert(name.clone()) {
                continue;
            }
            let what = format!(
                "`{}` is expected, but no such module or crate is there",
                expected.name
            );
            let help = if registry.without.contains(&name) {
                "it is left out with `.without(…)`: remove one of the two".to_owned()
            } else if expected.name.chars().any(char::is_uppercase) {
                "nobody names its crate, so the linker dropped it: add \
                 `.modules(modules!{ its_crate })`, or correct the name"
                    .to_owned()
            } else {
                format!(
                    "nobody names the crate, so the linker dropped it, or it has no modules: add \
                     `.modules(modules!{{ {crate_name} }})`, or correct the name"
                )
            };
            self.add(Problem::new(ProblemKind::Missing, what, help).at(expected.location));
        }
    }

    fn module_names(&mut self, sources: &[&Source]) {
        let mut by_name: BTreeMap<String, Vec<&Source>> = BTreeMap::new();
        for source in sources {
            by_name
                .entry(fold(source.info.name))
                .or_default()
                .push(source);
        }
        for same in by_name.values().filter(|same| same.len() > 1) {
            let what = format!("{} modules are called `{}`", same.len(), same[0].info.name);
            let help = format!(
                "give one of them another name with `#[module(name = \"…\")]`, or leave both out \
                 with `.without(\"{}\")`",
                same[0].info.name
            );
            let problem = Problem::new(ProblemKind::DuplicateModule, what, help);
            self.add(
                same.iter()
                    .fold(problem, |problem, source| problem.at(source.info.location)),
            );
        }
    }

    fn parts(&mut self, sources: &[&Source]) {
        let marks: Vec<&PartMark> = inventory::iter::<PartMark>.into_iter().collect();
        let listed: HashSet<_> = marks
            .iter()
            .filter(|mark| mark.listed)
            .map(|mark| ((mark.type_id)(), mark.part))
            .collect();
        let mut missing: Vec<&&PartMark> = marks
            .iter()
            .filter(|mark| !mark.listed && !listed.contains(&((mark.type_id)(), mark.part)))
            .filter(|mark| sources.iter().any(|source| source.is((mark.type_id)())))
            .collect();
        missing.sort_by_key(|mark| mark.location);
        for mark in missing {
            self.add(
                Problem::new(
                    ProblemKind::UnlistedPart,
                    format!(
                        "the handlers of `{}` in the part `{}` are in no list",
                        mark.module, mark.part
                    ),
                    format!(
                        "write `#[handlers(parts({}))]` on its main block",
                        mark.part
                    ),
                )
                .at(mark.location),
            );
        }
    }

    fn module(&mut self, source: &Source) {
        let info = source.info;
        if info.name.is_empty() || info.name.chars().any(char::is_whitespace) {
            self.add(
                Problem::new(
                    ProblemKind::InvalidName,
                    format!("`{}` cannot be the name of a module", info.name),
                    "use one word, such as `Reminder`",
                )
                .at(info.location),
            );
        }
        if minor(info.sdk_version) != minor(SDK_VERSION) {
            self.add(
                Problem::new(
                    ProblemKind::OtherSdk,
                    format!(
                        "`{}` from {} {} was compiled against userbot-sdk {}, this bot uses {SDK_VERSION}",
                        info.name, info.crate_name, info.version, info.sdk_version
                    ),
                    "use the same minor version of userbot-sdk for both: `cargo tree -d` shows who asks for which",
                )
                .at(info.location),
            );
        }
    }

    fn translations(
        &mut self,
        registry: &Registry,
        documentation: &Documentation,
        (what, key): (&str, &str),
        docs: Docs,
        location: SourceLocation,
    ) {
        for language in &registry.translations {
            let there = Language::new(language)
                .is_ok_and(|language| documentation.in_language(key, docs, &language).is_some());
            if !there {
                let help = if *language == "en" {
                    "write a doc comment".to_owned()
                } else {
                    format!(
                        "add `doc({language} = \"…\")` to its attribute, or `{key}` to the texts"
                    )
                };
                self.add(
                    Problem::new(
                        ProblemKind::MissingTranslation,
                        format!("{what} is not described in `{language}`"),
                        help,
                    )
                    .at(location),
                );
            }
        }
    }

    /// Reads the texts of a module.
    fn strings(&mut self, source: &Source) -> Strings {
        source.info.texts.read().unwrap_or_else(|error| {
            self.add(
                Problem::new(
                    ProblemKind::InvalidTexts,
                    format!(
                        "the texts of `{}` cannot be read: {error}",
                        source.info.name
                    ),
                    "correct the file",
                )
                .at(source.info.location),
            );
            Strings::new()
        })
    }

    fn catalogue_module(
        &mut self,
        registry: &Registry,
        index: usize,
        source: &Source,
    ) -> CatalogueModule {
        let (commands, watchers, schedules) = match &source.loader {
            Loader::Entry(entry) => ((entry.commands)(), (entry.watchers)(), (entry.schedules)()),
            Loader::Free(module) => (
                module
                    .commands
                    .iter()
                    .map(|row| (&row.spec, row.arguments))
                    .collect(),
                module.watchers.iter().map(|row| &row.spec).collect(),
                module.schedules.iter().map(|row| &row.spec).collect(),
            ),
        };
        let strings = Arc::new(self.strings(source));
        let documentation = Documentation::new(Arc::clone(&strings), [].into());
        let free = matches!(source.loader, Loader::Free(_));
        if !source.builtin && !free {
            self.translations(
                registry,
                &documentation,
                (&format!("the module `{}`", source.info.name), "doc-module"),
                source.info.docs,
                source.info.location,
            );
        }
        let config = self.config(registry, source, &documentation, &strings);
        let mut built = CatalogueModule {
            strings,
            info: source.info,
            commands: Vec::new(),
            watchers: Vec::new(),
            schedules: Vec::new(),
            builtin: source.builtin,
            config,
            loader: source.loader.clone(),
            needs: Vec::new(),
            offers: source.offers(),
            level: 0,
        };
        for (row, (spec, arguments)) in commands.into_iter().enumerate() {
            self.command(spec, arguments);
            if !source.builtin {
                let what = format!("the command `{}`", spec.name);
                let key = format!("doc-command-{}", spec.name);
                self.translations(
                    registry,
                    &documentation,
                    (&what, &key),
                    spec.docs,
                    spec.location,
                );
            }
            built.commands.push(CatalogueCommand {
                spec,
                arguments,
                module: index,
                row,
            });
        }
        for (row, spec) in watchers.into_iter().enumerate() {
            match Filter::compile(&spec.filter) {
                Ok(filter) => built.watchers.push(CatalogueWatcher { spec, filter, row }),
                Err(error) => self.add(
                    Problem::new(
                        ProblemKind::InvalidFilter,
                        format!(
                            "the filter of the watcher `{}` cannot work: {error}",
                            spec.name
                        ),
                        "",
                    )
                    .at(spec.location),
                ),
            }
        }
        for (row, spec) in schedules.into_iter().enumerate() {
            let cron = self.schedule(spec);
            built.schedules.push(CatalogueSchedule { spec, cron, row });
        }
        built
    }

    fn config(
        &mut self,
        registry: &Registry,
        source: &Source,
        documentation: &Documentation,
        strings: &Strings,
    ) -> Option<(Arc<dyn ErasedConfig>, ConfigSpec)> {
        let Loader::Entry(entry) = &source.loader else {
            return None;
        };
        let config = (entry.config)()?;
        let module = source.info.name;
        let mut names: Vec<(String, SourceLocation)> = Vec::new();
        for (index, option) in config.options().iter().enumerate() {
            let folded = fold(option.name).replace('-', "_");
            let what = format!("the option `{}` of `{module}`", option.name);
            if let Some((_, first)) = names.iter().find(|(name, _)| *name == folded) {
                self.add(
                    Problem::new(
                        ProblemKind::InvalidConfig,
                        format!("{what} is declared twice"),
                        "give one of them another name with `#[config(name = \"…\")]`",
                    )
                    .at(*first)
                    .at(option.location),
                );
            }
            names.push((folded, option.location));
            if let Some(mistake) = config.problem(index) {
                self.add(
                    Problem::new(
                        ProblemKind::InvalidConfig,
                        format!("the validator of {what} cannot work: {mistake}"),
                        "correct `validator = …`",
                    )
                    .at(option.location),
                );
            } else if let Err(reason) = config.default_text(index) {
                let help = if option.has_default {
                    "correct `default = …`, or what the validator accepts"
                } else {
                    "it is the default of the type: write `#[config(default = …)]`, or make the type an `Option`"
                };
                self.add(
                    Problem::new(
                        ProblemKind::InvalidConfig,
                        format!("the default of {what} is refused: {reason}"),
                        help,
                    )
                    .at(option.location),
                );
            }
            if !source.builtin {
                let key = format!("doc-config-{}", option.name);
                self.translations(
                    registry,
                    documentation,
                    (&what, &key),
                    option.docs,
                    option.location,
                );
            }
        }
        let spec = ConfigSpec::of(config.as_ref(), module, documentation, strings);
        Some((config, spec))
    }

    fn command(&mut self, spec: &'static CommandSpec, arguments: ArgumentsShape) {
        for name in std::iter::once(&spec.name).chain(spec.aliases) {
            let typed = !name.is_empty()
                && !name
                    .chars()
                    .any(|letter| letter.is_whitespace() || letter.is_control() || letter == '@')
                && name.chars().any(char::is_alphanumeric);
            if !typed {
                self.add(
                    Problem::new(
                        ProblemKind::InvalidName,
                        format!("`{name}` cannot be the name of a command: nobody could type it"),
                        "use one word of letters, digits and `_`, without `@`",
                    )
                    .at(spec.location),
                );
            }
        }
        if let Err(reason) = command::check_shape(&arguments) {
            self.add(
                Problem::new(
                    ProblemKind::InvalidArguments,
                    format!("the arguments of `{}` cannot work: {reason}", spec.name),
                    "correct the struct that derives `Args`",
                )
                .at(spec.location),
            );
        }
    }

    /// Checks when a schedule runs; gives the expression and the time zone of `#[cron(…)]`.
    fn schedule(&mut self, spec: &'static ScheduleSpec) -> Option<(Cron, Option<TimeZone>)> {
        let mut wrong = |what: String, help: &str| {
            let problem = Problem::new(ProblemKind::InvalidSchedule, what, help);
            self.add(problem.at(spec.location));
        };
        let (expression, zone) = match spec.timing {
            Timing::Every { interval, .. } => {
                if interval.is_zero() {
                    wrong(
                        format!("the schedule `{}` has no time between its runs", spec.name),
                        "write a time above zero, such as `#[every(\"5m\")]`",
                    );
                }
                return None;
            }
            Timing::Cron {
                expression, zone, ..
            } => (expression, zone),
        };
        let cron = expression.parse::<Cron>().map_err(|error| {
            wrong(
                format!("the schedule `{}` cannot run: {error}", spec.name),
                "write an expression such as `#[cron(\"0 9 * * *\")]`",
            );
        });
        let zone = zone.map(TimeZone::get).transpose().map_err(|_| {
            wrong(
                format!(
                    "the schedule `{}` names the time zone `{}`, which there is not",
                    spec.name,
                    zone.unwrap_or_default()
                ),
                "write a name of the IANA time zone database, such as `zone = \"Europe/Berlin\"`",
            );
        });
        Some((cron.ok()?, zone.ok()?))
    }

    /// Fills the map of names. A command of a fallback module gives way without a word.
    fn command_names(&mut self, catalogue: &mut Catalogue) {
        let mut owners: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
        for (module, built) in catalogue.modules.iter().enumerate() {
            for (index, command) in built.commands.iter().enumerate() {
                for name in std::iter::once(&command.spec.name).chain(command.spec.aliases) {
                    owners.entry(fold(name)).or_default().push((module, index));
                }
            }
        }
        let modules = &catalogue.modules;
        let mut names = HashMap::new();
        for (name, mut same) in owners {
            if same.iter().any(|&(module, _)| !modules[module].builtin) {
                same.retain(|&(module, _)| !modules[module].builtin);
            }
            if same.len() > 1 {
                let mut whose: Vec<String> = same
                    .iter()
                    .map(|&(module, index)| {
                        let command = modules[module].commands[index].spec;
                        let role = if fold(command.name) == name {
                            "command"
                        } else {
                            "alias"
                        };
                        format!(
                            "{role} of `{}` in {}",
                            command.name, modules[module].info.name
                        )
                    })
                    .collect();
                whose.dedup();
                let what = format!(
                    "`{name}` means {} commands: {}",
                    same.len(),
                    whose.join(", ")
                );
                let problem = Problem::new(
                    ProblemKind::DuplicateCommand,
                    what,
                    "give one of them another name, or leave a module out with `.without(\"…\")`",
                );
                self.add(same.iter().fold(problem, |problem, &(module, index)| {
                    problem.at(modules[module].commands[index].spec.location)
                }));
            }
            if let Some(&first) = same.first() {
                names.insert(name, first);
            }
        }
        catalogue.names = names;
    }
}

impl Source {
    /// Gives the name of the crate as Rust code writes it.
    fn rust_crate(&self) -> String {
        let path = match &self.loader {
            Loader::Entry(entry) => entry.path(),
            Loader::Free(module) => module.info.crate_name.to_owned(),
        };
        path.split("::").next().unwrap_or_default().to_owned()
    }

    fn is(&self, id: std::any::TypeId) -> bool {
        matches!(&self.loader, Loader::Entry(entry) if (entry.type_id)() == id)
    }
}

/// Gives the part of a version that has to be the same: `0.1` of 0.1.7, `2` of 2.3.1.
fn minor(version: &str) -> (&str, &str) {
    let mut parts = version.split('.');
    match (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    ) {
        ("0", minor) => ("0", minor),
        (major, _) => (major, ""),
    }
}
