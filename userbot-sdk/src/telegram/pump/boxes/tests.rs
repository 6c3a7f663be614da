use proptest::prelude::*;

use super::*;
use crate::telegram::{PeerId, blank_message};

fn state(pts: i32) -> tl::types::updates::State {
    tl::types::updates::State {
        pts,
        qts: 1,
        date: 1,
        seq: 1,
        unread_count: 0,
    }
}

fn message(pts: i32, peer: PeerId) -> UpdatesLike {
    let message = blank_message(pts, peer.to_tl(), 1, "x").into();
    let update = match peer {
        PeerId::Channel(_) => tl::types::UpdateNewChannelMessage {
            message,
            pts,
            pts_count: 1,
        }
        .into(),
        _ => tl::types::UpdateNewMessage {
            message,
            pts,
            pts_count: 1,
        }
        .into(),
    };
    UpdatesLike::Updates(tl::types::UpdateShort { update, date: 1 }.into())
}

fn at(pts: i32) -> Boxes {
    let mut boxes = Boxes::new(UpdatesState::default());
    boxes.restart(&state(pts));
    boxes
}

#[tokio::test(start_paused = true)]
async fn a_gap_is_asked_for_when_tokio_says_so() {
    let mut boxes = at(10);
    let ann = PeerId::User(5);
    assert_eq!(boxes.process(message(11, ann)).unwrap().updates.len(), 1);
    assert!(boxes.process(message(13, ann)).unwrap().updates.is_empty());
    let deadline = boxes.deadline();
    assert!(deadline - Instant::now() <= Duration::from_millis(500));
    assert!(boxes.difference().is_none());
    tokio::time::sleep_until(deadline).await;
    boxes.expire();
    assert_eq!(boxes.difference().unwrap().pts, 11);
}

#[tokio::test(start_paused = true)]
async fn a_gap_in_a_channel_too() {
    let mut boxes = at(10);
    let club = PeerId::Channel(7);
    assert_eq!(boxes.process(message(3, club)).unwrap().updates.len(), 1);
    assert!(boxes.process(message(5, club)).unwrap().updates.is_empty());
    let deadline = boxes.deadline();
    tokio::time::sleep_until(deadline).await;
    boxes.expire();
    assert_eq!(boxes.channel_difference().unwrap().pts, 3);
    boxes.end_channel(true);
    assert!(boxes.channel_difference().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_channel_that_is_ahead_is_asked_for_from_where_it_was() {
    let ahead = |channel_id| -> tl::enums::Update {
        let pts = Some(9);
        tl::types::UpdateChannelTooLong { channel_id, pts }.into()
    };
    let mut boxes = at(10);
    boxes.process(message(3, PeerId::Channel(7)));
    let short = tl::types::UpdateShort {
        update: ahead(7),
        date: 1,
    };
    boxes.process(UpdatesLike::Updates(short.into()));
    assert_eq!(boxes.channel_difference().unwrap().pts, 3);

    let mut boxes = Boxes::new(UpdatesState {
        pts: 10,
        qts: 1,
        date: 1,
        seq: 1,
        channels: vec![],
    });
    boxes.start_channels([(7, 3)]);
    let difference = tl::types::updates::Difference {
        new_messages: Vec::new(),
        new_encrypted_messages: Vec::new(),
        other_updates: vec![ahead(7), ahead(8)],
        chats: Vec::new(),
        users: Vec::new(),
        state: state(10).into(),
    };
    boxes.apply(difference.into());
    assert_eq!(boxes.channel_difference().unwrap().pts, 3);
    boxes.end_channel(true);
    // Of the other one nothing is known: it begins with what it says next.
    assert!(boxes.channel_difference().is_none());
}

#[tokio::test(start_paused = true)]
async fn silence_is_checked_after_a_quarter_of_an_hour() {
    let mut boxes = at(10);
    let deadline = boxes.deadline();
    let wait = deadline - Instant::now();
    assert!(
        wait > Duration::from_mins(14) && wait <= Duration::from_mins(15),
        "{wait:?}"
    );
    tokio::time::sleep_until(deadline).await;
    boxes.expire();
    assert_eq!(boxes.difference().unwrap().pts, 10);
}

#[tokio::test]
async fn a_saved_position_is_caught_up_with() {
    let saved = UpdatesState {
        pts: 10,
        qts: 1,
        date: 1,
        seq: 1,
        channels: vec![],
    };
    assert!(Boxes::new(saved.clone()).difference().is_some());
    let broken = UpdatesState {
        pts: 0,
        qts: 5,
        ..saved
    };
    assert!(Boxes::new(broken).difference().is_none());
}

/// A message in short form becomes what the library makes of it, and moves the same position.
#[tokio::test(start_paused = true)]
async fn a_short_message_becomes_a_whole_one() {
    let mention = tl::types::MessageEntityBold {
        offset: 0,
        length: 2,
    };
    let private = tl::types::UpdateShortMessage {
        out: true,
        mentioned: false,
        media_unread: true,
        silent: true,
        id: 7,
        user_id: 5,
        message: "hi".to_owned(),
        pts: 11,
        pts_count: 1,
        date: 3,
        fwd_from: None,
        via_bot_id: Some(9),
        reply_to: None,
        entities: Some(vec![mention.into()]),
        ttl_period: Some(60),
    };
    let group = tl::types::UpdateShortChatMessage {
        out: false,
        mentioned: true,
        media_unread: false,
        silent: false,
        id: 8,
        from_id: 5,
        chat_id: 6,
        message: "all".to_owned(),
        pts: 12,
        pts_count: 1,
        date: 4,
        fwd_from: None,
        via_bot_id: None,
        reply_to: None,
        entities: None,
        ttl_period: None,
    };
    let (mut boxes, mut library) = (at(10), MessageBoxes::new());
    library.set_state(state(10));
    for packet in [tl::enums::Updates::from(private), group.into()] {
        let ours = boxes.process(UpdatesLike::Updates(packet.clone()));
        let theirs = library.process_updates(UpdatesLike::Updates(packet));
        assert_eq!(ours.as_ref().map(|batch| batch.updates.len()), Some(1));
        assert_same(ours, theirs.ok());
    }
    assert!(boxes.library.is_none());
    assert_eq!(boxes.known.account(), positions(&library.session_state()).0);
}

/// Is a Telegram that sends packets, some of which are lost.
struct Server {
    pts: i32,
    channels: [i32; 3],
    seq: i32,
    /// What came since the account last asked.
    missed: Vec<tl::enums::Message>,
    missed_in: [Vec<tl::enums::Message>; 3],
    id: i32,
}

#[derive(Debug, Clone, Copy)]
enum Act {
    /// A packet with so many messages of the account and of each channel.
    Packet {
        common: u8,
        channels: [u8; 3],
        lost: bool,
        twice: bool,
        seq: bool,
        turned: bool,
    },
    /// The account asks for what is missing: of itself, or of a channel.
    Ask(usize),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let flag = || prop::bool::weighted(0.15);
    let packet = (
        0..3_u8,
        [0..2_u8, 0..2_u8, 0..2_u8],
        flag(),
        flag(),
        flag(),
        flag(),
    );
    let packet = packet.prop_map(|(common, channels, lost, twice, seq, turned)| Act::Packet {
        common,
        channels,
        lost,
        twice,
        seq,
        turned,
    });
    let ask = (0..4_usize).prop_map(Act::Ask);
    prop::collection::vec(prop_oneof![6 => packet, 1 => ask], 1..60)
}

impl Server {
    fn message(&mut self, chat: PeerId) -> tl::enums::Message {
        self.id += 1;
        blank_message(self.id, chat.to_tl(), 1, "x").into()
    }

    fn packet(
        &mut self,
        common: u8,
        channels: [u8; 3],
        seq: bool,
        turned: bool,
    ) -> tl::types::Updates {
        let mut updates: Vec<tl::enums::Update> = Vec::new();
        for _ in 0..common {
            self.pts += 1;
            let message = self.message(PeerId::User(5));
            self.missed.push(message.clone());
            updates.push(
                tl::types::UpdateNewMessage {
                    message,
                    pts: self.pts,
                    pts_count: 1,
                }
                .into(),
            );
        }
        for (at, count) in channels.into_iter().enumerate() {
            let id = i64::try_from(at).unwrap() + 1;
            for _ in 0..count {
                self.channels[at] += 1;
                let message = self.message(PeerId::Channel(id));
                self.missed_in[at].push(message.clone());
                let pts = self.channels[at];
                updates.push(
                    tl::types::UpdateReadChannelInbox {
                        folder_id: None,
                        channel_id: id,
                        max_id: 1,
                        still_unread_count: 0,
                        pts,
                    }
                    .into(),
                );
                updates.push(
                    tl::types::UpdateNewChannelMessage {
                        message,
                        pts,
                        pts_count: 1,
                    }
                    .into(),
                );
            }
        }
        if turned {
            updates.reverse();
        }
        if seq {
            self.seq += 1;
        }
        tl::types::Updates {
            updates,
            users: Vec::new(),
            chats: Vec::new(),
            date: self.id,
            seq: if seq { self.seq } else { 0 },
        }
    }

    fn difference(&mut self) -> tl::enums::updates::Difference {
        tl::types::updates::Difference {
            new_messages: std::mem::take(&mut self.missed),
            new_encrypted_messages: Vec::new(),
            other_updates: Vec::new(),
            chats: Vec::new(),
            users: Vec::new(),
            state: tl::types::updates::State {
                pts: self.pts,
                qts: 1,
                date: self.id,
                seq: self.seq,
                unread_count: 0,
            }
            .into(),
        }
        .into()
    }

    fn channel_difference(&mut self, id: i64) -> tl::enums::updates::ChannelDifference {
        let at = usize::try_from(id).unwrap() - 1;
        tl::types::updates::ChannelDifference {
            r#final: true,
            pts: self.channels[at],
            timeout: None,
            new_messages: std::mem::take(&mut self.missed_in[at]),
            other_updates: Vec::new(),
            chats: Vec::new(),
            users: Vec::new(),
        }
        .into()
    }
}

/// Asks for everything that the library or `boxes` wants to know, and gives both the same answers.
fn fill(server: &mut Server, boxes: &mut Boxes, library: &mut MessageBoxes) {
    loop {
        assert_eq!(boxes.difference(), library.get_difference());
        assert_eq!(boxes.channel_difference(), library.get_channel_difference());
        if library.get_difference().is_some() {
            let difference = server.difference();
            let theirs = library.apply_difference(difference.clone());
            assert_same(boxes.apply(difference), Some(theirs));
        } else if let Some(request) = library.get_channel_difference() {
            let tl::enums::InputChannel::Channel(channel) = request.channel else {
                unreachable!("no other is asked for");
            };
            let difference = server.channel_difference(channel.channel_id);
            let theirs = library.apply_channel_difference(difference.clone());
            assert_same(boxes.apply_channel(difference), Some(theirs));
        } else {
            return;
        }
    }
}

fn assert_same(ours: Option<Batch>, theirs: Option<grammers_session::updates::UpdateAndPeers>) {
    assert_eq!(
        ours.map(|batch| batch.updates),
        theirs.map(|batch| Batch::from(batch).updates)
    );
}

fn positions(state: &UpdatesState) -> (Account, Vec<(i64, i32)>) {
    let channels = state
        .channels
        .iter()
        .map(|channel| (channel.id, channel.pts));
    (Account::of(state), channels.collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever is lost, comes twice or in another order: what comes out, what is asked for and
    /// where everything stands is the same as with the library alone.
    #[test]
    fn does_what_the_library_does(acts in acts()) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let mut server = Server {
                pts: 10,
                channels: [20, 30, 40],
                seq: 1,
                missed: Vec::new(),
                missed_in: [Vec::new(), Vec::new(), Vec::new()],
                id: 1,
            };
            let mut boxes = at(10);
            let mut library = MessageBoxes::new();
            library.set_state(state(10));
            for act in acts {
                match act {
                    Act::Packet { common, channels, lost, twice, seq, turned } => {
                        let packet: tl::enums::Updates =
                            server.packet(common, channels, seq, turned).into();
                        if lost {
                            continue;
                        }
                        for _ in 0..=usize::from(twice) {
                            let ours = boxes.process(UpdatesLike::Updates(packet.clone()));
                            let theirs = library.process_updates(UpdatesLike::Updates(packet.clone()));
                            assert_same(ours, theirs.ok());
                        }
                    }
                    Act::Ask(which) => {
                        let updates = || match which {
                            0 => UpdatesLike::ConnectionClosed,
                            id => too_long(i64::try_from(id).unwrap()),
                        };
                        let ours = boxes.process(updates());
                        let theirs = library.process_updates(updates());
                        assert_same(ours, theirs.ok());
                    }
                }
                fill(&mut server, &mut boxes, &mut library);
                let (account, channels) = positions(&library.session_state());
                prop_assert_eq!(boxes.known.account(), account);
                prop_assert_eq!(boxes.known.channels(), channels);
            }
            // What is early is asked for when its time is over, and then nothing is missing.
            while boxes.library.is_some() {
                tokio::time::sleep_until(boxes.deadline()).await;
                boxes.expire();
                while boxes.difference().is_some() {
                    boxes.apply(server.difference());
                }
                while let Some(id) = boxes.asked_channel() {
                    boxes.apply_channel(server.channel_difference(id));
                }
            }
            Ok(())
        })?;
    }
}
