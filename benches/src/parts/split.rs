//! Cutting a long text into messages: 4096 UTF-16 units and 100 entities at most in each.

use userbot_sdk::error::{Error, Result};
use userbot_sdk::text::{Entity, FormattedText, SplitLimits};

use super::{Effort, Race, same};

const LINE: &str = "The <b>quick</b> brown fox jumps over the lazy dog 🦊. \
    Съешь же ещё <i>этих мягких</i> французских булок, да выпей <code>чаю</code>.";

pub(super) fn run(effort: Effort) -> Result<()> {
    let line = FormattedText::from_html(LINE)?;
    let long = vec![line.clone(); 8];
    let mut paragraphs = Vec::new();
    for _ in 0..40 {
        paragraphs.extend(long.iter().cloned());
        paragraphs.push("\n\n".into());
    }
    let long = FormattedText::concat(paragraphs);
    let dense = FormattedText::from_html(&"<b>a</b> <i>b</i>\n".repeat(1_000))?;
    let plain = FormattedText::plain(&long.text);
    for (what, text) in [
        ("a short answer", &line),
        ("a long text without formatting", &plain),
        ("a long text with formatting", &long),
        ("more entities than fit", &dense),
    ] {
        let ours = text.split(SplitLimits::MESSAGE);
        let by_hand = cut(text);
        for parts in [&ours, &by_hand] {
            check(text, parts)?;
        }
        let title = format!(
            "cutting {what}: {} units, {} entities, {} parts",
            text.utf16_len(),
            text.entities.len(),
            ours.len()
        );
        Race::new(title, effort)
            .way("ours: FormattedText::split", || {
                text.split(SplitLimits::MESSAGE)
            })
            .way("by hand: after the last blank, graphemes may break", || {
                cut(text)
            })
            .run();
    }
    Ok(())
}

fn check(whole: &FormattedText, parts: &[FormattedText]) -> Result<()> {
    for part in parts {
        if part.utf16_len() > 4096 || part.entities.len() > 100 || part.text.is_empty() {
            return Err(Error::msg("a part is not what Telegram takes"));
        }
    }
    let joined = FormattedText::concat(parts.iter().cloned());
    same("the parts", &joined.normalised(), &whole.normalised())
}

/// Cuts as one does by hand: greedily, at the last blank that is left, with no eye for what reads well.
///
/// Entities must be sorted and must not overlap.
fn cut(whole: &FormattedText) -> Vec<FormattedText> {
    let mut parts = Vec::new();
    let (mut from, mut start) = (0, 0);
    while from < whole.text.len() {
        let mut most = 4096;
        // The entity after the hundredth one begins the next part.
        let mut entities = whole.entities.iter();
        let after = entities.by_ref().filter(|one| one.end() > start).nth(100);
        if let Some(surplus) = after {
            most = most.min(surplus.offset - start);
        }
        let (mut units, mut end, mut blank) = (0, whole.text.len(), None);
        for (at, character) in whole.text[from..].char_indices() {
            let more = if character.len_utf16() == 2 { 2 } else { 1 };
            if units + more > most {
                let (byte, unit) = blank.unwrap_or((from + at, units));
                (end, units) = (byte, unit);
                break;
            }
            units += more;
            if character.is_whitespace() {
                blank = Some((from + at + character.len_utf8(), units));
            }
        }
        let stop = start + units;
        let inside = whole.entities.iter();
        let inside = inside.filter(|one| one.offset < stop && one.end() > start);
        let inside = inside.map(|one| {
            let (first, last) = (one.offset.max(start), one.end().min(stop));
            Entity::new(one.kind.clone(), first - start, last - first)
        });
        parts.push(FormattedText::new(&whole.text[from..end], inside.collect()));
        (from, start) = (end, stop);
    }
    parts
}
