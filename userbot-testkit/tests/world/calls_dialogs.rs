//! Chat lists, reading, reactions.

use crate::support::{Client, b, bare, history, list, listen, messages, town, z};
use grammers_tl_types::{enums, functions as f, types};
use userbot_testkit::world::Media;

pub(crate) const COVERED: &[&[&str]] = &[DIALOGS, FOLDERS, READ, REACTIONS];

const DIALOGS: &[&str] = &[
    "messages.getDialogs",
    "messages.getPeerDialogs",
    "messages.getPinnedDialogs",
    "messages.markDialogUnread",
    "messages.getDialogUnreadMarks",
    "messages.toggleDialogPin",
    "folders.editPeerFolders",
    "messages.saveDraft",
    "messages.getAllDrafts",
    "messages.clearAllDrafts",
    "account.getNotifySettings",
    "account.updateNotifySettings",
];

#[test]
fn dialogs() {
    let t = town();
    let client = &t.me;
    let start = i64::from(t.world.now());
    for (chat, minute) in [(&t.big, 1), (&t.club, 2)] {
        t.world.starts_at(start + minute * 60);
        t.ann.send(chat, "hi");
    }
    t.world.starts_at(start + 180);
    t.ann.send_to_owner("hi");
    let get = |limit: i32| -> f::messages::GetDialogs {
        bare(&[
            z(),
            z(),
            z(),
            b(&enums::InputPeer::Empty),
            b(&limit),
            b(&0_i64),
        ])
    };
    let peers = |dialogs: &[enums::Dialog]| -> Vec<i64> {
        let peer = |dialog: &enums::Dialog| {
            let enums::Dialog::Dialog(dialog) = dialog else {
                panic!("a dialog")
            };
            match &dialog.peer {
                enums::Peer::User(peer) => peer.user_id,
                enums::Peer::Chat(peer) => peer.chat_id,
                enums::Peer::Channel(peer) => peer.channel_id,
            }
        };
        dialogs.iter().map(peer).collect()
    };
    let enums::messages::Dialogs::Dialogs(all) = client.ok(&get(100)) else {
        panic!("all")
    };
    assert_eq!(
        peers(&all.dialogs),
        [t.ann.id(), t.club.id(), t.big.id(), t.news.id()]
    );
    assert_eq!(all.messages.len(), 4);
    let enums::messages::Dialogs::Slice(first) = client.ok(&get(2)) else {
        panic!("a slice")
    };
    assert_eq!(
        (first.count, peers(&first.dialogs)),
        (4, vec![t.ann.id(), t.club.id()])
    );
    let mut next = get(2);
    next.offset_peer = client.peer(&t.club);
    next.offset_id = 1;
    let enums::messages::Dialogs::Slice(second) = client.ok(&next) else {
        panic!("a slice")
    };
    assert_eq!(peers(&second.dialogs), [t.big.id(), t.news.id()]);

    let dialog = |peer| -> enums::InputDialogPeer { types::InputDialogPeer { peer }.into() };
    let pin = |peer, pinned| f::messages::ToggleDialogPin {
        pinned,
        peer: dialog(peer),
    };
    assert!(client.ok(&pin(client.peer(&t.news), true)));
    client.refused(&pin(client.to(&t.bob), true), "PEER_ID_INVALID");
    let enums::messages::PeerDialogs::Dialogs(pinned) =
        client.ok(&f::messages::GetPinnedDialogs { folder_id: 0 });
    assert_eq!(peers(&pinned.dialogs), [t.news.id()]);
    let enums::messages::Dialogs::Slice(first) = client.ok(&get(1)) else {
        panic!("a slice")
    };
    assert_eq!(peers(&first.dialogs), [t.news.id()]);
    let mark = |peer| f::messages::MarkDialogUnread {
        unread: true,
        parent_peer: None,
        peer: dialog(peer),
    };
    assert!(client.ok(&mark(client.peer(&t.club))));
    client.refused(&mark(enums::InputPeer::Empty), "PEER_ID_INVALID");
    let marks = client.ok(&f::messages::GetDialogUnreadMarks { parent_peer: None });
    let enums::DialogPeer::Peer(marked) = &marks[0] else {
        panic!("a folder: {marks:?}");
    };
    let enums::Peer::Chat(marked) = &marked.peer else {
        panic!("not the club: {marks:?}");
    };
    assert_eq!((marks.len(), marked.chat_id), (1, t.club.id()));
    let archive = |peer, folder_id| f::folders::EditPeerFolders {
        folder_peers: vec![types::InputFolderPeer { peer, folder_id }.into()],
    };
    let moved = list(client.ok(&archive(client.peer(&t.club), 1)));
    assert!(matches!(moved[..], [enums::Update::FolderPeers(_)]));
    client.refused(&archive(client.peer(&t.club), 7), "FOLDER_ID_INVALID");
    let mut archived = get(100);
    archived.folder_id = Some(1);
    let enums::messages::Dialogs::Dialogs(list) = client.ok(&archived) else {
        panic!("all")
    };
    assert_eq!(peers(&list.dialogs), [t.club.id()]);
    let single = |peer| f::messages::GetPeerDialogs {
        peers: vec![dialog(peer)],
    };
    let enums::messages::PeerDialogs::Dialogs(one) = client.ok(&single(client.peer(&t.club)));
    let [enums::Dialog::Dialog(one)] = &one.dialogs[..] else {
        panic!("one")
    };
    assert!(one.unread_mark && one.unread_count == 1 && one.folder_id == Some(1));
    client.refused(&single(enums::InputPeer::Empty), "PEER_ID_INVALID");
    let notify = |peer| -> enums::InputNotifyPeer { types::InputNotifyPeer { peer }.into() };
    let mut settings: types::InputPeerNotifySettings = bare(&[z()]);
    settings.mute_until = Some(99);
    let update = |peer| f::account::UpdateNotifySettings {
        peer: notify(peer),
        settings: enums::InputPeerNotifySettings::Settings(settings.clone()),
    };
    assert!(client.ok(&update(client.peer(&t.club))));
    client.refused(&update(enums::InputPeer::Empty), "PEER_ID_INVALID");
    let get_settings = |peer| f::account::GetNotifySettings { peer: notify(peer) };
    let enums::PeerNotifySettings::Settings(kept) = client.ok(&get_settings(client.peer(&t.club)));
    assert_eq!(kept.mute_until, Some(99));
    client.refused(&get_settings(enums::InputPeer::Empty), "PEER_ID_INVALID");
    let save = |peer: enums::InputPeer| -> f::messages::SaveDraft {
        bare(&[z(), b(&peer), b(&"not finished".to_owned())])
    };
    assert!(client.ok(&save(client.peer(&t.club))));
    client.refused(&save(enums::InputPeer::Empty), "PEER_ID_INVALID");
    let drafts = crate::support::list(client.ok(&f::messages::GetAllDrafts {}));
    assert!(matches!(drafts[..], [enums::Update::DraftMessage(_)]));
    let enums::messages::PeerDialogs::Dialogs(one) = client.ok(&single(client.peer(&t.club)));
    assert!(matches!(&one.dialogs[..], [enums::Dialog::Dialog(one)] if one.draft.is_some()));
    assert!(client.ok(&f::messages::ClearAllDrafts {}));
    assert!(crate::support::list(client.ok(&f::messages::GetAllDrafts {})).is_empty());
    t.world.sign_out(1);
    client.refused(&get(1), "AUTH_KEY_UNREGISTERED");
    client.refused(
        &f::messages::GetPinnedDialogs { folder_id: 0 },
        "AUTH_KEY_UNREGISTERED",
    );
    client.refused(&f::messages::GetAllDrafts {}, "AUTH_KEY_UNREGISTERED");
    let marks = f::messages::GetDialogUnreadMarks { parent_peer: None };
    client.refused(&marks, "AUTH_KEY_UNREGISTERED");
    client.refused(&f::messages::ClearAllDrafts {}, "AUTH_KEY_UNREGISTERED");
    client.covered(DIALOGS);
}

const FOLDERS: &[&str] = &[
    "messages.getDialogFilters",
    "messages.updateDialogFilter",
    "messages.updateDialogFiltersOrder",
];

#[test]
fn folders_of_the_list() {
    let t = town();
    let client = &t.me;
    let list = || {
        let enums::messages::DialogFilters::Filters(answer) =
            client.ok(&f::messages::GetDialogFilters {});
        let ids = answer.filters.iter().map(|filter| match filter {
            enums::DialogFilter::Default => 0,
            enums::DialogFilter::Filter(filter) => filter.id,
            enums::DialogFilter::Chatlist(filter) => filter.id,
        });
        ids.collect::<Vec<i32>>()
    };
    assert_eq!(list(), [0]);
    let filter = |id: i32, title: &str, bots: bool, peers: Vec<enums::InputPeer>| {
        let title = types::TextWithEntities {
            text: title.into(),
            entities: vec![],
        };
        let mut filter: types::DialogFilter = bare(&[
            z(),
            b(&id),
            b(&enums::TextWithEntities::from(title)),
            b(&Vec::<enums::InputPeer>::new()),
            b(&peers),
            b(&Vec::<enums::InputPeer>::new()),
        ]);
        filter.bots = bots;
        f::messages::UpdateDialogFilter {
            id,
            filter: Some(filter.into()),
        }
    };
    client.refused(&filter(1, "Bots", true, vec![]), "FILTER_ID_INVALID");
    client.refused(&filter(2, " ", true, vec![]), "FILTER_TITLE_EMPTY");
    client.refused(
        &filter(2, "A title too long", true, vec![]),
        "FILTER_TITLE_TOO_LONG",
    );
    client.refused(&filter(2, "Nobody", false, vec![]), "FILTER_INCLUDE_EMPTY");
    assert!(client.ok(&filter(2, "Bots", true, vec![])));
    assert!(client.ok(&filter(3, "Ann", false, vec![client.to(&t.ann)])));
    assert!(client.ok(&filter(3, "Ann!", false, vec![client.to(&t.ann)])));
    assert_eq!(list(), [0, 2, 3]);
    let order = |order: &[i32]| f::messages::UpdateDialogFiltersOrder {
        order: order.to_vec(),
    };
    client.refused(&order(&[0, 2]), "FILTER_ID_INVALID");
    assert!(client.ok(&order(&[3, 0, 2])));
    assert_eq!(list(), [3, 0, 2]);
    for id in 4..=11 {
        assert!(client.ok(&filter(id, "More", true, vec![])));
    }
    client.refused(&filter(12, "More", true, vec![]), "DIALOG_FILTERS_TOO_MUCH");
    let delete = f::messages::UpdateDialogFilter {
        id: 3,
        filter: None,
    };
    assert!(client.ok(&delete));
    assert!(client.ok(&delete));
    assert_eq!(list()[..2], [0, 2]);
    t.world.sign_out(1);
    client.refused(&f::messages::GetDialogFilters {}, "AUTH_KEY_UNREGISTERED");
    client.covered(FOLDERS);
}

const READ: &[&str] = &[
    "messages.readHistory",
    "channels.readHistory",
    "messages.readMentions",
    "messages.readReactions",
    "messages.readMessageContents",
    "channels.readMessageContents",
    "messages.setTyping",
];

#[test]
fn reading_and_typing() {
    let t = town();
    let client = &t.me;
    let ann = client.with(&t.ann, 4);
    let hi = t.ann.send_to_owner("hi");
    let voice = t.ann.send_media(t.ann.chat(), Media::voice(1, "ogg"));
    let post = t.ann.send(&t.big, "hi");
    let pushes = listen(&t.world);
    let read = |peer| f::messages::ReadHistory { peer, max_id: 0 };
    let enums::messages::AffectedMessages::Messages(affected) = client.ok(&read(client.to(&t.ann)));
    assert_eq!(affected.pts_count, 1);
    let [enums::Update::ReadHistoryOutbox(seen)] = &pushes.take(ann.key, ann.session)[..] else {
        panic!("seen")
    };
    assert_eq!(seen.max_id, voice.id());
    assert!(hi.id() < voice.id());
    client.refused(&read(client.peer(&t.big)), "PEER_ID_INVALID");
    let read_channel = |channel| f::channels::ReadHistory {
        channel,
        max_id: post.id(),
    };
    assert!(client.ok(&read_channel(client.channel(&t.big))));
    assert!(matches!(
        pushes.take(ann.key, ann.session)[..],
        [enums::Update::ReadChannelOutbox(_)]
    ));
    client.refused(
        &read_channel(Client::wrong_channel(&t.big)),
        "CHANNEL_INVALID",
    );
    let contents = f::messages::ReadMessageContents {
        id: vec![voice.id()],
    };
    let enums::messages::AffectedMessages::Messages(affected) = client.ok(&contents);
    assert_eq!(affected.pts_count, 1);
    let mine = t.world.owner().send(&t.club, "say my name");
    t.ann.reply(&mine, "owner");
    let mentions = |peer| f::messages::ReadMentions {
        peer,
        top_msg_id: None,
    };
    let enums::messages::AffectedHistory::History(affected) =
        client.ok(&mentions(client.peer(&t.club)));
    assert_eq!((affected.pts_count, affected.offset), (1, 0));
    client.refused(&mentions(enums::InputPeer::Empty), "PEER_ID_INVALID");
    let reactions = |peer| f::messages::ReadReactions {
        peer,
        top_msg_id: None,
        saved_peer_id: None,
    };
    client.ok(&reactions(client.peer(&t.club)));
    client.refused(&reactions(enums::InputPeer::Empty), "PEER_ID_INVALID");
    let channel_contents = |channel| f::channels::ReadMessageContents {
        channel,
        id: vec![post.id()],
    };
    assert!(client.ok(&channel_contents(client.channel(&t.big))));
    client.refused(
        &channel_contents(Client::wrong_channel(&t.big)),
        "CHANNEL_INVALID",
    );
    let typing = |peer| f::messages::SetTyping {
        peer,
        top_msg_id: None,
        action: enums::SendMessageAction::SendMessageTypingAction,
    };
    pushes.take(ann.key, ann.session);
    for peer in [client.to(&t.ann), client.peer(&t.club), client.peer(&t.big)] {
        assert!(client.ok(&typing(peer)));
    }
    assert!(matches!(
        pushes.take(ann.key, ann.session)[..],
        [
            enums::Update::UserTyping(_),
            enums::Update::ChatUserTyping(_),
            enums::Update::ChannelUserTyping(_)
        ]
    ));
    ann.refused(&typing(ann.peer(&t.news)), "CHAT_ADMIN_REQUIRED");
    t.world.sign_out(1);
    client.refused(&contents, "AUTH_KEY_UNREGISTERED");
    client.covered(READ);
}

const REACTIONS: &[&str] = &[
    "messages.sendReaction",
    "messages.getMessagesReactions",
    "messages.getMessageReactionsList",
    "messages.getUnreadReactions",
    "messages.getAvailableReactions",
    "messages.getStickerSet?",
    "messages.sendVote",
];

#[test]
fn reactions_and_votes() {
    let t = town();
    let client = &t.me;
    let hi = t.ann.send(&t.club, "hi");
    let peer = client.peer(&t.club);
    let emoji = |emoticon: &str| -> enums::Reaction {
        types::ReactionEmoji {
            emoticon: emoticon.into(),
        }
        .into()
    };
    let react = |reactions: Vec<enums::Reaction>| f::messages::SendReaction {
        big: false,
        add_to_recent: false,
        peer: peer.clone(),
        msg_id: hi.id(),
        reaction: Some(reactions),
    };
    let updates = list(client.ok(&react(vec![emoji("👍")])));
    assert!(matches!(updates[..], [enums::Update::MessageReactions(_)]));
    hi.expect_reaction("👍");
    client.refused(&react(vec![emoji("👍")]), "MESSAGE_NOT_MODIFIED");
    client.refused(&react(vec![emoji("x")]), "REACTION_INVALID");
    client.refused(&react(vec![emoji("👍"), emoji("🎉")]), "REACTIONS_TOO_MANY");
    t.ann.react(&hi, "👍");
    let (found, _) = messages(client.ok(&history(peer.clone())));
    let enums::Message::Message(found) = &found[0] else {
        panic!("a message")
    };
    let Some(enums::MessageReactions::Reactions(reactions)) = &found.reactions else {
        panic!("reactions")
    };
    let [enums::ReactionCount::Count(count)] = &reactions.results[..] else {
        panic!("one kind")
    };
    assert_eq!((count.count, count.chosen_order), (2, Some(0)));
    client.ok(&f::messages::GetMessagesReactions {
        peer: peer.clone(),
        id: vec![hi.id()],
    });
    client.refused(
        &f::messages::GetMessagesReactions {
            peer: peer.clone(),
            id: vec![99],
        },
        "MESSAGE_ID_INVALID",
    );
    let page = |offset: Option<&str>| f::messages::GetMessageReactionsList {
        peer: peer.clone(),
        id: hi.id(),
        reaction: None,
        offset: offset.map(Into::into),
        limit: 1,
    };
    let enums::messages::MessageReactionsList::List(first) = client.ok(&page(None));
    assert_eq!((first.count, first.next_offset.as_deref()), (2, Some("1")));
    let enums::messages::MessageReactionsList::List(second) = client.ok(&page(Some("1")));
    assert_eq!((second.reactions.len(), second.next_offset), (1, None));
    client.refused(&page(Some("x")), "OFFSET_INVALID");
    let unread = |peer| f::messages::GetUnreadReactions {
        peer,
        top_msg_id: None,
        saved_peer_id: None,
        offset_id: 0,
        add_offset: 0,
        limit: 1,
        max_id: 0,
        min_id: 0,
    };
    client.ok(&unread(peer.clone()));
    client.refused(&unread(enums::InputPeer::Empty), "PEER_ID_INVALID");
    client.ok(&f::messages::GetAvailableReactions { hash: 0 });

    let set: enums::InputStickerSet = types::InputStickerSetShortName {
        short_name: "Cats".into(),
    }
    .into();
    client.refused(
        &f::messages::GetStickerSet {
            stickerset: set,
            hash: 0,
        },
        "STICKERSET_INVALID",
    );

    let poll = t
        .ann
        .send_media(&t.club, Media::poll("Tea?", ["Yes", "No"]));
    let vote = |options: Vec<Vec<u8>>| f::messages::SendVote {
        peer: peer.clone(),
        msg_id: poll.id(),
        options,
    };
    let updates = list(client.ok(&vote(vec![b"0".to_vec()])));
    let [enums::Update::MessagePoll(update)] = &updates[..] else {
        panic!("a poll")
    };
    let enums::PollResults::Results(results) = &update.results;
    assert_eq!(results.total_voters, Some(1));
    client.refused(&vote(vec![b"7".to_vec()]), "OPTION_INVALID");
    client.refused(
        &vote(vec![b"0".to_vec(), b"1".to_vec()]),
        "OPTIONS_TOO_MUCH",
    );
    client.ok(&vote(vec![]));
    t.world.sign_out(1);
    client.refused(
        &f::messages::GetAvailableReactions { hash: 0 },
        "AUTH_KEY_UNREGISTERED",
    );
    client.covered(REACTIONS);
}
