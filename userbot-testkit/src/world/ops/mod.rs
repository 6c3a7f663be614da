//! Operations that change the world. Each one checks rights, changes the state and records what happened.

pub(crate) mod bans;
pub(crate) mod bots;
pub(crate) mod contacts;
pub(crate) mod delete;
pub(crate) mod edit;
pub(crate) mod files;
pub(crate) mod forward;
pub(crate) mod invites;
pub(crate) mod log;
pub(crate) mod members;
pub(crate) mod post;
pub(crate) mod react;
pub(crate) mod read;
pub(crate) mod resolve;
pub(crate) mod rights;
pub(crate) mod schedule;
pub(crate) mod text;
