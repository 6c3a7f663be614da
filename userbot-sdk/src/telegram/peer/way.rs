//! The ways by which a peer is looked for.

use std::fmt;

/// Is a way to find a person or a chat, as an error names those that were tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PeerWay {
    /// The peer book of the session: everybody whom the account has seen.
    Book,
    /// The message in which a minimal peer was seen.
    Context,
    /// The list of chats.
    Dialogs,
    /// The username, asked of Telegram.
    Username,
    /// The phone number, asked of Telegram, which tells it of people who allow that.
    Phone,
    /// An invitation, which names its chat to those who are in it or may look into it.
    Invite,
    /// The token of a profile.
    Token,
}

impl fmt::Display for PeerWay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Book => "the peer book",
            Self::Context => "the message that showed it",
            Self::Dialogs => "the list of chats",
            Self::Username => "the username",
            Self::Phone => "the phone number, where its owner allows it",
            Self::Invite => "the invitation, which must be accepted first",
            Self::Token => "the token of the profile",
        })
    }
}
