//! What modules of a community do, through the simulated Telegram: moderation, replies, time.

#![allow(missing_docs, reason = "test code")]
#![allow(clippy::unwrap_used, reason = "a failure is what a test is for")]

use std::sync::Mutex;

use userbot_sdk::prelude::*;
use userbot_sdk::tl;
use userbot_testkit::prelude::*;

/// Moderates groups.
#[derive(Module, Default)]
struct Moderator;

#[derive(Args)]
struct MuteArgs {
    time: Option<Duration>,
}

#[handlers]
impl Moderator {
    /// Mutes somebody.
    #[command]
    async fn mute(&self, ctx: &Context, args: MuteArgs) -> Result<()> {
        let until = args.time.map(|time| ctx.after(time));
        ctx.client()
            .mute(ctx.message()?, &sender(ctx).await?, until)
            .await?;
        ctx.answer("muted").await
    }

    /// Bans somebody.
    #[command]
    async fn ban(&self, ctx: &Context) -> Result<()> {
        ctx.client()
            .ban(ctx.message()?, &sender(ctx).await?, None)
            .await?;
        ctx.answer("banned").await
    }

    /// Lets somebody in again.
    #[command]
    async fn unban(&self, ctx: &Context) -> Result<()> {
        ctx.client()
            .unban(ctx.message()?, &sender(ctx).await?)
            .await?;
        ctx.answer("unbanned").await
    }

    /// Removes somebody.
    #[command]
    async fn kick(&self, ctx: &Context) -> Result<()> {
        ctx.client()
            .kick(ctx.message()?, &sender(ctx).await?)
            .await?;
        ctx.answer("kicked").await
    }

    /// Makes somebody an admin.
    #[command]
    async fn promote(&self, ctx: &Context) -> Result<()> {
        ctx.client()
            .promote(ctx.message()?, &sender(ctx).await?, Some("helper"))
            .await?;
        ctx.answer("promoted").await
    }

    /// Makes an admin a member.
    #[command]
    async fn demote(&self, ctx: &Context) -> Result<()> {
        ctx.client()
            .demote(ctx.message()?, &sender(ctx).await?)
            .await?;
        ctx.answer("demoted").await
    }
}

async fn sender(ctx: &Context) -> Result<Peer> {
    let replied = ctx.replied().await?;
    replied
        .sender()
        .cloned()
        .ok_or_else(|| Error::user("nobody"))
}

#[userbot_testkit::test]
async fn moderates_a_supergroup() -> TestResult {
    let world = World::new();
    let (ann, bob) = (world.user("Ann"), world.user("Bob"));
    let club = world.supergroup("Club").member(&ann).member(&bob).create();
    let mut bot = MockClient::on(&world).module::<Moderator>().start().await?;
    let hello = bot.act(|| ann.send(&club, "hello")).await;

    bot.reply(&hello, ".mute 1h").await.expect_edited("muted");
    assert!(ann.try_send(&club, "again").is_err());
    bot.advance(hours(1) + seconds(1)).await;
    assert!(ann.try_send(&club, "again").is_ok(), "the mute has ended");

    bot.reply(&hello, ".promote")
        .await
        .expect_edited("promoted");
    assert!(club.is_admin(&ann));
    bot.reply(&hello, ".demote").await.expect_edited("demoted");
    assert!(!club.is_admin(&ann));

    bot.reply(&hello, ".ban").await.expect_edited("banned");
    assert!(club.is_banned(&ann) && !club.has_member(&ann));
    bot.reply(&hello, ".unban").await.expect_edited("unbanned");
    assert!(!club.is_banned(&ann));

    let hello = bot.act(|| bob.send(&club, "hello")).await;
    bot.reply(&hello, ".kick").await.expect_edited("kicked");
    assert!(!club.has_member(&bob) && !club.is_banned(&bob));
    Ok(())
}

#[userbot_testkit::test]
async fn moderates_a_basic_group() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.group("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Moderator>().start().await?;
    let hello = bot.act(|| ann.send(&club, "hello")).await;

    bot.reply(&hello, ".promote")
        .await
        .expect_edited("promoted");
    assert!(club.is_admin(&ann));
    bot.reply(&hello, ".mute")
        .await
        .expect_contains("only in supergroups");
    bot.expect_error();
    bot.reply(&hello, ".ban").await.expect_edited("banned");
    assert!(!club.has_member(&ann));
    Ok(())
}

#[userbot_testkit::test]
async fn a_command_that_needs_a_reply_says_so() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.supergroup("Club").member(&ann).create();
    let mut bot = MockClient::on(&world)
        .module::<Moderator>()
        .languages(["ru"])
        .start()
        .await?;

    let asked = bot.send(&club, ".kick").await;
    asked.expect_edited("Отправьте эту команду ответом на сообщение.");

    let gone = bot.act(|| ann.send(&club, "gone")).await;
    bot.act(|| ann.delete(&gone)).await;
    assert_eq!(bot.take_errors(), Vec::<String>::new());
    Ok(())
}

/// Remembers since when its owner is away.
#[derive(Module, Default)]
struct Away {
    since: Mutex<Option<Timestamp>>,
}

#[handlers]
impl Away {
    /// Begins.
    #[command]
    async fn away(&self, ctx: &Context) -> Result<()> {
        *self.since.lock().unwrap() = Some(ctx.now());
        sleep(Duration::from_secs(3)).await;
        ctx.answer("away").await
    }

    /// Says for how long.
    #[watcher(incoming, private)]
    async fn tell(&self, ctx: &Context, message: &Message) -> Result<()> {
        let since = *self.since.lock().unwrap();
        if let Some(since) = since {
            let (away, age) = (ctx.since(since), ctx.since(message.date()));
            message.reply(format!("{away} {age}")).await?;
        }
        Ok(())
    }

    /// Shows the text about somebody.
    #[command]
    async fn about(&self, ctx: &Context, who: Raw) -> Result<()> {
        let id = ctx.client().input_user(who.as_str()).await?;
        let full = ctx
            .client()
            .invoke(&tl::functions::users::GetFullUser { id })
            .await?;
        let tl::enums::users::UserFull::Full(full) = full;
        let tl::enums::UserFull::Full(full) = full.full_user;
        ctx.answer(Outgoing::text(full.about.unwrap_or_default()))
            .await
    }
}

#[userbot_testkit::test]
async fn the_time_of_a_handler_is_that_of_the_world() -> TestResult {
    let world = World::new();
    let ann = world
        .user("Ann")
        .username("ann_lee")
        .about("Writes <poems>.");
    let mut bot = MockClient::on(&world).module::<Away>().start().await?;

    let asked = bot.send(ann.chat(), ".away").await;
    asked.expect_not_edited();
    bot.advance(seconds(3)).await;
    asked.expect_edited("away");
    bot.advance(minutes(90)).await;
    bot.act(|| ann.send_to_owner("hello")).await;
    ann.chat().last_message().expect_text("1h30m3s 0s");

    bot.send(ann.chat(), ".about @ann_lee")
        .await
        .expect_edited("Writes <poems>.");
    Ok(())
}
