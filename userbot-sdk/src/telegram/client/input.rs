//! How Telegram wants chats and people to be named in raw calls.

use grammers_tl_types as tl;

use super::Client;
use super::send::{input_channel, input_user};
use crate::telegram::{CallError, IntoTarget};

/// Finds what raw calls want for a chat or a person: a request cannot be built from an id alone.
impl Client {
    /// Finds a chat or a person and returns it as raw calls name it.
    ///
    /// # Errors
    ///
    /// [`CallError::PeerUnknown`] when it cannot be found.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use userbot_sdk::prelude::*;
    /// use userbot_sdk::tl;
    ///
    /// # async fn f(ctx: &Context) -> Result<()> {
    /// let peer = ctx.client().input_peer("@friend").await?;
    /// ctx.client().invoke(&tl::functions::messages::GetPeerSettings { peer }).await?;
    /// # Ok(()) }
    /// ```
    pub async fn input_peer(
        &self,
        target: impl IntoTarget,
    ) -> Result<tl::enums::InputPeer, CallError> {
        let (_, peer) = self.resolve_input(target.into_target()).await?;
        Ok(peer)
    }

    /// Finds a person or a bot and returns it as raw calls name it.
    ///
    /// # Errors
    ///
    /// [`CallError::PeerUnknown`] when it cannot be found, [`CallError::InvalidInput`] when it is
    /// a chat.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use userbot_sdk::prelude::*;
    /// use userbot_sdk::tl;
    ///
    /// # async fn f(ctx: &Context) -> Result<()> {
    /// let id = ctx.client().input_user("@friend").await?;
    /// let full = ctx.client().invoke(&tl::functions::users::GetFullUser { id }).await?;
    /// # Ok(()) }
    /// ```
    pub async fn input_user(
        &self,
        target: impl IntoTarget,
    ) -> Result<tl::enums::InputUser, CallError> {
        let (id, peer) = self.resolve_input(target.into_target()).await?;
        input_user(&peer)
            .ok_or_else(|| CallError::InvalidInput(format!("{id} is a chat, not a person")))
    }

    /// Finds a channel or a supergroup and returns it as raw calls name it.
    ///
    /// # Errors
    ///
    /// [`CallError::PeerUnknown`] when it cannot be found, [`CallError::InvalidInput`] when it is
    /// a person or a basic group, which the methods for channels do not take.
    pub async fn input_channel(
        &self,
        target: impl IntoTarget,
    ) -> Result<tl::enums::InputChannel, CallError> {
        let (id, peer) = self.resolve_input(target.into_target()).await?;
        input_channel(&peer).ok_or_else(|| {
            CallError::InvalidInput(format!("{id} is neither a channel nor a supergroup"))
        })
    }
}
