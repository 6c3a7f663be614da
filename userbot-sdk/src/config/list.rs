//! Lists as people type them.
//!
//! Items stand between separators: `red, green, blue`. White space around an item does not count,
//! and one separator at the very end does not open another item. An item that holds the separator,
//! starts with a quotation mark, is empty, or has white space at an end is written in quotation
//! marks; inside of them `\"` is a quotation mark and `\\` a backslash, and everything else is
//! what it is. Outside of them every character but the separator is what it is: `C:\temp`,
//! `don't` and `5" nails` need no quotation marks.
//!
//! | Text | Items |
//! |---|---|
//! | nothing | none |
//! | `a, b` | `a` `b` |
//! | `a, b,` | `a` `b` |
//! | `a,, b` | `a` (an empty one) `b` |
//! | `""` | (an empty one) |
//! | `"a, b", c` | `a, b` `c` |
//! | `"say \"hi\"", C:\new` | `say "hi"` `C:\new` |
//!
//! A list in a list is an item in quotation marks, or has another separator: `1, 2; 3, 4`. When
//! the separator is white space, several of them are one, so that an empty item needs `""`.

use super::Reason;

/// Cuts a list into its items.
///
/// # Errors
///
/// A quotation mark is not closed, or something follows one that closes.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::list::{join, split};
///
/// assert_eq!(split(r#"a, "b, c" ,0,"#, ',')?, ["a", "b, c", "0"]);
/// assert_eq!(join(["a", "b, c", ""], ','), r#"a, "b, c", """#);
/// # Ok::<(), userbot_sdk::config::Reason>(())
/// ```
pub fn split(text: &str, separator: char) -> Result<Vec<String>, Reason> {
    let blank = |c: char| c.is_whitespace() && c != separator;
    let mut items = Vec::new();
    let mut rest = text.trim();
    if separator.is_whitespace() {
        rest = rest.trim_matches(separator);
    }
    while !rest.is_empty() {
        let position = items.len() + 1;
        rest = rest.trim_start_matches(blank);
        let after = if let Some(inside) = rest.strip_prefix('"') {
            let (item, after) = unquote(inside).ok_or(Reason::OpenQuote { position })?;
            items.push(item);
            let after = after.trim_start_matches(blank);
            if !after.is_empty() && !after.starts_with(separator) {
                return Err(Reason::AfterQuote { position });
            }
            after
        } else {
            let end = rest.find(separator).unwrap_or(rest.len());
            let (item, after) = rest.split_at(end);
            items.push(item.trim().to_owned());
            after
        };
        rest = after.strip_prefix(separator).unwrap_or(after);
        if separator.is_whitespace() {
            rest = rest.trim_start();
        }
    }
    Ok(items)
}

/// Writes items as a list that [`split`] cuts into the same items.
pub fn join<S: AsRef<str>>(items: impl IntoIterator<Item = S>, separator: char) -> String {
    let mut list = String::new();
    for (index, item) in items.into_iter().enumerate() {
        let item = item.as_ref();
        if index > 0 {
            list.push(separator);
            if !separator.is_whitespace() {
                list.push(' ');
            }
        }
        let plain = !item.is_empty()
            && item.trim() == item
            && !item.starts_with('"')
            && !item.contains(separator);
        if plain {
            list.push_str(item);
        } else {
            list.push_str(&quote(item));
        }
    }
    list
}

/// Puts a text in quotation marks.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

/// Reads up to the closing quotation mark; gives what is inside and what follows.
pub(super) fn unquote(text: &str) -> Option<(String, &str)> {
    let mut inside = String::new();
    let mut characters = text.char_indices();
    while let Some((index, c)) = characters.next() {
        match c {
            '"' => return Some((inside, text.get(index + 1..).unwrap_or(""))),
            '\\' => {
                let rest = characters.as_str();
                inside.push('\\');
                if rest.starts_with(['"', '\\'])
                    && let Some((_, escaped)) = characters.next()
                {
                    inside.pop();
                    inside.push(escaped);
                }
            }
            _ => inside.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_the_docs_holds() {
        for (text, items) in [
            ("", &[][..]),
            ("  ", &[]),
            ("a, b", &["a", "b"]),
            ("a, b,", &["a", "b"]),
            ("a,, b", &["a", "", "b"]),
            (",", &[""]),
            (",,", &["", ""]),
            ("\"\"", &[""]),
            ("\"a, b\", c", &["a, b", "c"]),
            (
                r#""say \"hi\"", C:\new, 5" nails, don't"#,
                &["say \"hi\"", r"C:\new", "5\" nails", "don't"],
            ),
            (r#""C:\new\\""#, &[r"C:\new\"]),
            ("\" a \"", &[" a "]),
        ] {
            assert_eq!(
                split(text, ',').as_deref(),
                Ok(&items
                    .iter()
                    .map(|item| (*item).to_owned())
                    .collect::<Vec<_>>()[..]),
                "{text}"
            );
        }
    }

    #[test]
    fn white_space_can_separate() {
        assert_eq!(split("a  b\tc ", ' '), Ok(vec!["a".into(), "b\tc".into()]));
        assert_eq!(
            split("\na b\r\n\n c\n", '\n'),
            Ok(vec!["a b".into(), "c".into()])
        );
        assert_eq!(join(["a b", "", "c"], '\n'), "a b\n\"\"\nc");
        assert_eq!(join(["a b", "", "c"], ' '), "\"a b\" \"\" c");
    }

    #[test]
    fn broken_quotation_marks_are_told() {
        assert_eq!(split("a, \"b", ','), Err(Reason::OpenQuote { position: 2 }));
        assert_eq!(
            split("\"a\" b", ','),
            Err(Reason::AfterQuote { position: 1 })
        );
        assert_eq!(
            split(r#""a\""#, ','),
            Err(Reason::OpenQuote { position: 1 })
        );
    }
}
