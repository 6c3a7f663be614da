//! What the store costs: reads and durable writes, at three sizes.
//!
//! The store is compared with a JSON file that is rewritten at each change, as the databases of
//! Hikka and its kin are, once as they do it (what the disk does with it is left open) and once
//! made durable; and, with the feature `sqlite`, with `SQLite` in its mode `synchronous = FULL`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use userbot_sdk::error::{Error, Result};
use userbot_sdk::prelude::*;
use userbot_sdk::store::{Db, RedbStore, Storage};

/// What can be chosen.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The numbers of keys that are there already.
    #[arg(long, value_delimiter = ',', default_values_t = [10, 1_000, 100_000])]
    keys: Vec<usize>,
    /// How long each figure is measured.
    #[arg(long, default_value_t = 1_000)]
    milliseconds: u64,
}

/// Measures and prints.
pub(crate) fn run(options: &Options) -> Result<()> {
    let time = Duration::from_millis(options.milliseconds);
    println!("operations per second; × is against the store in the same row of the same run\n");
    println!("{:<44} {:>9} {:>12} {:>9}", "", "keys", "per second", "×");
    for &keys in &options.keys {
        let folder = tempfile::tempdir()?;
        let ours = store(&folder.path().join("store.redb"), keys, time)?;
        row(
            "store: durable set, one after the other",
            keys,
            ours.set,
            ours.set,
        );
        row("store: durable set, 64 at once", keys, ours.many, ours.set);
        row("store: batched set", keys, ours.batched, ours.set);
        row("store: get", keys, ours.get, ours.get);
        let json = folder.path().join("db.json");
        row(
            "JSON file, rewritten as Hikka does",
            keys,
            file(&json, keys, time, false)?,
            ours.set,
        );
        row(
            "JSON file, rewritten and synchronised",
            keys,
            file(&json, keys, time, true)?,
            ours.set,
        );
        #[cfg(feature = "sqlite")]
        {
            let path = folder.path().join("db.sqlite");
            let theirs = sqlite::measure(&path, keys, time)
                .map_err(|error| Error::msg(error.to_string()))?;
            row("SQLite, synchronous = FULL: set", keys, theirs.0, ours.set);
            row("SQLite: get", keys, theirs.1, ours.get);
        }
        println!();
    }
    Ok(())
}

fn row(what: &str, keys: usize, rate: f64, ours: f64) {
    println!("{what:<44} {keys:>9} {rate:>12.0} {:>9.3}", rate / ours);
}

struct Rates {
    set: f64,
    many: f64,
    batched: f64,
    get: f64,
}

fn name(number: usize) -> String {
    format!("key {number:06}")
}

/// Is a value of the usual size.
fn value(number: u64) -> String {
    format!("value {number:>64}")
}

fn store(path: &Path, keys: usize, time: Duration) -> Result<Rates> {
    const HITS: Key<u64> = Key::new("hits").batched();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let storage = Storage::new(Arc::new(RedbStore::open(path)?));
        let db = storage.db("bench");
        let filling = (0..keys).map(|number| {
            let db = db.clone();
            async move { db.set(name(number), &value(0)).await }
        });
        for result in futures_util::future::join_all(filling).await {
            result?;
        }
        let set = {
            let (start, mut count) = (Instant::now(), 0);
            while start.elapsed() < time {
                count += 1;
                db.set(name(index(count, keys)), &value(count)).await?;
            }
            rate(count, start)
        };
        let many = at_once(&db, keys, time).await?;
        let batched = {
            let (start, mut count) = (Instant::now(), 0);
            while start.elapsed() < time {
                count += 1;
                db.set(HITS, &count).await?;
            }
            rate(count, start)
        };
        let get = {
            let (start, mut count) = (Instant::now(), 0);
            while start.elapsed() < time {
                count += 1;
                let found: Option<String> = db.get(name(index(count, keys))).await?;
                if found.is_none() {
                    return Err(Error::msg("a value is missing"));
                }
            }
            rate(count, start)
        };
        storage.close().await?;
        Ok(Rates {
            set,
            many,
            batched,
            get,
        })
    })
}

async fn at_once(db: &Db, keys: usize, time: Duration) -> Result<f64> {
    let (start, count) = (Instant::now(), Arc::new(AtomicU64::new(0)));
    let writers = (0..64).map(|_| {
        let (db, count) = (db.clone(), Arc::clone(&count));
        tokio::spawn(async move {
            while start.elapsed() < time {
                let number = count.fetch_add(1, Ordering::Relaxed);
                db.set(name(index(number, keys)), &value(number)).await?;
            }
            Ok::<(), Error>(())
        })
    });
    for writer in futures_util::future::join_all(writers).await {
        writer.map_err(|error| Error::msg(error.to_string()))??;
    }
    Ok(rate(count.load(Ordering::Relaxed), start))
}

/// Rewrites the whole file at each change.
fn file(path: &Path, keys: usize, time: Duration, durable: bool) -> Result<f64> {
    let mut values: BTreeMap<String, String> =
        (0..keys).map(|number| (name(number), value(0))).collect();
    let (start, mut count) = (Instant::now(), 0);
    while start.elapsed() < time {
        count += 1;
        values.insert(name(index(count, keys)), value(count));
        let text = serde_json::to_vec_pretty(&values)?;
        let mut file = File::create(path)?;
        file.write_all(&text)?;
        if durable {
            file.sync_all()?;
        }
    }
    Ok(rate(count, start))
}

fn index(number: u64, keys: usize) -> usize {
    usize::try_from(number)
        .unwrap_or_default()
        .wrapping_mul(7_919)
        % keys.max(1)
}

#[allow(clippy::cast_precision_loss, reason = "a figure for people")]
fn rate(count: u64, start: Instant) -> f64 {
    count as f64 / start.elapsed().as_secs_f64()
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use std::path::Path;
    use std::time::{Duration, Instant};

    use rusqlite::{Connection, OptionalExtension as _, params};

    use super::{index, name, rate, value};

    /// Gives sets and gets per second.
    pub(super) fn measure(
        path: &Path,
        keys: usize,
        time: Duration,
    ) -> rusqlite::Result<(f64, f64)> {
        let mut connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute(
            "CREATE TABLE kv (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
            [],
        )?;
        let transaction = connection.transaction()?;
        for number in 0..keys {
            transaction.execute(
                "INSERT INTO kv VALUES (?1, ?2)",
                params![name(number), value(0)],
            )?;
        }
        transaction.commit()?;
        let mut set = connection.prepare(
            "INSERT INTO kv VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        )?;
        let (start, mut count) = (Instant::now(), 0);
        while start.elapsed() < time {
            count += 1;
            set.execute(params![name(index(count, keys)), value(count)])?;
        }
        let sets = rate(count, start);
        let mut get = connection.prepare("SELECT value FROM kv WHERE key = ?1")?;
        let (start, mut count) = (Instant::now(), 0);
        while start.elapsed() < time {
            count += 1;
            let key = name(index(count, keys));
            let found: Option<String> = get.query_row([key], |row| row.get(0)).optional()?;
            assert!(found.is_some(), "a value is missing");
        }
        Ok((sets, rate(count, start)))
    }
}
