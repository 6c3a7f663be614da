//! The database of a Hikka bot is taken over.

use serde_json::{Value, json};
use userbot_sdk::store::{HikkaDatabase, HikkaError};

use crate::backends::Place;

fn database() -> HikkaDatabase {
    let file = json!({
        "NotesMod": {
            "notes": {"milk": {"id": 5, "type": "text"}},
            "count": 3,
            "__config__": {"limit": 10, "secret": "abc"}
        },
        "afk": {"afk": true, "gone": 1_700_000_000.25},
        "UnknownMod": {"a": null, "b": [1, "2", {"c": false}]},
        "heroku.main": {"command_prefix": "!", "loaded": ["x"]},
        "hikka.translations": {"lang": "ru en"},
        "hikka.inline": {"bot_token": "123:abc"}
    });
    HikkaDatabase::read(file.to_string().as_bytes()).unwrap()
}

#[tokio::test]
async fn values_go_to_modules_of_the_same_name_and_the_rest_is_kept() {
    for place in Place::all() {
        let storage = place.storage().await;
        let notes = storage.db("notes");
        notes.set("count", &7).await.unwrap();
        let modules = ["Notes", "AFKMod"];
        let plan = database().plan(&storage, modules).await.unwrap();
        assert_eq!(notes.keys().await.unwrap(), ["count"]);

        let report = database().import(&storage, modules).await.unwrap();
        assert_eq!(report, plan);
        assert_eq!(
            report.to_string(),
            "settings: prefix\n\
             settings: languages\n\
             AFKMod: taken: afk, gone\n\
             Notes: taken: notes\n\
             Notes: there already, not touched: count\n\
             NotesMod: config values kept aside: 2\n\
             UnknownMod: no module of this name; values kept aside: 2\n\
             heroku.main: no module of this name; values kept aside: 1\n\
             hikka.inline: no module of this name; values kept aside: 1\n"
        );
        // What was there is not overwritten.
        assert_eq!(notes.get("count").await.unwrap(), Some(7));
        let milk: Value = notes.get("notes").await.unwrap().unwrap();
        assert_eq!(milk["milk"]["id"], 5);
        let afk = storage.db("afkmod");
        assert_eq!(afk.get("afk").await.unwrap(), Some(true));
        assert_eq!(afk.get("gone").await.unwrap(), Some(1_700_000_000.25));
        let own = storage.db("userbot");
        assert_eq!(own.get::<String>("prefix").await.unwrap().unwrap(), "!");

        // Once more changes nothing; a module with another name takes what was kept.
        let again = database().import(&storage, modules).await.unwrap();
        assert!(again.taken.is_empty() && again.settings.is_empty());
        let renamed = storage.db("renamed");
        assert_eq!(renamed.adopt_hikka("unknown").await.unwrap(), 2);
        assert_eq!(renamed.keys().await.unwrap(), ["a", "b"]);
        assert_eq!(renamed.get::<Option<u8>>("a").await.unwrap(), Some(None));
        assert_eq!(renamed.adopt_hikka("UnknownMod").await.unwrap(), 0);
    }
}

#[test]
fn other_files_are_refused_with_the_place() {
    let read = |text: &str| HikkaDatabase::read(text.as_bytes()).unwrap_err();
    assert_eq!(
        read("{\"a\": {\n\"b\": tru"),
        HikkaError::NotJson { line: 2, column: 8 }
    );
    assert!(matches!(read("[1]"), HikkaError::OtherForm(_)));
    assert_eq!(
        read("{\"a\": 1}").to_string(),
        "the file is no database of Hikka: what stands under `a` is not an object"
    );
    let deep = "[".repeat(100_000);
    assert!(matches!(read(&deep), HikkaError::NotJson { .. }));
    // What it holds may be secret.
    assert_eq!(
        format!("{:?}", database()),
        r#"{"NotesMod", "UnknownMod", "afk", "heroku.main", "hikka.inline", "hikka.translations"}"#
    );
}
