//! Two processes on one Redis server: each is this test again, run by itself.
//!
//! Where no `redis-server` is installed the test says so and passes, except in continuous
//! integration (`CI=true`), where it has to be there.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails panics"
)]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use counter_redis::Counter;
use userbot_sdk::store::{RedisStore, Storage};
use userbot_testkit::prelude::*;

/// Tells a child which server it counts on.
const SERVER: &str = "COUNTER_SERVER";
/// Tells a child which account it is.
const NAME: &str = "COUNTER_NAME";
const ROUNDS: u64 = 25;

/// Is what a child does: it counts as the account of somebody.
#[userbot_testkit::test]
async fn child() -> TestResult {
    let (Ok(url), Ok(name)) = (std::env::var(SERVER), std::env::var(NAME)) else {
        return Ok(());
    };
    let world = World::new();
    // Each process has a world of its own: the ids have to differ.
    let users = [world.user("Ann"), world.user("Bob")];
    let me = &users[usize::from(name == "Bob")];
    let home = world.group("Home").member(me).create();
    let store = RedisStore::connect(&url, "test").await?;
    let mut bot = MockClient::on(&world)
        .account(me)
        .module::<Counter>()
        .store(Arc::new(store))
        .start()
        .await?;
    for _ in 0..ROUNDS {
        bot.send(&home, ".count").await;
    }
    Ok(())
}

#[test]
fn two_processes_count_together() {
    let Some((server, url, _folder)) = start_server() else {
        return;
    };
    let children: Vec<Child> = ["Ann", "Bob"].map(|name| spawn(&url, name)).into();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (count, shares) = runtime.block_on(async {
        let store = RedisStore::connect(&url, "test").await.unwrap();
        let db = Storage::new(Arc::new(store)).db("counter");
        let shares = db.map(counter_redis::SHARES).all().await.unwrap();
        (db.get(counter_redis::COUNT).await.unwrap(), shares)
    });
    assert_eq!(count, Some(2 * ROUNDS));
    let expected = ["Ann", "Bob"].map(|name| (name.to_owned(), ROUNDS));
    assert_eq!(shares, expected);
    drop(server);
}

fn spawn(url: &str, name: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["child", "--exact", "--nocapture"])
        .env(SERVER, url)
        .env(NAME, name)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// Ends the server with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start_server() -> Option<(Server, String, tempfile::TempDir)> {
    let folder = tempfile::tempdir().unwrap();
    // A socket in a folder of its own: no port can be taken by somebody else.
    let socket = folder.path().join("redis.sock");
    let spawned = Command::new("redis-server")
        .args(["--port", "0", "--save", "", "--unixsocket"])
        .arg(&socket)
        .stdout(Stdio::piped())
        .spawn();
    let mut child = match spawned {
        Ok(child) => child,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            assert!(
                std::env::var("CI").as_deref() != Ok("true"),
                "redis-server is not installed, and CI=true"
            );
            eprintln!("skipped: redis-server is not installed");
            return None;
        }
        Err(error) => panic!("redis-server does not start: {error}"),
    };
    let output = BufReader::new(child.stdout.take().unwrap());
    let mut lines = output.lines().map_while(Result::ok);
    assert!(lines.any(|line| line.contains("eady to accept connections")));
    // Nobody reads on: the server must not wait for that.
    std::thread::spawn(move || lines.for_each(drop));
    let url = format!("redis+unix://{}", socket.display());
    Some((Server(child), url, folder))
}

#[test]
fn the_module_is_well_formed() {
    userbot_testkit::lint::<Counter>();
}
