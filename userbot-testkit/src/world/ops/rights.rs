//! Who may do what where, and with which error the servers refuse.

use crate::world::data::State;
use crate::world::data::chat::Kind;
use crate::world::data::place::Place;
use crate::world::refusal::{Outcome, Refusal, bad, forbidden};
use grammers_tl_types::{enums, types};

impl State {
    /// The channels in whose name somebody may write in a supergroup: those that they created.
    pub(crate) fn names_for(&self, me: i64, place: Place) -> Vec<i64> {
        let supergroup = place
            .chat()
            .and_then(|id| self.chats.get(&id))
            .is_some_and(|chat| chat.kind == Kind::Supergroup);
        let own = self
            .chats
            .values()
            .filter(|chat| supergroup && chat.kind == Kind::Channel && chat.is_creator(me));
        own.map(|chat| chat.id).collect()
    }

    /// May `me` send something like this here? `media` is `None` for plain text.
    pub(crate) fn may_send(
        &mut self,
        me: i64,
        place: Place,
        media: Option<&enums::MessageMedia>,
    ) -> Outcome<()> {
        match place {
            Place::Private(..) => self.may_write_to(me, place.partner(me).unwrap_or(me)),
            Place::Group(id) => {
                let chat = self.group(me, id)?;
                if let Some(new) = chat.migrated_to {
                    return bad(if new > 0 {
                        "PEER_ID_INVALID"
                    } else {
                        "CHAT_ID_INVALID"
                    });
                }
                if !chat.members.contains_key(&me) {
                    return forbidden("CHAT_WRITE_FORBIDDEN");
                }
                self.not_forbidden(me, id, media)
            }
            Place::Channel(id) => {
                let chat = self.chat(id)?;
                if chat.kind == Kind::Channel {
                    let may = chat.admin_may(me, |rights| rights.post_messages);
                    return if may {
                        Ok(())
                    } else {
                        bad("CHAT_ADMIN_REQUIRED")
                    };
                }
                if !chat.readable_by(me) {
                    return bad("CHANNEL_PRIVATE");
                }
                if !chat.members.contains_key(&me) {
                    return forbidden("CHAT_WRITE_FORBIDDEN");
                }
                self.not_forbidden(me, id, media)?;
                self.not_too_soon(me, id)
            }
        }
    }

    fn may_write_to(&self, me: i64, other: i64) -> Outcome<()> {
        if me == other {
            return Ok(());
        }
        let Some(data) = self.users.get(&other) else {
            return bad("PEER_ID_INVALID");
        };
        if data.deleted {
            return bad("INPUT_USER_DEACTIVATED");
        }
        let Some(mine) = self.users.get(&me) else {
            return bad("PEER_ID_INVALID");
        };
        if mine.blocked.contains_key(&other) {
            return bad("YOU_BLOCKED_USER");
        }
        if data.blocked.contains_key(&me) {
            return if mine.bot.is_some() {
                forbidden("USER_IS_BLOCKED")
            } else {
                bad("USER_IS_BLOCKED")
            };
        }
        if mine.bot.is_some() {
            if data.bot.is_some() {
                return bad("USER_IS_BOT");
            }
            if !self
                .users
                .get(&me)
                .is_some_and(|bot| bot.started_by.contains(&other))
            {
                return bad("PEER_ID_INVALID");
            }
        }
        Ok(())
    }

    fn not_forbidden(&self, me: i64, id: i64, media: Option<&enums::MessageMedia>) -> Outcome<()> {
        let chat = self.chat(id)?;
        if chat.forbids(me, |rights| rights.send_messages) {
            return forbidden("CHAT_WRITE_FORBIDDEN");
        }
        let Some(media) = media else {
            return if chat.forbids(me, |rights| rights.send_plain) {
                forbidden("CHAT_SEND_PLAIN_FORBIDDEN")
            } else {
                Ok(())
            };
        };
        if chat.forbids(me, |rights| rights.send_media) {
            return forbidden("CHAT_SEND_MEDIA_FORBIDDEN");
        }
        let (denied, name) = match media {
            enums::MessageMedia::Photo(_) => (
                chat.forbids(me, |r| r.send_photos),
                "CHAT_SEND_PHOTOS_FORBIDDEN",
            ),
            enums::MessageMedia::Poll(_) => (
                chat.forbids(me, |r| r.send_polls),
                "CHAT_SEND_POLL_FORBIDDEN",
            ),
            enums::MessageMedia::Document(document) if document.voice => (
                chat.forbids(me, |r| r.send_voices),
                "CHAT_SEND_VOICES_FORBIDDEN",
            ),
            enums::MessageMedia::Document(document) if document.round => (
                chat.forbids(me, |r| r.send_roundvideos),
                "CHAT_SEND_ROUNDVIDEOS_FORBIDDEN",
            ),
            enums::MessageMedia::Document(document) if document.video => (
                chat.forbids(me, |r| r.send_videos),
                "CHAT_SEND_VIDEOS_FORBIDDEN",
            ),
            enums::MessageMedia::Document(_) => (
                chat.forbids(me, |r| r.send_docs),
                "CHAT_SEND_DOCS_FORBIDDEN",
            ),
            _ => (false, ""),
        };
        if denied { forbidden(name) } else { Ok(()) }
    }

    /// The slow mode of a supergroup.
    fn not_too_soon(&mut self, me: i64, id: i64) -> Outcome<()> {
        let now = self.now();
        let chat = self.chat(id)?;
        if chat.slow_mode == 0 || chat.is_admin(me) {
            return Ok(());
        }
        let next = chat
            .last_sent
            .get(&me)
            .map_or(0, |sent| sent + chat.slow_mode);
        if next > now {
            return Err(Refusal::coded(420, format!("SLOWMODE_WAIT_{}", next - now)));
        }
        Ok(())
    }

    /// `CHAT_ADMIN_REQUIRED` unless `me` is an administrator with this right.
    pub(crate) fn needs_admin(
        &self,
        me: i64,
        id: i64,
        right: impl Fn(&types::ChatAdminRights) -> bool,
    ) -> Outcome<()> {
        if self.chat(id)?.admin_may(me, right) {
            Ok(())
        } else {
            bad("CHAT_ADMIN_REQUIRED")
        }
    }

    /// What members may do in groups unless it is forbidden, and only administrators in channels.
    pub(crate) fn needs_right(
        &self,
        me: i64,
        id: i64,
        admin: impl Fn(&types::ChatAdminRights) -> bool,
        banned: impl Fn(&types::ChatBannedRights) -> bool,
    ) -> Outcome<()> {
        let chat = self.chat(id)?;
        let member = chat.kind != Kind::Channel && !chat.is_admin(me) && !chat.forbids(me, banned);
        if member || chat.admin_may(me, admin) {
            Ok(())
        } else {
            bad("CHAT_ADMIN_REQUIRED")
        }
    }
}
