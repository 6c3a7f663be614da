//! Making groups and channels.

use super::data::chat::{Kind, Role};
use super::{Chat, User, World};

/// Collects what a new group, supergroup or channel is like; [`create`](Self::create) makes it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of Telegram's own"
)]
#[derive(Clone, Debug)]
#[must_use = "a group comes into being with `create`"]
pub struct GroupBuilder {
    world: World,
    kind: Kind,
    title: String,
    about: String,
    username: Option<String>,
    more_usernames: Vec<String>,
    with_owner: bool,
    creator: Option<i64>,
    members: Vec<i64>,
    admins: Vec<i64>,
    topics: Vec<String>,
    forum: bool,
    signatures: bool,
    slow_mode: i32,
    protected: bool,
}

impl GroupBuilder {
    pub(crate) fn new(world: World, kind: Kind, title: &str) -> Self {
        Self {
            world,
            kind,
            title: title.to_owned(),
            about: String::new(),
            username: None,
            more_usernames: Vec::new(),
            with_owner: true,
            creator: None,
            members: Vec::new(),
            admins: Vec::new(),
            topics: Vec::new(),
            forum: false,
            signatures: false,
            slow_mode: 0,
            protected: false,
        }
    }

    /// Adds a member.
    #[track_caller]
    pub fn member(mut self, user: &User) -> Self {
        self.world.check_own(user);
        self.members.push(user.id());
        self
    }

    /// Adds several members.
    #[track_caller]
    pub fn members<'a>(mut self, users: impl IntoIterator<Item = &'a User>) -> Self {
        for user in users {
            self = self.member(user);
        }
        self
    }

    /// Adds an administrator with the usual rights.
    #[track_caller]
    pub fn admin(mut self, user: &User) -> Self {
        self.world.check_own(user);
        self.members.push(user.id());
        self.admins.push(user.id());
        self
    }

    /// Makes this user the creator; the owner of the world is then a plain member.
    #[track_caller]
    pub fn creator(mut self, user: &User) -> Self {
        self.world.check_own(user);
        self.creator = Some(user.id());
        self
    }

    /// Leaves the owner of the world out. The first member is the creator.
    pub fn without_owner(mut self) -> Self {
        self.with_owner = false;
        self
    }

    /// Makes a supergroup of the basic group.
    pub fn supergroup(mut self) -> Self {
        self.kind = Kind::Supergroup;
        self
    }

    /// Gives it one more username, which leads to it too.
    pub fn more_username(mut self, username: &str) -> Self {
        let name = username.trim_start_matches('@').to_owned();
        self.more_usernames.push(name);
        self
    }

    /// Makes it public under a username.
    pub fn username(mut self, username: &str) -> Self {
        self.username = Some(username.trim_start_matches('@').to_owned());
        if self.kind == Kind::Group {
            self.kind = Kind::Supergroup;
        }
        self
    }

    /// Sets the description.
    pub fn about(mut self, about: &str) -> Self {
        about.clone_into(&mut self.about);
        self
    }

    /// Makes it a forum and opens a topic besides "General".
    pub fn topic(mut self, title: &str) -> Self {
        self.topics.push(title.to_owned());
        self.forum()
    }

    /// Makes it a forum.
    pub fn forum(mut self) -> Self {
        self.kind = Kind::Supergroup;
        self.forum = true;
        self
    }

    /// Signs the posts of a channel with their authors' names.
    pub fn signatures(mut self) -> Self {
        self.signatures = true;
        self
    }

    /// Lets members write once in so many seconds.
    pub fn slow_mode(mut self, seconds: i32) -> Self {
        self.slow_mode = seconds;
        self
    }

    /// Forbids forwarding and saving.
    pub fn protected(mut self) -> Self {
        self.protected = true;
        self
    }

    /// Makes the group.
    pub fn create(self) -> Chat {
        let place = self.world.change(|state| {
            let owner = self.with_owner.then_some(state.owner);
            let creator = self.creator.or(owner);
            let members: Vec<i64> = owner
                .into_iter()
                .chain(self.members.iter().copied())
                .collect();
            let id = state.create_chat(creator, self.kind, &self.title, &members);
            if self.forum {
                // Cannot fail: a forum is a supergroup since `forum`.
                let _ = state.set_forum(id, true);
            }
            let first = state
                .chats
                .get(&id)
                .and_then(super::data::chat::ChatData::creator)
                .unwrap_or(0);
            if let Some(chat) = state.chats.get_mut(&id) {
                chat.about.clone_from(&self.about);
                chat.username.clone_from(&self.username);
                chat.more_usernames.clone_from(&self.more_usernames);
                chat.signatures = self.signatures;
                chat.slow_mode = self.slow_mode;
                chat.noforwards = self.protected;
                for admin in &self.admins {
                    if let Some(member) = chat
                        .members
                        .get_mut(admin)
                        .filter(|member| member.role != Role::Creator)
                    {
                        member.role = Role::Admin {
                            rights: Box::new(super::tl::usual_rights()),
                            by: first,
                        };
                    }
                }
            }
            for title in &self.topics {
                // Cannot fail: the creator may, and it is a forum.
                let _ = state.create_topic(first, id, title, None, None);
            }
            state.chats.get(&id).map(super::data::chat::ChatData::place)
        });
        self.world
            .chat_at(place.unwrap_or(super::data::place::Place::Group(0)))
    }
}
