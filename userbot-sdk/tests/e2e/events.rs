//! Every kind of event reaches its watchers, with what it is about.

use std::sync::Arc;

use userbot_sdk::prelude::*;
use userbot_sdk::telegram::tl;
use userbot_testkit::prelude::*;
use userbot_testkit::rpc::functions;
use userbot_testkit::world::Media;

use crate::support::{note, notes};

/// Writes down everything that happens.
#[derive(Module, Default)]
struct Diary;

fn name(peer: Option<&Peer>) -> String {
    peer.map_or_else(|| "?".to_owned(), |peer| peer.name().into_owned())
}

#[handlers]
impl Diary {
    #[watcher]
    async fn edited(&self, _ctx: &Context, event: &Edited) -> Result<()> {
        let message = &event.message;
        note(format!(
            "edited {} in {}: {}",
            message.id(),
            name(Some(message.chat())),
            message.text()
        ));
        Ok(())
    }

    #[watcher]
    async fn deleted(&self, _ctx: &Context, event: &Deleted) -> Result<()> {
        note(format!(
            "deleted {:?} in {}",
            event.message_ids,
            name(event.chat.as_ref())
        ));
        Ok(())
    }

    #[watcher]
    async fn album(&self, ctx: &Context, event: &Album) -> Result<()> {
        let caption = event.caption().map_or("", |message| message.text());
        note(format!(
            "album of {} in {}: {caption}",
            event.messages.len(),
            name(Some(ctx.message()?.chat()))
        ));
        Ok(())
    }

    #[watcher]
    async fn reaction(&self, _ctx: &Context, event: &Reaction) -> Result<()> {
        let all: Vec<String> = event
            .reactions
            .iter()
            .map(|(kind, count)| format!("{}{count}", kind.emoji().unwrap_or("?")))
            .collect();
        note(format!(
            "reactions {all:?} on {} in {}",
            event.message_id,
            event.chat.name()
        ));
        Ok(())
    }

    #[watcher]
    async fn typing(&self, _ctx: &Context, event: &Typing) -> Result<()> {
        note(format!(
            "{} in {}: {:?}",
            event.user.name(),
            event.chat.name(),
            event.action
        ));
        Ok(())
    }

    #[watcher]
    async fn read(&self, _ctx: &Context, event: &ReadReceipt) -> Result<()> {
        let who = if event.outgoing { "they" } else { "we" };
        note(format!(
            "{who} read up to {} in {}",
            event.max_id,
            event.chat.name()
        ));
        Ok(())
    }

    #[watcher]
    async fn joined(&self, _ctx: &Context, event: &Joined) -> Result<()> {
        let by = event
            .added_by
            .as_ref()
            .map_or(String::new(), |by| format!(" by {}", by.name()));
        note(format!(
            "{} joined {}{by}",
            event.user.name(),
            event.chat.name()
        ));
        Ok(())
    }

    #[watcher]
    async fn left(&self, _ctx: &Context, event: &Left) -> Result<()> {
        let by = event
            .removed_by
            .as_ref()
            .map_or(String::new(), |by| format!(" by {}", by.name()));
        note(format!(
            "{} left {}{by}",
            event.user.name(),
            event.chat.name()
        ));
        Ok(())
    }

    #[watcher]
    async fn status(&self, _ctx: &Context, event: &UserStatus) -> Result<()> {
        note(format!("{} is {:?}", event.user.name(), event.presence));
        Ok(())
    }
}

#[userbot_testkit::test]
async fn edits_and_deletions() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.supergroup("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Diary>().start().await?;

    let (here, there) = (ann.send_to_owner("tpyo"), ann.send(&club, "tpyo"));
    bot.act(|| ann.edit(&here, "typo")).await;
    bot.act(|| ann.edit(&there, "typo")).await;
    assert_eq!(
        notes(),
        [
            format!("edited {} in Ann: typo", here.id()),
            format!("edited {} in Club: typo", there.id())
        ]
    );
    bot.act(|| ann.delete(&here)).await;
    bot.act(|| ann.delete(&there)).await;
    // Telegram does not say where a message of a private chat was, but its edit was seen.
    assert_eq!(
        notes(),
        [
            format!("deleted [{}] in Ann", here.id()),
            format!("deleted [{}] in Club", there.id())
        ]
    );
    Ok(())
}

#[userbot_testkit::test]
async fn an_album_comes_once_and_whole() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.group("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Diary>().start().await?;

    let parts = || {
        [
            Media::photo(b"1"),
            Media::photo(b"2").caption("Summer"),
            Media::video(3, b"3"),
        ]
    };
    bot.act(|| ann.album(&club, parts())).await;
    bot.act(|| ann.album(ann.chat(), parts())).await;
    assert_eq!(notes(), [""; 0]);
    bot.advance(std::time::Duration::from_millis(500)).await;
    let mut found = notes();
    found.sort();
    assert_eq!(
        found,
        ["album of 3 in Ann: Summer", "album of 3 in Club: Summer"]
    );

    // The next message ends an album at once; a single photo is none.
    bot.act(|| ann.album(&club, parts())).await;
    bot.act(|| ann.send_media(&club, Media::photo(b"4"))).await;
    assert_eq!(notes(), ["album of 3 in Club: Summer"]);
    bot.advance(seconds(5)).await;
    assert_eq!(notes(), [""; 0]);
    Ok(())
}

#[userbot_testkit::test]
async fn reactions_typing_and_reading() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.supergroup("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Diary>().start().await?;
    let mine = bot.send(&club, "look").await;
    let direct = bot.send(&ann, "look").await;
    notes();

    bot.act(|| ann.react(&mine, "👍")).await;
    assert_eq!(
        notes(),
        [format!("reactions [\"👍1\"] on {} in Club", mine.id())]
    );
    bot.act(|| ann.typing(world.owner())).await;
    bot.act(|| ann.typing(&club)).await;
    assert_eq!(notes(), ["Ann in Ann: Typing", "Ann in Club: Typing"]);
    bot.act(|| ann.read(world.owner())).await;
    bot.act(|| ann.read(&club)).await;
    assert_eq!(
        notes(),
        [
            format!("they read up to {} in Ann", direct.id()),
            format!("they read up to {} in Club", mine.id())
        ]
    );
    let hello = bot.act(|| ann.send_to_owner("hello")).await;
    let owner = world.owner();
    bot.act(|| owner.read(&ann)).await;
    assert_eq!(notes(), [format!("we read up to {} in Ann", hello.id())]);
    Ok(())
}

#[userbot_testkit::test]
async fn people_come_and_go() -> TestResult {
    let world = World::new();
    let (ann, bob) = (world.user("Ann"), world.user("Bob"));
    let owner = world.owner();
    let chats = [
        world.group("Group").member(&ann).create(),
        world.supergroup("Club").admin(&ann).create(),
    ];
    let mut bot = MockClient::on(&world).module::<Diary>().start().await?;
    for chat in &chats {
        let title = chat.title();
        bot.act(|| ann.invite(chat, &bob)).await;
        assert_eq!(notes(), [format!("Bob joined {title} by Ann")]);
        bot.act(|| bob.leave(chat)).await;
        assert_eq!(notes(), [format!("Bob left {title}")]);
        bot.act(|| owner.invite(chat, &bob)).await;
        bot.act(|| owner.kick(chat, &bob)).await;
        assert_eq!(
            notes(),
            [
                format!("Bob joined {title} by Owner"),
                format!("Bob left {title} by Owner")
            ]
        );
    }
    bot.act(|| world.user("Cid").join(&chats[1])).await;
    assert_eq!(notes(), ["Cid joined Club"]);
    Ok(())
}

#[userbot_testkit::test]
async fn somebody_comes_online() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann").contact();
    let mut bot = MockClient::on(&world).module::<Diary>().start().await?;
    let update = |status: tl::enums::UserStatus| {
        tl::types::UpdateUserStatus {
            user_id: ann.id(),
            status,
        }
        .into()
    };
    // She is known since she wrote.
    bot.act(|| ann.send_to_owner("hi")).await;
    notes();
    bot.act(|| {
        world.push_raw(
            &world.owner(),
            update(tl::types::UserStatusOnline { expires: 60 }.into()),
        );
    })
    .await;
    bot.act(|| {
        world.push_raw(
            &world.owner(),
            update(tl::types::UserStatusOffline { was_online: 0 }.into()),
        );
    })
    .await;
    assert_eq!(
        notes(),
        [
            "Ann is Online(1970-01-01T00:01:00Z)",
            "Ann is Offline(1970-01-01T00:00:00Z)"
        ]
    );
    Ok(())
}

/// Sees updates as they came.
#[derive(Module, Default)]
struct Raws;

#[handlers]
impl Raws {
    #[watcher]
    async fn raw(&self, _ctx: &Context, event: &RawUpdate) -> Result<()> {
        if let tl::enums::Update::PeerBlocked(update) = event.update() {
            note(format!("blocked: {}", update.blocked));
        }
        Ok(())
    }
}

#[userbot_testkit::test]
async fn updates_that_have_no_event_of_their_own() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let mut bot = MockClient::on(&world).module::<Raws>().start().await?;
    let owner = world.owner();
    bot.act(|| owner.block(&ann)).await;
    bot.act(|| owner.unblock(&ann)).await;
    assert_eq!(notes(), ["blocked: true", "blocked: false"]);
    Ok(())
}

/// Has buttons.
#[derive(Module, Default)]
struct Buttons;

#[handlers]
impl Buttons {
    #[watcher(incoming, starts_with = "/menu")]
    async fn menu(&self, _ctx: &Context, message: &Message) -> Result<()> {
        use userbot_sdk::telegram::Button;
        let rows = vec![vec![
            Button::callback("Tea", b"tea"),
            Button::callback("Coffee", b"coffee"),
        ]];
        message.reply(Outgoing::text("What?").buttons(rows)).await?;
        Ok(())
    }

    #[watcher(private)]
    async fn pressed(&self, _ctx: &Context, press: &CallbackPress) -> Result<()> {
        note(format!(
            "{} pressed {}",
            press.user.name(),
            String::from_utf8_lossy(&press.data)
        ));
        press
            .answer(Some("Coming"), press.data == b"coffee")
            .await?;
        Ok(())
    }
}

#[userbot_testkit::test]
async fn a_bot_account_sees_presses_of_its_buttons() -> TestResult {
    let world = World::new();
    let waiter = world.user("Waiter").bot();
    let ann = world.user("Ann");
    let mut bot = MockClient::on(&world)
        .account(&waiter)
        .module::<Buttons>()
        .start()
        .await?;
    bot.act(|| ann.send(&waiter, "/menu")).await;
    let menu = world.private(&ann, &waiter).last_message();
    menu.expect_text("What?")
        .expect_button("Coffee")
        .expect_from(&waiter);
    let press = bot.act(|| ann.press(&menu, "Coffee")).await;
    press.expect_toast("Coming");
    assert!(press.answer().unwrap().alert);
    assert_eq!(notes(), ["Ann pressed coffee"]);
    bot.rpc()
        .expect::<functions::messages::SetBotCallbackAnswer>(1);
    Ok(())
}

#[userbot_testkit::test]
async fn several_bots_share_one_world() -> TestResult {
    let world = World::new();
    let (ann, waiter) = (world.user("Ann"), world.user("Waiter").bot());
    let club = world.supergroup("Club").members([&ann, &waiter]).create();
    let mine = MockClient::on(&world).module::<Diary>().start().await?;
    let anns = MockClient::on(&world)
        .account(&ann)
        .module::<Diary>()
        .start()
        .await?;
    let mut robot = MockClient::on(&world)
        .account(&waiter)
        .module::<Buttons>()
        .start()
        .await?;
    let asked = robot.act(|| ann.send(&club, "/menu")).await;
    mine.settle().await;
    anns.settle().await;
    club.last_message()
        .expect_from(&waiter)
        .expect_reply_to(&asked);
    robot.act(|| ann.edit(&asked, "/menue")).await;
    mine.settle().await;
    anns.settle().await;
    let expected = format!("edited {} in Club: /menue", asked.id());
    assert_eq!(notes(), [expected.clone(), expected]);
    Ok(())
}

#[userbot_testkit::test]
async fn bots_in_two_worlds_know_nothing_of_each_other() -> TestResult {
    let (one, two) = (World::new(), World::new());
    let (ann, bob) = (one.user("Ann"), two.user("Bob"));
    let mut first = MockClient::on(&one).module::<Diary>().start().await?;
    let second = MockClient::on(&two).module::<Diary>().start().await?;
    assert!(!Arc::ptr_eq(
        first.client().session(),
        second.client().session()
    ));
    let hello = first.act(|| ann.send_to_owner("hello")).await;
    first.act(|| ann.edit(&hello, "hi")).await;
    second.settle().await;
    assert_eq!(notes(), [format!("edited {} in Ann: hi", hello.id())]);
    assert!(bob.chat().messages().is_empty());
    Ok(())
}
