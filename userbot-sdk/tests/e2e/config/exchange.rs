//! Export and import.

use userbot_sdk::config::{ExportOptions, ImportReason};
use userbot_testkit::prelude::*;

use super::{DEFAULTS, Place, bot_on};

#[userbot_testkit::test]
async fn what_is_exported_is_imported_as_the_same() -> TestResult {
    let (world, place) = (World::new(), Place::new());
    let me = &world.owner();
    let mut bot = bot_on(&world, &place).await?;
    for set in [
        "limit 5",
        "loud yes",
        "greeting  \"a\\b\"\n# [x]\t'",
        "hot-words \"a, b\", \"\", c",
        "api_key s3cr3t",
        "keys one-key, two-key",
    ] {
        bot.send(me, &format!(".config Reminder {set}")).await;
    }
    let shown = bot.send(me, ".show").await.text();
    let configs = bot.running().configs().clone();
    let public = configs.export(&ExportOptions::new().module("reminder"))?;
    assert!(!public.contains("s3cr3t") && !public.contains("one-key"));
    insta::assert_snapshot!(public);
    let whole = configs.export(&ExportOptions::new().secrets(true))?;

    let (world, place) = (World::new(), Place::new());
    let me = &world.owner();
    let mut bot = bot_on(&world, &place).await?;
    let report = bot.running().configs().import(&whole).await;
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    assert!(report.secrets);
    bot.send(me, ".show").await.expect_edited(&shown);
    let again = bot
        .running()
        .configs()
        .export(&ExportOptions::new().secrets(true))?;
    assert_eq!(again, whole);
    // A second import changes nothing.
    let report = bot.running().configs().import(&whole).await;
    assert!(report.modules.iter().all(|(_, changes)| changes.is_empty()));
    Ok(())
}

#[userbot_testkit::test]
async fn an_import_is_checked_first_and_a_module_changes_as_a_whole() -> TestResult {
    let (world, place) = (World::new(), Place::new());
    let me = &world.owner();
    let mut bot = bot_on(&world, &place).await?;
    let report = bot
        .running()
        .configs()
        .import(
            "limit = 1\n[Reminder]\nlimit = 500\nlimt = 5\nloud = true\n\
             greeting = { a = 1 }\ndelay = [1]\n[Nobody]\nx = 1\n[Help]\nx = 1\n",
        )
        .await;
    let lines: Vec<usize> = report.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [1, 3, 4, 6, 7, 8, 10]);
    assert!(matches!(
        report.problems[0].reason,
        ImportReason::NoModule(_)
    ));
    assert!(matches!(report.problems[3].reason, ImportReason::Form(_)));
    let said: Vec<String> = report
        .problems
        .iter()
        .map(|problem| problem.to_html(&[]))
        .collect();
    insta::assert_snapshot!(said.join("\n"));
    bot.send(me, ".show").await.expect_edited(DEFAULTS);

    let report = bot
        .running()
        .configs()
        .import("[Reminder]\nlimit = \n")
        .await;
    assert!(matches!(report.problems[0].reason, ImportReason::Syntax(_)));
    assert_eq!(report.problems[0].line, 2);

    // Values as TOML writes them.
    let report = bot
        .running()
        .configs()
        .import("[reminder]\nLIMIT = 7\nloud = true\nhot_words = ['a', \"b, c\"]\ndelay = \"5m\"")
        .await;
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    assert_eq!(report.modules[0].1.len(), 4);
    bot.send(me, ".show")
        .await
        .expect_edited(r#"5m 7 true "Hey" ["a", "b, c"] no key 0"#);
    // What the module refuses, it refuses here too.
    let report = bot.running().configs().import("Reminder.limit = 13").await;
    assert!(report.problems[0].to_html(&[]).contains("Thirteen"));
    Ok(())
}

#[userbot_testkit::test]
async fn the_command_exports_and_imports() -> TestResult {
    let (world, place) = (World::new(), Place::new());
    let me = &world.owner();
    let club = world.group("Club").create();
    let mut bot = bot_on(&world, &place).await?;
    bot.send(me, ".config Reminder api_key s3cr3t").await;
    bot.send(me, ".config Reminder limit 8").await;
    let exported = bot.send(&club, ".config export").await;
    exported
        .expect_contains("limit = \"8\"")
        .expect_contains("api_key: set");
    bot.send(&club, ".config export --secrets Reminder")
        .await
        .expect_contains("only in Saved Messages");
    let secret = bot.send(me, ".config export —secrets").await;
    secret.expect_contains("api_key = \"s3cr3t\"");

    bot.send(me, ".config reset Reminder limit").await;
    bot.reply(&exported, ".config import")
        .await
        .expect_edited("Reminder: 1 option is changed.");
    bot.send(me, ".show").await.expect_contains("1h 8 false");
    exported.expect_not_deleted();

    // A reply to a file.
    let file = bot
        .act(|| {
            me.send_media(
                me,
                userbot_testkit::world::Media::document(
                    "options.toml",
                    "text/plain",
                    b"[Reminder]\nlimit = 9\napi_key = \"new\"\n",
                ),
            )
        })
        .await;
    bot.reply(&file, ".config import").await;
    file.expect_deleted();
    bot.send(me, ".show")
        .await
        .expect_contains("1h 9 false")
        .expect_contains("new");
    bot.send(me, ".config import")
        .await
        .expect_contains("Reply to the file or the text");
    bot.send(me, ".config import # nothing")
        .await
        .expect_contains("There are no options in it.");
    bot.send(me, ".config import [Reminder]\nlimit = 0")
        .await
        .expect_contains("Line 2: Reminder, limit:");
    Ok(())
}

#[userbot_testkit::test]
async fn a_long_export_is_a_file() -> TestResult {
    let (world, place) = (World::new(), Place::new());
    let me = &world.owner();
    let mut bot = bot_on(&world, &place).await?;
    let word = "word".repeat(900);
    bot.send(me, &format!(".config Reminder greeting {word}"))
        .await;
    bot.send(me, ".config export Reminder")
        .await
        .expect_deleted();
    let exported = me.chat().last_message();
    let file = String::from_utf8(exported.file().expect("a file"))?;
    assert!(file.contains(&format!("greeting = \"{word}\"")), "{file}");

    bot.send(me, ".config reset Reminder greeting").await;
    bot.reply(&exported, ".config import")
        .await
        .expect_edited("Reminder: 1 option is changed.");
    assert_eq!(place.kept("Reminder", "greeting").await, Some(word));
    Ok(())
}
