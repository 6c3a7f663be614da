//! Reading of single tags and character references.

/// Holds a tag as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The name in lower case.
    pub(super) name: String,
    /// Whether it is `</name>`.
    pub(super) closing: bool,
    /// Attributes: name in lower case and decoded value.
    attributes: Vec<(String, String)>,
    /// The whole tag in the source.
    pub(super) source: &'a str,
}

impl Tag<'_> {
    /// Gives the value of an attribute, empty when it has none.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// What stands at a `<`.
#[derive(Debug)]
pub(super) enum Scan<'a> {
    /// A tag.
    Tag(Tag<'a>),
    /// Not the beginning of a tag.
    Stray,
    /// A tag without an end.
    Unfinished,
}

/// Reads what stands at the `<` with which the text begins.
pub(super) fn scan(text: &str) -> Scan<'_> {
    let mut rest = text.get(1..).unwrap_or_default();
    let closing = rest.starts_with('/');
    if closing {
        rest = rest.get(1..).unwrap_or_default();
    }
    if !rest.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return Scan::Stray;
    }
    let name_end = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .unwrap_or(rest.len());
    let (name, mut rest) = rest.split_at(name_end);
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            let length = text.len() - after.len();
            return Scan::Tag(Tag {
                name: name.to_ascii_lowercase(),
                closing,
                attributes,
                source: text.get(..length).unwrap_or(text),
            });
        }
        // A `<` before the `>` means that this was no tag at all.
        if rest.is_empty() || rest.starts_with('<') {
            return Scan::Unfinished;
        }
        let Some((attribute, after)) = attribute(rest) else {
            return Scan::Unfinished;
        };
        attributes.push(attribute);
        rest = after;
    }
}

/// Reads `name`, `name=value`, `name="value"` or `name='value'`.
fn attribute(text: &str) -> Option<((String, String), &str)> {
    // The first character belongs to the name whatever it is, so that each round moves on.
    let first = text.chars().next()?.len_utf8();
    let name_end = text
        .get(first..)?
        .find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/' | '<'))
        .map_or(text.len(), |end| end + first);
    let (name, rest) = text.split_at(name_end);
    let name = name.to_ascii_lowercase();
    let Some(value) = rest.trim_start().strip_prefix('=') else {
        return Some(((name, String::new()), rest));
    };
    let value = value.trim_start();
    for quote in ['"', '\''] {
        if let Some(quoted) = value.strip_prefix(quote) {
            let end = quoted.find(quote)?;
            let (value, rest) = quoted.split_at(end);
            return Some(((name, decode(value)), rest.get(1..)?));
        }
    }
    let end = value
        .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>'))
        .unwrap_or(value.len());
    let (value, rest) = value.split_at(end);
    Some(((name, decode(value)), rest))
}

/// Replaces the character references of a text.
pub(super) fn decode(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(position) = rest.find('&') {
        let (plain, at) = rest.split_at(position);
        result.push_str(plain);
        if let Some((character, length)) = reference(at) {
            result.push(character);
            rest = at.get(length..).unwrap_or_default();
        } else {
            result.push('&');
            rest = at.get(1..).unwrap_or_default();
        }
    }
    result.push_str(rest);
    result
}

/// Reads the character reference with which a text begins; gives its length too.
pub(super) fn reference(text: &str) -> Option<(char, usize)> {
    // `&#x10FFFF;` is the longest that matters; zeros in front may add a few.
    let body = text.strip_prefix('&')?;
    let end = body.bytes().take(16).position(|byte| byte == b';')?;
    let name = body.get(..end)?;
    let character = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        _ => {
            let digits = name.strip_prefix('#')?;
            let (digits, radix) = match digits.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => (hexadecimal, 16),
                None => (digits, 10),
            };
            // `from_str_radix` would take a sign.
            if !digits.chars().all(|digit| digit.is_digit(radix)) {
                return None;
            }
            let code = u32::from_str_radix(digits, radix).ok()?;
            char::from_u32(code).filter(|character| *character != '\0')?
        }
    };
    Some((character, end + 2))
}
