//! What a start refuses, what errors say, and what the owner is told.

use std::num::NonZeroUsize;

use userbot_sdk::prelude::*;
use userbot_sdk::telegram::{ErrorClass, Session};
use userbot_testkit::prelude::*;
use userbot_testkit::rpc::functions::{messages, updates};

use crate::runtime::{Probe, Scene};
use crate::support::{note, notes};

/// Has a command that another module has too.
#[derive(Module, Default)]
struct Rival;

#[handlers]
impl Rival {
    /// Answers.
    #[command]
    async fn ping(&self, ctx: &Context) -> Result<()> {
        ctx.answer("ping").await
    }
}

#[userbot_testkit::test]
async fn nobody_is_logged_in() -> TestResult {
    let scene = Scene::new();
    let empty = Session::in_memory(userbot_sdk::telegram::SessionData::default());
    let error = MockClient::on(&scene.world)
        .session(empty)
        .start()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("run `login` first"), "{error}");
    Ok(())
}

#[userbot_testkit::test]
async fn problems_of_modules_are_found_before_anything_is_opened() -> TestResult {
    let scene = Scene::new();
    let registry = Registry::new().module::<Probe>().module::<Rival>();
    let error = MockClient::on(&scene.world)
        .registry(registry)
        .start()
        .await
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("ping") && text.contains("runtime.rs:") && text.contains("starts.rs:"),
        "{text}"
    );
    Ok(())
}

#[userbot_testkit::test]
async fn one_bot_ends_and_the_other_goes_on() -> TestResult {
    let scene = Scene::new();
    let mut bot = scene.start().await?;
    let other = MockClient::on(&scene.world)
        .account(&scene.ann)
        .module::<Probe>()
        .start()
        .await?;
    drop(other);
    bot.send(&scene.group, ".ping").await.expect_edited("pong");
    bot.act(|| scene.ann.send_to_owner("hello")).await;
    assert_eq!(notes(), ["hello"]);
    bot.rpc().expect::<updates::GetState>(2);
    Ok(())
}

#[userbot_testkit::test]
async fn errors_have_a_class_and_say_what_to_do() -> TestResult {
    let scene = Scene::new();
    let bot = scene.start().await?;
    for (code, name, class, says) in [
        (
            400,
            "CHAT_ADMIN_REQUIRED",
            ErrorClass::Forbidden,
            "no right",
        ),
        (
            403,
            "CHAT_WRITE_FORBIDDEN",
            ErrorClass::Forbidden,
            "CHAT_WRITE_FORBIDDEN",
        ),
        (400, "PEER_ID_INVALID", ErrorClass::PeerInvalid, ""),
        (
            400,
            "SOMETHING_NEW_2099",
            ErrorClass::Other,
            "SOMETHING_NEW",
        ),
    ] {
        bot.rpc()
            .on::<messages::SendMessage>()
            .error(code, name)
            .once();
        let error = bot.client().send("me", "x").await.unwrap_err();
        assert_eq!(error.class(), class, "{name}");
        assert!(error.to_string().contains(says), "{error}");
    }
    Ok(())
}

#[userbot_testkit::test]
async fn the_owner_is_told_of_a_module_that_fails_five_times_in_a_row() -> TestResult {
    let scene = Scene::new();
    let mut bot = MockClient::on(&scene.world)
        .module::<Fragile>()
        .start()
        .await?;
    for number in 0..200 {
        let text = if number % 20 < 5 { "panic" } else { "fine" };
        bot.act(|| scene.ann.send(&scene.group, &format!("{text} {number}")))
            .await;
    }
    let handled = notes();
    assert_eq!(handled.len(), 150);
    let told = scene.world.saved_messages().messages();
    let warnings = told
        .iter()
        .filter(|message| message.text().contains("failed 5 times in a row"))
        .count();
    assert_eq!(warnings, 10);
    assert_eq!(bot.take_errors().len(), 50);
    Ok(())
}

#[userbot_testkit::test]
async fn a_module_that_fails_again_and_again_is_suspended_when_the_owner_wants_that() -> TestResult
{
    let scene = Scene::new();
    let mut bot = MockClient::on(&scene.world)
        .module::<Fragile>()
        .configure(|bot| bot.suspend_after(NonZeroUsize::new(3)))
        .start()
        .await?;
    for text in [
        "panic 1", "panic 2", "fine 3", "panic 4", "panic 5", "fine 6",
    ] {
        bot.act(|| scene.ann.send(&scene.group, text)).await;
    }
    assert_eq!(notes(), ["fine 3", "fine 6"]);
    for text in ["panic 7", "panic 8", "panic 9", "fine 10"] {
        bot.act(|| scene.ann.send(&scene.group, text)).await;
    }
    // It is off: nobody hears the last one.
    assert_eq!(notes(), [""; 0]);
    let saved = scene.world.saved_messages();
    let told = saved.messages().iter().any(|message| {
        let text = message.text();
        text.contains("3 failures in a row") && text.contains(".restart Fragile")
    });
    assert!(told, "{}", saved.transcript());

    // A new life begins without a record.
    bot.send(&saved, ".restart fragile").await;
    for text in ["panic 11", "panic 12", "fine 13"] {
        bot.act(|| scene.ann.send(&scene.group, text)).await;
    }
    assert_eq!(notes(), ["fine 13"]);
    assert_eq!(bot.take_errors().len(), 9);
    Ok(())
}

/// Panics when it is told so.
#[derive(Module, Default)]
struct Fragile;

#[handlers]
impl Fragile {
    #[watcher(incoming)]
    async fn hear(&self, _ctx: &Context, message: &Message) -> Result<()> {
        assert!(!message.text().starts_with("panic"), "as told");
        note(message.text());
        Ok(())
    }
}
