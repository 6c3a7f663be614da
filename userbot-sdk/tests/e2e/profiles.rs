//! Full profiles, photos, groups that are made and changed, folders.

use userbot_sdk::telegram::{CallError, Folder, PeerKind, Permission, Permissions};
use userbot_testkit::prelude::*;

/// The smallest picture that says how large it is.
fn picture(width: u8) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\x20".to_vec();
    png[19] = width;
    png
}

#[userbot_testkit::test]
async fn what_people_and_chats_tell_about_themselves() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann").username("ann").about("likes chess");
    let ben = world.user("Ben");
    world.group("Trip").members([&ann, &ben]).create();
    let club = world
        .supergroup("Club")
        .username("the_club")
        .member(&ann)
        .about("For players")
        .slow_mode(30)
        .create();
    let bot = MockClient::on(&world).start().await?;
    let client = bot.client();
    client.block(&ann).await?;
    let profile = client.user_profile("@ann").await?;
    assert_eq!(profile.user.name(), "Ann");
    assert_eq!(profile.about.as_deref(), Some("likes chess"));
    assert_eq!((profile.common_chats, profile.blocked), (2, true));
    assert!(profile.photo.is_none() && profile.birthday.is_none());
    let wrong = client.user_profile(&club).await.unwrap_err();
    assert!(matches!(wrong, CallError::InvalidInput(_)), "{wrong:?}");

    let profile = client.chat_profile("@the_club").await?;
    assert_eq!(profile.chat.name(), "Club");
    assert_eq!(profile.about, "For players");
    assert_eq!((profile.members, profile.admins), (Some(2), Some(1)));
    assert_eq!(profile.slow_mode, Some(30));
    let quiet = Permissions::all().without(Permission::SendPolls);
    client.set_permissions("@the_club", quiet).await?;
    let permissions = client.chat_profile("@the_club").await?.permissions;
    assert!(!permissions.unwrap().has(Permission::SendPolls));
    let group = world.chats()[0].clone();
    let profile = client.chat_profile(&group).await?;
    assert_eq!((profile.members, profile.admins), (Some(3), Some(1)));
    let wrong = client.chat_profile("@ann").await.unwrap_err();
    assert!(wrong.to_string().contains("not a chat"), "{wrong}");
    Ok(())
}

#[userbot_testkit::test]
async fn the_photo_of_the_account() -> TestResult {
    let world = World::new();
    let bot = MockClient::on(&world).start().await?;
    let client = bot.client();
    assert!(!client.remove_photo().await?);
    client.set_photo(picture(1)).await?;
    client.set_photo(picture(2)).await?;
    let photos = client.profile_photos("me", 10).await?;
    assert_eq!(photos.len(), 2);
    assert_eq!(client.download(&photos[0], 1000).await?, picture(2));
    let shown = client.user_profile("me").await?.photo.unwrap();
    assert_eq!(client.download(&shown, 1000).await?, picture(2));
    assert!(client.remove_photo().await?);
    let photos = client.profile_photos("me", 10).await?;
    assert_eq!(photos.len(), 1);
    assert_eq!(client.download(&photos[0], 1000).await?, picture(1));
    Ok(())
}

#[userbot_testkit::test]
async fn groups_are_made_and_changed() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann").username("ann");
    let ben = world.user("Ben").username("ben");
    let bot = MockClient::on(&world).start().await?;
    let client = bot.client();
    let trip = client.create_group("Trip", ["@ann"]).await?;
    assert_eq!(trip.kind(), PeerKind::Group);
    let club = client.create_supergroup("Club", "For players").await?;
    let news = client.create_channel("News", "").await?;
    assert_eq!(news.kind(), PeerKind::Channel);
    let made = |title: &str| {
        let chats = world.chats();
        chats
            .into_iter()
            .find(|chat| chat.title() == title)
            .unwrap()
    };
    assert!(made("Trip").has_member(&ann));

    ben.block(&world.owner());
    for chat in [&trip, &club] {
        assert!(client.add_member(chat, "@ann").await?);
        assert!(client.add_member(chat, "@ann").await?);
        assert!(!client.add_member(chat, "@ben").await?);
        client.set_title(chat, "Renamed").await?;
        client.set_title(chat, "Renamed").await?;
        client.set_about(chat, "New words").await?;
        client.set_about(chat, "New words").await?;
        client.set_chat_photo(chat, Some(picture(3).into())).await?;
        let profile = client.chat_profile(chat).await?;
        assert_eq!(profile.chat.name(), "Renamed");
        assert_eq!(profile.about, "New words");
        let photo = client.download(&profile.photo.unwrap(), 1000).await?;
        assert_eq!(photo, picture(3));
        client.set_chat_photo(chat, None).await?;
        assert!(client.chat_profile(chat).await?.photo.is_none());
    }
    client.set_slow_mode(&club, 60).await?;
    assert_eq!(client.chat_profile(&club).await?.slow_mode, Some(60));
    let wrong = client.set_slow_mode(&club, 7).await.unwrap_err();
    assert!(wrong.is("SECONDS_INVALID"), "{wrong}");
    let wrong = client.set_title("@ann", "x").await.unwrap_err();
    assert!(wrong.to_string().contains("not a group"), "{wrong}");

    client.delete_chat(&club).await?;
    client.delete_chat(&trip).await?;
    assert!(client.send(&club, "x").await.is_err());
    Ok(())
}

#[userbot_testkit::test]
async fn folders_are_made_changed_and_ordered() -> TestResult {
    let world = World::new();
    world.user("Ann").username("ann");
    let bot = MockClient::on(&world).start().await?;
    let client = bot.client();
    assert!(client.folders().await?.is_empty());
    let mut work = Folder::new("Work");
    let empty = client.save_folder(work.clone()).await.unwrap_err();
    assert!(empty.is("FILTER_INCLUDE_EMPTY"), "{empty}");
    work.chats.push(client.resolve("@ann").await?);
    let mut work = client.save_folder(work).await?;
    let mut bots = Folder::new("Bots");
    bots.bots = true;
    bots.without_muted = true;
    let bots = client.save_folder(bots).await?;
    assert_ne!(work.id, bots.id);
    assert_eq!(client.folders().await?, [work.clone(), bots.clone()]);

    work.emoji = Some("💼".to_owned());
    work.groups = true;
    client.save_folder(work.clone()).await?;
    client.order_folders(&[bots.id, 0, work.id]).await?;
    assert_eq!(client.folders().await?, [bots.clone(), work.clone()]);
    client.delete_folder(bots.id).await?;
    client.delete_folder(bots.id).await?;
    assert_eq!(client.folders().await?, [work.clone()]);
    work.shared = true;
    let wrong = client.save_folder(work).await.unwrap_err();
    assert!(matches!(wrong, CallError::InvalidInput(_)), "{wrong:?}");
    Ok(())
}
