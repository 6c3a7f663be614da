//! Any call of the API, also inside of others.

use userbot_sdk::prelude::*;
use userbot_sdk::telegram::{RpcError, TakeoutOptions};
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

    let ranges = f::InvokeWithLayer {
        layer: tl::LAYER,
        query: f::help::GetNearestDc {},
    };
    client.invoke(&ranges).await?;

    // Reports and limits go by the call that is meant.
    let methods: Vec<_> = client
        .calls()
        .counts
        .into_iter()
        .map(|c| c.method)
        .collect();
    assert!(methods.contains(&"users.getFullUser"), "{methods:?}");
    assert!(methods.contains(&"help.getNearestDc"), "{methods:?}");
    assert!(
        !methods.iter().any(|name| name.starts_with("invoke")),
        "{methods:?}"
    );
    Ok(())
}

#[userbot_testkit::test]
async fn a_call_goes_to_another_data_centre() -> TestResult {
    let world = World::new();
    let bot = MockClient::on(&world).data_centre(4).start().await?;
    let client = bot.client();
    let tl::enums::NearestDc::Dc(here) = client.invoke(&f::help::GetNearestDc {}).await?;
    let tl::enums::NearestDc::Dc(there) = client.invoke_in(4, &f::help::GetNearestDc {}).await?;
    assert_eq!((here.this_dc, there.this_dc), (2, 4));
    bot.rpc().expect::<f::auth::ExportAuthorization>(0);

    // What needs a login takes it along, once.
    let id = vec![tl::enums::InputUser::UserSelf];
    let me = f::users::GetUsers { id };
    for _ in 0..2 {
        let found = client.invoke_in(4, &me).await?;
        assert_eq!(found[0].id(), world.owner().id());
    }
    bot.rpc().expect::<f::auth::ExportAuthorization>(1);
    assert_eq!(bot.data_centre(4).rpc().count::<f::users::GetUsers>(), 3);

    let error = client.invoke_in(99, &me).await.unwrap_err();
    assert!(error.to_string().contains("99"), "{error}");
    Ok(())
}

#[userbot_testkit::test]
async fn an_export_is_begun_used_and_finished() -> TestResult {
    let world = World::new();
    world.user("Ann").phone("15550100001").contact();
    let bot = MockClient::on(&world).start().await?;
    let client = bot.client();

    let error = client.invoke(&f::contacts::GetSaved {}).await.unwrap_err();
    assert!(error.is("TAKEOUT_REQUIRED"), "{error}");
    let export = client
        .takeout(
            TakeoutOptions::new()
                .contacts()
                .private_chats()
                .files(1 << 20),
        )
        .await?;
    let begun: f::account::InitTakeoutSession = bot.rpc().last().unwrap();
    assert!(begun.contacts && begun.message_users && begun.files && !begun.message_channels);
    assert_eq!(begun.file_max_size, Some(1 << 20));

    let saved = export.invoke(&f::contacts::GetSaved {}).await?;
    let [tl::enums::SavedContact::SavedPhoneContact(ann)] = &saved[..] else {
        panic!("{saved:?}");
    };
    assert_eq!((&*ann.first_name, &*ann.phone), ("Ann", "15550100001"));
    let ranges = export.invoke(&f::messages::GetSplitRanges {}).await?;
    let history = f::InvokeWithMessagesRange {
        range: ranges[0].clone(),
        query: f::contacts::GetSaved {},
    };
    assert_eq!(export.invoke(&history).await?.len(), 1);
    let id = export.id();
    export.finish(true).await?;
    let end: f::account::FinishTakeoutSession = bot.rpc().last().unwrap();
    assert!(end.success);

    // It is over, for whoever kept its number, too.
    let late = f::InvokeWithTakeout {
        takeout_id: id,
        query: f::contacts::GetSaved {},
    };
    let error = client.invoke(&late).await.unwrap_err();
    assert!(error.is("TAKEOUT_INVALID"), "{error}");

    // Reports and limits go by the call inside.
    let methods: Vec<_> = client
        .calls()
        .counts
        .into_iter()
        .map(|count| count.method)
        .collect();
    assert!(methods.contains(&"messages.getSplitRanges"), "{methods:?}");
    assert!(
        !methods.iter().any(|name| name.starts_with("invoke")),
        "{methods:?}"
    );
    Ok(())
}

#[userbot_testkit::test]
async fn an_export_tells_which_channels_were_left() -> TestResult {
    let world = World::new();
    let me = &world.owner();
    let ann = world.user("Ann");
    let mut left = Vec::new();
    for number in 0..130 {
        let club = world.supergroup(&format!("Club {number:03}")).create();
        left.push(club.title());
        me.leave(&club);
    }
    world.supergroup("Still here").create();
    let thrown = world
        .supergroup("Thrown out")
        .creator(&ann)
        .member(me)
        .create();
    ann.kick(&thrown, me);
    let back = world.supergroup("Back again").create();
    me.leave(&back);
    me.join(&back);
    let bot = MockClient::on(&world).start().await?;
    let client = bot.client();

    let error = client
        .invoke(&f::channels::GetLeftChannels { offset: 0 })
        .await
        .unwrap_err();
    assert!(error.is("TAKEOUT_REQUIRED"), "{error}");
    let export = client
        .takeout(TakeoutOptions::new().supergroups().channels())
        .await?;
    let found = export.left_channels().await?;
    export.finish(true).await?;
    let names: Vec<_> = found.iter().map(|peer| peer.name().into_owned()).collect();
    assert_eq!(names, left);
    assert!(found.iter().all(Peer::is_left));
    // In two pages.
    bot.rpc().expect::<f::channels::GetLeftChannels>(3);
    Ok(())
}

#[userbot_testkit::test]
async fn an_export_that_is_dropped_has_failed() -> TestResult {
    let world = World::new();
    let bot = MockClient::on(&world).start().await?;
    let export = bot
        .client()
        .takeout(TakeoutOptions::new().contacts())
        .await?;
    drop(export);
    bot.settle().await;
    let end: f::account::FinishTakeoutSession = bot.rpc().last().unwrap();
    assert!(!end.success);
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
    let begin = bot.client().takeout(TakeoutOptions::new().contacts());
    let error = begin.await.unwrap_err();
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
