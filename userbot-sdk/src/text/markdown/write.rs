//! The writer.

use std::fmt::Write as _;

use super::super::FormattedText;
use super::super::entity::{Entity, EntityKind};
use super::super::utf16::Offsets;
use super::{EMOJI, FENCE, STYLES};

/// Writes Markdown.
///
/// The text is cut where any entity begins or ends; between two cuts the same entities cover everything.
pub(in super::super) fn render(text: &FormattedText) -> String {
    let text = text.normalised();
    let offsets = Offsets::new(&text.text);
    let entities: Vec<&Entity> = text
        .entities
        .iter()
        .filter(|entity| !entity.kind.is_automatic() && fits(entity, &text.text, &offsets))
        .collect();
    let mut cuts: Vec<usize> = entities
        .iter()
        .flat_map(|entity| [entity.offset as usize, entity.end() as usize])
        .chain([0, offsets.len()])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut writer = Writer {
        output: String::with_capacity(text.text.len() * 2),
        line_start: true,
    };
    for pair in cuts.windows(2) {
        let [from, to] = *pair else { continue };
        let piece = text
            .text
            .get(offsets.to_byte(from)..offsets.to_byte(to))
            .unwrap_or_default();
        writer.piece(piece, from, to, &entities);
    }
    writer.output
}

/// Tells whether Markdown can say it: a quotation has to consist of whole lines.
fn fits(entity: &Entity, text: &str, offsets: &Offsets) -> bool {
    if !matches!(entity.kind, EntityKind::Blockquote { .. }) {
        return true;
    }
    let before = text.get(..offsets.to_byte(entity.offset as usize));
    let after = text.get(offsets.to_byte(entity.end() as usize)..);
    before.is_none_or(|before| before.is_empty() || before.ends_with('\n'))
        && after.is_none_or(|after| after.is_empty() || after.starts_with('\n'))
}

struct Writer {
    output: String,
    /// Nothing of the line was written yet.
    line_start: bool,
}

impl Writer {
    /// Writes the text between two cuts, with what begins and ends at them.
    fn piece(&mut self, piece: &str, from: usize, to: usize, entities: &[&Entity]) {
        let begins = |entity: &&&Entity| entity.offset as usize == from;
        let ends = |entity: &&&Entity| entity.end() as usize == to;
        let covers =
            |entity: &&Entity| entity.offset as usize <= from && entity.end() as usize >= to;
        let over = |wanted: fn(&EntityKind) -> bool| {
            entities
                .iter()
                .copied()
                .filter(covers)
                .rfind(|entity| wanted(&entity.kind))
        };
        let quote = over(|kind| matches!(kind, EntityKind::Blockquote { .. }));
        let mark = quote.map(|quote| match quote.kind {
            EntityKind::Blockquote { collapsed: true } => "**> ",
            _ => "> ",
        });
        if self.line_start
            && let Some(mark) = mark
        {
            self.output.push_str(mark);
            // What is written now stands in the line.
            self.line_start = false;
        }
        for entity in entities.iter().filter(begins) {
            match &entity.kind {
                EntityKind::CustomEmoji { .. } => self.output.push_str("!["),
                kind if is_link(kind) => self.output.push('['),
                kind => self.output.push_str(style_mark(kind)),
            }
        }
        let block = over(|kind| matches!(kind, EntityKind::Pre { .. }));
        let code = over(|kind| matches!(kind, EntityKind::Code));
        let line_start = self.line_start && self.output.ends_with('\n') || self.output.is_empty();
        if let Some(EntityKind::Pre { language }) = block.map(|block| &block.kind) {
            self.output.push_str(FENCE);
            self.output.push_str(language);
            self.newline(mark);
            self.raw(piece, mark);
            self.newline(mark);
            self.output.push_str(FENCE);
        } else if code.is_some() {
            self.output.push('`');
            self.raw(piece, mark);
            self.output.push('`');
        } else {
            self.escaped(piece, mark, line_start);
        }
        for entity in entities.iter().rev().filter(ends) {
            match &entity.kind {
                kind if is_link(kind) => self.address(kind),
                kind => self.output.push_str(style_mark(kind)),
            }
        }
        self.line_start = piece.ends_with('\n') && block.is_none() && code.is_none();
    }

    /// Breaks the line; the mark of a quotation goes on.
    fn newline(&mut self, quote: Option<&str>) {
        self.output.push('\n');
        self.output.push_str(quote.unwrap_or_default());
    }

    /// Writes code: only what would end it is escaped.
    fn raw(&mut self, text: &str, quote: Option<&str>) {
        for character in text.chars() {
            match character {
                '`' | '\\' => {
                    self.output.push('\\');
                    self.output.push(character);
                }
                '\n' => self.newline(quote),
                other => self.output.push(other),
            }
        }
    }

    /// Writes text, with a backslash before everything that would mean something.
    fn escaped(&mut self, text: &str, quote: Option<&str>, line_start: bool) {
        let mut previous = if line_start { Some('\n') } else { None };
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            let next = characters.peek().copied();
            let special = match character {
                '\\' | '`' | '*' | '_' | '~' | '|' | '[' | ']' => true,
                // A pair of them, or one that could form a pair with its neighbour.
                '-' => next.is_none_or(|next| next == '-') || previous.is_none_or(|one| one == '-'),
                '!' => next.is_none_or(|next| next == '['),
                '>' => previous == Some('\n'),
                _ => false,
            };
            if special {
                self.output.push('\\');
            }
            if character == '\n' && next.is_some() {
                self.newline(quote);
            } else {
                self.output.push(character);
            }
            previous = Some(character);
        }
    }

    fn address(&mut self, kind: &EntityKind) {
        self.output.push_str("](");
        // Writing to a `String` cannot fail.
        let _ = match kind {
            EntityKind::CustomEmoji { document_id } => write!(self.output, "{EMOJI}{document_id}"),
            EntityKind::MentionName { user_id } => write!(self.output, "tg://user?id={user_id}"),
            EntityKind::TextLink { url } => {
                for character in url.chars() {
                    if matches!(character, ')' | '\\') {
                        self.output.push('\\');
                    }
                    // A line break cannot stand in an address.
                    self.output
                        .push(if character == '\n' { ' ' } else { character });
                }
                Ok(())
            }
            _ => Ok(()),
        };
        self.output.push(')');
    }
}

fn is_link(kind: &EntityKind) -> bool {
    matches!(
        kind,
        EntityKind::TextLink { .. }
            | EntityKind::MentionName { .. }
            | EntityKind::CustomEmoji { .. }
    )
}

fn style_mark(kind: &EntityKind) -> &'static str {
    STYLES
        .iter()
        .find(|(_, style)| style == kind)
        .map_or("", |(mark, _)| mark)
}
