//! What service messages say.

use grammers_tl_types as tl;

use crate::telegram::PeerId;

/// Says what happened, when a message is a service message.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ServiceAction {
    /// The group was made.
    GroupCreated {
        /// Its title.
        title: String,
        /// Its first members.
        members: Vec<PeerId>,
    },
    /// The channel or supergroup was made.
    ChannelCreated {
        /// Its title.
        title: String,
    },
    /// The title changed.
    TitleChanged(String),
    /// The photo changed.
    PhotoChanged,
    /// The photo was removed.
    PhotoRemoved,
    /// The sender added people, or joined (then the sender is the only one).
    MembersAdded(Vec<PeerId>),
    /// The sender removed somebody, or left (then it is the sender).
    MemberRemoved(PeerId),
    /// The sender joined by an invite link.
    JoinedByLink {
        /// Whose link it was.
        inviter: PeerId,
    },
    /// The sender's request to join was granted.
    JoinedByRequest,
    /// A message was pinned; it is the one that this message answers.
    MessagePinned,
    /// The group became this supergroup.
    MigratedTo(PeerId),
    /// The supergroup was this group before.
    MigratedFrom(PeerId),
    /// The history was cleared.
    HistoryCleared,
    /// A topic was made.
    TopicCreated {
        /// Its title.
        title: String,
    },
    /// A topic was changed, closed or opened again.
    TopicEdited,
    /// Messages of this chat now live for so many seconds; 0 means for ever.
    AutoDeleteChanged(i32),
    /// A call.
    Call,
    /// Somebody who is a contact joined Telegram.
    ContactSignedUp,
    /// A screenshot was taken.
    Screenshot,
    /// Anything else; [`Message::raw`](super::Message::raw) has it.
    Other,
}

impl ServiceAction {
    pub(super) fn from_tl(action: &tl::enums::MessageAction) -> Self {
        use tl::enums::MessageAction as Tl;
        let users = |ids: &[i64]| ids.iter().copied().map(PeerId::User).collect();
        match action {
            Tl::ChatCreate(action) => Self::GroupCreated {
                title: action.title.clone(),
                members: users(&action.users),
            },
            Tl::ChannelCreate(action) => Self::ChannelCreated {
                title: action.title.clone(),
            },
            Tl::ChatEditTitle(action) => Self::TitleChanged(action.title.clone()),
            Tl::ChatEditPhoto(_) => Self::PhotoChanged,
            Tl::ChatDeletePhoto => Self::PhotoRemoved,
            Tl::ChatAddUser(action) => Self::MembersAdded(users(&action.users)),
            Tl::ChatDeleteUser(action) => Self::MemberRemoved(PeerId::User(action.user_id)),
            Tl::ChatJoinedByLink(action) => Self::JoinedByLink {
                inviter: PeerId::User(action.inviter_id),
            },
            Tl::ChatJoinedByRequest => Self::JoinedByRequest,
            Tl::PinMessage => Self::MessagePinned,
            Tl::ChatMigrateTo(action) => Self::MigratedTo(PeerId::Channel(action.channel_id)),
            Tl::ChannelMigrateFrom(action) => Self::MigratedFrom(PeerId::Group(action.chat_id)),
            Tl::HistoryClear => Self::HistoryCleared,
            Tl::TopicCreate(action) => Self::TopicCreated {
                title: action.title.clone(),
            },
            Tl::TopicEdit(_) => Self::TopicEdited,
            Tl::SetMessagesTtl(action) => Self::AutoDeleteChanged(action.period),
            Tl::PhoneCall(_) | Tl::GroupCall(_) | Tl::ConferenceCall(_) => Self::Call,
            Tl::ContactSignUp => Self::ContactSignedUp,
            Tl::ScreenshotTaken => Self::Screenshot,
            _ => Self::Other,
        }
    }
}
