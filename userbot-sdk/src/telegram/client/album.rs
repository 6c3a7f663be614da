//! Albums.

use grammers_tl_types as tl;

use super::{Client, random_id};
use crate::telegram::policy::CallOptions;
use crate::telegram::{Attachment, CallError, IntoTarget, Media, Message, Outgoing, Target};

/// How many files an album may have.
const MOST: usize = 10;

impl Client {
    /// Sends several files as one album, and returns its messages in order.
    ///
    /// Each item is a file with its caption; 2 to 10 of them. Photos and videos go together, music only with music and
    /// other files only with other files: Telegram refuses the rest. How the album is sent (what it answers, the topic,
    /// silent, scheduled, in whose name) is taken from the first item.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; [`CallError::InvalidInput`] when an item has no file, or there are too few or too many.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use userbot_sdk::telegram::{Outgoing, OutgoingFile};
    ///
    /// # async fn f(client: userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
    /// let album = [
    ///     Outgoing::html("<b>Summer</b>").photo("lake.jpg").silent(),
    ///     Outgoing::default().photo("hill.jpg"),
    ///     Outgoing::default().file(OutgoingFile::video("boat.mp4").dimensions(1280, 720)),
    /// ];
    /// client.send_album("@friends", album).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn send_album(
        &self,
        target: impl IntoTarget,
        items: impl IntoIterator<Item = Outgoing>,
    ) -> Result<Vec<Message>, CallError> {
        let items: Vec<Outgoing> = items.into_iter().collect();
        Box::pin(self.send_items(target.into_target(), items)).await
    }

    async fn send_items(
        &self,
        target: Target,
        mut items: Vec<Outgoing>,
    ) -> Result<Vec<Message>, CallError> {
        let count = items.len();
        let (chat, peer) = match items.as_mut_slice() {
            [first, _, ..] if count <= MOST => self.destination(target, first).await?,
            _ => {
                return Err(CallError::InvalidInput(format!(
                    "an album has 2 to {MOST} files, not {count}"
                )));
            }
        };
        let first = &items[0];
        let manner = self.manner(first).await?;
        let mut multi_media = Vec::with_capacity(items.len());
        for item in &items {
            let Some(attachment) = &item.attachment else {
                return Err(CallError::InvalidInput(
                    "each item of an album needs a file".to_owned(),
                ));
            };
            let media = self.album_media(&peer, attachment, item).await?;
            let single = tl::types::InputSingleMedia {
                media,
                random_id: random_id(),
                message: item.text.text.clone(),
                entities: item.tl_entities(self.session()),
            };
            self.written().note(chat, None, &item.text.text);
            multi_media.push(single.into());
        }
        let request = tl::functions::messages::SendMultiMedia {
            silent: first.silent,
            background: false,
            clear_draft: first.clear_draft,
            noforwards: first.protected,
            update_stickersets_order: false,
            invert_media: first.media_below,
            allow_paid_floodskip: false,
            peer,
            reply_to: manner.reply,
            multi_media,
            schedule_date: first.tl_schedule(),
            send_as: manner.send_as,
            quick_reply_shortcut: None,
            effect: first.effect,
            allow_paid_stars: None,
        };
        let options = CallOptions::default().chat(chat);
        match self.invoke_with(&request, options).await {
            Ok(updates) => {
                let mut sent = self.new_messages(updates);
                sent.sort_by_key(Message::id);
                Ok(sent)
            }
            Err(error) => {
                if error.rpc().is_some() {
                    for item in &items {
                        self.written().forget(chat, None, &item.text.text);
                    }
                }
                Err(error)
            }
        }
    }

    /// Brings the file of an item to Telegram: an album takes only what Telegram has already.
    async fn album_media(
        &self,
        peer: &tl::enums::InputPeer,
        attachment: &Attachment,
        item: &Outgoing,
    ) -> Result<tl::enums::InputMedia, CallError> {
        let media = self.input_media(attachment, item.progress.as_ref()).await?;
        if !matches!(attachment, Attachment::File(_)) {
            return Ok(media);
        }
        let request = tl::functions::messages::UploadMedia {
            business_connection_id: None,
            peer: peer.clone(),
            media,
        };
        let media = self.invoke(&request).await?;
        Media::from_tl(&media)
            .and_then(|media| media.to_input())
            .ok_or_else(|| CallError::answer("messages.uploadMedia", "no file in it"))
    }
}
