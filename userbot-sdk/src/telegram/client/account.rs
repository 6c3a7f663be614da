//! The account itself: its name, its words about itself, whether it is seen online.

use grammers_tl_types as tl;

use super::Client;
use crate::telegram::CallError;

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
}
