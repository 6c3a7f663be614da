//! Making groups and channels, and changing what they are.

use grammers_tl_types as tl;

use super::Client;
use super::send::input_channel;
use crate::telegram::{CallError, FileSource, IntoTarget, Peer, PeerId};

/// Makes groups and channels, and changes them where the account has the right to.
impl Client {
    /// Makes a basic group with these members. Who lets strangers not add them stays out: a
    /// [link](Self::create_invite) can be sent to them.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `USERS_TOO_FEW`, `CHAT_TITLE_EMPTY`.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
    /// let trip = client.create_group("Trip", ["@ann", "@ben"]).await?;
    /// client.set_about(&trip, "Where do we go?").await?;
    /// client.send(&trip, "Hello!").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn create_group(
        &self,
        title: &str,
        members: impl IntoIterator<Item = impl IntoTarget>,
    ) -> Result<Peer, CallError> {
        let mut users = Vec::new();
        for member in members {
            users.push(self.input_user(member).await?);
        }
        let request = tl::functions::messages::CreateChat {
            users,
            title: title.to_owned(),
            ttl_period: None,
        };
        let tl::enums::messages::InvitedUsers::Users(answer) = self.invoke(&request).await?;
        self.made(answer.updates, "messages.createChat")
    }

    /// Makes a supergroup, which is public once it has a username.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `CHANNELS_TOO_MUCH`.
    pub async fn create_supergroup(&self, title: &str, about: &str) -> Result<Peer, CallError> {
        self.create_channel_of(title, about, true).await
    }

    /// Makes a broadcast channel.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `CHANNELS_TOO_MUCH`.
    pub async fn create_channel(&self, title: &str, about: &str) -> Result<Peer, CallError> {
        self.create_channel_of(title, about, false).await
    }

    async fn create_channel_of(
        &self,
        title: &str,
        about: &str,
        megagroup: bool,
    ) -> Result<Peer, CallError> {
        let request = tl::functions::channels::CreateChannel {
            broadcast: !megagroup,
            megagroup,
            for_import: false,
            forum: false,
            title: title.to_owned(),
            about: about.to_owned(),
            geo_point: None,
            address: None,
            ttl_period: None,
        };
        let updates = self.invoke(&request).await?;
        self.made(updates, "channels.createChannel")
    }

    /// Takes the chat that was made out of the answer.
    fn made(&self, updates: tl::enums::Updates, method: &'static str) -> Result<Peer, CallError> {
        let chats = match updates {
            tl::enums::Updates::Updates(all) => all.chats,
            tl::enums::Updates::Combined(all) => all.chats,
            _ => Vec::new(),
        };
        let peer = chats.iter().find_map(Peer::from_chat);
        peer.map(|peer| self.session().remember(&peer))
            .ok_or_else(|| CallError::answer(method, "no chat in it"))
    }

    /// Adds somebody to a chat. False when they let strangers not add them: send them a
    /// [link](Self::create_invite) then. That they are in it already is no error.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `CHAT_ADMIN_REQUIRED`, `USER_KICKED`.
    pub async fn add_member(
        &self,
        chat: impl IntoTarget,
        who: impl IntoTarget,
    ) -> Result<bool, CallError> {
        let (id, peer) = self.resolve_input(chat.into_target()).await?;
        let user = self.input_user(who).await?;
        let answer = match (id, input_channel(&peer)) {
            (_, Some(channel)) => {
                let users = vec![user];
                self.invoke(&tl::functions::channels::InviteToChannel { channel, users })
                    .await
            }
            (PeerId::Group(chat_id), None) => {
                let request = tl::functions::messages::AddChatUser {
                    chat_id,
                    user_id: user,
                    // They see the messages before as far as Telegram allows.
                    fwd_limit: 100,
                };
                self.invoke(&request).await
            }
            _ => return Err(no_chat(id)),
        };
        match answer {
            Ok(tl::enums::messages::InvitedUsers::Users(answer)) => {
                Ok(answer.missing_invitees.is_empty())
            }
            Err(error) if error.is("USER_ALREADY_PARTICIPANT") => Ok(true),
            Err(error) if error.is("USER_PRIVACY_RESTRICTED") => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Gives a chat another title. That it has it already is no error.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `CHAT_ADMIN_REQUIRED`.
    pub async fn set_title(&self, chat: impl IntoTarget, title: &str) -> Result<(), CallError> {
        let (id, peer) = self.resolve_input(chat.into_target()).await?;
        let title = title.to_owned();
        let result = match (id, input_channel(&peer)) {
            (_, Some(channel)) => {
                self.invoke(&tl::functions::channels::EditTitle { channel, title })
                    .await
            }
            (PeerId::Group(chat_id), None) => {
                self.invoke(&tl::functions::messages::EditChatTitle { chat_id, title })
                    .await
            }
            _ => return Err(no_chat(id)),
        };
        changed(result)
    }

    /// Gives a chat another description; an empty one takes it away. That it has it already is no
    /// error.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `CHAT_ADMIN_REQUIRED`, `CHAT_ABOUT_TOO_LONG`.
    pub async fn set_about(&self, chat: impl IntoTarget, about: &str) -> Result<(), CallError> {
        let request = tl::functions::messages::EditChatAbout {
            peer: self.input_peer(chat).await?,
            about: about.to_owned(),
        };
        changed(self.invoke(&request).await)
    }

    /// Gives a chat another photo, or none.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `CHAT_ADMIN_REQUIRED`, [`CallError::File`] when it cannot be read.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
    /// client.set_chat_photo("@the_club", Some("club.jpg".into())).await?;
    /// client.set_chat_photo("@the_club", None).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn set_chat_photo(
        &self,
        chat: impl IntoTarget,
        photo: Option<FileSource>,
    ) -> Result<(), CallError> {
        let (id, peer) = self.resolve_input(chat.into_target()).await?;
        let photo = match photo {
            Some(source) => {
                let uploaded = self.upload("photo.jpg", source).whole().await?;
                tl::types::InputChatUploadedPhoto {
                    file: Some(uploaded.raw().clone()),
                    video: None,
                    video_start_ts: None,
                    video_emoji_markup: None,
                }
                .into()
            }
            None => tl::enums::InputChatPhoto::Empty,
        };
        let result = match (id, input_channel(&peer)) {
            (_, Some(channel)) => {
                self.invoke(&tl::functions::channels::EditPhoto { channel, photo })
                    .await
            }
            (PeerId::Group(chat_id), None) => {
                self.invoke(&tl::functions::messages::EditChatPhoto { chat_id, photo })
                    .await
            }
            _ => return Err(no_chat(id)),
        };
        changed(result)
    }

    /// Lets members of a supergroup write once in so many seconds: 10, 30, 60, 300, 900 or 3600; 0
    /// ends it.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `SECONDS_INVALID`, [`CallError::InvalidInput`] outside supergroups.
    pub async fn set_slow_mode(
        &self,
        chat: impl IntoTarget,
        seconds: u32,
    ) -> Result<(), CallError> {
        let request = tl::functions::channels::ToggleSlowMode {
            channel: self.input_channel(chat).await?,
            seconds: i32::try_from(seconds).unwrap_or(i32::MAX),
        };
        changed(self.invoke(&request).await)
    }

    /// Deletes a group or a channel of which the account is the creator, for everybody and for ever.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `CHAT_ADMIN_REQUIRED`.
    pub async fn delete_chat(&self, chat: impl IntoTarget) -> Result<(), CallError> {
        let (id, peer) = self.resolve_input(chat.into_target()).await?;
        match (id, input_channel(&peer)) {
            (_, Some(channel)) => {
                self.invoke(&tl::functions::channels::DeleteChannel { channel })
                    .await?;
            }
            (PeerId::Group(chat_id), None) => {
                self.invoke(&tl::functions::messages::DeleteChat { chat_id })
                    .await?;
            }
            _ => return Err(no_chat(id)),
        }
        Ok(())
    }
}

fn no_chat(id: PeerId) -> CallError {
    CallError::InvalidInput(format!("{id} is a person, not a group or a channel"))
}

/// Takes it for success when everything is already as it shall be.
fn changed<T>(result: Result<T, CallError>) -> Result<(), CallError> {
    match result {
        Err(error) if !error.is("CHAT_NOT_MODIFIED") && !error.is("CHAT_ABOUT_NOT_MODIFIED") => {
            Err(error)
        }
        _ => Ok(()),
    }
}
