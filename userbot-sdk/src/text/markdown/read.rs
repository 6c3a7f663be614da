//! The reader: first into tokens, then the tokens find their partners, then they become text and entities.

use super::super::entity::{Entity, EntityKind};
use super::super::normalise::{normalise, user_of_link};
use super::super::{FormattedText, utf16};
use super::{EMOJI, FENCE, MarkdownError, MarkdownErrorKind, STYLES};

/// Reads Markdown strictly.
pub(in super::super) fn parse(source: &str) -> Result<FormattedText, MarkdownError> {
    let mut tokens = tokens(source);
    match pair(&mut tokens).into_iter().min_by_key(|(at, _)| *at) {
        Some((position, kind)) => Err(MarkdownError::at(kind, source, position)),
        None => Ok(build(tokens)),
    }
}

/// Reads Markdown and keeps as text what is not Markdown.
pub(in super::super) fn parse_lossy(source: &str) -> FormattedText {
    let mut tokens = tokens(source);
    pair(&mut tokens);
    build(tokens)
}

/// A piece of the source.
#[derive(Debug)]
struct Token {
    /// Where it begins.
    position: usize,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Text(String),
    /// A mark of a style, by its place in the list of styles.
    Mark(usize),
    /// `[`, or `![`.
    Open {
        emoji: bool,
    },
    /// `](address)`.
    Close {
        address: String,
        source: String,
    },
    Code(String),
    Block {
        language: String,
        text: String,
    },
    QuoteBegin {
        collapsed: bool,
    },
    QuoteEnd,
    /// A mark that has its partner: it begins or ends a style.
    Toggle(usize),
    /// The beginning of a link whose end was found, with its meaning.
    Begin(EntityKind),
    End,
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
    /// The kind of the quotation that is open.
    quote: Option<bool>,
    tokens: Vec<Token>,
}

fn tokens(source: &str) -> Vec<Token> {
    let mut reader = Reader {
        source,
        at: 0,
        quote: None,
        tokens: Vec::new(),
    };
    reader.line_start();
    while !reader.rest().is_empty() {
        reader.step();
    }
    if reader.quote.is_some() {
        reader.push(reader.at, Kind::QuoteEnd);
    }
    reader.tokens
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn push(&mut self, position: usize, kind: Kind) {
        self.tokens.push(Token { position, kind });
    }

    fn text(&mut self, position: usize, text: &str) {
        match self.tokens.last_mut() {
            Some(Token {
                kind: Kind::Text(before),
                ..
            }) => before.push_str(text),
            _ => self.push(position, Kind::Text(text.to_owned())),
        }
    }

    fn step(&mut self) {
        let (at, rest) = (self.at, self.rest());
        if let Some(escaped) = escaped(rest) {
            self.at += 1 + escaped.len_utf8();
            self.text(at, escaped.encode_utf8(&mut [0; 4]));
            return;
        }
        if rest.starts_with('\n') {
            self.newline();
            return;
        }
        if let Some((language, text, length)) = self.block() {
            self.at += length;
            self.push(at, Kind::Block { language, text });
            return;
        }
        if let Some((text, length)) = self.raw("`").filter(|(text, _)| !text.is_empty()) {
            self.at += length;
            self.push(at, Kind::Code(text));
            return;
        }
        if let Some(style) = STYLES.iter().position(|(mark, _)| rest.starts_with(mark)) {
            self.at += 2;
            self.push(at, Kind::Mark(style));
            return;
        }
        for (mark, emoji) in [("![", true), ("[", false)] {
            if rest.starts_with(mark) {
                self.at += mark.len();
                self.push(at, Kind::Open { emoji });
                return;
            }
        }
        if let Some((address, length)) = address(rest) {
            self.at += length;
            let source = rest.get(..length).unwrap_or_default().to_owned();
            self.push(at, Kind::Close { address, source });
            return;
        }
        let character = rest.chars().next().map_or(1, char::len_utf8);
        // Up to the next character that can mean something, at least one.
        let plain = rest
            .get(character..)
            .and_then(|after| after.find(['\\', '\n', '`', '*', '_', '-', '~', '|', '!', '[', ']']))
            .map_or(rest.len(), |found| found + character);
        self.at += plain;
        self.text(at, rest.get(..plain).unwrap_or_default());
    }

    /// Takes a line break, and what the next line begins with.
    fn newline(&mut self) {
        let at = self.at;
        // A quotation ends before the line break that follows it.
        let next = quote_mark(self.rest().get(1..).unwrap_or_default());
        if self.quote.is_some() && next.map(|(collapsed, _)| collapsed) != self.quote {
            self.quote = None;
            self.push(at, Kind::QuoteEnd);
        }
        self.at += 1;
        self.text(at, "\n");
        self.line_start();
    }

    /// Takes the mark of a quotation at the beginning of a line.
    fn line_start(&mut self) {
        let Some((collapsed, length)) = quote_mark(self.rest()) else {
            return;
        };
        if self.quote.is_none() {
            self.quote = Some(collapsed);
            self.push(self.at, Kind::QuoteBegin { collapsed });
        }
        self.at += length;
    }

    /// Reads a block of code: language, text, and how long it is in the source.
    fn block(&self) -> Option<(String, String, usize)> {
        let (text, length) = self.raw(FENCE)?;
        let (language, code) = match text.split_once('\n') {
            Some((language, code)) if is_language(language) => (language.to_owned(), code),
            _ => (String::new(), text.as_str()),
        };
        // The line break before the closing fence belongs to the fence.
        let code = code.strip_suffix('\n').unwrap_or(code);
        (!code.is_empty()).then(|| (language, code.to_owned(), length))
    }

    /// Reads what stands between two marks as it is; only a backtick and a backslash are escaped there.
    fn raw(&self, mark: &str) -> Option<(String, usize)> {
        let rest = self.rest();
        let body = rest.strip_prefix(mark)?;
        let mut text = String::new();
        let mut at = 0;
        while let Some(here) = body.get(at..).filter(|here| !here.is_empty()) {
            if here.starts_with(mark) {
                return Some((text, mark.len() + at + mark.len()));
            }
            let character = here.chars().next()?;
            match escaped(here) {
                Some(escaped @ ('`' | '\\')) => {
                    text.push(escaped);
                    at += 2;
                    continue;
                }
                _ => at += character.len_utf8(),
            }
            text.push(character);
            // Inside of a quotation each line has the mark.
            if character == '\n'
                && self.quote.is_some()
                && let Some((_, length)) = body.get(at..).and_then(quote_mark)
            {
                at += length;
            }
        }
        None
    }
}

/// Reads the mark of a quotation: whether it is folded, and how long the mark is.
fn quote_mark(line: &str) -> Option<(bool, usize)> {
    let (collapsed, rest) = match line.strip_prefix("**>") {
        Some(rest) => (true, rest),
        None => (false, line.strip_prefix('>')?),
    };
    let space = usize::from(rest.starts_with(' '));
    Some((collapsed, line.len() - rest.len() + space))
}

/// Reads an escaped character: a backslash before any punctuation.
fn escaped(text: &str) -> Option<char> {
    text.strip_prefix('\\')?
        .chars()
        .next()
        .filter(char::is_ascii_punctuation)
}

/// Reads `](address)` and tells how long it is.
fn address(text: &str) -> Option<(String, usize)> {
    let body = text.strip_prefix("](")?;
    let mut address = String::new();
    let mut characters = body.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            ')' => {
                return (!address.is_empty()).then(|| (address, "](".len() + at + 1));
            }
            '\n' => return None,
            '\\' => match body.get(at..).and_then(escaped) {
                Some(escaped) => {
                    characters.next();
                    address.push(escaped);
                }
                None => address.push('\\'),
            },
            other => address.push(other),
        }
    }
    None
}

/// Tells whether a line can be the name of a programming language.
fn is_language(line: &str) -> bool {
    !line.contains(char::is_whitespace) && !line.contains('`')
}

/// Lets each mark find its partner; those that have none become text, and are what is wrong.
fn pair(tokens: &mut [Token]) -> Vec<(usize, MarkdownErrorKind)> {
    let mut wrong = Vec::new();
    let mut open: [Option<usize>; STYLES.len()] = [None; STYLES.len()];
    let mut links: Vec<usize> = Vec::new();
    for at in 0..tokens.len() {
        let Some(token) = tokens.get(at) else { break };
        match &token.kind {
            Kind::Mark(style) => {
                let style = *style;
                let Some((mark, _)) = STYLES.get(style) else {
                    continue;
                };
                match open.get_mut(style).and_then(Option::take) {
                    Some(begin) if begin + 1 == at => {
                        let position = tokens.get(begin).map_or(0, |token| token.position);
                        let mark = (*mark).to_owned();
                        wrong.push((position, MarkdownErrorKind::Empty { mark }));
                        become_text(tokens, begin);
                        become_text(tokens, at);
                    }
                    Some(begin) => {
                        for index in [begin, at] {
                            if let Some(token) = tokens.get_mut(index) {
                                token.kind = Kind::Toggle(style);
                            }
                        }
                    }
                    None => {
                        if let Some(open) = open.get_mut(style) {
                            *open = Some(at);
                        }
                    }
                }
            }
            Kind::Open { .. } => links.push(at),
            Kind::Close { address, .. } => {
                let meaning = links.pop().map(|begin| {
                    let emoji = matches!(
                        tokens.get(begin).map(|token| &token.kind),
                        Some(Kind::Open { emoji: true })
                    );
                    (begin, meaning(address, emoji))
                });
                match meaning {
                    Some((begin, Some(kind))) => {
                        if let Some(token) = tokens.get_mut(begin) {
                            token.kind = Kind::Begin(kind);
                        }
                        if let Some(token) = tokens.get_mut(at) {
                            token.kind = Kind::End;
                        }
                    }
                    Some((begin, None)) => {
                        let position = tokens.get(begin).map_or(0, |token| token.position);
                        wrong.push((position, MarkdownErrorKind::NoEmoji));
                        become_text(tokens, begin);
                        become_text(tokens, at);
                    }
                    // `](` without a beginning is just text.
                    None => become_text(tokens, at),
                }
            }
            _ => {}
        }
    }
    for begin in open.into_iter().flatten() {
        if let Some(Token {
            position,
            kind: Kind::Mark(style),
        }) = tokens.get(begin)
        {
            let mark = STYLES.get(*style).map_or("", |(mark, _)| mark).to_owned();
            wrong.push((*position, MarkdownErrorKind::Unclosed { mark }));
        }
        become_text(tokens, begin);
    }
    for begin in links {
        // Brackets are common in texts: without an address they are no mistake.
        let emoji = matches!(
            tokens.get(begin).map(|token| &token.kind),
            Some(Kind::Open { emoji: true })
        );
        if emoji {
            let position = tokens.get(begin).map_or(0, |token| token.position);
            wrong.push((position, MarkdownErrorKind::NoAddress));
        }
        become_text(tokens, begin);
    }
    wrong
}

/// Says what a link with this address is; `None` for an image that is no emoji.
fn meaning(address: &str, emoji: bool) -> Option<EntityKind> {
    let id = address
        .strip_prefix(EMOJI)
        .and_then(|id| id.parse::<i64>().ok());
    match (emoji, id) {
        (true, Some(document_id)) => Some(EntityKind::CustomEmoji { document_id }),
        (true, None) => None,
        (false, _) => Some(match user_of_link(address) {
            Some(user_id) => EntityKind::MentionName { user_id },
            None => EntityKind::TextLink {
                url: address.to_owned(),
            },
        }),
    }
}

fn become_text(tokens: &mut [Token], at: usize) {
    let Some(token) = tokens.get_mut(at) else {
        return;
    };
    let text = match &token.kind {
        Kind::Mark(style) => STYLES.get(*style).map_or("", |(mark, _)| mark).to_owned(),
        Kind::Open { emoji: true } => "![".to_owned(),
        Kind::Open { emoji: false } => "[".to_owned(),
        Kind::Close { source, .. } => source.clone(),
        _ => return,
    };
    token.kind = Kind::Text(text);
}

/// Makes text and entities of tokens that have found their partners.
fn build(tokens: Vec<Token>) -> FormattedText {
    let mut builder = Builder::default();
    for token in tokens {
        builder.take(token.kind);
    }
    let entities = normalise(&builder.text, &builder.entities);
    FormattedText::new(builder.text, entities)
}

#[derive(Default)]
struct Builder {
    text: String,
    units: u32,
    entities: Vec<Entity>,
    styles: [Option<u32>; STYLES.len()],
    links: Vec<(EntityKind, u32)>,
    quote: Option<(bool, u32)>,
}

impl Builder {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        let added = u32::try_from(utf16::len(text)).unwrap_or(u32::MAX);
        self.units = self.units.saturating_add(added);
    }

    fn entity(&mut self, kind: EntityKind, from: u32) {
        if from < self.units {
            self.entities
                .push(Entity::new(kind, from, self.units - from));
        }
    }

    fn take(&mut self, kind: Kind) {
        match kind {
            Kind::Text(text) => self.push(&text),
            Kind::Code(text) => {
                let from = self.units;
                self.push(&text);
                self.entity(EntityKind::Code, from);
            }
            Kind::Block { language, text } => {
                let from = self.units;
                self.push(&text);
                self.entity(EntityKind::Pre { language }, from);
            }
            Kind::Toggle(style) => {
                let begun = self.styles.get(style).copied().flatten();
                let kind = STYLES.get(style).map(|(_, kind)| kind.clone());
                if let (Some(from), Some(kind)) = (begun, kind) {
                    self.entity(kind, from);
                }
                let units = self.units;
                if let Some(open) = self.styles.get_mut(style) {
                    *open = begun.is_none().then_some(units);
                }
            }
            Kind::Begin(kind) => self.links.push((kind, self.units)),
            Kind::End => {
                if let Some((kind, from)) = self.links.pop() {
                    self.entity(kind, from);
                }
            }
            Kind::QuoteBegin { collapsed } => self.quote = Some((collapsed, self.units)),
            Kind::QuoteEnd => {
                if let Some((collapsed, from)) = self.quote.take() {
                    self.entity(EntityKind::Blockquote { collapsed }, from);
                }
            }
            // Those have become something else.
            Kind::Mark(_) | Kind::Open { .. } | Kind::Close { .. } => {}
        }
    }
}
