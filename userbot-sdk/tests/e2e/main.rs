//! What the SDK promises, checked through the testkit: modules as authors write them, on the real
//! client, in a simulated Telegram.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failure is what a test is for"
)]

mod accounts;
mod answers;
mod backups;
mod builtins;
mod changes;
mod chaos;
mod client;
mod clock;
mod commands;
mod config;
mod conversations;
mod delivery_network;
mod dispatch;
mod events;
mod filters;
mod hardships;
mod inline;
mod lies;
mod lifecycle;
mod links;
mod login;
mod many;
mod media;
mod order;
mod outgoing;
mod positions;
mod profiles;
mod promises;
mod raw;
mod runtime;
mod schedules;
mod services;
mod starts;
mod store;
mod support;
mod switches;
mod testkit;
mod texts;
mod uploads;
