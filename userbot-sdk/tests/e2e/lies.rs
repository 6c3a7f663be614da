//! A Telegram that says things which are not so.

use userbot_sdk::prelude::*;
use userbot_sdk::telegram::TakeoutOptions;
use userbot_sdk::tl;
use userbot_testkit::prelude::*;
use userbot_testkit::rpc::functions::{channels, contacts, messages};

#[userbot_testkit::test]
async fn lists_that_begin_anew_for_ever_end() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann").username("ann");
    let club = world.supergroup("Club").username("the_club").create();
    let bot = MockClient::on(&world).start().await?;
    let client = bot.client();

    // The same people on each page, and a hundred pages more.
    world.owner().block(&ann);
    let request = contacts::GetBlocked {
        my_stories_from: false,
        offset: 0,
        limit: 100,
    };
    let answer = client.invoke(&request).await?;
    let (blocked, chats, users) = match answer {
        tl::enums::contacts::Blocked::Blocked(all) => (all.blocked, all.chats, all.users),
        tl::enums::contacts::Blocked::Slice(part) => (part.blocked, part.chats, part.users),
    };
    let slice = tl::types::contacts::BlockedSlice {
        count: 10_000,
        blocked,
        chats,
        users,
    };
    bot.rpc().on::<contacts::GetBlocked>().reply(slice.into());
    let names: Vec<_> = client.blocked().await?;
    assert_eq!(names.len(), 1);

    let invite = client
        .create_invite("@the_club", userbot_sdk::telegram::InviteOptions::new())
        .await?;
    let request = messages::GetExportedChatInvites {
        revoked: false,
        peer: client.input_peer("@the_club").await?,
        admin_id: tl::enums::InputUser::UserSelf,
        offset_date: None,
        offset_link: None,
        limit: 100,
    };
    let tl::enums::messages::ExportedChatInvites::Invites(mut page) =
        client.invoke(&request).await?;
    page.count = 10_000;
    let links = page.invites.len();
    bot.rpc()
        .on::<messages::GetExportedChatInvites>()
        .reply(page.into());
    let found = client.invites("@the_club").await?;
    assert_eq!(found.len(), links);
    assert!(found.iter().any(|one| one.link == invite.link));

    world.owner().leave(&club);
    let export = client.takeout(TakeoutOptions::new().supergroups()).await?;
    let all = export
        .invoke(&channels::GetLeftChannels { offset: 0 })
        .await?;
    let tl::enums::messages::Chats::Chats(all) = all else {
        panic!("{all:?}");
    };
    let slice = tl::types::messages::ChatsSlice {
        count: 10_000,
        chats: all.chats,
    };
    bot.rpc()
        .on::<channels::GetLeftChannels>()
        .reply(slice.into());
    assert_eq!(export.left_channels().await?.len(), 1);
    export.finish(true).await?;
    Ok(())
}

/// Answers, and remembers nothing.
#[derive(Module, Default)]
pub(super) struct Echo;

#[handlers]
impl Echo {
    #[watcher(incoming)]
    async fn echo(&self, _ctx: &Context, message: &Message) -> Result<()> {
        message.reply(message.text()).await?;
        Ok(())
    }
}

#[userbot_testkit::test]
async fn answers_that_are_lost_are_given_once() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.supergroup("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Echo>().start().await?;
    for chat in [ann.chat(), club] {
        for number in 0..5 {
            bot.rpc().on::<messages::SendMessage>().lose_answer().once();
            let text = format!("hello {number}");
            bot.act(|| ann.send(&chat, &text)).await;
            let echoes = chat
                .messages()
                .iter()
                .filter(|message| message.text() == text)
                .count();
            assert_eq!(echoes, 2, "{}", chat.transcript());
        }
    }
    Ok(())
}

#[userbot_testkit::test]
async fn a_group_that_becomes_a_supergroup_meanwhile_gets_the_answer() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let group = world.group("Group").member(&ann).create();
    let bot = MockClient::on(&world).module::<Echo>().start().await?;
    let client = bot.client();
    let before = client.dialogs().next().await?;
    let old = before.map(|dialog| dialog.chat).unwrap();
    let sent = client.send(&old, "before").await?;
    // Another device of the owner makes it a supergroup; the bot's module still has the old chat in its hands.
    let request = messages::MigrateChat {
        chat_id: group.id(),
    };
    client.invoke(&request).await?;
    let after = client.send(&old, "after").await?;
    assert!(after.chat().is_supergroup(), "{after:?}");
    assert_ne!(after.chat().id(), sent.chat().id());
    let replied = sent.reply("to an old one").await?;
    assert!(replied.chat().is_supergroup(), "{replied:?}");
    Ok(())
}

#[userbot_testkit::test]
async fn a_clock_of_this_machine_that_is_slow_costs_nothing() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let mut bot = MockClient::on(&world).module::<Echo>().start().await?;
    for (number, skew) in [40, 400, 7_200, 1_000_000].into_iter().enumerate() {
        let server = bot.server().clone();
        bot.act(|| {
            server.skew_clock(skew);
            server.drop_connections();
        })
        .await;
        let text = format!("hello {number}");
        bot.act(|| ann.send_to_owner(&text)).await;
        ann.chat().last_message().expect_text(&text);
        let told = ann.chat().messages();
        let echoes = told.iter().filter(|message| message.text() == text);
        assert_eq!(echoes.count(), 2, "{skew}: {}", ann.chat().transcript());
    }
    Ok(())
}
