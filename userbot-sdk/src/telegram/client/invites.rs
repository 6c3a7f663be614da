//! Links that lead into a chat.

use std::collections::HashSet;

use grammers_tl_types as tl;
use jiff::Timestamp;

use super::Client;
use super::chats::invite_hash;
use super::send::input_user;
use crate::telegram::message::timestamp;
use crate::telegram::{CallError, IntoTarget, Peer, PeerId};

/// How many links or people Telegram gives at once.
const PAGE: i32 = 100;

/// Says what a new link is like.
///
/// # Examples
///
/// ```no_run
/// use userbot_sdk::telegram::InviteOptions;
///
/// # async fn f(client: userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
/// let options = InviteOptions::new().title("for Ann").uses(1);
/// let invite = client.create_invite("@the_club", options).await?;
/// client.send("@ann", invite.link).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct InviteOptions {
    title: Option<String>,
    expires: Option<Timestamp>,
    uses: Option<u32>,
    approval: bool,
}

impl InviteOptions {
    /// Makes a link for everybody, for ever.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives it a name, which the admins see.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Lets it end at this time.
    #[must_use]
    pub fn expires(mut self, at: Timestamp) -> Self {
        self.expires = Some(at);
        self
    }

    /// Lets it be used so often.
    #[must_use]
    pub fn uses(mut self, count: u32) -> Self {
        self.uses = Some(count);
        self
    }

    /// Lets an admin decide about everybody who comes by it; it cannot count its uses then.
    #[must_use]
    pub fn approval(mut self) -> Self {
        self.approval = true;
        self
    }
}

/// Is a link that leads into a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invite {
    /// The link.
    pub link: String,
    /// Its name.
    pub title: Option<String>,
    /// When it was made.
    pub made: Timestamp,
    /// When it ends.
    pub expires: Option<Timestamp>,
    /// How often it may be used.
    pub limit: Option<u32>,
    /// How often it was used.
    pub uses: u32,
    /// An admin decides about everybody who comes by it.
    pub approval: bool,
    /// It leads nowhere any more.
    pub revoked: bool,
}

/// Is somebody who asks to be let into a chat.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct JoinRequest {
    /// Who.
    pub user: Peer,
    /// Since when.
    pub date: Timestamp,
    /// What they say about themselves.
    pub about: Option<String>,
}

/// Is what a link says before anybody follows it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct InvitePreview {
    /// The name of the chat.
    pub title: String,
    /// How many members it has; unknown when the account is one of them.
    pub members: Option<u32>,
    /// The chat, when the account is a member or may look into it.
    pub chat: Option<Peer>,
    /// An admin decides who may come.
    pub approval: bool,
}

impl Client {
    /// Makes a link that leads into a chat. The account has to be an admin with the right to invite.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `CHAT_ADMIN_REQUIRED`. See
    /// [invite links](https://core.telegram.org/api/invites).
    pub async fn create_invite(
        &self,
        chat: impl IntoTarget,
        options: InviteOptions,
    ) -> Result<Invite, CallError> {
        let request = tl::functions::messages::ExportChatInvite {
            legacy_revoke_permanent: false,
            request_needed: options.approval,
            peer: self.input_peer(chat).await?,
            expire_date: options.expires.map(seconds),
            usage_limit: options
                .uses
                .map(|count| i32::try_from(count).unwrap_or(i32::MAX)),
            title: options.title,
            subscription_pricing: None,
        };
        exported(self.invoke(&request).await?)
            .ok_or_else(|| CallError::answer("messages.exportChatInvite", "no link in it"))
    }

    /// Returns the links into a chat that the account made and did not revoke, newest first.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `CHAT_ADMIN_REQUIRED`.
    pub async fn invites(&self, chat: impl IntoTarget) -> Result<Vec<Invite>, CallError> {
        let peer = self.input_peer(chat).await?;
        let mut all: Vec<Invite> = Vec::new();
        let mut seen = HashSet::new();
        loop {
            let request = tl::functions::messages::GetExportedChatInvites {
                revoked: false,
                peer: peer.clone(),
                admin_id: tl::enums::InputUser::UserSelf,
                offset_date: all.last().map(|invite| seconds(invite.made)),
                offset_link: all.last().map(|invite| invite.link.clone()),
                limit: PAGE,
            };
            let tl::enums::messages::ExportedChatInvites::Invites(page) =
                self.invoke(&request).await?;
            // A page that brings nothing new would come for ever.
            let before = all.len();
            let page_invites = page.invites.into_iter().filter_map(exported);
            all.extend(page_invites.filter(|invite| seen.insert(invite.link.clone())));
            let count = usize::try_from(page.count).unwrap_or(0);
            if all.len() == before || all.len() >= count {
                return Ok(all);
            }
        }
    }

    /// Returns who asks to be let into a chat, the latest first.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `CHAT_ADMIN_REQUIRED`.
    ///
    /// # Examples
    ///
    /// Lets everybody in who says something about themselves:
    ///
    /// ```no_run
    /// # async fn f(client: userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
    /// for asking in client.join_requests("@the_club").await? {
    ///     if asking.about.is_some() {
    ///         client.approve_join("@the_club", &asking.user).await?;
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn join_requests(
        &self,
        chat: impl IntoTarget,
    ) -> Result<Vec<JoinRequest>, CallError> {
        let peer = self.input_peer(chat).await?;
        let mut all: Vec<JoinRequest> = Vec::new();
        let mut seen = HashSet::new();
        loop {
            let last = all.last().and_then(|last| self.input_of(&last.user));
            let request = tl::functions::messages::GetChatInviteImporters {
                requested: true,
                subscription_expired: false,
                peer: peer.clone(),
                link: None,
                q: None,
                offset_date: all.last().map_or(0, |last| seconds(last.date)),
                offset_user: last
                    .as_ref()
                    .and_then(input_user)
                    .unwrap_or(tl::enums::InputUser::Empty),
                limit: PAGE,
            };
            let tl::enums::messages::ChatInviteImporters::Importers(page) =
                self.invoke(&request).await?;
            let peers = self.peers(&page.users, &[]);
            let before = all.len();
            for tl::enums::ChatInviteImporter::Importer(importer) in page.importers {
                if seen.insert(importer.user_id) {
                    all.push(JoinRequest {
                        user: peers.get(PeerId::User(importer.user_id)),
                        date: timestamp(importer.date),
                        about: importer.about,
                    });
                }
            }
            let count = usize::try_from(page.count).unwrap_or(0);
            if all.len() == before || all.len() >= count {
                return Ok(all);
            }
        }
    }

    /// Lets somebody into a chat who asked for it.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `HIDE_REQUESTER_MISSING` when they do not ask any more.
    pub async fn approve_join(
        &self,
        chat: impl IntoTarget,
        who: impl IntoTarget,
    ) -> Result<(), CallError> {
        let (peer, user_id) = (self.input_peer(chat).await?, self.input_user(who).await?);
        self.decide_join(peer, user_id, true).await
    }

    /// Does not let somebody into a chat who asked for it.
    ///
    /// # Errors
    ///
    /// See [`approve_join`](Self::approve_join).
    pub async fn decline_join(
        &self,
        chat: impl IntoTarget,
        who: impl IntoTarget,
    ) -> Result<(), CallError> {
        let (peer, user_id) = (self.input_peer(chat).await?, self.input_user(who).await?);
        self.decide_join(peer, user_id, false).await
    }

    async fn decide_join(
        &self,
        peer: tl::enums::InputPeer,
        user_id: tl::enums::InputUser,
        approved: bool,
    ) -> Result<(), CallError> {
        let request = tl::functions::messages::HideChatJoinRequest {
            approved,
            peer,
            user_id,
        };
        self.invoke(&request).await?;
        Ok(())
    }

    /// Lets a link lead nowhere any more.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `CHAT_ADMIN_REQUIRED`, `INVITE_HASH_EXPIRED`.
    pub async fn revoke_invite(
        &self,
        chat: impl IntoTarget,
        link: &str,
    ) -> Result<Invite, CallError> {
        let request = tl::functions::messages::EditExportedChatInvite {
            revoked: true,
            peer: self.input_peer(chat).await?,
            link: link.to_owned(),
            expire_date: None,
            usage_limit: None,
            request_needed: None,
            title: None,
        };
        let invite = match self.invoke(&request).await? {
            tl::enums::messages::ExportedChatInvite::Invite(answer) => answer.invite,
            tl::enums::messages::ExportedChatInvite::Replaced(answer) => answer.invite,
        };
        exported(invite)
            .ok_or_else(|| CallError::answer("messages.editExportedChatInvite", "no link in it"))
    }

    /// Says where a link leads, without following it; [`join`](Self::join) follows it.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; [`CallError::InvalidInput`] when it is no invite link, `INVITE_HASH_EXPIRED`
    /// when it leads nowhere any more.
    pub async fn check_invite(&self, link: &str) -> Result<InvitePreview, CallError> {
        let hash = invite_hash(link)
            .ok_or_else(|| CallError::InvalidInput(format!("{link:?} is no invite link")))?;
        let of_chat = |chat: &tl::enums::Chat| {
            let chat = Peer::from_chat(chat).map(|peer| self.session().remember(&peer));
            InvitePreview {
                title: chat
                    .as_ref()
                    .map_or_else(String::new, |chat| chat.name().into_owned()),
                members: None,
                chat,
                approval: false,
            }
        };
        let answer = self
            .invoke(&tl::functions::messages::CheckChatInvite { hash })
            .await?;
        Ok(match answer {
            tl::enums::ChatInvite::Already(already) => of_chat(&already.chat),
            tl::enums::ChatInvite::Peek(peek) => of_chat(&peek.chat),
            tl::enums::ChatInvite::Invite(invite) => InvitePreview {
                title: invite.title,
                members: u32::try_from(invite.participants_count).ok(),
                chat: None,
                approval: invite.request_needed,
            },
        })
    }
}

fn seconds(time: Timestamp) -> i32 {
    i32::try_from(time.as_second()).unwrap_or(i32::MAX)
}

pub(super) fn exported(invite: tl::enums::ExportedChatInvite) -> Option<Invite> {
    let tl::enums::ExportedChatInvite::ChatInviteExported(invite) = invite else {
        return None;
    };
    let count = |number: i32| u32::try_from(number).ok();
    Some(Invite {
        link: invite.link,
        title: invite.title,
        made: timestamp(invite.date),
        expires: invite.expire_date.map(timestamp),
        limit: invite.usage_limit.and_then(count),
        uses: invite.usage.and_then(count).unwrap_or(0),
        approval: invite.request_needed,
        revoked: invite.revoked,
    })
}
