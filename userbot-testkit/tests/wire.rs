//! The wire of the simulated Telegram, as the unmodified grammers client sees it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failure is what a test is for"
)]

mod wire_support;

use wire_support::{ME, client, get_users, ids_of, server, soon};

#[tokio::test]
async fn the_client_gets_an_answer() {
    let (server, _) = server().await;
    let rig = client(&server);
    let users = soon(rig.client.invoke(&get_users(&[ME, 5]))).await.unwrap();
    assert_eq!(ids_of(&users), [ME, 5]);
    assert_eq!(server.rpc().names(), ["help.getConfig", "users.getUsers"]);
}
