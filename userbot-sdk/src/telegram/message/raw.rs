//! Messages as Telegram sent them.

use std::sync::OnceLock;

use grammers_tl_types as tl;
use tl::{Deserializable as _, Serializable as _};

use crate::telegram::packet::SharedUpdate;

/// Is a message as Telegram sent it.
pub(super) struct Raw(Form);

/// Is where it lies. Spread out, any message takes kilobytes; its bytes are few.
enum Form {
    Own(Box<tl::enums::Message>),
    /// In the update that brought it.
    Update(SharedUpdate),
    /// In its bytes, until somebody reads it.
    Bytes(Box<[u8]>, OnceLock<Box<tl::enums::Message>>),
}

impl Raw {
    pub(super) fn own(message: tl::enums::Message) -> Self {
        Self(Form::Own(Box::new(message)))
    }

    pub(super) fn of_update(update: SharedUpdate) -> Self {
        Self(Form::Update(update))
    }

    #[inline]
    pub(super) fn get(&self) -> &tl::enums::Message {
        match &self.0 {
            Form::Own(message) => message,
            // Without one no message is made of it.
            Form::Update(update) => update.message().unwrap_or(NONE),
            // They were made of a message.
            Form::Bytes(bytes, read) => read.get_or_init(|| {
                let message = tl::enums::Message::from_bytes(bytes);
                Box::new(message.unwrap_or_else(|_| NONE.clone()))
            }),
        }
    }

    /// Gives its bytes; `None` when it is nothing else.
    pub(super) fn packed(&self) -> Option<Self> {
        if let Form::Bytes(..) = &self.0 {
            return None;
        }
        // Room for most messages, so that it does not grow piece by piece.
        let mut bytes = Vec::with_capacity(512);
        self.get().serialize(&mut bytes);
        Some(Self(Form::Bytes(bytes.into(), OnceLock::new())))
    }
}

const NONE: &tl::enums::Message = &tl::enums::Message::Empty(tl::types::MessageEmpty {
    id: 0,
    peer_id: None,
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::{PeerId, blank_message};

    #[test]
    fn what_is_packed_reads_the_same_and_is_small() {
        let entity = tl::types::MessageEntityBold {
            offset: 0,
            length: 5,
        };
        let message = tl::types::Message {
            entities: Some(vec![entity.into()]),
            from_id: Some(PeerId::User(3).to_tl()),
            ..blank_message(7, PeerId::Channel(5).to_tl(), 9, "bold \u{1f980}")
        };
        let message = tl::enums::Message::from(message);
        let update = tl::types::UpdateNewChannelMessage {
            message: message.clone(),
            pts: 1,
            pts_count: 1,
        };
        let update = SharedUpdate::alone(update.into());
        for raw in [Raw::own(message.clone()), Raw::of_update(update)] {
            let packed = raw.packed().unwrap();
            assert!(matches!(&packed.0, Form::Bytes(bytes, _) if bytes.len() < 200));
            assert_eq!(packed.get(), &message);
            assert_eq!(raw.get(), &message);
            assert!(packed.packed().is_none());
        }
    }
}
