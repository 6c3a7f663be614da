//! A process that writes is killed, again and again: what was acknowledged is there, and nothing is
//! there in halves.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use userbot_sdk::store::{Key, ListKey, RedbStore, Storage};

const PATH: &str = "STORE_TO_WRITE";
const WRITERS: u64 = 6;
const ROUNDS: u64 = 200;

const ONE: Key<u64> = Key::new("one");
const OTHER: Key<u64> = Key::new("other");
const LOG: ListKey<u64> = ListKey::new("log");

fn storage(path: &Path) -> Storage {
    Storage::new(Arc::new(RedbStore::open(path).unwrap()))
}

/// Is the process that is killed: the test below starts it.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "is started by the test that kills it"]
async fn writes_until_it_is_killed() {
    let Ok(path) = std::env::var(PATH) else {
        return;
    };
    let storage = storage(Path::new(&path));
    let writers = (0..WRITERS).map(|writer| {
        let db = storage.db(&format!("writer {writer}"));
        tokio::spawn(async move {
            loop {
                let number: u64 = db
                    .transaction(|tx| async move {
                        let number = tx.get(ONE).await?.unwrap_or(0) + 1;
                        tx.set(ONE, &number)?;
                        tx.set(OTHER, &number)?;
                        tx.list(LOG).push(&number).await?;
                        Ok(number)
                    })
                    .await
                    .unwrap();
                println!("\nkept {writer} {number}");
            }
        })
    });
    // None of them ends by itself.
    futures_util::future::join_all(writers).await;
}

/// Starts the writer, kills it after so many acknowledgements, and returns the last of each writer.
fn write_and_kill(path: &Path, acknowledgements: u64) -> HashMap<u64, u64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::writes_until_it_is_killed"])
        .args(["--ignored", "--nocapture"])
        .env(PATH, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut kept = HashMap::new();
    let mut seen = 0;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        let words: Vec<&str> = line.split(' ').collect();
        if let ["kept", writer, number] = words[..] {
            // A line that the kill has cut off is not the whole number, but never a larger one.
            let (writer, number) = (writer.parse().unwrap(), number.parse().unwrap_or(0));
            let last: &mut u64 = kept.entry(writer).or_default();
            *last = number.max(*last);
            seen += 1;
        }
        if seen == acknowledgements {
            // SIGKILL, in the middle of whatever the others write. What it has printed is still read.
            child.kill().unwrap();
        }
    }
    let status = child.wait().unwrap();
    assert!(
        seen >= acknowledgements,
        "the writer ended by itself: {status}"
    );
    kept
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_torn() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.redb");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let mut random = 0x5eed_u64;
    let mut total = 0;
    for round in 0..ROUNDS {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let acknowledgements = 1 + (random >> 33) % 16;
        let kept = write_and_kill(&path, acknowledgements);
        total += acknowledgements;
        runtime.block_on(async {
            let storage = storage(&path);
            for writer in 0..WRITERS {
                let db = storage.db(&format!("writer {writer}"));
                let one = db.get(ONE).await.unwrap().unwrap_or(0);
                let other = db.get(OTHER).await.unwrap().unwrap_or(0);
                assert_eq!(one, other, "torn in round {round}");
                let kept = kept.get(&writer).copied().unwrap_or(0);
                // One more may have been written whose acknowledgement was not.
                assert!(one >= kept, "round {round}: {one} of {kept} is there");
                let log = db.list(LOG);
                assert_eq!(log.len().await.unwrap(), one);
                assert_eq!(log.last(1).await.unwrap().last().copied().unwrap_or(0), one);
            }
            storage.close().await.unwrap();
        });
    }
    assert!(total >= ROUNDS);
}
