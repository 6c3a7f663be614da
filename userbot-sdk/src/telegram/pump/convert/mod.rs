//! From updates to events.

mod members;
mod messages;
#[cfg(test)]
mod tests;

use grammers_tl_types as tl;

use crate::telegram::message::timestamp;
use crate::telegram::packet::SharedUpdate;
use crate::telegram::{
    Call, CallbackPress, Client, Event, EventKind, PeerId, PeerMap, PollChanged, PollVote,
    Presence, RawUpdate, ReadReceipt, Typing, TypingAction, UserStatus,
};

/// Returns the events that one update makes: at least the raw one.
///
/// `wants` tells which kinds anybody listens to; others are not built.
pub fn events_of(
    client: &Client,
    update: tl::enums::Update,
    peers: &PeerMap,
    wants: &dyn Fn(EventKind) -> bool,
) -> Vec<Event> {
    let mut events = Vec::new();
    let update = SharedUpdate::alone(update);
    add_events_of(client, &update, peers, wants, &mut events);
    events
}

/// Adds the events that one update makes to an empty list.
pub(super) fn add_events_of(
    client: &Client,
    update: &SharedUpdate,
    peers: &PeerMap,
    wants: &dyn Fn(EventKind) -> bool,
    events: &mut Vec<Event>,
) {
    typed(client, update, peers, wants, events);
    if wants(EventKind::RawUpdate) {
        events.push(RawUpdate::new(update.clone(), peers.clone()).into());
    }
    events.retain(|event| wants(event.kind()));
}

fn typed(
    client: &Client,
    update: &SharedUpdate,
    peers: &PeerMap,
    wants: &dyn Fn(EventKind) -> bool,
    events: &mut Vec<Event>,
) {
    use tl::enums::Update;
    // Who wants to know what was deleted needs the messages before.
    let wants_edited = wants(EventKind::Edited) || wants(EventKind::Deleted);
    let wants_messages = [
        EventKind::Deleted,
        EventKind::Message,
        EventKind::Joined,
        EventKind::Left,
        EventKind::Album,
        EventKind::ChatChanged,
    ]
    .into_iter()
    .any(wants);
    match update.get() {
        Update::NewMessage(_) | Update::NewChannelMessage(_) if wants_messages => {
            messages::new(client, update, peers, wants, events);
        }
        Update::EditMessage(_) | Update::EditChannelMessage(_) if wants_edited => {
            messages::edited(client, update, peers, wants, events);
        }
        other => without_message(client, other, peers, events),
    }
}

/// Everything but new and edited messages.
fn without_message(
    client: &Client,
    update: &tl::enums::Update,
    peers: &PeerMap,
    events: &mut Vec<Event>,
) {
    use tl::enums::Update;
    match update {
        // The library makes one without ids of an answer to the account's own request.
        Update::DeleteMessages(update) if !update.messages.is_empty() => {
            events.push(messages::deleted(client, None, &update.messages, peers));
        }
        Update::DeleteChannelMessages(update) if !update.messages.is_empty() => {
            let channel = Some(update.channel_id);
            events.push(messages::deleted(client, channel, &update.messages, peers));
        }
        Update::PinnedMessages(update) => {
            let chat = PeerId::from_tl(&update.peer);
            events.push(messages::pinned(
                chat,
                &update.messages,
                update.pinned,
                peers,
            ));
        }
        Update::PinnedChannelMessages(update) => {
            let chat = PeerId::Channel(update.channel_id);
            events.push(messages::pinned(
                chat,
                &update.messages,
                update.pinned,
                peers,
            ));
        }
        Update::MessageReactions(update) => events.push(messages::reactions(update, peers)),
        Update::BotMessageReaction(update) => events.push(messages::reaction_of(update, peers)),
        Update::UserStatus(update) => events.push(
            UserStatus {
                user: peers.get(PeerId::User(update.user_id)),
                presence: presence(&update.status),
            }
            .into(),
        ),
        other => {
            if !members::of_update(other, peers, events) && !asked(client, other, peers, events) {
                seen(other, peers, events);
            }
        }
    }
}

/// Presses, votes and calls; false when the update is none.
fn asked(
    client: &Client,
    update: &tl::enums::Update,
    peers: &PeerMap,
    events: &mut Vec<Event>,
) -> bool {
    use tl::enums::Update;
    match update {
        Update::BotCallbackQuery(update) => events.push(
            CallbackPress {
                query_id: update.query_id,
                user: peers.get(PeerId::User(update.user_id)),
                chat: Some(peers.get(PeerId::from_tl(&update.peer))),
                message_id: Some(update.msg_id),
                data: update.data.clone().unwrap_or_default(),
                client: client.clone(),
            }
            .into(),
        ),
        Update::InlineBotCallbackQuery(update) => events.push(
            CallbackPress {
                query_id: update.query_id,
                user: peers.get(PeerId::User(update.user_id)),
                chat: None,
                message_id: None,
                data: update.data.clone().unwrap_or_default(),
                client: client.clone(),
            }
            .into(),
        ),
        Update::MessagePoll(update) => {
            events.push(PollChanged::from_tl(update, |id| peers.get(id)).into());
        }
        Update::MessagePollVote(update) => events.push(
            PollVote {
                poll_id: update.poll_id,
                voter: peers.get(PeerId::from_tl(&update.peer)),
                options: update.options.clone(),
            }
            .into(),
        ),
        Update::PhoneCall(update) => {
            let me = peers.me().map(|me| me.id());
            let call = Call::between(&update.phone_call, me, |id| peers.get(id));
            events.extend(call.map(Event::from));
        }
        Update::GroupCall(update) if !update.live_story => {
            let chat = update
                .peer
                .as_ref()
                .map(|chat| peers.get(PeerId::from_tl(chat)));
            events.push(Call::of_group(&update.call, chat).into());
        }
        _ => return false,
    }
    true
}

/// Typing and reading.
fn seen(update: &tl::enums::Update, peers: &PeerMap, events: &mut Vec<Event>) {
    use tl::enums::Update;
    let typing = |chat: PeerId, user: PeerId, action: &_, topic_id| {
        let (chat, user) = (peers.get(chat), peers.get(user));
        Typing {
            chat,
            user,
            action: typing_action(action),
            topic_id,
        }
        .into()
    };
    let read = |chat: PeerId, max_id, outgoing| {
        ReadReceipt {
            chat: peers.get(chat),
            max_id,
            outgoing,
        }
        .into()
    };
    events.push(match update {
        Update::UserTyping(update) => {
            let user = PeerId::User(update.user_id);
            typing(user, user, &update.action, update.top_msg_id)
        }
        Update::ChatUserTyping(update) => typing(
            PeerId::Group(update.chat_id),
            PeerId::from_tl(&update.from_id),
            &update.action,
            None,
        ),
        Update::ChannelUserTyping(update) => typing(
            PeerId::Channel(update.channel_id),
            PeerId::from_tl(&update.from_id),
            &update.action,
            update.top_msg_id,
        ),
        Update::ReadHistoryInbox(update) => {
            read(PeerId::from_tl(&update.peer), update.max_id, false)
        }
        Update::ReadHistoryOutbox(update) => {
            read(PeerId::from_tl(&update.peer), update.max_id, true)
        }
        Update::ReadChannelInbox(update) => {
            read(PeerId::Channel(update.channel_id), update.max_id, false)
        }
        Update::ReadChannelOutbox(update) => {
            read(PeerId::Channel(update.channel_id), update.max_id, true)
        }
        _ => return,
    });
}

fn typing_action(action: &tl::enums::SendMessageAction) -> TypingAction {
    use tl::enums::SendMessageAction as Tl;
    match action {
        Tl::SendMessageTypingAction => TypingAction::Typing,
        Tl::SendMessageCancelAction => TypingAction::Cancel,
        Tl::SendMessageRecordAudioAction => TypingAction::RecordVoice,
        Tl::SendMessageRecordVideoAction | Tl::SendMessageRecordRoundAction => {
            TypingAction::RecordVideo
        }
        Tl::SendMessageUploadPhotoAction(_) => TypingAction::UploadPhoto,
        Tl::SendMessageUploadVideoAction(_) | Tl::SendMessageUploadRoundAction(_) => {
            TypingAction::UploadVideo
        }
        Tl::SendMessageUploadAudioAction(_) => TypingAction::UploadAudio,
        Tl::SendMessageUploadDocumentAction(_) => TypingAction::UploadDocument,
        Tl::SendMessageChooseStickerAction => TypingAction::ChooseSticker,
        _ => TypingAction::Other,
    }
}

fn presence(status: &tl::enums::UserStatus) -> Presence {
    use tl::enums::UserStatus as Tl;
    match status {
        Tl::Online(status) => Presence::Online(timestamp(status.expires)),
        Tl::Offline(status) => Presence::Offline(timestamp(status.was_online)),
        Tl::Recently(_) => Presence::Recently,
        Tl::LastWeek(_) => Presence::LastWeek,
        Tl::LastMonth(_) => Presence::LastMonth,
        Tl::Empty => Presence::Unknown,
    }
}
