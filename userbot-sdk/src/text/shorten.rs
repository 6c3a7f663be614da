//! What a person typed, as it is shown back.

/// Shortens what a user typed to what fits into a message.
pub(crate) fn shorten(text: &str) -> String {
    cut(text, 64)
}

/// Shortens a text to so many characters.
pub(crate) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text)),
        None => text.to_owned(),
    }
}

/// Quotes what was typed: shortened, and without characters that would change the text around it.
pub(crate) fn quoted(text: &str) -> String {
    let visible = |c: char| {
        if c.is_control() || is_invisible(c) {
            char::REPLACEMENT_CHARACTER
        } else {
            c
        }
    };
    shorten(text.trim()).chars().map(visible).collect()
}

/// Tells whether a character is a mark of direction or has no width.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
