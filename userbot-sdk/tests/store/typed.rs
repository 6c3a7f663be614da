//! Values, maps and lists with their types.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use userbot_sdk::store::{
    Key, ListKey, MapChange, MapKey, MigrationError, Migrations, StoreError, Transaction,
};
use userbot_sdk::telegram::PeerId;
use userbot_sdk::{Error, Result};

use crate::backends::Place;

const COUNT: Key<u32> = Key::new("count");
const POINTS: MapKey<PeerId, i64> = MapKey::new("points");
const NOTES: MapKey<String, Note> = MapKey::new("notes");
const LOG: ListKey<String> = ListKey::new("log");

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Note {
    text: String,
    #[serde(default)]
    pinned: bool,
}

fn note(text: &str) -> Note {
    Note {
        text: text.to_owned(),
        pinned: false,
    }
}

#[tokio::test]
async fn values_survive_and_stay_apart() {
    for place in Place::all() {
        let storage = place.storage().await;
        let (one, other) = (storage.db("one"), storage.db("one\0v"));
        one.set(COUNT, &5).await.unwrap();
        one.set("free key ключ 🔑", &note("hello")).await.unwrap();
        one.set("", "an empty name").await.unwrap();
        one.set(COUNT.at(7), &7).await.unwrap();
        other.set(COUNT, &6).await.unwrap();
        storage.close().await.unwrap();
        drop((one, other, storage));

        let storage = place.storage().await;
        let (one, other) = (storage.db("one"), storage.db("one\0v"));
        assert_eq!(one.get(COUNT).await.unwrap(), Some(5));
        assert_eq!(one.get::<u64>("count").await.unwrap(), Some(5));
        assert_eq!(one.get(COUNT.at(7)).await.unwrap(), Some(7));
        assert_eq!(
            one.get("free key ключ 🔑").await.unwrap(),
            Some(note("hello"))
        );
        assert_eq!(
            one.keys().await.unwrap(),
            ["", "count", "count/7", "free key ключ 🔑"]
        );
        assert_eq!(other.keys().await.unwrap(), ["count"]);
        one.remove(COUNT).await.unwrap();
        one.remove("never there").await.unwrap();
        assert_eq!(one.get(COUNT).await.unwrap(), None);
        assert_eq!(other.get(COUNT).await.unwrap(), Some(6));
        one.clear().await.unwrap();
        assert!(one.keys().await.unwrap().is_empty());
        assert_eq!(other.get(COUNT).await.unwrap(), Some(6));
    }
}

#[tokio::test]
async fn another_type_is_an_error_that_names_both_and_loses_nothing() {
    for place in Place::all() {
        let db = place.storage().await.db("notes");
        db.set("count", "many").await.unwrap();
        let error = db.get(COUNT).await.unwrap_err();
        let text = error.to_string();
        assert!(
            text.starts_with(
                "`count` of `notes` holds a value of type str, which cannot be read as u32: "
            ),
            "{text}"
        );
        assert_eq!(db.update(COUNT, |_| 1).await.unwrap_err(), error);
        assert_eq!(db.get::<String>("count").await.unwrap().unwrap(), "many");

        let log = db.list(LOG);
        log.push(&"line".to_owned()).await.unwrap();
        let numbers = db.list::<u32>("log");
        assert!(matches!(numbers.pop().await, Err(StoreError::Type { .. })));
        assert!(matches!(
            numbers.update(0, |n| n).await,
            Err(StoreError::Type { .. })
        ));
        assert_eq!(log.all().await.unwrap(), ["line"]);

        db.map(NOTES).insert("a", &note("x")).await.unwrap();
        let other = db.map::<String, u8>("notes");
        assert!(matches!(other.get("a").await, Err(StoreError::Type { .. })));
        let ids = db.map::<u64, Note>("notes");
        assert!(matches!(ids.all().await, Err(StoreError::Type { .. })));
    }
}

#[tokio::test]
async fn structs_may_grow_and_what_cannot_be_stored_is_refused() {
    #[derive(Serialize)]
    struct Old<'a> {
        text: &'a str,
        colour: u8,
    }
    let db = Place::all()[0].storage().await.db("notes");
    let old = Old {
        text: "hello",
        colour: 3,
    };
    db.set("note", &old).await.unwrap();
    assert_eq!(db.get("note").await.unwrap(), Some(note("hello")));

    let odd = HashMap::from([((1, 2), 3)]);
    let error = db.set("note", &odd).await.unwrap_err();
    assert!(matches!(error, StoreError::Unstorable { .. }), "{error}");
    for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let error = db.set("note", &Some(vec![odd])).await.unwrap_err();
        assert!(matches!(error, StoreError::Unstorable { .. }), "{error}");
    }
    assert_eq!(db.get("note").await.unwrap(), Some(note("hello")));
    for number in [u128::MAX, 0] {
        db.set("number", &number).await.unwrap();
        assert_eq!(db.get::<u128>("number").await.unwrap(), Some(number));
    }
    for number in [f64::MAX, f64::MIN_POSITIVE, -0.1] {
        db.set("float", &number).await.unwrap();
        assert_eq!(db.get::<f64>("float").await.unwrap(), Some(number));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_tasks_count_to_a_hundred() {
    for place in Place::all() {
        let storage = place.storage().await;
        let tasks: Vec<_> = (0..100_i64)
            .map(|number| {
                let db = storage.db("counter");
                tokio::spawn(async move {
                    db.update(COUNT, |count| count.unwrap_or(0) + 1).await?;
                    db.map(POINTS)
                        .update(&PeerId::User(1), |n| n.unwrap_or(0) + 1)
                        .await?;
                    db.map(POINTS)
                        .insert(&PeerId::User(100 + number), &number)
                        .await?;
                    db.list(LOG).push(&number.to_string()).await?;
                    db.transaction(|tx| async move {
                        let sum = tx.get::<i64>("sum").await?.unwrap_or(0);
                        tx.set("sum", &(sum + number))?;
                        Ok(())
                    })
                    .await
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        let db = storage.db("counter");
        assert_eq!(db.get(COUNT).await.unwrap(), Some(100), "{}", place.name());
        let points = db.map(POINTS);
        assert_eq!(points.get(&PeerId::User(1)).await.unwrap(), Some(100));
        assert_eq!(points.len().await.unwrap(), 101);
        assert_eq!(db.get::<i64>("sum").await.unwrap(), Some(4_950));
        let mut log = db.list(LOG).all().await.unwrap();
        log.sort_by_key(|line| line.parse::<i64>().unwrap());
        let expected: Vec<String> = (0..100).map(|number| number.to_string()).collect();
        assert_eq!(log, expected);
    }
}

#[tokio::test]
async fn a_transaction_is_all_or_nothing_and_sees_itself() {
    for place in Place::all() {
        let db = place.storage().await.db("bank");
        db.set(COUNT, &1).await.unwrap();
        let error = db
            .transaction(|tx| async move {
                tx.set(COUNT, &2)?;
                tx.list(LOG).push(&"line".to_owned()).await?;
                tx.map(NOTES).insert("a", &note("x")).await?;
                assert_eq!(tx.get(COUNT).await?, Some(2));
                assert_eq!(tx.list(LOG).all().await?, ["line"]);
                assert_eq!(tx.map(NOTES).all().await?.len(), 1);
                assert_eq!(tx.keys().await?, ["count"]);
                Err::<(), _>(Error::user("No."))
            })
            .await
            .unwrap_err();
        assert_eq!(error.user_text(), Some("No."));
        assert_eq!(db.get(COUNT).await.unwrap(), Some(1));
        assert!(db.list(LOG).is_empty().await.unwrap());
        assert!(db.map(NOTES).is_empty().await.unwrap());

        let kept: Transaction = db
            .transaction(|tx| async move {
                tx.set(COUNT, &3)?;
                tx.remove("none")?;
                tx.map(NOTES).insert("a", &note("x")).await?;
                tx.map(NOTES).clear().await?;
                tx.map(NOTES).insert("b", &note("y")).await?;
                Ok(tx)
            })
            .await
            .unwrap();
        assert_eq!(kept.set(COUNT, &4), Err(StoreError::TransactionOver));
        assert_eq!(kept.get(COUNT).await, Err(StoreError::TransactionOver));
        assert_eq!(db.get(COUNT).await.unwrap(), Some(3));
        assert_eq!(db.map(NOTES).ids().await.unwrap(), ["b"]);
        assert_eq!(db.map(NOTES).len().await.unwrap(), 1);
    }
}

#[tokio::test]
async fn maps_keep_the_order_of_ids_and_give_pages() {
    for place in Place::all() {
        let db = place.storage().await.db("game");
        let scores = db.map::<(i64, String), u32>("scores");
        let mut ids = Vec::new();
        for number in [i64::MIN, -256, -1, 0, 1, 255, 256, i64::MAX] {
            for name in ["", "\0", "\0\u{1}", "\u{1}", "\u{2}", "a", "a\0", "ab", "ü"] {
                ids.push((number, name.to_owned()));
            }
        }
        for (place, id) in ids.iter().enumerate().rev() {
            assert!(
                scores
                    .insert(id, &u32::try_from(place).unwrap())
                    .await
                    .unwrap()
            );
        }
        assert_eq!(scores.ids().await.unwrap(), ids);
        let mut paged = Vec::new();
        let mut after = None;
        loop {
            let page = scores.page(after.as_ref(), 7).await.unwrap();
            let Some((last, _)) = page.last() else { break };
            after = Some(last.clone());
            paged.extend(page.into_iter().map(|(id, _)| id));
        }
        assert_eq!(paged, ids);
        let last = scores.page_back::<(i64, String)>(None, 2).await.unwrap();
        let expected: Vec<_> = ids.iter().rev().take(2).cloned().collect();
        assert_eq!(
            last.into_iter().map(|(id, _)| id).collect::<Vec<_>>(),
            expected
        );
        assert!(!scores.insert(&ids[3], &9).await.unwrap());
        assert!(scores.remove(&ids[3]).await.unwrap());
        assert!(!scores.remove(&ids[3]).await.unwrap());
        assert!(!scores.contains(&ids[3]).await.unwrap());
        assert_eq!(scores.len().await.unwrap(), ids.len() as u64 - 1);
        scores.clear().await.unwrap();
        assert!(scores.is_empty().await.unwrap());
    }
}

#[tokio::test]
async fn a_long_list_is_read_and_changed_anywhere() {
    let db = Place::all()[1].storage().await.db("long");
    let list = db.list::<u32>("numbers");
    let numbers: Vec<u32> = (0..10_000).collect();
    list.extend(&numbers).await.unwrap();
    assert_eq!(list.len().await.unwrap(), 10_000);
    assert_eq!(list.get(9_999).await.unwrap(), Some(9_999));
    assert_eq!(list.get(10_000).await.unwrap(), None);
    list.insert(5_000, &77).await.unwrap();
    assert_eq!(list.remove(4_999).await.unwrap(), 4_999);
    assert_eq!(list.page(4_998, 3).await.unwrap(), [4_998, 77, 5_000]);
    assert_eq!(list.update(4_999, |n| n + 1).await.unwrap(), 78);
    assert_eq!(list.last(2).await.unwrap(), [9_998, 9_999]);
    let error = list.set(10_000, &1).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the list `numbers` has 10000 elements, so there is none at 10000"
    );
    list.clear().await.unwrap();
    assert!(list.is_empty().await.unwrap());
    list.push_front(&1).await.unwrap();
    assert_eq!(list.all().await.unwrap(), [1]);
}

#[tokio::test]
async fn watchers_see_changes_and_nothing_else() {
    for place in Place::all() {
        let db = place.storage().await.db("mood");
        let mut counts = db.watch(COUNT);
        let mut notes = db.map(NOTES).watch();
        db.set("count of something else", &1).await.unwrap();
        db.set(COUNT, &1).await.unwrap();
        assert_eq!(counts.next().await, Some(Ok(Some(1))));
        db.set(COUNT, &1).await.unwrap();
        db.set(COUNT, &2).await.unwrap();
        // Setting what is there is no change.
        assert_eq!(counts.next().await, Some(Ok(Some(2))));
        db.remove(COUNT).await.unwrap();
        assert_eq!(counts.next().await, Some(Ok(None)));
        db.set(COUNT.name(), "text").await.unwrap();
        assert!(matches!(
            counts.next().await,
            Some(Err(StoreError::Type { .. }))
        ));

        let map = db.map(NOTES);
        map.insert("a", &note("x")).await.unwrap();
        let (id, value) = ("a".to_owned(), note("x"));
        assert_eq!(
            notes.next().await,
            Some(Ok(MapChange::Set {
                id: id.clone(),
                value
            }))
        );
        map.remove("a").await.unwrap();
        assert_eq!(notes.next().await, Some(Ok(MapChange::Removed { id })));
        map.clear().await.unwrap();
        assert_eq!(notes.next().await, Some(Ok(MapChange::All)));
    }
}

#[tokio::test]
async fn migrations_run_once_and_together() {
    let first = || {
        Migrations::new().step(|tx| async move {
            let old: Vec<String> = tx.get("notes").await?.unwrap_or_default();
            for text in &old {
                tx.map(NOTES).insert(text, &note(text)).await?;
            }
            tx.remove("notes")?;
            Ok(())
        })
    };
    for place in Place::all() {
        let db = place.storage().await.db("notes");
        db.set("notes", &["a", "b"]).await.unwrap();
        let broken = first().step(|tx| async move {
            tx.map(NOTES).clear().await?;
            tx.get::<u8>("text").await?;
            Err(Error::msg("the second step cannot be taken"))
        });
        let error = broken.run(&db).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "step 2 failed: the second step cannot be taken"
        );
        assert_eq!(db.keys().await.unwrap(), ["notes"]);
        assert!(db.map(NOTES).is_empty().await.unwrap());

        first().run(&db).await.unwrap();
        assert_eq!(db.map(NOTES).ids().await.unwrap(), ["a", "b"]);
        db.set("notes", &["c"]).await.unwrap();
        first().run(&db).await.unwrap();
        assert_eq!(db.map(NOTES).len().await.unwrap(), 2);

        let second = first().step(|tx| async move {
            tx.set("second", &true)?;
            Ok(())
        });
        second.run(&db).await.unwrap();
        assert_eq!(db.get("second").await.unwrap(), Some(true));
        assert!(matches!(
            first().run(&db).await,
            Err(MigrationError::Newer { found: 2, known: 1 })
        ));
    }
}

#[tokio::test]
async fn batched_values_are_read_at_once_and_written_in_their_turn() -> Result<()> {
    const HITS: Key<u64> = Key::new("hits").batched();
    for place in Place::all() {
        let storage = place.storage().await;
        let db = storage.db("hot");
        let raw = || async {
            storage
                .store()
                .scan(userbot_sdk::store::Scan::new("d", 10))
                .await
        };
        for _ in 0..100 {
            db.update(HITS, |hits| hits.unwrap_or(0) + 1).await?;
        }
        assert_eq!(db.get(HITS).await?, Some(100));
        assert!(raw().await?.is_empty());
        // Who looks at the names needs it in its place.
        assert_eq!(db.keys().await?, ["hits"]);
        assert_eq!(raw().await?.len(), 1);

        db.set(HITS, &7).await?;
        db.transaction(|tx| async move {
            assert_eq!(tx.get(HITS).await?, Some(7));
            tx.set(HITS, &8)?;
            Ok(())
        })
        .await?;
        assert_eq!(db.get(HITS).await?, Some(8));
        db.set(HITS, &9).await?;
        // A write without the batch comes after the one that waits.
        db.set("hits", &10_u64).await?;
        storage.flush().await?;
        assert_eq!(db.get(HITS).await?, Some(10));
        db.set(HITS, &11).await?;
        storage.close().await?;
        drop((db, storage));
        assert_eq!(place.storage().await.db("hot").get(HITS).await?, Some(11));
    }
    Ok(())
}
