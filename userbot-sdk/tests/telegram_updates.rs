//! Updates from a simulated Telegram: order, gaps, restarts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failure is what a test is for"
)]

mod telegram_support;

use std::sync::atomic::Ordering;
use std::time::Duration;

use telegram_support::{Pump, Rig, StoppedClock, soon};
use userbot_sdk::telegram::{ConnectOptions, Connection, Event, EventKind, PeerId, Session};

#[tokio::test]
async fn messages_arrive_with_their_people() {
    let rig = Rig::new().await;
    let ann = rig.world.user("Ann").last_name("Lee").username("ann_lee");
    let club = rig.world.supergroup("Club").member(&ann).create();
    let (client, mut pump) = rig.run().await;
    ann.send_to_owner("hello");
    let message = pump.message().await;
    assert_eq!((message.text(), message.outgoing()), ("hello", false));
    let sender = message.sender().unwrap();
    assert_eq!(
        (sender.name().as_ref(), sender.username()),
        ("Ann Lee", Some("ann_lee"))
    );
    assert!(message.chat().is_private());
    soon(message.reply("hi")).await.unwrap();
    // The own message comes too, as from any other device.
    let own = pump.message().await;
    assert!(own.outgoing() && own.reply_to().unwrap().message_id == Some(message.id()));

    let asked = ann.send(&club, "in the club");
    let message = pump.message().await;
    assert_eq!(message.chat().name(), "Club");
    assert_eq!(message.chat().id(), PeerId::Channel(club.id()));
    assert_eq!(message.id(), asked.id());
    assert_eq!(
        client
            .session()
            .find(PeerId::User(ann.id()))
            .unwrap()
            .name(),
        "Ann Lee"
    );
}

#[tokio::test]
async fn other_things_that_happen() {
    let rig = Rig::new().await;
    let ann = rig.world.user("Ann");
    let bob = rig.world.user("Bob");
    let club = rig.world.group("Club").member(&ann).create();
    let (_client, mut pump) = rig.run().await;
    let said = ann.send(&club, "one");
    ann.edit(&said, "two");
    let edited = pump.find(|event| match event {
        Event::Edited(edited) => Some(edited.message.text().to_owned()),
        _ => None,
    });
    assert_eq!(edited.await, "two");
    ann.typing(&club);
    let typist = pump.find(|event| match event {
        Event::Typing(typing) => Some((typing.user.id(), typing.chat.id())),
        _ => None,
    });
    assert_eq!(
        typist.await,
        (PeerId::User(ann.id()), PeerId::Group(club.id()))
    );
    ann.invite(&club, &bob);
    let joined = pump.find(|event| match event {
        Event::Joined(joined) => Some((
            joined.user.name().into_owned(),
            joined
                .added_by
                .as_ref()
                .map(userbot_sdk::telegram::Peer::id),
        )),
        _ => None,
    });
    assert_eq!(
        joined.await,
        ("Bob".to_owned(), Some(PeerId::User(ann.id())))
    );
    bob.leave(&club);
    let left = pump.find(|event| match event {
        Event::Left(left) => Some((left.user.id(), left.removed_by.is_some())),
        _ => None,
    });
    assert_eq!(left.await, (PeerId::User(bob.id()), false));
    ann.delete(&said);
    let deleted = pump.find(|event| match event {
        Event::Deleted(deleted) => Some(deleted.message_ids.clone()),
        _ => None,
    });
    assert_eq!(deleted.await, [said.id()]);
}

#[tokio::test(start_paused = true)]
async fn a_gap_is_filled_in_order() {
    let rig = Rig::new().await;
    let ann = rig.world.user("Ann");
    let club = rig.world.supergroup("Club").member(&ann).create();
    let (client, mut pump) = rig.run().await;
    let _clock = StoppedClock::hold();
    for (say, lost) in [("private", false), ("club", true)] {
        let say = |text: &str| match say {
            "private" => ann.send_to_owner(text),
            _ => ann.send(&club, text),
        };
        say("one");
        assert_eq!(pump.message().await.text(), "one", "{lost}");
        rig.server.faults().drop_pushes(1);
        say("two");
        say("three");
        rig.settle(&client).await;
        tokio::time::advance(Duration::from_millis(501)).await;
        assert_eq!(pump.message().await.text(), "two", "{lost}");
        assert_eq!(pump.message().await.text(), "three", "{lost}");
    }
    // The account's difference tells of the club, too: it may have been asked for more than once.
    assert!((1..=3).contains(&rig.calls("updates.getChannelDifference")));
}

#[tokio::test]
async fn what_came_while_the_connection_was_lost_is_fetched() {
    let rig = Rig::new().await;
    let ann = rig.world.user("Ann");
    let (_client, mut pump) = rig.run().await;
    ann.send_to_owner("one");
    assert_eq!(pump.message().await.text(), "one");
    rig.server.drop_connections();
    ann.send_to_owner("two");
    assert_eq!(pump.message().await.text(), "two");
}

#[tokio::test(start_paused = true)]
async fn an_hour_of_silence_is_checked_and_does_not_hang() {
    let rig = Rig::new().await;
    let ann = rig.world.user("Ann");
    let (client, mut pump) = rig.run().await;
    let _clock = StoppedClock::hold();
    for _ in 0..4 {
        rig.settle(&client).await;
        tokio::time::advance(Duration::from_mins(16)).await;
    }
    rig.settle(&client).await;
    assert!(rig.calls("updates.getDifference") >= 1);
    ann.send_to_owner("still there?");
    assert_eq!(pump.message().await.text(), "still there?");
}

#[tokio::test]
async fn a_restart_goes_on_after_the_last_handled_update() {
    let rig = Rig::new().await;
    let ann = rig.world.user("Ann");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session.redb");
    let rig = &rig;
    let start = |first: bool| {
        let session = Session::open(&path).unwrap();
        let options = ConnectOptions::new(1, session.clone());
        async move {
            if first {
                login(rig, &session).await;
            }
            let (client, pump) = Connection::open(options);
            (client, Pump::start(pump))
        }
    };
    let (client, mut pump) = start(true).await;
    rig.subscribed().await;
    ann.send_to_owner("handled");
    assert_eq!(pump.message().await.text(), "handled");
    pump.handle.stop().await.unwrap();
    client.disconnect().await.unwrap();
    drop((client, pump));

    // Delivered, but the process dies before it is handled.
    ann.send_to_owner("while off");
    let (client, mut pump) = start(false).await;
    assert_eq!(pump.message().await.text(), "while off");
    pump.sink.idle.store(false, Ordering::SeqCst);
    ann.send_to_owner("not handled");
    assert_eq!(pump.message().await.text(), "not handled");
    pump.handle.stop().await.unwrap();
    client.disconnect().await.unwrap();
    drop((client, pump));

    let (client, mut pump) = start(false).await;
    let first = pump.message().await;
    assert!(
        ["while off", "not handled"].contains(&first.text()),
        "{}",
        first.text()
    );
    if first.text() == "while off" {
        assert_eq!(pump.message().await.text(), "not handled");
    }
    pump.handle.stop().await.unwrap();
    client.disconnect().await.unwrap();
}

/// Puts the rig's key and account into a new session file.
async fn login(rig: &Rig, session: &Session) {
    let data = rig.data(Some(&rig.world.owner()));
    data.import_to(session).await.unwrap();
    session.flush().await.unwrap();
}

#[tokio::test]
async fn only_kinds_that_somebody_wants_are_built() {
    use std::sync::{Arc, Mutex};
    use userbot_sdk::telegram::{EventSink, Receipt};

    struct EditsOnly(Mutex<Vec<EventKind>>, tokio::sync::Notify);
    impl EventSink for EditsOnly {
        fn deliver(&self, event: Event, _receipt: Receipt) {
            self.0.lock().unwrap().push(event.kind());
            self.1.notify_one();
        }
        fn wants(&self, kind: EventKind) -> bool {
            kind == EventKind::Edited
        }
    }
    let rig = Rig::new().await;
    let ann = rig.world.user("Ann");
    let (_client, pump) = rig.connect();
    let sink = Arc::new(EditsOnly(Mutex::default(), tokio::sync::Notify::new()));
    let handle = pump.spawn(sink.clone());
    rig.subscribed().await;
    let said = ann.send_to_owner("one");
    ann.edit(&said, "two");
    soon(sink.1.notified()).await;
    assert_eq!(*sink.0.lock().unwrap(), [EventKind::Edited]);
    assert!(handle.is_running());
    handle.stop().await.unwrap();
    assert!(!handle.is_running());
}
