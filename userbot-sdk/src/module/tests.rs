//! The registry and its checks, on modules written by hand as the macros would write them.

use std::time::Duration;

use super::*;
use crate::command::{ArgumentsShape, CommandRow, CommandSpec};
use crate::schedule::{Overlap, ScheduleRow, ScheduleSpec, Timing};
use crate::watcher::{FilterSpec, WatcherRow, WatcherSpec};

const fn at(line: u32) -> SourceLocation {
    SourceLocation {
        file: "src/games.rs",
        line,
    }
}

const fn info(name: &'static str, line: u32) -> ModuleInfo {
    ModuleInfo {
        texts: crate::strings::Texts::NONE,
        name,
        version: "1.0.0",
        crate_name: "games",
        sdk_version: crate::__private::SDK_VERSION,
        docs: Docs(&[Doc {
            language: "en",
            text: "Plays.",
        }]),
        location: at(line),
    }
}

const fn command<M>(
    name: &'static str,
    aliases: &'static [&'static str],
    line: u32,
) -> CommandRow<M> {
    CommandRow {
        spec: CommandSpec {
            name,
            aliases,
            docs: Docs(&[Doc {
                language: "en",
                text: "Does it.",
            }]),
            scope: &[],
            only: &[],
            cooldown: None,
            hidden: false,
            usage: None,
            location: at(line),
        },
        arguments: ArgumentsShape::None,
        run: |_, _, _| Ok(Box::pin(async { Ok(()) })),
    }
}

const fn watcher<M>(name: &'static str, filter: FilterSpec, line: u32) -> WatcherRow<M> {
    WatcherRow {
        spec: WatcherSpec {
            name,
            docs: Docs(&[]),
            kind: crate::telegram::EventKind::Message,
            filter,
            location: at(line),
        },
        run: |_| crate::watcher::Runner::new(std::future::pending()),
    }
}

macro_rules! module {
    ($name:ident = $info:expr, commands: $commands:expr, watchers: $watchers:expr, schedules: $schedules:expr) => {
        struct $name;
        impl Describe for $name {
            const INFO: ModuleInfo = $info;
            type Config = ();
            fn create() -> Self {
                Self
            }
        }
        impl Module for $name {}
        impl Handlers for $name {
            const TABLE: ModuleTable<Self> = ModuleTable {
                commands: $commands,
                watchers: $watchers,
                schedules: $schedules,
                parts: &[],
            };
        }
    };
    ($name:ident = $info:expr, commands: $commands:expr) => {
        module!($name = $info, commands: $commands, watchers: &[], schedules: &[]);
    };
}

module!(Chess = info("Chess", 1), commands: &[command("move", &["m"], 10), command("board", &[], 20)]);
module!(Cards = info("Cards", 100), commands: &[command("deal", &["M"], 110), command("Board", &[], 120)]);
module!(OtherChess = info("chess", 200), commands: &[]);
module!(Old = ModuleInfo { sdk_version: "0.0.9", ..info("Old", 300) }, commands: &[]);
module!(Unnamed = info("Two words", 400), commands: &[
    command("", &[], 410),
    command("a b", &["@x"], 420),
    command("...", &[], 430),
]);
module!(Broken = info("Broken", 500),
    commands: &[],
    watchers: &[watcher("fine", FilterSpec::Text, 510), watcher("open", FilterSpec::Regex("a("), 520)],
    schedules: &[ScheduleRow {
        spec: ScheduleSpec { name: "never", docs: Docs(&[]), timing: Timing::Every { interval: Duration::ZERO, delay: Duration::ZERO }, jitter: Duration::ZERO, overlap: Overlap::Skip, autostart: true, backoff: None, location: at(530) },
        run: |_, _| Box::pin(async { Ok(()) }),
    }]
);

fn kinds(problems: &Problems) -> Vec<ProblemKind> {
    problems.iter().map(Problem::kind).collect()
}

#[test]
fn makes_a_catalogue_of_what_is_declared() {
    let catalogue = Registry::new().module::<Chess>().validate().unwrap();
    assert_eq!(catalogue.modules().len(), 1);
    assert_eq!(catalogue.module("CHESS").unwrap().commands().len(), 2);
    let by_alias = catalogue.command("M").unwrap();
    assert_eq!(by_alias.spec().name, "move");
    assert_eq!(by_alias.row(), 0);
    assert_eq!(catalogue.module_of(by_alias).unwrap().info().name, "Chess");
    assert!(catalogue.command("deal").is_none());
    let mut names: Vec<&str> = catalogue.names().collect();
    names.sort_unstable();
    assert_eq!(names, ["board", "m", "move"]);
}

#[test]
fn counts_a_module_once() {
    let registry = Registry::new()
        .module::<Chess>()
        .module::<Chess>()
        .fallback::<Chess>();
    assert_eq!(registry.validate().unwrap().modules().len(), 1);
}

#[test]
fn reports_a_name_that_means_two_commands() {
    let problems = Registry::new()
        .module::<Chess>()
        .module::<Cards>()
        .validate()
        .unwrap_err();
    assert_eq!(kinds(&problems), [ProblemKind::DuplicateCommand; 2]);
    insta::assert_snapshot!(problems, @r#"
    2 problems with the modules of this bot:
      1. `board` means 2 commands: command of `board` in Chess, command of `Board` in Cards
           at src/games.rs:20
           at src/games.rs:120
           give one of them another name, or leave a module out with `.without("…")`
      2. `m` means 2 commands: alias of `move` in Chess, alias of `deal` in Cards
           at src/games.rs:10
           at src/games.rs:110
           give one of them another name, or leave a module out with `.without("…")`
    "#);
    assert!(
        Registry::new()
            .module::<Chess>()
            .module::<Cards>()
            .without("CARDS")
            .validate()
            .is_ok()
    );
}

#[test]
fn reports_two_modules_of_one_name() {
    let problems = Registry::new()
        .module::<Chess>()
        .module::<OtherChess>()
        .validate()
        .unwrap_err();
    assert_eq!(kinds(&problems), [ProblemKind::DuplicateModule]);
    let places: Vec<u32> = problems
        .iter()
        .flat_map(Problem::locations)
        .map(|place| place.line)
        .collect();
    assert_eq!(places, [1, 200]);
}

#[test]
fn a_fallback_gives_way() {
    let whole = Registry::new()
        .fallback::<OtherChess>()
        .module::<Chess>()
        .validate()
        .unwrap();
    assert_eq!(whole.modules().len(), 1);
    assert_eq!(whole.modules()[0].info().location, at(1));

    let by_command = Registry::new()
        .fallback::<Chess>()
        .module::<Cards>()
        .validate()
        .unwrap();
    assert_eq!(
        by_command.command("board").unwrap().spec().location,
        at(120)
    );
    assert_eq!(by_command.command("m").unwrap().spec().name, "deal");
    assert_eq!(by_command.command("move").unwrap().spec().location, at(10));
}

#[test]
fn reports_what_is_expected_and_not_there() {
    let registry = Registry::new()
        .module::<Chess>()
        .expect(["chess", "Weather", "word-games"]);
    let problems = registry.validate().unwrap_err();
    assert_eq!(kinds(&problems), [ProblemKind::Missing; 2]);
    let text = problems.to_string();
    assert!(text.contains("`Weather` is expected"), "{text}");
    assert!(text.contains("modules!{ word_games }"), "{text}");
    assert!(text.contains("module/tests.rs:"), "{text}");

    let left_out = Registry::new()
        .module::<Chess>()
        .expect(["Chess"])
        .without("chess");
    let text = left_out.validate().unwrap_err().to_string();
    assert!(text.contains("left out with `.without"), "{text}");
}

#[test]
fn expects_a_crate_by_its_own_name() {
    let registry = Registry::new().module::<Chess>().expect(["userbot-sdk"]);
    assert!(registry.validate().is_ok());
}

#[test]
fn reports_names_that_nobody_can_type() {
    let problems = Registry::new().module::<Unnamed>().validate().unwrap_err();
    let places: Vec<u32> = problems
        .iter()
        .flat_map(Problem::locations)
        .map(|place| place.line)
        .collect();
    assert_eq!(kinds(&problems), [ProblemKind::InvalidName; 5]);
    assert_eq!(places, [400, 410, 420, 420, 430]);
}

#[test]
fn reports_another_version_of_the_sdk() {
    let problems = Registry::new().module::<Old>().validate().unwrap_err();
    assert_eq!(kinds(&problems), [ProblemKind::OtherSdk]);
}

#[test]
fn reports_filters_and_schedules_that_cannot_work() {
    let problems = Registry::new().module::<Broken>().validate().unwrap_err();
    assert_eq!(
        kinds(&problems),
        [ProblemKind::InvalidFilter, ProblemKind::InvalidSchedule]
    );
    let text = problems.to_string();
    assert!(
        text.contains("`regex = \"a(\"` does not compile: unclosed group"),
        "{text}"
    );
    assert!(text.contains("src/games.rs:530"), "{text}");
}

#[test]
fn reports_a_missing_translation() {
    let registry = Registry::new().module::<Chess>().translated(["en", "ru"]);
    let problems = registry.validate().unwrap_err();
    assert_eq!(kinds(&problems), [ProblemKind::MissingTranslation; 3]);
    assert!(
        Registry::new()
            .module::<Chess>()
            .translated(["en"])
            .validate()
            .is_ok()
    );
}

#[test]
fn collects_problems_of_every_kind_at_once() {
    let problems = Registry::new()
        .module::<Chess>()
        .module::<Cards>()
        .module::<Old>()
        .module::<Broken>()
        .expect(["nothing"])
        .validate()
        .unwrap_err();
    assert_eq!(problems.iter().count(), 6);
    assert!(problems.to_string().starts_with("6 problems"));
}

#[test]
fn built_in_modules_are_not_discovered() {
    let names = |registry: Registry| -> Vec<(&str, bool)> {
        let catalogue = registry.validate().unwrap();
        catalogue
            .modules()
            .iter()
            .map(|module| (module.info().name, module.builtin()))
            .collect()
    };
    assert_eq!(
        names(Registry::new().discover_in("userbot_sdk::builtin")),
        []
    );
    let added = names(crate::builtin::add(
        Registry::new().discover_in("userbot_sdk::builtin"),
    ));
    assert!(added.contains(&("Help", true)), "{added:?}");
}
