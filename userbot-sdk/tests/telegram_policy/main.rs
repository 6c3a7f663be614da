//! The rules for every call, against a simulated Telegram that misbehaves.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failure is what a test is for"
)]

mod clocks;
mod connections;
mod floods;
#[path = "../telegram_support/mod.rs"]
mod telegram_support;

use std::time::Duration;

use telegram_support::{Rig, StoppedClock};
use tokio::time::Instant;
use userbot_sdk::telegram::tl::functions::messages::{ForwardMessages, SendMessage};
use userbot_sdk::telegram::tl::functions::users::GetUsers;
use userbot_sdk::telegram::{CallError, CallOptions, Client, ErrorClass, Message, tl};

/// Sends in the background and tells when it was done.
pub(crate) fn send(
    client: &Client,
    text: &str,
) -> tokio::task::JoinHandle<(Result<(), CallError>, Instant)> {
    let (client, text) = (client.clone(), text.to_owned());
    tokio::spawn(async move {
        let result = client.send("me", text).await.map(|_| ());
        (result, Instant::now())
    })
}

pub(crate) fn me() -> GetUsers {
    GetUsers {
        id: vec![tl::enums::InputUser::UserSelf],
    }
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
