//! Files that were sent.

use grammers_tl_types::enums;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A file on the servers.
#[derive(Clone, Debug)]
pub(crate) struct FileData {
    pub(crate) id: i64,
    pub(crate) access_hash: i64,
    pub(crate) bytes: Arc<[u8]>,
    pub(crate) date: i32,
    /// The data centre that it is in.
    pub(crate) dc: i32,
    /// Counts up when references expire.
    pub(crate) reference: u32,
    pub(crate) shape: Shape,
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
    pub(crate) parts: BTreeMap<i32, Vec<u8>>,
    pub(crate) big: bool,
}
