//! Links as names of chats, invitations, requests to be let in, and groups that became supergroups.

use userbot_sdk::telegram::{CallError, LinkChat, PeerId, PeerKind, PeerWay, TelegramLink, tl};
use userbot_testkit::prelude::*;
use userbot_testkit::rpc::functions;

fn unknown(error: &CallError) -> &[PeerWay] {
    match error {
        CallError::PeerUnknown { tried, .. } => tried,
        other => panic!("{other:?}"),
    }
}

#[userbot_testkit::test]
async fn a_link_names_its_chat() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann").username("ann");
    let club = world
        .supergroup("Club")
        .creator(&ann)
        .member(&world.owner())
        .create();
    let other = world
        .supergroup("Other")
        .creator(&ann)
        .without_owner()
        .create();
    let bot = MockClient::on(&world).start().await?;
    let client = bot.client();

    let found = client.resolve(ann.invite_link(&club)).await?;
    assert_eq!(found.name(), "Club");
    client.send(ann.invite_link(&club), "by invitation").await?;
    club.last_message().expect_text("by invitation");

    // An invitation that was not accepted names no chat that can be written to.
    let link = ann.invite_link(&other);
    let refused = client.send(&link, "x").await.unwrap_err();
    assert_eq!(unknown(&refused), [PeerWay::Invite]);
    assert!(refused.to_string().contains("must be accepted first"));
    client.join(&link).await?;
    client.send(&link, "I am in").await?;
    other.last_message().expect_text("I am in");

    let profile: TelegramLink = ann.contact_link().parse()?;
    assert_eq!(client.resolve(&profile).await?.name(), "Ann");
    let gone = client.resolve("t.me/contact/12345:nobody").await;
    assert_eq!(unknown(&gone.unwrap_err()), [PeerWay::Token]);
    let start: TelegramLink = "t.me/ann?text=hello".parse()?;
    assert_eq!(client.resolve(start).await?.name(), "Ann");

    let (own, until) = client.contact_link().await?;
    assert!(matches!(own, TelegramLink::Contact(_)), "{own}");
    assert!(until.as_second() > 0);
    Ok(())
}

#[userbot_testkit::test]
async fn who_is_not_found_is_an_error_with_the_ways_that_were_tried() -> TestResult {
    let world = World::new();
    let bot = MockClient::on(&world).start().await?;
    let client = bot.client();
    let error = client.resolve("@nobody_here").await.unwrap_err();
    assert_eq!(unknown(&error), [PeerWay::Book, PeerWay::Username]);
    let error = client.resolve("+15550100999").await.unwrap_err();
    assert_eq!(unknown(&error), [PeerWay::Phone]);
    let error = client.resolve(PeerId::User(123_456)).await.unwrap_err();
    assert_eq!(
        unknown(&error),
        [PeerWay::Book, PeerWay::Context, PeerWay::Dialogs]
    );
    let error = client.resolve("t.me/addstickers/Cats").await.unwrap_err();
    assert!(matches!(error, CallError::InvalidInput(_)), "{error:?}");
    Ok(())
}

#[userbot_testkit::test]
async fn a_group_that_became_a_supergroup_is_found_by_its_old_id() -> TestResult {
    let world = World::new();
    let (ann, owner) = (world.user("Ann"), world.owner());
    let group = world.group("Friends").creator(&owner).member(&ann).create();
    let bot = MockClient::on(&world).start().await?;
    let client = bot.client();
    let old_id = PeerId::Group(group.id());
    let before = client.resolve(old_id).await?;
    assert_eq!(before.kind(), PeerKind::Group);
    let kept = client.send(&before, "in the old group").await?;

    let new = owner.migrate(&group);
    bot.settle().await;
    // By the id, and by a peer that was fetched before.
    client.send(old_id, "by the old id").await?;
    new.last_message().expect_text("by the old id");
    client.send(&before, "by the old peer").await?;
    new.last_message().expect_text("by the old peer");
    let found = client.resolve(old_id).await?;
    assert_eq!(found.kind(), PeerKind::Supergroup);
    assert_eq!(client.participants(old_id).collect().await?.len(), 2);
    // What answered a message of the group answers nothing in the supergroup, where its number
    // means another message.
    kept.reply("an answer").await?;
    let answer = new.last_message();
    answer.expect_text("an answer");
    assert!(answer.reply_to().is_none());
    // A message of the group is still that of the group: its number is not looked up in the other.
    let again = client.messages(&before, &[kept.id()]).await?;
    assert_eq!(again[0].text(), "in the old group");
    Ok(())
}

#[userbot_testkit::test]
async fn an_old_id_is_followed_after_a_restart() -> TestResult {
    let world = World::new();
    let owner = world.owner();
    let ann = world.user("Ann");
    let group = world.group("Friends").creator(&owner).member(&ann).create();
    // The group was made a supergroup while the bot was off, and is met in the list of chats.
    let new = owner.migrate(&group);
    let bot = MockClient::on(&world).start().await?;
    bot.client()
        .send(PeerId::Group(group.id()), "found")
        .await?;
    new.last_message().expect_text("found");
    Ok(())
}

#[userbot_testkit::test]
async fn who_asks_to_be_let_in_is_let_in_or_not() -> TestResult {
    let world = World::new();
    let owner = world.owner();
    let ann = world.user("Ann").about("likes chess");
    let ben = world.user("Ben");
    let club = world.supergroup("Club").username("the_club").create();
    let bot = MockClient::on(&world).start().await?;
    let client = bot.client();
    let link = owner.request_link(&club);
    assert_eq!(ann.follow(&link), Err("INVITE_REQUEST_SENT".to_owned()));
    assert_eq!(ben.follow(&link), Err("INVITE_REQUEST_SENT".to_owned()));
    let asking = client.join_requests("@the_club").await?;
    let names: Vec<_> = asking.iter().map(|one| one.user.name()).collect();
    assert_eq!(names, ["Ben", "Ann"]);
    assert_eq!(asking[1].about.as_deref(), Some("likes chess"));
    client.approve_join("@the_club", &asking[1].user).await?;
    client.decline_join("@the_club", &asking[0].user).await?;
    assert!(club.has_member(&ann) && !club.has_member(&ben));
    assert!(club.join_requests().is_empty());
    let late = client.approve_join("@the_club", &asking[0].user).await;
    assert!(late.unwrap_err().is("HIDE_REQUESTER_MISSING"));

    let invites = client.invites("@the_club").await?;
    assert_eq!(invites.len(), 1);
    assert_eq!((invites[0].link.as_str(), invites[0].uses), (&*link, 1));
    client.revoke_invite("@the_club", &link).await?;
    assert!(client.invites("@the_club").await?.is_empty());
    Ok(())
}

#[userbot_testkit::test]
async fn all_links_and_requests_are_read_page_by_page() -> TestResult {
    let world = World::new();
    let owner = world.owner();
    let club = world.supergroup("Club").username("the_club").create();
    let link = owner.request_link(&club);
    for number in 0..130 {
        let asking = world.user(&format!("User {number}"));
        assert!(asking.follow(&link).is_err());
        owner.request_link(&club);
    }
    let bot = MockClient::on(&world).start().await?;
    let asking = bot.client().join_requests("@the_club").await?;
    assert_eq!(asking.len(), 130);
    assert_eq!(asking[129].user.name(), "User 0");
    let invites = bot.client().invites("@the_club").await?;
    assert_eq!(invites.len(), 131);
    Ok(())
}

#[userbot_testkit::test]
async fn a_raw_request_takes_a_link() -> TestResult {
    let world = World::new();
    world.user("Ann").username("ann");
    let bot = MockClient::on(&world).start().await?;
    let link: TelegramLink = "https://t.me/ann/5".parse()?;
    let TelegramLink::Message(message) = &link else {
        panic!("{link}");
    };
    assert_eq!(message.chat, LinkChat::Username("ann".to_owned()));
    let peer = bot.client().input_peer(&link).await?;
    assert!(matches!(peer, tl::enums::InputPeer::User(_)), "{peer:?}");
    Ok(())
}

#[userbot_testkit::test]
async fn every_username_leads_to_its_owner() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann").username("ann").more_username("annie");
    let club = world
        .supergroup("Club")
        .username("the_club")
        .more_username("club_of_ann")
        .member(&ann)
        .create();
    let mut bot = MockClient::on(&world).start().await?;
    let client = bot.client().clone();
    let by_second = client.resolve("@annie").await?;
    assert_eq!(by_second.username(), Some("ann"));
    assert!(by_second.usernames().eq(["ann", "annie"]));
    client.send("t.me/Club_Of_Ann", "hello").await?;
    club.last_message().expect_text("hello");
    // Each of them is in the peer book now: Telegram is not asked again.
    let calls = bot
        .rpc()
        .calls::<functions::contacts::ResolveUsername>()
        .len();
    for name in ["ANN", "@annie", "the_club", "club_of_ann.t.me"] {
        client.resolve(name).await?;
    }
    assert_eq!(
        bot.rpc()
            .calls::<functions::contacts::ResolveUsername>()
            .len(),
        calls
    );
    bot.act(|| ann.send_to_owner("hi")).await;
    assert_eq!(client.resolve("annie").await?.id(), by_second.id());
    Ok(())
}
