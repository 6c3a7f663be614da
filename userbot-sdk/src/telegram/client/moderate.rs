//! What admins do with members.

use grammers_tl_types as tl;
use jiff::Timestamp;

use super::Client;
use super::send::{input_channel, input_user};
use crate::telegram::{AdminRights, CallError, IntoTarget, PeerId, Permission, Permissions};

/// What a member needs in order to write.
const WRITING: [Permission; 15] = [
    Permission::SendMessages,
    Permission::SendMedia,
    Permission::SendStickers,
    Permission::SendGifs,
    Permission::SendGames,
    Permission::SendInline,
    Permission::EmbedLinks,
    Permission::SendPolls,
    Permission::SendPhotos,
    Permission::SendVideos,
    Permission::SendRoundVideos,
    Permission::SendAudios,
    Permission::SendVoices,
    Permission::SendDocuments,
    Permission::SendText,
];

/// Returns what is left to somebody who may not write.
fn silent() -> Permissions {
    WRITING
        .into_iter()
        .chain([Permission::SendReactions])
        .fold(Permissions::all(), Permissions::without)
}

/// Returns what is left to somebody who is banned.
fn banned() -> Permissions {
    silent().without(Permission::ViewMessages)
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
        self.set_banned(&chat, &member, banned(), None).await?;
        self.set_banned(&chat, &member, Permissions::all(), None)
            .await
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
        self.set_banned(&chat, &member, banned(), until).await
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
        self.set_banned(&chat, &member, silent(), until).await
    }

    /// Lets a member of a supergroup do this and no more, for ever or until a time. What all members
    /// may do, see [`set_permissions`](Self::set_permissions), is a limit too.
    ///
    /// # Errors
    ///
    /// [`CallError::InvalidInput`] outside supergroups. See [`Client::kick`].
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use userbot_sdk::telegram::{Client, Permission, Permissions};
    ///
    /// # async fn f(client: Client) -> userbot_sdk::Result<()> {
    /// let no_stickers = Permissions::all().without(Permission::SendStickers);
    /// client.restrict("@the_club", "@ann", no_stickers, None).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn restrict(
        &self,
        target: impl IntoTarget,
        who: impl IntoTarget,
        permissions: Permissions,
        until: Option<Timestamp>,
    ) -> Result<(), CallError> {
        let chat = self.input_peer(target).await?;
        let member = self.input_peer(who).await?;
        self.set_banned(&chat, &member, permissions, until).await
    }

    /// Says what all members of a group may do. That it is the same as before is no error.
    ///
    /// # Errors
    ///
    /// See [`Client::kick`].
    pub async fn set_permissions(
        &self,
        target: impl IntoTarget,
        permissions: Permissions,
    ) -> Result<(), CallError> {
        let request = tl::functions::messages::EditChatDefaultBannedRights {
            peer: self.input_peer(target).await?,
            banned_rights: permissions.to_tl(None),
        };
        match self.invoke(&request).await {
            Err(error) if !error.is("CHAT_NOT_MODIFIED") => Err(error),
            _ => Ok(()),
        }
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
        self.set_banned(&chat, &member, Permissions::all(), None)
            .await
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
        self.promote_with(target, who, AdminRights::usual(), title)
            .await
    }

    /// Makes a member an admin with these rights, or changes those of an admin.
    ///
    /// In a basic group every admin may do everything.
    ///
    /// # Errors
    ///
    /// See [`Client::kick`].
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use userbot_sdk::telegram::{AdminRight, AdminRights, Client};
    ///
    /// # async fn f(client: Client) -> userbot_sdk::Result<()> {
    /// let rights = AdminRights::from([AdminRight::DeleteMessages, AdminRight::PinMessages]);
    /// client.promote_with("@the_club", "@ann", rights, Some("janitor")).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn promote_with(
        &self,
        target: impl IntoTarget,
        who: impl IntoTarget,
        rights: AdminRights,
        title: Option<&str>,
    ) -> Result<(), CallError> {
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
        Box::pin(self.set_admin(target, who, AdminRights::none(), None)).await
    }

    async fn set_admin(
        &self,
        target: impl IntoTarget,
        who: impl IntoTarget,
        rights: AdminRights,
        title: Option<&str>,
    ) -> Result<(), CallError> {
        let (id, chat) = self.resolve_input(target.into_target()).await?;
        let user_id = self.input_user(who).await?;
        if let PeerId::Group(chat_id) = id {
            let is_admin = !rights.is_empty();
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
            admin_rights: rights.to_tl(),
            rank: title.map(str::to_owned),
        };
        self.invoke(&request).await?;
        Ok(())
    }

    async fn set_banned(
        &self,
        chat: &tl::enums::InputPeer,
        member: &tl::enums::InputPeer,
        permissions: Permissions,
        until: Option<Timestamp>,
    ) -> Result<(), CallError> {
        let request = tl::functions::channels::EditBanned {
            channel: input_channel(chat).ok_or_else(no_group)?,
            participant: member.clone(),
            banned_rights: permissions.to_tl(until),
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
