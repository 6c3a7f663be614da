//! From a name or an id to a peer that Telegram accepts.

use std::time::Duration;

use grammers_tl_types as tl;
use tokio::time::Instant;

use super::Client;
use crate::telegram::{CallError, IntoTarget, Peer, PeerId, PeerWay, Target, TelegramLink};

/// How many pages of dialogs are searched for an id.
const DIALOG_PAGES: usize = 10;
/// How long the dialogs are not searched again.
const DIALOGS_FRESH: Duration = Duration::from_secs(5 * 60);

impl Client {
    /// Finds a person or a chat.
    ///
    /// It looks in the peer book, asks Telegram for a username, and looks through the dialogs
    /// for an id. A peer that is found can be written to. A basic group that became a supergroup is
    /// found as that supergroup.
    ///
    /// # Errors
    ///
    /// [`CallError::PeerUnknown`] when none of that helps.
    pub async fn resolve(&self, target: impl IntoTarget) -> Result<Peer, CallError> {
        let peer = self.resolve_exact(target.into_target()).await?;
        Ok(self.successor(&peer).unwrap_or(peer))
    }

    /// Finds a person or a chat, a basic group as itself whatever became of it: the numbers of its
    /// messages mean others in the supergroup.
    pub(crate) async fn resolve_exact(&self, target: Target) -> Result<Peer, CallError> {
        match target {
            Target::Me => self.account().await,
            Target::Username(name) => self.resolve_username(&name).await,
            Target::Phone(phone) => self.resolve_phone(&phone).await,
            Target::Id(id) => self.resolve_id(id).await,
            Target::Invite(hash) => self.resolve_invite(hash).await,
            Target::Contact(token) => self.resolve_token(token).await,
            Target::Peer(peer) => match self.usable(&peer) {
                Some(peer) => Ok(peer),
                None => match peer.username() {
                    Some(name) => self.resolve_username(name).await,
                    None => self.resolve_id(peer.id()).await,
                },
            },
            Target::Invalid(text) => Err(CallError::InvalidInput(format!(
                "{text:?} names no chat: use a @username, a t.me link or an id"
            ))),
        }
    }

    /// Returns the supergroup that a basic group became.
    fn successor(&self, peer: &Peer) -> Option<Peer> {
        let PeerId::Group(_) = peer.id() else {
            return None;
        };
        let known = self.session().find(peer.id());
        let successor = known.as_ref().unwrap_or(peer).successor()?;
        let known = self.session().find(successor.id());
        Some(
            known
                .filter(|peer| peer.to_input().is_some())
                .unwrap_or(successor),
        )
    }

    /// Fetches the account's own data.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn get_me(&self) -> Result<Peer, CallError> {
        let request = tl::functions::users::GetUsers {
            id: vec![tl::enums::InputUser::UserSelf],
        };
        let users = self.invoke(&request).await?;
        let peers = self.peers(&users, &[]);
        match users.first() {
            Some(tl::enums::User::User(user)) => Ok(peers.get(PeerId::User(user.id))),
            _ => Err(CallError::answer(
                "users.getUsers",
                "the account is not in it",
            )),
        }
    }

    async fn account(&self) -> Result<Peer, CallError> {
        match self.me() {
            Some(me) => Ok(me),
            None => self.get_me().await,
        }
    }

    /// Returns the chat and how Telegram wants it to be named.
    pub(crate) async fn resolve_input(
        &self,
        target: Target,
    ) -> Result<(PeerId, tl::enums::InputPeer), CallError> {
        // Boxed: the ladder is long and seldom climbed.
        self.with_input(&Box::pin(self.resolve(target)).await?)
    }

    /// Returns the chat in which messages have these numbers, and how Telegram wants it to be named.
    pub(crate) async fn resolve_place(
        &self,
        target: Target,
    ) -> Result<(PeerId, tl::enums::InputPeer), CallError> {
        self.with_input(&Box::pin(self.resolve_exact(target)).await?)
    }

    fn with_input(&self, peer: &Peer) -> Result<(PeerId, tl::enums::InputPeer), CallError> {
        let id = peer.id();
        match self.input_of(peer) {
            Some(input) => Ok((id, input)),
            None => Err(unknown(id.to_string(), BY_ID)),
        }
    }

    /// Returns how Telegram wants a peer to be named: by its hash, else by a message.
    pub(crate) fn input_of(&self, peer: &Peer) -> Option<tl::enums::InputPeer> {
        if let Some(input) = peer.to_input() {
            return Some(input);
        }
        // Bots need no hash for people who wrote to them.
        if self.me().is_some_and(|me| me.is_bot()) {
            let mut data = peer.data().clone();
            data.access_hash = Some(0);
            return Peer::new(data).to_input();
        }
        let (chat, msg_id) = peer.data().seen_in?;
        let chat = self.session().find(chat)?.to_input()?;
        Some(match peer.id() {
            PeerId::User(user_id) => tl::types::InputPeerUserFromMessage {
                peer: chat,
                msg_id,
                user_id,
            }
            .into(),
            PeerId::Channel(channel_id) => tl::types::InputPeerChannelFromMessage {
                peer: chat,
                msg_id,
                channel_id,
            }
            .into(),
            PeerId::Group(_) => return None,
        })
    }

    /// Returns the peer with what the book knows of it, when it can be written to.
    fn usable(&self, peer: &Peer) -> Option<Peer> {
        if peer.to_input().is_some() {
            return Some(peer.clone());
        }
        let known = self
            .session()
            .find(peer.id())
            .unwrap_or_else(|| peer.clone());
        self.input_of(&known).map(|_| known)
    }

    async fn resolve_id(&self, id: PeerId) -> Result<Peer, CallError> {
        // A basic group can be written to by its id alone, but the book knows its name.
        let known = self.session().find(id).unwrap_or_else(|| Peer::unknown(id));
        if let Some(peer) = self.usable(&known) {
            return Ok(peer);
        }
        self.search_dialogs(id).await?;
        self.usable(&Peer::unknown(id))
            .ok_or_else(|| unknown(id.to_string(), BY_ID))
    }

    async fn resolve_username(&self, name: &str) -> Result<Peer, CallError> {
        if let Some(peer) = self.session().find_username(name)
            && peer.to_input().is_some()
        {
            return Ok(peer);
        }
        let request = tl::functions::contacts::ResolveUsername {
            username: name.to_owned(),
            referer: None,
        };
        match self.invoke(&request).await {
            Ok(answer) => self.resolved(answer, &format!("@{name}"), PeerWay::Username),
            Err(error) if error.is("USERNAME_NOT_OCCUPIED") || error.is("USERNAME_INVALID") => {
                let tried = &[PeerWay::Book, PeerWay::Username];
                Err(unknown(format!("@{name}"), tried))
            }
            Err(error) => Err(error),
        }
    }

    async fn resolve_phone(&self, phone: &str) -> Result<Peer, CallError> {
        let request = tl::functions::contacts::ResolvePhone {
            phone: phone.to_owned(),
        };
        match self.invoke(&request).await {
            Ok(answer) => self.resolved(answer, &format!("+{phone}"), PeerWay::Phone),
            Err(error) if error.is("PHONE_NOT_OCCUPIED") => {
                Err(unknown(format!("+{phone}"), &[PeerWay::Phone]))
            }
            Err(error) => Err(error),
        }
    }

    /// Finds the chat of an invitation that was accepted, or that lets everybody look.
    async fn resolve_invite(&self, hash: String) -> Result<Peer, CallError> {
        let link = TelegramLink::Invite(hash.clone()).to_string();
        let answer = self
            .invoke(&tl::functions::messages::CheckChatInvite { hash })
            .await?;
        let chat = match answer {
            tl::enums::ChatInvite::Already(already) => Peer::from_chat(&already.chat),
            tl::enums::ChatInvite::Peek(peek) => Peer::from_chat(&peek.chat),
            tl::enums::ChatInvite::Invite(_) => None,
        };
        let chat = chat.map(|peer| self.session().remember(&peer));
        chat.and_then(|chat| self.usable(&chat))
            .ok_or_else(|| unknown(link, &[PeerWay::Invite]))
    }

    /// Finds the person of a temporary link to a profile.
    async fn resolve_token(&self, token: String) -> Result<Peer, CallError> {
        let what = "the person of this link".to_owned();
        let request = tl::functions::contacts::ImportContactToken { token };
        let user = match self.invoke(&request).await {
            Ok(user) => user,
            Err(error) if error.is("IMPORT_TOKEN_INVALID") => {
                return Err(unknown(what, &[PeerWay::Token]));
            }
            Err(error) => return Err(error),
        };
        let peer = self.session().remember(&Peer::from_user(&user));
        self.usable(&peer)
            .ok_or_else(|| unknown(what, &[PeerWay::Token]))
    }

    fn resolved(
        &self,
        answer: tl::enums::contacts::ResolvedPeer,
        name: &str,
        way: PeerWay,
    ) -> Result<Peer, CallError> {
        let tl::enums::contacts::ResolvedPeer::Peer(answer) = answer;
        let peers = self.peers(&answer.users, &answer.chats);
        let peer = peers.get(PeerId::from_tl(&answer.peer));
        self.usable(&peer)
            .ok_or_else(|| unknown(name.to_owned(), &[PeerWay::Book, way]))
    }

    /// Reads the dialogs, newest first, until the peer turns up in them.
    async fn search_dialogs(&self, id: PeerId) -> Result<(), CallError> {
        let mut searched = self.0.dialogs.lock().await;
        if self.usable(&Peer::unknown(id)).is_some()
            || searched.is_some_and(|last| last.elapsed() < DIALOGS_FRESH)
        {
            return Ok(());
        }
        // Bots have no list of dialogs.
        if self.me().is_some_and(|me| me.is_bot()) {
            return Ok(());
        }
        let mut dialogs = self.dialogs();
        for _ in 0..DIALOG_PAGES {
            let more = dialogs.next_page().await?;
            if self.usable(&Peer::unknown(id)).is_some() {
                return Ok(());
            }
            if !more {
                break;
            }
        }
        *searched = Some(Instant::now());
        Ok(())
    }
}

/// The ways from an id to a peer.
const BY_ID: &[PeerWay] = &[PeerWay::Book, PeerWay::Context, PeerWay::Dialogs];

fn unknown(what: String, tried: &[PeerWay]) -> CallError {
    CallError::PeerUnknown {
        what,
        tried: tried.to_vec(),
    }
}
