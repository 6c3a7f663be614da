//! How what happens is written down: a plain transcript, or lines for a terminal.

use std::fmt::Write as _;

use super::ledger::{Change, Happening};
use super::scene::{Body, Content, Line, Media, Service, Who};
use super::texts::{Language, Text};

/// The longest text of a one-line note and of a quotation, in characters.
const NOTE: usize = 70;
const QUOTATION: usize = 30;

/// How lines look.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    pub(super) language: Language,
    /// For a person at a terminal: with times, and edits and deletions as marks.
    pub(super) terminal: bool,
    pub(super) colours: bool,
    /// The zone of the times, in seconds east of Greenwich.
    pub(super) utc_offset: i32,
}

/// A colour or weight of a part of a line.
#[derive(Clone, Copy, Debug)]
pub(super) enum Paint {
    Faint,
    Bold,
    Mistake,
    /// The colour of somebody's name.
    Name(u8),
}

impl Look {
    /// Writes what happened in the current chat.
    pub(super) fn here(self, change: &Change) -> String {
        match change {
            Change::Edited(line) if self.terminal => self.line(line, "✎ "),
            Change::New(line) | Change::Edited(line) => self.line(line, ""),
            Change::Deleted(line) => {
                let mark = if self.terminal {
                    "✗ ".to_owned()
                } else {
                    format!("{} ", self.text(Text::Deleted))
                };
                self.line(line, &mark)
            }
            Change::Reacted { who, emoji, line } => self.reaction(Text::Reacted, who, emoji, line),
            Change::Unreacted { who, emoji, line } => {
                self.reaction(Text::Unreacted, who, emoji, line)
            }
            Change::Pinned { line, on } => {
                let text = if *on { Text::Pinned } else { Text::Unpinned };
                self.service(
                    line,
                    &self.language.fill(text, &[&self.quotation(&line.body)]),
                )
            }
        }
    }

    /// Writes what happened in another chat, on one line.
    pub(super) fn elsewhere(self, happening: &Happening) -> String {
        let plain = Self {
            terminal: false,
            colours: false,
            ..self
        };
        let full = plain.here(&happening.change);
        let mut lines = full.lines();
        let first = lines.next().unwrap_or_default();
        let rest = lines.next().is_some();
        let note = format!(
            "({}) {}",
            one_line(&happening.title),
            shortened(first, NOTE, rest)
        );
        self.paint(Paint::Faint, &note)
    }

    /// Writes a message with its number, for a list.
    pub(super) fn numbered(self, line: &Line) -> String {
        let number = self.paint(Paint::Faint, &format!("#{} ", line.id));
        let mut text = format!("{number}{}", self.line(line, ""));
        if !line.reactions.is_empty() {
            let reactions: Vec<String> = line
                .reactions
                .iter()
                .map(|(who, emoji)| format!("{} {}", clean(emoji), self.who(who)))
                .collect();
            let _ = write!(
                text,
                "\n  {}",
                self.paint(Paint::Faint, &reactions.join(", "))
            );
        }
        text
    }

    /// Writes something that nobody in the chat said.
    pub(super) fn notice(self, text: &str) -> String {
        self.paint(Paint::Faint, &indented(&clean(text)))
    }

    /// Writes why a line was not obeyed.
    pub(super) fn mistake(self, text: &str) -> String {
        self.paint(Paint::Mistake, &format!("! {}", indented(&clean(text))))
    }

    /// Names somebody.
    pub(super) fn who(self, who: &Who) -> String {
        match who {
            Who::You => self.text(Text::You).to_owned(),
            Who::Named(name) => one_line(name),
            Who::Deleted => self.text(Text::DeletedAccount).to_owned(),
        }
    }

    pub(super) fn paint(self, paint: Paint, text: &str) -> String {
        if !self.colours || text.is_empty() {
            return text.to_owned();
        }
        let code = match paint {
            Paint::Faint => "2".to_owned(),
            Paint::Bold => "1".to_owned(),
            Paint::Mistake => "31".to_owned(),
            Paint::Name(colour) => format!("1;3{}", 1 + colour % 6),
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    fn text(self, text: Text) -> &'static str {
        self.language.text(text)
    }

    fn line(self, line: &Line, mark: &str) -> String {
        match &line.body {
            Body::Service(service) => {
                let text = self.service_text(&line.author, service);
                self.service(line, &format!("{mark}{text}"))
            }
            Body::Message(content) => self.message(line, content, mark),
        }
    }

    fn message(self, line: &Line, content: &Content, mark: &str) -> String {
        let name = self.who(&line.author);
        let mut head = self.time(line.edited.unwrap_or(line.date));
        head.push_str(mark);
        head.push_str(&self.paint(Paint::Name(colour(&name)), &name));
        if let Some(quote) = &content.reply {
            let quoted = shortened(&one_line(&quote.text), QUOTATION, false);
            let reply = format!(" → {} \"{quoted}\"", self.who(&quote.author));
            head.push_str(&self.paint(Paint::Faint, &reply));
        }
        head.push_str(": ");

        let mut parts: Vec<String> = Vec::new();
        if let Some(origin) = &content.forwarded {
            parts.push(
                self.language
                    .fill(Text::ForwardedFrom, &[&one_line(origin)]),
            );
        }
        parts.extend(content.media.as_ref().map(|media| self.media(media)));
        if !content.text.is_empty() {
            parts.push(clean(&content.text));
        }
        if let Some(bot) = &content.via {
            parts.push(self.language.fill(Text::ViaBot, &[bot]));
        }
        if line.edited.is_some() && !self.terminal {
            parts.push(self.text(Text::Edited).to_owned());
        }
        let body = parts.join(" ");
        let rows: Vec<String> = content
            .buttons
            .iter()
            .map(|row| {
                row.iter()
                    .map(|label| format!("[{}]", one_line(label)))
                    .collect::<Vec<_>>()
            })
            .map(|row| self.paint(Paint::Bold, &row.join(" ")))
            .collect();
        let short = !body.contains('\n') && rows.len() == 1;
        let buttons = if rows.is_empty() {
            String::new()
        } else if short {
            format!(" {}", rows.concat())
        } else {
            format!("\n{}", rows.join("\n"))
        };
        indented(&format!("{head}{body}{buttons}"))
    }

    fn service(self, line: &Line, text: &str) -> String {
        let time = self.time(line.date);
        format!(
            "{time}{}",
            self.paint(Paint::Faint, &indented(&format!("* {text}")))
        )
    }

    fn reaction(self, text: Text, who: &Who, emoji: &str, line: &Line) -> String {
        let quoted = self.quotation(&line.body);
        let text = self
            .language
            .fill(text, &[&self.who(who), &clean(emoji), &quoted]);
        // The moment of a reaction is not told apart from that of its message.
        self.paint(Paint::Faint, &format!("* {text}"))
    }

    fn quotation(self, body: &Body) -> String {
        let text = match body {
            Body::Service(_) => return "*".to_owned(),
            Body::Message(Content {
                text,
                media: Some(media),
                ..
            }) if text.is_empty() => {
                return self.media(media);
            }
            Body::Message(content) => one_line(&content.text),
        };
        format!("\"{}\"", shortened(&text, QUOTATION, false))
    }

    fn service_text(self, author: &Who, service: &Service) -> String {
        let who = self.who(author);
        let fill = |text, values: &[&str]| self.language.fill(text, values);
        match service {
            Service::Created(title) => fill(Text::Created, &[&who, &one_line(title)]),
            Service::Joined => fill(Text::Joined, &[&who]),
            Service::JoinedByLink => fill(Text::JoinedByLink, &[&who]),
            Service::Added(others) => {
                let names: Vec<String> = others.iter().map(|other| self.who(other)).collect();
                fill(Text::Added, &[&who, &names.join(", ")])
            }
            Service::Left => fill(Text::Left, &[&who]),
            Service::Removed(other) => fill(Text::Removed, &[&who, &self.who(other)]),
            Service::Renamed(title) => fill(Text::Renamed, &[&who, &one_line(title)]),
            Service::Pinned => fill(Text::PinnedBy, &[&who]),
            Service::TopicCreated(title) => fill(Text::TopicCreated, &[&who, &one_line(title)]),
            Service::Other(name) => fill(Text::ServiceOther, &[&who, name]),
        }
    }

    fn media(self, media: &Media) -> String {
        let fill = |text, value: &str| self.language.fill(text, &[&one_line(value)]);
        match media {
            Media::Photo(None) => self.text(Text::Photo).to_owned(),
            Media::Photo(Some(size)) => fill(Text::PhotoOf, &size_text(*size)),
            Media::Sticker(emoji) => fill(Text::Sticker, emoji),
            Media::File(name, size) => fill(Text::File, &format!("{name}, {}", size_text(*size))),
            Media::Voice => self.text(Text::Voice).to_owned(),
            Media::Video => self.text(Text::Video).to_owned(),
            Media::Audio => self.text(Text::Audio).to_owned(),
            Media::Animation => self.text(Text::Animation).to_owned(),
            Media::Poll(question) => fill(Text::Poll, question),
            Media::Location => self.text(Text::Location).to_owned(),
            Media::Contact(name) => fill(Text::Contact, name),
            Media::Other(name) => fill(Text::Other, name),
        }
    }

    fn time(self, unix: i32) -> String {
        if !self.terminal {
            return String::new();
        }
        let minutes = unix.saturating_add(self.utc_offset).rem_euclid(86_400) / 60;
        self.paint(
            Paint::Faint,
            &format!("{:02}:{:02} ", minutes / 60, minutes % 60),
        )
    }
}

/// Takes out what would move the cursor or change the colours of the terminal.
pub(super) fn clean(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' => '\n',
        '\t' => ' ',
        // Marks that turn the direction of what follows.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    text.replace("\r\n", "\n").chars().map(shown).collect()
}

fn one_line(text: &str) -> String {
    clean(text)
        .split('\n')
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn indented(text: &str) -> String {
    let mut lines = text.split('\n');
    let mut indented = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        indented.push('\n');
        if !line.is_empty() {
            indented.push_str("  ");
            indented.push_str(line);
        }
    }
    indented
}

fn shortened(text: &str, limit: usize, more: bool) -> String {
    if text.chars().count() > limit {
        let kept: String = text.chars().take(limit).collect();
        format!("{}…", kept.trim_end())
    } else if more {
        format!("{text} …")
    } else {
        text.to_owned()
    }
}

fn size_text(bytes: i64) -> String {
    match bytes {
        ..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} KB", bytes / 1_024),
        _ => format!("{} MB", bytes / 1_048_576),
    }
}

/// Gives each name a colour that stays the same.
fn colour(name: &str) -> u8 {
    name.bytes()
        .fold(0_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte))
}

#[cfg(test)]
mod tests {
    use super::super::scene::{ChatKey, Quote};
    use super::*;
    use proptest::prelude::*;

    const PLAIN: Look = Look {
        language: Language::English,
        terminal: false,
        colours: false,
        utc_offset: 0,
    };
    const TERMINAL: Look = Look {
        terminal: true,
        ..PLAIN
    };

    fn said(author: Who, content: Content) -> Line {
        Line {
            id: 1,
            date: 12 * 3_600 + 3 * 60,
            author,
            body: Body::Message(content),
            edited: None,
            reactions: Vec::new(),
            pinned: false,
        }
    }

    fn text(text: &str) -> Content {
        Content {
            text: text.to_owned(),
            ..Content::default()
        }
    }

    fn ann() -> Who {
        Who::Named("Ann".to_owned())
    }

    #[test]
    fn writes_messages_and_edits() {
        let new = said(Who::You, text("pong"));
        let edited = Line {
            edited: Some(12 * 3_600 + 4 * 60),
            ..new.clone()
        };
        assert_eq!(PLAIN.here(&Change::New(new.clone())), "You: pong");
        assert_eq!(
            PLAIN.here(&Change::Edited(edited.clone())),
            "You: pong (edited)"
        );
        assert_eq!(
            PLAIN.here(&Change::Deleted(new.clone())),
            "[deleted] You: pong"
        );
        assert_eq!(TERMINAL.here(&Change::New(new.clone())), "12:03 You: pong");
        assert_eq!(
            TERMINAL.here(&Change::Edited(edited.clone())),
            "12:04 ✎ You: pong"
        );
        let east = Look {
            utc_offset: 19_800,
            ..TERMINAL
        };
        assert_eq!(east.here(&Change::New(new.clone())), "17:33 You: pong");
        assert_eq!(TERMINAL.here(&Change::Deleted(new)), "12:03 ✗ You: pong");
        let russian = Look {
            language: Language::Russian,
            ..PLAIN
        };
        assert_eq!(russian.here(&Change::Edited(edited)), "Вы: pong (изменено)");
    }

    #[test]
    fn writes_what_a_message_carries() {
        let content = Content {
            media: Some(Media::Photo(Some(12_300))),
            reply: Some(Quote {
                author: ann(),
                text: "look\nat this, and at all the rest of it too".to_owned(),
            }),
            forwarded: Some("News".to_owned()),
            via: Some("gif".to_owned()),
            buttons: vec![vec!["Yes".to_owned(), "No".to_owned()]],
            ..text("nice")
        };
        assert_eq!(
            PLAIN.here(&Change::New(said(Who::You, content))),
            "You → Ann \"look at this, and at all the r…\": [forwarded from News] [photo 12 KB] nice [via @gif] [Yes] [No]"
        );
    }

    #[test]
    fn indents_what_follows_the_first_line() {
        let content = Content {
            buttons: vec![vec!["A".to_owned()], vec!["B".to_owned()]],
            ..text("one\ntwo")
        };
        let line = Line {
            edited: Some(0),
            ..said(Who::You, content)
        };
        assert_eq!(
            PLAIN.here(&Change::Edited(line)),
            "You: one\n  two (edited)\n  [A]\n  [B]"
        );
    }

    #[test]
    fn notes_what_happens_elsewhere_on_one_line() {
        let happening = |text_: &str| Happening {
            chat: ChatKey(-1),
            title: "Club".to_owned(),
            change: Change::New(said(ann(), text(text_))),
        };
        assert_eq!(TERMINAL.elsewhere(&happening("hi")), "(Club) Ann: hi");
        assert_eq!(
            TERMINAL.elsewhere(&happening("one\ntwo")),
            "(Club) Ann: one …"
        );
        let long = TERMINAL.elsewhere(&happening(&"word ".repeat(100)));
        assert!(
            long.ends_with("word…") && long.chars().count() < 90,
            "{long}"
        );
    }

    #[test]
    fn writes_reactions_and_service_lines() {
        let line = said(Who::You, text("hi"));
        let reacted = Change::Reacted {
            who: ann(),
            emoji: "👍".to_owned(),
            line: line.clone(),
        };
        assert_eq!(PLAIN.here(&reacted), "* Ann reacted 👍 to \"hi\"");
        let pinned = Change::Pinned {
            line: line.clone(),
            on: true,
        };
        assert_eq!(PLAIN.here(&pinned), "* Pinned: \"hi\"");
        let joined = Line {
            author: ann(),
            body: Body::Service(Service::Joined),
            ..line.clone()
        };
        assert_eq!(PLAIN.here(&Change::New(joined)), "* Ann joined");
        let numbered = Line {
            reactions: vec![(ann(), "👍".to_owned())],
            ..line
        };
        assert_eq!(PLAIN.numbered(&numbered), "#1 You: hi\n  👍 Ann");
    }

    #[test]
    fn colours_only_when_asked() {
        let line = Change::New(said(ann(), text("hi")));
        assert!(!TERMINAL.here(&line).contains('\u{1b}'));
        let coloured = Look {
            colours: true,
            ..TERMINAL
        }
        .here(&line);
        assert!(
            coloured.contains("\u{1b}[2m12:03 \u{1b}[0m"),
            "{coloured:?}"
        );
    }

    proptest! {
        #[test]
        fn nothing_that_people_write_reaches_the_terminal_as_a_command(
            body in any::<String>(), name in any::<String>(), label in any::<String>(),
        ) {
            let content = Content { buttons: vec![vec![label.clone()]], ..text(&body) };
            let line = Line { reactions: vec![(ann(), body.clone())], ..said(Who::Named(name), content) };
            let change = Change::Edited(line.clone());
            let happening = Happening { chat: ChatKey(1), title: body, change: change.clone() };
            for look in [PLAIN, TERMINAL] {
                for out in [look.here(&change), look.elsewhere(&happening), look.numbered(&line)] {
                    prop_assert!(out.chars().all(|c| c == '\n' || !c.is_control()), "{:?}", out);
                }
                prop_assert!(!look.elsewhere(&happening).contains('\n'));
            }
        }
    }
}
