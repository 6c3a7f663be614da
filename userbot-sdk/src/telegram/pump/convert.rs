//! From updates to events.

use std::sync::Arc;

use grammers_tl_types as tl;

use crate::telegram::message::timestamp;
use crate::telegram::{
    CallbackPress, Client, Deleted, Edited, Event, EventKind, Joined, Left, Message, Peer, PeerId,
    PeerMap, Presence, RawUpdate, Reaction, ReactionKind, ReadReceipt, ServiceAction, Typing,
    TypingAction, UserStatus,
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
    typed(client, &update, peers, wants, &mut events);
    if wants(EventKind::RawUpdate) {
        events.push(RawUpdate::new(Arc::new(update), peers.clone()).into());
    }
    events.retain(|event| wants(event.kind()));
    events
}

fn typed(
    client: &Client,
    update: &tl::enums::Update,
    peers: &PeerMap,
    wants: &dyn Fn(EventKind) -> bool,
    events: &mut Vec<Event>,
) {
    use tl::enums::Update;
    let wants_messages = wants(EventKind::Message)
        || wants(EventKind::Joined)
        || wants(EventKind::Left)
        || wants(EventKind::Album);
    match update {
        Update::NewMessage(update) if wants_messages => {
            new_message(client, &update.message, peers, events);
        }
        Update::NewChannelMessage(update) if wants_messages => {
            new_message(client, &update.message, peers, events);
        }
        Update::EditMessage(update) if wants(EventKind::Edited) => {
            edited(client, &update.message, peers, events);
        }
        Update::EditChannelMessage(update) if wants(EventKind::Edited) => {
            edited(client, &update.message, peers, events);
        }
        // The library makes one without ids of an answer to the account's own request.
        Update::DeleteMessages(update) if !update.messages.is_empty() => {
            events.push(
                Deleted {
                    chat: None,
                    message_ids: update.messages.clone(),
                }
                .into(),
            );
        }
        Update::DeleteChannelMessages(update) if !update.messages.is_empty() => {
            let chat = Some(peers.get(PeerId::Channel(update.channel_id)));
            events.push(
                Deleted {
                    chat,
                    message_ids: update.messages.clone(),
                }
                .into(),
            );
        }
        Update::MessageReactions(update) => events.push(reactions(update, peers)),
        Update::BotMessageReaction(update) => {
            let new = update
                .new_reactions
                .iter()
                .filter_map(ReactionKind::from_tl);
            events.push(
                Reaction {
                    chat: peers.get(PeerId::from_tl(&update.peer)),
                    message_id: update.msg_id,
                    actor: Some(peers.get(PeerId::from_tl(&update.actor))),
                    reactions: new.map(|kind| (kind, 1)).collect(),
                    topic_id: None,
                }
                .into(),
            );
        }
        Update::UserStatus(update) => events.push(
            UserStatus {
                user: peers.get(PeerId::User(update.user_id)),
                presence: presence(&update.status),
            }
            .into(),
        ),
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
        other => presence_in_chat(other, peers, events),
    }
}

/// Typing, reading, and members of chats without a service message.
fn presence_in_chat(update: &tl::enums::Update, peers: &PeerMap, events: &mut Vec<Event>) {
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
        Update::ChannelParticipant(update) => {
            let chat = PeerId::Channel(update.channel_id);
            let before = update.prev_participant.as_ref().is_some_and(is_member);
            let now = update.new_participant.as_ref().is_some_and(is_member);
            let (user, actor) = (update.user_id, update.actor_id);
            match membership(
                chat,
                user,
                actor,
                (before, now),
                update.invite.is_some(),
                peers,
            ) {
                Some(event) => event,
                None => return,
            }
        }
        Update::ChatParticipant(update) => {
            let chat = PeerId::Group(update.chat_id);
            let change = (
                update.prev_participant.is_some(),
                update.new_participant.is_some(),
            );
            let (user, actor) = (update.user_id, update.actor_id);
            match membership(chat, user, actor, change, update.invite.is_some(), peers) {
                Some(event) => event,
                None => return,
            }
        }
        _ => return,
    });
}

fn new_message(
    client: &Client,
    raw: &tl::enums::Message,
    peers: &PeerMap,
    events: &mut Vec<Event>,
) {
    let Some(message) = Message::from_tl(client, raw.clone(), peers) else {
        return;
    };
    let action = message.service_action();
    events.push(message.clone().into());
    let sender = message.sender().cloned();
    let chat = message.chat().clone();
    let by_other = |id: PeerId| sender.clone().filter(|sender| sender.id() != id);
    match action {
        Some(ServiceAction::MembersAdded(members)) => {
            events.extend(members.into_iter().map(|id| {
                Event::from(Joined {
                    chat: chat.clone(),
                    user: peers.get(id),
                    added_by: by_other(id),
                    by_invite: false,
                    message: Some(message.clone()),
                })
            }));
        }
        Some(ServiceAction::GroupCreated { members, .. }) => {
            events.extend(members.into_iter().filter_map(|id| {
                let added_by = by_other(id)?;
                Some(Event::from(Joined {
                    chat: chat.clone(),
                    user: peers.get(id),
                    added_by: Some(added_by),
                    by_invite: false,
                    message: Some(message.clone()),
                }))
            }));
        }
        Some(ServiceAction::JoinedByLink { .. } | ServiceAction::JoinedByRequest) => {
            if let Some(user) = sender {
                let joined = Joined {
                    chat,
                    user,
                    added_by: None,
                    by_invite: true,
                    message: Some(message),
                };
                events.push(joined.into());
            }
        }
        Some(ServiceAction::MemberRemoved(id)) => {
            let left = Left {
                chat,
                user: peers.get(id),
                removed_by: by_other(id),
                message: Some(message),
            };
            events.push(left.into());
        }
        _ => {}
    }
}

fn edited(client: &Client, raw: &tl::enums::Message, peers: &PeerMap, events: &mut Vec<Event>) {
    events.extend(
        Message::from_tl(client, raw.clone(), peers).map(|message| Edited { message }.into()),
    );
}

fn reactions(update: &tl::types::UpdateMessageReactions, peers: &PeerMap) -> Event {
    let tl::enums::MessageReactions::Reactions(reactions) = &update.reactions;
    let count = |tl::enums::ReactionCount::Count(count): &tl::enums::ReactionCount| {
        Some((
            ReactionKind::from_tl(&count.reaction)?,
            u32::try_from(count.count).ok()?,
        ))
    };
    // The latest one is who caused the update, unless reactions were taken away.
    let latest = reactions.recent_reactions.as_ref().and_then(|recent| {
        recent
            .iter()
            .map(|tl::enums::MessagePeerReaction::Reaction(reaction)| reaction)
            .max_by_key(|reaction| reaction.date)
            .map(|reaction| peers.get(PeerId::from_tl(&reaction.peer_id)))
    });
    let reaction = Reaction {
        chat: peers.get(PeerId::from_tl(&update.peer)),
        message_id: update.msg_id,
        actor: latest,
        reactions: reactions.results.iter().filter_map(count).collect(),
        topic_id: update.top_msg_id,
    };
    reaction.into()
}

fn is_member(participant: &tl::enums::ChannelParticipant) -> bool {
    use tl::enums::ChannelParticipant as Tl;
    match participant {
        Tl::Left(_) => false,
        Tl::Banned(banned) => !banned.left,
        _ => true,
    }
}

fn membership(
    chat: PeerId,
    user: i64,
    actor: i64,
    (before, now): (bool, bool),
    by_invite: bool,
    peers: &PeerMap,
) -> Option<Event> {
    let actor: Option<Peer> = (actor != user).then(|| peers.get(PeerId::User(actor)));
    let (chat, user) = (peers.get(chat), peers.get(PeerId::User(user)));
    match (before, now) {
        (false, true) => Some(
            Joined {
                chat,
                user,
                added_by: actor,
                by_invite,
                message: None,
            }
            .into(),
        ),
        (true, false) => Some(
            Left {
                chat,
                user,
                removed_by: actor,
                message: None,
            }
            .into(),
        ),
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::blank_message;

    fn events(update: impl Into<tl::enums::Update>) -> Vec<Event> {
        let client = Client::offline();
        let peers = PeerMap::new(client.session(), &[], &[]);
        events_of(&client, update.into(), &peers, &|_| true)
    }

    fn kinds(events: &[Event]) -> Vec<EventKind> {
        events.iter().map(Event::kind).collect()
    }

    fn service(from: i64, action: tl::enums::MessageAction) -> tl::enums::Update {
        let message = tl::types::MessageService {
            out: false,
            mentioned: false,
            media_unread: false,
            reactions_are_possible: false,
            silent: false,
            post: false,
            legacy: false,
            id: 9,
            from_id: Some(PeerId::User(from).to_tl()),
            peer_id: PeerId::Group(1).to_tl(),
            saved_peer_id: None,
            reply_to: None,
            date: 0,
            action,
            reactions: None,
            ttl_period: None,
        };
        tl::types::UpdateNewMessage {
            message: message.into(),
            pts: 1,
            pts_count: 1,
        }
        .into()
    }

    #[test]
    fn a_message_is_a_message_and_a_raw_update() {
        let message = blank_message(1, PeerId::User(2).to_tl(), 0, "x").into();
        let events = events(tl::types::UpdateNewMessage {
            message,
            pts: 1,
            pts_count: 1,
        });
        assert_eq!(kinds(&events), [EventKind::Message, EventKind::RawUpdate]);
        assert_eq!(events[0].message().unwrap().text(), "x");
    }

    #[test]
    fn adding_people_is_a_message_and_joins() {
        let action = tl::types::MessageActionChatAddUser { users: vec![5, 6] }.into();
        let events = events(service(6, action));
        assert_eq!(
            kinds(&events),
            [
                EventKind::Message,
                EventKind::Joined,
                EventKind::Joined,
                EventKind::RawUpdate
            ]
        );
        let joined = |event: &Event| match event {
            Event::Joined(joined) => (
                joined.user.id().bare(),
                joined.added_by.as_ref().map(|peer| peer.id().bare()),
            ),
            other => panic!("{other:?}"),
        };
        assert_eq!(joined(&events[1]), (5, Some(6)));
        assert_eq!(joined(&events[2]), (6, None));
    }

    #[test]
    fn leaving_and_being_removed_differ() {
        for (from, removed_by) in [(5, None), (6, Some(6))] {
            let action = tl::types::MessageActionChatDeleteUser { user_id: 5 }.into();
            let events = events(service(from, action));
            let Event::Left(left) = &events[1] else {
                panic!("{events:?}")
            };
            assert_eq!(left.user.id(), PeerId::User(5));
            assert_eq!(
                left.removed_by.as_ref().map(|peer| peer.id().bare()),
                removed_by
            );
        }
    }

    #[test]
    fn an_empty_deletion_is_raw_only() {
        let none = tl::types::UpdateDeleteMessages {
            messages: vec![],
            pts: 1,
            pts_count: 1,
        };
        assert_eq!(kinds(&events(none)), [EventKind::RawUpdate]);
        let two = tl::types::UpdateDeleteMessages {
            messages: vec![1, 2],
            pts: 2,
            pts_count: 2,
        };
        assert_eq!(
            kinds(&events(two)),
            [EventKind::Deleted, EventKind::RawUpdate]
        );
    }

    #[test]
    fn only_what_is_wanted_is_built() {
        let client = Client::offline();
        let peers = PeerMap::new(client.session(), &[], &[]);
        let action = tl::types::MessageActionChatAddUser { users: vec![5] }.into();
        let update = service(6, action);
        let events = events_of(&client, update, &peers, &|kind| kind == EventKind::Joined);
        assert_eq!(kinds(&events), [EventKind::Joined]);
    }
}
