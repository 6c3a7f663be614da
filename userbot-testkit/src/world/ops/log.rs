//! Keeps what administrators can look up.

use crate::world::data::State;
use crate::world::data::log::{Deed, Logged};
use crate::world::data::message::Msg;
use crate::world::data::place::Place;
use crate::world::tl::user_peer;
use crate::world::view::Peers;
use grammers_tl_types::{enums, types};

impl State {
    /// Adds an entry; basic groups have no log.
    pub(crate) fn log(&mut self, id: i64, user: i64, deed: Deed) {
        self.log_with(id, user, deed, Peers::default());
    }

    pub(crate) fn log_with(&mut self, id: i64, user: i64, deed: Deed, peers: Peers) {
        let date = self.now();
        let Some(chat) = self.chats.get_mut(&id).filter(|chat| chat.is_channel()) else {
            return;
        };
        let id = chat.log.last().map_or(1, |last| last.id + 1);
        chat.log.push(Logged {
            id,
            date,
            user,
            deed,
            peers,
        });
    }

    /// A message as it is now, if it stands where there is a log.
    pub(crate) fn loggable(&self, place: Place, id: i32) -> Option<Box<Msg>> {
        let messages = self.messages.get(&place).filter(|_| place.is_channel());
        messages?.get(&id).cloned().map(Box::new)
    }

    /// What somebody is in a chat now, for the log.
    pub(crate) fn standing(
        &self,
        viewer: i64,
        id: i64,
        user: i64,
        peers: &mut Peers,
    ) -> enums::ChannelParticipant {
        let chat = self.chats.get(&id);
        let present =
            chat.and_then(|chat| self.view_channel_participant(viewer, chat, user, peers));
        present.unwrap_or_else(|| {
            types::ChannelParticipantLeft {
                peer: user_peer(user),
            }
            .into()
        })
    }
}
