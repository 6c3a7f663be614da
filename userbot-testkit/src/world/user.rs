//! The handle of a user.

use super::World;
use super::bot::{Article, BotData, BotReply, PressAnswer};
use super::data::place::Place;
use super::data::user::LoginEmail;
use super::data::user::UserData;
use std::fmt;
use std::sync::Arc;

/// Is a person or bot of a [`World`].
///
/// The methods that set something return the handle, so that they chain. What a user does stands in the methods
/// that begin with a verb: [`send`](Self::send), [`reply`](Self::reply), [`join`](Self::join).
#[derive(Clone)]
pub struct User {
    world: World,
    id: i64,
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "User({} {})", self.id, self.name())
    }
}

impl PartialEq for User {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && Arc::ptr_eq(&self.world.state, &other.world.state)
    }
}

impl Eq for User {}

impl User {
    pub(crate) fn new(world: World, id: i64) -> Self {
        Self { world, id }
    }

    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    /// Returns the id.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// Returns the first name.
    pub fn name(&self) -> String {
        self.world.lock().name(self.id)
    }

    /// Returns the username, without `@`.
    pub fn get_username(&self) -> Option<String> {
        self.look(|data| data.username.clone())
    }

    /// Returns the phone number.
    pub fn get_phone(&self) -> Option<String> {
        self.look(|data| data.phone.clone())
    }

    /// Returns the token with which a bot signs in.
    pub fn token(&self) -> Option<String> {
        self.look(|data| data.bot.as_ref().map(|bot| bot.token.clone()))
    }

    /// Returns the access hash with which this user refers to another one.
    pub fn access_hash_of(&self, other: &Self) -> i64 {
        self.world.lock().access_hash(self.id, other.id)
    }

    /// Returns the access hash with which this user refers to a channel or supergroup.
    pub fn access_hash_of_chat(&self, chat: &super::Chat) -> i64 {
        self.world
            .lock()
            .access_hash(self.id, chat.place().chat().unwrap_or(0))
    }

    /// Returns this user's private chat with the owner.
    pub fn chat(&self) -> super::Chat {
        let owner = self.world.lock().owner;
        self.world.chat_at(Place::private(self.id, owner))
    }

    /// Returns how many messages this user has not read in a chat.
    pub fn unread(&self, chat: &super::Chat) -> i32 {
        self.world.lock().unread_count(self.id, chat.place())
    }

    /// Has this user blocked the other?
    pub fn has_blocked(&self, other: &Self) -> bool {
        self.look(|data| data.blocked.contains_key(&other.id))
    }

    /// Sets the last name.
    pub fn last_name(self, last_name: &str) -> Self {
        self.set(|data| data.last_name = Some(last_name.to_owned()))
    }

    /// Sets the username, without `@`.
    pub fn username(self, username: &str) -> Self {
        self.set(|data| data.username = Some(username.trim_start_matches('@').to_owned()))
    }

    /// Gives the user one more username, which leads to them too; `username` sets the main one.
    pub fn more_username(self, username: &str) -> Self {
        let name = username.trim_start_matches('@').to_owned();
        self.set(|data| data.more_usernames.push(name))
    }

    /// Sets the phone number.
    pub fn phone(self, phone: &str) -> Self {
        self.set(|data| data.phone = Some(phone.chars().filter(char::is_ascii_digit).collect()))
    }

    /// Sets the text about the user.
    pub fn about(self, about: &str) -> Self {
        self.set(|data| data.about = Some(about.to_owned()))
    }

    /// Tells whether the user is a bot.
    pub fn is_bot(&self) -> bool {
        self.world
            .lock()
            .users
            .get(&self.id)
            .is_some_and(|data| data.bot.is_some())
    }

    /// Makes the user a bot. [`token`](Self::token) says what it signs in with.
    pub fn bot(self) -> Self {
        let id = self.id;
        self.set(|data| {
            data.phone = None;
            data.bot.get_or_insert_with(|| BotData {
                token: format!("{id}:AAtestkit{id:026}"),
                ..BotData::default()
            });
        })
    }

    /// Makes the user a bot that can be asked inline, by its client or by [`on_inline`](Self::on_inline).
    pub fn inline(self, placeholder: &str) -> Self {
        let bot = self.bot();
        bot.set(|data| {
            if let Some(bot) = &mut data.bot {
                bot.placeholder = Some(placeholder.to_owned());
            }
        })
    }

    /// Makes a bot that answers what people write to it in private by itself, with as many messages as the function
    /// gives.
    ///
    /// The function gets the text. It must not use the world: that is busy with the message.
    ///
    /// ```
    /// use userbot_testkit::world::{BotReply, World};
    ///
    /// let world = World::new();
    /// let waiter = world.user("Waiter").on_message(|text| match text {
    ///     "/menu" => vec![BotReply::text("What would you like?").row(&[("Tea", "tea")])],
    ///     _ => vec!["I only know /menu.".into()],
    /// });
    /// world.owner().send(&waiter, "/menu");
    /// let menu = world.private(&world.owner(), &waiter).last_message();
    /// menu.expect_text("What would you like?").expect_button("Tea");
    /// ```
    pub fn on_message(
        self,
        answer: impl Fn(&str) -> Vec<BotReply> + Send + Sync + 'static,
    ) -> Self {
        let bot = self.bot();
        bot.set(|data| {
            if let Some(bot) = &mut data.bot {
                bot.on_message = Some(Arc::new(answer));
            }
        })
    }

    /// Makes a bot that answers presses of its buttons by itself.
    ///
    /// The function gets the button's data. It must not use the world: that is busy with the press.
    pub fn on_press(self, answer: impl Fn(&[u8]) -> PressAnswer + Send + Sync + 'static) -> Self {
        let bot = self.bot();
        bot.set(|data| {
            if let Some(bot) = &mut data.bot {
                bot.on_press = Some(Arc::new(answer));
            }
        })
    }

    /// Makes a bot that answers inline queries by itself. The function must not use the world.
    pub fn on_inline(self, answer: impl Fn(&str) -> Vec<Article> + Send + Sync + 'static) -> Self {
        let bot = self.inline("Search");
        bot.set(|data| {
            if let Some(bot) = &mut data.bot {
                bot.on_inline = Some(Arc::new(answer));
            }
        })
    }

    /// Gives the user Telegram Premium.
    pub fn premium(self) -> Self {
        self.set(|data| data.premium = true)
    }

    /// Makes the user a deleted account.
    pub fn deleted(self) -> Self {
        self.set(|data| data.deleted = true)
    }

    /// Puts the user online.
    pub fn online(self) -> Self {
        self.set(|data| data.online = true)
    }

    /// Puts the account into a data centre; it is 2 otherwise. A sign-in elsewhere is sent there.
    pub fn home(self, dc_id: i32) -> Self {
        self.set(|data| data.dc = dc_id)
    }

    /// Protects the account with a second password.
    pub fn password(self, password: &str, hint: &str) -> Self {
        let (salt1, salt2) = {
            let mut state = self.world.lock();
            (state.seed.bytes(40), state.seed.bytes(16))
        };
        let made = super::srp::password(password, salt1, salt2, hint);
        self.set(|data| data.password = Some(made))
    }

    /// Has the login codes sent to a mail address. [`World::login_code`] gives them, too.
    pub fn login_email(self, address: &str) -> Self {
        self.set(|data| data.login_email = LoginEmail::Set(address.to_owned()))
    }

    /// Lets Telegram insist on a mail address for login codes before it sends one.
    pub fn wants_login_email(self) -> Self {
        self.set(|data| data.login_email = LoginEmail::Wanted)
    }

    /// Returns the mail address for login codes.
    pub fn get_login_email(&self) -> Option<String> {
        match &self.world.lock().users.get(&self.id)?.login_email {
            LoginEmail::Set(address) => Some(address.clone()),
            _ => None,
        }
    }

    /// Puts this user into the owner's contacts, and the owner into this user's.
    pub fn contact(self) -> Self {
        let mut state = self.world.lock();
        let owner = state.owner;
        let (mine, owners) = (state.contact_name(self.id), state.contact_name(owner));
        if let Some(data) = state.users.get_mut(&owner) {
            data.contacts.insert(self.id, mine);
        }
        if let Some(data) = state.users.get_mut(&self.id) {
            data.contacts.insert(owner, owners);
        }
        drop(state);
        self
    }

    fn set(self, change: impl FnOnce(&mut UserData)) -> Self {
        if let Some(data) = self.world.lock().users.get_mut(&self.id) {
            change(data);
        }
        // Something may have been scheduled for when the user comes online.
        self.world.catch_up();
        self
    }

    fn look<T: Default>(&self, look: impl FnOnce(&UserData) -> T) -> T {
        self.world
            .lock()
            .users
            .get(&self.id)
            .map(look)
            .unwrap_or_default()
    }
}
