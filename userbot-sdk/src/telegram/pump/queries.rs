//! Updates that Telegram tells once and somebody waits for.
//!
//! They have no position: what is lost or late does not come again, and the person who pressed a
//! button looks at a clock until it is answered. So they do not wait behind anything.

use grammers_session::updates::UpdatesLike;
use grammers_tl_types as tl;

use super::positions::Batch;

/// Tells whether somebody waits for the answer to an update.
pub(super) fn is_query(update: &tl::enums::Update) -> bool {
    use tl::enums::Update;
    matches!(
        update,
        Update::BotCallbackQuery(_)
            | Update::InlineBotCallbackQuery(_)
            | Update::BusinessBotCallbackQuery(_)
            | Update::BotInlineQuery(_)
            | Update::BotInlineSend(_)
            | Update::BotPrecheckoutQuery(_)
            | Update::BotShippingQuery(_)
    )
}

/// Copies the queries out. All of it stays as it came, with its place in the order of updates.
pub(super) fn queries_in(updates: &UpdatesLike) -> Option<Batch> {
    match updates {
        UpdatesLike::Updates(tl::enums::Updates::Updates(all)) => {
            queries(&all.updates, &all.users, &all.chats)
        }
        UpdatesLike::Updates(tl::enums::Updates::Combined(all)) => {
            queries(&all.updates, &all.users, &all.chats)
        }
        UpdatesLike::Updates(tl::enums::Updates::UpdateShort(short)) => {
            queries(std::slice::from_ref(&short.update), &[], &[])
        }
        _ => None,
    }
}

fn queries(
    updates: &[tl::enums::Update],
    users: &[tl::enums::User],
    chats: &[tl::enums::Chat],
) -> Option<Batch> {
    if !updates.iter().any(is_query) {
        return None;
    }
    let found = updates.iter().filter(|one| is_query(one)).cloned();
    Some(Batch {
        updates: found.collect(),
        users: users.to_vec(),
        chats: chats.to_vec(),
    })
}
