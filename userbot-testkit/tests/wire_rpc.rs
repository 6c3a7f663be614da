//! Responders, expectations and the log of calls, with the unmodified grammers client.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failure is what a test is for"
)]

mod wire_support;

use std::time::Duration;

use grammers_mtsender::InvocationError;
use grammers_tl_types::{enums, functions};
use tokio::time::Instant;
use userbot_testkit::rpc::{LoggedCall, Outcome, RpcError};
use userbot_testkit::server::Reply;
use wire_support::{Rig, client, get_users, ids_of, server, soon, user};

type GetUsers = functions::users::GetUsers;

async fn ask(rig: &Rig, id: i64) -> Result<Vec<i64>, InvocationError> {
    soon(rig.client.invoke(&get_users(&[id])))
        .await
        .map(|users| ids_of(&users))
}

fn name_of(error: &InvocationError) -> &str {
    match error {
        InvocationError::Rpc(error) => &error.name,
        other => panic!("not an error of Telegram: {other:?}"),
    }
}

#[tokio::test]
async fn limited_responders_answer_in_their_order_and_then_the_backend() {
    let (server, _) = server().await;
    let rig = client(&server);
    let rpc = server.rpc();
    rpc.on::<GetUsers>().flood_wait(30).once();
    rpc.on::<GetUsers>().error(500, "RPC_CALL_FAIL").times(2);
    for expected in ["FLOOD_WAIT", "RPC_CALL_FAIL", "RPC_CALL_FAIL"] {
        assert_eq!(name_of(&ask(&rig, 1).await.unwrap_err()), expected);
    }
    assert_eq!(ask(&rig, 1).await.unwrap(), [1]);
    let log = rpc.log();
    let flood = Outcome::Failed {
        code: 420,
        name: "FLOOD_WAIT_30".into(),
    };
    assert_eq!(*log[1].outcome(), flood);
    assert_eq!(log[1].responder(), Some("responder for users.getUsers"));
    assert_eq!(log[4].responder(), None);
}

#[tokio::test]
async fn the_newest_unlimited_responder_wins() {
    let (server, _) = server().await;
    let rig = client(&server);
    let rpc = server.rpc();
    rpc.on::<GetUsers>().error(400, "OLD");
    let newer = rpc.on::<GetUsers>().error(400, "NEW").always();
    assert_eq!(name_of(&ask(&rig, 1).await.unwrap_err()), "NEW");
    rpc.on::<GetUsers>().error(400, "FIRST").once();
    assert_eq!(name_of(&ask(&rig, 1).await.unwrap_err()), "FIRST");
    assert_eq!(newer.calls(), 1);
    newer.remove();
    assert_eq!(name_of(&ask(&rig, 1).await.unwrap_err()), "OLD");
    rpc.remove_responders();
    assert_eq!(ask(&rig, 1).await.unwrap(), [1]);
}

#[tokio::test]
async fn responders_read_the_call() {
    let (server, _) = server().await;
    let rig = client(&server);
    let asks_for = |wanted: i64| move |call: &GetUsers| matches!(call.id[..], [enums::InputUser::User(ref user)] if user.user_id == wanted);
    server
        .rpc()
        .on::<GetUsers>()
        .matching(asks_for(1))
        .error(400, "USER_ID_INVALID");
    server
        .rpc()
        .on::<GetUsers>()
        .matching(asks_for(2))
        .reply(vec![user(22).into()]);
    server
        .rpc()
        .on::<GetUsers>()
        .matching(asks_for(3))
        .reply_with(|call| match call.id.len() {
            1 => Err(RpcError::new(403, "ONE_IS_NOT_ENOUGH")),
            _ => Ok(Vec::new()),
        });
    server
        .rpc()
        .on::<GetUsers>()
        .matching(asks_for(4))
        .respond_with(|_| Reply::Hangup);
    assert_eq!(name_of(&ask(&rig, 1).await.unwrap_err()), "USER_ID_INVALID");
    assert_eq!(ask(&rig, 2).await.unwrap(), [22]);
    assert_eq!(
        name_of(&ask(&rig, 3).await.unwrap_err()),
        "ONE_IS_NOT_ENOUGH"
    );
    assert!(matches!(ask(&rig, 4).await, Err(InvocationError::Io(_))));
    assert_eq!(ask(&rig, 5).await.unwrap(), [5]);
}

#[tokio::test(start_paused = true)]
async fn responders_answer_later() {
    let (server, _) = server().await;
    let rig = client(&server);
    ask(&rig, 1).await.unwrap();
    server
        .rpc()
        .on::<GetUsers>()
        .after(Duration::from_secs(7))
        .error(400, "LATE")
        .once();
    let start = Instant::now();
    let (late, prompt) = tokio::join!(ask(&rig, 1), async {
        let answer = ask(&rig, 2).await;
        (answer, start.elapsed())
    });
    assert_eq!(name_of(&late.unwrap_err()), "LATE");
    assert_eq!(start.elapsed().as_secs(), 7);
    assert_eq!(prompt.0.unwrap(), [2]);
    assert_eq!(prompt.1.as_secs(), 0);
}

#[tokio::test]
async fn expectations_are_verified() {
    let (server, _) = server().await;
    let rig = client(&server);
    let rpc = server.rpc();
    // A responder that says nothing only counts.
    let spy = rpc.on::<GetUsers>().named("two looks").expect(2);
    assert_eq!(ask(&rig, 1).await.unwrap(), [1]);
    let problems = rpc.verify().unwrap_err().problems;
    let expected =
        "expected users.getUsers (two looks) to be called 2 times, but it was called once";
    assert_eq!(problems[0], expected);
    assert!(
        problems[1].contains("users.getUsers { id: [User("),
        "{problems:?}"
    );
    assert_eq!(ask(&rig, 2).await.unwrap(), [2]);
    assert_eq!(rpc.verify(), Ok(()));
    assert_eq!(spy.calls(), 2);
    rpc.on::<GetUsers>().expect(..1);
    assert_eq!(ask(&rig, 3).await.unwrap(), [3]);
    assert!(rpc.verify().is_err());
    assert_eq!(rpc.expect::<GetUsers>(1..=3).len(), 3);
    assert_eq!(rpc.last::<GetUsers>(), Some(get_users(&[3])));
    assert_eq!(rpc.calls::<GetUsers>()[0], get_users(&[1]));
    rpc.clear();
    assert_eq!((rpc.count::<GetUsers>(), rpc.log().len()), (0, 0));
}

#[tokio::test]
#[should_panic(
    expected = "expected users.getUsers to be called at least 2 times, but it was called once"
)]
async fn a_wrong_count_fails_with_the_log() {
    let (server, _) = server().await;
    let rig = client(&server);
    ask(&rig, 1).await.unwrap();
    server.rpc().expect::<GetUsers>(2..);
}

#[tokio::test]
async fn a_panic_in_a_responder_is_an_error_and_is_reported() {
    let (server, _) = server().await;
    let rig = client(&server);
    server
        .rpc()
        .on::<GetUsers>()
        .respond_with(|_| panic!("no such luck"))
        .once();
    assert_eq!(
        name_of(&ask(&rig, 1).await.unwrap_err()),
        "RESPONDER_PANICKED"
    );
    assert_eq!(ask(&rig, 1).await.unwrap(), [1]);
    let problems = server.rpc().verify().unwrap_err().problems;
    assert_eq!(
        problems[0],
        "what answers users.getUsers panicked: no such luck"
    );
}

#[tokio::test]
async fn calls_that_nobody_models_are_listed() {
    let (server, _) = server().await;
    let rig = client(&server);
    let call = functions::help::GetNearestDc {};
    let error = soon(rig.client.invoke(&call)).await.unwrap_err();
    assert_eq!(name_of(&error), "NO_RESPONDER_help.getNearestDc");
    let names: Vec<_> = server
        .rpc()
        .unmodelled()
        .iter()
        .map(LoggedCall::name)
        .collect();
    assert_eq!(names, ["help.getNearestDc"]);
}

#[tokio::test]
async fn the_log_is_readable() {
    let (server, _) = server().await;
    let rig = client(&server);
    ask(&rig, 1).await.unwrap();
    let peer = enums::InputPeer::PeerSelf;
    let call = functions::messages::SetTyping {
        peer,
        top_msg_id: None,
        action: enums::SendMessageAction::SendMessageTypingAction,
    };
    soon(rig.client.invoke(&call)).await.unwrap_err();
    let log = server.rpc().log();
    assert_eq!(log[0].text(), "help.getConfig");
    assert_eq!(
        log[1].text(),
        "users.getUsers { id: [User(InputUser { user_id: 1, access_hash: 7 })] }"
    );
    let typing = "messages.setTyping { peer: PeerSelf, action: SendMessageTypingAction }";
    assert_eq!(log[2].text(), typing);
    let transcript = server.rpc().transcript();
    assert!(
        transcript.contains("s users.getUsers { id: ["),
        "{transcript}"
    );
    assert!(transcript.contains("] } => vector, "), "{transcript}");
    assert!(
        transcript.contains(&format!("{typing} => 400 NO_RESPONDER_messages.setTyping")),
        "{transcript}"
    );
}
