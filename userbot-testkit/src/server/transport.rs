//! Framing of packets on the TCP stream: the four transports of `MTProto`, plain or obfuscated.
//!
//! Nothing here does input or output: a [`Decoder`] is fed bytes and gives frames, an [`Encoder`] turns
//! packets into bytes. The transport is recognised from the first bytes of a connection, as a real
//! data centre does it.

use aes::Aes256;
use aes::cipher::{KeyIvInit, StreamCipher};
use ctr::Ctr128BE;

use super::random::Random;

type Cipher = Ctr128BE<Aes256>;

/// The largest frame that is accepted, in bytes. Clients stay near one megabyte.
pub const MAX_FRAME: usize = 2 << 20;

/// How packets are delimited on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Length, sequence number and CRC-32 around each packet.
    Full,
    /// One or four bytes of length, counted in words.
    Abridged,
    /// Four bytes of length.
    Intermediate,
    /// Four bytes of length, and up to 15 bytes of random padding.
    PaddedIntermediate,
}

/// A packet taken from the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The packet, without transport padding.
    pub payload: Vec<u8>,
    /// Whether the client asked for a quick acknowledgement.
    pub quick_ack: bool,
}

/// Why a stream cannot be read any further.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// The length of a frame is impossible.
    #[error("bad frame length {got}")]
    BadLength {
        /// The length as it was sent.
        got: i64,
    },
    /// The checksum of a frame of the full transport is wrong.
    #[error("bad frame checksum: expected {expected:08x}, got {got:08x}")]
    BadChecksum {
        /// The checksum of the bytes that arrived.
        expected: u32,
        /// The checksum that was sent.
        got: u32,
    },
    /// A frame of the full transport was lost or repeated.
    #[error("bad frame number: expected {expected}, got {got}")]
    BadSequence {
        /// The number of the next frame.
        expected: u32,
        /// The number that was sent.
        got: u32,
    },
    /// The first bytes belong to no `MTProto` transport.
    #[error("not a transport of MTProto: {what}")]
    UnknownTransport {
        /// What the bytes look like.
        what: &'static str,
    },
}

/// Turns the bytes of a connection into frames.
#[derive(Default)]
pub struct Decoder {
    buffer: Vec<u8>,
    start: usize,
    detected: Option<Framing>,
    incoming: Option<Cipher>,
    outgoing: Option<Cipher>,
    received: u32,
}

impl std::fmt::Debug for Decoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoder")
            .field("framing", &self.detected)
            .field("obfuscated", &self.incoming.is_some())
            .field("buffered", &(self.buffer.len() - self.start))
            .finish_non_exhaustive()
    }
}

impl Decoder {
    /// Makes a decoder for a new connection.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives the framing, as soon as enough bytes arrived to know it.
    pub fn framing(&self) -> Option<Framing> {
        self.detected
    }

    /// Tells whether the connection uses the obfuscated transport.
    pub fn is_obfuscated(&self) -> bool {
        self.incoming.is_some()
    }

    /// Makes the encoder of the same connection; `None` until the framing is known, and after the first time
    /// for an obfuscated connection, whose key stream has one owner.
    pub fn encoder(&mut self, seed: u64) -> Option<Encoder> {
        let framing = self.detected?;
        let cipher = self.outgoing.take();
        if self.is_obfuscated() && cipher.is_none() {
            return None;
        }
        Some(Encoder {
            framing,
            cipher,
            sent: 0,
            random: Random::new(seed),
        })
    }

    /// Adds bytes that arrived.
    pub fn feed(&mut self, bytes: &[u8]) {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        let from = self.buffer.len();
        self.buffer.extend_from_slice(bytes);
        if let Some(cipher) = &mut self.incoming {
            cipher.apply_keystream(&mut self.buffer[from..]);
        }
    }

    /// Gives the next whole frame, or `None` when more bytes are needed.
    ///
    /// # Errors
    ///
    /// Fails when the stream breaks the rules of its transport. The connection must be closed then.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, TransportError> {
        let framing = match self.detected {
            Some(framing) => framing,
            None => match self.detect()? {
                Some(framing) => framing,
                None => return Ok(None),
            },
        };
        match framing {
            Framing::Full => self.full(),
            Framing::Abridged => self.abridged(),
            Framing::Intermediate => self.intermediate(false),
            Framing::PaddedIntermediate => self.intermediate(true),
        }
    }

    fn rest(&self) -> &[u8] {
        &self.buffer[self.start..]
    }

    fn word(&self, at: usize) -> Option<[u8; 4]> {
        self.rest().get(at..at + 4)?.try_into().ok()
    }

    fn detect(&mut self) -> Result<Option<Framing>, TransportError> {
        if self.rest().first() == Some(&0xef) {
            return Ok(Some(self.found(Framing::Abridged, 1)));
        }
        let unknown = |what| Err(TransportError::UnknownTransport { what });
        match self.word(0) {
            None => return Ok(None),
            Some([0xee, 0xee, 0xee, 0xee]) => {
                return Ok(Some(self.found(Framing::Intermediate, 4)));
            }
            Some([0xdd, 0xdd, 0xdd, 0xdd]) => {
                return Ok(Some(self.found(Framing::PaddedIntermediate, 4)));
            }
            Some(word) if [*b"GET ", *b"POST", *b"HEAD", *b"OPTI"].contains(&word) => {
                return unknown("an HTTP request");
            }
            Some([0x16, 0x03, 0x01, _]) => return unknown("a TLS handshake"),
            Some(_) => {}
        }
        match self.word(4) {
            None => Ok(None),
            // The first frame of the full transport has the number 0; an obfuscated start never has these zeros.
            Some([0, 0, 0, 0]) => Ok(Some(self.found(Framing::Full, 0))),
            Some(_) => self.detect_obfuscated(),
        }
    }

    fn found(&mut self, framing: Framing, skip: usize) -> Framing {
        self.detected = Some(framing);
        self.start += skip;
        framing
    }

    fn detect_obfuscated(&mut self) -> Result<Option<Framing>, TransportError> {
        let Some(init) = self.rest().first_chunk::<64>().copied() else {
            return Ok(None);
        };
        let mut reversed = init;
        reversed.reverse();
        let (Some(mut incoming), Some(outgoing)) = (cipher(&init), cipher(&reversed)) else {
            return Err(TransportError::UnknownTransport {
                what: "an unusable obfuscation key",
            });
        };
        // Everything after the 56 bytes of key material is encrypted, and so is the tag in the last 8.
        let start = self.start;
        incoming.apply_keystream(&mut self.buffer[start..]);
        let framing = match self.word(56) {
            Some([0xef, 0xef, 0xef, 0xef]) => Framing::Abridged,
            Some([0xee, 0xee, 0xee, 0xee]) => Framing::Intermediate,
            Some([0xdd, 0xdd, 0xdd, 0xdd]) => Framing::PaddedIntermediate,
            _ => {
                return Err(TransportError::UnknownTransport {
                    what: "neither a first frame nor an obfuscated start",
                });
            }
        };
        self.incoming = Some(incoming);
        self.outgoing = Some(outgoing);
        Ok(Some(self.found(framing, 64)))
    }

    fn full(&mut self) -> Result<Option<Frame>, TransportError> {
        let Some(word) = self.word(0) else {
            return Ok(None);
        };
        let length = checked_length(i64::from(i32::from_le_bytes(word)), 12)?;
        let Some(frame) = self.rest().get(..length) else {
            return Ok(None);
        };
        let (data, checksum) = frame.split_at(length - 4);
        let expected = crc32fast::hash(data);
        let got = little_endian(checksum);
        if expected != got {
            return Err(TransportError::BadChecksum { expected, got });
        }
        let number = little_endian(&data[4..8]);
        if number != self.received {
            return Err(TransportError::BadSequence {
                expected: self.received,
                got: number,
            });
        }
        let payload = data[8..].to_vec();
        self.received = self.received.wrapping_add(1);
        self.start += length;
        Ok(Some(Frame {
            payload,
            quick_ack: false,
        }))
    }

    fn abridged(&mut self) -> Result<Option<Frame>, TransportError> {
        let Some(&first) = self.rest().first() else {
            return Ok(None);
        };
        let quick_ack = first & 0x80 != 0;
        let (words, header) = match first & 0x7f {
            0x7f => match self.rest().get(1..4) {
                Some(&[a, b, c]) => (u32::from_le_bytes([a, b, c, 0]), 4),
                _ => return Ok(None),
            },
            small => (u32::from(small), 1),
        };
        let length = checked_length(i64::from(words) * 4, 4)?;
        Ok(self.take(header, length, false, quick_ack))
    }

    fn intermediate(&mut self, padded: bool) -> Result<Option<Frame>, TransportError> {
        let Some(word) = self.word(0) else {
            return Ok(None);
        };
        let word = u32::from_le_bytes(word);
        let length = checked_length(i64::from(word & 0x7fff_ffff), 4)?;
        Ok(self.take(4, length, padded, word & 0x8000_0000 != 0))
    }

    fn take(
        &mut self,
        header: usize,
        length: usize,
        padded: bool,
        quick_ack: bool,
    ) -> Option<Frame> {
        let mut payload = self.rest().get(header..header + length)?.to_vec();
        self.start += header + length;
        // An encrypted packet is 24 bytes and whole cipher blocks, so the padding is what goes beyond.
        if padded && payload.len() >= 24 && payload[..8] != [0; 8] {
            let blocks = (payload.len() - 24) / 16;
            payload.truncate(24 + blocks * 16);
        }
        Some(Frame { payload, quick_ack })
    }
}

/// Turns packets into the bytes of a connection.
pub struct Encoder {
    framing: Framing,
    cipher: Option<Cipher>,
    sent: u32,
    random: Random,
}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encoder")
            .field("framing", &self.framing)
            .field("obfuscated", &self.cipher.is_some())
            .finish_non_exhaustive()
    }
}

impl Encoder {
    /// Frames one packet.
    pub fn frame(&mut self, payload: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(payload.len() + 28);
        match self.framing {
            Framing::Full => {
                out.extend(word_of(payload.len() + 12));
                out.extend(self.sent.to_le_bytes());
                out.extend_from_slice(payload);
                let checksum = crc32fast::hash(&out);
                out.extend(checksum.to_le_bytes());
                self.sent = self.sent.wrapping_add(1);
            }
            Framing::Abridged => {
                let words = word_of(payload.len() / 4);
                match words {
                    [small @ 0..0x7f, 0, 0, _] => out.push(small),
                    [a, b, c, _] => out.extend([0x7f, a, b, c]),
                }
                out.extend_from_slice(payload);
            }
            Framing::Intermediate => {
                out.extend(word_of(payload.len()));
                out.extend_from_slice(payload);
            }
            Framing::PaddedIntermediate => {
                let padding = self.random.bytes::<16>();
                let padding = &padding[..usize::from(padding[15] & 15)];
                out.extend(word_of(payload.len() + padding.len()));
                out.extend_from_slice(payload);
                out.extend_from_slice(padding);
            }
        }
        self.finish(out)
    }

    /// Makes a transport error such as 404, which means that the server does not know the key.
    pub fn error(&mut self, code: i32) -> Vec<u8> {
        let code = code.saturating_neg().to_le_bytes();
        let out = match self.framing {
            // Data centres were seen to send the number in place of length, sequence number and body.
            Framing::Full => [code, code, code].concat(),
            Framing::Abridged => [&[1][..], &code].concat(),
            Framing::Intermediate | Framing::PaddedIntermediate => {
                [4_i32.to_le_bytes(), code].concat()
            }
        };
        self.finish(out)
    }

    /// Makes a quick acknowledgement; `None` for the full transport, which has none.
    pub fn quick_ack(&mut self, token: u32) -> Option<Vec<u8>> {
        let token = token | 0x8000_0000;
        match self.framing {
            Framing::Full => None,
            Framing::Abridged => Some(self.finish(token.to_be_bytes().to_vec())),
            Framing::Intermediate | Framing::PaddedIntermediate => {
                Some(self.finish(token.to_le_bytes().to_vec()))
            }
        }
    }

    fn finish(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        if let Some(cipher) = &mut self.cipher {
            cipher.apply_keystream(&mut bytes);
        }
        bytes
    }
}

/// The key stream of one direction, from the 64 bytes that start an obfuscated connection.
fn cipher(init: &[u8; 64]) -> Option<Cipher> {
    Cipher::new_from_slices(&init[8..40], &init[40..56]).ok()
}

fn checked_length(got: i64, least: usize) -> Result<usize, TransportError> {
    usize::try_from(got)
        .ok()
        .filter(|length| (least..=MAX_FRAME).contains(length))
        .ok_or(TransportError::BadLength { got })
}

fn little_endian(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .rev()
        .fold(0, |word, byte| word << 8 | u32::from(*byte))
}

fn word_of(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()
}
