//! Cutting arguments into words.

use std::ops::Range;

use super::normalise::{closing_quotes, is_option_dash, is_space};
use crate::text::{EntityKind, FormattedText, utf16};

/// Holds one word of the arguments.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Word {
    /// The word without its quotes.
    pub text: String,
    /// Whether some of it stood in quotes or was formatted as code.
    pub quoted: bool,
    /// Where it stands in the text, quotes and all, in bytes.
    pub span: Range<usize>,
}

/// Cuts a text into words, as a shell would, and never fails.
///
/// Words are parted by white space of any kind. If all ASCII quotes of the text close, the rules
/// are those of a POSIX shell. If one does not, as in `don't`, the text is no shell command line
/// but something that a person wrote, and a quote counts only where it plainly is one:
///
/// | | Every quote closes | Some quote does not close |
/// |---|---|---|
/// | `"` and `'` open | anywhere: `a"b c"d` is `ab cd` | at the beginning of a word or after `--name=` |
/// | `"` and `'` close | at the next one | at the next one that no letter or digit follows; without one, the quote is a plain character |
/// | in `'…'` | everything is literal | everything is literal |
/// | in `"…"` | `\"` is `"`, and `\\` is `\` | `\"` is `"` |
/// | `\` outside of quotes | before a blank, a quote or `\` it makes that literal | before a quote it makes that literal |
/// | any other `\` | literal: `C:\temp`, `\d` | literal |
///
/// A shell drops the backslash before other characters; here it stays, and a backslash at the end
/// of a line joins nothing. `#`, `$`, `*`, backticks and the like are plain characters. In the
/// first column two apostrophes make a pair, as in a shell: `don't can't` is one word, `dont cant`.
/// Take [`Raw`](super::Raw) where people write prose.
///
/// What chat clients do to typed text is undone, in both columns:
///
/// | Text | Meaning |
/// |---|---|
/// | `“a b”` `„a b“` `„a b”` `«a b»` `‘a b’` | one word, if it begins a word (or follows `--name=`) and closes before a character that is no letter or digit; nested pairs of one kind count |
/// | `—force` `–force` | `--force`: a long dash that begins a word, before a letter |
/// | no-break space | space |
///
/// After a word `--` none of this second table applies, so that there anything can be written.
///
/// ```
/// use userbot_sdk::command::split;
/// let words = |text| split(text).into_iter().map(|word| word.text).collect::<Vec<_>>();
/// assert_eq!(words("note “hello world” —force"), ["note", "hello world", "--force"]);
/// assert_eq!(words("say don't stop"), ["say", "don't", "stop"]);
/// assert_eq!(words(r"path C:\temp\x"), ["path", r"C:\temp\x"]);
/// assert_eq!(words(r#"a"b c"d"#), ["ab cd"]);
/// ```
pub fn split(text: &str) -> Vec<Word> {
    split_around(text, &[])
}

/// Cuts the text of a message into words from a byte on; what is formatted as code stays whole.
///
/// Everything inside of code or a block of code is literal, blanks and quotes too. Spans count
/// from the beginning of the text.
///
/// ```
/// use userbot_sdk::command::split_formatted;
/// use userbot_sdk::text::FormattedText;
/// let text = FormattedText::from_html_lossy(".run <code>say \"hi\"</code> now");
/// let words = split_formatted(&text, ".run".len());
/// assert_eq!(words[0].text, "say \"hi\"");
/// assert_eq!(words[1].text, "now");
/// ```
pub fn split_formatted(text: &FormattedText, from: usize) -> Vec<Word> {
    let from = (0..=from.min(text.text.len()))
        .rev()
        .find(|byte| text.text.is_char_boundary(*byte))
        .unwrap_or(0);
    let rest = text.text.get(from..).unwrap_or_default();
    let offsets = utf16::Offsets::new(&text.text);
    let normalised = text.normalised();
    let mut code: Vec<Range<usize>> = Vec::new();
    for entity in &normalised.entities {
        if !matches!(entity.kind, EntityKind::Code | EntityKind::Pre { .. }) {
            continue;
        }
        let start = offsets.to_byte(entity.offset as usize).saturating_sub(from);
        let end = offsets.to_byte(entity.end() as usize).saturating_sub(from);
        // Code inside of code is part of the outer one.
        if start < end && code.last().is_none_or(|last| last.end <= start) {
            code.push(start..end);
        }
    }
    let mut words = split_around(rest, &code);
    for word in &mut words {
        word.span = word.span.start + from..word.span.end + from;
    }
    words
}

fn split_around(text: &str, code: &[Range<usize>]) -> Vec<Word> {
    let splitter = |shell| Splitter {
        text,
        code,
        shell,
        words: Vec::new(),
        word: None,
        plain: false,
        hopeless: Vec::new(),
    };
    splitter(true)
        .run()
        .or_else(|| splitter(false).run())
        .unwrap_or_default()
}

struct Splitter<'a> {
    text: &'a str,
    /// Stretches that are literal, sorted, without overlaps.
    code: &'a [Range<usize>],
    /// Whether the rules are those of a shell.
    shell: bool,
    words: Vec<Word>,
    /// The word that is being read.
    word: Option<Word>,
    /// Whether a word `--` came.
    plain: bool,
    /// Opening quotes for which no closing one is left in the text.
    hopeless: Vec<char>,
}

impl<'a> Splitter<'a> {
    /// Reads all words; `None` when the rules of a shell do not fit.
    fn run(mut self) -> Option<Vec<Word>> {
        let mut at = 0;
        while let Some(character) = self.rest(at).chars().next() {
            let next = at + character.len_utf8();
            if let Some(end) = self.code_at(at) {
                let text = self.text;
                self.push(text.get(at..end).unwrap_or_default(), at..end, true);
                at = end;
                continue;
            }
            if is_space(character) && (!self.plain || character.is_ascii()) {
                self.finish();
                at = next;
                continue;
            }
            at = match character {
                '\\' => self.backslash(at),
                '"' | '\'' if self.shell => self.shell_quote(at, character)?,
                '"' | '\'' => self.chat_quote(at, character),
                _ => self.other(at, character),
            };
        }
        self.finish();
        Some(self.words)
    }

    fn rest(&self, at: usize) -> &'a str {
        self.text.get(at..).unwrap_or_default()
    }

    /// Gives the end of the code in which a byte lies.
    fn code_at(&self, at: usize) -> Option<usize> {
        let index = self.code.partition_point(|range| range.end <= at);
        self.code
            .get(index)
            .filter(|range| range.start <= at)
            .map(|range| range.end)
    }

    fn push(&mut self, text: &str, span: Range<usize>, quoted: bool) {
        let word = self.word.get_or_insert_with(|| Word {
            text: String::new(),
            quoted: false,
            span: span.clone(),
        });
        word.text.push_str(text);
        word.quoted |= quoted;
        word.span.end = span.end;
    }

    fn finish(&mut self) {
        if let Some(word) = self.word.take() {
            self.plain |= word.text == "--" && !word.quoted;
            self.words.push(word);
        }
    }

    /// Reads a backslash outside of quotes; gives where to go on.
    fn backslash(&mut self, at: usize) -> usize {
        let after = at + 1;
        let escaped = self.rest(after).chars().next().filter(|next| match next {
            '"' | '\'' => true,
            '\\' => self.shell,
            '\n' | '\r' => false,
            next => self.shell && is_space(*next),
        });
        // The backslash is the writer's, and code is literal.
        let escaped = escaped.filter(|_| self.code_at(after).is_none());
        if let Some(next) = escaped {
            let end = after + next.len_utf8();
            self.push(next.encode_utf8(&mut [0; 4]), at..end, true);
            end
        } else {
            self.push("\\", at..after, false);
            after
        }
    }

    /// Reads a quotation by the rules of a shell; `None` when it does not close.
    fn shell_quote(&mut self, at: usize, quote: char) -> Option<usize> {
        let close = self.closing(at + 1, &[quote], quote == '"', |_| true)?;
        self.quotation(at, at + 1, close, quote == '"');
        Some(close + 1)
    }

    /// Reads a quote in a text that is no shell command line.
    fn chat_quote(&mut self, at: usize, quote: char) -> usize {
        let opens = self.may_open() && !self.hopeless.contains(&quote);
        let close = opens
            .then(|| self.closing(at + 1, &[quote], quote == '"', no_word))
            .flatten();
        if opens && close.is_none() {
            self.hopeless.push(quote);
        }
        if let Some(close) = close {
            self.quotation(at, at + 1, close, quote == '"');
            close + 1
        } else {
            self.push(quote.encode_utf8(&mut [0; 4]), at..at + 1, false);
            at + 1
        }
    }

    /// Reads any other character, a typographic quotation or a dash among them.
    fn other(&mut self, at: usize, character: char) -> usize {
        let next = at + character.len_utf8();
        if !self.plain {
            let quotes = closing_quotes(character)
                .filter(|_| self.may_open() && !self.hopeless.contains(&character));
            if let Some(quotes) = quotes {
                let close = self
                    .nested(next, character, quotes)
                    .or_else(|| self.closing(next, quotes, false, no_word));
                if let Some(close) = close {
                    let end = self.rest(close).chars().next().map_or(0, char::len_utf8) + close;
                    let content = self.text.get(next..close).unwrap_or_default().to_owned();
                    self.push(&content, at..end, true);
                    return end;
                }
                self.hopeless.push(character);
            }
            let follower = self.rest(next).chars().next();
            if self.word.is_none() && is_option_dash(character, follower) {
                self.push("--", at..next, false);
                return next;
            }
        }
        self.push(character.encode_utf8(&mut [0; 4]), at..next, false);
        next
    }

    /// Tells whether a quotation may open here: at the beginning of a word or after `--name=`.
    fn may_open(&self) -> bool {
        self.word.as_ref().is_none_or(|word| {
            word.text.starts_with('-') && word.text.ends_with('=') && !word.quoted
        })
    }

    /// Finds the character that closes a quotation.
    fn closing(
        &self,
        from: usize,
        quotes: &[char],
        escapes: bool,
        follower: impl Fn(Option<char>) -> bool,
    ) -> Option<usize> {
        let mut at = from;
        loop {
            if let Some(end) = self.code_at(at) {
                at = end;
                continue;
            }
            let mut characters = self.rest(at).chars();
            let character = characters.next()?;
            let next = characters.next();
            if escapes && character == '\\' && self.escapes(next) && self.code_at(at + 1).is_none()
            {
                // Both are ASCII.
                at += 2;
                continue;
            }
            if quotes.contains(&character) && follower(next) {
                return Some(at);
            }
            at += character.len_utf8();
        }
    }

    /// Finds the end of a typographic quotation that may hold others of its kind.
    fn nested(&self, from: usize, open: char, quotes: &[char]) -> Option<usize> {
        let mut at = from;
        let mut depth = 0usize;
        loop {
            if let Some(end) = self.code_at(at) {
                at = end;
                continue;
            }
            let mut characters = self.rest(at).chars();
            let character = characters.next()?;
            if character == open {
                depth += 1;
            } else if quotes.contains(&character) && no_word(characters.next()) {
                match depth.checked_sub(1) {
                    Some(less) => depth = less,
                    None => return Some(at),
                }
            }
            at += character.len_utf8();
        }
    }

    /// Tells whether a backslash in double quotes makes the next character literal.
    fn escapes(&self, next: Option<char>) -> bool {
        next == Some('"') || (next == Some('\\') && self.shell)
    }

    /// Takes the content of an ASCII quotation.
    fn quotation(&mut self, at: usize, from: usize, close: usize, escapes: bool) {
        let mut content = String::new();
        let mut position = from;
        while position < close {
            let end = self
                .code_at(position)
                .map_or(position, |end| end.min(close));
            if end > position {
                content.push_str(self.text.get(position..end).unwrap_or_default());
                position = end;
                continue;
            }
            let mut characters = self.rest(position).chars();
            let Some(character) = characters.next() else {
                break;
            };
            let next = characters.next();
            position += character.len_utf8();
            if escapes
                && character == '\\'
                && self.escapes(next)
                && self.code_at(position).is_none()
                && let Some(next) = next
            {
                content.push(next);
                position += next.len_utf8();
            } else {
                content.push(character);
            }
        }
        self.push(&content, at..close + 1, true);
    }
}

/// Tells whether a quotation may close before a character: no letter and no digit.
fn no_word(next: Option<char>) -> bool {
    !next.is_some_and(char::is_alphanumeric)
}
