//! Files that were sent.

use crate::world::content::{Content, Generated};
use grammers_tl_types::enums;
use std::collections::BTreeMap;

/// A file on the servers.
#[derive(Clone, Debug)]
pub(crate) struct FileData {
    pub(crate) id: i64,
    pub(crate) access_hash: i64,
    pub(crate) content: Content,
    /// A small picture of it.
    pub(crate) thumb: Option<Content>,
    pub(crate) date: i32,
    /// The data centre that it is in.
    pub(crate) dc: i32,
    /// Counts up when references expire.
    pub(crate) reference: u32,
    pub(crate) shape: Shape,
    /// Where popular files are served from.
    pub(crate) cdn: Option<CdnCopy>,
}

/// The copy of a file in a data centre of the content delivery network.
#[derive(Clone, Debug)]
pub(crate) struct CdnCopy {
    pub(crate) dc: i32,
    pub(crate) token: Vec<u8>,
    pub(crate) key: Vec<u8>,
    pub(crate) iv: Vec<u8>,
    /// Whether the copy is there, or has to be made first.
    pub(crate) there: bool,
    /// What the copy's data centre names when it asks for the copy.
    pub(crate) request: Vec<u8>,
    /// Whether the copy is not what it should be.
    pub(crate) corrupt: bool,
}

/// Photo or document.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Photo {
        width: i32,
        height: i32,
    },
    Document {
        mime: String,
        attributes: Vec<enums::DocumentAttribute>,
    },
}

/// Parts of a file that is being uploaded.
#[derive(Clone, Debug, Default)]
pub(crate) struct Upload {
    pub(crate) parts: BTreeMap<i32, Part>,
    pub(crate) big: bool,
    /// How many parts there will be, once that was said.
    pub(crate) total: Option<i32>,
    /// It was sent, and can be once more.
    pub(crate) sent: bool,
}

/// One part of an upload.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    Bytes(Vec<u8>),
    /// So many bytes of content that the world knows, at this offset.
    Known(Generated, u64, usize),
}

impl Part {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Known(_, _, len) => *len,
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes.clone(),
            Self::Known(generated, offset, len) => generated.bytes(*offset, *len),
        }
    }
}
