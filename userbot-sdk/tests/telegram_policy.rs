//! The rules for every call, against a simulated Telegram that misbehaves.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failure is what a test is for"
)]

mod telegram_support;

use std::sync::Arc;
use std::time::Duration;

use telegram_support::{Rig, StoppedClock};
use tokio::time::Instant;
use userbot_sdk::telegram::tl::functions::messages::{ForwardMessages, SendMessage};
use userbot_sdk::telegram::tl::functions::users::GetUsers;
use userbot_sdk::telegram::{
    CallError, CallOptions, Client, ConnectOptions, ErrorClass, Message, PeerId, tl,
};

/// Sends in the background and tells when it was done.
fn send(client: &Client, text: &str) -> tokio::task::JoinHandle<(Result<(), CallError>, Instant)> {
    let (client, text) = (client.clone(), text.to_owned());
    tokio::spawn(async move {
        let result = client.send("me", text).await.map(|_| ());
        (result, Instant::now())
    })
}

fn me() -> GetUsers {
    GetUsers {
        id: vec![tl::enums::InputUser::UserSelf],
    }
}

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
async fn server_faults_are_tried_again_with_the_same_body() {
    let rig = Rig::new().await;
    let (client, _pump) = rig.connect();
    let _clock = StoppedClock::hold();
    rig.server
        .rpc()
        .on::<SendMessage>()
        .error(500, "RPC_CALL_FAIL")
        .times(3);
    let start = Instant::now();
    let task = send(&client, "x");
    rig.pass(&client, 8).await;
    let (result, done) = task.await.unwrap();
    result.unwrap();
    // 1 + 2 + 4 seconds of pauses.
    assert_eq!((done - start).as_secs(), 7);
    let calls = rig.server.rpc().calls::<SendMessage>();
    assert_eq!(calls.len(), 4);
    assert!(
        calls
            .iter()
            .all(|call| call.random_id == calls[0].random_id)
    );
}

#[tokio::test(start_paused = true)]
async fn faults_without_end_are_an_error_in_time() {
    let rig = Rig::new().await;
    let (client, _pump) = rig.connect();
    let _clock = StoppedClock::hold();
    rig.server
        .rpc()
        .on::<SendMessage>()
        .error(500, "RPC_CALL_FAIL")
        .always();
    let start = Instant::now();
    let task = send(&client, "x");
    rig.pass(&client, 61).await;
    let (result, done) = task.await.unwrap();
    assert_eq!(result.unwrap_err().class(), ErrorClass::Server);
    assert!(done - start <= Duration::from_secs(60));
}

#[tokio::test(start_paused = true)]
async fn silence_ends_at_the_deadline() {
    let rig = Rig::new().await;
    let (client, _pump) = rig.connect();
    let _clock = StoppedClock::hold();
    client.invoke(&me()).await.unwrap();
    rig.server.rpc().on::<GetUsers>().silence().once();
    let (caller, start) = (client.clone(), Instant::now());
    let task = tokio::spawn(async move {
        let options = CallOptions::default().deadline(Duration::from_secs(10));
        let result = caller.invoke_with(&me(), options).await;
        (result, Instant::now())
    });
    rig.pass(&client, 11).await;
    let (result, done) = task.await.unwrap();
    let error = result.unwrap_err();
    assert!(
        matches!(
            error,
            CallError::Deadline {
                method: "users.getUsers",
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!((done - start).as_secs(), 10);
    client.invoke(&me()).await.unwrap();
}

#[tokio::test]
async fn a_lost_connection_is_made_anew() {
    let rig = Rig::new().await;
    let (client, _pump) = rig.connect();
    rig.server.rpc().on::<GetUsers>().hang_up().once();
    client.invoke(&me()).await.unwrap();
    rig.server.drop_connections();
    client.invoke(&me()).await.unwrap();
}

#[tokio::test]
async fn a_message_that_got_through_is_not_sent_twice() {
    let rig = Rig::new().await;
    let (client, _pump) = rig.connect();
    client.send("me", "only once").await.unwrap();
    rig.server
        .rpc()
        .on::<SendMessage>()
        .error(500, "RANDOM_ID_DUPLICATE")
        .once();
    let sent = client.send("me", "only once").await.unwrap();
    assert_eq!(sent.text(), "only once");
    assert_eq!(rig.world.saved_messages().messages().len(), 1);
}

#[tokio::test]
async fn messages_that_were_forwarded_are_not_forwarded_twice() {
    let rig = Rig::new().await;
    let (client, _pump) = rig.connect();
    let mut ids = Vec::new();
    for text in ["one", "two"] {
        ids.push(client.send("me", text).await.unwrap().id());
    }
    client.forward("me", &ids, "me").await.unwrap();
    client.send("me", "later").await.unwrap();
    rig.server
        .rpc()
        .on::<ForwardMessages>()
        .error(500, "RANDOM_ID_DUPLICATE")
        .once();
    let found = client.forward("me", &ids, "me").await.unwrap();
    let texts: Vec<&str> = found.iter().map(Message::text).collect();
    assert_eq!(texts, ["one", "two"]);
    assert!(found.iter().all(Message::is_forward));
    assert_eq!(rig.world.saved_messages().messages().len(), 5);
}

#[tokio::test]
async fn refusals_are_returned_at_once() {
    let rig = Rig::new().await;
    let (client, _pump) = rig.connect();
    rig.server
        .rpc()
        .on::<SendMessage>()
        .error(403, "CHAT_WRITE_FORBIDDEN")
        .always();
    let error = client.send("me", "x").await.unwrap_err();
    assert!(error.is("CHAT_WRITE_FORBIDDEN"));
    assert_eq!(error.rpc().unwrap().method(), "messages.sendMessage");
    assert_eq!(rig.calls("messages.sendMessage"), 1);
}

#[tokio::test]
async fn a_request_that_would_kill_the_library_is_refused() {
    let rig = Rig::new().await;
    let (client, _pump) = rig.connect();
    let error = client.send("me", "x".repeat(1_100_000)).await.unwrap_err();
    assert!(matches!(error, CallError::InvalidInput(_)), "{error:?}");
    client.invoke(&me()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn after_the_stop_each_call_says_so() {
    let rig = Rig::new().await;
    let (client, _pump) = rig.connect();
    let _clock = StoppedClock::hold();
    rig.server.rpc().on::<GetUsers>().silence().always();
    let caller = client.clone();
    let task = tokio::spawn(async move { caller.invoke(&me()).await });
    rig.settle(&client).await;
    client.disconnect().await.unwrap();
    assert!(matches!(task.await.unwrap(), Err(CallError::Stopped)));
    assert!(matches!(
        client.invoke(&me()).await,
        Err(CallError::Stopped)
    ));
    assert!(client.raw().is_err());
    rig.settle(&client).await;
    assert_eq!(rig.server.connections(), 0);
}

#[tokio::test]
async fn a_dead_network_part_is_built_anew() {
    #[derive(Debug, Default)]
    struct Watch(tokio::sync::Notify);
    impl userbot_sdk::telegram::ConnectionObserver for Watch {
        fn rebuilt(&self, _reason: &str) {
            self.0.notify_one();
        }
    }
    let rig = Rig::new().await;
    let watch = Arc::new(Watch::default());
    let session = userbot_sdk::telegram::Session::in_memory(rig.data(Some(&rig.world.owner())));
    let options = ConnectOptions::new(1, session).observer(watch.clone());
    let (client, _pump) = userbot_sdk::telegram::Connection::open(options);
    client.invoke(&me()).await.unwrap();
    // The library's own way to end it, which nobody but a test takes.
    client.raw().unwrap().disconnect();
    watch.0.notified().await;
    client.invoke(&me()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_silent_data_centre_blocks_only_itself() {
    use grammers_session::Session as _;

    let rig = Rig::new().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let std::net::SocketAddr::V4(ipv4) = listener.local_addr().unwrap() else {
        panic!("version 4")
    };
    let (client, _pump) = rig.connect();
    let mut option = rig.dc_option();
    (option.id, option.ipv4) = (4, ipv4);
    client.session().set_dc_option(&option).await.unwrap();
    let _clock = StoppedClock::hold();
    let caller = client.clone();
    let stuck = tokio::spawn(async move {
        let options = CallOptions::default().dc(4);
        caller.invoke_with(&me(), options).await
    });
    // It accepts, and says nothing.
    let (_stream, _) = listener.accept().await.unwrap();
    client.invoke(&me()).await.unwrap();
    assert!(!stuck.is_finished());
    rig.pass(&client, 61).await;
    let error = stuck.await.unwrap().unwrap_err();
    assert!(matches!(error, CallError::Deadline { .. }), "{error:?}");
    client.invoke(&me()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_silent_home_is_connected_to_anew() {
    let rig = Rig::new().await;
    let (client, _pump) = rig.connect();
    client.invoke(&me()).await.unwrap();
    let _clock = StoppedClock::hold();
    rig.server.faults().mute(true);
    let caller = client.clone();
    let stuck = tokio::spawn(async move { caller.invoke(&me()).await });
    rig.pass(&client, 61).await;
    assert!(stuck.await.unwrap().is_err());
    rig.server.faults().mute(false);
    client.invoke(&me()).await.unwrap();
}

#[tokio::test]
async fn the_network_part_ends_with_the_last_client() {
    let rig = Rig::new().await;
    let (client, pump) = rig.connect();
    client.invoke(&me()).await.unwrap();
    assert_eq!(rig.server.connections(), 1);
    drop((client, pump));
    while rig.server.connections() > 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_half_open_connection_is_noticed_within_90_seconds() {
    let rig = Rig::new().await;
    let ann = rig.world.user("Ann");
    let (client, mut pump) = rig.run().await;
    let _clock = StoppedClock::hold();
    ann.send_to_owner("one");
    assert_eq!(pump.message().await.text(), "one");
    // The connection is open, and nothing passes any more.
    rig.server.freeze_connections();
    ann.send_to_owner("two");
    rig.pass(&client, 88).await;
    assert_eq!(pump.message().await.text(), "two");
    assert!(rig.calls("updates.getDifference") >= 1);
}

#[tokio::test(start_paused = true)]
async fn a_quiet_connection_is_asked_and_kept() {
    let rig = Rig::new().await;
    let (client, _pump) = rig.run().await;
    let _clock = StoppedClock::hold();
    rig.settle(&client).await;
    let calls = rig.server.rpc().names().len();
    rig.pass(&client, 600).await;
    assert_eq!(rig.server.connections(), 1);
    let since = rig.server.rpc().names().split_off(calls);
    assert!(since.is_empty(), "{since:?}");
}

#[tokio::test(start_paused = true)]
async fn a_short_deadline_does_not_cost_the_connection() {
    let rig = Rig::new().await;
    let (client, _pump) = rig.connect();
    let _clock = StoppedClock::hold();
    client.invoke(&me()).await.unwrap();
    rig.server.rpc().on::<GetUsers>().silence().once();
    let caller = client.clone();
    let task = tokio::spawn(async move {
        let options = CallOptions::default().deadline(Duration::from_secs(1));
        caller.invoke_with(&me(), options).await
    });
    rig.pass(&client, 2).await;
    assert!(task.await.unwrap().is_err());
    rig.pass(&client, 30).await;
    client.invoke(&me()).await.unwrap();
    // One connection was made, with one greeting.
    assert_eq!(rig.calls("help.getConfig"), 1);
}

#[derive(Debug, Default)]
struct Seen {
    rebuilt: std::sync::atomic::AtomicUsize,
    gave_up: std::sync::atomic::AtomicUsize,
    logged_out: std::sync::Mutex<Vec<String>>,
}

impl userbot_sdk::telegram::ConnectionObserver for Seen {
    fn rebuilt(&self, _reason: &str) {
        self.rebuilt
            .fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    }
    fn gave_up(&self, _reason: &str) {
        self.gave_up
            .fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    }
    fn logged_out(&self, error: &userbot_sdk::telegram::RpcError) {
        self.logged_out
            .lock()
            .unwrap()
            .push(error.name().to_owned());
    }
}

fn observed(rig: &Rig) -> (Arc<Seen>, Client, userbot_sdk::telegram::UpdatePump) {
    let seen = Arc::new(Seen::default());
    let session = userbot_sdk::telegram::Session::in_memory(rig.data(Some(&rig.world.owner())));
    let options = ConnectOptions::new(1, session).observer(seen.clone());
    let (client, pump) = userbot_sdk::telegram::Connection::open(options);
    (seen, client, pump)
}

#[tokio::test(start_paused = true)]
async fn a_runner_that_panics_is_replaced_and_no_message_is_lost() {
    use std::sync::atomic::Ordering::SeqCst;
    let rig = Rig::new().await;
    let ann = rig.world.user("Ann");
    let (seen, client, pump) = observed(&rig);
    let mut pump = telegram_support::Pump::start(pump);
    rig.subscribed().await;
    let _clock = StoppedClock::hold();
    for round in 1..=4 {
        // The packet that carries this one is garbage: the client library panics.
        rig.server.faults().confuse_sessions(1);
        ann.send_to_owner(&format!("{round} lost with the runner"));
        rig.settle(&client).await;
        assert_eq!(seen.rebuilt.load(SeqCst), round);
        ann.send_to_owner(&format!("{round} while nobody listens"));
        rig.pass(&client, 5).await;
        // The same handle works, and everything has arrived in its order.
        client.invoke(&me()).await.unwrap();
        for text in ["lost with the runner", "while nobody listens"] {
            assert_eq!(pump.message().await.text(), format!("{round} {text}"));
        }
        rig.pass(&client, 20).await;
    }
    assert_eq!(seen.gave_up.load(SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn after_too_many_deaths_it_is_given_up() {
    use std::sync::atomic::Ordering::SeqCst;
    let rig = Rig::new().await;
    let (seen, client, _pump) = observed(&rig);
    let _clock = StoppedClock::hold();
    rig.server.faults().confuse_sessions(usize::MAX);
    let mut calls = Vec::new();
    for _ in 0..20 {
        let caller = client.clone();
        calls.push(tokio::spawn(async move { caller.invoke(&me()).await }));
        rig.pass(&client, 2).await;
    }
    assert_eq!(
        (seen.rebuilt.load(SeqCst), seen.gave_up.load(SeqCst)),
        (5, 1)
    );
    for call in calls {
        assert!(matches!(call.await.unwrap(), Err(CallError::Stopped)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_dead_login_is_a_state_and_no_loop() {
    let rig = Rig::new().await;
    let (seen, client, pump) = observed(&rig);
    let pump = telegram_support::Pump::start(pump);
    rig.subscribed().await;
    let _clock = StoppedClock::hold();
    rig.server
        .faults()
        .fail_calls(1, 406, "AUTH_KEY_DUPLICATED");
    let error = client.invoke(&me()).await.unwrap_err();
    assert_eq!(error.class(), ErrorClass::SessionDead);
    assert_eq!(client.login_end().unwrap().name(), "AUTH_KEY_DUPLICATED");
    let calls = rig.server.rpc().names().len();
    for _ in 0..20 {
        let error = client.send("me", "x").await.unwrap_err();
        assert!(error.is("AUTH_KEY_DUPLICATED"));
    }
    rig.server.drop_connections();
    rig.pass(&client, 3_600).await;
    let since: Vec<_> = rig.server.rpc().names().split_off(calls);
    assert!(
        since.iter().all(|name| *name == "help.getConfig") && since.len() <= 2,
        "{since:?}"
    );
    assert_eq!(*seen.logged_out.lock().unwrap(), ["AUTH_KEY_DUPLICATED"]);
    assert!(!pump.handle.is_running());
    // Nothing was deleted.
    assert!(client.session().is_logged_in());
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
