//! A whole bot on a machine whose clock is ahead of Telegram's.

use std::time::Duration;

use userbot_sdk::prelude::*;
use userbot_testkit::prelude::*;
use userbot_testkit::rpc::functions::{auth, upload};
use userbot_testkit::server::Server;
use userbot_testkit::world::{Chat, Media};

use crate::lies::Echo;
use crate::media::file;

/// Puts the clock of the machine so far ahead of a data centre's. The data centre is some way off: without that, one
/// refusal would follow the other with no time between.
fn put_ahead(server: &Server, seconds: i64) {
    server.faults().latency(Some(Duration::from_millis(100)));
    // The time that a test lets pass is the data centre's alone.
    let passed = i64::try_from(server.uptime().as_secs()).unwrap();
    server.skew_clock(-seconds - passed);
}

/// Lets time pass until something is done.
async fn in_time<T: Send + 'static>(
    bot: &mut MockClient,
    work: impl Future<Output = T> + Send + 'static,
) -> T {
    let task = tokio::spawn(work);
    for _ in 0..60 {
        if task.is_finished() {
            break;
        }
        bot.advance(seconds(1)).await;
    }
    assert!(task.is_finished(), "it takes more than a minute");
    task.await.unwrap()
}

fn count(chat: &Chat, text: &str) -> usize {
    let all = chat.messages();
    all.iter().filter(|message| message.text() == text).count()
}

#[userbot_testkit::test]
async fn messages_are_answered_once_whatever_the_clock_says() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.supergroup("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Echo>().start().await?;
    for (number, ahead) in [40, 400, 7_200, 1_000_000, 0, 90].into_iter().enumerate() {
        put_ahead(bot.server(), ahead);
        let text = format!("hello {number}");
        for chat in [ann.chat(), club.clone()] {
            bot.act(|| ann.send(&chat, &text)).await;
        }
        bot.advance(seconds(20)).await;
        for chat in [ann.chat(), club.clone()] {
            assert_eq!(count(&chat, &text), 2, "{ahead}: {}", chat.transcript());
        }
    }
    Ok(())
}

#[userbot_testkit::test]
async fn the_doctor_tells_that_the_clock_is_wrong() -> TestResult {
    for (language, ahead) in [
        ("en", "The clock of this machine is ahead by"),
        ("ru", "Часы этого компьютера спешат на"),
    ] {
        let world = World::new();
        let mut bot = MockClient::on(&world).languages([language]).start().await?;
        let saved = world.saved_messages();
        let asked = bot.send(&saved, ".doctor").await;
        assert!(!asked.text().contains(ahead));
        put_ahead(bot.server(), 400);
        let asked = bot.send(&saved, ".doctor").await;
        bot.advance(seconds(20)).await;
        let asked = saved.message(asked.id());
        // It noticed while the answer waited, which was made before.
        assert!(asked.text().contains("doctor"), "{}", asked.text());
        assert!(!asked.text().contains(ahead));
        let asked = bot.send(&saved, ".doctor").await;
        bot.advance(seconds(10)).await;
        let asked = saved.message(asked.id());
        asked.expect_contains(ahead);
    }
    Ok(())
}

#[userbot_testkit::test]
async fn files_come_from_other_data_centres_whatever_the_clock_says() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let mut bot = MockClient::on(&world)
        .data_centre(4)
        .cdn(203)
        .start()
        .await?;
    let (content, bytes) = file(17, 2_500_001);
    // The clock is wrong from the second time on: it jumps while the connections are there.
    for (number, (there, network)) in [(4, None), (4, None), (2, Some(203)), (4, None)]
        .into_iter()
        .enumerate()
    {
        world.keep_files_in(there);
        let seen = ann.send_media(bot.owner().clone(), Media::document("a", "b", content));
        if let Some(network) = network {
            seen.put_on_cdn(network);
        }
        if number == 1 {
            for dc in [2, 4, 203] {
                put_ahead(bot.data_centre(dc), 400);
            }
        }
        let (client, from, id) = (bot.client().clone(), PeerId::User(ann.id()), seen.id());
        let got = in_time(&mut bot, async move {
            let mut found = client.messages(from, &[id]).await?;
            found.remove(0).download(3_000_000).await
        });
        assert!(got.await? == bytes, "{number}");
    }
    bot.rpc().expect::<auth::ExportAuthorization>(1);
    assert!(bot.data_centre(4).rpc().count::<upload::GetFile>() >= 5);
    let network = bot.data_centre(203).rpc();
    assert!(network.count::<upload::GetCdnFile>() >= 5);
    Ok(())
}
