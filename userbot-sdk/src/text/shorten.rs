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
