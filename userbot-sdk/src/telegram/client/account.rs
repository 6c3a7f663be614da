//! The account itself: its name, its words about itself, its photo, whether it is seen online.

use grammers_tl_types as tl;

use super::Client;
use super::profile::media;
use crate::telegram::{CallError, FileSource, IntoTarget, Media};

/// How many photos Telegram gives at once.
const PHOTOS: usize = 100;

impl Client {
    /// Sets the name of the account; an empty last name takes it away.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `FIRSTNAME_INVALID` without a first name.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
    /// client.set_name("Ann", "Lee").await?;
    /// client.set_bio("Away until Monday").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn set_name(&self, first_name: &str, last_name: &str) -> Result<(), CallError> {
        let names = (Some(first_name.to_owned()), Some(last_name.to_owned()));
        self.update_profile(names, None).await
    }

    /// Sets what the profile says about the account: 70 characters, 140 with Premium. An empty text
    /// takes it away.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `ABOUT_TOO_LONG`.
    pub async fn set_bio(&self, text: &str) -> Result<(), CallError> {
        self.update_profile((None, None), Some(text.to_owned()))
            .await
    }

    async fn update_profile(
        &self,
        (first_name, last_name): (Option<String>, Option<String>),
        about: Option<String>,
    ) -> Result<(), CallError> {
        let request = tl::functions::account::UpdateProfile {
            first_name,
            last_name,
            about,
        };
        self.invoke(&request).await?;
        Ok(())
    }

    /// Sets the public name of the account; an empty one takes it away. That it is the same as
    /// before is no error.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `USERNAME_OCCUPIED`, `USERNAME_INVALID`.
    pub async fn set_username(&self, username: &str) -> Result<(), CallError> {
        let request = tl::functions::account::UpdateUsername {
            username: username.trim_start_matches('@').to_owned(),
        };
        match self.invoke(&request).await {
            Err(error) if !error.is("USERNAME_NOT_MODIFIED") => Err(error),
            _ => Ok(()),
        }
    }

    /// Lets the account be seen online, or not. Telegram forgets it after some minutes.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn set_online(&self, online: bool) -> Result<(), CallError> {
        self.invoke(&tl::functions::account::UpdateStatus { offline: !online })
            .await?;
        Ok(())
    }

    /// Sets the photo of the account's profile; the photos before stay behind it.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; [`CallError::File`] when it cannot be read, `PHOTO_INVALID_DIMENSIONS`.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
    /// client.set_photo("me.jpg").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn set_photo(&self, photo: impl Into<FileSource>) -> Result<(), CallError> {
        let uploaded = self.upload("photo.jpg", photo).whole().await?;
        let request = tl::functions::photos::UploadProfilePhoto {
            fallback: false,
            bot: None,
            file: Some(uploaded.raw().clone()),
            video: None,
            video_start_ts: None,
            video_emoji_markup: None,
        };
        self.invoke(&request).await?;
        Ok(())
    }

    /// Takes the present photo of the account's profile away; the one before it is shown then. False
    /// when there is none.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn remove_photo(&self) -> Result<bool, CallError> {
        let me = tl::enums::InputUser::UserSelf;
        let Some(tl::enums::Photo::Photo(photo)) = self.photos_of(me, 0, 1).await?.pop() else {
            return Ok(false);
        };
        let photo = tl::types::InputPhoto {
            id: photo.id,
            access_hash: photo.access_hash,
            file_reference: photo.file_reference,
        };
        let request = tl::functions::photos::DeletePhotos {
            id: vec![photo.into()],
        };
        Ok(!self.invoke(&request).await?.is_empty())
    }

    /// Returns the profile photos of a person, the present one first; [`Client::file`] downloads one.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn profile_photos(
        &self,
        person: impl IntoTarget,
        limit: usize,
    ) -> Result<Vec<Media>, CallError> {
        let user = self.input_user(person).await?;
        let mut all = Vec::new();
        while all.len() < limit {
            let wanted = (limit - all.len()).min(PHOTOS);
            let page = self.photos_of(user.clone(), all.len(), wanted).await?;
            let last = page.len() < wanted;
            all.extend(page.into_iter().filter_map(media));
            if last {
                break;
            }
        }
        Ok(all)
    }

    async fn photos_of(
        &self,
        user_id: tl::enums::InputUser,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<tl::enums::Photo>, CallError> {
        let number = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
        let request = tl::functions::photos::GetUserPhotos {
            user_id,
            offset: number(offset),
            max_id: 0,
            limit: number(limit),
        };
        Ok(match self.invoke(&request).await? {
            tl::enums::photos::Photos::Photos(all) => all.photos,
            tl::enums::photos::Photos::Slice(page) => page.photos,
        })
    }
}
