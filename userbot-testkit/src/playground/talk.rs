//! The conversation: obeys one typed line after the other.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use super::bot::Bot;
use super::deed::{Done, Here};
use super::eye;
use super::input::{Act, Input, Mistake, parse};
use super::pipe::{LONGEST, Typed};
use super::render::{Paint, clean};
use super::screen::Screen;
use super::slash::Slash;
use super::texts::{Language, Text};
use super::watch::Watch;
use crate::world::World;
use crate::world::data::place::Place;

/// How long a line of a script waits for the bot before the next one is taken.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a person waits for the prompt; what the bot does later appears above it.
const PROMPT: Duration = Duration::from_millis(500);
/// How many messages are shown of a chat that one goes to.
const SHOWN: usize = 10;
/// The longest line of a log that is shown, in characters.
const LOG_LINE: usize = 300;

/// Whether there is more to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    GoOn,
    Leave,
}

/// What completion offers now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Offers {
    pub(super) prompt: String,
    pub(super) chats: Vec<String>,
    pub(super) people: Vec<String>,
    /// The bot's commands with their prefix.
    pub(super) commands: Vec<String>,
}

/// The state of the conversation.
#[derive(Debug)]
pub(super) struct Talk {
    world: World,
    screen: Arc<Screen>,
    watch: Arc<Watch>,
    bot: Bot,
    place: Place,
    language: Language,
    /// The last thing typed was Ctrl-C.
    interrupted: bool,
}

impl Talk {
    pub(super) fn new(
        world: World,
        screen: Arc<Screen>,
        watch: Arc<Watch>,
        bot: Bot,
        place: Place,
    ) -> Self {
        let language = screen.look.language;
        Self {
            world,
            screen,
            watch,
            bot,
            place,
            language,
            interrupted: false,
        }
    }

    /// Says what this is, to somebody who sits in front of it.
    pub(super) async fn begin(&mut self) {
        // What modules do at their start is seen as it happens.
        self.settle().await;
        if !self.screen.look.terminal {
            return;
        }
        let welcome = match self.bot.commands().first() {
            Some(command) => self.language.fill(Text::Welcome, &[command]),
            None => self.language.text(Text::WelcomeNoCommands).to_owned(),
        };
        for line in welcome.lines() {
            self.screen.notice(line);
        }
        let chats: Vec<String> = eye::scene(&self.world, self.language)
            .rooms
            .into_iter()
            .map(|room| room.title)
            .collect();
        self.screen
            .notice(&self.language.fill(Text::Chats, &[&chats.join(", ")]));
        self.show_chat();
    }

    /// Obeys, and waits until the bot has reacted.
    pub(super) async fn hear(&mut self, typed: Typed) -> Flow {
        let interrupted = std::mem::take(&mut self.interrupted);
        let line = match typed {
            Typed::Line(line) => line,
            Typed::Interrupt if interrupted => return Flow::Leave,
            Typed::Interrupt => {
                self.interrupted = true;
                self.screen.notice(self.language.text(Text::AgainToLeave));
                return Flow::GoOn;
            }
            Typed::NotUtf8 => {
                self.screen.mistake(self.language.text(Text::NotUtf8));
                return Flow::GoOn;
            }
            Typed::TooLong => {
                let limit = LONGEST.to_string();
                self.screen
                    .mistake(&self.language.fill(Text::LineTooLong, &[&limit]));
                return Flow::GoOn;
            }
            Typed::Broken(error) => {
                self.screen.mistake(&error);
                return Flow::Leave;
            }
        };
        match parse(&line) {
            Err(mistake) => self.screen.mistake(&explain(&mistake, self.language)),
            Ok(Input::Quit) => return Flow::Leave,
            Ok(input) => self.obey(input).await,
        }
        if self.screen.is_broken() {
            Flow::Leave
        } else {
            Flow::GoOn
        }
    }

    /// Ends the bot.
    pub(super) async fn end(self) {
        self.bot.stop().await;
        self.watch.look();
    }

    /// Returns when the bot stops by itself, with the reason.
    pub(super) fn ended(&self) -> impl Future<Output = String> + use<> {
        self.bot.ended()
    }

    pub(super) fn offers(&self) -> Offers {
        let first = |names: Vec<String>| names.into_iter().next();
        let chats = eye::chats(&self.world, self.language);
        let people = eye::people(&self.world, self.language);
        Offers {
            prompt: format!("{}> ", self.title()),
            chats: chats
                .into_iter()
                .filter_map(|(names, _)| first(names))
                .collect(),
            people: people
                .into_iter()
                .filter_map(|(names, _)| first(names))
                .collect(),
            commands: self.bot.commands(),
        }
    }

    async fn obey(&mut self, input: Input) {
        match input {
            Input::Nothing | Input::Quit => {}
            Input::Act { who, act } => self.act(who.as_deref(), act).await,
            Input::Chat(name) => match self.here().chat(&name) {
                Ok(place) => self.go(place).await,
                Err(mistake) => self.screen.mistake(&mistake),
            },
            Input::Chats => self.show_chats(),
            Input::History(count) => self.show_history(count),
            Input::Log(count) => self.show_log(count),
            Input::Rpc(count) => self.show_calls(count),
            Input::Help => self.show_help(),
        }
    }

    async fn act(&self, who: Option<&str>, act: Act) {
        // What an editor showed while it was typed need not be repeated.
        let typed = self.screen.look.terminal
            && who.is_none()
            && matches!(&act, Act::Say(text) if !text.starts_with('/'));
        let here = self.here();
        let perform = || {
            let done = here.perform(who, act);
            self.watch.look();
            done
        };
        let done = if typed {
            self.watch.typed(perform)
        } else {
            perform()
        };
        self.mark_read();
        let done = match done {
            Ok(done) => done,
            Err(mistake) => return self.screen.mistake(&mistake),
        };
        self.settle().await;
        match done {
            Done::Seen => {}
            Done::Told(text) => self.screen.notice(&text),
            Done::Asked { bot, query } => {
                let waiting = self.world.lock().waiting.get(&query).cloned();
                if let Some(answer) = waiting.and_then(|waiting| waiting.answer) {
                    self.screen.notice(&self.here().answer(&bot, &answer));
                }
            }
        }
    }

    /// Waits until the bot has nothing to do, but not for ever.
    async fn settle(&self) {
        let terminal = self.screen.look.terminal;
        let idle = self
            .bot
            .settle(if terminal { PROMPT } else { PATIENCE })
            .await;
        self.watch.look();
        if !idle && !terminal {
            let seconds = PATIENCE.as_secs().to_string();
            self.screen
                .notice(&self.language.fill(Text::StillBusy, &[&seconds]));
        }
    }

    fn here(&self) -> Here<'_> {
        Here {
            world: &self.world,
            place: self.place,
            language: self.language,
        }
    }

    async fn go(&mut self, place: Place) {
        self.mark_read();
        self.place = place;
        self.watch.go(place);
        self.show_chat();
        self.mark_read();
        self.settle().await;
    }

    /// Who looks at a chat has read it.
    fn mark_read(&self) {
        let owner = self.world.owner().id();
        if self.world.lock().unread_count(owner, self.place) > 0 {
            self.world.change(|state| state.read(owner, self.place, 0));
        }
    }

    fn title(&self) -> String {
        clean(&eye::title(&self.world, self.place, self.language)).replace('\n', " ")
    }

    fn show_chat(&self) {
        let header = self.language.fill(Text::ChatHeader, &[&self.title()]);
        self.screen
            .print(&self.screen.look.paint(Paint::Bold, &header));
        if self.screen.look.terminal {
            self.show_history(SHOWN);
        }
    }

    fn show_chats(&self) {
        let mut rooms = eye::scene(&self.world, self.language).rooms;
        if !self.screen.look.terminal {
            // The order of the list depends on the time, and a transcript must not.
            rooms.sort_by(|a, b| a.title.cmp(&b.title));
        }
        let here = eye::key(&self.world, self.place);
        let lines: Vec<String> = rooms
            .iter()
            .map(|room| {
                let mut line = clean(&room.title);
                if room.key == here {
                    let _ = write!(line, " ({})", self.language.text(Text::HereMark));
                } else if room.unread > 0 {
                    let unread = self
                        .language
                        .fill(Text::Unread, &[&room.unread.to_string()]);
                    let _ = write!(line, " ({unread})");
                }
                line
            })
            .collect();
        self.screen.print(&lines.join("\n"));
    }

    fn show_history(&self, count: usize) {
        let scene = eye::scene(&self.world, self.language);
        let lines: Vec<String> = scene
            .room(eye::key(&self.world, self.place))
            .map(|room| {
                let skipped = room.lines.len().saturating_sub(count);
                room.lines
                    .values()
                    .skip(skipped)
                    .map(|line| self.screen.look.numbered(line))
                    .collect()
            })
            .unwrap_or_default();
        if lines.is_empty() {
            self.screen.notice(self.language.text(Text::NothingYet));
        } else {
            self.screen.print(&lines.join("\n"));
        }
    }

    fn show_log(&self, count: usize) {
        self.show_lines(&self.bot.log(count), Text::LogEmpty);
    }

    fn show_calls(&self, count: usize) {
        self.show_lines(
            &self.bot.calls(count, self.screen.look.terminal),
            Text::RpcEmpty,
        );
    }

    fn show_lines(&self, lines: &[String], empty: Text) {
        if lines.is_empty() {
            return self.screen.notice(self.language.text(empty));
        }
        for line in lines {
            let line = clean(line).replace('\n', " ");
            let cut: String = line.chars().take(LOG_LINE).collect();
            let more = if cut.len() < line.len() { "…" } else { "" };
            self.screen.notice(&format!("{cut}{more}"));
        }
    }

    fn show_help(&self) {
        let mut rows: Vec<(String, &str)> = Slash::ALL
            .into_iter()
            .map(|slash| (slash.usage(self.language), self.language.text(slash.help())))
            .collect();
        rows.push(("//…".to_owned(), self.language.text(Text::HelpSlash)));
        let width = rows
            .iter()
            .map(|(usage, _)| usage.chars().count())
            .max()
            .unwrap_or(0);
        let mut text = self.language.text(Text::HelpTitle).to_owned();
        for (usage, help) in rows {
            let gap = " ".repeat(width - usage.chars().count());
            let _ = write!(text, "\n{usage}{gap}  {help}");
        }
        text.push('\n');
        let commands = self.bot.commands();
        text += &if commands.is_empty() {
            self.language.text(Text::HelpNoBot).to_owned()
        } else {
            self.language.fill(Text::HelpBot, &[&commands.join(" ")])
        };
        self.screen.print(&text);
    }
}

/// Says what is wrong with a line, and what to write in its place.
fn explain(mistake: &Mistake, language: Language) -> String {
    match mistake {
        Mistake::Unknown { typed, near: None } => {
            language.fill(Text::UnknownSlash, &[typed, typed])
        }
        Mistake::Unknown {
            typed,
            near: Some(near),
        } => language.fill(Text::UnknownSlashNear, &[typed, near.name(), typed]),
        Mistake::Missing(slash) => {
            language.fill(Text::Missing, &[slash.name(), &slash.usage(language)])
        }
        Mistake::TooMuch(slash) => language.fill(Text::TooMuch, &[slash.name()]),
        Mistake::NotANumber { slash, typed } => {
            language.fill(Text::NotANumber, &[typed, &slash.usage(language)])
        }
        Mistake::OpenQuote(text) => language.fill(Text::OpenQuote, &[text]),
        Mistake::NotAsOther(slash) => language.fill(Text::NotAsOther, &[slash.name()]),
    }
}
