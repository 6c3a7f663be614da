//! Which messages run a command, which do not, and what people are told.

use std::sync::Arc;

use userbot_sdk::prelude::*;
use userbot_sdk::store::MemoryStore;
use userbot_testkit::prelude::*;
use userbot_testkit::world::Media;

use crate::support::{note, notes, spoken};

/// Notes how it is used.
#[derive(Module, Default)]
struct Probe;

#[derive(Args)]
struct RepeatArgs {
    /// How often.
    #[arg(short, long, value_parser = clap::value_parser!(u8).range(1..=9))]
    times: Option<u8>,
    /// What.
    #[arg(required = true)]
    words: Vec<String>,
}

#[derive(Args)]
struct SlowArgs {
    /// A number.
    number: u8,
}

#[handlers]
impl Probe {
    /// Notes what was said.
    #[command(alias = "n", alias = "заметка", doc(ru = "Записывает сказанное."))]
    async fn note(&self, ctx: &Context, text: Raw) -> Result<()> {
        let name = ctx.command().map_or("", |command| command.name());
        note(format!("{name}:{text}"));
        Ok(())
    }

    /// Repeats.
    #[command(doc(ru = "Повторяет."))]
    async fn repeat(&self, ctx: &Context, args: RepeatArgs) -> Result<()> {
        let times = usize::from(args.times.unwrap_or(1));
        ctx.answer(Outgoing::text(vec![args.words.join(" "); times].join("\n")))
            .await
    }

    /// Can be used every ten seconds.
    #[command(cooldown = "10s")]
    async fn slow(&self, ctx: &Context, args: SlowArgs) -> Result<()> {
        ctx.answer(format!("number {}", args.number)).await
    }

    /// Works in groups and in Saved Messages.
    #[command(scope(groups, saved))]
    async fn grouped(&self, ctx: &Context) -> Result<()> {
        ctx.answer("grouped").await
    }

    /// Works with people.
    #[command(scope(private))]
    async fn personal(&self, ctx: &Context) -> Result<()> {
        ctx.answer("personal").await
    }

    /// Works in channels.
    #[command(scope(channels))]
    async fn posted(&self, ctx: &Context) -> Result<()> {
        ctx.answer("posted").await
    }
}

#[userbot_testkit::test]
async fn any_string_can_be_the_prefix() -> TestResult {
    for prefix in [".", "!", "ub!", "бот,", "🤖", "👩‍💻", "/", ".."] {
        let world = World::new();
        let club = world.group("Club").create();
        let mut bot = MockClient::on(&world)
            .module::<Probe>()
            .prefix(prefix)
            .start()
            .await?;
        bot.send(&club, &format!("{prefix}note a")).await;
        bot.send(&club, &format!("{prefix}NOTE b")).await;
        bot.send(&club, &format!("{prefix}ЗАМЕТКА c")).await;
        bot.send(&club, &format!("{prefix}n")).await;
        assert_eq!(notes(), ["note:a", "NOTE:b", "ЗАМЕТКА:c", "n:"], "{prefix}");
        for other in [
            "note d",
            "?note d",
            &format!("{prefix} note d"),
            &format!("x{prefix}note d"),
        ] {
            bot.send(&club, other).await.expect_not_edited();
        }
        assert_eq!(notes(), [""; 0], "{prefix}");
    }
    Ok(())
}

#[userbot_testkit::test]
async fn the_owner_changes_the_prefix_and_it_stays() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let store = Arc::new(MemoryStore::new());
    let start = || {
        let store = Arc::clone(&store);
        MockClient::on(&world)
            .module::<Probe>()
            .store(store)
            .start()
    };
    let mut bot = start().await?;
    bot.send(&club, ".prefix")
        .await
        .expect_edited("Commands start with .");
    bot.send(&club, ".prefix б!")
        .await
        .expect_edited("From now on commands start with б!");
    bot.send(&club, ".note old").await.expect_not_edited();
    bot.send(&club, "б!note new").await;
    bot.send(&club, "б!prefix a b")
        .await
        .expect_edited("A prefix is one or more characters without white space.");
    assert_eq!(notes(), ["note:new"]);
    bot.stop().await;
    drop(bot);

    let mut bot = start().await?;
    bot.send(&club, ".note old").await;
    bot.send(&club, "б!note again").await;
    assert_eq!(notes(), ["note:again"]);
    bot.send(&club, "б!prefix <i>")
        .await
        .expect_edited("From now on commands start with <i>");
    bot.send(&club, "<i>note html").await;
    assert_eq!(notes(), ["note:html"]);
    Ok(())
}

#[userbot_testkit::test]
async fn a_doubled_prefix_is_taken_off_and_nothing_runs() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    bot.send(&club, "..note a").await.expect_edited(".note a");
    bot.send(&club, "...well").await.expect_not_edited();
    bot.send(&club, "..").await.expect_not_edited();
    assert_eq!(notes(), [""; 0]);
    Ok(())
}

#[userbot_testkit::test]
async fn an_edited_message_runs_again_when_its_text_changed() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.group("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    let typo = bot.send(&club, ".noet one").await;
    assert_eq!(notes(), [""; 0]);
    bot.edit(&typo, ".note one").await;
    assert_eq!(notes(), ["note:one"]);
    bot.edit(&typo, ".note two").await;
    assert_eq!(notes(), ["note:two"]);
    // A reaction and a pin come as edits without a change of the text.
    bot.act(|| ann.react(&typo, "👍")).await;
    bot.act(|| world.owner().pin(&typo)).await;
    assert_eq!(notes(), [""; 0]);
    Ok(())
}

#[userbot_testkit::test]
async fn an_edit_that_changes_no_text_does_not_run_again() -> TestResult {
    use userbot_sdk::telegram::tl;

    let world = World::new();
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    let owner = world.owner();
    let asked = bot.send(&club, ".note https://example.org").await;
    assert_eq!(notes(), ["note:https://example.org"]);

    // Telegram has made the preview of the link; then somebody reacts, in a private chat.
    let found = bot
        .client()
        .messages(PeerId::Group(club.id()), &[asked.id()])
        .await?;
    let tl::enums::Message::Message(raw) = found[0].raw() else {
        panic!("not a message")
    };
    let push = |edit_date, edit_hide| {
        let message = tl::types::Message {
            edit_date,
            edit_hide,
            ..raw.clone()
        };
        tl::types::UpdateEditMessage {
            message: message.into(),
            pts: 0,
            pts_count: 0,
        }
        .into()
    };
    let date = Some(raw.date + 1);
    for (edit_date, edit_hide) in [(None, false), (date, true)] {
        bot.act(|| world.push_raw(&owner, push(edit_date, edit_hide)))
            .await;
        assert_eq!(notes(), [""; 0]);
    }
    // The preview of a link that came with an edit.
    bot.edit(&asked, ".note https://example.com").await;
    let found = bot
        .client()
        .messages(PeerId::Group(club.id()), &[asked.id()])
        .await?;
    let tl::enums::Message::Message(raw) = found[0].raw() else {
        panic!("not a message")
    };
    let again = tl::types::UpdateEditMessage {
        message: raw.clone().into(),
        pts: 0,
        pts_count: 0,
    };
    bot.act(|| world.push_raw(&owner, again.into())).await;
    assert_eq!(notes(), ["note:https://example.com"]);

    // There and back is a change.
    let asked = bot.send(&club, ".repeat tea").await.expect_edited("tea");
    bot.edit(&asked, ".repeat tea").await.expect_edited("tea");
    bot.edit(&asked, ".repeat tea").await.expect_edited("tea");
    Ok(())
}

#[userbot_testkit::test]
async fn what_the_bot_wrote_can_be_typed_by_a_person() -> TestResult {
    let world = World::new();
    let saved = world.saved_messages();
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    bot.client().send("me", ".note hello").await?;
    bot.settle().await;
    assert_eq!(notes(), [""; 0]);
    bot.send(&saved, ".note hello").await;
    assert_eq!(notes(), ["note:hello"]);
    // What could not be sent is forgotten.
    bot.rpc()
        .on::<userbot_testkit::rpc::functions::messages::SendMessage>()
        .error(400, "CHAT_RESTRICTED")
        .once();
    assert!(bot.client().send("me", ".note again").await.is_err());
    bot.send(&saved, ".note again").await;
    assert_eq!(notes(), ["note:again"]);
    Ok(())
}

#[userbot_testkit::test]
async fn the_bots_own_answers_never_run() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    // The answer is the text of a command.
    bot.send(&club, ".repeat .note loop")
        .await
        .expect_edited(".note loop");
    bot.client().send("me", ".note sent by the bot").await?;
    bot.settle().await;
    assert_eq!(notes(), [""; 0]);
    Ok(())
}

#[userbot_testkit::test]
async fn what_others_wrote_or_was_passed_on_never_runs() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let helper = world.user("Helper").inline("Search");
    let club = world.supergroup("Club").member(&ann).create();
    let owner = world.owner();
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    let anns = bot.act(|| ann.send(&club, ".note Ann's")).await;
    bot.act(|| ann.send_to_owner(".note Ann's")).await;
    bot.act(|| owner.forward(&anns, &club)).await;
    bot.act(|| owner.forward(&anns, world.saved_messages()))
        .await;
    bot.act(|| owner.send_via(&helper, &club, ".note inline"))
        .await;
    bot.act(|| {
        owner.send_media(
            &club,
            Media::sticker("👍", b"webp").caption(".note sticker"),
        )
    })
    .await;
    bot.act(|| owner.rename(&club, ".note title")).await;
    bot.act(|| ann.edit(&anns, ".note edited")).await;
    assert_eq!(notes(), [""; 0]);
    Ok(())
}

#[userbot_testkit::test]
async fn captions_run() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let owner = world.owner();
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    bot.act(|| owner.send_media(&club, Media::photo(b"png").caption(".note a photo")))
        .await;
    bot.act(|| {
        owner.send_media(
            &club,
            Media::document("a", "text/plain", b"a").caption(".n a file"),
        )
    })
    .await;
    assert_eq!(notes(), ["note:a photo", "n:a file"]);
    let photo = bot
        .act(|| {
            owner.send_media(
                &club,
                Media::photo(b"png").caption(".repeat the caption changes"),
            )
        })
        .await;
    photo.expect_edited("the caption changes").expect_media();
    Ok(())
}

#[userbot_testkit::test]
async fn commands_run_in_every_kind_of_chat() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let chats = [
        world.saved_messages(),
        ann.chat(),
        world.group("Group").create(),
        world.supergroup("Club").create(),
        world.channel("News").create(),
    ];
    let forum = world.supergroup("Forum").topic("News").create();
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    for chat in &chats {
        bot.send(chat, ".repeat here").await.expect_edited("here");
    }
    let owner = world.owner();
    let asked = bot
        .act(|| owner.send_in_topic(&forum, "News", ".repeat here"))
        .await;
    asked.expect_edited("here").expect_topic("News");
    Ok(())
}

#[userbot_testkit::test]
async fn mistakes_are_explained_in_the_owners_language() -> TestResult {
    let mut shown = String::new();
    for language in ["en", "ru"] {
        let world = World::new();
        let club = world.group("Club").create();
        let mut bot = MockClient::on(&world)
            .module::<Probe>()
            .languages([language])
            .start()
            .await?;
        for text in [
            ".repeat",
            ".repeat --tmies 2 a",
            ".repeat --times 10 a",
            ".repeat -t <b> a",
            ".slow",
            ".slow 1 2",
            ".repeat -h",
        ] {
            let asked = bot.send(&club, text).await;
            shown.push_str(&spoken(text, &asked));
        }
    }
    insta::assert_snapshot!(shown);
    Ok(())
}

#[userbot_testkit::test]
async fn a_cooldown_begins_with_a_run_and_is_kept_for_each_chat() -> TestResult {
    let world = World::new();
    let (home, work) = (world.group("Home").create(), world.group("Work").create());
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    let wrong = bot.send(&home, ".slow one").await;
    assert!(wrong.text().contains("one"), "{wrong:?}");
    bot.send(&home, ".slow 1").await.expect_edited("number 1");
    bot.advance(seconds(3)).await;
    bot.send(&home, ".slow 2")
        .await
        .expect_edited("Not so fast: this works again in 7 seconds.");
    bot.send(&work, ".slow 3").await.expect_edited("number 3");
    bot.advance(seconds(7)).await;
    bot.send(&home, ".slow 4").await.expect_edited("number 4");
    Ok(())
}

#[userbot_testkit::test]
async fn a_command_outside_its_scope_says_where_it_works() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let chats = [
        (ann.chat(), "personal"),
        (world.group("Group").create(), "grouped"),
        (world.supergroup("Club").create(), "grouped"),
        (world.saved_messages(), "grouped"),
        (world.channel("News").create(), "posted"),
    ];
    let places = [
        ("grouped", "groups, Saved Messages"),
        ("personal", "private chats"),
        ("posted", "channels"),
    ];
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    for (chat, works) in &chats {
        for (command, place) in places {
            let asked = bot.send(chat, &format!(".{command}")).await;
            if command == *works {
                asked.expect_edited(command);
            } else {
                asked.expect_edited(&format!(
                    "This command does not work here, only in {place}."
                ));
            }
        }
    }
    Ok(())
}

#[userbot_testkit::test]
async fn unknown_commands_are_left_alone_unless_suggestions_are_wanted() -> TestResult {
    for wanted in [false, true] {
        let world = World::new();
        let club = world.group("Club").create();
        let mut bot = MockClient::on(&world)
            .module::<Probe>()
            .configure(|bot| bot.suggest_unknown(wanted))
            .start()
            .await?;
        let near = bot.send(&club, ".repaet x").await;
        let far = bot.send(&club, ".xyzzy").await;
        let title = bot.send(&club, ".зуперы").await;
        far.expect_not_edited();
        title.expect_not_edited();
        if wanted {
            near.expect_edited("There is no command .repaet. Did you mean .repeat?");
            let layout = bot.send(&club, ".тщеу x").await;
            layout.expect_edited("There is no command .тщеу. Did you mean .note?");
        } else {
            near.expect_not_edited();
        }
    }
    Ok(())
}

#[userbot_testkit::test]
async fn a_command_can_name_the_account_that_it_is_for() -> TestResult {
    let world = World::new();
    world.owner().username("the_owner");
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    bot.send(&club, ".note@The_Owner mine").await;
    bot.send(&club, ".note@me mine too").await;
    bot.send(&club, ".note@somebody theirs")
        .await
        .expect_not_edited();
    assert_eq!(notes(), ["note:mine", "note:mine too"]);
    Ok(())
}
