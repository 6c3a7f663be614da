//! What the servers do to a text: trimming, and finding links, mentions, hashtags and commands.

use crate::world::tl::int;
use grammers_tl_types::{enums, types};

/// Length as Telegram counts it.
pub(crate) fn utf16(text: &str) -> i32 {
    int(text.encode_utf16().count())
}

/// The part of a text that an entity covers; `None` where the bounds are wrong.
pub(crate) fn slice(text: &str, offset: i32, length: i32) -> Option<String> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let from = usize::try_from(offset).ok()?;
    let to = from.checked_add(usize::try_from(length).ok()?)?;
    String::from_utf16(units.get(from..to)?).ok()
}

macro_rules! with_bounds {
    ($entity:expr, $inner:ident => $body:expr) => {{
        use enums::MessageEntity as E;
        match $entity {
            E::Unknown($inner) => $body,
            E::Mention($inner) => $body,
            E::Hashtag($inner) => $body,
            E::BotCommand($inner) => $body,
            E::Url($inner) => $body,
            E::Email($inner) => $body,
            E::Bold($inner) => $body,
            E::Italic($inner) => $body,
            E::Code($inner) => $body,
            E::Pre($inner) => $body,
            E::TextUrl($inner) => $body,
            E::MentionName($inner) => $body,
            E::InputMessageEntityMentionName($inner) => $body,
            E::Phone($inner) => $body,
            E::Cashtag($inner) => $body,
            E::Underline($inner) => $body,
            E::Strike($inner) => $body,
            E::BankCard($inner) => $body,
            E::Spoiler($inner) => $body,
            E::CustomEmoji($inner) => $body,
            E::Blockquote($inner) => $body,
            E::FormattedDate($inner) => $body,
            E::DiffInsert($inner) => $body,
            E::DiffReplace($inner) => $body,
            E::DiffDelete($inner) => $body,
            E::TonAddress($inner) => $body,
        }
    }};
}

/// Trims a text as the servers do, keeps the entities in place and adds those that the servers find.
pub(crate) fn tidy(
    text: &str,
    entities: &[enums::MessageEntity],
) -> (String, Vec<enums::MessageEntity>) {
    let text = text.replace('\r', "");
    let start = text.trim_start();
    let cut = utf16(&text) - utf16(start);
    let trimmed = start.trim_end().to_owned();
    let end = utf16(&trimmed);
    let mut kept = Vec::new();
    for entity in entities {
        let mut entity = entity.clone();
        let fits = with_bounds!(&mut entity, inner => {
            let from = (inner.offset - cut).clamp(0, end);
            let to = (inner.offset - cut).saturating_add(inner.length).clamp(0, end);
            inner.offset = from;
            inner.length = to - from;
            to > from
        });
        if fits {
            kept.push(entity);
        }
    }
    let found = find(&trimmed);
    let free = found.into_iter().filter(|entity| {
        !kept
            .iter()
            .any(|other| closed(other) && overlap(entity, other))
    });
    let free: Vec<_> = free.collect();
    kept.extend(free);
    kept.sort_by_key(|entity| (entity.offset(), std::cmp::Reverse(entity.length())));
    (trimmed, kept)
}

/// Entities inside which the servers look for nothing.
fn closed(entity: &enums::MessageEntity) -> bool {
    use enums::MessageEntity as E;
    matches!(
        entity,
        E::Code(_)
            | E::Pre(_)
            | E::TextUrl(_)
            | E::MentionName(_)
            | E::Url(_)
            | E::Mention(_)
            | E::Hashtag(_)
            | E::BotCommand(_)
    )
}

fn overlap(one: &enums::MessageEntity, other: &enums::MessageEntity) -> bool {
    one.offset() < other.offset() + other.length() && other.offset() < one.offset() + one.length()
}

/// Links, mentions, hashtags and commands in a plain text.
fn find(text: &str) -> Vec<enums::MessageEntity> {
    let mut found = Vec::new();
    let mut offset = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let lead = bare.len() - bare.trim_start_matches(['(', '[', '"', '\'', '«']).len();
        let at = offset + utf16(&bare[..lead]);
        let bare = &bare[lead..];
        if let Some(entity) = entity_of(bare, at) {
            found.push(entity);
        }
        offset += utf16(word);
    }
    found
}

fn entity_of(word: &str, offset: i32) -> Option<enums::MessageEntity> {
    let name = |text: &str| -> usize {
        text.char_indices()
            .find(|(_, c)| !(c.is_alphanumeric() || *c == '_'))
            .map_or(text.len(), |(at, _)| at)
    };
    let lower = word.to_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("t.me/") {
        let length =
            utf16(word.trim_end_matches(['.', ',', ')', ']', '!', '?', ':', ';', '"', '\'', '»']));
        return Some(types::MessageEntityUrl { offset, length }.into());
    }
    let mut letters = word.chars();
    let first = letters.next()?;
    let rest = letters.as_str();
    let end = name(rest);
    let length = 1 + utf16(&rest[..end]);
    match first {
        '@' if end >= 2 && rest[..end].is_ascii() => {
            Some(types::MessageEntityMention { offset, length }.into())
        }
        '#' if end > 0 => Some(types::MessageEntityHashtag { offset, length }.into()),
        '/' if end > 0 && rest[..end].is_ascii() => {
            let tail = &rest[end..];
            let target = tail.strip_prefix('@').map_or(0, |bot| 1 + name(bot));
            if tail.starts_with('/') {
                return None;
            }
            Some(
                types::MessageEntityBotCommand {
                    offset,
                    length: length + int(target),
                }
                .into(),
            )
        }
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::{slice, tidy};
    use grammers_tl_types::{enums, types};

    #[test]
    fn trims_and_moves_entities() {
        let bold = types::MessageEntityBold {
            offset: 2,
            length: 9,
        }
        .into();
        let (text, entities) = tidy("  hello  ", &[bold]);
        assert_eq!(text, "hello");
        assert_eq!(
            entities,
            [types::MessageEntityBold {
                offset: 0,
                length: 5
            }
            .into()]
        );
    }

    #[test]
    fn finds_what_servers_find() {
        let (text, entities) = tidy("👍 (@ann) #дом /go@bot https://a.b/c.", &[]);
        let parts: Vec<_> = entities
            .iter()
            .map(|e| slice(&text, e.offset(), e.length()).unwrap())
            .collect();
        assert_eq!(parts, ["@ann", "#дом", "/go@bot", "https://a.b/c"]);
        assert!(matches!(entities[3], enums::MessageEntity::Url(_)));
    }

    #[test]
    fn finds_nothing_in_code() {
        let code = types::MessageEntityCode {
            offset: 0,
            length: 4,
        }
        .into();
        assert_eq!(tidy("@ann", &[code]).1.len(), 1);
        assert!(tidy("/etc/passwd and a@b", &[]).1.is_empty());
    }

    #[test]
    fn wrong_bounds_are_dropped() {
        for (offset, length) in [(-5, 2), (9, 1), (0, 0), (i32::MAX, i32::MAX), (0, -1)] {
            let bold = types::MessageEntityBold { offset, length }.into();
            assert_eq!(tidy("text", &[bold]).1, [], "{offset} {length}");
        }
    }
}
