//! Every method of the client, once as it should be and once refused.

use userbot_sdk::prelude::*;
use userbot_sdk::telegram::{ErrorClass, ParticipantRole, tl};
use userbot_testkit::prelude::*;
use userbot_testkit::rpc::functions::{channels, contacts, messages};
use userbot_testkit::world::{Chat, Media, PressAnswer, User};

struct Scene {
    bot: MockClient,
    ann: User,
    bob: User,
    group: Chat,
    club: Chat,
    news: Chat,
}

impl Scene {
    async fn new() -> Result<Self> {
        let world = World::new();
        let ann = world
            .user("Ann")
            .username("anna_lee")
            .phone("+7 999 000-00-02");
        let bob = world.user("Bob");
        let group = world.group("Group").members([&ann, &bob]).create();
        let club = world
            .supergroup("Club")
            .username("the_club")
            .members([&ann, &bob])
            .create();
        let news = world
            .channel("News")
            .username("the_news")
            .creator(&ann)
            .without_owner()
            .create();
        let bot = MockClient::on(&world).start().await?;
        Ok(Self {
            bot,
            ann,
            bob,
            group,
            club,
            news,
        })
    }

    fn client(&self) -> Client {
        self.bot.client().clone()
    }

    fn places(&self) -> [Chat; 3] {
        [self.ann.chat(), self.group.clone(), self.club.clone()]
    }
}

/// Gives the id of a world's chat as the SDK has it.
fn id(scene: &Scene, chat: &Chat) -> PeerId {
    if *chat == scene.group {
        PeerId::Group(chat.id())
    } else if *chat == scene.club || *chat == scene.news {
        PeerId::Channel(chat.id())
    } else {
        PeerId::User(chat.id())
    }
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, CallError>, name: &str) {
    let error = result.unwrap_err();
    assert!(error.is(name), "{error:?}");
    assert!(
        error.to_string().contains(name.trim_end_matches('*')),
        "the name helps to search: {error}"
    );
}

#[userbot_testkit::test]
async fn sends_edits_deletes_and_forwards() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    for chat in scene.places() {
        let target = id(&scene, &chat);
        let sent = client.send(target, "<b>one</b>").await?;
        let seen = chat.last_message();
        seen.expect_text("one")
            .expect_formatted("bold", "one")
            .expect_from_owner();
        assert_eq!(
            (sent.id(), sent.text(), sent.outgoing(), sent.chat().id()),
            (seen.id(), "one", true, target)
        );

        let edit = client.edit(target, sent.id(), "two").await?;
        assert_eq!(edit.into_message().unwrap().text(), "two");
        seen.expect_edited("two");
        assert!(
            client
                .edit(target, sent.id(), "two")
                .await?
                .into_message()
                .is_none()
        );

        let copies = client.forward(target, &[sent.id()], "me").await?;
        assert_eq!((copies.len(), copies[0].is_forward()), (1, true));
        scene
            .bot
            .world()
            .saved_messages()
            .last_message()
            .expect_text("two")
            .expect_forwarded();

        assert_eq!(client.delete(target, &[sent.id()]).await?, 1);
        seen.expect_deleted();
        refused(
            client.edit(target, sent.id(), "three").await,
            "MESSAGE_ID_INVALID",
        );
        refused(
            client.forward(target, &[sent.id()], "me").await,
            "MESSAGE_ID*",
        );

        let theirs = scene.ann.send(&chat, "Ann's");
        refused(
            client.edit(target, theirs.id(), "mine").await,
            "MESSAGE_AUTHOR_REQUIRED",
        );
    }
    for empty in ["", "  \n", "<b></b>"] {
        let error = client.send("me", empty).await.unwrap_err();
        assert_eq!(error.class(), ErrorClass::InvalidInput);
    }
    refused(client.send("@the_news", "mine").await, "CHAT_*");
    Ok(())
}

#[userbot_testkit::test]
async fn pins_reads_reacts_and_types() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    let mut anns = MockClient::on(scene.bot.world())
        .account(&scene.ann)
        .start()
        .await?;
    for chat in scene.places() {
        let target = id(&scene, &chat);
        let hello = anns.act(|| scene.ann.send(&chat, "hello")).await;
        client.pin(target, hello.id()).await?;
        hello.expect_pinned();
        client.unpin(target, hello.id()).await?;
        assert!(!hello.is_pinned());
        refused(client.pin(target, 9_999).await, "MESSAGE_ID_INVALID");

        client.react(target, hello.id(), Some("👍")).await?;
        client.react(target, hello.id(), Some("👍")).await?;
        hello.expect_reaction("👍");
        client.react(target, hello.id(), None).await?;
        hello.expect_no_reaction();
        refused(
            client.react(target, hello.id(), Some("not an emoji")).await,
            "REACTION_INVALID",
        );

        assert!(scene.bot.owner().unread(&chat) > 0);
        client.read(target).await?;
        assert_eq!(scene.bot.owner().unread(&chat), 0);
        client.typing(target).await?;
        client
            .action(
                target,
                tl::enums::SendMessageAction::SendMessageRecordAudioAction,
            )
            .await?;
    }
    let typing = client.keep_typing("@the_club");
    scene.bot.settle().await;
    let before = scene.bot.rpc().count::<messages::SetTyping>();
    anns.advance(seconds(11)).await;
    assert_eq!(scene.bot.rpc().count::<messages::SetTyping>(), before + 2);
    drop(typing);
    anns.advance(minutes(1)).await;
    assert_eq!(scene.bot.rpc().count::<messages::SetTyping>(), before + 2);
    Ok(())
}

#[userbot_testkit::test]
async fn what_a_message_can_do_by_itself() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    for chat in scene.places() {
        let target = id(&scene, &chat);
        let asked = scene.ann.send(&chat, "hello");
        let hello = client
            .messages(target, &[asked.id(), 9_999])
            .await?
            .pop()
            .unwrap();
        assert_eq!(
            (hello.text(), hello.sender().unwrap().name()),
            ("hello", "Ann".into())
        );
        let answer = hello.reply("hi").await?;
        chat.last_message()
            .expect_text("hi")
            .expect_reply_to(&asked);
        assert_eq!(answer.reply_message().await?.unwrap().id(), hello.id());
        assert!(hello.reply_message().await?.is_none());
        hello.respond("by the way").await?;
        chat.last_message()
            .expect_text("by the way")
            .expect_no_reply();
        hello.react("❤").await?;
        asked.expect_reaction("❤");
        hello.unreact().await?;
        hello.pin().await?;
        hello.unpin().await?;
        hello.mark_read().await?;
        hello.forward_to("me").await?;
        scene.ann.edit(&asked, "hello!");
        assert_eq!(hello.refresh().await?.unwrap().text(), "hello!");
        answer.edit("hi!").await?;
        answer.delete().await?;
        assert!(answer.refresh().await?.is_none());
        refused(hello.edit("mine").await, "MESSAGE_AUTHOR_REQUIRED");
    }
    Ok(())
}

#[userbot_testkit::test]
async fn peers_by_every_kind_of_name() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    let ann = PeerId::User(scene.ann.id());
    let club = PeerId::Channel(scene.club.id());
    for name in [
        "@anna_lee",
        "anna_lee",
        "ANNA_LEE",
        "https://t.me/anna_lee",
        "t.me/anna_lee/",
        "+7 999 000-00-02",
    ] {
        assert_eq!(client.resolve(name).await?.id(), ann, "{name}");
    }
    let number = format!("-100{}", scene.club.id());
    for name in [
        "@the_club",
        "t.me/the_club/5",
        number.as_str(),
        &format!("t.me/c/{}/5", scene.club.id()),
    ] {
        assert_eq!(client.resolve(name).await?.id(), club, "{name}");
    }
    assert_eq!(client.resolve(number.parse::<i64>()?).await?.name(), "Club");
    assert_eq!(client.resolve(-scene.group.id()).await?.name(), "Group");
    assert!(client.resolve("me").await?.is_self());
    assert_eq!(client.get_me().await?.id(), client.me().unwrap().id());
    // What is known is not asked for again.
    let before = scene.bot.rpc().count::<contacts::ResolveUsername>();
    client.resolve("@anna_lee").await?;
    assert_eq!(scene.bot.rpc().count::<contacts::ResolveUsername>(), before);
    Ok(())
}

#[userbot_testkit::test]
async fn an_unknown_peer_is_an_error_that_says_what_to_do() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    let stranger = scene.bot.world().user("Stranger");
    let mut shown = Vec::new();
    for name in [
        "@nobody_at_all",
        "@anna_lea",
        "t.me/nobody_at_all",
        "+1 234 567 89 00",
        &stranger.id().to_string(),
        "-1009999999999",
        "-77",
        "",
        "two words",
        "https://example.org/x",
    ] {
        let error = client.send(name, "hi").await.unwrap_err();
        assert!(
            matches!(
                error.class(),
                ErrorClass::PeerInvalid | ErrorClass::InvalidInput
            ),
            "{name}: {error:?}"
        );
        shown.push(format!("{name:?}: {error}"));
    }
    insta::assert_snapshot!(shown.join("\n"));
    Ok(())
}

#[userbot_testkit::test]
async fn reads_history_in_both_directions_and_searches() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    for chat in scene.places() {
        let target = id(&scene, &chat);
        let all: Vec<_> = (0..130)
            .map(|n| scene.ann.send(&chat, &format!("number {n}")))
            .collect();
        let texts = |found: Vec<Message>| {
            found
                .iter()
                .map(|m| m.text().to_owned())
                .collect::<Vec<_>>()
        };
        let history = client.history(target).limit(120).collect().await?;
        assert_eq!(history.len(), 120);
        assert_eq!(
            (history[0].text(), history[119].text()),
            ("number 129", "number 10")
        );
        let older = client
            .history(target)
            .offset(all[3].id())
            .limit(2)
            .collect()
            .await?;
        assert_eq!(texts(older), ["number 2", "number 1"]);
        let between = client
            .history(target)
            .after(all[5].id())
            .before(all[8].id())
            .collect()
            .await?;
        assert_eq!(texts(between), ["number 7", "number 6"]);

        scene.bob.send(
            if chat == scene.ann.chat() {
                scene.bob.chat()
            } else {
                chat.clone()
            },
            "a needle of Bob",
        );
        scene.ann.send(&chat, "a needle of Ann");
        let found = client
            .search(target, "NEEDLE")
            .from("@anna_lee")
            .collect()
            .await?;
        assert_eq!(texts(found), ["a needle of Ann"]);
        scene
            .ann
            .send_media(&chat, Media::photo(b"png").caption("seen"));
        let photos = client
            .search(target, "")
            .filter(tl::enums::MessagesFilter::InputMessagesFilterPhotos);
        assert_eq!(texts(photos.collect().await?), ["seen"]);
        assert!(client.search(target, "hay").collect().await?.is_empty());
    }
    scene
        .bot
        .rpc()
        .on::<messages::GetHistory>()
        .error(400, "CHANNEL_PRIVATE")
        .once();
    refused(
        client.history("@the_club").collect().await,
        "CHANNEL_PRIVATE",
    );
    Ok(())
}

#[userbot_testkit::test]
async fn lists_members_and_chats() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    let robot = scene.bot.world().user("Robot").bot();
    let owner = scene.bot.owner().clone();
    for chat in [&scene.group, &scene.club] {
        let target = id(&scene, chat);
        owner.invite(chat, &robot);
        owner.promote(chat, &scene.ann);
        let members = client.participants(target).collect().await?;
        let mut names: Vec<_> = members
            .iter()
            .map(|member| member.peer.name().into_owned())
            .collect();
        names.sort();
        assert_eq!(names, ["Ann", "Bob", "Owner", "Robot"]);
        let admins = client.participants(target).admins().collect().await?;
        let mut roles: Vec<_> = admins
            .iter()
            .map(|admin| format!("{} {:?}", admin.peer.name(), admin.role))
            .collect();
        roles.sort();
        assert_eq!(roles, ["Ann Admin", "Owner Creator"]);
        let bots = client.participants(target).bots().collect().await?;
        assert_eq!((bots.len(), bots[0].role), (1, ParticipantRole::Member));
    }
    scene.ann.send_to_owner("newest");
    let mut dialogs = client.dialogs();
    let first = dialogs.next().await?.unwrap();
    assert_eq!((first.chat.name(), first.unread_count), ("Ann".into(), 1));
    assert_eq!(first.last_message.unwrap().text(), "newest");
    assert!(dialogs.next().await?.is_some());
    let error = client
        .participants("@anna_lee")
        .collect()
        .await
        .unwrap_err();
    assert_eq!(error.class(), ErrorClass::InvalidInput);
    refused(
        client.participants("@the_news").collect().await,
        "CHAT_ADMIN_REQUIRED",
    );
    Ok(())
}

#[userbot_testkit::test]
async fn joins_leaves_and_removes() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    let owner = scene.bot.owner().clone();
    assert!(!scene.news.has_member(&owner));
    assert_eq!(client.join("@the_news").await?.unwrap().name(), "News");
    assert!(scene.news.has_member(&owner));
    client.join("t.me/the_news").await?;
    client.leave("@the_news").await?;
    assert!(!scene.news.has_member(&owner));
    refused(client.leave("@the_news").await, "USER_NOT_PARTICIPANT");
    refused(client.join("t.me/+NoSuchInvite123").await, "INVITE_HASH_*");
    assert_eq!(
        client.join("@anna_lee").await.unwrap_err().class(),
        ErrorClass::InvalidInput
    );
    assert_eq!(
        client.leave("@anna_lee").await.unwrap_err().class(),
        ErrorClass::InvalidInput
    );

    for chat in [&scene.group, &scene.club] {
        let target = id(&scene, chat);
        client.kick(target, "@anna_lee").await?;
        assert!(!chat.has_member(&scene.ann) && !chat.is_banned(&scene.ann));
    }
    refused(client.leave("@the_club").await, "USER_CREATOR");
    let world = scene.bot.world();
    let group = world.group("Theirs").creator(&scene.ann).create();
    let club = world
        .supergroup("Theirs")
        .username("their_club")
        .creator(&scene.ann)
        .create();
    client.leave(PeerId::Group(group.id())).await?;
    client.leave("@their_club").await?;
    assert!(!group.has_member(&owner) && !club.has_member(&owner));
    scene.bot.rpc().expect::<channels::EditBanned>(2);
    Ok(())
}

#[userbot_testkit::test]
async fn presses_buttons() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    let robot = scene.bot.world().user("Robot").on_press(|data| match data {
        b"tea" => PressAnswer::Alert("Tea!".to_owned()),
        _ => PressAnswer::Nothing,
    });
    // A bot cannot write first.
    scene.bot.owner().send(&robot, "/start");
    let menu = robot.send_buttons(
        scene.bot.owner(),
        "?",
        &[&[("Tea", "tea"), ("Milk", "milk")]],
    );
    let message = client
        .messages(PeerId::User(robot.id()), &[menu.id()])
        .await?
        .pop()
        .unwrap();
    let answer = message.press("Tea").await?;
    assert_eq!((answer.text.as_deref(), answer.alert), (Some("Tea!"), true));
    assert_eq!(client.press_data(&message, b"milk").await?.text, None);
    let error = message.press("Juice").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the message has no button \"Juice\"; it has: Tea, Milk"
    );
    refused(client.press_data(&message, b"juice").await, "DATA_INVALID");
    Ok(())
}

#[userbot_testkit::test]
async fn files_go_up_and_down() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    let bytes: Vec<u8> = (0..1_300_000_u32).map(|n| (n % 251) as u8).collect();
    let sent = client
        .send(
            "@the_club",
            Outgoing::html("<i>big</i>").document("big.bin", bytes.clone()),
        )
        .await?;
    assert_eq!(scene.club.last_message().file().unwrap(), bytes);
    assert_eq!(sent.download(2_000_000).await?, bytes);
    let error = sent.download(1_000).await.unwrap_err();
    assert!(
        matches!(error, CallError::TooLarge { limit: 1_000 }),
        "{error:?}"
    );
    let mut chunks = sent.chunks()?;
    let mut length = 0;
    while let Some(chunk) = chunks.next().await? {
        length += chunk.len();
        scene.bot.world().expire_file_references();
    }
    assert_eq!(length, bytes.len());

    // A file that is there is sent again without an upload, also when the reference to it has expired.
    let before = scene
        .bot
        .rpc()
        .names()
        .iter()
        .filter(|name| name.starts_with("upload.save"))
        .count();
    client.send("me", &sent).await?;
    let after = scene
        .bot
        .rpc()
        .names()
        .iter()
        .filter(|name| name.starts_with("upload.save"))
        .count();
    assert_eq!(before, after);
    assert_eq!(
        scene
            .bot
            .world()
            .saved_messages()
            .last_message()
            .file()
            .unwrap(),
        bytes
    );

    let folder = tempfile::tempdir()?;
    let path = folder.path().join("note.txt");
    std::fs::write(&path, "from the disk")?;
    client
        .send(
            "me",
            Outgoing::default().document("note.txt", path.as_path()),
        )
        .await?;
    assert_eq!(
        scene
            .bot
            .world()
            .saved_messages()
            .last_message()
            .file()
            .unwrap(),
        b"from the disk"
    );
    let missing = Outgoing::default().document("gone.txt", folder.path().join("gone.txt"));
    let error = client.send("me", missing).await.unwrap_err();
    assert!(error.to_string().contains("gone.txt"), "{error}");
    assert!(
        client
            .send("me", Outgoing::default().document("empty", b""))
            .await
            .is_err()
    );
    Ok(())
}

#[userbot_testkit::test]
async fn any_function_of_telegram_can_be_called() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    let config = client.invoke(&tl::functions::help::GetNearestDc {}).await?;
    let tl::enums::NearestDc::Dc(nearest) = config;
    assert_eq!(nearest.this_dc, scene.bot.server().dc_id());
    let dropped = client
        .invoke(&messages::GetMessages { id: Vec::new() })
        .await;
    assert!(dropped.is_ok());
    assert!(client.raw().is_ok());
    Ok(())
}
