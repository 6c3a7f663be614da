//! The parser.

use super::super::FormattedText;
use super::super::entity::{Entity, EntityKind};
use super::super::normalise::{normalise, user_of_link};
use super::super::utf16;
use super::error::{HtmlError, HtmlErrorKind};
use super::tag::{Scan, Tag, reference, scan};

/// How many tags may be open at once; a message takes 100 entities at most.
const DEEPEST: usize = 128;

/// Reads HTML strictly.
pub(in super::super) fn parse(source: &str) -> Result<FormattedText, HtmlError> {
    Parser::new(source, true).run()
}

/// Reads HTML and keeps as text what is not HTML.
pub(in super::super) fn parse_lossy(source: &str) -> FormattedText {
    let mut parser = Parser::new(source, false);
    // A lenient parser reports nothing; whatever it has read counts.
    let outcome = parser.read();
    debug_assert!(outcome.is_ok(), "the lenient parser reported {outcome:?}");
    parser.finish()
}

/// What an open tag will become.
#[derive(Debug)]
enum Element {
    /// An entity.
    Entity(EntityKind),
    /// `<code>`, with the language that its class names.
    Code(Option<String>),
    /// `<pre>`, with the language that its attribute names.
    Pre(String),
    /// `<a>` without an address: the text is the address.
    BareLink,
    /// Nothing: the tag was kept as text, and so is its end.
    Text,
}

/// An open tag.
#[derive(Debug)]
struct Open {
    name: String,
    element: Element,
    /// Where its text begins, in units and in bytes of the output.
    unit: u32,
    byte: usize,
    /// Where it stands in the source.
    position: usize,
}

struct Parser<'a> {
    source: &'a str,
    strict: bool,
    text: String,
    units: u32,
    entities: Vec<Entity>,
    open: Vec<Open>,
    /// The language and the range of the `<code class="language-…">` that was closed last.
    code: Option<(Option<String>, u32, u32)>,
}

impl<'a> Parser<'a> {
    fn new(source: &'a str, strict: bool) -> Self {
        Self {
            source,
            strict,
            text: String::with_capacity(source.len()),
            units: 0,
            entities: Vec::new(),
            open: Vec::new(),
            code: None,
        }
    }

    fn run(mut self) -> Result<FormattedText, HtmlError> {
        self.read()?;
        Ok(self.finish())
    }

    fn read(&mut self) -> Result<(), HtmlError> {
        let source = self.source;
        let mut position = 0;
        while let Some(rest) = source.get(position..).filter(|rest| !rest.is_empty()) {
            let plain = rest.find(['<', '&']).unwrap_or(rest.len());
            if plain > 0 {
                self.push(rest.get(..plain).unwrap_or_default());
                position += plain;
                continue;
            }
            if rest.starts_with('&') {
                if let Some((character, length)) = reference(rest) {
                    self.push(character.encode_utf8(&mut [0; 4]));
                    position += length;
                } else {
                    self.push("&");
                    position += 1;
                }
                continue;
            }
            match scan(rest) {
                Scan::Tag(tag) => {
                    position += tag.source.len();
                    self.tag(&tag, position - tag.source.len())?;
                }
                Scan::Stray => {
                    self.complain(position, || HtmlErrorKind::StrayLessThan)?;
                    self.push("<");
                    position += 1;
                }
                Scan::Unfinished => {
                    self.complain(position, || HtmlErrorKind::UnfinishedTag)?;
                    self.push("<");
                    position += 1;
                }
            }
        }
        if let Some(last) = self.open.last() {
            let name = last.name.clone();
            self.complain(last.position, || HtmlErrorKind::Unclosed { name })?;
        }
        Ok(())
    }

    /// Ends what is open and gives the result.
    fn finish(mut self) -> FormattedText {
        while let Some(open) = self.open.pop() {
            self.close(open);
        }
        let entities = normalise(&self.text, &self.entities);
        FormattedText::new(self.text, entities)
    }

    /// Reports a mistake, or nothing in lenient mode.
    fn complain(
        &self,
        position: usize,
        kind: impl FnOnce() -> HtmlErrorKind,
    ) -> Result<(), HtmlError> {
        if self.strict {
            Err(HtmlError::at(kind(), self.source, position))
        } else {
            Ok(())
        }
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        let added = u32::try_from(utf16::len(text)).unwrap_or(u32::MAX);
        self.units = self.units.saturating_add(added);
    }

    fn tag(&mut self, tag: &Tag<'_>, position: usize) -> Result<(), HtmlError> {
        if tag.name == "br" {
            self.push("\n");
            return Ok(());
        }
        if tag.closing {
            return self.closing(tag, position);
        }
        let element = match element(tag) {
            Ok(element) if self.open.len() < DEEPEST => element,
            Ok(_) => {
                self.complain(position, || HtmlErrorKind::TooDeep { limit: DEEPEST })?;
                self.push(tag.source);
                return Ok(());
            }
            Err(kind) => {
                let known = !matches!(kind, HtmlErrorKind::UnknownTag { .. });
                self.complain(position, || kind)?;
                self.push(tag.source);
                if !known || self.open.len() >= DEEPEST {
                    return Ok(());
                }
                Element::Text
            }
        };
        self.open.push(Open {
            name: tag.name.clone(),
            element,
            unit: self.units,
            byte: self.text.len(),
            position,
        });
        Ok(())
    }

    fn closing(&mut self, tag: &Tag<'_>, position: usize) -> Result<(), HtmlError> {
        let Some(index) = self.open.iter().rposition(|open| open.name == tag.name) else {
            let name = tag.name.clone();
            self.complain(position, || HtmlErrorKind::UnexpectedClose { name })?;
            self.push(tag.source);
            return Ok(());
        };
        if let Some(last) = self.open.last().filter(|_| index + 1 < self.open.len()) {
            let (expected, found) = (last.name.clone(), tag.name.clone());
            self.complain(position, || HtmlErrorKind::WrongOrder { expected, found })?;
        }
        // In lenient mode the tags above stay open: entities may overlap.
        let open = self.open.remove(index);
        if matches!(open.element, Element::Text) {
            self.push(tag.source);
        }
        self.close(open);
        Ok(())
    }

    /// Turns a tag that ends here into an entity.
    fn close(&mut self, open: Open) {
        let (start, end) = (open.unit, self.units);
        let kind = match open.element {
            Element::Entity(kind) => kind,
            Element::Code(language) => {
                self.code = Some((language, start, end));
                EntityKind::Code
            }
            Element::Pre(language) => {
                let inner = self
                    .code
                    .take()
                    .filter(|(_, from, to)| *from == start && *to == end);
                let language = inner
                    .and_then(|(language, _, _)| language)
                    .unwrap_or(language);
                EntityKind::Pre { language }
            }
            Element::BareLink => {
                let address = self.text.get(open.byte..).unwrap_or_default().trim();
                if address.is_empty() || address.contains(char::is_whitespace) {
                    return;
                }
                link(address)
            }
            Element::Text => return,
        };
        if start < end {
            self.entities.push(Entity::new(kind, start, end - start));
        }
    }
}

/// Says what a tag means.
fn element(tag: &Tag<'_>) -> Result<Element, HtmlErrorKind> {
    let wrong = |needed| HtmlErrorKind::WrongAttribute {
        tag: tag.name.clone(),
        needed,
    };
    Ok(Element::Entity(match tag.name.as_str() {
        "b" | "strong" => EntityKind::Bold,
        "i" | "em" => EntityKind::Italic,
        "u" | "ins" => EntityKind::Underline,
        "s" | "strike" | "del" => EntityKind::Strike,
        "tg-spoiler" | "spoiler" => EntityKind::Spoiler,
        "span" => match tag.attribute("class") {
            Some("tg-spoiler") => EntityKind::Spoiler,
            _ => return Err(wrong("class=\"tg-spoiler\"")),
        },
        "code" => {
            let class = tag.attribute("class").unwrap_or_default();
            let language = class.strip_prefix("language-").map(str::to_owned);
            return Ok(Element::Code(language));
        }
        "pre" => {
            let language = tag.attribute("language").or_else(|| tag.attribute("lang"));
            return Ok(Element::Pre(language.unwrap_or_default().to_owned()));
        }
        "a" => match tag.attribute("href").filter(|address| !address.is_empty()) {
            Some(address) => link(address),
            None => return Ok(Element::BareLink),
        },
        "blockquote" => {
            let collapsed = ["expandable", "collapsed"]
                .iter()
                .any(|name| tag.attribute(name).is_some());
            EntityKind::Blockquote { collapsed }
        }
        "tg-emoji" | "emoji" => {
            let id = ["emoji-id", "document_id", "id"]
                .iter()
                .find_map(|name| tag.attribute(name))
                .and_then(|id| id.trim().parse().ok());
            let Some(document_id) = id else {
                return Err(wrong(
                    "the number of the emoji, as in emoji-id=\"5368324170671202286\"",
                ));
            };
            EntityKind::CustomEmoji { document_id }
        }
        name => {
            return Err(HtmlErrorKind::UnknownTag {
                name: name.to_owned(),
            });
        }
    }))
}

/// Makes a link or, for `tg://user?id=…`, a mention.
fn link(address: &str) -> EntityKind {
    match user_of_link(address) {
        Some(user_id) => EntityKind::MentionName { user_id },
        None => EntityKind::TextLink {
            url: address.to_owned(),
        },
    }
}
