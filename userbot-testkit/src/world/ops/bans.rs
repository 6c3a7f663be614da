//! Restrictions and bans, and their end.

use crate::world::data::State;
use crate::world::data::chat::{Ban, Role};
use crate::world::data::log::Deed;
use crate::world::refusal::{Outcome, bad};
use crate::world::tl::no_bans;
use crate::world::view::Peers;
use grammers_tl_types::types;

/// A shorter or longer restriction is for ever.
const SHORTEST: i32 = 30;
const LONGEST: i32 = 366 * 24 * 3600;

impl State {
    /// Restricts, throws out or pardons somebody in a supergroup or channel.
    pub(crate) fn ban(
        &mut self,
        me: i64,
        id: i64,
        user: i64,
        rights: &types::ChatBannedRights,
    ) -> Outcome<()> {
        let mut peers = Peers::default();
        let old = self.standing(me, id, user, &mut peers);
        self.set_ban(me, id, user, rights)?;
        let new = self.standing(me, id, user, &mut peers);
        if old != new {
            self.log_with(id, me, Deed::Restrict { old, new }, peers);
        }
        Ok(())
    }

    fn set_ban(
        &mut self,
        me: i64,
        id: i64,
        user: i64,
        rights: &types::ChatBannedRights,
    ) -> Outcome<()> {
        self.needs_admin(me, id, |rights| rights.ban_users)?;
        let date = self.now();
        let chat = self.chat(id)?;
        if user == me || chat.is_creator(user) {
            return bad("USER_ADMIN_INVALID");
        }
        if let Some(Role::Admin { by, .. }) = chat.members.get(&user).map(|member| &member.role)
            && *by != me
            && !chat.is_creator(me)
        {
            return bad("USER_ADMIN_INVALID");
        }
        let mut rights = rights.clone();
        let free = types::ChatBannedRights {
            until_date: 0,
            ..rights.clone()
        } == no_bans();
        let lasts = rights.until_date.saturating_sub(date);
        if !(SHORTEST..=LONGEST).contains(&lasts) {
            rights.until_date = i32::MAX;
        }
        let ban = Ban {
            rights: rights.clone(),
            by: me,
            date,
        };
        let chat = self.chat_mut(id)?;
        let inside = chat.members.contains_key(&user);
        chat.version += 1;
        if rights.view_messages {
            chat.banned.insert(user, ban);
            if inside {
                self.leave(me, id, user)?;
            }
            return Ok(());
        }
        if free {
            chat.banned.remove(&user);
        }
        if let Some(member) = chat.members.get_mut(&user) {
            member.role = if free {
                Role::Member
            } else {
                Role::Restricted {
                    rights: Box::new(rights),
                    by: me,
                }
            };
        } else if !free {
            chat.banned.insert(user, ban);
        }
        self.tell_chat(user, id);
        self.tell_chat(me, id);
        Ok(())
    }

    /// Lets restrictions end whose time is over.
    pub(crate) fn tick(&mut self) {
        let now = self.now();
        for chat in self.chats.values_mut() {
            chat.banned.retain(|_, ban| ban.rights.until_date > now);
            for member in chat.members.values_mut() {
                if matches!(&member.role, Role::Restricted { rights, .. } if rights.until_date <= now)
                {
                    member.role = Role::Member;
                }
            }
        }
    }

    /// Ends a group or channel for everybody.
    pub(crate) fn dissolve(&mut self, me: i64, id: i64) -> Outcome<()> {
        let chat = self.chat_mut(id)?;
        if !chat.is_creator(me) {
            return bad("CHAT_ADMIN_REQUIRED");
        }
        let place = chat.place();
        let members: Vec<i64> = chat.members.keys().copied().collect();
        chat.members.clear();
        chat.invites.clear();
        chat.username = None;
        chat.version += 1;
        for user in members {
            if let Some(data) = self.users.get_mut(&user) {
                data.dialogs.remove(&place);
            }
            self.tell_chat(user, id);
        }
        Ok(())
    }
}
