//! Calls.

use std::time::Duration;

use grammers_tl_types as tl;

use crate::telegram::{Peer, PeerId};

/// Says that a call rings, is taken, or has ended: one between two people, or the video chat of a
/// group.
///
/// Sound and pictures do not come through the SDK.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Call {
    /// The number of the call.
    pub id: i64,
    /// Who is called or calls, or the chat of a video chat; `None` when it has ended and is not
    /// known any more.
    pub peer: Option<Peer>,
    /// The account is the one who calls.
    pub outgoing: bool,
    /// With pictures.
    pub video: bool,
    /// What has become of it.
    pub state: CallState,
}

/// Says what has become of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallState {
    /// It rings.
    Ringing,
    /// It was taken and begins.
    Accepted,
    /// It goes on.
    Active,
    /// It has ended.
    Ended {
        /// Why, where Telegram says it.
        reason: Option<CallEnd>,
        /// How long it was.
        duration: Option<Duration>,
    },
}

/// Says why a call has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CallEnd {
    /// Nobody took it.
    Missed,
    /// The connection was lost.
    Disconnected,
    /// Somebody hung up.
    HungUp,
    /// The other side was busy.
    Busy,
    /// It goes on as a conference.
    Conference,
}

fn seconds(seconds: i32) -> Duration {
    Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
}

impl Call {
    /// Reads a call between two people; `me` is the account.
    pub(crate) fn between(
        call: &tl::enums::PhoneCall,
        me: Option<PeerId>,
        peer: impl Fn(PeerId) -> Peer,
    ) -> Option<Self> {
        use tl::enums::PhoneCall as Tl;
        let made = |id, video, admin: i64, other: i64, state| {
            let outgoing = me == Some(PeerId::User(admin));
            let with = if outgoing { other } else { admin };
            Self {
                id,
                peer: Some(peer(PeerId::User(with))),
                outgoing,
                video,
                state,
            }
        };
        Some(match call {
            Tl::Empty(_) => return None,
            Tl::Waiting(c) => made(
                c.id,
                c.video,
                c.admin_id,
                c.participant_id,
                CallState::Ringing,
            ),
            Tl::Requested(c) => made(
                c.id,
                c.video,
                c.admin_id,
                c.participant_id,
                CallState::Ringing,
            ),
            Tl::Accepted(c) => made(
                c.id,
                c.video,
                c.admin_id,
                c.participant_id,
                CallState::Accepted,
            ),
            Tl::Call(c) => made(
                c.id,
                c.video,
                c.admin_id,
                c.participant_id,
                CallState::Active,
            ),
            Tl::Discarded(c) => Self {
                id: c.id,
                peer: None,
                outgoing: false,
                video: c.video,
                state: CallState::Ended {
                    reason: c.reason.as_ref().map(end),
                    duration: c.duration.map(seconds),
                },
            },
        })
    }

    /// Reads the video chat of a group or a channel.
    pub(crate) fn of_group(call: &tl::enums::GroupCall, chat: Option<Peer>) -> Self {
        let (id, state) = match call {
            tl::enums::GroupCall::Call(call) => (call.id, CallState::Active),
            tl::enums::GroupCall::Discarded(call) => {
                let duration = Some(seconds(call.duration));
                let ended = CallState::Ended {
                    reason: None,
                    duration,
                };
                (call.id, ended)
            }
        };
        Self {
            id,
            peer: chat,
            outgoing: false,
            video: true,
            state,
        }
    }
}

fn end(reason: &tl::enums::PhoneCallDiscardReason) -> CallEnd {
    use tl::enums::PhoneCallDiscardReason as Tl;
    match reason {
        Tl::Missed => CallEnd::Missed,
        Tl::Disconnect => CallEnd::Disconnected,
        Tl::Hangup => CallEnd::HungUp,
        Tl::Busy => CallEnd::Busy,
        Tl::MigrateConferenceCall(_) => CallEnd::Conference,
    }
}
