//! Cutting a text into messages.

use unicode_segmentation::UnicodeSegmentation as _;

use super::FormattedText;
use super::entity::{Entity, EntityKind};
use super::formatted::clip;
use super::normalise::normalise;

/// Says how much one part may hold.
///
/// The default is what a message may hold. Figures below the smallest possible (two units, one
/// entity) count as those.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SplitLimits {
    /// UTF-16 code units.
    pub units: usize,
    /// Entities.
    pub entities: usize,
}

impl SplitLimits {
    /// What a message may hold: 4096 units, 100 entities.
    pub const MESSAGE: Self = Self {
        units: 4096,
        entities: 100,
    };
    /// What the caption of a file may hold without Telegram Premium: 1024 units, 100 entities.
    pub const CAPTION: Self = Self {
        units: 1024,
        entities: 100,
    };
}

impl Default for SplitLimits {
    fn default() -> Self {
        Self::MESSAGE
    }
}

/// A place where the text may be cut.
#[derive(Debug, Clone, Copy)]
struct Boundary {
    byte: usize,
    unit: usize,
}

/// Where a cut reads best, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Seam {
    Grapheme,
    Word,
    Sentence,
    Line,
    Paragraph,
}

/// Cuts a text, see `FormattedText::split`.
pub(super) fn split(whole: &FormattedText, limits: SplitLimits) -> Vec<FormattedText> {
    let most_units = limits.units.max(2);
    let most_entities = limits.entities.max(1);
    let entities = normalise(&whole.text, &whole.entities);
    if whole.text.is_empty() {
        return Vec::new();
    }
    // Nearly every answer is one message: nobody has to look for its graphemes.
    if entities.len() <= most_entities && super::utf16::len(&whole.text) <= most_units {
        return vec![FormattedText::new(whole.text.clone(), entities)];
    }
    let boundaries = boundaries(&whole.text, &entities, most_units);
    let mut parts = Vec::new();
    // Entities that began in an earlier part and go on.
    let mut carried: Vec<&Entity> = Vec::new();
    let mut next = 0;
    let mut start = 0;
    while let Some(from) = boundaries.get(start).copied() {
        if start + 1 >= boundaries.len() {
            break;
        }
        let mut last = boundaries.partition_point(|to| to.unit <= from.unit + most_units) - 1;
        // The entity after the last allowed one must begin in the next part.
        let room = most_entities.saturating_sub(carried.len());
        if let Some(surplus) = entities.get(next + room) {
            let reach = boundaries
                .partition_point(|to| to.unit <= surplus.offset as usize)
                .max(1)
                - 1;
            last = last.min(reach);
        }
        let last = last.max(start + 1);
        let end = best_cut(&whole.text, &boundaries, start, last);
        let Some(to) = boundaries.get(end).copied() else {
            break;
        };
        while let Some(entity) = entities
            .get(next)
            .filter(|one| (one.offset as usize) < to.unit)
        {
            carried.push(entity);
            next += 1;
        }
        let mut inside: Vec<Entity> = carried
            .iter()
            .filter_map(|entity| clip(entity, from.unit, to.unit))
            .collect();
        inside.truncate(most_entities);
        inside.sort_by(super::normalise::order);
        let text = whole.text.get(from.byte..to.byte).unwrap_or_default();
        parts.push(FormattedText::new(text, inside));
        carried.retain(|entity| entity.end() as usize > to.unit);
        start = end;
    }
    parts
}

/// Lists the places where a cut is possible: between graphemes and outside of custom emoji. An
/// emoji that does not fit into a part is cut between graphemes, and a grapheme that does not fit
/// is cut between characters.
fn boundaries(text: &str, entities: &[Entity], most_units: usize) -> Vec<Boundary> {
    let mut emoji = entities
        .iter()
        .filter(|entity| matches!(entity.kind, EntityKind::CustomEmoji { .. }))
        .peekable();
    let mut last = Boundary { byte: 0, unit: 0 };
    let mut result = vec![last];
    // Ends of graphemes since `last` that lie inside of a custom emoji.
    let mut inner: Vec<Boundary> = Vec::new();
    let mut unit = 0;
    for (byte, grapheme) in text.grapheme_indices(true) {
        let units = super::utf16::len(grapheme);
        if units > most_units {
            result.append(&mut inner);
            let mut at = unit;
            for (index, character) in grapheme.char_indices() {
                if index > 0 {
                    let byte = byte + index;
                    result.push(Boundary { byte, unit: at });
                }
                at += character.len_utf16();
            }
        }
        unit += units;
        let here = Boundary {
            byte: byte + grapheme.len(),
            unit,
        };
        while emoji
            .peek()
            .is_some_and(|entity| entity.end() as usize <= unit)
        {
            emoji.next();
        }
        let inside = emoji
            .peek()
            .is_some_and(|entity| (entity.offset as usize) < unit);
        let fits = unit - last.unit <= most_units;
        if inside && fits {
            inner.push(here);
            continue;
        }
        if fits {
            inner.clear();
        }
        result.append(&mut inner);
        result.push(here);
        last = here;
    }
    // Entities end with the text at the latest, so nothing is left; were it, it would be lost.
    result.extend(inner.pop());
    result
}

/// Picks the cut among the boundaries after `start` up to `last`.
fn best_cut(text: &str, boundaries: &[Boundary], start: usize, last: usize) -> usize {
    if last + 1 >= boundaries.len() {
        return last;
    }
    let unit = |index: usize| boundaries.get(index).map_or(0, |boundary| boundary.unit);
    // For a better seam a part may stay half empty, not more.
    let half = unit(start) + (unit(last) - unit(start)) / 2;
    let mut best = (Seam::Grapheme, last);
    for index in (start + 1..=last).rev() {
        let Some(boundary) = boundaries.get(index) else {
            continue;
        };
        if boundary.unit < half && best.0 > Seam::Grapheme {
            break;
        }
        let seam = seam(text, boundary.byte);
        if seam > best.0 {
            best = (seam, index);
        }
        // Nothing is better than a paragraph, and in the first half the last seam will do.
        if seam == Seam::Paragraph || (boundary.unit < half && seam > Seam::Grapheme) {
            break;
        }
    }
    best.1
}

/// Says what ends right before a byte.
fn seam(text: &str, byte: usize) -> Seam {
    let (Some(before), Some(after)) = (text.get(..byte), text.get(byte..)) else {
        return Seam::Grapheme;
    };
    // In a run of blanks only its end counts.
    if after.starts_with(char::is_whitespace) || !before.ends_with(char::is_whitespace) {
        return Seam::Grapheme;
    }
    let words = before.trim_end();
    let blanks = before.get(words.len()..).unwrap_or_default();
    match blanks.matches('\n').count() {
        0 if ends_sentence(words) => Seam::Sentence,
        0 => Seam::Word,
        1 => Seam::Line,
        _ => Seam::Paragraph,
    }
}

/// Tells whether the text ends with the mark of a sentence's end, with quotes or brackets after it.
fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '\'', '”', '’', '»', '“', ')', ']'])
        .ends_with(['.', '!', '?', '…', '。', '！', '？'])
}
