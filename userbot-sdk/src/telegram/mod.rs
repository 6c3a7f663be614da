//! Everything that touches Telegram.
//!
//! [`Connection::open`] takes a [`Session`] and gives a [`Client`], with which everything is sent
//! and asked, and an [`UpdatePump`], which turns what Telegram tells into [`Event`]s and hands
//! them to an [`EventSink`]. Between the client and the network stands the policy: each call has
//! a deadline, waits out floods that are short, and tries again when the server has trouble. It
//! is the only place that sleeps.
//!
//! [`Message`], [`Peer`] and the events are values of our own; [`Message::raw`] and
//! [`Client::invoke`] reach everything else that Telegram has.

mod client;
mod clock;
mod connect;
mod error;
mod event;
mod files;
mod link;
pub mod login;
mod message;
mod observed;
mod outgoing;
mod packet;
mod peer;
mod policy;
mod proxy;
mod pump;
mod recent;
mod rights;
mod safe_prime;
mod second_password;
mod session;
mod spoken;
mod supervisor;
mod written;

#[cfg(feature = "http")]
pub use client::Http;
pub use client::{
    Birthday, BotAnswer, ChatProfile, Client, Dialog, Dialogs, Draft, Edit, Folder, ForwardOptions,
    History, InlineQuery, InlineResult, Invite, InviteOptions, InvitePreview, JoinRequest,
    Participant, ParticipantRole, Participants, Takeout, TakeoutOptions, TypingGuard, UserProfile,
};
pub use connect::{ConnectOptions, Connection, ConnectionObserver, Device};
pub use error::{CallError, ErrorClass, Explanation, RpcError};
pub use event::{
    Album, Call, CallEnd, CallState, CallbackPress, ChatChange, ChatChanged, Deleted, Edited,
    Event, EventKind, Gap, GapReason, JoinRequested, Joined, Left, MemberRights, Pinned,
    PollAnswer, PollChanged, PollVote, Presence, RawUpdate, Reaction, ReactionKind, ReadReceipt,
    RightsChanged, Typing, TypingAction, UserStatus, WatcherEvent,
};
pub use files::{
    Chunks, FileSource, Progress, RemoteFile, StreamSource, TempFile, Upload, Uploaded,
};
pub use grammers_session::SessionData;
pub use grammers_tl_types as tl;
pub use link::{
    Background, BackgroundFill, LinkChat, MessageLink, NotALink, TelegramLink, VideoChatKind,
};
pub use message::{
    Button, ButtonKind, Forward, Media, MediaKind, Message, ReplyTo, ServiceAction, Thumbnail,
    blank_message,
};
pub use observed::{Activity, Observed};
pub use outgoing::{
    Attachment, LinkPreview, Outgoing, OutgoingContact, OutgoingFile, OutgoingLocation,
    OutgoingPoll, OutgoingVenue,
};
pub use peer::{IntoTarget, InvalidPeerId, Peer, PeerId, PeerKind, PeerMap, PeerWay, Target};
pub use policy::{CallCount, CallFamily, CallLimits, CallOptions, CallReport, Rate};
pub(crate) use policy::{as_caller, as_callers, hand_on_calls};
pub use proxy::{MtProxy, MtProxySecret, ProxyError, ProxyLinkError, ProxySettings, Socks5Proxy};
pub use pump::{EventSink, PumpHandle, Receipt, UpdatePump, events_of};
pub use rights::{AdminRight, AdminRights, Permission, Permissions};
#[cfg(feature = "cli")]
pub(crate) use session::session_holder;
pub use session::{Session, SessionError, StringFormat, StringSession, StringSessionError};
