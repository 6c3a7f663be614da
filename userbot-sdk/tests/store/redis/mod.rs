//! The store on a Redis server: a real one, which the tests start on a free port.
//!
//! Where no `redis-server` is installed the tests say so and pass, except in continuous
//! integration (`CI=true`), where it has to be there.

pub(crate) mod server;

use std::sync::Arc;

use server::{Server, Tunnel};
use userbot_sdk::prelude::*;
use userbot_sdk::runtime::StopReason;
use userbot_sdk::store::{
    Change, Commit, Condition, Outcome, RedisStore, Scan, Storage, Store, StoreError, Write,
};
use userbot_testkit::client::MockClientBuilder;
use userbot_testkit::prelude::*;

async fn put(store: &RedisStore, key: &[u8], value: &[u8]) {
    let writes = vec![Write::put(key, value)];
    let commit = Commit {
        conditions: Vec::new(),
        writes,
    };
    assert_eq!(store.commit(commit).await.unwrap(), Outcome::Committed);
}

fn keys(pairs: &[(Vec<u8>, Vec<u8>)]) -> Vec<&[u8]> {
    pairs.iter().map(|(key, _)| key.as_slice()).collect()
}

#[tokio::test]
async fn keeps_any_bytes_in_the_order_of_their_keys() {
    let Some(server) = Server::start() else {
        return;
    };
    let store = server.connect("order").await;
    let all: [&[u8]; 6] = [b"a", b"a\0", b"a\xff", b"a\xff\xff", b"b", b"\xff"];
    for key in all {
        put(&store, key, &[key, b"\r\n\0"].concat()).await;
    }

    let page = store.scan(Scan::new(*b"a", 10)).await.unwrap();
    assert_eq!(
        keys(&page),
        [b"a".as_slice(), b"a\0", b"a\xff", b"a\xff\xff"]
    );
    assert_eq!(page[1].1, b"a\0\r\n\0");
    let page = store.scan(Scan::new(*b"", 10).reverse()).await.unwrap();
    assert_eq!(page.len(), 6);
    assert_eq!(page[0].0, b"\xff");
    let page = Scan::new(*b"a", 2).after(Some(b"a\0".to_vec()));
    let page = store.scan(page).await.unwrap();
    assert_eq!(keys(&page), [b"a\xff".as_slice(), b"a\xff\xff"]);
    let page = Scan::new(*b"a", 9).after(Some(b"a\xff".to_vec())).reverse();
    let page = store.scan(page).await.unwrap();
    assert_eq!(keys(&page), [b"a\0".as_slice(), b"a"]);

    let many = [b"b".to_vec(), b"none".to_vec()];
    let many = store.get_many(&many).await.unwrap();
    assert_eq!(many, [Some(b"b\r\n\0".to_vec()), None]);
    assert!(store.get_many(&[]).await.unwrap().is_empty());

    let prefix = b"a".to_vec();
    let writes = vec![Write::RemovePrefix { prefix }];
    let commit = Commit {
        conditions: Vec::new(),
        writes,
    };
    store.commit(commit).await.unwrap();
    let left = store.scan(Scan::new(*b"", 10)).await.unwrap();
    assert_eq!(keys(&left), [b"b".as_slice(), b"\xff"]);
}

#[tokio::test]
async fn removes_more_than_a_script_can_name_at_once() {
    let Some(server) = Server::start() else {
        return;
    };
    let store = server.connect("many").await;
    let writes: Vec<Write> = (0..3_000)
        .map(|number| Write::put(format!("p{number:05}"), *b"x"))
        .collect();
    let commit = |writes| Commit {
        conditions: Vec::new(),
        writes,
    };
    store.commit(commit(writes)).await.unwrap();
    assert_eq!(
        store.scan(Scan::new(*b"p", 5_000)).await.unwrap().len(),
        3_000
    );
    let prefix = b"p".to_vec();
    let remove = vec![Write::RemovePrefix { prefix }];
    store.commit(commit(remove)).await.unwrap();
    assert!(store.scan(Scan::new(*b"", 5)).await.unwrap().is_empty());
}

#[tokio::test]
async fn counts_without_losing_digits() {
    let Some(server) = Server::start() else {
        return;
    };
    let store = server.connect("count").await;
    let add = async |by: i64| {
        let key = b"n".to_vec();
        let writes = vec![Write::Add { key, by }];
        let commit = Commit {
            conditions: Vec::new(),
            writes,
        };
        store.commit(commit).await.unwrap();
        let text = store.get(b"n").await.unwrap();
        text.map(|text| String::from_utf8(text).unwrap())
    };
    let large = 9_007_199_254_740_993;
    assert_eq!(add(large).await.as_deref(), Some("9007199254740993"));
    assert_eq!(add(-large).await, None);
    assert_eq!(add(i64::MAX).await, Some(i64::MAX.to_string()));
    assert_eq!(add(5).await, Some(i64::MAX.to_string()));
    assert_eq!(add(i64::MIN).await.as_deref(), Some("-1"));
    put(&store, b"n", b"no number").await;
    assert_eq!(add(7).await.as_deref(), Some("7"));
}

#[tokio::test]
async fn a_commit_happens_wholly_or_not_at_all() {
    let Some(server) = Server::start() else {
        return;
    };
    let store = server.connect("atomic").await;
    put(&store, b"there", b"1").await;
    let commit = Commit {
        conditions: vec![
            Condition::equals(*b"there", *b"1"),
            Condition::absent(*b"there"),
        ],
        writes: vec![Write::put(*b"new", *b"x"), Write::remove(*b"there")],
    };
    assert_eq!(store.commit(commit).await.unwrap(), Outcome::Conflict);
    assert_eq!(store.get(b"new").await.unwrap(), None);
    assert_eq!(
        store.get(b"there").await.unwrap().as_deref(),
        Some(&b"1"[..])
    );
}

/// Two stores stand for two processes: nothing is shared between them but the server.
#[tokio::test]
async fn processes_share_one_state() {
    const COUNT: Key<u64> = Key::new("count");
    let Some(server) = Server::start() else {
        return;
    };
    let connect = async || Storage::new(Arc::new(server.connect("shared").await)).db("counter");
    let (one, two) = (connect().await, connect().await);

    let mut tasks = Vec::new();
    for number in 0..40 {
        let db = if number % 2 == 0 {
            one.clone()
        } else {
            two.clone()
        };
        tasks.push(tokio::spawn(async move {
            for _ in 0..5 {
                db.update(COUNT, |count| count.unwrap_or(0) + 1)
                    .await
                    .unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(one.get(COUNT).await.unwrap(), Some(200));
    assert_eq!(two.get(COUNT).await.unwrap(), Some(200));

    let other = Storage::new(Arc::new(server.connect("other").await)).db("counter");
    assert_eq!(other.get(COUNT).await.unwrap(), None);
}

#[tokio::test]
async fn hears_of_changes_of_other_processes() {
    let Some(server) = Server::start() else {
        return;
    };
    let (one, two) = (server.connect("news").await, server.connect("news").await);
    server.wait_for_listeners("news", 2).await;
    let mut changes = one.changes();
    put(&two, b"key", b"value").await;
    assert_eq!(changes.next().await, Some(Change::Key(b"key".to_vec())));
    let prefix = b"k".to_vec();
    let writes = vec![Write::RemovePrefix { prefix }];
    let commit = Commit {
        conditions: Vec::new(),
        writes,
    };
    two.commit(commit).await.unwrap();
    assert_eq!(changes.next().await, Some(Change::Prefix(b"k".to_vec())));
}

#[tokio::test]
async fn a_commit_whose_answer_is_lost_happens_once() {
    let Some(server) = Server::start() else {
        return;
    };
    let tunnel = Tunnel::to(&server).await;
    let store = RedisStore::connect(&tunnel.url(), "once").await.unwrap();
    let mut changes = store.changes();
    put(&store, b"warm", b"up").await;
    for round in 1..=20_i64 {
        // Redis gets the commit, and its answer never arrives.
        tunnel.cut_the_next_answer();
        let key = b"count".to_vec();
        let writes = vec![Write::Add { key, by: 1 }];
        let commit = Commit {
            conditions: Vec::new(),
            writes,
        };
        assert_eq!(store.commit(commit).await.unwrap(), Outcome::Committed);
        let count = store.get(b"count").await.unwrap().unwrap();
        assert_eq!(String::from_utf8(count).unwrap(), round.to_string());
    }
    assert!(
        tunnel.cuts() >= 20,
        "the connection was cut {} times",
        tunnel.cuts()
    );
    // The connection that hears of changes was cut, too, and what was missed is told.
    tunnel.cut_all();
    while changes.next().await != Some(Change::Unknown) {}
}

#[tokio::test]
async fn waits_for_a_server_that_is_restarted() {
    let Some(mut server) = Server::start() else {
        return;
    };
    let store = server.connect("restart").await;
    put(&store, b"before", b"1").await;
    server.kill();
    let (read, ()) = tokio::join!(store.get(b"before"), server.start_again());
    assert_eq!(read.unwrap().as_deref(), Some(&b"1"[..]));
    put(&store, b"after", b"2").await;
}

#[tokio::test]
async fn says_that_a_server_is_not_there() {
    let Some(mut server) = Server::start() else {
        return;
    };
    server.kill();
    let url = server.url().replace("redis://", "redis://:hunter2@");
    let error = RedisStore::connect(&url, "x").await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error}");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    let error = RedisStore::connect("http://:hunter2@nowhere", "x")
        .await
        .unwrap_err();
    assert!(error.to_string().contains("redis://"), "{error}");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

#[tokio::test]
async fn one_process_runs_an_account() {
    let Some(server) = Server::start() else {
        return;
    };
    let (one, two) = (server.connect("lease").await, server.connect("lease").await);
    one.claim("7").await.unwrap();
    let error = two.claim("7").await.unwrap_err();
    assert!(
        matches!(
            error,
            StoreError::Claimed {
                seconds: 1..=15,
                ..
            }
        ),
        "{error}"
    );
    two.claim("8").await.unwrap();
    put(&one, b"one", b"1").await;
    put(&two, b"two", b"2").await;

    one.release().await.unwrap();
    let three = server.connect("lease").await;
    three.claim("7").await.unwrap();
    three.close().await.unwrap();
    assert_eq!(three.get(b"one").await, Err(StoreError::Closed));
}

#[tokio::test]
async fn everything_is_claimed_only_when_nobody_runs() {
    let Some(server) = Server::start() else {
        return;
    };
    // The prefix has letters that mean something in a pattern.
    let prefix = "all[1]*";
    let (bot, tool) = (server.connect(prefix).await, server.connect(prefix).await);
    let claimed =
        |result: &Result<(), StoreError>| matches!(result, Err(StoreError::Claimed { .. }));
    server.connect("all1").await.claim("7").await.unwrap();
    bot.claim("7").await.unwrap();
    let refused = tool.claim_all().await;
    assert!(claimed(&refused), "{refused:?}");
    bot.release().await.unwrap();

    tool.claim_all().await.unwrap();
    put(&tool, b"all", b"1").await;
    let refused = bot.claim("7").await;
    assert!(claimed(&refused), "{refused:?}");
    tool.close().await.unwrap();
    bot.claim("7").await.unwrap();
}

#[tokio::test]
async fn a_process_that_slept_cannot_write_any_more() {
    let Some(server) = Server::start() else {
        return;
    };
    let (asleep, awake) = (server.connect("fence").await, server.connect("fence").await);
    asleep.claim("7").await.unwrap();
    // The lease runs out while the process is suspended. Nobody else took it: it still holds.
    server.command(&["DEL", "{fence}:lease:7"]).await;
    put(&asleep, b"key", b"still mine").await;

    server.command(&["DEL", "{fence}:lease:7"]).await;
    awake.claim("7").await.unwrap();
    let commit = Commit {
        conditions: Vec::new(),
        writes: vec![Write::put(*b"key", *b"late")],
    };
    let error = asleep.commit(commit).await.unwrap_err();
    assert!(matches!(error, StoreError::TakenOver(_)), "{error}");
    asleep.taken_over().await;
    assert_eq!(
        awake.get(b"key").await.unwrap().as_deref(),
        Some(&b"still mine"[..])
    );
}

/// Counts.
#[derive(Module, Default)]
struct Counter;

const COUNT: Key<u64> = Key::new("count");

#[handlers]
impl Counter {
    /// Counts one on.
    #[command]
    async fn count(&self, ctx: &Context) -> Result<()> {
        let count = ctx
            .db()
            .update(COUNT, |count| count.unwrap_or(0) + 1)
            .await?;
        ctx.answer(count.to_string()).await
    }
}

#[userbot_testkit::test]
async fn bots_of_two_accounts_share_what_they_keep() -> TestResult {
    let Some(server) = Server::start() else {
        return Ok(());
    };
    let world = World::new();
    let (ann, home) = (world.user("Ann"), world.group("Home").create());
    let ann_home = world.group("Ann's").member(&ann).create();
    let start = |bot: MockClientBuilder| bot.module::<Counter>().start();
    let one = MockClient::on(&world).store(Arc::new(server.connect("bots").await));
    let mut one = start(one).await?;
    let two = MockClient::on(&world).account(&ann);
    let two = two.store(Arc::new(server.connect("bots").await));
    let mut two = start(two).await?;

    one.send(&home, ".count").await.expect_edited("1");
    two.send(&ann_home, ".count").await.expect_edited("2");
    one.send(&home, ".count").await.expect_edited("3");
    Ok(())
}

#[userbot_testkit::test]
async fn a_second_process_with_the_account_is_refused() -> TestResult {
    let Some(server) = Server::start() else {
        return Ok(());
    };
    let world = World::new();
    let bot = |store| {
        MockClient::on(&world)
            .module::<Counter>()
            .store(Arc::new(store))
    };
    let mut first = bot(server.connect("same").await).start().await?;
    let refused = bot(server.connect("same").await).start().await.unwrap_err();
    assert!(refused.to_string().contains("another process"), "{refused}");

    first.stop().await;
    bot(server.connect("same").await).start().await?;
    Ok(())
}

#[userbot_testkit::test]
async fn a_bot_whose_account_was_taken_over_stops() -> TestResult {
    let Some(server) = Server::start() else {
        return Ok(());
    };
    let world = World::new();
    let home = world.group("Home").create();
    let store = Arc::new(server.connect("taken").await);
    let mut bot = MockClient::on(&world)
        .module::<Counter>()
        .store(store)
        .start()
        .await?;
    server
        .command(&["SET", &server.lease("taken").await, "99 somebody else"])
        .await;

    let running = bot.running().clone();
    bot.send(&home, ".count").await;
    let error = bot.expect_error();
    assert!(error.contains("taken over"), "{error}");
    assert_eq!(running.wait().await, StopReason::TakenOver);
    Ok(())
}
