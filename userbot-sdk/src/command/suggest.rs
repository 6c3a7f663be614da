//! Finding the name that was meant.

use std::collections::BTreeSet;

use super::prefix::fold_name;

/// How many names are suggested at most.
const MOST: usize = 3;

/// Words longer than this are no misspelt names.
const LONGEST: usize = 64;

/// Finds the names nearest to a word, the nearest first, at most three.
///
/// A swapped, missing, doubled or wrong letter counts as one mistake; one mistake is allowed for
/// each three letters, and one always. A word typed on the wrong keyboard layout is understood.
///
/// ```
/// use userbot_sdk::command::suggest;
/// assert_eq!(suggest::nearest("pnig", ["ping", "help"]), ["ping"]);
/// assert_eq!(suggest::nearest("зштп", ["ping", "help"]), ["ping"]);
/// ```
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let word = fold_name(word);
    let length = word.chars().count();
    if length == 0 || length > LONGEST {
        return Vec::new();
    }
    let allowed = (length / 3).max(1);
    let swapped = swap_layout(&word);
    let mut found = BTreeSet::new();
    for name in names {
        let folded = fold_name(name);
        // A single letter has nothing in common with another single letter.
        let shorter = length.min(folded.chars().count());
        if shorter == 0 || folded.chars().count().abs_diff(length) > allowed {
            continue;
        }
        let plain = strsim::damerau_levenshtein(&word, &folded);
        let other = swapped.as_deref().map_or(usize::MAX, |swapped| {
            strsim::damerau_levenshtein(swapped, &folded)
        });
        let distance = plain.min(other);
        if distance <= allowed && distance < shorter {
            found.insert((distance, name));
        }
    }
    found.into_iter().take(MOST).map(|(_, name)| name).collect()
}

const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?~";
const CYRILLIC: &str = "йцукенгшщзхъфывапролджэячсмитьбю.ёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,Ё";

/// Types a text again on the other keyboard layout, Russian for English and the reverse.
///
/// Gives `None` for a text without a letter of either.
///
/// ```
/// use userbot_sdk::command::suggest::swap_layout;
/// assert_eq!(swap_layout("зштп").as_deref(), Some("ping"));
/// assert_eq!(swap_layout("gjvjom").as_deref(), Some("помощь"));
/// assert_eq!(swap_layout("42"), None);
/// ```
pub fn swap_layout(text: &str) -> Option<String> {
    let (from, to) = if text.contains(|c: char| matches!(c, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё'))
    {
        (CYRILLIC, LATIN)
    } else if text.contains(|c: char| c.is_ascii_alphabetic()) {
        (LATIN, CYRILLIC)
    } else {
        return None;
    };
    let swap = |character: char| {
        from.chars()
            .zip(to.chars())
            .find(|(old, _)| *old == character)
            .map_or(character, |(_, new)| new)
    };
    Some(text.chars().map(swap).collect())
}
