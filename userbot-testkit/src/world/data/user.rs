//! Users, and what each keeps for itself: dialogs, contacts, its box.

use super::mailbox::Mailbox;
use super::place::Place;
use crate::world::bot::BotData;
use grammers_tl_types::types;
use std::collections::{BTreeMap, BTreeSet};

/// One line of a user's chat list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dialog {
    /// Order among the pinned, from 1.
    pub(crate) pinned: Option<i32>,
    pub(crate) folder: i32,
    pub(crate) unread_mark: bool,
    pub(crate) read_inbox: i32,
    pub(crate) read_outbox: i32,
    pub(crate) notify: Option<types::PeerNotifySettings>,
    pub(crate) draft: Option<types::DraftMessage>,
}

/// How a user calls a contact.
#[derive(Clone, Debug)]
pub(crate) struct ContactName {
    pub(crate) first_name: String,
    pub(crate) last_name: String,
}

/// A second password and what the check needs.
#[derive(Clone, Debug)]
pub(crate) struct Password {
    pub(crate) salt1: Vec<u8>,
    pub(crate) salt2: Vec<u8>,
    pub(crate) verifier: Vec<u8>,
    pub(crate) hint: String,
}

/// Where the login codes of an account go, besides its other clients.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum LoginEmail {
    /// To no mail address.
    #[default]
    None,
    /// To none, but Telegram wants one.
    Wanted,
    /// To this one.
    Set(String),
}

/// A person or a bot.
#[derive(Clone, Debug)]
pub(crate) struct UserData {
    pub(crate) id: i64,
    pub(crate) first_name: String,
    pub(crate) last_name: Option<String>,
    pub(crate) username: Option<String>,
    /// Further usernames, which lead to the user too.
    pub(crate) more_usernames: Vec<String>,
    pub(crate) phone: Option<String>,
    pub(crate) about: Option<String>,
    pub(crate) bot: Option<BotData>,
    pub(crate) premium: bool,
    pub(crate) deleted: bool,
    pub(crate) dc: i32,
    pub(crate) online: bool,
    pub(crate) contacts: BTreeMap<i64, ContactName>,
    /// Whom it blocked, and when.
    pub(crate) blocked: BTreeMap<i64, i32>,
    pub(crate) dialogs: BTreeMap<Place, Dialog>,
    /// Folders of the list of chats.
    pub(crate) folders: Vec<grammers_tl_types::enums::DialogFilter>,
    pub(crate) mailbox: Mailbox,
    pub(crate) photos: Vec<i64>,
    pub(crate) password: Option<Password>,
    pub(crate) login_email: LoginEmail,
    /// Bots that it has started, by being written to.
    pub(crate) started_by: BTreeSet<i64>,
}

impl UserData {
    pub(crate) fn new(id: i64, first_name: &str) -> Self {
        Self {
            id,
            first_name: first_name.to_owned(),
            last_name: None,
            username: None,
            more_usernames: Vec::new(),
            phone: None,
            about: None,
            bot: None,
            premium: false,
            deleted: false,
            dc: 2,
            online: false,
            contacts: BTreeMap::new(),
            blocked: BTreeMap::new(),
            dialogs: BTreeMap::new(),
            folders: Vec::new(),
            mailbox: Mailbox::default(),
            photos: Vec::new(),
            password: None,
            login_email: LoginEmail::None,
            started_by: BTreeSet::new(),
        }
    }
}
