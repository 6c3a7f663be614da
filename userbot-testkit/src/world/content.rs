//! What files hold: bytes, or made-up content that needs no memory.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, ReadBuf};

use super::seed::mix;

/// Is made-up content of any length: each byte follows from its place, so that a file of gigabytes needs no memory.
///
/// Two values with the same seed agree on the bytes that both have; other seeds give other bytes.
///
/// # Examples
///
/// ```
/// use userbot_testkit::world::Generated;
///
/// let film = Generated::new(7, 2_000_000_000);
/// assert_eq!(film.bytes(1_999_999_990, 100).len(), 10);
/// assert_eq!(film.bytes(1_000_003, 5), film.bytes(1_000_000, 8)[3..]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Generated {
    seed: u64,
    size: u64,
}

impl Generated {
    /// Makes content of so many bytes.
    pub const fn new(seed: u64, size: u64) -> Self {
        Self { seed, size }
    }

    /// Returns the number of bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Writes the bytes from `offset` on, and returns how many there are.
    pub fn fill(&self, offset: u64, buffer: &mut [u8]) -> usize {
        let left = usize::try_from(self.size.saturating_sub(offset)).unwrap_or(usize::MAX);
        let length = left.min(buffer.len());
        let (mut at, mut rest) = (offset, &mut buffer[..length]);
        while !rest.is_empty() {
            let word = mix(self.seed ^ (at / 8)).to_le_bytes();
            let skip = usize::try_from(at % 8).unwrap_or(0);
            let count = (8 - skip).min(rest.len());
            let (head, tail) = rest.split_at_mut(count);
            head.copy_from_slice(&word[skip..skip + count]);
            at += count as u64;
            rest = tail;
        }
        length
    }

    /// Returns up to `length` bytes from `offset` on; fewer at the end.
    pub fn bytes(&self, offset: u64, length: usize) -> Vec<u8> {
        let left = usize::try_from(self.size.saturating_sub(offset)).unwrap_or(usize::MAX);
        let mut bytes = vec![0; length.min(left)];
        self.fill(offset, &mut bytes);
        bytes
    }

    /// Tells whether these bytes stand at `offset`.
    pub fn matches(&self, offset: u64, bytes: &[u8]) -> bool {
        self.bytes(offset, bytes.len()) == bytes
    }

    /// Returns a reader from the beginning.
    pub fn reader(&self) -> GeneratedReader {
        GeneratedReader {
            content: *self,
            at: 0,
        }
    }
}

/// Reads [`Generated`] content.
#[derive(Clone, Debug)]
pub struct GeneratedReader {
    content: Generated,
    at: u64,
}

impl AsyncRead for GeneratedReader {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = self.content.fill(self.at, buffer.initialize_unfilled());
        buffer.advance(read);
        self.at += read as u64;
        Poll::Ready(Ok(()))
    }
}

/// Is what a file holds. Made from bytes, from a text, or from [`Generated`] content.
#[derive(Clone)]
pub struct Content(Stored);

#[derive(Clone)]
enum Stored {
    Bytes(Arc<[u8]>),
    Generated(Generated),
}

impl Content {
    /// Returns the number of bytes.
    pub fn size(&self) -> u64 {
        match &self.0 {
            Stored::Bytes(bytes) => bytes.len() as u64,
            Stored::Generated(generated) => generated.size(),
        }
    }

    /// Returns up to `length` bytes from `offset` on; fewer at the end.
    pub fn bytes(&self, offset: u64, length: usize) -> Vec<u8> {
        match &self.0 {
            Stored::Bytes(bytes) => {
                let from = usize::try_from(offset)
                    .unwrap_or(usize::MAX)
                    .min(bytes.len());
                let to = from.saturating_add(length).min(bytes.len());
                bytes[from..to].to_vec()
            }
            Stored::Generated(generated) => generated.bytes(offset, length),
        }
    }

    /// Returns everything; for content that fits into memory.
    pub fn to_vec(&self) -> Vec<u8> {
        self.bytes(0, usize::try_from(self.size()).unwrap_or(usize::MAX))
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.size())
    }
}

impl From<Generated> for Content {
    fn from(generated: Generated) -> Self {
        Self(Stored::Generated(generated))
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Stored::Bytes(bytes.into()))
    }
}

impl From<&[u8]> for Content {
    fn from(bytes: &[u8]) -> Self {
        Self(Stored::Bytes(bytes.into()))
    }
}

impl<const N: usize> From<&[u8; N]> for Content {
    fn from(bytes: &[u8; N]) -> Self {
        bytes.as_slice().into()
    }
}

impl<const N: usize> From<[u8; N]> for Content {
    fn from(bytes: [u8; N]) -> Self {
        bytes.as_slice().into()
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        text.as_bytes().into()
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        text.into_bytes().into()
    }
}
