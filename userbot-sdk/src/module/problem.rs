//! What start-up finds wrong with the modules of a bot.

use std::fmt;

use super::SourceLocation;

/// Is everything that is wrong with a bot's modules, found in one pass.
///
/// [`Registry::validate`](super::Registry::validate) gives it. Shown as text it is a numbered
/// list; each entry says what is wrong, where it was declared, and what to do.
///
/// # Examples
///
/// ```
/// use userbot_sdk::module::Registry;
///
/// let problems = Registry::new().expect(["weather"]).validate().unwrap_err();
/// assert_eq!(problems.iter().count(), 1);
/// assert!(problems.to_string().contains("modules!{ weather }"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Makes the list, or gives nothing when there is no problem.
    pub(crate) fn collect(problems: Vec<Problem>) -> Option<Self> {
        (!problems.is_empty()).then_some(Self(problems))
    }

    /// Returns each problem, in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => f.write_str("1 problem with the modules of this bot:")?,
            count => write!(f, "{count} problems with the modules of this bot:")?,
        }
        for (index, problem) in self.0.iter().enumerate() {
            write!(f, "\n{:>3}. {problem}", index + 1)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// Is one thing that is wrong with a bot's modules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    kind: ProblemKind,
    what: String,
    help: String,
    locations: Vec<SourceLocation>,
}

impl Problem {
    pub(crate) fn new(kind: ProblemKind, what: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            kind,
            what: what.into(),
            help: help.into(),
            locations: Vec::new(),
        }
    }

    pub(crate) fn at(mut self, location: SourceLocation) -> Self {
        if !self.locations.contains(&location) {
            self.locations.push(location);
        }
        self
    }

    /// Returns the kind of the problem.
    pub fn kind(&self) -> ProblemKind {
        self.kind
    }

    /// Returns what is wrong, in one sentence.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// Returns what to do about it.
    pub fn help(&self) -> &str {
        &self.help
    }

    /// Returns the places in the source that are part of the problem.
    pub fn locations(&self) -> &[SourceLocation] {
        &self.locations
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        for location in &self.locations {
            write!(f, "\n       at {location}")?;
        }
        if !self.help.is_empty() {
            write!(f, "\n       {}", self.help)?;
        }
        Ok(())
    }
}

/// Is a kind of [`Problem`], for tools and tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProblemKind {
    /// Two commands have the same name or alias.
    DuplicateCommand,
    /// Two modules have the same name.
    DuplicateModule,
    /// A module or crate that was expected is not there.
    Missing,
    /// Modules need each other in a circle.
    Circle,
    /// `discover` found no module at all.
    Empty,
    /// The name of a command or module cannot be typed in a chat.
    InvalidName,
    /// clap refuses the definition of a command's arguments.
    InvalidArguments,
    /// A schedule has no time at which it could run.
    InvalidSchedule,
    /// A watcher's filter can never work.
    InvalidFilter,
    /// A block `#[handlers(part = …)]` is in no `parts(…)`.
    UnlistedPart,
    /// An option of a module's config cannot work: its default is refused, for example.
    InvalidConfig,
    /// The module was compiled against another version of the SDK.
    OtherSdk,
    /// The translated texts of a module cannot be read.
    InvalidTexts,
    /// A text is missing in a language that the bot asks for.
    MissingTranslation,
}
