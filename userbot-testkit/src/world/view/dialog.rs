//! Chat lists and unread counts.

use super::{Detail, Peers};
use crate::world::data::State;
use crate::world::data::place::Place;
use crate::world::data::user::Dialog;
use crate::world::tl::{int, no_settings};
use grammers_tl_types::{enums, types};

impl State {
    /// The last message of a chat that the viewer can see.
    pub(crate) fn top_message(&self, viewer: i64, place: Place) -> Option<(i32, i32)> {
        let messages = self.messages.get(&place)?;
        messages
            .values()
            .rev()
            .find(|message| message.visible_to(viewer))
            .map(|message| (message.id, message.date))
    }

    pub(crate) fn unread_count(&self, viewer: i64, place: Place) -> i32 {
        let read = self
            .dialog(viewer, place)
            .map_or(0, |dialog| dialog.read_inbox);
        let unread = self
            .messages
            .get(&place)
            .into_iter()
            .flat_map(|all| all.range(read.saturating_add(1)..));
        int(unread
            .filter(|(_, message)| message.visible_to(viewer) && !message.is_from(viewer))
            .count())
    }

    pub(crate) fn unread_mentions(&self, viewer: i64, place: Place) -> Vec<i32> {
        let all = self
            .messages
            .get(&place)
            .into_iter()
            .flat_map(|all| all.values());
        all.filter(|message| {
            message.visible_to(viewer) && message.unread_mentions.contains(&viewer)
        })
        .map(|message| message.id)
        .collect()
    }

    pub(crate) fn dialog(&self, viewer: i64, place: Place) -> Option<&Dialog> {
        self.users.get(&viewer)?.dialogs.get(&place)
    }

    pub(crate) fn view_notify(&self, viewer: i64, place: Place) -> enums::PeerNotifySettings {
        match self
            .dialog(viewer, place)
            .and_then(|dialog| dialog.notify.clone())
        {
            Some(settings) => enums::PeerNotifySettings::Settings(settings),
            None => no_settings(),
        }
    }

    /// The newest pinned message.
    pub(crate) fn last_pinned(&self, place: Place) -> Option<i32> {
        let messages = self.messages.get(&place)?;
        messages
            .values()
            .rev()
            .find(|message| message.pinned && !message.deleted)
            .map(|message| message.id)
    }

    /// One line of the chat list.
    pub(crate) fn view_dialog(&self, viewer: i64, place: Place) -> enums::Dialog {
        let dialog = self.dialog(viewer, place).cloned().unwrap_or_default();
        let channel = place
            .chat()
            .filter(|_| place.is_channel())
            .and_then(|id| self.chats.get(&id));
        types::Dialog {
            pinned: dialog.pinned.is_some(),
            unread_mark: dialog.unread_mark,
            view_forum_as_messages: false,
            peer: place.peer(viewer),
            top_message: self.top_message(viewer, place).map_or(0, |(id, _)| id),
            read_inbox_max_id: dialog.read_inbox,
            read_outbox_max_id: dialog.read_outbox,
            unread_count: self.unread_count(viewer, place),
            unread_mentions_count: int(self.unread_mentions(viewer, place).len()),
            unread_reactions_count: 0,
            unread_poll_votes_count: 0,
            notify_settings: self.view_notify(viewer, place),
            pts: channel.map(|chat| chat.mailbox.pts),
            draft: dialog.draft.map(Into::into),
            folder_id: (dialog.folder != 0).then_some(dialog.folder),
            ttl_period: None,
        }
        .into()
    }

    /// Chats of one folder in the order of the chat list: pinned first, then by date.
    pub(crate) fn dialog_order(&self, viewer: i64, folder: i32) -> Vec<(Place, i32, i32)> {
        let Some(user) = self.users.get(&viewer) else {
            return Vec::new();
        };
        let mut list: Vec<_> = user
            .dialogs
            .iter()
            .filter(|(_, dialog)| dialog.folder == folder)
            .filter_map(|(place, dialog)| {
                let (id, date) = match self.top_message(viewer, *place) {
                    Some(top) => top,
                    // An empty channel still has its line; an emptied private chat has not.
                    None if place.is_channel() || dialog.pinned.is_some() => (0, 0),
                    None => return None,
                };
                Some((dialog.pinned, *place, id, date))
            })
            .collect();
        list.sort_by_key(|(pinned, place, id, date)| {
            (
                pinned.is_none(),
                pinned.unwrap_or(0),
                std::cmp::Reverse(*date),
                std::cmp::Reverse(*id),
                *place,
            )
        });
        list.into_iter()
            .map(|(_, place, id, date)| (place, id, date))
            .collect()
    }

    /// The four lists that dialog answers are made of.
    pub(crate) fn view_dialogs(
        &self,
        viewer: i64,
        places: &[Place],
    ) -> (
        Vec<enums::Dialog>,
        Vec<enums::Message>,
        Vec<enums::Chat>,
        Vec<enums::User>,
    ) {
        let mut peers = Peers::default();
        peers.user(viewer);
        let mut dialogs = Vec::new();
        let mut messages = Vec::new();
        for place in places {
            peers.place(*place);
            dialogs.push(self.view_dialog(viewer, *place));
            let top = self
                .top_message(viewer, *place)
                .and_then(|(id, _)| self.messages.get(place)?.get(&id));
            if let Some(message) = top {
                messages.push(self.view_message(viewer, message, &mut peers));
            }
        }
        let users = self.users_of(viewer, &peers, Detail::Full);
        (dialogs, messages, self.chats_of(viewer, &peers), users)
    }
}
