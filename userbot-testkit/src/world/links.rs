//! Links that users make, and those who ask to be let in.

use super::chat::Chat;
use super::ops::invites::InviteWish;
use super::refusal::Refusal;
use super::user::User;

impl User {
    /// Makes the permanent link into a group or channel, in which this user is an administrator.
    ///
    /// # Panics
    ///
    /// Telegram would refuse it.
    #[track_caller]
    pub fn invite_link(&self, chat: &Chat) -> String {
        self.link_of(chat, InviteWish::default())
    }

    /// Makes a link by which people ask to be let in, see [`Chat::join_requests`].
    ///
    /// # Panics
    ///
    /// Telegram would refuse it.
    #[track_caller]
    pub fn request_link(&self, chat: &Chat) -> String {
        let wish = InviteWish {
            request_needed: true,
            ..InviteWish::default()
        };
        self.link_of(chat, wish)
    }

    #[track_caller]
    fn link_of(&self, chat: &Chat, wish: InviteWish) -> String {
        let invite = self.act(chat, "make a link", |state, me, place| {
            state.export_invite(me, place, wish)
        });
        invite.link()
    }

    /// Follows a link into a chat.
    ///
    /// # Errors
    ///
    /// The name of the error with which Telegram refuses it; `INVITE_REQUEST_SENT` when an
    /// administrator has to agree first.
    pub fn follow(&self, link: &str) -> Result<(), String> {
        let outcome = self
            .world()
            .change(|state| state.follow_invite(self.id(), link));
        outcome.map_err(|refusal: Refusal| refusal.name)
    }

    /// Makes a temporary link to this user's profile.
    pub fn contact_link(&self) -> String {
        self.world()
            .change(|state| format!("https://t.me/contact/{}", state.contact_token(self.id()).0))
    }

    /// Makes a supergroup of a basic group of which this user is the creator; returns it.
    ///
    /// # Panics
    ///
    /// Telegram would refuse it.
    #[track_caller]
    pub fn migrate(&self, group: &Chat) -> Chat {
        self.act(group, "make a supergroup of it", |state, me, place| {
            let id = place
                .chat()
                .ok_or_else(|| Refusal::bad("PEER_ID_INVALID"))?;
            state.migrate(me, id)
        });
        group.current()
    }
}

impl Chat {
    /// Returns who asks to be let in.
    pub fn join_requests(&self) -> Vec<User> {
        let state = self.world().lock();
        let chat = self.place().chat().and_then(|id| state.chats.get(&id));
        let asking: Vec<i64> = chat
            .map(|chat| chat.requests.iter().map(|request| request.user).collect())
            .unwrap_or_default();
        drop(state);
        asking
            .into_iter()
            .map(|id| self.world().user_by_id(id))
            .collect()
    }
}
