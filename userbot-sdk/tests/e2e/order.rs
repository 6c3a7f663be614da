//! Contacts, the archive, silence, the account's own profile, invite links.

use userbot_sdk::Timestamp;
use userbot_sdk::telegram::{InviteOptions, tl};
use userbot_testkit::prelude::*;

#[userbot_testkit::test]
async fn contacts_and_blocked_people() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann").username("ann");
    world.user("Ben").username("ben");
    world.supergroup("Club").username("the_club").create();
    let bot = MockClient::on(&world).start().await?;
    let client = bot.client();
    assert!(client.contacts().await?.is_empty());
    client.add_contact("@ann", "Anna", "Lee").await?;
    let contacts = client.contacts().await?;
    let names: Vec<_> = contacts.iter().map(|one| one.name().into_owned()).collect();
    assert_eq!(names, ["Anna Lee"]);
    client.remove_contact("@ann").await?;
    client.remove_contact("@ann").await?;
    assert!(client.contacts().await?.is_empty());
    let refused = client
        .add_contact("@the_club", "Club", "")
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("not a person"), "{refused}");

    client.block("@ann").await?;
    client.block("@ben").await?;
    let mut blocked: Vec<_> = client
        .blocked()
        .await?
        .iter()
        .map(|one| one.name().into_owned())
        .collect();
    blocked.sort();
    assert_eq!(blocked, ["Ann", "Ben"]);
    assert!(world.owner().has_blocked(&ann));
    client.unblock("@ann").await?;
    assert!(!world.owner().has_blocked(&ann));
    assert_eq!(client.blocked().await?.len(), 1);
    Ok(())
}

async fn row(bot: &MockClient) -> tl::types::Dialog {
    let request = tl::functions::messages::GetPeerDialogs {
        peers: vec![
            tl::types::InputDialogPeer {
                peer: bot.client().input_peer("@ann").await.unwrap(),
            }
            .into(),
        ],
    };
    let tl::enums::messages::PeerDialogs::Dialogs(answer) =
        bot.client().invoke(&request).await.unwrap();
    match answer.dialogs.into_iter().next() {
        Some(tl::enums::Dialog::Dialog(dialog)) => dialog,
        other => panic!("{other:?}"),
    }
}

fn silent_until(row: &tl::types::Dialog) -> Option<i32> {
    let tl::enums::PeerNotifySettings::Settings(settings) = &row.notify_settings;
    settings.mute_until
}

#[userbot_testkit::test]
async fn the_list_of_chats_is_put_in_order() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann").username("ann");
    let mut bot = MockClient::on(&world).start().await?;
    bot.act(|| ann.send_to_owner("hello")).await;
    let client = bot.client();
    client.archive("@ann").await?;
    client.silence("@ann", None).await?;
    client.mark_unread("@ann", true).await?;
    let archived = row(&bot).await;
    assert_eq!(archived.folder_id, Some(1));
    assert_eq!(silent_until(&archived), Some(i32::MAX));
    assert!(archived.unread_mark);

    client.unarchive("@ann").await?;
    let listed = client.dialogs().next().await?.unwrap();
    assert!(listed.marked_unread && !listed.archived && !listed.pinned);
    assert_eq!((listed.unread_count, listed.unread_mentions), (1, 0));
    assert_eq!(
        listed.silent_until,
        Some(Timestamp::from_second(i32::MAX.into())?)
    );
    client
        .silence("@ann", Some(Timestamp::from_second(1_900_000_000)?))
        .await?;
    client.mark_unread("@ann", false).await?;
    let back = row(&bot).await;
    assert_eq!(back.folder_id.unwrap_or(0), 0);
    assert_eq!(silent_until(&back), Some(1_900_000_000));
    assert!(!back.unread_mark);
    let listed = client.dialogs().next().await?.unwrap();
    assert!(!listed.archived && !listed.marked_unread);
    assert_eq!(
        listed.silent_until,
        Some(Timestamp::from_second(1_900_000_000)?)
    );
    client.unsilence("@ann").await?;
    assert_eq!(silent_until(&row(&bot).await).unwrap_or(0), 0);
    assert_eq!(client.dialogs().next().await?.unwrap().silent_until, None);
    Ok(())
}

#[userbot_testkit::test]
async fn the_account_tells_about_itself() -> TestResult {
    let world = World::new();
    world.user("Ann").username("taken_name");
    let bot = MockClient::on(&world).start().await?;
    let client = bot.client();
    client.set_name("Max", "Power").await?;
    client.set_bio("Away until Monday").await?;
    client.set_username("@max_power").await?;
    client.set_username("max_power").await?;
    client.set_online(true).await?;
    assert_eq!(world.owner().get_username().as_deref(), Some("max_power"));
    assert_eq!(client.get_me().await?.name(), "Max Power");
    let id = client.input_user("me").await?;
    let tl::enums::users::UserFull::Full(full) = client
        .invoke(&tl::functions::users::GetFullUser { id })
        .await?;
    let tl::enums::UserFull::Full(full) = full.full_user;
    assert_eq!(full.about.as_deref(), Some("Away until Monday"));
    let taken = client.set_username("taken_name").await.unwrap_err();
    assert!(taken.is("USERNAME_OCCUPIED"), "{taken}");
    Ok(())
}

#[userbot_testkit::test]
async fn links_lead_into_a_chat_until_they_are_revoked() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann").username("ann");
    world.supergroup("Club").username("the_club").create();
    world
        .supergroup("Others")
        .username("the_others")
        .creator(&ann)
        .member(&world.owner())
        .create();
    let bot = MockClient::on(&world).start().await?;
    let client = bot.client();
    let options = InviteOptions::new()
        .title("for Ann")
        .uses(1)
        .expires(Timestamp::from_second(1_900_000_000)?);
    let invite = client.create_invite("@the_club", options).await?;
    assert_eq!(invite.title.as_deref(), Some("for Ann"));
    assert_eq!(
        (invite.limit, invite.uses, invite.revoked),
        (Some(1), 0, false)
    );
    let seen = client.check_invite(&invite.link).await?;
    assert_eq!((seen.title.as_str(), seen.approval), ("Club", false));
    assert!(seen.chat.is_some());

    let revoked = client.revoke_invite("@the_club", &invite.link).await?;
    assert!(revoked.revoked);
    let gone = client.check_invite(&invite.link).await.unwrap_err();
    assert!(gone.is("INVITE_HASH_EXPIRED"), "{gone}");
    let wrong = client
        .check_invite("https://t.me/the_club")
        .await
        .unwrap_err();
    assert!(wrong.to_string().contains("no invite link"), "{wrong}");
    let refused = client
        .create_invite("@the_others", InviteOptions::new())
        .await
        .unwrap_err();
    assert!(refused.is("CHAT_ADMIN_REQUIRED"), "{refused}");
    Ok(())
}
