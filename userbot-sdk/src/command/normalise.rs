//! What chat clients make of typed characters.

/// Tells whether a character parts words: any white space, the no-break space among it.
pub(super) fn is_space(character: char) -> bool {
    character.is_whitespace()
}

/// Gives the characters that close a typographic quotation, for one that opens it.
pub(super) fn closing_quotes(open: char) -> Option<&'static [char]> {
    Some(match open {
        '“' => &['”'],
        '„' => &['“', '”'],
        '«' => &['»'],
        '‘' => &['’'],
        _ => return None,
    })
}

/// Tells whether a dash that begins a word was typed as two hyphens: `—force` is `--force`.
pub(super) fn is_option_dash(dash: char, next: Option<char>) -> bool {
    matches!(dash, '—' | '–') && next.is_some_and(char::is_alphabetic)
}
