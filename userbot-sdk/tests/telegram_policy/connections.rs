//! Connections that are lost, silent, half open or dead, and the network part that dies of them.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use userbot_sdk::telegram::tl::functions::users::GetUsers;
use userbot_sdk::telegram::{CallError, CallOptions, Client, ConnectOptions, ErrorClass};

use crate::me;
use crate::telegram_support::{self, Rig, StoppedClock};

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

/// What a data centre does that accepts a connection and never answers.
#[derive(Debug, Clone, Copy)]
enum Silent {
    /// It knows the key, and says nothing.
    Known,
    /// There is no key yet: the greeting hangs.
    Unknown,
    /// It sends one byte in a while, of no sense.
    Dripping,
}

#[tokio::test(start_paused = true)]
async fn a_silent_data_centre_blocks_only_itself() {
    use grammers_session::Session as _;
    use tokio::io::AsyncWriteExt as _;

    for silent in [Silent::Known, Silent::Unknown, Silent::Dripping] {
        let rig = Rig::new().await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let std::net::SocketAddr::V4(ipv4) = listener.local_addr().unwrap() else {
            panic!("version 4")
        };
        let (client, _pump) = rig.connect();
        let mut option = rig.dc_option();
        (option.id, option.ipv4) = (4, ipv4);
        if matches!(silent, Silent::Unknown) {
            option.auth_key = None;
        }
        client.session().set_dc_option(&option).await.unwrap();
        let _clock = StoppedClock::hold();
        let call = || {
            let caller = client.clone();
            tokio::spawn(async move {
                let options = CallOptions::default().dc(4);
                caller.invoke_with(&me(), options).await
            })
        };
        let stuck = call();
        // It accepts, and that is all.
        let (mut stream, _) = listener.accept().await.unwrap();
        for second in 0..60 {
            // The others answer: no time passes meanwhile, for it stands still.
            let start = Instant::now();
            client.invoke(&me()).await.unwrap();
            assert!(start.elapsed() <= Duration::from_secs(1));
            assert!(!stuck.is_finished(), "{silent:?} after {second} s");
            if matches!(silent, Silent::Dripping) && second % 10 == 0 {
                // It may have been given up already.
                let _ = stream.write_all(&[0x55]).await;
            }
            rig.pass(&client, 1).await;
        }
        rig.pass(&client, 1).await;
        let error = stuck.await.unwrap().unwrap_err();
        assert!(
            matches!(error, CallError::Deadline { .. }),
            "{silent:?}: {error:?}"
        );
        client.invoke(&me()).await.unwrap();
        // A stop waits for nobody.
        let stuck = call();
        rig.settle(&client).await;
        let start = Instant::now();
        client.disconnect().await.unwrap();
        assert!(start.elapsed() <= Duration::from_secs(10));
        assert!(
            matches!(stuck.await.unwrap(), Err(CallError::Stopped)),
            "{silent:?}"
        );
    }
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
    // However long something was heard before.
    for lively in [0, 5, 30, 59, 61, 100] {
        let rig = Rig::new().await;
        let ann = rig.world.user("Ann");
        let (client, mut pump) = rig.run().await;
        let _clock = StoppedClock::hold();
        for _ in 0..=lively {
            ann.send_to_owner("one");
            assert_eq!(pump.message().await.text(), "one");
            rig.pass(&client, 1).await;
        }
        // The connection is open, and nothing passes any more.
        rig.server.freeze_connections();
        ann.send_to_owner("two");
        rig.pass(&client, 88).await;
        assert_eq!(pump.message().await.text(), "two", "after {lively} s");
        assert!(rig.calls("updates.getDifference") >= 1);
    }
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
