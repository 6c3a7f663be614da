//! From events to updates, and on their way to those who are concerned.

use super::{Detail, Peers};
use crate::world::data::mailbox::{Event, What};
use crate::world::data::place::Place;
use crate::world::data::{Outgoing, State};
use grammers_tl_types::{enums, types};
use std::collections::BTreeMap;

/// A push that is ready for the wire.
#[derive(Debug)]
pub(crate) struct Push {
    pub(crate) key_id: i64,
    pub(crate) updates: enums::Updates,
    pub(crate) except: Option<i64>,
}

impl State {
    /// Puts an event into a user's own box and sends it.
    pub(crate) fn record(&mut self, user: i64, what: What, count: i32) {
        let now = self.now();
        let Some(data) = self.users.get_mut(&user) else {
            return;
        };
        let event = data.mailbox.record(what, count, now);
        self.send_event(user, &event);
    }

    /// Puts an event into a channel's box and sends it to its members.
    pub(crate) fn record_channel(&mut self, channel: i64, what: What, count: i32) {
        let now = self.now();
        let Some(chat) = self.chats.get_mut(&channel) else {
            return;
        };
        let event = chat.mailbox.record(what, count, now);
        let members: Vec<i64> = chat.members.keys().copied().collect();
        for user in members {
            self.send_event(user, &event);
        }
    }

    fn send_event(&mut self, user: i64, event: &Event) {
        if !self.connected(user) {
            return;
        }
        let mut peers = Peers::default();
        if let Some(update) = self.view_event(user, event, &mut peers) {
            self.outbox.push(Outgoing {
                user,
                update,
                peers,
            });
        }
    }

    /// Sends an update that has no number.
    pub(crate) fn tell(&mut self, user: i64, update: impl Into<enums::Update>, peers: Peers) {
        if self.connected(user) {
            self.outbox.push(Outgoing {
                user,
                update: update.into(),
                peers,
            });
        }
    }

    /// An event as an update; a message that is gone since then gives none.
    #[expect(clippy::too_many_lines, reason = "one arm for each kind of event")]
    pub(crate) fn view_event(
        &self,
        viewer: i64,
        event: &Event,
        peers: &mut Peers,
    ) -> Option<enums::Update> {
        let (pts, pts_count) = (event.pts, event.count);
        Some(match &event.what {
            What::New(place, id) => {
                let message = self.event_message(viewer, *place, *id, peers)?;
                if place.is_channel() {
                    types::UpdateNewChannelMessage {
                        message,
                        pts,
                        pts_count,
                    }
                    .into()
                } else {
                    types::UpdateNewMessage {
                        message,
                        pts,
                        pts_count,
                    }
                    .into()
                }
            }
            What::Edit(place, id) => {
                let message = self.event_message(viewer, *place, *id, peers)?;
                if place.is_channel() {
                    types::UpdateEditChannelMessage {
                        message,
                        pts,
                        pts_count,
                    }
                    .into()
                } else {
                    types::UpdateEditMessage {
                        message,
                        pts,
                        pts_count,
                    }
                    .into()
                }
            }
            What::Delete { channel: None, ids } => types::UpdateDeleteMessages {
                messages: ids.clone(),
                pts,
                pts_count,
            }
            .into(),
            What::Delete {
                channel: Some(channel_id),
                ids,
            } => types::UpdateDeleteChannelMessages {
                channel_id: *channel_id,
                messages: ids.clone(),
                pts,
                pts_count,
            }
            .into(),
            What::ReadInbox {
                place,
                max_id,
                unread,
            } => {
                peers.place(*place);
                types::UpdateReadHistoryInbox {
                    folder_id: None,
                    peer: place.peer(viewer),
                    top_msg_id: None,
                    max_id: *max_id,
                    still_unread_count: *unread,
                    pts,
                    pts_count,
                }
                .into()
            }
            What::ReadOutbox { place, max_id } => {
                peers.place(*place);
                types::UpdateReadHistoryOutbox {
                    peer: place.peer(viewer),
                    max_id: *max_id,
                    pts,
                    pts_count,
                }
                .into()
            }
            What::ReadContents(ids) => types::UpdateReadMessagesContents {
                messages: ids.clone(),
                pts,
                pts_count,
                date: None,
            }
            .into(),
            What::Folders(moved) => {
                let folder_peers = moved
                    .iter()
                    .map(|(place, folder_id)| {
                        peers.place(*place);
                        types::FolderPeer {
                            peer: place.peer(viewer),
                            folder_id: *folder_id,
                        }
                        .into()
                    })
                    .collect();
                types::UpdateFolderPeers {
                    folder_peers,
                    pts,
                    pts_count,
                }
                .into()
            }
            What::Pinned { place, ids, pinned } => {
                peers.place(*place);
                match place {
                    Place::Channel(channel_id) => types::UpdatePinnedChannelMessages {
                        pinned: *pinned,
                        channel_id: *channel_id,
                        messages: ids.clone(),
                        pts,
                        pts_count,
                    }
                    .into(),
                    _ => types::UpdatePinnedMessages {
                        pinned: *pinned,
                        peer: place.peer(viewer),
                        messages: ids.clone(),
                        pts,
                        pts_count,
                    }
                    .into(),
                }
            }
        })
    }

    fn event_message(
        &self,
        viewer: i64,
        place: Place,
        id: i32,
        peers: &mut Peers,
    ) -> Option<enums::Message> {
        let message = self.messages.get(&place)?.get(&id)?;
        message
            .visible_to(viewer)
            .then(|| self.view_message(viewer, message, peers))
    }

    /// What the caller is answered: its own updates of this call, after `first`.
    pub(crate) fn updates_for(&mut self, user: i64, first: Vec<enums::Update>) -> enums::Updates {
        let mut updates = first;
        let mut peers = Peers::default();
        peers.user(user);
        for outgoing in self.outbox.iter().filter(|outgoing| outgoing.user == user) {
            updates.push(outgoing.update.clone());
            peers.add(&outgoing.peers);
        }
        self.wrap(user, updates, &peers, Detail::Full)
    }

    pub(crate) fn wrap(
        &mut self,
        viewer: i64,
        updates: Vec<enums::Update>,
        peers: &Peers,
        detail: Detail,
    ) -> enums::Updates {
        types::Updates {
            updates,
            users: self.users_of(viewer, peers, detail),
            chats: self.chats_of(viewer, peers),
            date: self.now(),
            seq: 0,
        }
        .into()
    }

    /// Empties the outbox into pushes for every key of those concerned, but not to the caller's session.
    pub(crate) fn flush(&mut self, caller: Option<(i64, i64)>) -> Vec<Push> {
        let mut by_user: BTreeMap<i64, (Vec<enums::Update>, Peers)> = BTreeMap::new();
        for outgoing in std::mem::take(&mut self.outbox) {
            let (updates, peers) = by_user.entry(outgoing.user).or_default();
            updates.push(outgoing.update);
            peers.add(&outgoing.peers);
        }
        let mut pushes = Vec::new();
        let date = self.now();
        for (key_id, update) in std::mem::take(&mut self.notices) {
            pushes.push(Push {
                key_id,
                updates: types::UpdateShort { update, date }.into(),
                except: None,
            });
        }
        for (user, (updates, peers)) in by_user {
            let wrapped = self.wrap(user, updates, &peers, Detail::Min);
            for (key_id, account) in &self.accounts {
                if account.user == Some(user) {
                    let except = caller
                        .filter(|(key, _)| key == key_id)
                        .map(|(_, session)| session);
                    pushes.push(Push {
                        key_id: *key_id,
                        updates: wrapped.clone(),
                        except,
                    });
                }
            }
        }
        pushes
    }
}
