//! The world's chats and people as the client under test names them.

use super::data::place::Place;
use super::{Chat, User};
use userbot_sdk::telegram::{IntoTarget, PeerId, Target};

/// Names the chat by its id, as `client.send(&chat, "hi")` does.
impl IntoTarget for &Chat {
    fn into_target(self) -> Target {
        Target::Id(match self.place() {
            Place::Private(..) => PeerId::User(self.id()),
            Place::Group(id) => PeerId::Group(id),
            Place::Channel(id) => PeerId::Channel(id),
        })
    }
}

/// Names the person by their id.
impl IntoTarget for &User {
    fn into_target(self) -> Target {
        Target::Id(PeerId::User(self.id()))
    }
}
