//! Values that are gone after a while.

use std::time::Duration;

use userbot_sdk::store::{Key, MapChange, MapKey, Scan};

use crate::backends::{Place, TestClock};

const TOKEN: Key<String> = Key::new("token");
const SEEN: MapKey<u64, bool> = MapKey::new("seen");

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_value_is_gone_when_its_time_has_come() {
    for place in Place::all() {
        let clock = TestClock::default();
        let storage = clock.storage(place.open().await);
        let db = storage.db("login");
        db.set_for(TOKEN, "abc", MINUTE).await.unwrap();
        db.set_for("kept", "abc", MINUTE).await.unwrap();
        db.set("kept", "for ever").await.unwrap();
        let seen = db.map(SEEN);
        seen.insert_for(&1, &true, MINUTE).await.unwrap();
        seen.insert(&2, &true).await.unwrap();
        clock.advance(59);
        assert_eq!(db.get(TOKEN).await.unwrap().as_deref(), Some("abc"));
        assert_eq!(seen.len().await.unwrap(), 2);
        clock.advance(1);
        assert_eq!(db.get(TOKEN).await.unwrap(), None);
        assert_eq!(db.keys().await.unwrap(), ["kept"]);
        assert_eq!(seen.get(&1).await.unwrap(), None);
        assert_eq!(seen.ids().await.unwrap(), [2]);
        assert_eq!(seen.len().await.unwrap(), 1);
        assert_eq!(
            db.update(TOKEN, |old| old.unwrap_or("new".to_owned()))
                .await
                .unwrap(),
            "new"
        );
        clock.advance(1_000_000);
        assert_eq!(db.get(TOKEN).await.unwrap().as_deref(), Some("new"));
        assert_eq!(db.get::<String>("kept").await.unwrap().unwrap(), "for ever");
    }
}

#[tokio::test]
async fn what_is_gone_takes_no_place_and_watchers_are_told() {
    for place in Place::all() {
        let clock = TestClock::default();
        let storage = clock.storage(place.open().await);
        let db = storage.db("login");
        let mut tokens = db.watch(TOKEN);
        let mut seen = db.map(SEEN).watch();
        db.set_for(TOKEN, "abc", MINUTE).await.unwrap();
        db.map(SEEN).insert_for(&1, &true, MINUTE).await.unwrap();
        db.map(SEEN).insert_for(&2, &true, MINUTE).await.unwrap();
        // Set anew for longer, or for ever: the first time does not count any more.
        db.map(SEEN)
            .insert_for(&2, &true, MINUTE * 2)
            .await
            .unwrap();
        assert_eq!(tokens.next().await, Some(Ok(Some("abc".to_owned()))));
        for id in [1, 2, 2] {
            let set = MapChange::Set { id, value: true };
            assert_eq!(seen.next().await, Some(Ok(set)), "{}", place.name());
        }
        clock.advance(60);
        assert_eq!(db.map(SEEN).len().await.unwrap(), 1);
        assert_eq!(tokens.next().await, Some(Ok(None)));
        let removed = MapChange::Removed { id: 1 };
        assert_eq!(seen.next().await, Some(Ok(removed)));
        clock.advance(60);
        assert_eq!(db.map(SEEN).len().await.unwrap(), 0);
        let left = storage.store().scan(Scan::new("", 10)).await.unwrap();
        assert_eq!(left, [], "{}", place.name());
    }
}

#[tokio::test]
async fn expiry_survives_a_restart() {
    for place in Place::all() {
        let clock = TestClock::default();
        let storage = clock.storage(place.open().await);
        let db = storage.db("login");
        db.set_for(TOKEN, "abc", MINUTE).await.unwrap();
        db.transaction(|tx| async move {
            tx.set_for("short", &1, Duration::from_secs(1))?;
            tx.set_for("long", &1, Duration::MAX)?;
            Ok(())
        })
        .await
        .unwrap();
        storage.close().await.unwrap();
        drop((db, storage));
        let db = clock.storage(place.open().await).db("login");
        assert_eq!(db.keys().await.unwrap(), ["long", "short", "token"]);
        clock.advance(60);
        assert_eq!(db.keys().await.unwrap(), ["long"]);
    }
}
