//! The calls that the simulated Telegram answers by itself.
//!
#![doc = ""]
#![doc = include_str!("modelled.md")]
#![doc = ""]
//! [`modelled`] lists them with a note on each. A call that is not in the list is answered with the error
//! `NO_RESPONDER_<method>`, so that a test that needs it fails by its name.

#![allow(
    clippy::unnecessary_wraps,
    reason = "all handlers have the shape that the table asks for"
)]

mod account;
mod admin_log;
mod auth;
mod bots;
mod cdn;
mod channels;
mod chats;
mod composing;
mod contacts;
mod dialogs;
mod drafts;
mod edit;
mod files;
mod folders;
mod help;
mod history;
mod invites;
mod members;
mod password;
mod photos;
mod reactions;
mod read;
mod schedule;
mod send;
mod takeout;
mod topics;
mod updates;
mod users;

use crate::server::{Call, Reply};
use crate::world::data::State;
use crate::world::refusal::Outcome;
use grammers_tl_types::{Deserializable, Identifiable, Serializable};

/// The state and the caller, while one call is answered.
pub(crate) struct Ctx<'a> {
    pub(crate) state: &'a mut State,
    pub(crate) key_id: i64,
    pub(crate) session_id: i64,
    pub(crate) msg_id: i64,
    pub(crate) dc_id: i32,
    /// Who is signed in; zero if nobody is.
    pub(crate) me: i64,
}

/// Who may call a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Anyone,
    SignedIn,
    Human,
    Bot,
}

/// One row of the table.
struct Method {
    id: u32,
    who: Who,
    note: &'static str,
    run: fn(&mut Ctx<'_>, &Call<'_>) -> Reply,
}

/// A row for a method whose handler returns the result.
macro_rules! method {
    ($who:ident, $request:ty, $handler:path, $note:literal) => {
        crate::methods::Method {
            id: <$request as grammers_tl_types::Identifiable>::CONSTRUCTOR_ID,
            who: crate::methods::Who::$who,
            note: $note,
            run: |ctx, call| crate::methods::run::<$request, _>(ctx, call, $handler),
        }
    };
}

/// A row for a method whose handler returns the reply.
macro_rules! reply_method {
    ($who:ident, $request:ty, $handler:path, $note:literal) => {
        crate::methods::Method {
            id: <$request as grammers_tl_types::Identifiable>::CONSTRUCTOR_ID,
            who: crate::methods::Who::$who,
            note: $note,
            run: |ctx, call| match call.parse::<$request>() {
                Some(request) => match $handler(ctx, &request) {
                    Ok(reply) => reply,
                    Err(refusal) => Reply::err(refusal.code, refusal.name),
                },
                None => Reply::err(400, "INPUT_FETCH_ERROR"),
            },
        }
    };
}

use {method, reply_method};

/// All rows, file by file.
const TABLE: &[&[Method]] = &[
    help::METHODS,
    auth::METHODS,
    account::METHODS,
    updates::METHODS,
    users::METHODS,
    contacts::METHODS,
    dialogs::METHODS,
    history::METHODS,
    send::METHODS,
    schedule::METHODS,
    edit::METHODS,
    read::METHODS,
    reactions::METHODS,
    files::METHODS,
    cdn::METHODS,
    photos::METHODS,
    drafts::METHODS,
    folders::METHODS,
    chats::METHODS,
    channels::METHODS,
    members::METHODS,
    admin_log::METHODS,
    invites::METHODS,
    topics::METHODS,
    bots::METHODS,
    composing::METHODS,
    password::METHODS,
    takeout::METHODS,
];

fn run<F, R>(
    ctx: &mut Ctx<'_>,
    call: &Call<'_>,
    handler: fn(&mut Ctx<'_>, &F) -> Outcome<R>,
) -> Reply
where
    F: Deserializable + Identifiable,
    R: Serializable,
{
    let Some(request) = call.parse::<F>() else {
        return Reply::err(400, "INPUT_FETCH_ERROR");
    };
    match handler(ctx, &request) {
        Ok(result) => Reply::ok(&result),
        Err(refusal) => Reply::err(refusal.code, refusal.name),
    }
}

/// Answers one call.
pub(crate) fn answer(state: &mut State, call: &Call<'_>) -> Reply {
    let Some(method) = TABLE
        .iter()
        .copied()
        .flatten()
        .find(|method| method.id == call.id)
    else {
        // An internal error would be a reason for clients to try again for ever.
        return Reply::err(400, format!("NO_RESPONDER_{}", call.name()));
    };
    // What is in a delivery network is not trusted with anything else.
    let allowed = grammers_tl_types::functions::upload::GetCdnFile::CONSTRUCTOR_ID;
    let cdn = state.centres.get(&call.dc_id).is_some_and(|dc| dc.cdn);
    if cdn && call.id != allowed {
        return Reply::err(400, "CDN_METHOD_INVALID");
    }
    let me = state
        .accounts
        .get(&call.key_id)
        .and_then(|account| account.user)
        .unwrap_or(0);
    state.tick();
    let bot = state.users.get(&me).is_some_and(|user| user.bot.is_some());
    match method.who {
        Who::Anyone => {}
        _ if me == 0 => {
            let owes = state
                .accounts
                .get(&call.key_id)
                .is_some_and(|account| account.password_for.is_some());
            return Reply::err(
                401,
                if owes {
                    "SESSION_PASSWORD_NEEDED"
                } else {
                    "AUTH_KEY_UNREGISTERED"
                },
            );
        }
        Who::Human if bot => return Reply::err(400, "BOT_METHOD_INVALID"),
        Who::Bot if !bot => return Reply::err(400, "USER_BOT_REQUIRED"),
        Who::SignedIn | Who::Human | Who::Bot => {}
    }
    if let Err(refusal) = takeout::check(state, call) {
        return Reply::err(refusal.code, refusal.name);
    }
    let mut ctx = Ctx {
        state,
        key_id: call.key_id,
        session_id: call.session_id,
        msg_id: call.msg_id,
        dc_id: call.dc_id,
        me,
    };
    (method.run)(&mut ctx, call)
}

/// Lists the calls that the world answers, with a note on what is modelled, in the order of their names.
pub fn modelled() -> Vec<(&'static str, &'static str)> {
    let rows = TABLE.iter().copied().flatten();
    let mut list: Vec<_> = rows
        .map(|method| (grammers_tl_types::name_for_id(method.id), method.note))
        .collect();
    list.sort_unstable();
    list
}

/// Lists the constructor ids of the calls that the world answers.
pub fn modelled_ids() -> Vec<u32> {
    TABLE
        .iter()
        .copied()
        .flatten()
        .map(|method| method.id)
        .collect()
}

/// Writes the list of [`modelled`] calls as a Markdown table.
pub fn modelled_table() -> String {
    let rows = modelled()
        .into_iter()
        .map(|(name, note)| format!("| `{name}` | {note} |\n"));
    format!(
        "| Call | What is modelled |\n|---|---|\n{}",
        rows.collect::<String>()
    )
}
