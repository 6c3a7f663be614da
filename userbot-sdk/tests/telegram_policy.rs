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
use userbot_sdk::telegram::tl::functions::messages::SendMessage;
use userbot_sdk::telegram::tl::functions::users::GetUsers;
use userbot_sdk::telegram::{
    CallError, CallOptions, Client, ConnectOptions, ErrorClass, PeerId, tl,
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
