//! A person at a terminal: line editing, history, completion, and messages that arrive meanwhile.

use std::io::{self, IsTerminal};
use std::sync::{Arc, Mutex, PoisonError};

use rustyline::completion::{Completer, Pair};
use rustyline::config::CompletionType;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::Validator;
use rustyline::{Config, Context, Editor, ExternalPrinter, Helper};
use tokio::sync::mpsc;

use super::pipe::Typed;
use super::screen::Paper;
use super::slash::Slash;
use super::talk::Offers;

/// Is there a person on both ends?
pub(super) fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Does the terminal want colours?
pub(super) fn wants_colours() -> bool {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    set("NO_COLOR").is_none() && set("TERM").is_none_or(|term| term != "dumb")
}

/// The time zone of the system, in seconds east of Greenwich.
pub(super) fn utc_offset() -> i32 {
    let now = jiff::Timestamp::now();
    jiff::tz::TimeZone::system().to_offset(now).seconds()
}

/// A line editor, not yet in use.
pub(super) struct Terminal {
    editor: Editor<Assistant, DefaultHistory>,
}

/// One line, and where the offers for the next one go.
pub(super) type Request = (Typed, std::sync::mpsc::SyncSender<Offers>);

impl Terminal {
    pub(super) fn open() -> rustyline::Result<Self> {
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .auto_add_history(true)
            .build();
        let mut editor = Editor::with_config(config)?;
        editor.set_helper(Some(Assistant::default()));
        Ok(Self { editor })
    }

    /// What prints above the line that is being typed.
    pub(super) fn paper(&mut self) -> rustyline::Result<Box<dyn Paper>> {
        Ok(Box::new(Above(self.editor.create_external_printer()?)))
    }

    /// Reads lines until the person leaves. `first` is what is offered for the first one.
    pub(super) fn read(mut self, first: Offers, requests: &mpsc::Sender<Request>) {
        let mut offers = first;
        loop {
            let prompt = offers.prompt.clone();
            if let Some(assistant) = self.editor.helper() {
                *assistant.0.lock().unwrap_or_else(PoisonError::into_inner) = offers;
            }
            let typed = match self.editor.readline(&prompt) {
                Ok(line) => Typed::Line(line),
                Err(ReadlineError::Interrupted) => Typed::Interrupt,
                Err(ReadlineError::Eof) => return,
                Err(error) => Typed::Broken(error.to_string()),
            };
            let (answer, answered) = std::sync::mpsc::sync_channel(1);
            if requests.blocking_send((typed, answer)).is_err() {
                return;
            }
            // The answer comes when the line has been obeyed; none comes when that was the end.
            offers = match answered.recv() {
                Ok(offers) => offers,
                Err(_) => return,
            };
        }
    }
}

/// Prints above the line that is being typed.
struct Above<P>(P);

impl<P: ExternalPrinter + Send> Paper for Above<P> {
    fn print(&mut self, lines: String) -> io::Result<()> {
        self.0.print(lines).map_err(io::Error::other)
    }
}

/// Completes what is being typed.
#[derive(Clone, Debug, Default)]
struct Assistant(Arc<Mutex<Offers>>);

impl Helper for Assistant {}
impl Highlighter for Assistant {}
impl Validator for Assistant {}

impl Hinter for Assistant {
    type Hint = String;
}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        pos: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let offers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (start, words) = complete(&offers, line.get(..pos).unwrap_or(line));
        let pairs = words.into_iter().map(|word| Pair {
            display: word.trim_end().to_owned(),
            replacement: word,
        });
        Ok((start, pairs.collect()))
    }
}

/// Where the word begins that ends here, and what it could become.
fn complete(offers: &Offers, line: &str) -> (usize, Vec<String>) {
    let Some((word, rest)) = line.split_once(char::is_whitespace) else {
        let slashes = Slash::ALL.map(|slash| slash.name().to_owned());
        let words = if line.starts_with('/') {
            slashes.as_slice()
        } else {
            &offers.commands
        };
        return (0, fitting(words, line, |word| format!("{word} ")));
    };
    let gap = rest.len() - rest.trim_start().len();
    let start = word.len() + 1 + gap;
    let rest = rest.trim_start();
    match Slash::named(word) {
        Some(Slash::Chat | Slash::Forward) => (start, fitting(&offers.chats, rest, str::to_owned)),
        Some(Slash::Join | Slash::Leave) => (start, fitting(&offers.people, rest, str::to_owned)),
        Some(Slash::As) => {
            let end_of_name = match rest.strip_prefix('"') {
                Some(quoted) => quoted.find('"').map(|at| at + 2),
                None => rest.find(char::is_whitespace),
            };
            match end_of_name {
                None => {
                    let name = rest.trim_start_matches('"');
                    let quoted = |name: &str| {
                        if name.contains(char::is_whitespace) {
                            format!("\"{name}\" ")
                        } else {
                            format!("{name} ")
                        }
                    };
                    (start, fitting(&offers.people, name, quoted))
                }
                Some(end) => {
                    let said = &rest[end..];
                    let gap = said.len() - said.trim_start().len();
                    let (inner, words) = complete(offers, said.trim_start());
                    (start + end + gap + inner, words)
                }
            }
        }
        _ => (line.len(), Vec::new()),
    }
}

fn fitting(words: &[String], typed: &str, finish: impl Fn(&str) -> String) -> Vec<String> {
    let typed = typed.to_lowercase();
    let fits = |word: &&String| word.to_lowercase().starts_with(&typed);
    words.iter().filter(fits).map(|word| finish(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn offers() -> Offers {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Offers {
            prompt: "Club> ".to_owned(),
            chats: owned(&["Club", "News", "Saved Messages"]),
            people: owned(&["You", "Ann Lee", "Bob"]),
            commands: owned(&[".ping", ".echo"]),
        }
    }

    #[test]
    fn completes_commands_chats_and_people() {
        for (line, start, words) in [
            (".p", 0, &[".ping "] as &[&str]),
            ("/ch", 0, &["/chat ", "/chats "]),
            ("/chat ne", 6, &["News"]),
            ("/chat  saved m", 7, &["Saved Messages"]),
            ("/as an", 4, &["\"Ann Lee\" "]),
            ("/as \"an", 4, &["\"Ann Lee\" "]),
            ("/as Bob .e", 8, &[".echo "]),
            ("/as \"Ann Lee\" /pre", 14, &["/press "]),
            ("/join b", 6, &["Bob"]),
            ("hello wor", 9, &[]),
        ] {
            let (at, found) = complete(&offers(), line);
            assert_eq!(
                (at, found.as_slice()),
                (
                    start,
                    words
                        .iter()
                        .map(|w| (*w).to_owned())
                        .collect::<Vec<_>>()
                        .as_slice()
                ),
                "{line}"
            );
        }
    }

    proptest! {
        #[test]
        fn completes_within_any_line(line in "(/as |/chat |/join )?\\PC*") {
            let (start, _) = complete(&offers(), &line);
            prop_assert!(line.is_char_boundary(start), "{line:?} {start}");
        }
    }
}
