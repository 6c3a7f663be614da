//! Methods that share a limit.

/// Groups methods whose calls Telegram counts together, as far as is known.
///
/// # Examples
///
/// ```
/// use userbot_sdk::telegram::CallFamily;
///
/// assert_eq!(CallFamily::of("messages.sendMessage"), CallFamily::Sending);
/// assert_eq!(CallFamily::of("updates.getDifference"), CallFamily::Unlimited);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum CallFamily {
    /// New messages: text, media, albums, forwards.
    Sending,
    /// Changes of messages: edits, reactions, pins, votes.
    Editing,
    /// Deleting messages.
    Deleting,
    /// Reading lists: history, search, members, chats.
    Reading,
    /// Looking up people and chats by name, phone or link.
    Resolving,
    /// Joining and making chats.
    Joining,
    /// Adding, removing and promoting people.
    Managing,
    /// Anything else that has no family.
    Other,
    /// What must never wait: updates, login, files, reading marks, typing.
    Unlimited,
}

impl CallFamily {
    /// All families.
    pub const ALL: &'static [Self] = &[
        Self::Sending,
        Self::Editing,
        Self::Deleting,
        Self::Reading,
        Self::Resolving,
        Self::Joining,
        Self::Managing,
        Self::Other,
        Self::Unlimited,
    ];

    /// Returns the family of a method, such as `messages.sendMessage`.
    pub fn of(method: &str) -> Self {
        match method {
            "messages.sendMessage"
            | "messages.sendMedia"
            | "messages.sendMultiMedia"
            | "messages.forwardMessages"
            | "messages.sendInlineBotResult"
            | "messages.sendScheduledMessages"
            | "messages.sendQuickReplyMessages"
            | "stories.sendStory" => Self::Sending,
            "messages.editMessage"
            | "messages.editInlineBotMessage"
            | "messages.sendReaction"
            | "messages.sendVote"
            | "messages.updatePinnedMessage"
            | "messages.unpinAllMessages" => Self::Editing,
            "messages.deleteMessages"
            | "channels.deleteMessages"
            | "messages.deleteHistory"
            | "channels.deleteHistory"
            | "channels.deleteParticipantHistory"
            | "messages.deleteScheduledMessages" => Self::Deleting,
            "messages.getHistory"
            | "messages.search"
            | "messages.searchGlobal"
            | "messages.getReplies"
            | "messages.getMessages"
            | "messages.getDialogs"
            | "channels.getMessages"
            | "channels.getParticipants"
            | "channels.getParticipant"
            | "channels.getFullChannel"
            | "channels.getAdminLog"
            | "messages.getFullChat"
            | "users.getFullUser"
            | "photos.getUserPhotos" => Self::Reading,
            "contacts.resolveUsername"
            | "contacts.resolvePhone"
            | "contacts.search"
            | "contacts.importContacts"
            | "messages.checkChatInvite" => Self::Resolving,
            "channels.joinChannel"
            | "channels.createChannel"
            | "messages.importChatInvite"
            | "messages.createChat" => Self::Joining,
            "channels.inviteToChannel"
            | "channels.editBanned"
            | "channels.editAdmin"
            | "messages.addChatUser"
            | "messages.deleteChatUser"
            | "messages.editChatAdmin" => Self::Managing,
            "messages.setTyping"
            | "messages.readHistory"
            | "channels.readHistory"
            | "messages.setBotCallbackAnswer"
            | "messages.setInlineBotResults"
            | "account.updateStatus" => Self::Unlimited,
            method => match method.split_once('.').map(|(space, _)| space) {
                Some("updates" | "auth" | "help" | "upload" | "langpack") | None => Self::Unlimited,
                Some(_) => Self::Other,
            },
        }
    }
}
