//! The writer.

use std::fmt::Write as _;

use super::super::FormattedText;
use super::super::entity::{Entity, EntityKind};
use super::super::utf16::Offsets;

/// Makes any text safe inside of HTML, between tags and in quoted attributes.
///
/// ```
/// use userbot_sdk::text::escape;
/// assert_eq!(escape("a < b & \"c\""), "a &lt; b &amp; &quot;c&quot;");
/// ```
pub fn escape(text: impl AsRef<str>) -> String {
    let text = text.as_ref();
    let mut escaped = String::with_capacity(text.len());
    escape_into(text, &mut escaped);
    escaped
}

fn escape_into(text: &str, output: &mut String) {
    let mut rest = text;
    while let Some(position) = rest.find(['<', '>', '&', '"']) {
        let (plain, special) = rest.split_at(position);
        output.push_str(plain);
        output.push_str(match special.as_bytes().first() {
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            Some(b'&') => "&amp;",
            _ => "&quot;",
        });
        rest = special.get(1..).unwrap_or_default();
    }
    output.push_str(rest);
}

/// Writes a text as HTML.
pub(in super::super) fn render(text: &FormattedText) -> String {
    let normalised = text.normalised();
    let offsets = Offsets::new(&normalised.text);
    let mut writer = Writer {
        text: &normalised.text,
        offsets,
        output: String::with_capacity(normalised.text.len() * 2),
        written: 0,
        open: Vec::new(),
    };
    for entity in normalised
        .entities
        .iter()
        .filter(|entity| !entity.kind.is_automatic())
    {
        writer.advance(entity.offset);
        writer.begin(entity);
    }
    writer.advance(u32::MAX);
    writer.output
}

struct Writer<'a> {
    text: &'a str,
    offsets: Offsets,
    output: String,
    /// Units that are written.
    written: u32,
    /// The tags that are open, outermost first.
    open: Vec<&'a Entity>,
}

impl<'a> Writer<'a> {
    /// Writes text up to an offset and closes what ends on the way.
    fn advance(&mut self, to: u32) {
        loop {
            let ending = self.open.iter().map(|entity| entity.end()).min();
            let Some(end) = ending.filter(|end| *end <= to) else {
                break;
            };
            self.write(end);
            // Close down to the lowest tag that ends here, and open again what goes on.
            let lowest = self
                .open
                .iter()
                .position(|entity| entity.end() == end)
                .unwrap_or_default();
            let above = self.open.split_off(lowest);
            for entity in above.iter().rev() {
                close_tag(&entity.kind, &mut self.output);
            }
            for entity in above.into_iter().filter(|entity| entity.end() > end) {
                self.push(entity);
            }
        }
        self.write(to);
    }

    /// Opens a tag. A style that ends inside of an entity that cannot be cut moves into it.
    fn begin(&mut self, entity: &'a Entity) {
        let mut moved = Vec::new();
        if !entity.kind.is_style() {
            let inner = self
                .open
                .iter()
                .rposition(|open| !open.kind.is_style())
                .map_or(0, |index| index + 1);
            let lowest = self
                .open
                .iter()
                .skip(inner)
                .position(|open| open.end() < entity.end())
                .map(|index| index + inner);
            if let Some(lowest) = lowest {
                moved = self.open.split_off(lowest);
                for open in moved.iter().rev() {
                    close_tag(&open.kind, &mut self.output);
                }
            }
        }
        self.push(entity);
        for open in moved {
            self.push(open);
        }
    }

    fn push(&mut self, entity: &'a Entity) {
        open_tag(&entity.kind, &mut self.output);
        self.open.push(entity);
    }

    /// Writes text up to an offset.
    fn write(&mut self, to: u32) {
        let from = self.offsets.to_byte(self.written as usize);
        let until = self.offsets.to_byte(to as usize);
        if let Some(text) = self.text.get(from..until) {
            escape_into(text, &mut self.output);
            self.written = to;
        }
    }
}

fn open_tag(kind: &EntityKind, output: &mut String) {
    let simple = match kind {
        EntityKind::Bold => "<b>",
        EntityKind::Italic => "<i>",
        EntityKind::Underline => "<u>",
        EntityKind::Strike => "<s>",
        EntityKind::Spoiler => "<tg-spoiler>",
        EntityKind::Code => "<code>",
        EntityKind::Pre { language } if language.is_empty() => "<pre>",
        EntityKind::Pre { language } => {
            output.push_str("<pre><code class=\"language-");
            escape_into(language, output);
            "\">"
        }
        EntityKind::TextLink { url } => {
            output.push_str("<a href=\"");
            escape_into(url, output);
            "\">"
        }
        // Writing to a `String` cannot fail.
        EntityKind::MentionName { user_id } => {
            let _ = write!(output, "<a href=\"tg://user?id={user_id}\">");
            ""
        }
        EntityKind::CustomEmoji { document_id } => {
            let _ = write!(output, "<tg-emoji emoji-id=\"{document_id}\">");
            ""
        }
        EntityKind::Blockquote { collapsed: true } => "<blockquote expandable>",
        EntityKind::Blockquote { collapsed: false } => "<blockquote>",
        _ => "",
    };
    output.push_str(simple);
}

fn close_tag(kind: &EntityKind, output: &mut String) {
    output.push_str(match kind {
        EntityKind::Bold => "</b>",
        EntityKind::Italic => "</i>",
        EntityKind::Underline => "</u>",
        EntityKind::Strike => "</s>",
        EntityKind::Spoiler => "</tg-spoiler>",
        EntityKind::Code => "</code>",
        EntityKind::Pre { language } if language.is_empty() => "</pre>",
        EntityKind::Pre { .. } => "</code></pre>",
        EntityKind::TextLink { .. } | EntityKind::MentionName { .. } => "</a>",
        EntityKind::CustomEmoji { .. } => "</tg-emoji>",
        EntityKind::Blockquote { .. } => "</blockquote>",
        _ => "",
    });
}
