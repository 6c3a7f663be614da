//! Updates that are shared where they lie: one takes several kilobytes, whatever it says.

use std::sync::Arc;

use grammers_tl_types as tl;

/// Is one update of a packet. Clones share it.
#[derive(Clone)]
pub(crate) struct SharedUpdate {
    packet: Arc<Vec<tl::enums::Update>>,
    at: usize,
}

impl SharedUpdate {
    /// Takes an update out of everything else.
    pub(crate) fn alone(update: tl::enums::Update) -> Self {
        Self {
            packet: Arc::new(vec![update]),
            at: 0,
        }
    }

    /// Gives the updates of a packet.
    pub(crate) fn all(packet: Vec<tl::enums::Update>) -> impl Iterator<Item = Self> {
        let packet = Arc::new(packet);
        (0..packet.len()).map(move |at| Self {
            packet: Arc::clone(&packet),
            at,
        })
    }

    /// Returns the update.
    #[inline]
    pub(crate) fn get(&self) -> &tl::enums::Update {
        // `at` is one of its places: both ways to make one see to it.
        &self.packet[self.at]
    }

    /// Returns the message that the update brings.
    #[inline]
    pub(crate) fn message(&self) -> Option<&tl::enums::Message> {
        use tl::enums::Update;
        match self.get() {
            Update::NewMessage(update) => Some(&update.message),
            Update::NewChannelMessage(update) => Some(&update.message),
            Update::EditMessage(update) => Some(&update.message),
            Update::EditChannelMessage(update) => Some(&update.message),
            _ => None,
        }
    }
}
