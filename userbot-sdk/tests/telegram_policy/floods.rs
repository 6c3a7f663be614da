//! Waits that Telegram orders, and pauses that the policy keeps by itself.

use std::time::Duration;

use tokio::time::Instant;
use userbot_sdk::telegram::tl::functions::messages::{ForwardMessages, SendMessage};
use userbot_sdk::telegram::tl::functions::users::GetUsers;
use userbot_sdk::telegram::{CallError, CallOptions, ConnectOptions, ErrorClass, PeerId, tl};

use crate::telegram_support::{self, Rig, StoppedClock};
use crate::{me, send};

#[tokio::test(start_paused = true)]
async fn a_short_flood_is_waited_out_and_nothing_leaves_meanwhile() {
    let rig = Rig::new().await;
    let (client, _pump) = rig.connect();
    let _clock = StoppedClock::hold();
    rig.server.rpc().on::<SendMessage>().flood_wait(30).once();
    let start = Instant::now();
    let first = send(&client, "one");
    rig.pass(&client, 1).await;
    let second = send(&client, "two");
    rig.pass(&client, 28).await;
    assert_eq!(rig.calls("messages.sendMessage"), 1);
    // Other methods are not held up.
    client.invoke(&me()).await.unwrap();
    rig.pass(&client, 2).await;
    for task in [first, second] {
        let (result, done) = task.await.unwrap();
        result.unwrap();
        assert!(done - start >= Duration::from_secs(30));
    }
    assert_eq!(rig.calls("messages.sendMessage"), 3);
    assert_eq!(rig.world.saved_messages().messages().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_long_flood_is_an_error_and_is_remembered() {
    let rig = Rig::new().await;
    let (client, _pump) = rig.connect();
    let _clock = StoppedClock::hold();
    rig.server.rpc().on::<SendMessage>().flood_wait(3600).once();
    let (result, _) = send(&client, "one").await.unwrap();
    let error = result.unwrap_err();
    assert_eq!(error.class(), ErrorClass::FloodWait);
    assert_eq!(error.rpc().unwrap().value(), Some(3600));
    rig.pass(&client, 100).await;
    let (result, _) = send(&client, "two").await.unwrap();
    assert_eq!(result.unwrap_err().rpc().unwrap().value(), Some(3500));
    assert_eq!(rig.calls("messages.sendMessage"), 1);
}

#[tokio::test(start_paused = true)]
async fn no_call_of_a_method_leaves_while_it_is_flooded() {
    use userbot_sdk::telegram::tl::functions::contacts::GetContacts;

    /// One method: until which second it has to wait, and how often it was called so far.
    struct Watched {
        name: &'static str,
        until: u64,
        calls: usize,
        /// Whether a flood was met, and how long it is.
        armed: Option<(Box<dyn Fn() -> bool>, u64)>,
    }
    let rig = Rig::new().await;
    let (client, _pump) = rig.connect();
    let _clock = StoppedClock::hold();
    let mut methods = [
        "messages.sendMessage",
        "users.getUsers",
        "contacts.getContacts",
    ]
    .map(|name| Watched {
        name,
        until: 0,
        calls: 0,
        armed: None,
    });
    let mut tasks = Vec::new();
    let mut state = 3_u64;
    let mut roll = |sides: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % sides
    };
    let (mut held, mut passed) = (0, 0);
    for second in 0..600 {
        let which = usize::try_from(roll(3)).unwrap();
        // A flood begins with the next call; two at once would not tell which of them counts.
        if roll(6) == 0 && methods[which].armed.is_none() && methods[which].until <= second {
            let wait = 1 + roll(25);
            let rpc = rig.server.rpc();
            let seconds = u32::try_from(wait).unwrap();
            let met: Box<dyn Fn() -> bool> = match which {
                0 => {
                    let flood = rpc.on::<SendMessage>().flood_wait(seconds).once();
                    Box::new(move || flood.calls() > 0)
                }
                1 => {
                    let flood = rpc.on::<GetUsers>().flood_wait(seconds).once();
                    Box::new(move || flood.calls() > 0)
                }
                _ => {
                    let flood = rpc.on::<GetContacts>().flood_wait(seconds).once();
                    Box::new(move || flood.calls() > 0)
                }
            };
            methods[which].armed = Some((met, wait));
        }
        if second < 500 {
            let (client, which) = (client.clone(), roll(3));
            tasks.push(tokio::spawn(async move {
                match which {
                    0 => client.send("me", "x").await.map(drop),
                    1 => client.invoke(&me()).await.map(drop),
                    _ => client.invoke(&GetContacts { hash: 0 }).await.map(drop),
                }
            }));
        }
        rig.pass(&client, 1).await;
        for method in &mut methods {
            let calls = rig.calls(method.name);
            let flooded = second + 1 < method.until;
            if flooded {
                assert_eq!(calls, method.calls, "{} at {second} s", method.name);
                held += 1;
            }
            passed += calls - method.calls;
            method.calls = calls;
            if let Some((met, wait)) = &method.armed
                && met()
            {
                // It was answered at the beginning of this second, or at its end.
                method.until = second + wait;
                method.armed = None;
            }
        }
    }
    assert!(held > 200 && passed > 500, "{held} {passed}");
    for task in tasks {
        // Who was flooded again and again for a minute has an error, nobody else.
        if let Err(error) = task.await.unwrap() {
            assert_eq!(error.class(), ErrorClass::FloodWait, "{error:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn slow_mode_holds_up_one_chat() {
    let rig = Rig::new().await;
    let club = rig.world.supergroup("Club").create();
    rig.world.owner().send(&club, "hello");
    let (client, _pump) = rig.connect();
    let _clock = StoppedClock::hold();
    let wait = rig
        .server
        .rpc()
        .on::<SendMessage>()
        .error(420, "SLOWMODE_WAIT_20")
        .once();
    let chat = PeerId::Channel(club.id());
    let writer = client.clone();
    let slow = tokio::spawn(async move { writer.send(chat, "slow").await });
    rig.pass(&client, 2).await;
    assert_eq!(wait.calls(), 1);
    client.send("me", "elsewhere").await.unwrap();
    rig.pass(&client, 17).await;
    assert!(!slow.is_finished());
    rig.pass(&client, 2).await;
    slow.await.unwrap().unwrap();
    club.last_message().expect_text("slow");
}

#[tokio::test(start_paused = true)]
async fn calls_are_spaced_by_chat_and_by_family() {
    use userbot_sdk::telegram::{CallFamily, CallLimits, Rate, Session};
    let rig = Rig::new().await;
    let bob = rig.world.user("Bob");
    bob.send_to_owner("hello");
    let session = Session::in_memory(rig.data(Some(&rig.world.owner())));
    let three_seconds = Duration::from_secs(3);
    let limits = CallLimits::off()
        .private_chat(Some(Rate::new(2, three_seconds)))
        .set(CallFamily::Sending, Rate::new(4, Duration::from_secs(60)));
    let options = ConnectOptions::new(1, session).limits(limits);
    let (client, pump) = userbot_sdk::telegram::Connection::open(options);
    let _pump = telegram_support::Pump::start(pump);
    rig.subscribed().await;
    let _clock = StoppedClock::hold();
    let sent = || rig.calls("messages.sendMessage");
    let bob = PeerId::User(bob.id());
    client.resolve(bob).await.unwrap();
    let tasks: Vec<_> = (0..3)
        .map(|number| send(&client, &number.to_string()))
        .collect();
    rig.pass(&client, 1).await;
    assert_eq!(sent(), 2, "the third to one chat waits");
    client.send(bob, "elsewhere").await.unwrap();
    assert_eq!(sent(), 3);
    rig.pass(&client, 3).await;
    assert_eq!(sent(), 4);
    for task in tasks {
        task.await.unwrap().0.unwrap();
    }
    // The fifth of the family has to wait for a minute, and the sixth is refused by its options.
    let fifth = {
        let client = client.clone();
        tokio::spawn(async move { client.send(bob, "five").await })
    };
    rig.pass(&client, 30).await;
    assert_eq!(sent(), 4);
    client.invoke(&me()).await.unwrap();
    rig.pass(&client, 31).await;
    fifth.await.unwrap().unwrap();
    let options = CallOptions::default().pace_limit(Duration::from_secs(10));
    let last = ForwardMessages {
        silent: false,
        background: false,
        with_my_score: false,
        drop_author: false,
        drop_media_captions: false,
        noforwards: false,
        allow_paid_floodskip: false,
        from_ephemeral: false,
        from_peer: tl::enums::InputPeer::PeerSelf,
        id: vec![1],
        random_id: vec![1],
        to_peer: tl::enums::InputPeer::PeerSelf,
        top_msg_id: None,
        reply_to: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        video_timestamp: None,
        allow_paid_stars: None,
        suggested_post: None,
    };
    let error = client.invoke_with(&last, options).await.unwrap_err();
    assert!(matches!(error, CallError::Paced { .. }), "{error:?}");
    let report = client.calls();
    let row = |method| {
        *report
            .counts
            .iter()
            .find(|row| row.method == method)
            .unwrap()
    };
    let sends = row("messages.sendMessage");
    assert_eq!((sends.calls, sends.failed), (5, 0));
    assert!(sends.paced >= Duration::from_secs(50), "{sends:?}");
    assert_eq!(row("messages.forwardMessages").failed, 1);
}

#[tokio::test(start_paused = true)]
async fn a_flood_sleep_can_be_cancelled_and_is_counted() {
    let rig = Rig::new().await;
    let (client, _pump) = rig.connect();
    let _clock = StoppedClock::hold();
    rig.server.rpc().on::<SendMessage>().flood_wait(50).once();
    let waiting = send(&client, "one");
    rig.pass(&client, 10).await;
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    let report = client.calls();
    assert_eq!(report.waits.len(), 1);
    assert_eq!(report.waits[0].0, "messages.sendMessage");
    let second = send(&client, "two");
    rig.pass(&client, 45).await;
    second.await.unwrap().0.unwrap();
    assert_eq!(rig.world.saved_messages().messages().len(), 1);
    let report = client.calls();
    let row = report
        .counts
        .iter()
        .find(|row| row.method == "messages.sendMessage")
        .unwrap();
    assert_eq!((row.calls, row.module), (2, None));
    assert!(row.flooded >= Duration::from_secs(30), "{row:?}");
    assert!(report.waits.is_empty());
}
