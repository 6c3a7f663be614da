//! Invite links, and those who ask to be let in.

use super::members::Entry;
use crate::world::data::State;
use crate::world::data::chat::{Invite, JoinRequest};
use crate::world::data::place::Place;
use crate::world::refusal::{Outcome, Refusal, bad};
use crate::world::tl::int;
use crate::world::view::Peers;
use grammers_tl_types::types;

/// What an invite link should be like.
#[derive(Clone, Debug, Default)]
pub(crate) struct InviteWish {
    pub(crate) expires: Option<i32>,
    pub(crate) limit: Option<i32>,
    pub(crate) title: Option<String>,
    pub(crate) request_needed: bool,
    /// Revoke the permanent link and make another.
    pub(crate) replace: bool,
}

/// The part of a link that counts.
pub(crate) fn hash_of(link: &str) -> &str {
    let tail = link.rsplit('/').next().unwrap_or(link);
    tail.trim_start_matches('+')
}

impl State {
    /// An invite link of `me`; the permanent one is made once.
    pub(crate) fn export_invite(
        &mut self,
        me: i64,
        place: Place,
        invite: InviteWish,
    ) -> Outcome<Invite> {
        let id = place
            .chat()
            .ok_or_else(|| Refusal::bad("PEER_ID_INVALID"))?;
        self.needs_admin(me, id, |rights| rights.invite_users)?;
        let date = self.now();
        let permanent = invite.expires.is_none()
            && invite.limit.is_none()
            && !invite.request_needed
            && invite.title.is_none();
        let chat = self.chat(id)?;
        if permanent && !invite.replace {
            let found = chat
                .invites
                .iter()
                .find(|invite| invite.admin == me && invite.permanent && !invite.revoked);
            if let Some(found) = found {
                return Ok(found.clone());
            }
        }
        let hash = format!("{:016x}", self.seed.next());
        let made = Invite {
            hash,
            admin: me,
            date,
            expires: invite.expires,
            limit: invite.limit,
            usage: 0,
            title: invite.title,
            revoked: false,
            request_needed: invite.request_needed,
            permanent,
        };
        let chat = self.chat_mut(id)?;
        if permanent {
            for old in chat
                .invites
                .iter_mut()
                .filter(|old| old.admin == me && old.permanent)
            {
                old.revoked = true;
            }
        }
        chat.invites.push(made.clone());
        Ok(made)
    }

    /// The chat that an invite opens.
    pub(crate) fn invite_target(&mut self, hash: &str) -> Outcome<(i64, usize)> {
        if hash.is_empty() {
            return bad("INVITE_HASH_EMPTY");
        }
        let now = self.now();
        for chat in self.chats.values() {
            if let Some(at) = chat.invites.iter().position(|invite| invite.hash == hash) {
                let invite = &chat.invites[at];
                let over = invite.expires.is_some_and(|date| date <= now)
                    || invite.limit.is_some_and(|limit| invite.usage >= limit);
                return if invite.revoked || over {
                    bad("INVITE_HASH_EXPIRED")
                } else {
                    Ok((chat.id, at))
                };
            }
        }
        bad("INVITE_HASH_INVALID")
    }

    /// Lets a user in by a link, or notes that they ask.
    pub(crate) fn follow_invite(&mut self, me: i64, link: &str) -> Outcome<()> {
        let (id, at) = self.invite_target(hash_of(link))?;
        let date = self.now();
        let chat = self.chat_mut(id)?;
        if chat.members.contains_key(&me) {
            return bad("USER_ALREADY_PARTICIPANT");
        }
        if chat.kicked(me) {
            return bad("CHANNEL_PRIVATE");
        }
        let mut inviter = None;
        if let Some(invite) = chat.invites.get_mut(at) {
            let request = JoinRequest {
                user: me,
                date,
                hash: invite.hash.clone(),
                approved_by: None,
            };
            if invite.request_needed {
                if chat.requests.iter().all(|request| request.user != me) {
                    chat.requests.push(request);
                    self.tell_requests(id);
                }
                return bad("INVITE_REQUEST_SENT");
            }
            invite.usage += 1;
            inviter = Some(invite.admin);
            chat.imported.push(request);
        }
        self.join(me, id, inviter, Entry::Link)
    }

    /// Lets somebody in who asked for it, or does not.
    pub(crate) fn decide_request(
        &mut self,
        me: i64,
        id: i64,
        user: i64,
        approved: bool,
    ) -> Outcome<()> {
        self.needs_admin(me, id, |rights| rights.invite_users)?;
        let chat = self.chat_mut(id)?;
        let Some(at) = chat
            .requests
            .iter()
            .position(|request| request.user == user)
        else {
            return bad(if chat.members.contains_key(&user) {
                "USER_ALREADY_PARTICIPANT"
            } else {
                "HIDE_REQUESTER_MISSING"
            });
        };
        let mut request = chat.requests.remove(at);
        if approved {
            let mut invites = chat.invites.iter_mut();
            if let Some(invite) = invites.find(|invite| invite.hash == request.hash) {
                invite.usage += 1;
            }
            request.approved_by = Some(me);
            chat.imported.push(request);
        }
        self.tell_requests(id);
        if approved {
            self.join(user, id, Some(me), Entry::Request)?;
        }
        Ok(())
    }

    /// Tells those who may decide how many ask to be let in.
    fn tell_requests(&mut self, id: i64) {
        let Some(chat) = self.chats.get(&id) else {
            return;
        };
        let peer = chat.place().peer(0);
        let latest = chat.requests.iter().rev().take(3);
        let latest: Vec<i64> = latest.map(|request| request.user).collect();
        let pending = int(chat.requests.len());
        let admins: Vec<i64> = chat
            .members
            .keys()
            .copied()
            .filter(|user| chat.admin_may(*user, |rights| rights.invite_users))
            .collect();
        for admin in admins {
            let mut peers = Peers::default();
            peers.chat(id);
            for user in &latest {
                peers.user(*user);
            }
            let update = types::UpdatePendingJoinRequests {
                peer: peer.clone(),
                requests_pending: pending,
                recent_requesters: latest.clone(),
            };
            self.tell(admin, update, peers);
        }
    }
}
