//! Which updates a bot has handled, and what Telegram does not hand out.

use std::sync::Arc;

use userbot_sdk::prelude::*;
use userbot_sdk::telegram::{Button, GapReason};
use userbot_testkit::prelude::*;
use userbot_testkit::rpc::functions::updates::GetDifference;

use crate::support::{note, notes};

/// Hears everything, and is stuck when it is told so.
#[derive(Module, Default)]
struct Probe;

#[handlers]
impl Probe {
    #[watcher(incoming)]
    async fn hear(&self, _ctx: &Context, message: &Message) -> Result<()> {
        if message.text() == "/menu" {
            let rows = vec![vec![Button::callback("Tea", b"tea")]];
            message.reply(Outgoing::text("What?").buttons(rows)).await?;
        }
        note(message.text());
        if message.text() == "stuck" {
            std::future::pending::<()>().await;
        }
        Ok(())
    }

    #[watcher]
    async fn missing(&self, _ctx: &Context, gap: &Gap) -> Result<()> {
        let chat = gap.chat.as_ref().map(|chat| chat.name().into_owned());
        let length = gap.to.map(|to| to - gap.from);
        note(format!("gap in {chat:?} of {length:?}: {:?}", gap.reason));
        Ok(())
    }

    #[watcher]
    async fn pressed(&self, _ctx: &Context, press: &CallbackPress) -> Result<()> {
        note(format!("pressed {}", String::from_utf8_lossy(&press.data)));
        press.answer(None, false).await?;
        Ok(())
    }
}

#[userbot_testkit::test]
async fn a_bot_that_is_never_idle_does_not_begin_anew_after_a_crash() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.supergroup("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    // From here on a handler of the club never ends.
    bot.act(|| ann.send(&club, "stuck")).await;
    bot.act(|| ann.send(&club, "behind it")).await;
    for number in 0..300 {
        bot.act(|| ann.send_to_owner(&format!("{number}"))).await;
    }
    bot.advance(seconds(2)).await;
    assert_eq!(notes().len(), 301);
    let session = Arc::clone(bot.client().session());
    // The process dies.
    drop(bot);
    ann.send_to_owner("while it was off");
    let mut bot = MockClient::on(&world)
        .module::<Probe>()
        .session(Arc::clone(&session))
        .start()
        .await?;
    bot.advance(seconds(2)).await;
    let mut heard = notes();
    heard.sort();
    assert_eq!(heard, ["stuck", "while it was off"]);
    drop(bot);
    // The other way round: somebody private is stuck, and the club goes on.
    let mut bot = MockClient::on(&world)
        .module::<Probe>()
        .session(session)
        .handler_deadline(seconds(10))
        .start()
        .await?;
    bot.advance(seconds(12)).await;
    assert_eq!(notes(), ["stuck", "behind it"]);
    bot.expect_error();
    Ok(())
}

#[userbot_testkit::test]
async fn what_was_handled_before_a_stop_does_not_come_again_and_the_rest_does() -> TestResult {
    let world = World::new();
    let (ann, bob) = (world.user("Ann"), world.user("Bob"));
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    bot.act(|| ann.send_to_owner("one")).await;
    bot.advance(seconds(2)).await;
    bot.act(|| bob.send_to_owner("stuck")).await;
    bot.act(|| ann.send_to_owner("two")).await;
    notes();
    let session = Arc::clone(bot.client().session());
    bot.stop().await;
    drop(bot);
    let mut bot = MockClient::on(&world)
        .module::<Probe>()
        .session(session)
        .handler_deadline(seconds(10))
        .start()
        .await?;
    // Nothing is lost; what was handled behind the one that hung may come twice.
    assert_eq!(notes(), ["stuck", "two"]);
    bot.advance(seconds(12)).await;
    bot.expect_error();
    Ok(())
}

#[userbot_testkit::test]
async fn what_telegram_does_not_hand_out_is_an_event() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.supergroup("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    bot.act(|| ann.send(&club, "zero")).await;
    bot.act(|| ann.send_to_owner("zero")).await;
    bot.advance(seconds(2)).await;
    let session = Arc::clone(bot.client().session());
    bot.stop().await;
    drop(bot);
    notes();
    for number in 0..20 {
        ann.send_to_owner(&format!("{number}"));
        ann.send(&club, &format!("club {number}"));
    }
    world.difference_limit(10);
    world.channel_difference_limit(10);
    let mut bot = MockClient::on(&world)
        .module::<Probe>()
        .session(session)
        .start()
        .await?;
    bot.advance(seconds(30)).await;
    let gaps: Vec<String> = notes()
        .into_iter()
        .filter(|note| note.starts_with("gap"))
        .collect();
    assert!(
        gaps.contains(&format!(
            "gap in None of Some(20): {:?}",
            GapReason::TooLong
        )),
        "{gaps:?}"
    );
    assert!(
        gaps.contains(&format!(
            "gap in Some(\"Club\") of Some(20): {:?}",
            GapReason::TooLong
        )),
        "{gaps:?}"
    );
    // It goes on from there.
    bot.act(|| ann.send(&club, "after")).await;
    bot.act(|| ann.send_to_owner("after")).await;
    assert_eq!(notes(), ["after", "after"]);
    Ok(())
}

#[userbot_testkit::test]
async fn a_pressed_button_overtakes_everything_that_waits() -> TestResult {
    let world = World::new();
    let waiter = world.user("Waiter").bot();
    let ann = world.user("Ann");
    let mut bot = MockClient::on(&world)
        .account(&waiter)
        .module::<Probe>()
        .start()
        .await?;
    bot.act(|| ann.send(&waiter, "/menu")).await;
    let menu = world.private(&ann, &waiter).last_message();
    menu.expect_button("Tea");
    notes();
    // A difference that Telegram never answers holds up all messages.
    bot.rpc().on::<GetDifference>().silence().always();
    bot.faults().drop_pushes(1);
    bot.act(|| ann.send(&waiter, "lost")).await;
    bot.act(|| ann.send(&waiter, "behind the gap")).await;
    bot.advance(seconds(2)).await;
    assert_eq!(notes(), [""; 0]);
    bot.act(|| ann.press(&menu, "Tea")).await;
    assert_eq!(notes(), ["pressed tea"]);
    Ok(())
}
