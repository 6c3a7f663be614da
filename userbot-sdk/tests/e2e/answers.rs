//! `ctx.answer`: the most used function of all.

use userbot_sdk::prelude::*;
use userbot_testkit::prelude::*;
use userbot_testkit::rpc::functions::messages;
use userbot_testkit::world::Media;

/// Answers in all ways.
#[derive(Module, Default)]
struct Answers;

#[handlers]
impl Answers {
    /// Answers with the text, as HTML.
    #[command]
    async fn html(&self, ctx: &Context, text: Raw) -> Result<()> {
        ctx.answer(&*text).await
    }

    /// Answers with so many letters.
    #[command]
    async fn long(&self, ctx: &Context, size: Raw) -> Result<()> {
        let size: usize = size.parse()?;
        ctx.answer("word ".repeat(size / 5)).await
    }

    /// Shows how it gets on.
    #[command]
    async fn steps(&self, ctx: &Context) -> Result<()> {
        for step in ["one", "two", "two", "three"] {
            ctx.answer(step).await?;
        }
        Ok(())
    }

    /// Sends a file.
    #[command]
    async fn file(&self, ctx: &Context) -> Result<()> {
        ctx.answer("working").await?;
        ctx.answer(Outgoing::html("<b>done</b>").document("a.txt", b"abc"))
            .await
    }

    /// Answers the questions of others, in two steps.
    #[watcher(incoming, starts_with = "?")]
    async fn question(&self, ctx: &Context, _message: &Message) -> Result<()> {
        ctx.answer("let me see").await?;
        ctx.answer("yes").await
    }

    /// Changes and adds.
    #[command]
    async fn verbs(&self, ctx: &Context) -> Result<()> {
        ctx.edit("edited").await?;
        ctx.reply("replied").await?;
        ctx.respond("responded").await?;
        Ok(())
    }
}

#[userbot_testkit::test]
async fn own_messages_are_edited_and_others_are_replied_to() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.group("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Answers>().start().await?;
    bot.send(&club, ".html hi").await.expect_edited("hi");
    let asked = bot.act(|| ann.send(&club, "?tea")).await;
    club.last_message()
        .expect_text("yes")
        .expect_reply_to(&asked)
        .expect_from_owner();
    assert_eq!(
        club.transcript(),
        "You: hi (edited)\nAnn: ?tea\nYou → Ann \"?tea\": yes (edited)\n"
    );
    Ok(())
}

#[userbot_testkit::test]
async fn a_second_answer_changes_the_first() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world).module::<Answers>().start().await?;
    bot.send(&club, ".steps").await.expect_edited("three");
    assert_eq!(
        club.messages().len(),
        2,
        "the notice of the group's making and the command"
    );
    bot.rpc().expect::<messages::EditMessage>(3..=4);
    Ok(())
}

#[userbot_testkit::test]
async fn html_is_formatted_and_other_signs_stay() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world).module::<Answers>().start().await?;
    for (html, text) in [
        ("a < b && c > d", "a < b && c > d"),
        ("AT&T <3 you & me", "AT&T <3 you & me"),
        ("&lt;b&gt; &amp; &quot;", "<b> & \""),
        (
            "1 <2> 3 </4> <nosuch>x</nosuch>",
            "1 <2> 3 </4> <nosuch>x</nosuch>",
        ),
        ("<b>bold</b> <i>it", "bold it"),
    ] {
        bot.send(&club, &format!(".html {html}"))
            .await
            .expect_edited(text);
    }
    let rich = "<b>b</b> <i>i</i> <u>u</u> <s>s</s> <code>c</code> <a href=\"https://a.b\">l</a> \
        <tg-emoji emoji-id=\"5368324170671202286\">👍</tg-emoji> <tg-spoiler>h</tg-spoiler>\
        <blockquote>q</blockquote>";
    let answer = bot.send(&club, &format!(".html {rich}")).await;
    for (kind, part) in [
        ("bold", "b"),
        ("italic", "i"),
        ("underline", "u"),
        ("strike", "s"),
        ("code", "c"),
        ("link", "l"),
        ("emoji", "👍"),
        ("spoiler", "h"),
        ("quote", "q"),
    ] {
        answer.expect_formatted(kind, part);
    }
    Ok(())
}

#[userbot_testkit::test]
async fn a_long_answer_goes_on_in_replies() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world).module::<Answers>().start().await?;
    let asked = bot.send(&club, ".long 10000").await;
    let parts: Vec<_> = club.messages().into_iter().skip(1).collect();
    assert_eq!(parts.len(), 3);
    assert_eq!(parts[0], asked);
    parts[1].expect_reply_to(&parts[0]);
    parts[2].expect_reply_to(&parts[1]);
    assert!(parts.iter().all(|part| part.text().chars().count() <= 4096));
    let words: usize = parts
        .iter()
        .map(|part| part.text().matches("word").count())
        .sum();
    assert_eq!(words, 2_000);
    Ok(())
}

#[userbot_testkit::test]
async fn a_very_long_answer_is_a_file() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world).module::<Answers>().start().await?;
    let asked = bot.send(&club, ".long 200000").await;
    asked.expect_deleted();
    let file = club.last_message().expect_media().file().unwrap();
    assert_eq!(
        String::from_utf8(file).unwrap().matches("word").count(),
        40_000
    );
    Ok(())
}

#[userbot_testkit::test]
async fn a_file_takes_the_place_of_a_text() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.group("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Answers>().start().await?;
    let question = bot.act(|| ann.send(&club, "a file?")).await;
    bot.reply(&question, ".file").await.expect_deleted();
    let file = club.last_message();
    file.expect_text("done")
        .expect_formatted("bold", "done")
        .expect_reply_to(&question);
    assert_eq!(file.file().unwrap(), b"abc");

    // Under a photo the text is edited in place.
    let owner = world.owner();
    let photo = bot
        .act(|| owner.send_media(&club, Media::photo(b"png").caption(".html hi")))
        .await;
    photo.expect_edited("hi").expect_media();
    Ok(())
}

#[userbot_testkit::test]
async fn answers_stay_in_their_topic() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let forum = world
        .supergroup("Forum")
        .member(&ann)
        .topic("News")
        .create();
    let mut bot = MockClient::on(&world).module::<Answers>().start().await?;
    let asked = bot.act(|| ann.send_in_topic(&forum, "News", "?tea")).await;
    forum
        .last_message()
        .expect_text("yes")
        .expect_topic("News")
        .expect_reply_to(&asked);
    let owner = world.owner();
    bot.act(|| owner.send_in_topic(&forum, "News", ".long 10000"))
        .await;
    bot.act(|| owner.send_in_topic(&forum, "News", ".verbs"))
        .await;
    bot.act(|| owner.send_in_topic(&forum, "News", ".long 200000"))
        .await;
    for message in forum
        .messages()
        .into_iter()
        .filter(|message| !message.text().is_empty())
    {
        message.expect_topic("News");
    }
    forum.last_message().expect_media().expect_topic("News");
    Ok(())
}

#[userbot_testkit::test]
async fn the_same_text_again_is_no_error() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world).module::<Answers>().start().await?;
    bot.rpc()
        .on::<messages::EditMessage>()
        .error(400, "MESSAGE_NOT_MODIFIED")
        .once();
    bot.send(&club, ".html same").await.expect_not_edited();
    assert_eq!(club.messages().len(), 2);
    Ok(())
}

#[userbot_testkit::test]
async fn what_can_no_longer_be_edited_is_answered_anew() -> TestResult {
    for refusal in [
        "MESSAGE_EDIT_TIME_EXPIRED",
        "MESSAGE_ID_INVALID",
        "MESSAGE_AUTHOR_REQUIRED",
    ] {
        let world = World::new();
        let club = world.group("Club").create();
        let mut bot = MockClient::on(&world).module::<Answers>().start().await?;
        bot.rpc()
            .on::<messages::EditMessage>()
            .error(400, refusal)
            .once();
        let asked = bot.send(&club, ".html hi").await;
        asked.expect_not_edited();
        club.last_message()
            .expect_text("hi")
            .expect_reply_to(&asked);
        // The new message is what the next answer changes.
        bot.rpc()
            .on::<messages::EditMessage>()
            .error(400, refusal)
            .once();
        bot.send(&club, ".steps").await.expect_text(".steps");
        club.last_message().expect_edited("three");
    }
    Ok(())
}

#[userbot_testkit::test]
async fn a_command_that_was_deleted_meanwhile_is_still_answered() -> TestResult {
    let world = World::new();
    let club = world.supergroup("Club").create();
    let mut bot = MockClient::on(&world).module::<Answers>().start().await?;
    bot.rpc()
        .on::<messages::EditMessage>()
        .after(seconds(5))
        .error(400, "MESSAGE_ID_INVALID")
        .once();
    let asked = bot.send(&club, ".html hi").await;
    bot.delete(&asked).await;
    bot.advance(seconds(5)).await;
    club.last_message().expect_text("hi").expect_no_reply();
    Ok(())
}

#[userbot_testkit::test]
async fn edit_reply_and_respond() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let mut bot = MockClient::on(&world).module::<Answers>().start().await?;
    bot.send(&ann, ".verbs").await;
    assert_eq!(
        ann.chat().transcript(),
        "You: edited (edited)\nYou → You \"edited\": replied\nYou: responded\n"
    );
    Ok(())
}
