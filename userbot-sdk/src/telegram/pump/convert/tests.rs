use super::events_of;
use crate::telegram::{
    CallEnd, CallState, ChatChange, Client, Event, EventKind, MemberRights, Message, PeerId,
    PeerMap, Permission, Permissions, blank_message, tl,
};

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

fn first(update: impl Into<tl::enums::Update>) -> Event {
    events(update).remove(0)
}

fn rights(change: impl FnOnce(&mut tl::types::ChatBannedRights)) -> tl::enums::ChatBannedRights {
    let tl::enums::ChatBannedRights::Rights(mut rights) = Permissions::all().to_tl(None);
    change(&mut rights);
    rights.into()
}

#[test]
fn a_new_title_is_a_message_and_a_change() {
    let title = "New".to_owned();
    let events = events(service(
        6,
        tl::types::MessageActionChatEditTitle { title }.into(),
    ));
    let Event::ChatChanged(changed) = &events[1] else {
        panic!("{events:?}")
    };
    assert_eq!(changed.change, ChatChange::Title("New".to_owned()));
    assert_eq!(changed.by.as_ref().unwrap().id(), PeerId::User(6));
    assert_eq!(changed.message.as_ref().unwrap().id(), 9);
}

#[test]
fn what_members_may_do_is_told() {
    let update = tl::types::UpdateChatDefaultBannedRights {
        peer: PeerId::Channel(5).to_tl(),
        default_banned_rights: rights(|rights| rights.send_polls = true),
        version: 1,
    };
    let Event::ChatChanged(changed) = first(update) else {
        panic!("no change")
    };
    let permissions = Permissions::all().without(Permission::SendPolls);
    assert_eq!(changed.change, ChatChange::Permissions(permissions));
}

fn participant(
    before: Option<tl::enums::ChannelParticipant>,
    now: Option<tl::enums::ChannelParticipant>,
) -> Vec<Event> {
    events(tl::types::UpdateChannelParticipant {
        via_chatlist: false,
        channel_id: 5,
        date: 0,
        actor_id: 1,
        user_id: 2,
        prev_participant: before,
        new_participant: now,
        invite: None,
        qts: 1,
    })
}

fn member() -> tl::enums::ChannelParticipant {
    tl::types::ChannelParticipant {
        user_id: 2,
        date: 0,
        subscription_until_date: None,
        rank: None,
    }
    .into()
}

fn banned(
    left: bool,
    change: impl FnOnce(&mut tl::types::ChatBannedRights),
) -> tl::enums::ChannelParticipant {
    tl::types::ChannelParticipantBanned {
        left,
        peer: PeerId::User(2).to_tl(),
        kicked_by: 1,
        date: 0,
        banned_rights: rights(change),
        rank: None,
    }
    .into()
}

#[test]
fn a_bot_is_told_of_members_and_their_rights() {
    let joined = participant(None, Some(member()));
    assert_eq!(kinds(&joined), [EventKind::Joined, EventKind::RawUpdate]);
    let left = participant(Some(member()), None);
    assert_eq!(kinds(&left), [EventKind::Left, EventKind::RawUpdate]);

    let restricted = participant(
        Some(member()),
        Some(banned(false, |rights| rights.send_gifs = true)),
    );
    let Event::RightsChanged(changed) = &restricted[0] else {
        panic!("{restricted:?}")
    };
    assert_eq!(changed.before, Some(MemberRights::Member));
    let fewer = Permissions::all().without(Permission::SendGifs);
    assert_eq!(changed.now, MemberRights::Restricted(fewer));
    assert_eq!(changed.by.as_ref().unwrap().id(), PeerId::User(1));

    let removed = participant(
        Some(member()),
        Some(banned(true, |rights| rights.view_messages = true)),
    );
    assert_eq!(
        kinds(&removed),
        [
            EventKind::Left,
            EventKind::RightsChanged,
            EventKind::RawUpdate
        ]
    );
}

#[test]
fn calls_ring_and_end() {
    let client = Client::offline();
    let peers = PeerMap::new(client.session(), &[], &[]);
    let ended = tl::types::PhoneCallDiscarded {
        need_rating: false,
        need_debug: false,
        video: true,
        id: 3,
        reason: Some(tl::enums::PhoneCallDiscardReason::Busy),
        duration: None,
    };
    let update = tl::types::UpdatePhoneCall {
        phone_call: ended.into(),
    };
    let events = events_of(&client, update.into(), &peers, &|_| true);
    let Event::Call(call) = &events[0] else {
        panic!("{events:?}")
    };
    let reason = Some(CallEnd::Busy);
    let state = CallState::Ended {
        reason,
        duration: None,
    };
    assert_eq!((call.id, call.video, call.state), (3, true, state));
    let waiting = tl::types::PhoneCallRequested {
        video: false,
        id: 4,
        access_hash: 0,
        date: 0,
        admin_id: 7,
        participant_id: 8,
        g_a_hash: vec![],
        protocol: tl::types::PhoneCallProtocol {
            udp_p2p: false,
            udp_reflector: false,
            min_layer: 65,
            max_layer: 92,
            library_versions: vec![],
        }
        .into(),
    };
    let update = tl::types::UpdatePhoneCall {
        phone_call: waiting.into(),
    };
    let Event::Call(call) = first(update) else {
        panic!("no call")
    };
    assert_eq!(call.peer.unwrap().id(), PeerId::User(7));
    assert_eq!((call.outgoing, call.state), (false, CallState::Ringing));
}

#[test]
fn what_was_deleted_is_known_to_those_who_ask() {
    let client = Client::offline();
    let peers = PeerMap::new(client.session(), &[], &[]);
    let new = |id| -> tl::enums::Update {
        let message = blank_message(id, PeerId::User(2).to_tl(), 0, "x").into();
        tl::types::UpdateNewMessage {
            message,
            pts: id,
            pts_count: 1,
        }
        .into()
    };
    let gone = |ids: &[i32]| -> tl::enums::Update {
        tl::types::UpdateDeleteMessages {
            messages: ids.to_vec(),
            pts: 9,
            pts_count: 1,
        }
        .into()
    };
    let deleted = |wants: &dyn Fn(EventKind) -> bool, ids: &[i32]| {
        let mut all = events_of(&client, gone(ids), &peers, wants);
        match all.remove(0) {
            Event::Deleted(deleted) => deleted,
            other => panic!("{other:?}"),
        }
    };
    // Nobody asks: nothing is kept.
    events_of(&client, new(1), &peers, &|kind| kind == EventKind::Message);
    assert!(deleted(&|_| true, &[1]).known.is_empty());
    // Somebody asks for deletions alone: kept, though no message is handed out.
    let wants = |kind| kind == EventKind::Deleted;
    assert!(events_of(&client, new(2), &peers, &wants).is_empty());
    let told = deleted(&wants, &[2]);
    assert_eq!(told.known.iter().map(Message::id).collect::<Vec<_>>(), [2]);
    assert_eq!(told.chat.unwrap().id(), PeerId::User(2));
    // One of two is not known: the chat of the other is not said.
    events_of(&client, new(3), &peers, &wants);
    let told = deleted(&wants, &[3, 4]);
    assert_eq!((told.known.len(), told.chat), (1, None));
}
