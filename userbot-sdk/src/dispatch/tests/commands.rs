//! Which messages are commands, and which of those run.

use super::*;

#[tokio::test(start_paused = true)]
async fn runs_own_commands_by_any_name_and_case() {
    let bench = Bench::new().await;
    assert_eq!(bench.say(1, ".note a  b").await, ["note:a  b"]);
    assert_eq!(bench.say(2, ".N x").await, ["N:x"]);
    assert_eq!(bench.say(3, ".note@me_myself x").await, ["note:x"]);
    assert_eq!(bench.say(4, "note x").await, ["said note x"]);
    assert_eq!(bench.say(5, ".note@ann x").await, ["said .note@ann x"]);
    assert_eq!(bench.say(6, ".nosuch").await, ["said .nosuch"]);
    assert_eq!(bench.say(7, "..note x").await, ["said ..note x"]);
    assert_eq!(bench.failures(), []);
}

#[tokio::test(start_paused = true)]
async fn the_prefix_changes_at_run_time() {
    let bench = Bench::new().await;
    bench.bot.settings.set_prefix("бот,").await.unwrap();
    assert_eq!(bench.say(1, "бот,note 1").await, ["note:1"]);
    assert_eq!(bench.say(2, ".note 2").await, ["said .note 2"]);
}

#[tokio::test(start_paused = true)]
async fn an_edited_own_message_runs_again_unless_the_bot_edited_it() {
    let bench = Bench::new().await;
    let edited = |id, text: &str| {
        let message = message(&bench.bot.client, PeerId::User(ANN), |raw| {
            (raw.id, raw.out, raw.edit_date) = (id, true, Some(1));
            text.clone_into(&mut raw.message);
        });
        Event::Edited(Edited::new(message))
    };
    bench
        .dispatcher
        .deliver(edited(1, ".note again"), Receipt::none());
    settle().await;
    assert_eq!(taken(), ["note:again"]);

    bench
        .bot
        .client
        .written()
        .note(PeerId::User(ANN), Some(1), ".note an answer");
    bench
        .dispatcher
        .deliver(edited(1, ".note an answer"), Receipt::none());
    settle().await;
    assert_eq!(taken(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn what_was_passed_on_or_said_by_others_is_no_command() {
    let bench = Bench::new().await;
    let client = &bench.bot.client;
    bench.ann(PeerId::User(ANN), 1, ".note x");
    bench.deliver(message(client, GROUP, |raw| {
        raw.out = true;
        raw.message = ".note x".to_owned();
        raw.via_bot_id = Some(ROBOT);
    }));
    settle().await;
    assert_eq!(taken(), ["quick 1", "said .note x"]);
}

#[tokio::test(start_paused = true)]
async fn a_module_that_is_switched_off_sees_nothing() {
    let bench = Bench::new().await;
    let modules = crate::context::Modules::new(Arc::clone(&bench.bot));
    modules.disable("probe").await.unwrap();
    assert_eq!(bench.say(1, ".note x").await, [""; 0]);
    bench.ann(GROUP, 2, "hello");
    settle().await;
    assert_eq!(taken(), [""; 0]);
    modules.enable("probe").await.unwrap();
    settle().await;
    assert_eq!(taken(), ["tick"]);
    assert_eq!(bench.say(3, ".note x").await, ["note:x"]);
}

#[tokio::test(start_paused = true)]
async fn a_scope_keeps_a_command_to_its_chats() {
    let bench = Bench::new().await;
    assert_eq!(bench.say(1, ".grouped").await, [""; 0]);
    bench.deliver(own_in(&bench.bot.client, GROUP, 2, ".grouped"));
    settle().await;
    assert_eq!(taken(), ["grouped"]);
}

#[tokio::test(start_paused = true)]
async fn a_cooldown_begins_when_the_arguments_are_right() {
    let bench = Bench::new().await;
    assert_eq!(bench.say(1, ".slow nonsense").await, [""; 0]);
    assert_eq!(bench.say(2, ".slow 1").await, ["slow 1"]);
    assert_eq!(bench.say(3, ".slow 2").await, [""; 0]);
    bench.deliver(own_in(&bench.bot.client, GROUP, 4, ".slow 3"));
    settle().await;
    assert_eq!(taken(), ["slow 3"]);
    advance(Duration::from_secs(10)).await;
    assert_eq!(bench.say(5, ".slow 4").await, ["slow 4"]);
    assert_eq!(bench.failures(), []);
}
