//! What admins and members may do.

use std::fmt;

use grammers_tl_types as tl;
use jiff::Timestamp;

/// Declares a set of flags: an enum with one value for each, and the set itself.
macro_rules! flags {
    (
        $(#[$one_doc:meta])* $one:ident,
        $(#[$set_doc:meta])* $set:ident {
            $($(#[$doc:meta])* $variant:ident,)*
        }
    ) => {
        $(#[$one_doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $one { $($(#[$doc])* $variant,)* }

        impl $one {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
        }

        $(#[$set_doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
        pub struct $set(u32);

        impl $set {
            /// Makes the empty set.
            pub const fn none() -> Self {
                Self(0)
            }

            /// Makes the set of all.
            pub fn all() -> Self {
                $one::ALL.iter().copied().collect()
            }

            /// Adds one.
            #[must_use]
            pub const fn with(self, one: $one) -> Self {
                Self(self.0 | 1 << one as u32)
            }

            /// Takes one away.
            #[must_use]
            pub const fn without(self, one: $one) -> Self {
                Self(self.0 & !(1 << one as u32))
            }

            /// Tells whether one is in the set.
            pub const fn has(self, one: $one) -> bool {
                self.0 & 1 << one as u32 != 0
            }

            /// Tells whether the set is empty.
            pub const fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// Goes through the set.
            pub fn iter(self) -> impl Iterator<Item = $one> {
                $one::ALL.iter().copied().filter(move |one| self.has(*one))
            }
        }

        impl FromIterator<$one> for $set {
            fn from_iter<I: IntoIterator<Item = $one>>(all: I) -> Self {
                all.into_iter().fold(Self::none(), Self::with)
            }
        }

        impl<const N: usize> From<[$one; N]> for $set {
            fn from(all: [$one; N]) -> Self {
                all.into_iter().collect()
            }
        }

        impl fmt::Debug for $set {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_set().entries(self.iter()).finish()
            }
        }
    };
}

flags! {
    /// Is one right of an admin.
    ///
    /// See [admin rights](https://core.telegram.org/constructor/chatAdminRights).
    AdminRight,
    /// Is the set of what an admin may do.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::telegram::{AdminRight, AdminRights};
    ///
    /// let rights = AdminRights::from([AdminRight::DeleteMessages, AdminRight::BanUsers]);
    /// assert!(rights.has(AdminRight::BanUsers));
    /// assert!(!rights.without(AdminRight::BanUsers).has(AdminRight::BanUsers));
    /// ```
    AdminRights {
        /// Change the title, the photo and the description.
        ChangeInfo,
        /// Post in a channel.
        PostMessages,
        /// Edit the posts of others in a channel.
        EditMessages,
        /// Delete the messages of others.
        DeleteMessages,
        /// Restrict and ban members.
        BanUsers,
        /// Invite people.
        InviteUsers,
        /// Pin messages.
        PinMessages,
        /// Make others admins, with the rights that one has oneself.
        AddAdmins,
        /// Act unnamed.
        Anonymous,
        /// Manage video chats and livestreams.
        ManageCalls,
        /// What needs no right of its own, such as the log of the admins.
        Other,
        /// Make, close and change topics.
        ManageTopics,
        /// Post stories.
        PostStories,
        /// Edit the stories of others.
        EditStories,
        /// Delete the stories of others.
        DeleteStories,
        /// Answer the private messages to a channel.
        ManageDirectMessages,
        /// Give members titles.
        ManageRanks,
        /// Manage linked chats.
        ManageLinkedPeers,
        /// Manage the messages that greet new members.
        ManageWelcomeMessages,
    }
}

flags! {
    /// Is one thing that a member may do.
    ///
    /// See [banned rights](https://core.telegram.org/constructor/chatBannedRights), which say the
    /// opposite of each.
    Permission,
    /// Is the set of what a member may do.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::telegram::{Permission, Permissions};
    ///
    /// let quiet = Permissions::all().without(Permission::SendStickers);
    /// assert!(quiet.has(Permission::SendText));
    /// ```
    Permissions {
        /// See the chat at all; who may not is banned.
        ViewMessages,
        /// Send anything.
        SendMessages,
        /// Send any file.
        SendMedia,
        /// Send stickers.
        SendStickers,
        /// Send animations.
        SendGifs,
        /// Send games.
        SendGames,
        /// Send by inline bots.
        SendInline,
        /// Show previews of links.
        EmbedLinks,
        /// Send polls.
        SendPolls,
        /// Change the title, the photo and the description.
        ChangeInfo,
        /// Invite people.
        InviteUsers,
        /// Pin messages.
        PinMessages,
        /// Make topics.
        ManageTopics,
        /// Send photos.
        SendPhotos,
        /// Send videos.
        SendVideos,
        /// Send round videos.
        SendRoundVideos,
        /// Send music.
        SendAudios,
        /// Send voice notes.
        SendVoices,
        /// Send other files.
        SendDocuments,
        /// Send texts.
        SendText,
        /// Change one's own title.
        EditRank,
        /// Put reactions on messages.
        SendReactions,
        /// Manage linked chats.
        ManageLinkedPeers,
    }
}

impl AdminRights {
    /// Returns what an admin is usually given: everything but naming further admins, acting
    /// unnamed, titles and linked chats.
    pub fn usual() -> Self {
        Self::all()
            .without(AdminRight::AddAdmins)
            .without(AdminRight::Anonymous)
            .without(AdminRight::ManageRanks)
            .without(AdminRight::ManageLinkedPeers)
    }

    pub(crate) fn from_tl(rights: &tl::enums::ChatAdminRights) -> Self {
        use AdminRight as R;
        let tl::enums::ChatAdminRights::Rights(r) = rights;
        [
            (r.change_info, R::ChangeInfo),
            (r.post_messages, R::PostMessages),
            (r.edit_messages, R::EditMessages),
            (r.delete_messages, R::DeleteMessages),
            (r.ban_users, R::BanUsers),
            (r.invite_users, R::InviteUsers),
            (r.pin_messages, R::PinMessages),
            (r.add_admins, R::AddAdmins),
            (r.anonymous, R::Anonymous),
            (r.manage_call, R::ManageCalls),
            (r.other, R::Other),
            (r.manage_topics, R::ManageTopics),
            (r.post_stories, R::PostStories),
            (r.edit_stories, R::EditStories),
            (r.delete_stories, R::DeleteStories),
            (r.manage_direct_messages, R::ManageDirectMessages),
            (r.manage_ranks, R::ManageRanks),
            (r.manage_linked_peers, R::ManageLinkedPeers),
            (r.manage_welcome_messages, R::ManageWelcomeMessages),
        ]
        .into_iter()
        .filter_map(|(on, right)| on.then_some(right))
        .collect()
    }

    pub(crate) fn to_tl(self) -> tl::enums::ChatAdminRights {
        use AdminRight as R;
        tl::types::ChatAdminRights {
            change_info: self.has(R::ChangeInfo),
            post_messages: self.has(R::PostMessages),
            edit_messages: self.has(R::EditMessages),
            delete_messages: self.has(R::DeleteMessages),
            ban_users: self.has(R::BanUsers),
            invite_users: self.has(R::InviteUsers),
            pin_messages: self.has(R::PinMessages),
            add_admins: self.has(R::AddAdmins),
            anonymous: self.has(R::Anonymous),
            manage_call: self.has(R::ManageCalls),
            other: self.has(R::Other),
            manage_topics: self.has(R::ManageTopics),
            post_stories: self.has(R::PostStories),
            edit_stories: self.has(R::EditStories),
            delete_stories: self.has(R::DeleteStories),
            manage_direct_messages: self.has(R::ManageDirectMessages),
            manage_ranks: self.has(R::ManageRanks),
            manage_linked_peers: self.has(R::ManageLinkedPeers),
            manage_welcome_messages: self.has(R::ManageWelcomeMessages),
        }
        .into()
    }
}

impl Permissions {
    /// Returns what is left to somebody who may read and nothing else.
    pub const fn reading() -> Self {
        Self::none().with(Permission::ViewMessages)
    }

    /// Reads what is forbidden, and until when; `None` is for ever.
    pub(crate) fn from_tl(rights: &tl::enums::ChatBannedRights) -> (Self, Option<Timestamp>) {
        use Permission as P;
        let tl::enums::ChatBannedRights::Rights(r) = rights;
        let allowed = [
            (r.view_messages, P::ViewMessages),
            (r.send_messages, P::SendMessages),
            (r.send_media, P::SendMedia),
            (r.send_stickers, P::SendStickers),
            (r.send_gifs, P::SendGifs),
            (r.send_games, P::SendGames),
            (r.send_inline, P::SendInline),
            (r.embed_links, P::EmbedLinks),
            (r.send_polls, P::SendPolls),
            (r.change_info, P::ChangeInfo),
            (r.invite_users, P::InviteUsers),
            (r.pin_messages, P::PinMessages),
            (r.manage_topics, P::ManageTopics),
            (r.send_photos, P::SendPhotos),
            (r.send_videos, P::SendVideos),
            (r.send_roundvideos, P::SendRoundVideos),
            (r.send_audios, P::SendAudios),
            (r.send_voices, P::SendVoices),
            (r.send_docs, P::SendDocuments),
            (r.send_plain, P::SendText),
            (r.edit_rank, P::EditRank),
            (r.send_reactions, P::SendReactions),
            (r.manage_linked_peers, P::ManageLinkedPeers),
        ]
        .into_iter()
        .filter_map(|(forbidden, permission)| (!forbidden).then_some(permission))
        .collect();
        let for_ever = r.until_date == 0 || r.until_date == i32::MAX;
        let until = (!for_ever).then(|| super::message::timestamp(r.until_date));
        (allowed, until)
    }

    /// Writes what is forbidden; no time is for ever, and so is one beyond Telegram's.
    pub(crate) fn to_tl(self, until: Option<Timestamp>) -> tl::enums::ChatBannedRights {
        use Permission as P;
        let not = |permission| !self.has(permission);
        tl::types::ChatBannedRights {
            view_messages: not(P::ViewMessages),
            send_messages: not(P::SendMessages),
            send_media: not(P::SendMedia),
            send_stickers: not(P::SendStickers),
            send_gifs: not(P::SendGifs),
            send_games: not(P::SendGames),
            send_inline: not(P::SendInline),
            embed_links: not(P::EmbedLinks),
            send_polls: not(P::SendPolls),
            change_info: not(P::ChangeInfo),
            invite_users: not(P::InviteUsers),
            pin_messages: not(P::PinMessages),
            manage_topics: not(P::ManageTopics),
            send_photos: not(P::SendPhotos),
            send_videos: not(P::SendVideos),
            send_roundvideos: not(P::SendRoundVideos),
            send_audios: not(P::SendAudios),
            send_voices: not(P::SendVoices),
            send_docs: not(P::SendDocuments),
            send_plain: not(P::SendText),
            edit_rank: not(P::EditRank),
            send_reactions: not(P::SendReactions),
            manage_linked_peers: not(P::ManageLinkedPeers),
            until_date: until.map_or(0, |until| i32::try_from(until.as_second()).unwrap_or(0)),
        }
        .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_survive_telegrams_form() {
        for right in AdminRight::ALL {
            let rights = AdminRights::from([*right]);
            assert_eq!(AdminRights::from_tl(&rights.to_tl()), rights);
        }
        for permission in Permission::ALL {
            let until = Timestamp::from_second(1_700_000_000).ok();
            let permissions = Permissions::all().without(*permission);
            let read = Permissions::from_tl(&permissions.to_tl(until));
            assert_eq!(read, (permissions, until));
            assert_eq!(Permissions::from_tl(&permissions.to_tl(None)).1, None);
        }
        assert_eq!(format!("{:?}", Permissions::reading()), "{ViewMessages}");
    }
}
