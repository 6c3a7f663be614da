//! Lost updates.

use std::fmt;

use crate::telegram::Peer;

/// Says that updates are lost, because Telegram does not hand them out any more.
///
/// It is rare: the bot was off for long, or a channel had more news than Telegram keeps for one
/// account. Messages that are lost can still be read from the
/// [history](crate::telegram::Client::history) of the chat.
///
/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
/// use userbot_sdk::telegram::Gap;
///
/// /// Notes where something is missing.
/// #[watcher]
/// async fn missing(ctx: &Context, gap: &Gap) -> Result<()> {
///     ctx.client().send("me", format!("I may have missed something: {gap}")).await?;
///     Ok(())
/// }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Gap {
    /// The channel or supergroup; `None` when it is all private chats and basic groups.
    pub chat: Option<Peer>,
    /// The number of the last update before the gap, in Telegram's count for this chat (`pts`).
    pub from: i32,
    /// The number with which updates go on, when it is known.
    pub to: Option<i32>,
    /// Why they are lost.
    pub reason: GapReason,
}

/// Says why updates are lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GapReason {
    /// There were more of them than Telegram hands out.
    TooLong,
    /// The account does not know the channel well enough to ask for its updates; they come when it
    /// has met it again.
    UnknownChannel,
    /// Telegram does not know the saved position any more.
    PositionForgotten,
    /// Telegram's answers contradict each other.
    Contradiction,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.chat {
            Some(chat) => write!(f, "{} ({})", chat.name(), chat.id())?,
            None => f.write_str("private chats and groups")?,
        }
        write!(f, ", after update {}", self.from)?;
        if let Some(to) = self.to {
            write!(f, " until {to}")?;
        }
        f.write_str(match self.reason {
            GapReason::TooLong => ": more than Telegram hands out",
            GapReason::UnknownChannel => ": the channel is not known well enough",
            GapReason::PositionForgotten => ": Telegram has forgotten the position",
            GapReason::Contradiction => ": Telegram's answers contradict each other",
        })
    }
}
