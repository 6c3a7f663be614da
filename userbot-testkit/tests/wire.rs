//! The wire of the simulated Telegram, as the unmodified grammers client sees it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failure is what a test is for"
)]

mod wire_support;

use std::sync::Arc;
use std::time::Duration;

use grammers_mtproto::transport::{Abridged, Full, Intermediate, Obfuscated, Transport};
use grammers_mtsender::{InvocationError, ServerAddr, connect_with_auth};
use grammers_session::updates::UpdatesLike;
use grammers_tl_types::{self as tl, functions};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;
use userbot_testkit::rpc::Outcome;
use userbot_testkit::server::{Backend, Call, Reply, Server, ServerConfig};
use wire_support::{
    ME, Rig, Tiny, client, first_call, get_users, ids_of, key, server, soon, typing, typist,
};

type GetUsers = functions::users::GetUsers;
type GetConfig = functions::help::GetConfig;

async fn ask(rig: &Rig, id: i64) -> Result<Vec<i64>, InvocationError> {
    soon(rig.client.invoke(&get_users(&[id])))
        .await
        .map(|users| ids_of(&users))
}

/// Whose typing the next update tells of.
async fn next_typist(updates: &mut mpsc::Receiver<UpdatesLike>) -> i64 {
    let update = soon(updates.recv()).await.expect("a running client");
    typist(&update).unwrap_or_else(|| panic!("another update: {update:?}"))
}

fn name_of(error: &InvocationError) -> &str {
    match error {
        InvocationError::Rpc(error) => &error.name,
        other => panic!("not an error of Telegram: {other:?}"),
    }
}

#[tokio::test]
async fn the_client_gets_an_answer() {
    let (server, key_id) = server().await;
    let rig = client(&server);
    let users = soon(rig.client.invoke(&get_users(&[ME, 5]))).await.unwrap();
    assert_eq!(ids_of(&users), [ME, 5]);
    assert_eq!(server.rpc().names(), ["help.getConfig", "users.getUsers"]);
    assert_eq!(server.sessions(key_id).len(), 1);
    assert_eq!(server.pending(), 0);
}

async fn over(server: &Server, transport: impl Transport) {
    let address = ServerAddr::Tcp {
        address: server.addr(),
    };
    let mut sender = connect_with_auth(transport, address, key(1)).await.unwrap();
    soon(sender.invoke(&first_call(functions::help::GetConfig {})))
        .await
        .unwrap();
    // A long answer, whose length needs the long form of each transport.
    let ids: Vec<i64> = (1..=400).collect();
    let users = soon(sender.invoke(&get_users(&ids))).await.unwrap();
    assert_eq!(ids_of(&users), ids);
}

#[tokio::test]
async fn all_transports_of_the_client_work() {
    let (server, _) = server().await;
    over(&server, Full::new()).await;
    over(&server, Abridged::new()).await;
    over(&server, Intermediate::new()).await;
    over(&server, Obfuscated::new(Abridged::new())).await;
    over(&server, Obfuscated::new(Intermediate::new())).await;
    assert_eq!(server.rpc().count::<GetUsers>(), 5);
}

#[tokio::test]
async fn salts_are_checked_and_can_change() {
    let (server, _) = server().await;
    let rig = client(&server);
    assert_eq!(ask(&rig, 1).await.unwrap(), [1]);
    server.change_salts();
    assert_eq!(ask(&rig, 2).await.unwrap(), [2]);
    server.faults().strict_salts(false);
    server.change_salts();
    assert_eq!(ask(&rig, 3).await.unwrap(), [3]);
    // What was refused for its salt was not carried out.
    assert_eq!(server.rpc().count::<GetUsers>(), 3);
    assert_eq!(server.rpc().count::<GetConfig>(), 1);
}

#[tokio::test]
async fn both_sides_compress() {
    let (server, key_id) = server().await;
    server.faults().gzip_over(Some(64));
    let mut rig = client(&server);
    let ids = vec![7; 2000];
    let users = soon(rig.client.invoke(&get_users(&ids))).await.unwrap();
    assert_eq!(ids_of(&users), ids);
    server.push(key_id, &typing(9), None);
    assert_eq!(next_typist(&mut rig.updates).await, 9);
}

#[tokio::test]
async fn a_thousand_calls_at_once_get_their_own_answers() {
    let (server, _) = server().await;
    let rig = client(&server);
    let mut calls = JoinSet::new();
    for id in 1..=1000 {
        let client = rig.client.clone();
        calls.spawn(async move {
            let users = client.invoke(&get_users(&[id])).await.unwrap();
            (id, ids_of(&users))
        });
    }
    let answers = soon(calls.join_all()).await;
    assert_eq!(answers.len(), 1000);
    assert!(answers.iter().all(|(id, users)| *users == [*id]));
    assert_eq!(server.rpc().count::<GetUsers>(), 1000);
}

#[tokio::test]
async fn answers_arrive_in_pieces() {
    let (server, key_id) = server().await;
    server.faults().fragment_writes(Some(7));
    let mut rig = client(&server);
    ask(&rig, 1).await.unwrap();
    let before = server.activity();
    let ids: Vec<i64> = (1..100).collect();
    let users = soon(rig.client.invoke(&get_users(&ids))).await.unwrap();
    assert_eq!(ids_of(&users), ids);
    // Each piece of the long answer counts.
    assert!(server.activity() - before > 500);
    server.push(key_id, &typing(3), None);
    assert_eq!(next_typist(&mut rig.updates).await, 3);
}

#[tokio::test]
async fn an_unknown_key_is_refused() {
    let (server, key_id) = server().await;
    server.forget_key(key_id);
    let rig = client(&server);
    let error = ask(&rig, 1).await.unwrap_err();
    // The client then tries to exchange a key, which is refused in the same way.
    assert!(error.to_string().contains("404"), "{error:?}");
    server.add_key(key(1));
    assert_eq!(ask(&rig, 1).await.unwrap(), [1]);
}

#[tokio::test]
async fn a_call_in_flight_fails_when_the_server_hangs_up() {
    let (server, _) = server().await;
    server.rpc().on::<GetUsers>().hang_up().once();
    let rig = client(&server);
    let error = ask(&rig, 1).await.unwrap_err();
    assert!(matches!(error, InvocationError::Io(_)), "{error:?}");
    assert_eq!(ask(&rig, 2).await.unwrap(), [2]);
    let outcomes = server.rpc().log();
    assert_eq!(*outcomes[1].outcome(), Outcome::HungUp);
}

#[tokio::test]
async fn updates_reach_each_session_of_the_key_but_the_excepted_one() {
    let backend = Arc::new(Tiny::default());
    let server = Server::start(
        ServerConfig::new(),
        Arc::clone(&backend) as Arc<dyn Backend>,
    );
    let server = server.await.unwrap();
    let key_id = server.add_key(key(1));
    let (mut one, mut two) = (client(&server), client(&server));
    ask(&one, 1).await.unwrap();
    let first = server.sessions(key_id);
    ask(&two, 1).await.unwrap();
    assert_eq!(server.subscribed_sessions(key_id).len(), 2);

    server.push(key_id, &typing(10), None);
    assert_eq!(next_typist(&mut one.updates).await, 10);
    assert_eq!(next_typist(&mut two.updates).await, 10);
    server.push(key_id, &typing(11), Some(first[0]));
    server.push(key_id, &typing(12), None);
    assert_eq!(next_typist(&mut one.updates).await, 12);
    assert_eq!(next_typist(&mut two.updates).await, 11);
    assert_eq!(next_typist(&mut two.updates).await, 12);
    // Another key's updates are not theirs.
    let other = server.add_key(key(2));
    server.push(other, &typing(13), None);
    server.push(key_id, &typing(14), None);
    assert_eq!(next_typist(&mut one.updates).await, 14);

    drop(two);
    drop(one);
    soon(async {
        while server.connections() > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let mut events = backend.sessions.lock().unwrap().clone();
    events.sort_by_key(|event| event.0);
    let names: Vec<_> = events.iter().map(|event| event.0).collect();
    assert_eq!(
        names,
        ["disconnected", "disconnected", "subscribed", "subscribed"]
    );
    assert!(events.iter().all(|event| event.1 == key_id));
}

#[tokio::test]
async fn a_session_without_updates_gets_none() {
    let (server, key_id) = server().await;
    let address = ServerAddr::Tcp {
        address: server.addr(),
    };
    let mut sender = connect_with_auth(Full::new(), address, key(1))
        .await
        .unwrap();
    let quiet = functions::InvokeWithoutUpdates {
        query: first_call(GetConfig {}),
    };
    soon(sender.invoke(&quiet)).await.unwrap();
    assert_eq!(server.sessions(key_id).len(), 1);
    assert!(server.subscribed_sessions(key_id).is_empty());
    soon(sender.invoke(&get_users(&[1]))).await.unwrap();
    assert_eq!(server.subscribed_sessions(key_id).len(), 1);
    assert_eq!(server.rpc().log()[1].layer(), tl::LAYER);
}

#[tokio::test]
async fn pushes_are_lost_doubled_and_reordered_on_demand() {
    let (server, key_id) = server().await;
    let mut rig = client(&server);
    ask(&rig, 1).await.unwrap();
    server.faults().drop_pushes(2);
    for number in 1..=3 {
        server.push(key_id, &typing(number), None);
    }
    server.faults().double_pushes(1);
    for number in 4..=5 {
        server.push(key_id, &typing(number), None);
    }
    server.faults().reorder_pushes();
    for number in 6..=8 {
        server.push(key_id, &typing(number), None);
    }
    let mut seen = Vec::new();
    while seen.len() < 7 {
        seen.push(next_typist(&mut rig.updates).await);
    }
    assert_eq!(seen, [3, 4, 4, 5, 7, 6, 8]);
}

#[tokio::test]
async fn an_unreadable_update_is_seen_as_such() {
    let (server, key_id) = server().await;
    let mut rig = client(&server);
    ask(&rig, 1).await.unwrap();
    server.push_raw(key_id, vec![0xef, 0xbe, 0xad, 0xde], None);
    let update = soon(rig.updates.recv()).await.unwrap();
    assert!(
        matches!(update, UpdatesLike::MalformedUpdates),
        "{update:?}"
    );
}

#[tokio::test]
async fn a_broken_frame_ends_the_connection_only() {
    let (server, _) = server().await;
    let rig = client(&server);
    ask(&rig, 1).await.unwrap();
    server.inject(&[16, 0, 0, 0, 99, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
    // The client notices it with the next call at the latest.
    let _ = ask(&rig, 2).await;
    assert_eq!(ask(&rig, 3).await.unwrap(), [3]);
}

#[tokio::test]
async fn dropped_connections_are_made_again() {
    let (server, key_id) = server().await;
    let mut rig = client(&server);
    ask(&rig, 1).await.unwrap();
    let before = server.sessions(key_id);
    server.drop_connections();
    let update = soon(rig.updates.recv()).await.unwrap();
    assert!(
        matches!(update, UpdatesLike::ConnectionClosed),
        "{update:?}"
    );
    assert_eq!(ask(&rig, 2).await.unwrap(), [2]);
    assert_eq!(server.sessions(key_id).len(), 1);
    assert_ne!(server.sessions(key_id), before);
}

#[tokio::test]
async fn a_data_centre_can_be_down_and_come_back() {
    let (server, _) = server().await;
    server.faults().refuse_connections(true);
    let rig = client(&server);
    assert!(ask(&rig, 1).await.is_err());
    server.faults().clear();
    assert_eq!(ask(&rig, 2).await.unwrap(), [2]);
    assert_eq!(server.rpc().count::<GetUsers>(), 1);
}

#[tokio::test]
async fn calls_fail_on_demand() {
    let (server, _) = server().await;
    let rig = client(&server);
    ask(&rig, 1).await.unwrap();
    server.faults().fail_calls(2, 500, "INTERNAL");
    for _ in 0..2 {
        assert_eq!(name_of(&ask(&rig, 1).await.unwrap_err()), "INTERNAL");
    }
    assert_eq!(ask(&rig, 1).await.unwrap(), [1]);
    assert_eq!(server.rpc().log()[2].responder(), Some("fault"));
}

#[tokio::test(start_paused = true)]
async fn a_slow_data_centre_answers_late() {
    let (server, _) = server().await;
    let rig = client(&server);
    ask(&rig, 1).await.unwrap();
    server.faults().delay_answers(Some(Duration::from_secs(5)));
    let start = Instant::now();
    assert_eq!(ask(&rig, 2).await.unwrap(), [2]);
    assert_eq!(start.elapsed().as_secs(), 5);
    let log = server.rpc().log();
    assert_eq!(log[2].delay(), Some(Duration::from_secs(5)));
    assert!(log[2].to_string().ends_with("after 5s"), "{}", log[2]);
}

#[tokio::test(start_paused = true)]
async fn silence_is_not_pending() {
    let (server, _) = server().await;
    let rig = client(&server);
    ask(&rig, 1).await.unwrap();
    server.rpc().on::<GetUsers>().silence().times(2);
    let minute = Duration::from_secs(60);
    let call = get_users(&[1]);
    assert!(
        tokio::time::timeout(minute, rig.client.invoke(&call))
            .await
            .is_err()
    );
    assert_eq!(server.pending(), 0);
    assert_eq!(*server.rpc().log()[2].outcome(), Outcome::Silence);
    // The same of a server that reads and never answers.
    server.faults().mute(true);
    assert!(
        tokio::time::timeout(minute, rig.client.invoke(&call))
            .await
            .is_err()
    );
    assert_eq!(server.rpc().count::<GetUsers>(), 2);
}

#[tokio::test(start_paused = true)]
async fn advancing_the_clock_moves_the_servers_time() {
    let (server, key_id) = server().await;
    let rig = client(&server);
    ask(&rig, 1).await.unwrap();
    let sessions = server.sessions(key_id);
    // Time enough for the client's first ping, which asks for a lost connection unless others follow.
    tokio::time::sleep(Duration::from_secs(65)).await;
    let before = server.unix_time();
    tokio::time::advance(Duration::from_secs(100_000)).await;
    assert!((99_990..=100_010).contains(&(server.unix_time() - before)));
    // The client's clock stood still and its salt is old: it finds its way all the same.
    assert_eq!(ask(&rig, 2).await.unwrap(), [2]);
    assert_eq!(server.rpc().count::<GetUsers>(), 2);
    assert_eq!(server.sessions(key_id), sessions);
}

#[tokio::test]
async fn activity_stops_when_nothing_happens() {
    let (server, key_id) = server().await;
    let mut rig = client(&server);
    ask(&rig, 1).await.unwrap();
    let settle = async || {
        for _ in 0..200 {
            tokio::task::yield_now().await;
        }
    };
    settle().await;
    let idle = server.activity();
    settle().await;
    assert_eq!((server.activity(), server.pending()), (idle, 0));
    server.push(key_id, &typing(1), None);
    assert!(server.activity() > idle);
    assert_eq!(server.pending(), 1);
    assert_eq!(next_typist(&mut rig.updates).await, 1);
    settle().await;
    assert_eq!(server.pending(), 0);
}

#[tokio::test]
async fn a_stopped_server_closes_its_connections() {
    let (server, _) = server().await;
    let rig = client(&server);
    ask(&rig, 1).await.unwrap();
    let weak = server.downgrade();
    assert!(weak.upgrade().is_some());
    drop(server);
    assert!(weak.upgrade().is_none());
    assert!(ask(&rig, 2).await.is_err());
}

/// A backend with a mistake.
struct Broken;

impl Backend for Broken {
    fn call(&self, call: &Call<'_>) -> Reply {
        Tiny::default().call(call)
    }

    fn subscribed(&self, _: i64, _: i64) {
        panic!("not today");
    }
}

#[tokio::test]
async fn a_panic_in_the_server_is_reported() {
    let server = Server::start(ServerConfig::new(), Arc::new(Broken))
        .await
        .unwrap();
    server.add_key(key(1));
    let rig = client(&server);
    assert!(ask(&rig, 1).await.is_err());
    let problems = server.rpc().verify().unwrap_err().problems;
    assert_eq!(problems[0], "the simulated data centre panicked: not today");
    assert_eq!((server.connections(), server.pending()), (0, 0));
}
