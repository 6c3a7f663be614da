//! The client: everything that is sent and asked.

mod account;
mod album;
mod attach;
mod centres;
mod chats;
mod contacts;
mod dialogs;
mod drafts;
mod folders;
mod forward;
mod groups;
mod history;
#[cfg(feature = "http")]
mod http;
mod inline;
mod input;
mod invites;
mod moderate;
mod organise;
mod people;
mod polls;
mod press;
mod profile;
mod resolve;
mod scheduled;
mod send;
mod takeout;

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use grammers_session::SessionData;
use grammers_tl_types::{self as tl, Deserializable, RemoteCall};

pub use chats::TypingGuard;
pub use dialogs::{Dialog, Dialogs};
pub use drafts::Draft;
pub use folders::Folder;
pub use forward::ForwardOptions;
pub use history::History;
#[cfg(feature = "http")]
pub use http::Http;
#[cfg(feature = "http")]
pub(crate) use http::failed;
pub use inline::{InlineQuery, InlineResult};
pub use invites::{Invite, InviteOptions, InvitePreview, JoinRequest};
pub use people::{Participant, ParticipantRole, Participants};
pub use press::BotAnswer;
pub use profile::{Birthday, ChatProfile, UserProfile};
pub use send::Edit;
pub use takeout::{Takeout, TakeoutOptions};

use super::connect::{ConnectOptions, Device};
use super::observed::Activity;
use super::policy::{CallOptions, CallReport, Policy};
use super::proxy::Bridge;
use super::recent::Recent;
use super::supervisor::Links;
use super::written::Written;
use super::{CallError, Message, Peer, PeerMap, RpcError, Session};

/// Is a handle to the account.
///
/// Cheap to clone, and usable from any task. Every method that asks Telegram goes through the
/// policy: it has a deadline of a minute, waits out short floods, and repeats what failed because
/// of the network or the server. [`Client::invoke_with`] sets other figures.
///
/// Chats and people are named by anything that is [`IntoTarget`](super::IntoTarget): a
/// `"@username"`, an id, `"me"`, a peer or a message.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    session: Arc<Session>,
    links: Links,
    policy: Arc<Policy>,
    activity: Activity,
    api_id: i32,
    device: Device,
    ipv6: bool,
    /// The data centres that know the account besides its own.
    authorized: tokio::sync::Mutex<HashSet<i32>>,
    /// Keeps two searches through the dialogs from running at once.
    dialogs: tokio::sync::Mutex<Option<tokio::time::Instant>>,
    /// Keeps two proofs of the second password from making each other void.
    proving: tokio::sync::Mutex<()>,
    /// Held by whoever agrees on a key with a data centre of the delivery network.
    exchanging: tokio::sync::Mutex<()>,
    written: Written,
    recent: Recent,
    bridge: Option<Arc<Bridge>>,
    #[cfg(feature = "http")]
    http: std::sync::OnceLock<reqwest::Client>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Nobody can call any more.
        self.links.stop();
    }
}

impl Client {
    pub(crate) fn new(options: &ConnectOptions, links: Links) -> Self {
        let session = Arc::clone(&options.session);
        let policy = Arc::new(Policy::new(
            Arc::clone(&session),
            links.clone(),
            options.observer.clone(),
            options.limits.clone(),
            options.bridge.clone(),
            Arc::clone(&options.clock),
        ));
        Self(Arc::new(Inner {
            session,
            links,
            policy,
            activity: options.activity.clone(),
            api_id: options.api_id,
            device: options.device.clone(),
            ipv6: options.ipv6,
            authorized: tokio::sync::Mutex::default(),
            dialogs: tokio::sync::Mutex::default(),
            proving: tokio::sync::Mutex::default(),
            exchanging: tokio::sync::Mutex::default(),
            written: Written::default(),
            recent: Recent::default(),
            bridge: options.bridge.clone(),
            #[cfg(feature = "http")]
            http: std::sync::OnceLock::new(),
        }))
    }

    /// Makes a client that is never connected: each call gives [`CallError::Stopped`].
    ///
    /// It is meant for tests of code that builds messages and events without Telegram.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::telegram::{Client, Message, PeerId, PeerMap, blank_message};
    ///
    /// let client = Client::offline();
    /// let raw = blank_message(1, PeerId::User(5).to_tl(), 0, "hello");
    /// let peers = PeerMap::new(client.session(), &[], &[]);
    /// let message = Message::from_tl(&client, raw.into(), &peers).unwrap();
    /// assert_eq!(message.text(), "hello");
    /// ```
    pub fn offline() -> Self {
        Self::offline_with(SessionData::default())
    }

    /// Makes a client that is never connected, with a session that knows somebody.
    pub fn offline_with(data: SessionData) -> Self {
        Self::new(
            &ConnectOptions::new(0, Session::in_memory(data)),
            Links::offline(),
        )
    }

    /// Calls a method of Telegram's schema, through the policy.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn invoke<R: RemoteCall>(&self, request: &R) -> Result<R::Return, CallError> {
        self.invoke_with(request, CallOptions::default()).await
    }

    /// Calls a method of Telegram's schema with other figures than the usual ones.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn invoke_with<R: RemoteCall>(
        &self,
        request: &R,
        options: CallOptions,
    ) -> Result<R::Return, CallError> {
        let body = request.to_bytes();
        let constructor = body
            .first_chunk()
            .map_or(0, |bytes| u32::from_le_bytes(*bytes));
        // Boxed: the machine of repeats is large, and calls are not so frequent.
        let answer = Box::pin(self.0.policy.call(body, options)).await?;
        R::Return::from_bytes(&answer)
            .map_err(|error| CallError::answer(tl::name_for_id(constructor), error.to_string()))
    }

    /// Returns what was asked of Telegram since the start, by module and method, and what had to
    /// wait.
    ///
    /// # Examples
    ///
    /// ```
    /// # use userbot_sdk::telegram::Client;
    /// # let client = Client::offline();
    /// for count in client.calls().counts {
    ///     println!("{} {}: {}", count.module.unwrap_or("-"), count.method, count.calls);
    /// }
    /// ```
    pub fn calls(&self) -> CallReport {
        self.0.policy.report()
    }

    /// Returns why the login has ended, once Telegram has said so; then every call gives this
    /// error without asking.
    pub fn login_end(&self) -> Option<RpcError> {
        self.0.policy.ended()
    }

    pub(crate) fn policy(&self) -> &Arc<Policy> {
        &self.0.policy
    }

    /// Returns the client of the library underneath.
    ///
    /// What it sends does not pass the policy: no deadline, no waits, no repeats. It works until
    /// the network part is built anew, so do not keep it.
    ///
    /// # Errors
    ///
    /// There is no connection.
    pub fn raw(&self) -> Result<grammers_client::Client, CallError> {
        match self.0.links.current() {
            Some(link) => Ok(link.client.clone()),
            None if self.0.links.is_stopped() => Err(CallError::Stopped),
            None => Err(CallError::Connection("not connected yet".to_owned())),
        }
    }

    /// Returns the login.
    pub fn session(&self) -> &Arc<Session> {
        &self.0.session
    }

    /// Returns the account itself, when somebody is logged in.
    pub fn me(&self) -> Option<Peer> {
        self.0.session.me()
    }

    /// Returns the number of the application.
    pub fn api_id(&self) -> i32 {
        self.0.api_id
    }

    /// Returns how the client introduces itself.
    pub(crate) fn device(&self) -> &Device {
        &self.0.device
    }

    /// Returns what keeps two exchanges of keys with the delivery network from running at once.
    pub(crate) fn exchanging(&self) -> &tokio::sync::Mutex<()> {
        &self.0.exchanging
    }

    /// Tells whether data centres are reached over IPv6.
    pub(crate) fn ipv6(&self) -> bool {
        self.0.ipv6
    }

    /// Returns the counters of what the tasks do.
    pub fn activity(&self) -> &Activity {
        &self.0.activity
    }

    /// Returns the latest messages that came.
    pub(crate) fn recent(&self) -> &Recent {
        &self.0.recent
    }

    /// Returns the texts that this program has just written.
    pub(crate) fn written(&self) -> &Written {
        &self.0.written
    }

    pub(super) fn bridge(&self) -> Option<&Arc<Bridge>> {
        self.0.bridge.as_ref()
    }

    pub(crate) fn links(&self) -> &Links {
        &self.0.links
    }

    /// Returns the data centres that know the account besides its own.
    pub(crate) fn authorized(&self) -> &tokio::sync::Mutex<HashSet<i32>> {
        &self.0.authorized
    }

    /// Takes over the peers of an answer.
    pub(crate) fn peers(&self, users: &[tl::enums::User], chats: &[tl::enums::Chat]) -> PeerMap {
        PeerMap::new(&self.0.session, users, chats)
    }

    /// Takes over the messages of an answer.
    pub(crate) fn messages_of(
        &self,
        messages: Vec<tl::enums::Message>,
        peers: &PeerMap,
    ) -> Vec<Message> {
        messages
            .into_iter()
            .filter_map(|raw| Message::from_tl(self, raw, peers))
            .collect()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("me", &self.me().map(|me| me.id()))
            .field("links", &self.0.links)
            .finish_non_exhaustive()
    }
}

/// Returns a number for a message that Telegram has not seen yet.
pub(crate) fn random_id() -> i64 {
    let mut bytes = [0; 8];
    if getrandom::fill(&mut bytes).is_err() {
        // Without a source of randomness the clock is unique enough: the number only has to
        // differ between the messages of one account.
        let nanos = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| since.as_nanos());
        bytes.copy_from_slice(&nanos.to_le_bytes()[..8]);
    }
    i64::from_le_bytes(bytes)
}
