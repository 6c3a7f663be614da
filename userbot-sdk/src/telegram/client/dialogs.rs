//! The list of chats.

use std::collections::VecDeque;

use grammers_tl_types as tl;
use jiff::Timestamp;

use super::Client;
use crate::telegram::message::timestamp;
use crate::telegram::{CallError, Message, Peer, PeerId};

/// How many dialogs Telegram gives at once.
const DIALOGS_PAGE: i32 = 100;

/// The number that the archive has among the folders.
const ARCHIVE: i32 = 1;

/// Is one row in the list of chats.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Dialog {
    /// The chat.
    pub chat: Peer,
    /// Its last message.
    pub last_message: Option<Message>,
    /// How many messages are not read.
    pub unread_count: u32,
    /// How many of them mention the account or answer it.
    pub unread_mentions: u32,
    /// Somebody marked it as not read.
    pub marked_unread: bool,
    /// It is pinned at the top.
    pub pinned: bool,
    /// It is in the archive.
    pub archived: bool,
    /// It makes no sound until then, long after our time when it is for ever; `None` when it does, or when the usual
    /// settings of its kind hold.
    pub silent_until: Option<Timestamp>,
    /// How far the updates of a channel or supergroup have come.
    pub(crate) pts: Option<i32>,
}

/// Reads the list of chats, latest first.
#[derive(Debug)]
pub struct Dialogs {
    client: Client,
    offset: (i32, i32, tl::enums::InputPeer),
    buffer: VecDeque<Dialog>,
    finished: bool,
}

impl Client {
    /// Reads the list of chats, latest first. Bots have none.
    pub fn dialogs(&self) -> Dialogs {
        Dialogs {
            client: self.clone(),
            offset: (0, 0, tl::enums::InputPeer::Empty),
            buffer: VecDeque::new(),
            finished: false,
        }
    }
}

impl Dialogs {
    /// Returns the next chat; `None` at the end.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn next(&mut self) -> Result<Option<Dialog>, CallError> {
        loop {
            if let Some(dialog) = self.buffer.pop_front() {
                return Ok(Some(dialog));
            }
            if self.finished {
                return Ok(None);
            }
            Box::pin(self.next_page()).await?;
        }
    }

    /// Reads the next page; tells whether there are more.
    pub(crate) async fn next_page(&mut self) -> Result<bool, CallError> {
        use tl::enums::messages::Dialogs as Tl;
        let (offset_date, offset_id, offset_peer) = self.offset.clone();
        let request = tl::functions::messages::GetDialogs {
            exclude_pinned: false,
            folder_id: None,
            offset_date,
            offset_id,
            offset_peer,
            limit: DIALOGS_PAGE,
            hash: 0,
        };
        let (dialogs, messages, users, chats, more) = match self.client.invoke(&request).await? {
            Tl::Dialogs(all) => (all.dialogs, all.messages, all.users, all.chats, false),
            Tl::Slice(part) => (part.dialogs, part.messages, part.users, part.chats, true),
            Tl::NotModified(_) => {
                self.finished = true;
                return Ok(false);
            }
        };
        let peers = self.client.peers(&users, &chats);
        let messages = self.client.messages_of(messages, &peers);
        let page: Vec<Dialog> = dialogs
            .into_iter()
            .filter_map(|dialog| match dialog {
                tl::enums::Dialog::Dialog(dialog) => Some(dialog),
                _ => None,
            })
            .map(|dialog| {
                let id = PeerId::from_tl(&dialog.peer);
                let last = |message: &&Message| {
                    message.chat().id() == id && message.id() == dialog.top_message
                };
                Dialog {
                    chat: peers.get(id),
                    last_message: messages.iter().find(last).cloned(),
                    unread_count: u32::try_from(dialog.unread_count).unwrap_or(0),
                    unread_mentions: u32::try_from(dialog.unread_mentions_count).unwrap_or(0),
                    marked_unread: dialog.unread_mark,
                    pinned: dialog.pinned,
                    archived: dialog.folder_id == Some(ARCHIVE),
                    silent_until: silent_until(&dialog.notify_settings),
                    pts: dialog.pts,
                }
            })
            .collect();
        // The next page starts below the last row that has a message.
        let next = page.iter().rev().find_map(|dialog| {
            let message = dialog.last_message.as_ref()?;
            let date = i32::try_from(message.date().as_second()).ok()?;
            Some((date, message.id(), self.client.input_of(&dialog.chat)?))
        });
        self.finished = !more || next.is_none() || next.as_ref() == Some(&self.offset);
        if let Some(next) = next {
            self.offset = next;
        }
        self.buffer.extend(page);
        Ok(!self.finished)
    }
}

fn silent_until(settings: &tl::enums::PeerNotifySettings) -> Option<Timestamp> {
    let tl::enums::PeerNotifySettings::Settings(settings) = settings;
    settings
        .mute_until
        .filter(|until| *until > 0)
        .map(timestamp)
}
