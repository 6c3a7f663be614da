//! What is done in and to chats.

use std::time::Duration;

use grammers_tl_types as tl;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::Client;
use super::send::input_channel;
use crate::telegram::{CallError, IntoTarget, Peer, PeerId, Target, TelegramLink};

/// Telegram shows "typing" for six seconds.
const TYPING_REPEAT: Duration = Duration::from_secs(5);

/// Shows "typing" in a chat until it is dropped.
#[derive(Debug)]
#[must_use = "typing ends when the guard is dropped"]
pub struct TypingGuard {
    task: JoinHandle<()>,
}

impl Drop for TypingGuard {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Client {
    /// Pins a message, without telling the members.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn pin(&self, target: impl IntoTarget, message_id: i32) -> Result<(), CallError> {
        self.set_pinned(target.into_target(), message_id, false)
            .await
    }

    /// Unpins a message.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn unpin(&self, target: impl IntoTarget, message_id: i32) -> Result<(), CallError> {
        self.set_pinned(target.into_target(), message_id, true)
            .await
    }

    async fn set_pinned(&self, target: Target, id: i32, unpin: bool) -> Result<(), CallError> {
        let (_, peer) = self.resolve_place(target).await?;
        let request = tl::functions::messages::UpdatePinnedMessage {
            silent: true,
            unpin,
            pm_oneside: false,
            peer,
            id,
        };
        self.invoke(&request).await?;
        Ok(())
    }

    /// Marks all messages of a chat as read.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn read(&self, target: impl IntoTarget) -> Result<(), CallError> {
        self.read_up_to(target, 0).await
    }

    /// Marks the messages of a chat as read, up to this one; 0 means all.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn read_up_to(&self, target: impl IntoTarget, max_id: i32) -> Result<(), CallError> {
        let (_, peer) = self.resolve_place(target.into_target()).await?;
        match input_channel(&peer) {
            Some(channel) => {
                self.invoke(&tl::functions::channels::ReadHistory { channel, max_id })
                    .await?;
            }
            None => {
                self.invoke(&tl::functions::messages::ReadHistory { peer, max_id })
                    .await?;
            }
        }
        Ok(())
    }

    /// Puts an emoji on a message in place of the account's earlier ones; `None` takes them away.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `REACTION_INVALID` when the chat does not allow this emoji.
    pub async fn react(
        &self,
        target: impl IntoTarget,
        message_id: i32,
        emoji: Option<&str>,
    ) -> Result<(), CallError> {
        let (_, peer) = self.resolve_place(target.into_target()).await?;
        let reaction = |emoji: &str| {
            tl::types::ReactionEmoji {
                emoticon: emoji.to_owned(),
            }
            .into()
        };
        let request = tl::functions::messages::SendReaction {
            big: false,
            add_to_recent: emoji.is_some(),
            peer,
            msg_id: message_id,
            reaction: Some(emoji.map(reaction).into_iter().collect()),
        };
        match self.invoke(&request).await {
            Ok(_) => Ok(()),
            Err(error) if error.is("MESSAGE_NOT_MODIFIED") => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Shows "typing" in a chat for about six seconds.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn typing(&self, target: impl IntoTarget) -> Result<(), CallError> {
        self.action(
            target,
            tl::enums::SendMessageAction::SendMessageTypingAction,
        )
        .await
    }

    /// Shows any action in a chat for about six seconds.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn action(
        &self,
        target: impl IntoTarget,
        action: tl::enums::SendMessageAction,
    ) -> Result<(), CallError> {
        let (_, peer) = self.resolve_input(target.into_target()).await?;
        let request = tl::functions::messages::SetTyping {
            peer,
            top_msg_id: None,
            action,
        };
        self.invoke(&request).await?;
        Ok(())
    }

    /// Shows "typing" in a chat until the guard is dropped.
    ///
    /// Must be called inside a tokio runtime. Telegram's refusals only show up in the log.
    pub fn keep_typing(&self, target: impl IntoTarget) -> TypingGuard {
        let (client, target) = (self.clone(), target.into_target());
        let task = self.activity().spawn(async move {
            loop {
                if let Err(error) = client.typing(&target).await {
                    tracing::debug!(%error, "typing cannot be shown");
                    return;
                }
                sleep(TYPING_REPEAT).await;
            }
        });
        TypingGuard { task }
    }

    /// Joins a public chat, by its username, or a private one by its invite link.
    ///
    /// That the account is a member already is no error.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `INVITE_REQUEST_SENT` when an admin must agree first.
    pub async fn join(&self, target: &str) -> Result<Option<Peer>, CallError> {
        if let Some(hash) = invite_hash(target) {
            let request = tl::functions::messages::ImportChatInvite { hash };
            let result = self.invoke(&request).await;
            return self.joined(result, None);
        }
        let peer = self.resolve(target).await?;
        let Some(channel) = self.input_of(&peer).as_ref().and_then(input_channel) else {
            return Err(CallError::InvalidInput(format!(
                "{target:?} is not a channel or supergroup that can be joined"
            )));
        };
        let result = self
            .invoke(&tl::functions::channels::JoinChannel { channel })
            .await;
        self.joined(result, Some(peer))
    }

    fn joined(
        &self,
        result: Result<tl::enums::messages::ChatInviteJoinResult, CallError>,
        known: Option<Peer>,
    ) -> Result<Option<Peer>, CallError> {
        match result {
            Ok(tl::enums::messages::ChatInviteJoinResult::Ok(ok)) => {
                let chat = match &ok.updates {
                    tl::enums::Updates::Updates(all) => all.chats.first().cloned(),
                    tl::enums::Updates::Combined(all) => all.chats.first().cloned(),
                    _ => None,
                };
                let peer = chat.as_ref().and_then(Peer::from_chat);
                Ok(peer.map(|peer| self.session().remember(&peer)).or(known))
            }
            Ok(tl::enums::messages::ChatInviteJoinResult::WebView(_)) => Ok(known),
            Err(error) if error.is("USER_ALREADY_PARTICIPANT") => Ok(known),
            Err(error) => Err(error),
        }
    }

    /// Leaves a group or a channel.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn leave(&self, target: impl IntoTarget) -> Result<(), CallError> {
        let (id, peer) = self.resolve_input(target.into_target()).await?;
        match (id, input_channel(&peer)) {
            (_, Some(channel)) => {
                self.invoke(&tl::functions::channels::LeaveChannel { channel })
                    .await?;
            }
            (PeerId::Group(chat_id), None) => {
                self.remove_from_group(chat_id, tl::enums::InputUser::UserSelf)
                    .await?;
            }
            _ => {
                return Err(CallError::InvalidInput(
                    "a private chat cannot be left, only deleted".to_owned(),
                ));
            }
        }
        Ok(())
    }

    pub(super) async fn remove_from_group(
        &self,
        chat_id: i64,
        user_id: tl::enums::InputUser,
    ) -> Result<(), CallError> {
        let request = tl::functions::messages::DeleteChatUser {
            revoke_history: false,
            chat_id,
            user_id,
        };
        self.invoke(&request).await?;
        Ok(())
    }
}

/// Returns the secret part of an invite link.
pub(super) fn invite_hash(link: &str) -> Option<String> {
    match link.parse() {
        Ok(TelegramLink::Invite(hash)) => Some(hash),
        _ => None,
    }
}
