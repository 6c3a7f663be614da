//! Contacts, blocks and sign-ins.

use crate::world::data::place::Place;
use crate::world::data::user::ContactName;
use crate::world::data::{State, TELEGRAM};
use crate::world::ops::post::Draft;
use crate::world::refusal::{Outcome, bad};
use crate::world::tl::user_peer;
use crate::world::view::Peers;
use grammers_tl_types::{enums, types};

impl State {
    /// A user's own name, as the name of a contact.
    pub(crate) fn contact_name(&self, user: i64) -> ContactName {
        let data = self.users.get(&user);
        ContactName {
            first_name: data.map(|data| data.first_name.clone()).unwrap_or_default(),
            last_name: data
                .and_then(|data| data.last_name.clone())
                .unwrap_or_default(),
        }
    }

    /// A token by which others find a user for an hour.
    pub(crate) fn contact_token(&mut self, user: i64) -> (String, i32) {
        let token = format!("{user}:{:016x}", self.seed.next());
        let expires = self.now() + 3600;
        self.contact_tokens.insert(token.clone(), (user, expires));
        (token, expires)
    }

    /// Blocks or unblocks; returns whether that changed anything.
    pub(crate) fn set_blocked(&mut self, me: i64, other: i64, blocked: bool) -> bool {
        let date = self.now();
        let Some(mine) = self.users.get_mut(&me) else {
            return false;
        };
        let changed = if blocked {
            mine.blocked.insert(other, date).is_none()
        } else {
            mine.blocked.remove(&other).is_some()
        };
        if changed {
            let mut peers = Peers::default();
            peers.user(other);
            let notice = types::UpdatePeerBlocked {
                blocked,
                blocked_my_stories_from: false,
                peer_id: user_peer(other),
            };
            self.tell(me, notice, peers);
        }
        changed
    }

    /// Lets the client behind a QR code in.
    pub(crate) fn accept_token(&mut self, user: i64, token: &[u8]) -> Outcome<()> {
        let now = self.now();
        let Some(login) = self.tokens.get_mut(token) else {
            return bad("AUTH_TOKEN_INVALIDX");
        };
        if login.expires <= now {
            return bad("AUTH_TOKEN_EXPIRED");
        }
        if login.accepted_by.is_some() {
            return bad("AUTH_TOKEN_ALREADY_ACCEPTED");
        }
        login.accepted_by = Some(user);
        let key_id = login.key_id;
        self.notices.push((key_id, enums::Update::LoginToken));
        Ok(())
    }

    /// A notice of Telegram's own account.
    pub(crate) fn service_notice(&mut self, user: i64, text: &str) {
        self.post(TELEGRAM, Place::private(TELEGRAM, user), Draft::text(text));
    }
}
