//! Everything in one file, and back.

use std::path::Path;

use proptest::prelude::*;
use userbot_sdk::store::{Backup, BackupError, DailyBackups, ListKey, MapKey, Storage};

use crate::backends::{Place, TestClock};

const NOTES: MapKey<String, String> = MapKey::new("notes");
const LOG: ListKey<u32> = ListKey::new("log");

async fn fill(storage: &Storage) {
    let db = storage.db("notes");
    db.set("count", &5_u32).await.unwrap();
    db.map(NOTES).insert("a", "secret text").await.unwrap();
    db.list(LOG).extend(&[1, 2, 3]).await.unwrap();
    storage.db("userbot").set("prefix", "!").await.unwrap();
}

async fn check(storage: &Storage) {
    let db = storage.db("notes");
    assert_eq!(db.keys().await.unwrap(), ["count"]);
    assert_eq!(db.get("count").await.unwrap(), Some(5_u32));
    let notes = db.map(NOTES).all().await.unwrap();
    assert_eq!(notes, [("a".to_owned(), "secret text".to_owned())]);
    assert_eq!(db.list(LOG).all().await.unwrap(), [1, 2, 3]);
}

#[tokio::test]
async fn a_backup_of_one_backend_is_restored_on_every_other() {
    for from in Place::all() {
        let storage = from.storage().await;
        fill(&storage).await;
        let backup = storage.backup().await.unwrap();
        let counts: Vec<_> = backup.namespaces().into_iter().collect();
        assert_eq!(counts, [("notes".to_owned(), 5), ("userbot".to_owned(), 1)]);
        let file = backup.to_bytes(None).unwrap();
        for to in Place::all() {
            let storage = to.storage().await;
            storage.db("other").set("x", &1).await.unwrap();
            storage.db("notes").set("later", &1).await.unwrap();
            let backup = Backup::read(&file, None).unwrap();
            storage.restore(&backup).await.unwrap();
            check(&storage).await;
            assert!(storage.db("other").keys().await.unwrap().is_empty());
            assert_eq!(
                storage.backup().await.unwrap().namespaces(),
                backup.namespaces()
            );
        }
    }
}

#[tokio::test]
async fn only_the_right_passphrase_opens() {
    let storage = Place::all()[0].storage().await;
    fill(&storage).await;
    let backup = storage.backup().await.unwrap();
    let file = backup.to_bytes(Some(&"correct horse".into())).unwrap();
    assert!(!file.windows(6).any(|part| part == b"secret"));
    assert_eq!(
        Backup::read(&file, Some(&"correct horse".into())),
        Ok(backup)
    );
    assert_eq!(
        Backup::read(&file, Some(&"wrong horse".into())),
        Err(BackupError::WrongPassphrase)
    );
    assert_eq!(Backup::read(&file, None), Err(BackupError::NeedsPassphrase));
}

#[tokio::test]
async fn what_is_no_whole_backup_is_refused() {
    let storage = Place::all()[0].storage().await;
    fill(&storage).await;
    let file = storage.backup().await.unwrap().to_bytes(None).unwrap();
    assert_eq!(Backup::read(b"", None), Err(BackupError::Foreign));
    assert_eq!(
        Backup::read(b"PK\x03\x04 something", None),
        Err(BackupError::Foreign)
    );
    for length in 19..file.len() {
        assert_eq!(
            Backup::read(&file[..length], None),
            Err(BackupError::Damaged),
            "{length}"
        );
    }
    for place in 0..file.len() {
        let mut changed = file.clone();
        changed[place] ^= 0x10;
        assert!(Backup::read(&changed, None).is_err(), "{place}");
    }
    let newer = b"userbot-sdk backup\n{\"format\":9,\"what\":[]}\nwhatever";
    assert_eq!(
        Backup::read(newer, None),
        Err(BackupError::Newer { found: 9, known: 1 })
    );
}

proptest! {
    #[test]
    fn hostile_bytes_are_errors(bytes: Vec<u8>, head: bool) {
        let mut file = bytes;
        if head {
            let start = b"userbot-sdk backup\n{\"format\":1,\"created\":\"2026-01-01T00:00:00Z\",\
                \"sdk\":\"0.1.0\",\"seal\":null}\n";
            file = [&start[..], &file].concat();
        }
        prop_assert!(Backup::read(&file, None).is_err());
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_backup_is_taken_each_day_and_the_last_ones_are_kept() {
    const DAY: i64 = 86_400;
    let clock = TestClock::default();
    let storage = clock.storage(Place::all()[0].open().await);
    fill(&storage).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backups");
    let daily = DailyBackups::new(&path).keep(3);
    assert!(daily.take(&storage).await.unwrap().is_some());
    assert!(daily.take(&storage).await.unwrap().is_none());
    std::fs::write(path.join("store-notes.backup"), "mine").unwrap();
    for _ in 0..5 {
        clock.advance(DAY);
        assert!(daily.take(&storage).await.unwrap().is_some());
    }
    assert_eq!(
        names(&path),
        [
            "store-2027-01-18.backup",
            "store-2027-01-19.backup",
            "store-2027-01-20.backup",
            "store-notes.backup"
        ]
    );
    let last = path.join("store-2027-01-20.backup");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&last).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let backup = Backup::read(&std::fs::read(last).unwrap(), None).unwrap();
    let storage = Place::all()[1].storage().await;
    storage.restore(&backup).await.unwrap();
    check(&storage).await;

    // A folder that cannot be one: an error, and nothing is lost.
    let file = folder.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let error = DailyBackups::new(&file).take(&storage).await.unwrap_err();
    assert!(matches!(error, BackupError::Io(_)), "{error:?}");
}
