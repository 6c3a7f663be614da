//! Conversations: questions and answers in one chat.

use userbot_sdk::prelude::*;
use userbot_testkit::prelude::*;

/// Talks to others.
#[derive(Module, Default)]
struct Talker;

#[handlers]
impl Talker {
    /// Asks somebody for their name and their age.
    #[command]
    async fn meet(&self, ctx: &Context, who: Raw) -> Result<()> {
        let mut talk = ctx.conversation(who.trim()).await?;
        let name = talk.ask("What is your name?").await?;
        let age = talk.ask("How old are you?").await?;
        ctx.answer(format!("{}, {}", name.text(), age.text())).await
    }

    /// Asks a group, and listens to one of its members only.
    #[command]
    async fn only(&self, ctx: &Context, who: Raw) -> Result<()> {
        let who = ctx.client().resolve(who.trim()).await?.id();
        let chat = ctx.message()?.chat().clone();
        let mut talk = ctx.conversation(&chat).await?.with_sender(who);
        let answer = talk.ask("And you?").await?;
        ctx.answer(format!("said {}", answer.text())).await
    }

    /// Waits for everything else that can be waited for.
    #[command]
    async fn wait(&self, ctx: &Context, who: Raw) -> Result<()> {
        let minutes = std::time::Duration::from_secs(120);
        let mut talk = ctx.conversation(who.trim()).await?.with_timeout(minutes);
        talk.send("Are you there?").await?;
        talk.read().await?;
        ctx.client().send("me", "read").await?;
        let edited = talk.edit().await?;
        ctx.client()
            .send("me", format!("edited: {}", edited.text()))
            .await?;
        let menu = talk.buttons().await?;
        ctx.client()
            .send("me", format!("menu: {}", menu.text()))
            .await?;
        let first = talk.response().await?;
        let long = talk
            .response_where(|message| message.text().len() > 3)
            .await?;
        ctx.client()
            .send("me", format!("{}, {}", first.text(), long.text()))
            .await?;
        Ok(())
    }

    /// Hears everything, in conversations too.
    #[watcher(incoming, private)]
    async fn hear(&self, ctx: &Context, message: &Message) -> Result<()> {
        ctx.db().list(HEARD).push(message.text()).await?;
        Ok(())
    }
}

const HEARD: ListKey<String> = ListKey::new("heard");

#[userbot_testkit::test]
async fn questions_are_answered_one_after_the_other() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann").username("ann");
    let me = &world.owner();
    let mut bot = MockClient::on(&world).module::<Talker>().start().await?;

    // What came before the question is no answer to it.
    bot.act(|| ann.send_to_owner("earlier")).await;
    let asked = bot.send(me, ".meet @ann").await;
    ann.chat().last_message().expect_text("What is your name?");
    bot.act(|| ann.send_to_owner("Ann")).await;
    ann.chat().last_message().expect_text("How old are you?");
    bot.act(|| ann.send_to_owner("41")).await;
    asked.expect_edited("Ann, 41");

    // Nothing was taken away from the watcher, and the chat is free again.
    let heard = bot.db("Talker").list(HEARD).all().await?;
    assert_eq!(heard, ["earlier", "Ann", "41"]);
    bot.send(me, ".meet @ann").await;
    ann.chat().last_message().expect_text("What is your name?");
    bot.advance(minutes(1)).await;
    assert!(bot.expect_error().contains("no answer within"));
    Ok(())
}

#[userbot_testkit::test]
async fn an_answer_that_is_there_at_once_is_not_missed() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann").username("ann");
    let me = &world.owner();
    let mut bot = MockClient::on(&world).module::<Talker>().start().await?;
    let asked = bot.send(me, ".meet @ann").await;
    bot.act(|| {
        ann.send_to_owner("Ann");
        ann.send_to_owner("passed over, as nobody has asked yet");
    })
    .await;
    bot.act(|| ann.send_to_owner("42")).await;
    asked.expect_edited("Ann, 42");
    Ok(())
}

#[userbot_testkit::test]
async fn nobody_else_may_talk_there_and_silence_ends_it() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann").username("ann");
    let me = &world.owner();
    let mut bot = MockClient::on(&world)
        .module::<Talker>()
        .languages(["ru"])
        .start()
        .await?;
    let first = bot.send(me, ".meet @ann").await;
    let second = bot.send(me, ".wait @ann").await;
    assert!(
        second.text().contains("уже идёт другой диалог"),
        "{}",
        second.text()
    );
    bot.expect_error();
    assert_eq!(ann.chat().messages().len(), 1);

    bot.advance(seconds(59)).await;
    first.expect_text(".meet @ann");
    bot.advance(seconds(1)).await;
    assert!(
        first.text().starts_with("Никто не ответил"),
        "{}",
        first.text()
    );
    bot.expect_error();
    Ok(())
}

#[userbot_testkit::test]
async fn one_member_of_a_group_is_listened_to() -> TestResult {
    let world = World::new();
    let (ann, ben) = (world.user("Ann").username("ann"), world.user("Ben"));
    let club = world.supergroup("Club").member(&ann).member(&ben).create();
    let mut bot = MockClient::on(&world).module::<Talker>().start().await?;
    let asked = bot.send(&club, ".only @ann").await;
    bot.act(|| ben.send(&club, "me, me!")).await;
    let mine = bot.send(&club, "come on").await;
    mine.expect_text("come on");
    asked.expect_text(".only @ann");
    bot.act(|| ann.send(&club, "fine")).await;
    asked.expect_edited("said fine");
    Ok(())
}

#[userbot_testkit::test]
async fn readings_edits_and_buttons_are_waited_for() -> TestResult {
    let world = World::new();
    let helper = world.user("Helper").username("helper_bot").bot();
    let me = &world.owner();
    let mut bot = MockClient::on(&world).module::<Talker>().start().await?;
    bot.send(me, ".wait @helper_bot").await;
    let told = |text: &str| me.chat().last_message().expect_text(text).id();
    bot.act(|| helper.read(me)).await;
    told("read");
    let busy = bot.act(|| helper.send_to_owner("please wait")).await;
    bot.act(|| helper.edit(&busy, "done")).await;
    told("edited: done");
    bot.act(|| helper.send_buttons(me, "choose", &[&[("A", "a")]]))
        .await;
    told("menu: choose");
    bot.act(|| {
        helper.send_to_owner("one");
        helper.send_to_owner("two");
        helper.send_to_owner("three");
    })
    .await;
    told("one, three");
    Ok(())
}

#[userbot_testkit::test]
async fn it_ends_with_its_module() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann").username("ann");
    let me = &world.owner();
    let mut bot = MockClient::on(&world).module::<Talker>().start().await?;
    bot.send(me, ".meet @ann").await;
    bot.send(me, ".restart Talker").await;
    bot.take_errors();
    let asked = bot.send(me, ".meet @ann").await;
    bot.act(|| ann.send_to_owner("Ann")).await;
    bot.act(|| ann.send_to_owner("43")).await;
    asked.expect_edited("Ann, 43");
    Ok(())
}
