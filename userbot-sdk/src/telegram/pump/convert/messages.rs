//! Events of messages: new, edited, deleted, pinned, with reactions.

use grammers_tl_types as tl;

use super::members;
use crate::telegram::packet::SharedUpdate;
use crate::telegram::{
    ChatChange, ChatChanged, Client, Deleted, Edited, Event, EventKind, Message, PeerId, PeerMap,
    Pinned, Reaction, ReactionKind, ServiceAction,
};

/// Makes the events of a new message: itself, and what a service message tells.
pub(super) fn new(
    client: &Client,
    update: &SharedUpdate,
    peers: &PeerMap,
    wants: &dyn Fn(EventKind) -> bool,
    events: &mut Vec<Event>,
) {
    let Some(message) = taken_in(client, update, peers, wants) else {
        return;
    };
    let Some(action) = message.service_action() else {
        events.push(message.into());
        return;
    };
    events.push(message.clone().into());
    members::told(&message, &action, peers, events);
    let change = match action {
        ServiceAction::TitleChanged(title) => ChatChange::Title(title),
        ServiceAction::PhotoChanged => ChatChange::Photo,
        ServiceAction::PhotoRemoved => ChatChange::PhotoRemoved,
        ServiceAction::AutoDeleteChanged(seconds) => ChatChange::AutoDelete(seconds),
        ServiceAction::MigratedTo(id) => ChatChange::Migrated(id),
        _ => return,
    };
    let changed = ChatChanged {
        chat: message.chat().clone(),
        by: message.sender().cloned(),
        change,
        message: Some(message),
    };
    events.push(changed.into());
}

pub(super) fn edited(
    client: &Client,
    update: &SharedUpdate,
    peers: &PeerMap,
    wants: &dyn Fn(EventKind) -> bool,
    events: &mut Vec<Event>,
) {
    let edited = taken_in(client, update, peers, wants).map(|message| Edited { message });
    events.extend(edited.map(Event::from));
}

/// Makes a message, and keeps it for those who want to know what was deleted.
fn taken_in(
    client: &Client,
    update: &SharedUpdate,
    peers: &PeerMap,
    wants: &dyn Fn(EventKind) -> bool,
) -> Option<Message> {
    let message = Message::of_update(client, update.clone(), peers)?;
    if wants(EventKind::Deleted) {
        client.recent().keep(&message);
    }
    Some(message)
}

/// Tells what is known of the messages that were deleted.
pub(super) fn deleted(
    client: &Client,
    channel: Option<i64>,
    ids: &[i32],
    peers: &PeerMap,
) -> Event {
    let known = client.recent().take(channel, ids);
    let chat = match channel {
        Some(id) => Some(peers.get(PeerId::Channel(id))),
        // One deletion may reach into several chats.
        None => known
            .first()
            .filter(|first| {
                known.len() == ids.len()
                    && known
                        .iter()
                        .all(|message| message.chat().id() == first.chat().id())
            })
            .map(|message| message.chat().clone()),
    };
    let deleted = Deleted {
        chat,
        message_ids: ids.to_vec(),
        known,
    };
    deleted.into()
}

pub(super) fn pinned(chat: PeerId, messages: &[i32], pinned: bool, peers: &PeerMap) -> Event {
    let event = Pinned {
        chat: peers.get(chat),
        message_ids: messages.to_vec(),
        pinned,
    };
    event.into()
}

pub(super) fn reactions(update: &tl::types::UpdateMessageReactions, peers: &PeerMap) -> Event {
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

/// Reads the reactions of one person, as a bot is told them.
pub(super) fn reaction_of(update: &tl::types::UpdateBotMessageReaction, peers: &PeerMap) -> Event {
    let new = update
        .new_reactions
        .iter()
        .filter_map(ReactionKind::from_tl);
    let reaction = Reaction {
        chat: peers.get(PeerId::from_tl(&update.peer)),
        message_id: update.msg_id,
        actor: Some(peers.get(PeerId::from_tl(&update.actor))),
        reactions: new.map(|kind| (kind, 1)).collect(),
        topic_id: None,
    };
    reaction.into()
}
