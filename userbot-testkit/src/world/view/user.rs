//! How a user looks to another.

#![allow(
    clippy::unused_self,
    reason = "all views are methods of the state, also those that need only what they are given"
)]

use super::Detail;
use crate::world::data::State;
use crate::world::data::place::Place;
use crate::world::data::user::UserData;
use crate::world::tl::zeroed;
use grammers_tl_types::{enums, types};

impl State {
    /// A user as `viewer` sees it.
    pub(crate) fn view_user(&self, viewer: i64, id: i64, detail: Detail) -> enums::User {
        let Some(data) = self.users.get(&id) else {
            return types::UserEmpty { id }.into();
        };
        let mut user: types::User = zeroed();
        user.id = id;
        user.is_self = id == viewer;
        user.deleted = data.deleted;
        if data.deleted {
            user.access_hash = Some(self.access_hash(viewer, id));
            return user.into();
        }
        let me = self.users.get(&viewer);
        let known = me.and_then(|me| me.contacts.get(&id));
        user.contact = known.is_some();
        user.mutual_contact = known.is_some() && data.contacts.contains_key(&viewer);
        user.first_name =
            Some(known.map_or_else(|| data.first_name.clone(), |name| name.first_name.clone()));
        user.last_name = match known {
            Some(name) => Some(name.last_name.clone()).filter(|name| !name.is_empty()),
            None => data.last_name.clone(),
        };
        (user.username, user.usernames) =
            super::usernames(data.username.as_ref(), &data.more_usernames);
        user.premium = data.premium;
        if let Some(bot) = &data.bot {
            user.bot = true;
            user.bot_info_version = Some(1);
            user.bot_inline_placeholder.clone_from(&bot.placeholder);
            user.bot_chat_history = true;
        }
        if let Some(photo) = data.photos.first() {
            user.photo = Some(profile_photo(*photo, self.file_dc()));
        }
        if detail == Detail::Min && self.switches.min_users && !self.knows(viewer, data) {
            user.min = true;
            user.access_hash = Some(self.min_hash(id));
            return user.into();
        }
        user.access_hash = Some(self.access_hash(viewer, id));
        if id == viewer || known.is_some() {
            user.phone.clone_from(&data.phone);
        }
        if data.bot.is_none() {
            user.status = Some(self.view_status(data));
        }
        user.into()
    }

    pub(crate) fn view_status(&self, data: &UserData) -> enums::UserStatus {
        if data.online {
            types::UserStatusOnline { expires: i32::MAX }.into()
        } else {
            types::UserStatusRecently { by_me: false }.into()
        }
    }

    /// Has the viewer had a chat with this user, or it in the contacts?
    fn knows(&self, viewer: i64, data: &UserData) -> bool {
        viewer == data.id
            || self.users.get(&viewer).is_some_and(|me| {
                me.contacts.contains_key(&data.id)
                    || me.dialogs.contains_key(&Place::private(viewer, data.id))
            })
    }
}

fn profile_photo(photo_id: i64, dc_id: i32) -> enums::UserProfilePhoto {
    types::UserProfilePhoto {
        has_video: false,
        personal: false,
        photo_id,
        stripped_thumb: None,
        dc_id,
    }
    .into()
}
