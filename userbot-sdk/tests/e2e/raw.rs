//! Any call of the API, also inside of others.

use userbot_sdk::prelude::*;
use userbot_sdk::telegram::RpcError;
use userbot_sdk::tl;
use userbot_sdk::tl::functions as f;
use userbot_testkit::prelude::*;

#[userbot_testkit::test]
async fn calls_are_made_inside_of_others() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann").username("ann");
    let bot = MockClient::on(&world).start().await?;
    let client = bot.client();

    let id = client.input_user("@ann").await?;
    let full = f::users::GetFullUser { id };
    let query = f::InvokeWithoutUpdates { query: full };
    let tl::enums::users::UserFull::Full(found) = client.invoke(&query).await?;
    let tl::enums::UserFull::Full(found) = found.full_user;
    assert_eq!(found.id, ann.id());

    // An export: begun, used and ended.
    let begin = f::account::InitTakeoutSession {
        contacts: true,
        message_users: true,
        message_chats: false,
        message_megagroups: false,
        message_channels: false,
        files: false,
        file_max_size: None,
    };
    let tl::enums::account::Takeout::Takeout(takeout) = client.invoke(&begin).await?;
    let query = f::InvokeWithTakeout {
        takeout_id: takeout.id,
        query: f::messages::GetSplitRanges {},
    };
    assert_eq!(client.invoke(&query).await?.len(), 1);
    let end = f::account::FinishTakeoutSession { success: true };
    let query = f::InvokeWithTakeout {
        takeout_id: takeout.id,
        query: end,
    };
    assert!(client.invoke(&query).await?);

    // Reports and limits go by the call that is meant.
    let methods: Vec<_> = client
        .calls()
        .counts
        .into_iter()
        .map(|c| c.method)
        .collect();
    assert!(methods.contains(&"users.getFullUser"), "{methods:?}");
    assert!(methods.contains(&"messages.getSplitRanges"), "{methods:?}");
    assert!(
        !methods.iter().any(|name| name.starts_with("invoke")),
        "{methods:?}"
    );
    Ok(())
}

#[userbot_testkit::test]
async fn an_export_that_has_to_wait_says_how_long() -> TestResult {
    let world = World::new();
    let bot = MockClient::on(&world).start().await?;
    bot.rpc()
        .on::<f::account::InitTakeoutSession>()
        .error(420, "TAKEOUT_INIT_DELAY_86400")
        .once();
    let begin = f::account::InitTakeoutSession {
        contacts: true,
        message_users: false,
        message_chats: false,
        message_megagroups: false,
        message_channels: false,
        files: false,
        file_max_size: None,
    };
    let error = bot.client().invoke(&begin).await.unwrap_err();
    assert!(error.is("TAKEOUT_INIT_DELAY"), "{error}");
    assert_eq!(error.rpc().and_then(RpcError::value), Some(86_400));
    Ok(())
}

/// Counts the updates of one kind, as Telegram sent them.
#[derive(Module, Default)]
struct Counter;

const NAMES: Key<u32> = Key::new("names");

#[handlers]
impl Counter {
    /// Counts new names.
    #[watcher]
    async fn names(&self, ctx: &Context, update: &RawUpdate) -> Result<()> {
        if let tl::enums::Update::UserName(_) = update.update() {
            ctx.db()
                .update(NAMES, |names| names.unwrap_or(0) + 1)
                .await?;
        }
        Ok(())
    }
}

#[userbot_testkit::test]
async fn updates_that_have_no_event_are_seen_as_they_are() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let me = &world.owner();
    let mut bot = MockClient::on(&world).module::<Counter>().start().await?;
    let update = tl::types::UpdateUserName {
        user_id: ann.id(),
        first_name: "Anna".to_owned(),
        last_name: String::new(),
        usernames: Vec::new(),
    };
    bot.act(|| world.push_raw(me, update.into())).await;
    assert_eq!(bot.db("Counter").get(NAMES).await?, Some(1));
    Ok(())
}
