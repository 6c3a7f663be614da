//! What each backend has to do, byte by byte.

use proptest::prelude::*;
use std::collections::BTreeMap;
use userbot_sdk::store::{Change, Commit, Condition, Outcome, Scan, Store, Write};

use crate::backends::Place;

fn writes(writes: Vec<Write>) -> Commit {
    Commit {
        conditions: Vec::new(),
        writes,
    }
}

#[tokio::test]
async fn a_commit_happens_wholly_or_not_at_all() {
    for place in Place::all() {
        let store = place.open().await;
        store
            .commit(writes(vec![Write::put("a", "1"), Write::put("b", "2")]))
            .await
            .unwrap();
        let refused = Commit {
            conditions: vec![Condition::equals("a", "1"), Condition::absent("b")],
            writes: vec![Write::put("a", "x"), Write::remove("b")],
        };
        assert_eq!(store.commit(refused).await, Ok(Outcome::Conflict));
        let keys = ["b".into(), "none".into(), "a".into()];
        assert_eq!(
            store.get_many(&keys).await.unwrap(),
            [Some(b"2".to_vec()), None, Some(b"1".to_vec())],
            "{}",
            place.name()
        );
        // An empty value is a value, and later writes of one commit win.
        let commit = Commit {
            conditions: vec![Condition::equals("a", "1"), Condition::absent("c")],
            writes: vec![
                Write::put("c", "x"),
                Write::put("c", ""),
                Write::remove("b"),
                Write::remove("none"),
            ],
        };
        assert_eq!(store.commit(commit).await, Ok(Outcome::Committed));
        assert_eq!(store.get(b"c").await, Ok(Some(Vec::new())));
        assert_eq!(store.get(b"b").await, Ok(None));
    }
}

#[tokio::test]
async fn counts_and_forgets_zero() {
    for place in Place::all() {
        let store = place.open().await;
        let add = |by| {
            writes(vec![Write::Add {
                key: b"n".to_vec(),
                by,
            }])
        };
        for (by, sum) in [
            (5, Some("5")),
            (-7, Some("-2")),
            (2, None),
            (0, None),
            (1, Some("1")),
        ] {
            store.commit(add(by)).await.unwrap();
            let stored = store.get(b"n").await.unwrap();
            assert_eq!(stored, sum.map(|sum| sum.as_bytes().to_vec()));
        }
    }
}

#[tokio::test]
async fn tells_of_changes_in_their_order() {
    for place in Place::all() {
        let store = place.open().await;
        let mut changes = store.changes();
        store
            .commit(writes(vec![Write::put("a", "1"), Write::remove("b")]))
            .await
            .unwrap();
        let refused = Commit {
            conditions: vec![Condition::absent("a")],
            writes: vec![Write::put("c", "1")],
        };
        store.commit(refused).await.unwrap();
        let prefix = Write::RemovePrefix {
            prefix: b"a".to_vec(),
        };
        store.commit(writes(vec![prefix])).await.unwrap();
        for change in [
            Change::Key(b"a".to_vec()),
            Change::Key(b"b".to_vec()),
            Change::Prefix(b"a".to_vec()),
        ] {
            assert_eq!(changes.next().await, Some(change));
        }
    }
}

#[derive(Debug, Clone)]
enum Step {
    Put(Vec<u8>, Vec<u8>),
    Remove(Vec<u8>),
    RemovePrefix(Vec<u8>),
    Scan(Vec<u8>, Option<Vec<u8>>, usize, bool),
}

/// Keys of few letters, so that they meet; the last letters show where a prefix ends.
fn key() -> impl Strategy<Value = Vec<u8>> {
    let letter = prop_oneof![Just(0_u8), Just(1), Just(b'a'), Just(0xfe), Just(0xff)];
    proptest::collection::vec(letter, 0..4)
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (key(), any::<[u8; 2]>()).prop_map(|(key, value)| Step::Put(key, value.to_vec())),
        1 => key().prop_map(Step::Remove),
        1 => key().prop_map(Step::RemovePrefix),
        3 => (key(), proptest::option::of(key()), 1..6_usize, any::<bool>())
            .prop_map(|(prefix, after, limit, reverse)| Step::Scan(prefix, after, limit, reverse)),
    ]
}

async fn check(store: &dyn Store, steps: &[Step]) {
    let mut model = BTreeMap::<Vec<u8>, Vec<u8>>::new();
    for step in steps {
        match step.clone() {
            Step::Put(key, value) => {
                model.insert(key.clone(), value.clone());
                store
                    .commit(writes(vec![Write::put(key, value)]))
                    .await
                    .unwrap();
            }
            Step::Remove(key) => {
                model.remove(&key);
                store
                    .commit(writes(vec![Write::remove(key)]))
                    .await
                    .unwrap();
            }
            Step::RemovePrefix(prefix) => {
                model.retain(|key, _| !key.starts_with(&prefix));
                store
                    .commit(writes(vec![Write::RemovePrefix { prefix }]))
                    .await
                    .unwrap();
            }
            Step::Scan(prefix, after, limit, reverse) => {
                let mut pairs: Vec<_> = model
                    .iter()
                    .filter(|(key, _)| key.starts_with(&prefix))
                    .filter(|(key, _)| match &after {
                        None => true,
                        Some(after) if reverse => *key < after,
                        Some(after) => *key > after,
                    })
                    .map(|(key, value)| (key.clone(), value.clone()))
                    .collect();
                if reverse {
                    pairs.reverse();
                }
                pairs.truncate(limit);
                let scan = Scan {
                    prefix,
                    after,
                    limit,
                    reverse,
                };
                assert_eq!(store.scan(scan).await.unwrap(), pairs);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn reads_pages_as_a_sorted_map_would(steps in proptest::collection::vec(step(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        for place in Place::all() {
            runtime.block_on(async { check(&*place.open().await, &steps).await });
        }
    }
}
