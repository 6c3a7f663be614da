//! Deleting messages and histories.

use crate::world::data::State;
use crate::world::data::log::Deed;
use crate::world::data::mailbox::What;
use crate::world::data::place::Place;
use crate::world::refusal::{Outcome, forbidden};
use crate::world::tl::int;
use std::collections::BTreeMap;

impl State {
    /// Deletes messages of private chats and basic groups; returns how many were there for `me`.
    pub(crate) fn delete_common(&mut self, me: i64, ids: &[i32], revoke: bool) -> Outcome<i32> {
        let mut by_user: BTreeMap<i64, Vec<i32>> = BTreeMap::new();
        for id in ids {
            let Some(place) = self.common.get(id).copied() else {
                continue;
            };
            let Ok(message) = self.message(me, place, *id) else {
                continue;
            };
            let own = message.is_from(me);
            // In a private chat everybody may take everything back, in a group only the own or as administrator.
            let may = own
                || place.chat().is_none_or(|chat| {
                    self.chats
                        .get(&chat)
                        .is_some_and(|chat| chat.admin_may(me, |rights| rights.delete_messages))
                });
            if revoke && !may {
                return forbidden("MESSAGE_DELETE_FORBIDDEN");
            }
            let message = self.message_mut(me, place, *id)?;
            let gone: Vec<i64> = if revoke {
                message.audience.iter().copied().collect()
            } else {
                vec![me]
            };
            for user in gone {
                message.audience.remove(&user);
                by_user.entry(user).or_default().push(*id);
            }
            message.deleted = message.audience.is_empty();
        }
        let mine = by_user.get(&me).map_or(0, Vec::len);
        for (user, ids) in by_user {
            let count = int(ids.len());
            self.record(user, What::Delete { channel: None, ids }, count);
        }
        Ok(int(mine))
    }

    /// Deletes messages of a supergroup or channel; returns how many.
    pub(crate) fn delete_in_channel(&mut self, me: i64, channel: i64, ids: &[i32]) -> Outcome<i32> {
        let place = Place::Channel(channel);
        let may_all = self
            .chat(channel)?
            .admin_may(me, |rights| rights.delete_messages);
        let mut gone = Vec::new();
        for id in ids {
            let Ok(message) = self.message(me, place, *id) else {
                continue;
            };
            if !may_all && !message.is_from(me) {
                return forbidden("MESSAGE_DELETE_FORBIDDEN");
            }
            gone.push(*id);
        }
        gone.sort_unstable();
        gone.dedup();
        for id in &gone {
            if let Some(message) = self.loggable(place, *id) {
                self.log(channel, me, Deed::Delete(message));
            }
            self.message_mut(me, place, *id)?.deleted = true;
        }
        let count = int(gone.len());
        if count > 0 {
            self.record_channel(
                channel,
                What::Delete {
                    channel: Some(channel),
                    ids: gone,
                },
                count,
            );
        }
        Ok(count)
    }

    /// Deletes wherever it stands, as its author or an administrator.
    pub(crate) fn delete(&mut self, me: i64, place: Place, ids: &[i32]) -> Outcome<i32> {
        match place {
            Place::Channel(channel) => self.delete_in_channel(me, channel, ids),
            _ => self.delete_common(me, ids, true),
        }
    }

    /// Empties a private chat or basic group up to a message; returns how many messages went.
    pub(crate) fn clear(
        &mut self,
        me: i64,
        place: Place,
        max_id: i32,
        keep_dialog: bool,
        revoke: bool,
    ) -> Outcome<i32> {
        let messages = self
            .messages
            .get(&place)
            .into_iter()
            .flat_map(|all| all.values());
        let ids: Vec<i32> = messages
            .filter(|message| message.visible_to(me) && (max_id <= 0 || message.id <= max_id))
            .map(|message| message.id)
            .collect();
        let count = self.delete_common(me, &ids, revoke && place.chat().is_none())?;
        if !keep_dialog
            && self.top_message(me, place).is_none()
            && let Some(user) = self.users.get_mut(&me)
        {
            user.dialogs.remove(&place);
        }
        Ok(count)
    }
}
