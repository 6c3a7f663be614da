use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use redb::{DatabaseError, StorageBackend};

use super::super::{Condition, Write};
use super::file::builder;
use super::*;

/// Is a disk of the test's own that can be full or read-only.
#[derive(Debug, Clone, Default)]
struct Disk(Arc<DiskState>);

#[derive(Debug, Default)]
struct DiskState {
    bytes: Mutex<Vec<u8>>,
    fault: Mutex<Option<io::ErrorKind>>,
    /// Fails only the answer of a flush, which has happened.
    lies: std::sync::atomic::AtomicBool,
    flushes: AtomicU64,
}

impl Disk {
    fn fails(&self, fault: Option<io::ErrorKind>) {
        *self.0.fault.lock().unwrap_or_else(PoisonError::into_inner) = fault;
    }

    fn check(&self) -> io::Result<()> {
        match *self.0.fault.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(kind) => Err(kind.into()),
            None => Ok(()),
        }
    }

    fn bytes(&self) -> std::sync::MutexGuard<'_, Vec<u8>> {
        self.0.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.bytes().len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let offset = usize::try_from(offset).unwrap();
        let bytes = self.bytes();
        let found = bytes
            .get(offset..offset + out.len())
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(found);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.check()?;
        self.bytes().resize(usize::try_from(len).unwrap(), 0);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.0.flushes.fetch_add(1, Ordering::Relaxed);
        self.check()?;
        if self.0.lies.swap(false, Ordering::AcqRel) {
            return Err(io::Error::other("the disk lost its voice"));
        }
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.check()?;
        let offset = usize::try_from(offset).unwrap();
        self.bytes()[offset..offset + data.len()].copy_from_slice(data);
        Ok(())
    }
}

impl OpenFile for Disk {
    fn open(&self) -> Result<redb::Database, DatabaseError> {
        builder().create_with_backend(self.clone())
    }
}

fn store(disk: &Disk) -> RedbStore {
    RedbStore::with_file(Path::new("/disk/store.redb"), Box::new(disk.clone())).unwrap()
}

fn put(key: &str, value: &str) -> Commit {
    Commit {
        conditions: vec![],
        writes: vec![Write::put(key, value)],
    }
}

async fn value(store: &RedbStore, key: &str) -> Option<String> {
    let value = store.get(key.as_bytes()).await.unwrap();
    value.map(|value| String::from_utf8(value).unwrap())
}

#[tokio::test]
async fn a_full_disk_is_an_error_until_it_is_not() {
    let disk = Disk::default();
    let store = store(&disk);
    store.commit(put("a", "1")).await.unwrap();
    for (fault, error) in [
        (
            io::ErrorKind::StorageFull,
            StoreError::Full("/disk/store.redb".into()),
        ),
        (
            io::ErrorKind::ReadOnlyFilesystem,
            StoreError::ReadOnly("/disk/store.redb".into()),
        ),
    ] {
        disk.fails(Some(fault));
        for _ in 0..3 {
            assert_eq!(store.commit(put("a", "2")).await, Err(error.clone()));
        }
        disk.fails(None);
        assert_eq!(value(&store, "a").await.as_deref(), Some("1"));
    }
    store.commit(put("a", "3")).await.unwrap();
    drop(store);
    assert_eq!(value(&self::store(&disk), "a").await.as_deref(), Some("3"));
}

#[tokio::test]
async fn what_is_reported_is_what_the_disk_has() {
    let disk = Disk::default();
    let store = store(&disk);
    for round in 0..20 {
        disk.0.lies.store(true, Ordering::Release);
        let text = round.to_string();
        let before = value(&store, "a").await;
        match store.commit(put("a", &text)).await {
            Ok(_) => assert_eq!(value(&store, "a").await, Some(text)),
            Err(_) => assert_eq!(value(&store, "a").await, before),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[allow(
    clippy::await_holding_lock,
    reason = "the lock is what stops the disk, whose writer runs on another thread"
)]
async fn commits_that_come_together_share_a_flush() {
    let disk = Disk::default();
    let store = store(&disk);
    store.commit(put("a", "1")).await.unwrap();
    let waiting = || store.0.queue.lock().unwrap().waiting();
    // The writer of that commit looks once more for others before it ends.
    while waiting() != (0, false) {
        tokio::task::yield_now().await;
    }
    let before = disk.0.flushes.load(Ordering::Relaxed);
    // While this lock is held the writer waits for the disk, and the commits gather.
    let gate = disk.bytes();
    let write = |key: String| {
        let store = store.clone();
        tokio::spawn(async move { store.commit(put(&key, "x")).await })
    };
    let mut tasks = vec![write("first".to_owned())];
    while waiting() != (0, true) {
        tokio::task::yield_now().await;
    }
    tasks.extend((0..500).map(|number: u32| write(number.to_string())));
    while waiting() != (500, true) {
        tokio::task::yield_now().await;
    }
    drop(gate);
    for task in tasks {
        assert_eq!(task.await.unwrap(), Ok(Outcome::Committed));
    }
    let flushes = disk.0.flushes.load(Ordering::Relaxed) - before;
    assert!(flushes < 10, "{flushes} flushes for 501 commits");
}

#[tokio::test]
async fn conditions_hold_among_commits_that_come_together() {
    let store = store(&Disk::default());
    let once = Commit {
        conditions: vec![Condition::absent("a")],
        writes: vec![Write::put("a", "1")],
    };
    let (first, second) = tokio::join!(store.commit(once.clone()), store.commit(once));
    let mut outcomes = [first.unwrap(), second.unwrap()];
    outcomes.sort_by_key(|&outcome| outcome == Outcome::Conflict);
    assert_eq!(outcomes, [Outcome::Committed, Outcome::Conflict]);
}

#[tokio::test]
async fn keeps_values_across_a_restart_in_a_private_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("new").join("store.redb");
    let store = RedbStore::open(&path).unwrap();
    store.commit(put("prefix", "!")).await.unwrap();
    drop(store);
    let store = RedbStore::open(&path).unwrap();
    assert_eq!(value(&store, "prefix").await.as_deref(), Some("!"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_was_dropped_can_be_opened_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.redb");
    for number in 0..50 {
        let store = RedbStore::open(&path).unwrap();
        let text = number.to_string();
        store.commit(put("a", &text)).await.unwrap();
        assert_eq!(value(&store, "a").await, Some(text));
        drop(store);
    }
}

#[tokio::test]
async fn refuses_a_second_user_and_what_is_no_store() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.redb");
    let first = RedbStore::open(&path).unwrap();
    assert_eq!(
        RedbStore::open(&path).unwrap_err(),
        StoreError::InUse(path.clone())
    );
    // A closed one gives the lock back, although somebody still holds it.
    first.close().await.unwrap();
    assert_eq!(first.get(b"a").await, Err(StoreError::Closed));
    assert_eq!(first.commit(put("a", "1")).await, Err(StoreError::Closed));
    drop(RedbStore::open(&path).unwrap());

    let foreign = directory.path().join("notes.txt");
    let notes = "not a store at all, just somebody's notes";
    std::fs::write(&foreign, notes).unwrap();
    let error = RedbStore::open(&foreign).unwrap_err();
    assert!(
        matches!(
            error,
            StoreError::Foreign { .. } | StoreError::Damaged { .. }
        ),
        "{error:?}"
    );
    assert_eq!(std::fs::read_to_string(&foreign).unwrap(), notes);

    let other = directory.path().join("other.redb");
    let database = redb::Database::create(&other).unwrap();
    let transaction = database.begin_write().unwrap();
    let table = TableDefinition::<&str, &str>::new("peers");
    transaction.open_table(table).unwrap();
    transaction.commit().unwrap();
    drop(database);
    let before = std::fs::read(&other).unwrap();
    assert!(matches!(
        RedbStore::open(&other),
        Err(StoreError::Foreign { .. })
    ));
    assert!(std::fs::read(&other).unwrap() == before);
}

#[test]
fn refuses_a_newer_format() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.redb");
    drop(RedbStore::open(&path).unwrap());
    let database = redb::Database::create(&path).unwrap();
    let transaction = database.begin_write().unwrap();
    transaction
        .open_table(META)
        .unwrap()
        .insert(FORMAT, 7)
        .unwrap();
    transaction.commit().unwrap();
    drop(database);
    let before = std::fs::read(&path).unwrap();
    assert_eq!(
        RedbStore::open(&path).unwrap_err(),
        StoreError::Newer {
            path: path.clone(),
            found: 7,
            known: 1
        }
    );
    assert!(std::fs::read(&path).unwrap() == before);
}

#[tokio::test]
async fn a_damaged_file_is_an_error_and_no_panic() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.redb");
    let store = RedbStore::open(&path).unwrap();
    for number in 0..50 {
        let value = "x".repeat(1_000);
        store
            .commit(put(&number.to_string(), &value))
            .await
            .unwrap();
    }
    drop(store);
    let whole = std::fs::read(&path).unwrap();
    for start in (0..whole.len()).step_by(whole.len() / 40) {
        let mut bytes = whole.clone();
        let end = (start + 4_096).min(bytes.len());
        bytes[start..end].fill(0xa5);
        std::fs::write(&path, &bytes).unwrap();
        // Damage to what is free is none.
        if let Ok(store) = RedbStore::open(&path) {
            let _ = store.scan(Scan::new("", 1_000)).await;
            let _ = store.commit(put("new", "1")).await;
        }
    }
    // Cut off in the middle, as a copy of a full disk would be.
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    if let Ok(store) = RedbStore::open(&path) {
        let _ = store.scan(Scan::new("", 1_000)).await;
    }
}
