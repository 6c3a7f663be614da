//! What modules say: in which language, with what filled in, and what the owner put in its place.

use std::panic::catch_unwind;
use std::sync::Arc;

use userbot_sdk::prelude::*;
use userbot_sdk::store::MemoryStore;
use userbot_sdk::strings::Html;
use userbot_testkit::prelude::*;
use userbot_testkit::world::{Chat, Media, Message as Seen};

use crate::support::spoken;

/// Reminds you of things.
#[derive(Module, Default)]
#[module(texts = "./texts/reminder")]
struct Reminder;

#[derive(Args)]
struct SetArgs {
    /// How often.
    count: u32,
    who: String,
    delay: Duration,
}

#[handlers]
impl Reminder {
    /// Reminds.
    #[command]
    async fn set(&self, ctx: &Context, args: SetArgs) -> Result<()> {
        let text = ctx.t(
            "set",
            &[
                ("count", &args.count),
                ("who", &args.who),
                ("delay", &args.delay),
            ],
        );
        ctx.answer(format!("{text} {}", ctx.t("set.loud", &[])))
            .await
    }

    /// Knows.
    #[command(doc(ru = "Знает."))]
    async fn about(&self, ctx: &Context, what: Raw) -> Result<()> {
        let args: &[(&str, &dyn userbot_sdk::strings::ToValue)] = &[
            ("what", &what.as_str()),
            ("peer", ctx.message()?.chat()),
            ("html", &Html("<i>more</i>")),
        ];
        let plain = ctx.t_plain("about", args);
        ctx.answer(format!("{}\n{}", ctx.t("about", args), escape(plain)))
            .await
    }

    /// Says a text of any key.
    #[command]
    async fn say(&self, ctx: &Context, key: Raw) -> Result<()> {
        ctx.answer(ctx.t(key.trim(), &[("who", &"Ann")])).await
    }

    /// Listens.
    #[watcher(incoming)]
    async fn listen(&self, _ctx: &Context, _message: &Message) -> Result<()> {
        Ok(())
    }

    /// Tidies up.
    #[every("1d")]
    async fn tidy(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }
}

mod words {
    use userbot_sdk::prelude::*;

    userbot_sdk::texts!("./texts/words");

    /// Says a word.
    #[command]
    async fn word(ctx: &Context) -> Result<()> {
        ctx.answer(ctx.t("word", &[("who", &'Я')])).await
    }
}

/// A bot that is started again with what it has kept.
struct Home {
    world: World,
    store: Arc<MemoryStore>,
}

impl Home {
    fn new() -> Self {
        Self {
            world: World::new(),
            store: Arc::new(MemoryStore::new()),
        }
    }

    async fn start(&self) -> TestResult<MockClient> {
        self.start_with(|bot| bot).await
    }

    async fn start_with(
        &self,
        change: impl FnOnce(
            userbot_sdk::runtime::UserbotBuilder,
        ) -> userbot_sdk::runtime::UserbotBuilder,
    ) -> TestResult<MockClient> {
        let store = self.store.clone();
        let bot = MockClient::on(&self.world)
            .module::<Reminder>()
            .discover_in(concat!(module_path!(), "::words"))
            .configure(|bot| change(bot.store(store)))
            .start()
            .await?;
        Ok(bot)
    }
}

/// Sends a file with a caption.
async fn send_file(
    bot: &mut MockClient,
    to: &Chat,
    name: &str,
    source: &str,
    caption: &str,
) -> Seen {
    let owner = bot.owner().clone();
    let file = Media::document(name, "text/plain", source.as_bytes()).caption(caption);
    bot.act(|| owner.send_media(to, file)).await
}

#[userbot_testkit::test]
async fn arguments_are_filled_in_and_escaped() -> TestResult {
    let home = Home::new();
    let club = home.world.supergroup("A & B").create();
    let mut bot = home.start().await?;
    bot.send(&club, ".set 1 '<b>Ann</b>' 1h")
        .await
        .expect_edited("1 note for <b>Ann</b> in 1 hour. Really!");
    let told = bot.send(&club, ".about 1 < 2 & 3").await;
    told.expect_edited(
        "Reminder knows 1 < 2 & 3, A & B and more\nReminder knows 1 < 2 & 3, A & B and more",
    );
    bot.send(&club, ".say set")
        .await
        .expect_edited("{$count} notes for Ann in {$delay}.");
    bot.send(&club, ".say nothing-at.all")
        .await
        .expect_edited("nothing-at.all");
    bot.send(&club, ".word").await.expect_edited("A word for Я");
    Ok(())
}

#[userbot_testkit::test]
async fn russian_has_its_plural_forms_and_lacks_nothing() -> TestResult {
    let home = Home::new();
    let mut bot = home.start().await?;
    bot.send(home.world.owner(), ".language ru").await;
    let mut shown = Vec::new();
    for count in [1, 2, 5, 11, 21, 22, 25, 111] {
        let asked = bot
            .send(home.world.owner(), &format!(".set {count} Ани {count}m"))
            .await;
        shown.push(asked.text());
    }
    insta::assert_snapshot!(shown.join("\n"));
    bot.send(home.world.owner(), ".say only-english")
        .await
        .expect_edited("Only in English");
    bot.send(home.world.owner(), ".word")
        .await
        .expect_edited("Слово для Я");
    Ok(())
}

#[userbot_testkit::test]
async fn a_chat_has_its_own_language() -> TestResult {
    let home = Home::new();
    let (club, team) = (
        home.world.group("Club").create(),
        home.world.group("Team").create(),
    );
    let mut bot = home.start().await?;
    bot.send(&club, ".language --here ru")
        .await
        .expect_edited("Языки в этом чате: ru, en");
    bot.send(&club, ".word").await.expect_edited("Слово для Я");
    bot.send(&club, ".set").await.expect_contains("Не хватает");
    bot.send(&club, ".help word")
        .await
        .expect_contains("Говорит слово.");
    bot.send(&team, ".word").await.expect_edited("A word for Я");
    bot.send(&team, ".language")
        .await
        .expect_edited("Languages: en\nThere is: en, ru");
    bot.stop().await;

    let mut bot = home.start().await?;
    bot.send(&club, ".word").await.expect_edited("Слово для Я");
    bot.send(&club, ".language --reset")
        .await
        .expect_contains("Languages in this chat: en");
    bot.send(&club, ".word").await.expect_edited("A word for Я");
    bot.send(&club, ".language de ru").await.expect_edited(
        "Языки: de, ru\nЗдесь ничего нет на языках: de. Вместо них будут другие.\nЕсть: en, ru",
    );
    bot.send(&club, ".language klingon")
        .await
        .expect_contains("Есть: en, ru");
    Ok(())
}

#[userbot_testkit::test]
async fn descriptions_come_from_attributes_and_files() -> TestResult {
    let home = Home::new();
    let mut bot = home.start().await?;
    let mut shown = String::new();
    for language in ["ru", "en"] {
        bot.send(home.world.owner(), &format!(".language {language}"))
            .await;
        for text in [
            ".help reminder",
            ".help set",
            ".help about",
            ".help words",
            ".set -h",
            ".set",
        ] {
            let asked = bot.send(home.world.owner(), text).await;
            shown.push_str(&spoken(text, &asked));
        }
    }
    insta::assert_snapshot!(shown);
    Ok(())
}

#[userbot_testkit::test]
async fn the_owner_replaces_texts() -> TestResult {
    let home = Home::new();
    let club = home.world.group("Club").create();
    let mut bot = home.start().await?;
    let mut shown = String::new();
    for (name, source, caption) in [
        ("reminder.en.ftl", "set = { $count ", ".translate"),
        (
            "reminder.en.ftl",
            "sett = x\nset = { $cuont }\nonly-english = { nowhere }\ndoc-command-sit = x",
            ".translate",
        ),
        ("en.ftl", "# nothing", ".translate Reminder"),
        ("Nobody.en.ftl", "set = x", ".translate"),
        ("Reminder.klingon.ftl", "set = x", ".translate"),
        ("texts.txt", "set = x", ".translate"),
        (
            "a.ftl",
            "only-english = 1\nonly-english = 2",
            ".translate reminder en",
        ),
        (
            "Reminder.en.ftl",
            "set = { -bot }: { $count }\n    .loud = Yes!\ndoc-command-set = Makes a note.",
            ".translate",
        ),
        ("sdk.en.ftl", "duration-hours = { $count } h", ".translate"),
    ] {
        let asked = send_file(&mut bot, &club, name, source, caption).await;
        shown.push_str(&spoken(&format!("{caption} ({name})"), &asked));
    }
    for text in [".set 3 Ann 2h", ".help set", ".translate"] {
        let asked = bot.send(&club, text).await;
        shown.push_str(&spoken(text, &asked));
    }
    bot.stop().await;

    shown.push_str("# after a restart\n\n");
    let mut bot = home.start().await?;
    for text in [
        ".set 3 Ann 2h",
        ".translate --remove reminder",
        ".set 3 Ann 2h",
        ".translate --remove sdk en",
        ".translate --remove sdk",
        ".set 3 Ann 2h",
        ".translate",
        ".translate nobody",
    ] {
        let asked = bot.send(&club, text).await;
        shown.push_str(&spoken(text, &asked));
    }
    insta::assert_snapshot!(shown);
    Ok(())
}

#[userbot_testkit::test]
async fn the_present_texts_are_sent_as_a_file() -> TestResult {
    let home = Home::new();
    let club = home.world.group("Club").create();
    let mut bot = home.start().await?;
    bot.send(&club, ".translate reminder ru")
        .await
        .expect_contains("Reminder");
    let sent = club.last_message();
    assert_eq!(
        sent.file().as_deref(),
        Some(&include_bytes!("texts/reminder/ru.ftl")[..])
    );
    let owner = bot.owner().clone();
    let changed = Media::document(
        "Reminder.ru.ftl",
        "text/plain",
        "only-english = И по-русски".as_bytes(),
    );
    let file = bot.act(|| owner.send_media(&club, changed)).await;
    bot.reply(&file, ".translate")
        .await
        .expect_contains("1 text is yours now");
    bot.send(&club, ".language ru").await;
    bot.send(&club, ".say only-english")
        .await
        .expect_edited("И по-русски");
    Ok(())
}

#[userbot_testkit::test]
async fn a_folder_of_translations_is_read_at_the_start() -> TestResult {
    let folder = tempfile::tempdir()?;
    let write = |name: &str, source: &str| std::fs::write(folder.path().join(name), source);
    write("Reminder.de.ftl", "only-english = Nun auch auf Deutsch")?;
    write("reminder.en.ftl", "nothing = x")?;
    write("readme.txt", "not a text")?;
    let home = Home::new();
    let mut bot = home
        .start_with(|bot| bot.translations(folder.path()).languages(["de", "en"]))
        .await?;
    home.world
        .owner()
        .chat()
        .last_message()
        .expect_contains("There is no text nothing.");
    bot.send(home.world.owner(), ".say only-english")
        .await
        .expect_edited("Nun auch auf Deutsch");
    bot.send(home.world.owner(), ".translate")
        .await
        .expect_contains("Reminder, de: 1 text, from the folder of translations");
    Ok(())
}

/// Is careless about texts.
#[derive(Module, Default)]
#[module(texts = "./texts/careless")]
struct Careless;

#[handlers]
impl Careless {
    /// Says it.
    #[command]
    async fn say(&self, ctx: &Context) -> Result<()> {
        let text = ctx.t("used", &[("count", &1), ("who", &"x")]);
        ctx.answer(text + &ctx.t("used.part", &[])).await
    }
}

#[test]
fn lint_compares_the_files() {
    let panic = catch_unwind(userbot_testkit::lint::<Careless>).unwrap_err();
    let text = panic.downcast_ref::<String>().unwrap();
    let lines: Vec<&str> = text
        .lines()
        .map(|line| line.split_once("texts.rs:").map_or(line, |(_, rest)| rest))
        .map(|line| line.trim_start_matches(|digit: char| digit.is_ascii_digit()))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}
