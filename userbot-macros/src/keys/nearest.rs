//! "Did you mean": the word of a list that is nearest to the one that was written.

use std::cmp::Reverse;

/// Returns the word that was probably meant.
pub(crate) fn nearest<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let limit = (written.chars().count() / 2).clamp(1, 3);
    known
        .into_iter()
        .map(|word| (distance(written, word), word))
        .filter(|(distance, word)| {
            *distance <= limit
                || (word.len() > 2 && written.strip_prefix(*word).is_some_and(|s| s.len() < 4))
        })
        .min_by_key(|(distance, word)| (*distance, Reverse(shared(written, word))))
        .map(|(_, word)| word)
}

/// Counts the letters that two words share at both ends.
fn shared(a: &str, b: &str) -> usize {
    let count =
        |pairs: &mut dyn Iterator<Item = (char, char)>| pairs.take_while(|(a, b)| a == b).count();
    count(&mut a.chars().zip(b.chars())) + count(&mut a.chars().rev().zip(b.chars().rev()))
}

/// Counts the letters to insert, remove, replace or swap to turn one word into the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1)
                .min(rows[i][j - 1] + 1)
                .min(rows[i - 1][j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn the_nearest_word_is_close_and_shares_most_letters() {
        assert_eq!(
            nearest("outgonig", ["incoming", "outgoing"]),
            Some("outgoing")
        );
        assert_eq!(nearest("foto", ["bots", "photo", "not"]), Some("photo"));
        assert_eq!(nearest("colour", ["contact", "chat"]), None);
        assert_eq!(nearest("", ["a"]), Some("a"));
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("nmae", "name"), 1);
    }
}
