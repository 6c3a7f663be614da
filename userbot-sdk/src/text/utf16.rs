//! Conversion between byte offsets, which Rust uses, and UTF-16 offsets, which Telegram uses.
//!
//! Each function takes any offset: one past the end means the end, one inside a character means
//! the beginning of that character.

/// Counts the UTF-16 code units of a text.
///
/// ```
/// use userbot_sdk::text::utf16;
/// assert_eq!(utf16::len("a👍"), 3);
/// ```
pub fn len(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(char::len_utf16).sum()
}

/// Converts a UTF-16 offset to a byte offset, which is always on a character boundary.
///
/// ```
/// use userbot_sdk::text::utf16;
/// assert_eq!(utf16::to_byte("a👍b", 3), 5);
/// assert_eq!(utf16::to_byte("a👍b", 2), 1); // inside the emoji: its beginning
/// assert_eq!(utf16::to_byte("a👍b", 99), 6); // past the end: the end
/// ```
pub fn to_byte(text: &str, offset: usize) -> usize {
    let mut units = 0;
    for (byte, character) in text.char_indices() {
        units += character.len_utf16();
        if units > offset {
            return byte;
        }
    }
    text.len()
}

/// Converts a byte offset to a UTF-16 offset.
///
/// ```
/// use userbot_sdk::text::utf16;
/// assert_eq!(utf16::from_byte("a👍b", 5), 3);
/// assert_eq!(utf16::from_byte("a👍b", 3), 1); // inside the emoji: its beginning
/// ```
pub fn from_byte(text: &str, offset: usize) -> usize {
    let mut units = 0;
    for (byte, character) in text.char_indices() {
        if byte + character.len_utf8() > offset {
            return units;
        }
        units += character.len_utf16();
    }
    units
}

/// Answers many conversions for one text in constant time each.
#[derive(Debug, Clone)]
pub struct Offsets {
    /// For each unit the byte where its character begins, and the length of the text at the end.
    /// `None` when the text is ASCII and both offsets are the same.
    bytes: Option<Vec<u32>>,
    length: usize,
}

impl Offsets {
    /// Measures a text.
    pub fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self {
                bytes: None,
                length: text.len(),
            };
        }
        let mut bytes = Vec::with_capacity(text.len() / 2 + 1);
        for (byte, character) in text.char_indices() {
            // A text of 4 GiB does not fit into a message of any kind; the clamp keeps it total.
            let byte = u32::try_from(byte).unwrap_or(u32::MAX);
            for _ in 0..character.len_utf16() {
                bytes.push(byte);
            }
        }
        let length = bytes.len();
        bytes.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        Self {
            bytes: Some(bytes),
            length,
        }
    }

    /// Gives the length of the text in UTF-16 code units.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Tells whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Converts a UTF-16 offset to a byte offset, like [`to_byte`].
    pub fn to_byte(&self, offset: usize) -> usize {
        let offset = offset.min(self.length);
        match &self.bytes {
            None => offset,
            Some(bytes) => bytes.get(offset).map_or(0, |byte| *byte as usize),
        }
    }

    /// Converts a byte offset to a UTF-16 offset, like [`from_byte`]; takes logarithmic time.
    pub fn from_byte(&self, offset: usize) -> usize {
        let Some(bytes) = &self.bytes else {
            return offset.min(self.length);
        };
        let offset = u32::try_from(offset).unwrap_or(u32::MAX);
        // The first unit whose character begins after the offset; the character before it has one
        // or two units, and the answer is its first.
        let after = bytes.partition_point(|byte| *byte <= offset);
        if after >= bytes.len() {
            return self.length;
        }
        self.floor(after.saturating_sub(1))
    }

    /// Moves an offset inside a character to its beginning.
    pub(super) fn floor(&self, offset: usize) -> usize {
        let offset = offset.min(self.length);
        match &self.bytes {
            Some(bytes)
                if offset > 0
                    && offset < self.length
                    && bytes.get(offset) == bytes.get(offset - 1) =>
            {
                offset - 1
            }
            _ => offset,
        }
    }

    /// Moves an offset inside a character to its end.
    pub(super) fn ceil(&self, offset: usize) -> usize {
        let floor = self.floor(offset);
        if floor < offset.min(self.length) {
            floor + 2
        } else {
            floor
        }
    }
}
