//! The client against a simulated Telegram: sending, editing, finding, files.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failure is what a test is for"
)]

mod telegram_support;

use telegram_support::{Rig, soon};
use userbot_sdk::telegram::{CallError, Edit, Outgoing, PeerId};

#[tokio::test]
async fn sends_edits_and_deletes() {
    let rig = Rig::new().await;
    let ann = rig.world.user("Ann").username("ann_lee");
    let (client, _pump) = rig.connect();
    let chat = rig.world.private(&rig.world.owner(), &ann);

    let sent = soon(client.send("@ann_lee", "<b>Hello</b> there"))
        .await
        .unwrap();
    assert!(sent.outgoing());
    assert_eq!(sent.chat().id(), PeerId::User(ann.id()));
    assert_eq!(sent.html(), "<b>Hello</b> there");
    chat.last_message()
        .expect_text("Hello there")
        .expect_from_owner();

    let edited = soon(sent.edit("Hi")).await.unwrap();
    assert_eq!(edited.into_message().unwrap().text(), "Hi");
    assert!(matches!(soon(sent.edit("Hi")).await, Ok(Edit::Unchanged)));
    chat.last_message().expect_edited("Hi");

    let last = chat.last_message();
    soon(sent.delete()).await.unwrap();
    last.expect_deleted();
    assert!(soon(sent.refresh()).await.unwrap().is_none());
}

#[tokio::test]
async fn an_unknown_name_is_an_error_that_helps() {
    let rig = Rig::new().await;
    let (client, _pump) = rig.connect();
    let error = soon(client.send("@nobody_here", "x")).await.unwrap_err();
    assert!(matches!(error, CallError::PeerUnknown { .. }), "{error:?}");
    let error = soon(client.send(777_555_i64, "x")).await.unwrap_err();
    assert!(error.to_string().contains("use a @username"), "{error}");
    let error = soon(client.send("no such name!", "x")).await.unwrap_err();
    assert!(matches!(error, CallError::InvalidInput(_)), "{error:?}");
    let error = soon(client.send("me", "")).await.unwrap_err();
    assert!(matches!(error, CallError::InvalidInput(_)), "{error:?}");
}

#[tokio::test]
async fn an_id_is_found_in_the_dialogs() {
    let rig = Rig::new().await;
    let ann = rig.world.user("Ann");
    let club = rig.world.supergroup("Club").member(&ann).create();
    ann.send(&club, "first");
    let (client, _pump) = rig.connect();
    let id = PeerId::Channel(club.id());
    let sent = soon(client.send(id, "found")).await.unwrap();
    assert_eq!(sent.chat().name(), "Club");
    assert!(sent.chat().is_supergroup());
    club.last_message().expect_text("found");
    assert_eq!(rig.calls("messages.getDialogs"), 1);
}

#[tokio::test]
async fn saved_messages_are_the_accounts_own() {
    let rig = Rig::new().await;
    let (client, _pump) = rig.connect();
    let sent = soon(client.send("me", "note")).await.unwrap();
    assert!(sent.is_saved() && sent.outgoing() && sent.is_editable());
    rig.world
        .saved_messages()
        .last_message()
        .expect_text("note");
    let me = soon(client.get_me()).await.unwrap();
    assert!(me.is_self());
    assert_eq!(me.id(), PeerId::User(rig.world.owner().id()));
}

#[tokio::test]
async fn reads_history_and_searches() {
    let rig = Rig::new().await;
    let ann = rig.world.user("Ann");
    let club = rig.world.group("Club").member(&ann).create();
    for number in 0..250 {
        ann.send(&club, &format!("message {number}"));
    }
    let (client, _pump) = rig.connect();
    let id = PeerId::Group(club.id());
    let all = soon(client.history(id).collect()).await.unwrap();
    let texts: Vec<&str> = all
        .iter()
        .map(userbot_sdk::telegram::Message::text)
        .filter(|text| text.starts_with("message"))
        .collect();
    assert_eq!(texts.len(), 250);
    assert_eq!((texts[0], texts[249]), ("message 249", "message 0"));
    let some = soon(client.history(id).limit(3).collect()).await.unwrap();
    assert_eq!(some.len(), 3);
    let found = soon(client.search(id, "message 17").limit(10).collect())
        .await
        .unwrap();
    assert!(!found.is_empty() && found.iter().all(|m| m.text().contains("17")));
    let one = soon(client.messages(id, &[some[1].id(), 999_999]))
        .await
        .unwrap();
    assert_eq!(one.len(), 1);
    assert_eq!(one[0].sender().unwrap().name(), "Ann");
}

#[tokio::test]
async fn answers_by_editing_or_replying() {
    let rig = Rig::new().await;
    let ann = rig.world.user("Ann");
    let club = rig.world.group("Club").member(&ann).create();
    let asked = ann.send(&club, "What?");
    let (client, mut pump) = rig.run().await;
    let own = soon(client.send(PeerId::Group(club.id()), ".cmd"))
        .await
        .unwrap();
    let command = club.last_message();
    let answer = soon(own.answer("<i>Done</i>")).await.unwrap();
    assert_eq!(answer.id(), own.id());
    command.expect_edited("Done");
    soon(answer.answer("<i>Done</i>")).await.unwrap();

    let incoming = soon(client.messages(own.chat().id(), &[asked.id()]))
        .await
        .unwrap();
    soon(incoming[0].answer("Because")).await.unwrap();
    club.last_message()
        .expect_text("Because")
        .expect_reply_to(&asked);
    assert_eq!(pump.message().await.text(), ".cmd");
}

#[tokio::test]
async fn a_long_answer_continues_and_a_very_long_one_is_a_file() {
    let rig = Rig::new().await;
    let (client, _pump) = rig.connect();
    let own = soon(client.send("me", ".long")).await.unwrap();
    let text = vec!["word ".repeat(700); 3].join("\n\n");
    let before = rig.world.saved_messages().messages().len();
    soon(own.answer(Outgoing::text(text))).await.unwrap();
    assert_eq!(rig.world.saved_messages().messages().len(), before + 2);

    let own = soon(client.send("me", ".longer")).await.unwrap();
    let command = rig.world.saved_messages().last_message();
    let text = "line\n".repeat(20_000);
    let file = soon(own.answer(Outgoing::text(text.clone())))
        .await
        .unwrap();
    command.expect_deleted();
    let bytes = soon(file.download(1 << 20)).await.unwrap();
    assert!(bytes == text.as_bytes());
}

#[tokio::test]
async fn files_go_up_and_down() {
    let rig = Rig::new().await;
    let (client, _pump) = rig.connect();
    let bytes: Vec<u8> = (0..1_300_000_u32)
        .map(|n| u8::try_from(n % 251).unwrap())
        .collect();
    let what = Outgoing::text("data").document("data.bin", bytes.clone());
    let sent = soon(client.send("me", what)).await.unwrap();
    let media = sent.media().unwrap();
    assert_eq!(media.file_name(), Some("data.bin"));
    assert_eq!(media.size(), Some(1_300_000));
    assert!(soon(sent.download(2_000_000)).await.unwrap() == bytes);
    let error = soon(sent.download(1000)).await.unwrap_err();
    assert!(
        matches!(error, CallError::TooLarge { limit: 1000 }),
        "{error:?}"
    );

    // A file on the disk, and one that expired between message and download.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    std::fs::write(&path, "from the disk").unwrap();
    let sent = soon(client.send("me", Outgoing::default().document("a.txt", path)))
        .await
        .unwrap();
    rig.world.expire_file_references();
    assert_eq!(soon(sent.download(100)).await.unwrap(), b"from the disk");

    let missing = Outgoing::default().document("b", folder.path().join("none"));
    let error = soon(client.send("me", missing)).await.unwrap_err();
    assert!(matches!(error, CallError::File { .. }), "{error:?}");
}

#[tokio::test]
async fn forwards_pins_reads_and_reacts() {
    let rig = Rig::new().await;
    let ann = rig.world.user("Ann");
    let club = rig.world.supergroup("Club").member(&ann).create();
    let asked = ann.send(&club, "Look");
    let (client, _pump) = rig.connect();
    let id = PeerId::Channel(club.id());
    let message = soon(client.messages(id, &[asked.id()]))
        .await
        .unwrap()
        .remove(0);

    let copy = soon(message.forward_to("me")).await.unwrap();
    assert!(copy.is_forward() && !copy.is_editable());
    rig.world.saved_messages().last_message().expect_forwarded();

    soon(message.pin()).await.unwrap();
    asked.expect_pinned();
    soon(message.react("👍")).await.unwrap();
    asked.expect_reaction("👍");
    soon(message.unreact()).await.unwrap();
    asked.expect_no_reaction();
    soon(message.mark_read()).await.unwrap();
    soon(client.typing(id)).await.unwrap();

    let reply = soon(message.reply("Nice")).await.unwrap();
    let replied = soon(reply.reply_message()).await.unwrap().unwrap();
    assert_eq!(replied.id(), message.id());
}

#[tokio::test]
async fn lists_members_and_dialogs() {
    let rig = Rig::new().await;
    let ann = rig.world.user("Ann");
    let bob = rig.world.user("Bob");
    let small = rig.world.group("Small").member(&ann).create();
    let large = rig
        .world
        .supergroup("Large")
        .member(&ann)
        .admin(&bob)
        .create();
    ann.send(&small, "x");
    ann.send(&large, "y");
    let (client, _pump) = rig.connect();
    for id in [PeerId::Group(small.id()), PeerId::Channel(large.id())] {
        let members = soon(client.participants(id).collect()).await.unwrap();
        let names: Vec<String> = members.iter().map(|m| m.peer.name().into_owned()).collect();
        assert!(names.contains(&"Ann".to_owned()), "{names:?}");
    }
    let id = PeerId::Channel(large.id());
    let admins = soon(client.participants(id).admins().collect())
        .await
        .unwrap();
    assert!(admins.iter().any(|admin| admin.peer.name() == "Bob"));
    let mut dialogs = client.dialogs();
    let mut last = Vec::new();
    while let Some(dialog) = soon(dialogs.next()).await.unwrap() {
        last.push((
            dialog.chat.name().into_owned(),
            dialog.last_message.unwrap().text().to_owned(),
        ));
    }
    assert!(
        last.contains(&("Large".to_owned(), "y".to_owned())),
        "{last:?}"
    );
    assert!(
        last.contains(&("Small".to_owned(), "x".to_owned())),
        "{last:?}"
    );
}

#[tokio::test]
async fn a_person_of_whom_only_the_name_is_known_can_be_written_to() {
    let rig = Rig::new().await;
    let ann = rig.world.user("Ann");
    let club = rig.world.supergroup("Club").member(&ann).create();
    rig.world.min_users(true);
    let (client, mut pump) = rig.run().await;
    ann.send(&club, "hello");
    let message = pump.message().await;
    let sender = message.sender().unwrap();
    assert!(sender.is_min());
    assert_eq!(sender.name(), "Ann");
    soon(client.send(sender, "I saw you in the club"))
        .await
        .unwrap();
    rig.world
        .private(&rig.world.owner(), &ann)
        .last_message()
        .expect_text("I saw you in the club");
}

#[tokio::test]
async fn presses_buttons_joins_and_leaves() {
    use userbot_testkit::world::PressAnswer;

    let rig = Rig::new().await;
    let bot = rig
        .world
        .user("Helper")
        .username("helper_bot")
        .bot()
        .on_press(|data| PressAnswer::Alert(String::from_utf8_lossy(data).into_owned()));
    let open = rig
        .world
        .supergroup("Open")
        .username("open_club")
        .creator(&bot)
        .without_owner()
        .create();
    rig.world.owner().send(&bot, "/start");
    let (client, mut pump) = rig.run().await;
    bot.send_buttons(rig.world.owner(), "Choose", &[&[("Yes", "y"), ("No", "n")]]);
    let message = pump.message().await;
    let labels: Vec<String> = message
        .buttons()
        .concat()
        .iter()
        .map(|button| button.label().to_owned())
        .collect();
    assert_eq!(labels, ["Yes", "No"]);
    let answer = soon(message.press("No")).await.unwrap();
    assert_eq!((answer.text.as_deref(), answer.alert), (Some("n"), true));
    let error = soon(message.press("Maybe")).await.unwrap_err();
    assert!(error.to_string().contains("Yes, No"), "{error}");

    let chat = soon(client.join("t.me/open_club")).await.unwrap().unwrap();
    assert_eq!(chat.name(), "Open");
    assert!(open.has_member(&rig.world.owner()));
    soon(client.join("@open_club")).await.unwrap();
    soon(client.leave(&chat)).await.unwrap();
    assert!(!open.has_member(&rig.world.owner()));
}

#[tokio::test(start_paused = true)]
async fn typing_is_kept_up_until_the_guard_is_dropped() {
    let rig = Rig::new().await;
    let ann = rig.world.user("Ann").username("ann_lee");
    let (client, _pump) = rig.connect();
    soon(client.resolve("@ann_lee")).await.unwrap();
    let _clock = telegram_support::StoppedClock::hold();
    let guard = client.keep_typing(PeerId::User(ann.id()));
    rig.pass(&client, 11).await;
    assert_eq!(rig.calls("messages.setTyping"), 3);
    drop(guard);
    rig.pass(&client, 11).await;
    assert_eq!(rig.calls("messages.setTyping"), 3);
}

#[tokio::test]
async fn topics_are_kept() {
    let rig = Rig::new().await;
    let ann = rig.world.user("Ann");
    let forum = rig
        .world
        .supergroup("Forum")
        .member(&ann)
        .topic("News")
        .create();
    let (_client, mut pump) = rig.run().await;
    let said = ann.send_in_topic(&forum, "News", "something new");
    let message = pump.message().await;
    assert_eq!(message.topic_id(), Some(forum.topic("News")));
    assert_eq!(message.reply_to(), None);
    soon(message.answer("indeed")).await.unwrap();
    forum
        .last_message()
        .expect_topic("News")
        .expect_reply_to(&said);
    soon(message.respond("by the way")).await.unwrap();
    forum.last_message().expect_topic("News").expect_no_reply();
}
