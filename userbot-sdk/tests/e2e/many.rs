//! Many people at once, and a handler that panics at one message of a hundred.

use std::collections::HashMap;

use userbot_sdk::prelude::*;
use userbot_testkit::prelude::*;
use userbot_testkit::world::User;

use crate::support::{note, notes};

/// 100 000 messages go the whole way, with the wire.
const CHATS: usize = 1_000;
const ROUNDS: usize = 100;

/// One message of a hundred, and in each chat another one.
fn is_deadly(chat: usize, round: usize) -> bool {
    (chat + round * 37).is_multiple_of(100)
}

/// Dies now and then.
#[derive(Module, Default)]
struct Mortal;

#[handlers]
impl Mortal {
    #[watcher(incoming)]
    async fn hear(&self, _ctx: &Context, message: &Message) -> Result<()> {
        assert!(!message.text().ends_with("deadly"), "as told");
        if message.text().ends_with('3') {
            // Some runs wait.
            tokio::task::yield_now().await;
        }
        note(message.text());
        Ok(())
    }
}

#[userbot_testkit::test]
async fn a_panic_at_one_message_of_a_hundred_loses_doubles_and_mixes_nothing() -> TestResult {
    let world = World::new();
    let me = &world.owner();
    let people: Vec<User> = (0..CHATS)
        .map(|number| world.user(&format!("Person {number}")))
        .collect();
    let mut bot = MockClient::on(&world).module::<Mortal>().start().await?;
    for round in 0..ROUNDS {
        bot.act(|| {
            for (chat, person) in people.iter().enumerate() {
                let end = if is_deadly(chat, round) {
                    " deadly"
                } else {
                    ""
                };
                person.send(me, &format!("{chat} {round}{end}"));
            }
        })
        .await;
    }
    let mut heard: HashMap<usize, Vec<usize>> = HashMap::new();
    for text in notes() {
        let (chat, round) = text.split_once(' ').unwrap();
        let rounds = heard.entry(chat.parse()?).or_default();
        rounds.push(round.parse()?);
    }
    for chat in 0..CHATS {
        let expected: Vec<usize> = (0..ROUNDS)
            .filter(|round| !is_deadly(chat, *round))
            .collect();
        assert_eq!(heard.remove(&chat), Some(expected), "chat {chat}");
    }
    let panics = CHATS * ROUNDS / 100;
    assert_eq!(bot.take_errors().len(), panics);
    assert_eq!(bot.running().stats().panics, u64::try_from(panics)?);
    Ok(())
}
