//! Everything that a module needs: `use userbot_sdk::prelude::*;`.
//!
//! Import it as a whole. Among its names is the crate `clap`, which is what makes
//! `#[derive(Args)]` work in a crate that does not depend on clap itself.

pub use async_trait::async_trait;
#[doc(no_inline)]
pub use clap::{self, Args, Subcommand, ValueEnum};

pub use crate::command::{Duration, Raw};
pub use crate::config::{
    Boolean, ByteSize, Choice, Config, Custom, DurationRange, Either, Emoji, Entity, EntityLike,
    Float, Hidden, Integer, Link, Links, MultiChoice, Optional, RandomLink, RegExp, Secret, Series,
    TelegramId, Text, TimeZone, Union, Url,
};
pub use crate::context::{Context, Conversation, ConversationError, sleep};
pub use crate::error::{Error, Result};
pub use crate::module::{Module, Registry};
pub use crate::store::{Db, Key, ListKey, MapKey, Migrations};
pub use crate::telegram::{
    Album, Call, CallError, CallbackPress, ChatChanged, Client, Deleted, Edited, Gap,
    JoinRequested, Joined, Left, Message, Outgoing, Peer, PeerId, Pinned, PollChanged, PollVote,
    RawUpdate, Reaction, ReadReceipt, RightsChanged, Typing, UserStatus,
};
pub use crate::text::escape;
pub use crate::{Config, Module, command, cron, every, handlers, watcher};
pub use jiff::Timestamp;
