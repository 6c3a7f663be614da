//! Big TL structures from their mandatory fields, and small conversions.
//!
//! The generated types have up to 60 public fields and no `Default`. Decoding them from the bytes of
//! their mandatory fields with all flags clear gives the value with every option unset.

use grammers_tl_types::{Deserializable, Serializable, enums, types};

/// Decodes a bare type from its mandatory fields; flag words count as fields.
pub(crate) fn bare<T: Deserializable>(fields: &[Vec<u8>]) -> T {
    let bytes = fields.concat();
    #[expect(
        clippy::expect_used,
        reason = "each caller lists the mandatory fields of one known type, and a test calls each"
    )]
    T::from_bytes(&bytes).expect("the mandatory fields in their order")
}

/// Decodes a type whose mandatory fields are only flags, numbers and strings: all are zero or empty.
pub(crate) fn zeroed<T: Deserializable>() -> T {
    bare(&[vec![0; 128]])
}

/// A serialized value.
pub(crate) fn b<T: Serializable>(value: &T) -> Vec<u8> {
    value.to_bytes()
}

/// A flag word with nothing set, or any other zero.
pub(crate) fn z() -> Vec<u8> {
    vec![0; 4]
}

/// A length as TL counts it.
pub(crate) fn int(len: usize) -> i32 {
    i32::try_from(len).unwrap_or(i32::MAX)
}

/// A TL count as a length; negative is nothing.
pub(crate) fn size(count: i32) -> usize {
    usize::try_from(count).unwrap_or(0)
}

pub(crate) fn user_peer(user_id: i64) -> enums::Peer {
    types::PeerUser { user_id }.into()
}

pub(crate) fn chat_peer(chat_id: i64) -> enums::Peer {
    types::PeerChat { chat_id }.into()
}

pub(crate) fn channel_peer(channel_id: i64) -> enums::Peer {
    types::PeerChannel { channel_id }.into()
}

pub(crate) fn message(id: i32, peer: &enums::Peer, date: i32, text: &String) -> types::Message {
    bare(&[z(), z(), b(&id), b(peer), b(&date), b(text)])
}

pub(crate) fn service(
    id: i32,
    peer: &enums::Peer,
    date: i32,
    action: &enums::MessageAction,
) -> types::MessageService {
    bare(&[z(), b(&id), b(peer), b(&date), b(action)])
}

pub(crate) fn channel(id: i64, title: &String, date: i32) -> types::Channel {
    bare(&[
        z(),
        z(),
        b(&id),
        b(title),
        b(&enums::ChatPhoto::Empty),
        b(&date),
    ])
}

pub(crate) fn no_settings() -> enums::PeerNotifySettings {
    enums::PeerNotifySettings::Settings(zeroed())
}

pub(crate) fn plain(text: &str) -> enums::TextWithEntities {
    types::TextWithEntities {
        text: text.to_owned(),
        entities: Vec::new(),
    }
    .into()
}

pub(crate) fn no_rights() -> types::ChatAdminRights {
    zeroed()
}

pub(crate) fn no_bans() -> types::ChatBannedRights {
    zeroed()
}

/// Every right that an administrator can have.
pub(crate) fn all_rights() -> types::ChatAdminRights {
    let mut rights = no_rights();
    rights.change_info = true;
    rights.post_messages = true;
    rights.edit_messages = true;
    rights.delete_messages = true;
    rights.ban_users = true;
    rights.invite_users = true;
    rights.pin_messages = true;
    rights.add_admins = true;
    rights.manage_call = true;
    rights.other = true;
    rights.manage_topics = true;
    rights.post_stories = true;
    rights.edit_stories = true;
    rights.delete_stories = true;
    rights
}

/// What a new administrator gets when nothing else is said: all but naming others.
pub(crate) fn usual_rights() -> types::ChatAdminRights {
    let mut rights = all_rights();
    rights.add_admins = false;
    rights
}

/// Everything forbidden, reading too.
pub(crate) fn kicked_rights(until: i32) -> types::ChatBannedRights {
    let mut rights = muted_rights(until);
    rights.view_messages = true;
    rights
}

/// Everything forbidden but reading.
pub(crate) fn muted_rights(until: i32) -> types::ChatBannedRights {
    let mut rights = no_bans();
    rights.until_date = until;
    rights.send_messages = true;
    rights.send_media = true;
    rights.send_stickers = true;
    rights.send_gifs = true;
    rights.send_games = true;
    rights.send_inline = true;
    rights.send_polls = true;
    rights.send_photos = true;
    rights.send_videos = true;
    rights.send_roundvideos = true;
    rights.send_audios = true;
    rights.send_voices = true;
    rights.send_docs = true;
    rights.send_plain = true;
    rights
}

/// The user of a plain user reference.
pub(crate) fn peer_user_id(peer: &enums::Peer) -> Option<i64> {
    match peer {
        enums::Peer::User(user) => Some(user.user_id),
        _ => None,
    }
}
