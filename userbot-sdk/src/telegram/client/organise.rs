//! Order in the list of chats: the archive, silence, marks.

use grammers_tl_types as tl;
use jiff::Timestamp;

use super::Client;
use crate::telegram::{CallError, IntoTarget};

/// The folder of Telegram that is the archive.
const ARCHIVE: i32 = 1;
/// The folder of Telegram that is the list itself.
const LIST: i32 = 0;

impl Client {
    /// Moves a chat into the archive.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
    /// client.archive("@news").await?;
    /// client.silence("@news", None).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn archive(&self, target: impl IntoTarget) -> Result<(), CallError> {
        let peer = self.input_peer(target).await?;
        self.move_to(peer, ARCHIVE).await
    }

    /// Moves a chat out of the archive.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn unarchive(&self, target: impl IntoTarget) -> Result<(), CallError> {
        let peer = self.input_peer(target).await?;
        self.move_to(peer, LIST).await
    }

    async fn move_to(&self, peer: tl::enums::InputPeer, folder_id: i32) -> Result<(), CallError> {
        let moved = tl::types::InputFolderPeer { peer, folder_id };
        let request = tl::functions::folders::EditPeerFolders {
            folder_peers: vec![moved.into()],
        };
        self.invoke(&request).await?;
        Ok(())
    }

    /// Lets a chat make no sound on the owner's devices, until then or for ever.
    ///
    /// [`mute`](Self::mute) is something else: it takes the word from a member of a group.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn silence(
        &self,
        target: impl IntoTarget,
        until: Option<Timestamp>,
    ) -> Result<(), CallError> {
        let until = until.map_or(i32::MAX, |time| {
            i32::try_from(time.as_second()).unwrap_or(i32::MAX)
        });
        let peer = self.input_peer(target).await?;
        self.set_silence(peer, until).await
    }

    /// Lets a chat make sounds again.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn unsilence(&self, target: impl IntoTarget) -> Result<(), CallError> {
        let peer = self.input_peer(target).await?;
        self.set_silence(peer, 0).await
    }

    async fn set_silence(&self, peer: tl::enums::InputPeer, until: i32) -> Result<(), CallError> {
        let settings = tl::types::InputPeerNotifySettings {
            show_previews: None,
            silent: None,
            mute_until: Some(until),
            sound: None,
            stories_muted: None,
            stories_hide_sender: None,
            stories_sound: None,
        };
        let request = tl::functions::account::UpdateNotifySettings {
            peer: tl::types::InputNotifyPeer { peer }.into(),
            settings: settings.into(),
        };
        self.invoke(&request).await?;
        Ok(())
    }

    /// Marks a chat as unread, or takes the mark away.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn mark_unread(
        &self,
        target: impl IntoTarget,
        unread: bool,
    ) -> Result<(), CallError> {
        let peer = self.input_peer(target).await?;
        let request = tl::functions::messages::MarkDialogUnread {
            unread,
            parent_peer: None,
            peer: tl::types::InputDialogPeer { peer }.into(),
        };
        self.invoke(&request).await?;
        Ok(())
    }
}
