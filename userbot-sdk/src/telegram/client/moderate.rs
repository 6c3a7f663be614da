//! What admins do with members.

use grammers_tl_types as tl;
use jiff::Timestamp;

use super::Client;
use super::send::{input_channel, input_user};
use crate::telegram::{CallError, IntoTarget, PeerId};

/// Says what is taken from somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    /// Nothing: the end of all restrictions.
    Nothing,
    /// Writing.
    Writing,
    /// The chat itself.
    Everything,
}

/// Moderates groups and channels in which the account is an admin with the rights for it.
impl Client {
    /// Removes somebody from a group, a supergroup or a channel; they can come back.
    ///
    /// # Errors
    ///
    /// [`CallError::InvalidInput`] in a private chat; Telegram's refusal, such as
    /// `CHAT_ADMIN_REQUIRED`. See [`CallError`].
    pub async fn kick(
        &self,
        target: impl IntoTarget,
        who: impl IntoTarget,
    ) -> Result<(), CallError> {
        let (id, chat) = self.resolve_input(target.into_target()).await?;
        let (_, member) = self.resolve_input(who.into_target()).await?;
        if let PeerId::Group(chat_id) = id {
            return self.remove_from_group(chat_id, person(&member)?).await;
        }
        self.restrict(&chat, &member, Taken::Everything, None)
            .await?;
        self.restrict(&chat, &member, Taken::Nothing, None).await
    }

    /// Removes somebody from a supergroup or a channel and lets them not come back, for ever or
    /// until a time.
    ///
    /// A basic group knows no bans: there the person is only removed. Telegram takes a time less
    /// than 30 seconds or more than 366 days ahead for "for ever".
    ///
    /// # Errors
    ///
    /// See [`Client::kick`].
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use userbot_sdk::prelude::*;
    ///
    /// /// Bans who wrote the message that you reply to, for an hour.
    /// #[command(scope(groups))]
    /// async fn ban(ctx: &Context) -> Result<()> {
    ///     let replied = ctx.replied().await?;
    ///     let Some(who) = replied.sender() else {
    ///         return Err(Error::user("Nobody in particular wrote this."));
    ///     };
    ///     ctx.client().ban(&replied, who, Some(ctx.after(Duration::from_secs(3600)))).await?;
    ///     ctx.answer(format!("{} is banned", escape(who.name()))).await
    /// }
    /// ```
    pub async fn ban(
        &self,
        target: impl IntoTarget,
        who: impl IntoTarget,
        until: Option<Timestamp>,
    ) -> Result<(), CallError> {
        let (id, chat) = self.resolve_input(target.into_target()).await?;
        let (_, member) = self.resolve_input(who.into_target()).await?;
        if let PeerId::Group(chat_id) = id {
            return self.remove_from_group(chat_id, person(&member)?).await;
        }
        self.restrict(&chat, &member, Taken::Everything, until)
            .await
    }

    /// Forbids somebody to write in a supergroup, for ever or until a time.
    ///
    /// # Errors
    ///
    /// [`CallError::InvalidInput`] outside supergroups. See [`Client::kick`].
    pub async fn mute(
        &self,
        target: impl IntoTarget,
        who: impl IntoTarget,
        until: Option<Timestamp>,
    ) -> Result<(), CallError> {
        let chat = self.input_peer(target).await?;
        let member = self.input_peer(who).await?;
        self.restrict(&chat, &member, Taken::Writing, until).await
    }

    /// Takes a ban, a mute and every other restriction from somebody.
    ///
    /// # Errors
    ///
    /// [`CallError::InvalidInput`] outside supergroups and channels. See [`Client::kick`].
    pub async fn unban(
        &self,
        target: impl IntoTarget,
        who: impl IntoTarget,
    ) -> Result<(), CallError> {
        let chat = self.input_peer(target).await?;
        let member = self.input_peer(who).await?;
        self.restrict(&chat, &member, Taken::Nothing, None).await
    }

    /// Makes a member an admin who may do everything but name further admins and act unnamed;
    /// the title, at most 16 letters, stands beside their name.
    ///
    /// A basic group knows no titles.
    ///
    /// # Errors
    ///
    /// See [`Client::kick`].
    pub async fn promote(
        &self,
        target: impl IntoTarget,
        who: impl IntoTarget,
        title: Option<&str>,
    ) -> Result<(), CallError> {
        let rights = admin_rights(true);
        Box::pin(self.set_admin(target, who, rights, title)).await
    }

    /// Makes an admin a plain member again.
    ///
    /// # Errors
    ///
    /// See [`Client::kick`].
    pub async fn demote(
        &self,
        target: impl IntoTarget,
        who: impl IntoTarget,
    ) -> Result<(), CallError> {
        let rights = admin_rights(false);
        Box::pin(self.set_admin(target, who, rights, None)).await
    }

    async fn set_admin(
        &self,
        target: impl IntoTarget,
        who: impl IntoTarget,
        rights: tl::types::ChatAdminRights,
        title: Option<&str>,
    ) -> Result<(), CallError> {
        let (id, chat) = self.resolve_input(target.into_target()).await?;
        let user_id = self.input_user(who).await?;
        if let PeerId::Group(chat_id) = id {
            let is_admin = rights.delete_messages;
            let request = tl::functions::messages::EditChatAdmin {
                chat_id,
                user_id,
                is_admin,
            };
            self.invoke(&request).await?;
            return Ok(());
        }
        let request = tl::functions::channels::EditAdmin {
            channel: input_channel(&chat).ok_or_else(no_group)?,
            user_id,
            admin_rights: rights.into(),
            rank: title.map(str::to_owned),
        };
        self.invoke(&request).await?;
        Ok(())
    }

    async fn restrict(
        &self,
        chat: &tl::enums::InputPeer,
        member: &tl::enums::InputPeer,
        taken: Taken,
        until: Option<Timestamp>,
    ) -> Result<(), CallError> {
        let request = tl::functions::channels::EditBanned {
            channel: input_channel(chat).ok_or_else(no_group)?,
            participant: member.clone(),
            banned_rights: banned_rights(taken, until),
        };
        self.invoke(&request).await?;
        Ok(())
    }
}

fn person(member: &tl::enums::InputPeer) -> Result<tl::enums::InputUser, CallError> {
    input_user(member)
        .ok_or_else(|| CallError::InvalidInput("only people can be removed".to_owned()))
}

fn no_group() -> CallError {
    CallError::InvalidInput("this works only in supergroups and channels".to_owned())
}

fn admin_rights(on: bool) -> tl::types::ChatAdminRights {
    tl::types::ChatAdminRights {
        change_info: on,
        post_messages: on,
        edit_messages: on,
        delete_messages: on,
        ban_users: on,
        invite_users: on,
        pin_messages: on,
        add_admins: false,
        anonymous: false,
        manage_call: on,
        other: on,
        manage_topics: on,
        post_stories: on,
        edit_stories: on,
        delete_stories: on,
        manage_direct_messages: on,
        manage_ranks: false,
        manage_linked_peers: false,
        manage_welcome_messages: on,
    }
}

fn banned_rights(taken: Taken, until: Option<Timestamp>) -> tl::enums::ChatBannedRights {
    let write = taken != Taken::Nothing;
    tl::types::ChatBannedRights {
        view_messages: taken == Taken::Everything,
        send_messages: write,
        send_media: write,
        send_stickers: write,
        send_gifs: write,
        send_games: write,
        send_inline: write,
        embed_links: write,
        send_polls: write,
        change_info: false,
        invite_users: false,
        pin_messages: false,
        manage_topics: false,
        send_photos: write,
        send_videos: write,
        send_roundvideos: write,
        send_audios: write,
        send_voices: write,
        send_docs: write,
        send_plain: write,
        edit_rank: false,
        send_reactions: write,
        manage_linked_peers: false,
        // 0 is for ever, which is also the right thing for a date beyond Telegram's.
        until_date: until.map_or(0, |until| i32::try_from(until.as_second()).unwrap_or(0)),
    }
    .into()
}
