//! Whatever happens on the way, in whatever order: each message is handled once, in the order of
//! its chat.

use std::sync::Arc;

use userbot_sdk::prelude::*;
use userbot_testkit::prelude::*;
use userbot_testkit::world::Chat;

use crate::support::{note, notes};

/// Notes what it hears.
#[derive(Module, Default)]
struct Probe;

#[handlers]
impl Probe {
    #[watcher(incoming)]
    async fn hear(&self, ctx: &Context, message: &Message) -> Result<()> {
        if message.text().ends_with('7') {
            // A call in the middle of some runs.
            ctx.client()
                .history(message.chat())
                .limit(1)
                .collect()
                .await?;
        }
        note(message.text());
        Ok(())
    }
}

/// Gives the same numbers for the same seed (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

async fn run(seed: u64) -> TestResult {
    let mut dice = Dice(seed);
    let world = World::with_seed(seed + 1);
    let (ann, bob) = (world.user("Ann"), world.user("Bob"));
    let chats: Vec<Chat> = vec![
        ann.chat(),
        world.group("Group").members([&ann, &bob]).create(),
        world.supergroup("Club").members([&ann, &bob]).create(),
        world.channel("News").admin(&ann).create(),
    ];
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    let mut story = Vec::new();
    let mut sent: Vec<Vec<String>> = vec![Vec::new(); chats.len()];
    let mut heard = Vec::new();
    for step in 0..60 {
        let act = dice.roll(20);
        story.push(act);
        match act {
            0 => drop(bot.faults().drop_pushes(1)),
            1 => drop(bot.faults().double_pushes(2)),
            2 => drop(bot.faults().reorder_pushes()),
            3 => {
                let server = bot.server().clone();
                bot.act(|| server.drop_connections()).await;
            }
            4 => bot.server().change_salts(),
            5 => drop(bot.faults().gzip_over(Some(16)).fragment_writes(Some(100))),
            6 | 7 => {
                let pause = seconds(dice.roll(60));
                bot.advance(pause).await;
            }
            8 => {
                let session = Arc::clone(bot.client().session());
                bot.stop().await;
                drop(bot);
                heard.extend(notes());
                if dice.roll(2) == 0 {
                    sent[0].push(format!("0 while off {step}"));
                    ann.send(&chats[0], &format!("0 while off {step}"));
                    sent[2].push(format!("2 while off {step}"));
                    ann.send(&chats[2], &format!("2 while off {step}"));
                }
                bot = MockClient::on(&world)
                    .module::<Probe>()
                    .session(session)
                    .start()
                    .await?;
            }
            9 => {
                // Something else happens in between.
                let said = chats[2].messages().len();
                bot.act(|| bob.typing(&chats[2])).await;
                assert_eq!(chats[2].messages().len(), said);
            }
            _ => {
                let chat = usize::try_from(dice.roll(4)).unwrap();
                let burst = dice.roll(3) + 1;
                for number in 0..burst {
                    let text = format!("{chat} {step}.{number}");
                    ann.send(&chats[chat], &text);
                    sent[chat].push(text);
                }
                if dice.roll(3) > 0 {
                    bot.settle().await;
                }
            }
        }
    }
    bot.faults().clear();
    bot.advance(minutes(20)).await;
    heard.extend(notes());
    for (chat, sent) in sent.iter().enumerate() {
        let here: Vec<&String> = heard
            .iter()
            .filter(|text| text.starts_with(&format!("{chat} ")))
            .collect();
        assert_eq!(
            here,
            sent.iter().collect::<Vec<_>>(),
            "chat {chat}, seed {seed}: {story:?}"
        );
    }
    Ok(())
}

macro_rules! seeds {
    ($($name:ident: $seeds:expr,)*) => {
        $(
            #[test]
            fn $name() {
                for seed in $seeds {
                    userbot_testkit::run_test(stringify!($name), || run(seed));
                }
            }
        )*
    };
}

seeds! {
    some_seeds: 0..8,
    more_seeds: 100..108,
}
