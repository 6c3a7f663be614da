//! Signals, and the end of a process whose connection cannot be mended.

use std::io::{BufRead, BufReader, Read as _};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use userbot_testkit::server::Server;

use crate::{bot, code_of, command, signal, wait_for, world_with_login};

#[test]
fn a_signal_ends_a_login_at_a_question() {
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        let directory = tempfile::tempdir().expect("a directory");
        let session = directory.path().join("session.redb");
        let mut child = command(&format!("bot login --session {}", session.display()))
            .env("TELEGRAM_API_HASH", "0123456789abcdef0123456789abcdef")
            // Nobody types, and the input stays open.
            .stdin(Stdio::piped())
            .spawn()
            .expect("a process");
        // `wait` would close it.
        let _input = child.stdin.take();
        let mut error = child.stderr.take().expect("its output");
        let mut text = Vec::new();
        let mut byte = [0];
        while !text.ends_with(b"country's code: ") {
            let read = error.read(&mut byte).expect("output");
            assert!(read > 0, "{}", String::from_utf8_lossy(&text));
            text.push(byte[0]);
        }
        signal(&child, name);
        assert_eq!(child.wait().expect("an end").code(), Some(code));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_stops_cleanly_and_a_restart_goes_on_where_it_was() {
    let directory = tempfile::tempdir().expect("a directory");
    let session = directory.path().join("session.redb");
    let (world, server) = world_with_login(&session).await;
    let ann = world.user("Ann");
    let line = format!("bot run --session {}", session.display());

    let mut first = bot(&line);
    let mut lines = BufReader::new(first.stdout.take().expect("output")).lines();
    // Until the bot has asked for its position, nobody can know what it missed.
    while !asked_for_position(&server) {
        if let Some(status) = first.try_wait().expect("a status") {
            let mut text = String::new();
            let errors = first.stderr.as_mut().expect("errors");
            std::io::Read::read_to_string(errors, &mut text).expect("text");
            panic!("the bot ended with {status}: {text}");
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    ann.send_to_owner("one");
    let mut lines = tokio::task::spawn_blocking(move || {
        wait_for(&mut lines, "repeated one");
        lines
    })
    .await
    .expect("a line");

    let (code, text) = code_of(&line);
    assert_eq!(code, Some(5), "a second process has to be refused: {text}");
    // It says which process to stop.
    let pid = format!("the process is {}", first.id());
    assert!(
        text.contains(&pid) && text.contains("stop the other bot"),
        "{text}"
    );

    signal(&first, "TERM");
    let status: ExitStatus = tokio::task::spawn_blocking(move || first.wait().expect("an end"))
        .await
        .expect("joined");
    assert_eq!(status.code(), Some(0));
    assert!(lines.next().is_none_or(|line| line.is_ok()));

    ann.send_to_owner("two");
    let mut second = bot(&line);
    let mut lines = BufReader::new(second.stdout.take().expect("output")).lines();
    let busy = tokio::task::spawn_blocking(move || {
        wait_for(&mut lines, "repeated two");
        lines
    });
    let mut lines = busy.await.expect("a line");
    ann.chat().last_message().expect_text("two");

    // A handler that never ends holds the stop up; a second signal does not wait for it.
    ann.send_to_owner("stay");
    tokio::task::spawn_blocking(move || wait_for(&mut lines, "staying"))
        .await
        .expect("a line");
    signal(&second, "INT");
    let mut errors = BufReader::new(second.stderr.take().expect("errors")).lines();
    tokio::task::spawn_blocking(move || wait_for(&mut errors, "stops at once"))
        .await
        .expect("a line");
    signal(&second, "INT");
    let status = tokio::task::spawn_blocking(move || second.wait().expect("an end"))
        .await
        .expect("joined");
    assert_eq!(status.code(), Some(130));
}

/// Tells whether the bot has asked where it stands in the updates.
fn asked_for_position(server: &Server) -> bool {
    server
        .rpc()
        .log()
        .iter()
        .any(|call| call.text().starts_with("updates.getState"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_dies_again_and_again_ends_the_process() {
    let directory = tempfile::tempdir().expect("a directory");
    let session = directory.path().join("session.redb");
    let (world, server) = world_with_login(&session).await;
    let line = format!("bot run --session {}", session.display());
    let mut child = bot(&line);
    let mut lines = BufReader::new(child.stdout.take().expect("output")).lines();
    let runs = tokio::task::spawn_blocking(move || wait_for(&mut lines, "repeated one"));
    let ann = world.user("Ann");
    while !runs.is_finished() {
        // What comes before its first start, it does not know of.
        ann.send_to_owner("one");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    runs.await.expect("a line");
    // From now on each connection ends the network part that made it.
    server.faults().confuse_sessions(usize::MAX);
    server.drop_connections();
    let end = tokio::task::spawn_blocking(move || crate::finish(child));
    let (code, text) = end.await.expect("an end");
    assert_eq!(code, Some(70), "{text}");
    assert!(text.contains("died again and again"), "{text}");
    // It is the same for one that cannot even begin.
    let end = tokio::task::spawn_blocking(move || code_of(&line));
    let (code, text) = end.await.expect("an end");
    assert_eq!(code, Some(70), "{text}");
    assert!(text.contains("died again and again"), "{text}");
}
