//! `.backup`, `.restore` and the backup of each day.

use std::sync::Arc;

use userbot_sdk::prelude::*;
use userbot_sdk::store::{Backup, DailyBackups, MemoryStore};
use userbot_testkit::prelude::*;
use userbot_testkit::world::{Chat, Media, Message as Seen};

const VISITS: Key<u32> = Key::new("visits");

/// Counts, and remembers the count that it found.
#[derive(Module, Default)]
#[module(hooks)]
struct Visits {
    found: u32,
}

#[handlers]
impl Visits {
    /// Counts a visit.
    #[command]
    async fn visit(&self, ctx: &Context) -> Result<()> {
        let visits = ctx
            .db()
            .update(VISITS, |visits| visits.unwrap_or(0) + 1)
            .await?;
        ctx.answer(format!("{visits}, found {}", self.found)).await
    }
}

#[async_trait]
impl Module for Visits {
    async fn load(self, ctx: &Context) -> Result<Self> {
        let found = ctx.db().get(VISITS).await?.unwrap_or(0);
        Ok(Self { found })
    }
}

#[userbot_testkit::test]
async fn what_is_kept_goes_to_saved_messages_and_comes_back() -> TestResult {
    let world = World::new();
    let home = world.group("Home").create();
    let saved = world.owner().chat();
    let mut bot = MockClient::on(&world).module::<Visits>().start().await?;
    bot.send(&home, ".visit").await.expect_edited("1, found 0");
    bot.send(&home, ".prefix !").await;
    let asked = bot.send(&home, "!backup").await;
    asked.expect_edited("The backup is in Saved Messages: 2 values of 2 modules.");
    let file = saved.last_message();
    assert!(file.text().starts_with("Backup of "), "{}", file.text());
    bot.send(&home, "!visit").await.expect_edited("2, found 0");
    bot.send(&home, "!prefix .").await;

    // First it only says what the file has.
    let asked = bot.reply(&file, ".restore").await;
    assert!(
        asked
            .text()
            .contains("It replaces everything that is kept now"),
        "{}",
        asked.text()
    );
    assert!(asked.text().contains(".restore --yes"), "{}", asked.text());
    bot.send(&home, ".visit").await.expect_edited("3, found 0");

    let asked = bot.reply(&file, ".restore --yes").await;
    assert!(
        asked.text().ends_with("is back: 2 values of 2 modules."),
        "{}",
        asked.text()
    );
    // The settings hold at once, and modules were started anew.
    bot.send(&home, "!visit").await.expect_edited("2, found 1");

    // What was there before is not lost.
    let before = saved
        .messages()
        .into_iter()
        .rev()
        .find(|m| m.text().contains("to undo that"));
    let before = Backup::read(&before.unwrap().file().unwrap(), None)?;
    let other = userbot_sdk::store::Storage::new(Arc::new(MemoryStore::new()));
    other.restore(&before).await?;
    assert_eq!(other.db("visits").get(VISITS).await?, Some(3));
    Ok(())
}

#[userbot_testkit::test]
async fn a_passphrase_is_taken_off_the_chat_and_needed_again() -> TestResult {
    let world = World::new();
    let home = world.group("Home").create();
    let saved = world.owner().chat();
    let mut bot = MockClient::on(&world)
        .module::<Visits>()
        .languages(["ru"])
        .start()
        .await?;
    bot.send(&home, ".visit").await;
    let asked = bot.send(&home, ".backup 'correct horse'").await;
    asked.expect_edited("Резервная копия в «Избранном»: 1 значение из 1 модуля.");
    assert!(!home.transcript().contains("horse"));
    let file = saved.last_message();
    bot.send(&home, ".visit").await;
    for (typed, answer) in [
        (
            ".restore",
            "Копия зашифрована. Напишите пароль после команды; ничего не изменено.",
        ),
        (
            ".restore --yes wrong",
            "Пароль неверный. Ничего не изменено.",
        ),
    ] {
        bot.reply(&file, typed).await.expect_edited(answer);
    }
    bot.send(&home, ".visit").await.expect_edited("3, found 0");
    let asked = bot.reply(&file, ".restore -y 'correct horse'").await;
    assert!(
        asked
            .text()
            .ends_with("возвращена: 1 значение из 1 модуля."),
        "{}",
        asked.text()
    );
    bot.send(&home, ".visit").await.expect_edited("2, found 1");
    Ok(())
}

#[userbot_testkit::test]
async fn other_files_change_nothing() -> TestResult {
    let world = World::new();
    let home = world.group("Home").create();
    let owner = world.owner();
    let saved = owner.chat();
    let mut bot = MockClient::on(&world).module::<Visits>().start().await?;
    bot.send(&home, ".visit").await;
    bot.send(&home, ".restore --yes")
        .await
        .expect_edited("Reply to the file of a backup.");
    bot.send(&home, ".backup").await;
    let whole = saved.last_message().file().unwrap();
    for (bytes, answer) in [
        (
            b"just a text".to_vec(),
            "This file is not a backup. Nothing was changed.",
        ),
        (
            whole[..whole.len() - 1].to_vec(),
            "This backup is damaged or not complete. Send the file once more; nothing was changed.",
        ),
    ] {
        let media = Media::document("x.backup", "application/octet-stream", bytes);
        let file = bot.act(|| owner.send_media(&home, media)).await;
        bot.reply(&file, ".restore --yes")
            .await
            .expect_edited(answer);
    }
    bot.send(&home, ".visit").await.expect_edited("2, found 0");
    Ok(())
}

#[userbot_testkit::test]
async fn a_backup_is_taken_each_day() -> TestResult {
    let world = World::new();
    let home = world.group("Home").create();
    let folder = tempfile::tempdir()?;
    let backups = folder.path().join("backups");
    let daily = DailyBackups::new(&backups).keep(2);
    let mut bot = MockClient::on(&world)
        .module::<Visits>()
        .configure(|bot| bot.daily_backups(daily))
        .start()
        .await?;
    bot.send(&home, ".visit").await;
    bot.advance(days(3)).await;
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&backups)? {
        found.push(entry?.path());
    }
    found.sort();
    assert_eq!(found.len(), 2, "{found:?}");
    let backup = Backup::read(&std::fs::read(&found[1])?, None)?;
    assert!(backup.namespaces().contains_key("visits"));

    // When it does not work, the owner hears of it once.
    std::fs::remove_dir_all(&backups)?;
    std::fs::write(&backups, "in the way")?;
    bot.advance(days(2)).await;
    let told = world.owner().chat().messages();
    let told: Vec<String> = told
        .iter()
        .map(userbot_testkit::world::Message::text)
        .collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("The daily backup could not be taken: "),
        "{told:?}"
    );
    Ok(())
}

/// Greets in the way that the owner chose.
#[derive(Module, Default)]
#[module(config = HostOptions)]
struct Host;

#[derive(Config)]
struct HostOptions {
    /// What is said.
    #[config(default = "hello")]
    greeting: String,
}

#[handlers]
impl Host {
    /// Greets.
    #[command]
    async fn hi(&self, ctx: &Context) -> Result<()> {
        let options = ctx.config::<HostOptions>();
        ctx.answer(Outgoing::text(&options.greeting)).await
    }
}

async fn send_translation(bot: &mut MockClient, to: &Chat, source: &str) -> Seen {
    let owner = bot.owner().clone();
    let file = Media::document("sdk.en.ftl", "text/plain", source.as_bytes());
    bot.act(|| owner.send_media(to, file.caption(".translate")))
        .await
}

#[userbot_testkit::test]
async fn options_and_texts_are_back_at_once() -> TestResult {
    let world = World::new();
    let home = world.group("Home").create();
    let saved = world.owner().chat();
    let mut bot = MockClient::on(&world).module::<Host>().start().await?;
    bot.send(&home, ".backup").await;
    let nothing = saved.last_message();
    bot.send(&home, ".config Host greeting ahoy").await;
    send_translation(&mut bot, &home, "config-set = was put down\n").await;
    bot.send(&home, ".backup").await;
    let chosen = saved.last_message();

    // Back to a time when nothing was chosen, and back again.
    bot.reply(&nothing, ".restore --yes").await;
    bot.send(&home, ".hi").await.expect_edited("hello");
    let listed = bot.send(&home, ".translate").await.text();
    assert!(listed.starts_with("No texts are replaced."), "{listed}");
    bot.reply(&chosen, ".restore --yes").await;
    bot.send(&home, ".hi").await.expect_edited("ahoy");
    let listed = bot.send(&home, ".translate").await.text();
    assert!(!listed.starts_with("No texts"), "{listed}");
    // A change that follows builds on what came back.
    let set = bot.send(&home, ".config Host greeting hi").await.text();
    assert!(set.contains("ahoy"), "{set}");

    // What is switched off is reloaded too.
    bot.send(&home, ".disable Host").await;
    bot.reply(&nothing, ".restore --yes").await;
    bot.send(&home, ".enable Host").await;
    bot.send(&home, ".hi").await.expect_edited("hello");
    Ok(())
}
