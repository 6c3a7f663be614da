//! Updates as Telegram sent them.

use std::fmt;

use grammers_tl_types as tl;

use crate::telegram::packet::SharedUpdate;
use crate::telegram::{Peer, PeerId, PeerMap};

/// Is any update, as Telegram sent it.
#[derive(Clone)]
pub struct RawUpdate {
    update: SharedUpdate,
    peers: PeerMap,
}

impl RawUpdate {
    /// Makes the event.
    pub(crate) fn new(update: SharedUpdate, peers: PeerMap) -> Self {
        Self { update, peers }
    }

    /// Returns the update.
    pub fn update(&self) -> &tl::enums::Update {
        self.update.get()
    }

    /// Returns a person or a chat that the update names.
    pub fn peer(&self, id: PeerId) -> Peer {
        self.peers.get(id)
    }
}

impl fmt::Debug for RawUpdate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawUpdate").finish_non_exhaustive()
    }
}
