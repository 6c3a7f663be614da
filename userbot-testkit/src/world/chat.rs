//! The handle of a chat.

use super::data::place::Place;
use super::expect::fail;
use super::{Message, User, World};
use crate::transcript;
use std::fmt;
use std::sync::Arc;

/// Is a conversation of a [`World`]: private, group, supergroup, channel or Saved Messages.
#[derive(Clone)]
pub struct Chat {
    world: World,
    place: Place,
}

impl fmt::Debug for Chat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Chat({})", self.title())
    }
}

impl PartialEq for Chat {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place && Arc::ptr_eq(&self.world.state, &other.world.state)
    }
}

impl Eq for Chat {}

impl Chat {
    pub(crate) fn new(world: World, place: Place) -> Self {
        Self { world, place }
    }

    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    pub(crate) fn place(&self) -> Place {
        self.place
    }

    /// Returns the id as TL has it: of the group or channel, or of the other one in a private chat of the owner.
    pub fn id(&self) -> i64 {
        let owner = self.world.lock().owner;
        self.place
            .chat()
            .or_else(|| self.place.partner(owner))
            .unwrap_or(0)
    }

    /// Returns the title, or the names of those who talk in private.
    pub fn title(&self) -> String {
        transcript::title(&self.world.lock(), self.place)
    }

    /// Returns the messages that are there, oldest first, service messages too.
    pub fn messages(&self) -> Vec<Message> {
        let state = self.world.lock();
        let all = state
            .messages
            .get(&self.place)
            .into_iter()
            .flat_map(|messages| messages.values());
        let ids: Vec<i32> = all
            .filter(|message| !message.deleted)
            .map(|message| message.id)
            .collect();
        drop(state);
        ids.into_iter().map(|id| self.message_at(id)).collect()
    }

    /// Returns the newest message that somebody wrote.
    ///
    /// # Panics
    ///
    /// If nobody wrote anything.
    #[track_caller]
    pub fn last_message(&self) -> Message {
        let state = self.world.lock();
        let all = state
            .messages
            .get(&self.place)
            .into_iter()
            .flat_map(|messages| messages.values().rev());
        let last = all
            .filter(|message| !message.deleted && message.action.is_none())
            .map(|message| message.id)
            .next();
        drop(state);
        match last {
            Some(id) => self.message_at(id),
            None => fail(self, "a message", "an empty chat"),
        }
    }

    /// Returns the newest service message, such as one about a member who joined.
    ///
    /// # Panics
    ///
    /// If there is none.
    #[track_caller]
    pub fn last_service_message(&self) -> Message {
        let state = self.world.lock();
        let all = state
            .messages
            .get(&self.place)
            .into_iter()
            .flat_map(|messages| messages.values().rev());
        let last = all
            .filter(|message| !message.deleted && message.action.is_some())
            .map(|message| message.id)
            .next();
        drop(state);
        match last {
            Some(id) => self.message_at(id),
            None => fail(self, "a service message", "none"),
        }
    }

    /// Returns the message with this id.
    ///
    /// # Panics
    ///
    /// If there never was one.
    #[track_caller]
    pub fn message(&self, id: i32) -> Message {
        let known = self
            .world
            .lock()
            .messages
            .get(&self.place)
            .is_some_and(|messages| messages.contains_key(&id));
        if known {
            self.message_at(id)
        } else {
            fail(self, &format!("a message with the id {id}"), "none")
        }
    }

    /// Returns the pinned messages, oldest first.
    pub fn pinned(&self) -> Vec<Message> {
        self.messages()
            .into_iter()
            .filter(Message::is_pinned)
            .collect()
    }

    /// Returns who is in the chat, in the order of their ids.
    pub fn members(&self) -> Vec<User> {
        let ids = self.world.lock().present(self.place);
        ids.into_iter()
            .map(|id| self.world.user_by_id(id))
            .collect()
    }

    /// Is this user in the chat?
    pub fn has_member(&self, user: &User) -> bool {
        self.world.lock().present(self.place).contains(&user.id())
    }

    /// Is this user an administrator or the creator?
    pub fn is_admin(&self, user: &User) -> bool {
        let state = self.world.lock();
        self.place
            .chat()
            .and_then(|id| state.chats.get(&id))
            .is_some_and(|chat| chat.is_admin(user.id()))
    }

    /// Was this user thrown out for good?
    pub fn is_banned(&self, user: &User) -> bool {
        let state = self.world.lock();
        self.place
            .chat()
            .and_then(|id| state.chats.get(&id))
            .is_some_and(|chat| chat.kicked(user.id()))
    }

    /// Returns the id of a topic of a forum by its title.
    ///
    /// # Panics
    ///
    /// If there is no such topic.
    #[track_caller]
    pub fn topic(&self, title: &str) -> i32 {
        let state = self.world.lock();
        let chat = self.place.chat().and_then(|id| state.chats.get(&id));
        let found = chat
            .and_then(|chat| chat.topics.values().find(|topic| topic.title == title))
            .map(|topic| topic.id);
        drop(state);
        match found {
            Some(id) => id,
            None => fail(self, &format!("a topic {title:?}"), "none"),
        }
    }

    /// Returns the chat that a basic group became, or the chat itself.
    pub fn current(&self) -> Self {
        let new = self.place.chat().and_then(|id| {
            self.world
                .lock()
                .chats
                .get(&id)
                .and_then(|chat| chat.migrated_to)
        });
        new.map_or_else(|| self.clone(), |id| self.world.chat_at(Place::Channel(id)))
    }

    /// Writes down the chat: one line for each message, the same in each run.
    ///
    /// ```
    /// # let world = userbot_testkit::world::World::new();
    /// let ann = world.user("Ann");
    /// let asked = ann.send_to_owner("hi");
    /// world.owner().reply(&asked, "hello");
    /// assert_eq!(ann.chat().transcript(), "Ann: hi\nYou → Ann \"hi\": hello\n");
    /// ```
    pub fn transcript(&self) -> String {
        transcript::write(&self.world.lock(), self.place)
    }

    pub(crate) fn message_at(&self, id: i32) -> Message {
        Message::new(self.clone(), id)
    }
}
