//! Messages that Telegram sends in a short form.

use grammers_session::updates::UpdatesLike;
use grammers_tl_types as tl;

use crate::telegram::blank_message;

/// Makes an ordinary new message of one in short form.
///
/// Source: <https://core.telegram.org/api/updates#updatesgetdifference-and-updateshortmessage>.
pub(super) fn complete(updates: &mut UpdatesLike) {
    let UpdatesLike::Updates(packet) = updates else {
        return;
    };
    let (update, date) = match packet {
        tl::enums::Updates::UpdateShortMessage(short) => {
            let chat = tl::types::PeerUser {
                user_id: short.user_id,
            };
            let text = std::mem::take(&mut short.message);
            let message = tl::types::Message {
                out: short.out,
                mentioned: short.mentioned,
                media_unread: short.media_unread,
                silent: short.silent,
                fwd_from: short.fwd_from.take(),
                via_bot_id: short.via_bot_id,
                reply_to: short.reply_to.take(),
                entities: short.entities.take(),
                ttl_period: short.ttl_period,
                ..blank_message(short.id, chat.into(), short.date, text)
            };
            (new(message, short.pts, short.pts_count), short.date)
        }
        tl::enums::Updates::UpdateShortChatMessage(short) => {
            let chat = tl::types::PeerChat {
                chat_id: short.chat_id,
            };
            let sender = tl::types::PeerUser {
                user_id: short.from_id,
            };
            let text = std::mem::take(&mut short.message);
            let message = tl::types::Message {
                out: short.out,
                mentioned: short.mentioned,
                media_unread: short.media_unread,
                silent: short.silent,
                from_id: Some(sender.into()),
                fwd_from: short.fwd_from.take(),
                via_bot_id: short.via_bot_id,
                reply_to: short.reply_to.take(),
                entities: short.entities.take(),
                ttl_period: short.ttl_period,
                ..blank_message(short.id, chat.into(), short.date, text)
            };
            (new(message, short.pts, short.pts_count), short.date)
        }
        _ => return,
    };
    *packet = tl::types::UpdateShort { update, date }.into();
}

fn new(message: tl::types::Message, pts: i32, pts_count: i32) -> tl::enums::Update {
    let message = message.into();
    let update = tl::types::UpdateNewMessage {
        message,
        pts,
        pts_count,
    };
    update.into()
}
