//! What goes with a message, on its way into a request.

use grammers_tl_types as tl;

use super::Client;
use crate::telegram::outgoing::{FileKind, ProgressCallback};
use crate::telegram::{Attachment, CallError, ErrorClass, Media, OutgoingFile};

impl Client {
    /// Uploads an attachment where that is needed, and returns it for a request.
    pub(crate) async fn input_media(
        &self,
        attachment: &Attachment,
        progress: Option<&ProgressCallback>,
    ) -> Result<tl::enums::InputMedia, CallError> {
        match attachment {
            Attachment::File(file) => self.upload_media(file, progress).await,
            Attachment::Existing(media) => media.to_input().ok_or_else(|| {
                CallError::InvalidInput("this attachment cannot be sent again".to_owned())
            }),
            Attachment::Poll(poll) => poll.to_tl(),
            Attachment::Dice(emoji) => Ok(tl::types::InputMediaDice {
                emoticon: emoji.clone(),
            }
            .into()),
            Attachment::Location(location) => Ok(location.to_tl()),
            Attachment::Venue(venue) => Ok(venue.to_tl()),
            Attachment::Contact(contact) => Ok(contact.to_tl()),
            Attachment::Raw(media) => Ok(media.as_ref().clone()),
        }
    }

    async fn upload_media(
        &self,
        file: &OutgoingFile,
        progress: Option<&ProgressCallback>,
    ) -> Result<tl::enums::InputMedia, CallError> {
        let mut upload = self
            .upload(file.file_name(), file.source.clone())
            .progress_to(progress.cloned());
        if file.kind == FileKind::Photo {
            upload = upload.whole();
        }
        let uploaded = upload.await?;
        let thumbnail = match &file.thumbnail {
            Some(thumbnail) => Some(self.upload("thumb.jpg", thumbnail.clone()).whole().await?),
            None => None,
        };
        Ok(file.to_tl(uploaded, thumbnail))
    }

    /// Fetches an attachment anew, when its reference has expired and the message that it came with is known.
    pub(super) async fn renewed(
        &self,
        error: &CallError,
        attachment: Option<&Attachment>,
    ) -> Result<Option<Media>, CallError> {
        let Some(Attachment::Existing(media)) = attachment else {
            return Ok(None);
        };
        let (ErrorClass::FileReference, Some((chat, id))) = (error.class(), media.origin()) else {
            return Ok(None);
        };
        let fresh = self.messages(chat, &[id]).await?;
        Ok(fresh
            .into_iter()
            .next()
            .and_then(|message| message.media())
            .filter(|fresh| fresh.file_id() == media.file_id()))
    }
}
