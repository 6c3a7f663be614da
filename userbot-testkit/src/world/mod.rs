//! The simulated Telegram that tests arrange, act in and look at.
//!
//! A [`World`] holds users, chats, their histories and files. Tests make people and groups with it, let
//! people act ([`User::send`], [`User::press`] and so on) and look at what a person would see
//! ([`Chat::last_message`], [`Message::expect_text`], [`Chat::transcript`]). A client that is connected to the
//! world sees the same through the calls and updates of the real protocol: the world is a
//! [`Backend`].
//!
//! ```
//! use userbot_testkit::world::World;
//!
//! let world = World::new();
//! let ann = world.user("Ann");
//! let club = world.group("Club").member(&ann).create();
//! let asked = ann.send(&club, "Anybody here?");
//! world.owner().reply(&asked, "Yes, me.");
//! club.last_message().expect_text("Yes, me.").expect_reply_to(&asked).expect_from_owner();
//! ```
//!
//! # Limits
//!
//! Messages of private chats and basic groups have one counter of ids for the whole world, where Telegram counts
//! for each user. Scheduled messages are seen only by who scheduled them, in channels too, and are not repeated.
//! There are no secret chats, calls, stories and payments. A world keeps everything until it is
//! dropped. Which calls are modelled says [`methods`].

mod act;
mod bot;
mod builder;
mod chat;
mod clock;
pub(crate) mod content;
pub(crate) mod data;
mod expect;
mod links;
mod media;
pub(crate) mod message;
pub(crate) mod ops;
mod press;
pub(crate) mod refusal;
mod seed;
mod serve;
pub(crate) mod srp;
mod target;
mod timer;
pub(crate) mod tl;
mod user;
pub(crate) mod view;

pub use act::Target;
pub use bot::{Article, BotReply, PressAnswer};
pub use builder::GroupBuilder;
pub use chat::Chat;
pub use content::{Content, Generated, GeneratedReader};
pub use media::Media;
pub use message::Message;
pub use press::Press;
pub use user::User;

use crate::methods;
use crate::server::{Backend, Call, Reply, WeakServer};
use crate::test_run::panic_with;
use data::State;
use data::account::{Account, DataCentre};
use data::chat::Kind;
use data::place::Place;
use grammers_tl_types::enums;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Takes what the world sends to connected clients on its own.
pub trait PushSink: Send + Sync + 'static {
    /// Sends updates to every session of a key, but not to `except`.
    fn push(&self, key_id: i64, updates: &enums::Updates, except: Option<i64>);

    /// Answers a call that was answered with [`Reply::After`] before its time is over: a bot has answered.
    ///
    /// A sink that does nothing here lets such calls run into their time-out.
    fn answer(&self, key_id: i64, session_id: i64, msg_id: i64, reply: Reply) {
        let _ = (key_id, session_id, msg_id, reply);
    }
}

/// Is one simulated Telegram, and a handle that is cheap to clone.
///
/// All clones stand for the same world. Two worlds share nothing, so that tests can run in parallel.
#[derive(Clone, Debug)]
pub struct World {
    state: Arc<Mutex<State>>,
    server: Arc<Mutex<Option<WeakServer>>>,
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// Makes a world with one user, its [owner](Self::owner): the account that is under test.
    pub fn new() -> Self {
        Self::with_seed(1)
    }

    /// Makes a world whose random numbers start elsewhere. Equal seeds give equal worlds.
    pub fn with_seed(seed: u64) -> Self {
        Self {
            state: Arc::new(Mutex::new(State::new(seed))),
            server: Arc::default(),
        }
    }

    /// Returns the account under test. Transcripts call it "You".
    pub fn owner(&self) -> User {
        let id = self.lock().owner;
        self.user_by_id(id)
    }

    /// Makes a person. Methods of the returned handle set the rest.
    ///
    /// ```
    /// # let world = userbot_testkit::world::World::new();
    /// let ann = world.user("Ann").last_name("Lee").username("ann").premium();
    /// let helper = world.user("Helper").bot();
    /// ```
    pub fn user(&self, first_name: &str) -> User {
        let id = self.lock().new_user(first_name);
        self.user_by_id(id)
    }

    /// Tells whether both are handles to one world.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.state, &other.state)
    }

    /// Refuses a user of another world: ids are the same in each world, so that the handle would
    /// name somebody else here.
    #[track_caller]
    pub(crate) fn check_own(&self, user: &User) {
        if !self.is(user.world()) {
            panic_with(&format!("{} belongs to another `World`", user.name()));
        }
    }

    /// Begins a basic group; [`GroupBuilder::create`] makes it. The owner is its creator unless said otherwise.
    pub fn group(&self, title: &str) -> GroupBuilder {
        GroupBuilder::new(self.clone(), Kind::Group, title)
    }

    /// Begins a supergroup.
    pub fn supergroup(&self, title: &str) -> GroupBuilder {
        GroupBuilder::new(self.clone(), Kind::Supergroup, title)
    }

    /// Begins a broadcast channel.
    pub fn channel(&self, title: &str) -> GroupBuilder {
        GroupBuilder::new(self.clone(), Kind::Channel, title)
    }

    /// Returns the private chat of two users; of one user with itself that is Saved Messages.
    ///
    /// # Panics
    ///
    /// Panics when one of them belongs to another world.
    #[track_caller]
    pub fn private(&self, one: &User, other: &User) -> Chat {
        self.check_own(one);
        self.check_own(other);
        self.chat_at(Place::private(one.id(), other.id()))
    }

    /// Returns the owner's Saved Messages.
    pub fn saved_messages(&self) -> Chat {
        let owner = self.lock().owner;
        self.chat_at(Place::private(owner, owner))
    }

    /// Returns the user with this id, if there is one.
    pub fn find_user(&self, id: i64) -> Option<User> {
        self.lock()
            .users
            .contains_key(&id)
            .then(|| self.user_by_id(id))
    }

    /// Returns all users, the owner first, without Telegram's own service account.
    pub fn users(&self) -> Vec<User> {
        let ids: Vec<i64> = self
            .lock()
            .users
            .keys()
            .copied()
            .filter(|id| *id != data::TELEGRAM)
            .collect();
        ids.into_iter().map(|id| self.user_by_id(id)).collect()
    }

    /// Returns the owner's chats in the order of the chat list.
    pub fn chats(&self) -> Vec<Chat> {
        let state = self.lock();
        let order = state.dialog_order(state.owner, 0);
        drop(state);
        order
            .into_iter()
            .map(|(place, ..)| self.chat_at(place))
            .collect()
    }

    /// Sets the date of the world's beginning, in seconds since 1970. It is 1 January 2026, 12:00 UTC otherwise.
    pub fn starts_at(&self, unix: i64) -> &Self {
        self.lock().clock.set(unix);
        self.lock().timer = None;
        self.catch_up();
        self
    }

    /// Returns the date in the world: it moves with tokio's clock, and stands still outside a runtime.
    pub fn now(&self) -> i32 {
        self.lock().now()
    }

    /// Sends strangers as `min` users in updates, as Telegram does: without an access hash that opens anything.
    pub fn min_users(&self, on: bool) -> &Self {
        self.lock().switches.min_users = on;
        self
    }

    /// Answers `updates.getDifference` with `differenceTooLong` when more events than this were missed.
    pub fn difference_limit(&self, events: i32) -> &Self {
        self.lock().switches.difference_limit = Some(events);
        self
    }

    /// Answers `updates.getChannelDifference` with `channelDifferenceTooLong` when more events than this were missed.
    pub fn channel_difference_limit(&self, events: i32) -> &Self {
        self.lock().switches.channel_difference_limit = Some(events);
        self
    }

    /// Makes every file reference that clients hold so far an expired one.
    pub fn expire_file_references(&self) -> &Self {
        self.lock().expire_references();
        self
    }

    /// Puts files that come from now on into this data centre, wherever they were uploaded.
    ///
    /// A client that asks another one for such a file is sent there with `FILE_MIGRATE`, unless it reads in the
    /// message where the file is.
    pub fn keep_files_in(&self, dc: i32) -> &Self {
        self.lock().switches.file_dc = Some(dc);
        self
    }

    /// Puts a page behind a link, for the previews that senders choose.
    pub fn web_page(&self, url: &str, title: &str, description: &str) -> &Self {
        let mut state = self.lock();
        let shown = url.split_once("://").map_or(url, |(_, rest)| rest);
        let mut page: grammers_tl_types::types::WebPage = tl::bare(&[
            tl::z(),
            tl::b(&state.seed.id()),
            tl::b(&url.to_owned()),
            tl::b(&shown.to_owned()),
            tl::z(),
        ]);
        page.title = Some(title.to_owned());
        page.description = Some(description.to_owned());
        state.pages.insert(url.to_owned(), page);
        drop(state);
        self
    }

    /// Compares what is uploaded from now on with this content, part by part, and keeps no bytes of what is the
    /// same: so that an upload of gigabytes needs no memory. Other uploads are kept as ever.
    pub fn expect_content(&self, content: Generated) -> &Self {
        self.lock().switches.known_content = Some(content);
        self
    }

    /// Returns how many uploads were begun and neither sent nor thrown away.
    pub fn unfinished_uploads(&self) -> usize {
        let world = self.lock();
        world.uploads.values().filter(|upload| !upload.sent).count()
    }

    /// Returns the code that was sent to a phone number by the last `auth.sendCode`.
    pub fn login_code(&self, phone: &str) -> Option<String> {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        self.lock().codes.get(&digits).map(|code| code.code.clone())
    }

    /// Accepts a QR login as if `user` had scanned the code on a phone.
    ///
    /// # Errors
    ///
    /// The name of Telegram's error if there is no such token or it is over.
    pub fn accept_login(&self, user: &User, token: &[u8]) -> Result<(), String> {
        self.change(|state| state.accept_token(user.id(), token))
            .map_err(|refusal| refusal.name)
    }

    /// Makes a key known, signed in as `user`.
    pub fn sign_in(&self, key_id: i64, user: &User) -> &Self {
        let mut state = self.lock();
        let since = state.now();
        state.accounts.insert(
            key_id,
            Account {
                user: Some(user.id()),
                since,
                ..Account::default()
            },
        );
        drop(state);
        self
    }

    /// Makes a key known that is not signed in, or signs it out.
    pub fn sign_out(&self, key_id: i64) -> &Self {
        self.lock().accounts.insert(key_id, Account::default());
        self
    }

    /// Returns who is signed in with a key.
    pub fn signed_in(&self, key_id: i64) -> Option<User> {
        let user = self
            .lock()
            .accounts
            .get(&key_id)
            .and_then(|account| account.user)?;
        Some(self.user_by_id(user))
    }

    /// Says at which address a data centre is, for `help.getConfig`.
    pub fn data_centre(&self, id: i32, address: SocketAddr) -> &Self {
        self.centre(id, address, false)
    }

    pub(crate) fn centre(&self, id: i32, address: SocketAddr, cdn: bool) -> &Self {
        let centre = DataCentre {
            ip: address.ip().to_string(),
            port: address.port(),
            cdn,
        };
        self.lock().centres.insert(id, centre);
        self
    }

    /// Connects what sends the world's updates to clients.
    pub fn attach(&self, sink: Arc<dyn PushSink>) -> &Self {
        self.lock().sink = Some(sink);
        self
    }

    /// Pushes an update to all clients of a user as it is, for what the world does not model.
    pub fn push_raw(&self, user: &User, update: enums::Update) {
        self.change(|state| state.tell(user.id(), update, view::Peers::default()));
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state and sends what follows from it to the connected clients.
    pub(crate) fn change<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        self.catch_up();
        let mut state = self.lock();
        state.tick();
        let result = act(&mut state);
        Self::deliver(state, None);
        self.run_scripts();
        self.catch_up();
        result
    }

    /// Lets bots of the world talk.
    fn run_scripts(&self) {
        let mut state = self.lock();
        if state.run_scripts() {
            Self::deliver(state, None);
        }
    }

    /// Sends what is due, after the lock is given back.
    fn deliver(mut state: MutexGuard<'_, State>, caller: Option<(i64, i64)>) {
        let pushes = state.flush(caller);
        let answers = std::mem::take(&mut state.answers);
        let sink = state.sink.clone();
        drop(state);
        let Some(sink) = sink else { return };
        for push in pushes {
            sink.push(push.key_id, &push.updates, push.except);
        }
        for ((key_id, session_id, msg_id), reply) in answers {
            sink.answer(key_id, session_id, msg_id, reply);
        }
    }

    pub(crate) fn user_by_id(&self, id: i64) -> User {
        User::new(self.clone(), id)
    }

    pub(crate) fn chat_at(&self, place: Place) -> Chat {
        Chat::new(self.clone(), place)
    }
}

impl Backend for World {
    fn call(&self, call: &Call<'_>) -> Reply {
        self.catch_up();
        let mut state = self.lock();
        let reply = methods::answer(&mut state, call);
        Self::deliver(state, Some((call.key_id, call.session_id)));
        self.run_scripts();
        self.catch_up();
        reply
    }
}
