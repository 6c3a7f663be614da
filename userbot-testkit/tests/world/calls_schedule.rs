//! Scheduled messages.

use crate::support::{
    Client, Town, b, bare, edit, list, listen, message, messages, texts, town, z,
};
use grammers_tl_types::{enums, functions as f, types};
use std::time::Duration;
use userbot_sdk::Timestamp;
use userbot_sdk::telegram::{Outgoing, PeerId};
use userbot_testkit::prelude::*;

pub(crate) const COVERED: &[&[&str]] = &[SCHEDULED];

const SCHEDULED: &[&str] = &[
    "messages.getScheduledHistory",
    "messages.getScheduledMessages",
    "messages.sendScheduledMessages",
    "messages.deleteScheduledMessages",
];

const WHEN_ONLINE: i32 = 0x7fff_fffe;

fn later(
    peer: enums::InputPeer,
    text: &str,
    random_id: i64,
    date: i32,
) -> f::messages::SendMessage {
    f::messages::SendMessage {
        schedule_date: Some(date),
        ..message(peer, text, random_id)
    }
}

fn queue(peer: enums::InputPeer) -> f::messages::GetScheduledHistory {
    f::messages::GetScheduledHistory { peer, hash: 0 }
}

fn get(peer: enums::InputPeer, id: &[i32]) -> f::messages::GetScheduledMessages {
    f::messages::GetScheduledMessages {
        peer,
        id: id.to_vec(),
    }
}

fn send(peer: enums::InputPeer, id: &[i32]) -> f::messages::SendScheduledMessages {
    f::messages::SendScheduledMessages {
        peer,
        id: id.to_vec(),
    }
}

fn delete(peer: enums::InputPeer, id: &[i32]) -> f::messages::DeleteScheduledMessages {
    f::messages::DeleteScheduledMessages {
        peer,
        id: id.to_vec(),
    }
}

/// The message of an `updateNewScheduledMessage` among these.
#[track_caller]
fn scheduled(updates: &[enums::Update]) -> types::Message {
    let found = updates.iter().find_map(|update| match update {
        enums::Update::NewScheduledMessage(update) => Some(update.message.clone()),
        _ => None,
    });
    match found {
        Some(enums::Message::Message(message)) => message,
        other => panic!("{other:?}"),
    }
}

/// Ids that left the queue, and the ids that they got in the chat.
fn left(updates: &[enums::Update]) -> Vec<(Vec<i32>, Option<Vec<i32>>)> {
    let found = updates.iter().filter_map(|update| match update {
        enums::Update::DeleteScheduledMessages(update) => {
            Some((update.messages.clone(), update.sent_messages.clone()))
        }
        _ => None,
    });
    found.collect()
}

#[test]
fn a_queue() {
    let Town {
        world,
        me,
        ann,
        big,
        ..
    } = town();
    let pushes = listen(&world);
    let (peer, now) = (me.to(&ann), world.now());
    let answer = list(me.ok(&later(peer.clone(), "in an hour", 11, now + 3600)));
    let first = scheduled(&answer);
    assert!(matches!(
        &answer[0],
        enums::Update::MessageId(update) if (update.id, update.random_id) == (first.id, 11)
    ));
    assert_eq!(
        (first.id, first.date, first.out, first.from_scheduled),
        (1, now + 3600, true, false)
    );
    assert_eq!(
        scheduled(&pushes.take(1, 99)).message,
        "in an hour",
        "other sessions hear of it"
    );
    me.ok(&later(peer.clone(), "in a day", 12, now + 86400));
    let elsewhere = list(me.ok(&later(me.peer(&big), "for all", 13, now + 60)));
    assert_eq!(scheduled(&elsewhere).id, 1, "each chat counts its own");
    let full = f::channels::GetFullChannel {
        channel: me.channel(&big),
    };
    let enums::messages::ChatFull::Full(full) = me.ok(&full);
    assert!(
        matches!(full.full_chat, enums::ChatFull::ChannelFull(full) if full.has_scheduled),
        "clients ask for the queue when this is set"
    );
    assert!(ann.chat().messages().is_empty());
    assert_eq!(
        texts(me.ok(&queue(peer.clone()))),
        ["in a day", "in an hour"]
    );
    let anns = me.with(&ann, 4);
    assert!(
        texts(anns.ok(&queue(anns.to(&world.owner())))).is_empty(),
        "nobody else sees it"
    );
    assert_eq!(texts(me.ok(&get(peer.clone(), &[1, 77]))), ["in an hour"]);

    let mut change = edit(peer.clone(), 1, "in two hours");
    change.schedule_date = Some(now + 7200);
    let changed = scheduled(&list(me.ok(&change)));
    assert_eq!(
        (changed.id, changed.date, changed.edit_date),
        (1, now + 7200, Some(now))
    );
    change.id = 77;
    me.refused(&change, "MESSAGE_ID_INVALID");

    me.refused(&send(peer.clone(), &[1, 77]), "MESSAGE_ID_INVALID");
    let answer = list(me.ok(&send(peer.clone(), &[1])));
    let sent = ann.chat().last_message();
    sent.expect_text("in two hours");
    assert_eq!(left(&answer), [(vec![1], Some(vec![sent.id()]))]);
    let marks = |client: &Client, other| {
        let (all, _) = messages(client.ok(&crate::support::history(client.to(other))));
        all.iter()
            .map(|message| match message {
                enums::Message::Message(message) => message.from_scheduled,
                other => panic!("{other:?}"),
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(marks(&me, &ann), [true]);
    assert_eq!(
        marks(&anns, &world.owner()),
        [false],
        "that is the sender's"
    );

    let answer = list(me.ok(&delete(peer.clone(), &[2, 77])));
    assert_eq!(left(&answer), [(vec![2], None)]);
    assert!(list(me.ok(&delete(peer.clone(), &[2]))).is_empty());
    assert!(texts(me.ok(&queue(peer.clone()))).is_empty());
    let answer = list(me.ok(&later(peer, "again", 14, now + 60)));
    assert_eq!(scheduled(&answer).id, 3, "ids are not used again");

    let nobody = || enums::InputPeer::Empty;
    me.refused(&queue(nobody()), "PEER_ID_INVALID");
    me.refused(&get(nobody(), &[1]), "PEER_ID_INVALID");
    me.refused(&delete(nobody(), &[1]), "PEER_ID_INVALID");
    me.covered(SCHEDULED);
}

#[test]
fn dates_that_are_refused() {
    let Town {
        world,
        me,
        ann,
        big,
        ..
    } = town();
    let (peer, now) = (me.to(&ann), world.now());
    let at = |random, date| later(peer.clone(), "x", random, date);
    me.refused(&at(1, now + 400 * 86400), "SCHEDULE_DATE_TOO_LATE");
    me.refused(&at(1, -5), "SCHEDULE_DATE_INVALID");
    me.refused(
        &later(me.peer(&big), "x", 1, WHEN_ONLINE),
        "SCHEDULE_STATUS_INVALID",
    );
    me.refused(&later(peer.clone(), "", 1, now + 60), "MESSAGE_EMPTY");
    me.ok(&at(1, now + 9));
    assert_eq!(
        ann.chat().messages().len(),
        1,
        "what is that near is not kept"
    );
    for random in 2..102 {
        me.ok(&at(random, now + 60));
    }
    me.refused(&at(102, now + 60), "SCHEDULE_TOO_MUCH");
    me.refused(&at(101, now + 60), "RANDOM_ID_DUPLICATE");
    let bot = world.user("Helper").bot();
    let helper = me.with(&bot, 5);
    ann.send(&bot, "/start");
    helper.refused(
        &later(helper.to(&ann), "x", 1, now + 60),
        "SCHEDULE_BOT_NOT_ALLOWED",
    );
}

#[test]
fn what_is_due_comes_before_anything_else() {
    let Town {
        world,
        me,
        ann,
        club,
        big,
        ..
    } = town();
    let pushes = listen(&world);
    let now = world.now();
    me.ok(&later(me.peer(&big), "second", 1, now + 120));
    me.ok(&later(me.peer(&big), "first", 2, now + 60));
    let picture = ann.send(&club, "picture");
    let mut forward: f::messages::ForwardMessages = bare(&[
        z(),
        b(&me.peer(&club)),
        b(&vec![picture.id()]),
        b(&vec![3_i64]),
        b(&me.peer(&big)),
    ]);
    forward.schedule_date = Some(now + 180);
    me.ok(&forward);
    pushes.take(1, 1);
    world.starts_at(i64::from(now) + 130);
    let all = big.messages();
    let [.., first, second] = &all[..] else {
        panic!("two messages")
    };
    first.expect_text("first");
    second.expect_text("second");
    assert_eq!((first.date(), second.date()), (now + 60, now + 120));
    let pushed = pushes.take(1, me.session);
    assert_eq!(
        left(&pushed),
        [
            (vec![2], Some(vec![first.id()])),
            (vec![1], Some(vec![second.id()]))
        ],
        "also the session that scheduled them hears of it"
    );
    // Who may not write any more does not.
    me.ok(&later(me.to(&ann), "too late", 4, now + 190));
    ann.block(&world.owner());
    pushes.take(1, 1);
    world.starts_at(i64::from(now) + 200);
    big.last_message().expect_text("picture");
    assert!(ann.chat().messages().is_empty());
    assert!(left(&pushes.take(1, me.session)).contains(&(vec![1], None)));
}

#[test]
fn when_the_other_one_comes_online() {
    let Town { me, ann, .. } = town();
    me.ok(&later(me.to(&ann), "there you are", 1, WHEN_ONLINE));
    assert!(ann.chat().messages().is_empty());
    let ann = ann.online();
    ann.chat().last_message().expect_text("there you are");
}

#[userbot_testkit::test]
async fn a_client_s_message_is_sent_on_time() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    ann.send_to_owner("hello");
    let mut bot = MockClient::on(&world).start().await?;
    let now = Timestamp::from_second(i64::from(world.now()))?;
    let time = now + Duration::from_secs(3600);
    let message = Outgoing::text("an hour later").schedule(time);
    let waiting = bot.client().send(PeerId::User(ann.id()), message).await?;
    assert_eq!((waiting.id(), waiting.date()), (1, time));
    bot.advance(minutes(59)).await;
    ann.chat().last_message().expect_text("hello");
    // Nothing but the clock moves.
    bot.advance(minutes(1)).await;
    let sent = ann.chat().last_message();
    sent.expect_text("an hour later").expect_from_owner();
    assert_eq!(i64::from(sent.date()), time.as_second());
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_waiting_message_does_not_keep_its_world() {
    let town = town();
    let pushes = listen(&town.world);
    let date = town.world.now() + 60;
    town.me.ok(&later(town.me.to(&town.ann), "never", 1, date));
    pushes.take(1, 1);
    drop(town);
    assert_eq!(
        std::sync::Arc::strong_count(&pushes),
        1,
        "the world is gone with what it held"
    );
    tokio::time::sleep(Duration::from_secs(61)).await;
    assert!(pushes.take(1, 1).is_empty());
}
