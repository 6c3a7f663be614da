//! The other side: people who talk, and a Telegram that misbehaves.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::time::Duration;

use serde_json::json;
use tokio::time::{Instant, MissedTickBehavior, interval};
use userbot_sdk::error::{Error, Result};
use userbot_sdk::telegram::tl::functions::messages::SendMessage;
use userbot_sdk::telegram::{Session, StringFormat};
use userbot_testkit::server::{Server, ServerConfig};
use userbot_testkit::world::{Chat, User, World};

use super::Options;

/// How many chats there are of each of four kinds.
const EACH: usize = 5;
/// Seconds between two faults, at most.
const PAUSE: u64 = 8;
/// A frozen connection is noticed within 90 seconds.
const BETWEEN_FREEZES: Duration = Duration::from_secs(150);
/// The network part may die five times in a minute; this leaves some room.
const BETWEEN_DEATHS: Duration = Duration::from_secs(30);

/// Prints the login, waits for the word, talks and misbehaves, prints what was said, waits for the word again and
/// prints how many answers there are.
pub(super) async fn serve(options: &Options) -> Result<()> {
    let world = World::with_seed(options.seed);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    world.starts_at(i64::try_from(now.as_secs())?);
    let (people, chats) = populate(&world);
    let server = world.serve(ServerConfig::new().seed(options.seed)).await?;
    let login = Session::in_memory(world.login(&server, &world.owner(), 1));
    let login = login.export()?.to_text(StringFormat::Telethon)?;
    println!("{}", secrecy::ExposeSecret::expose_secret(&login));
    word().await?;

    let mut talk = Talk {
        dice: Dice(options.seed),
        people,
        chats,
        sent: BTreeMap::new(),
    };
    let mut trouble = Trouble {
        dice: Dice(options.seed ^ 0x7e1e),
        server: server.clone(),
        death: Instant::now(),
        freeze: Instant::now(),
        tell: options.faults,
        done: BTreeMap::new(),
    };
    let end = Instant::now() + Duration::from_secs_f64(options.minutes * 60.0);
    let mut ticks = interval(Duration::from_secs(1) / options.rate.max(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    // The longest silence comes first, with the most to catch up with: what memory that takes is taken before memory
    // is looked at.
    let mut next = Instant::now() + Duration::from_secs(5);
    while Instant::now() < end {
        ticks.tick().await;
        talk.say();
        if Instant::now() >= next {
            // What is kept of calls for tests is of no use here.
            server.rpc().clear();
            trouble.make();
            next = Instant::now() + Duration::from_millis(500 + trouble.dice.roll(PAUSE * 1_000));
        }
    }
    // A push that is lost and that nothing follows is asked for after a quarter of an hour: something follows.
    server.faults().clear();
    server.rpc().remove_responders();
    for _ in 0..2 {
        tokio::time::sleep(Duration::from_secs(2)).await;
        (0..talk.chats.len()).for_each(|chat| talk.say_in(chat));
    }
    println!("{}", json!({ "sent": talk.sent, "faults": trouble.done }));
    word().await?;
    let owner = world.owner();
    let answers: usize = talk
        .chats
        .iter()
        .map(|chat| {
            let messages = chat.messages();
            let answers = messages
                .iter()
                .filter(|message| message.sender() == owner && message.text().starts_with("heard"));
            answers.count()
        })
        .sum();
    println!("{}", json!({ "answers": answers }));
    Ok(())
}

/// Waits for a line of the other process.
async fn word() -> Result<()> {
    let read = || std::io::stdin().lock().read_line(&mut String::new());
    match tokio::task::spawn_blocking(read).await?? {
        0 => Err(Error::msg("the bot has ended")),
        _ => Ok(()),
    }
}

fn populate(world: &World) -> (Vec<User>, Vec<Chat>) {
    let people: Vec<User> = (0..EACH)
        .map(|number| world.user(&format!("Person {number}")))
        .collect();
    let mut chats: Vec<Chat> = people.iter().map(User::chat).collect();
    for number in 0..EACH {
        let group = world.group(&format!("Group {number}")).members(&people);
        chats.push(group.create());
        let club = world.supergroup(&format!("Club {number}")).members(&people);
        chats.push(club.create());
        let news = world.channel(&format!("News {number}"));
        chats.push(news.admin(&people[number]).create());
    }
    for (number, chat) in chats.iter().enumerate() {
        people[speaker(number, 0)].send(chat, "hello");
    }
    (people, chats)
}

/// Says who talks in a chat: its only other member, its writer, or anybody.
fn speaker(chat: usize, roll: usize) -> usize {
    match chat.checked_sub(EACH) {
        None => chat,
        Some(rest) if rest % 3 == 2 => rest / 3,
        Some(_) => roll % EACH,
    }
}

struct Talk {
    dice: Dice,
    people: Vec<User>,
    chats: Vec<Chat>,
    /// How many messages there are in each chat.
    sent: BTreeMap<usize, u64>,
}

impl Talk {
    fn say(&mut self) {
        let count = u64::try_from(self.chats.len()).unwrap_or(1);
        let chat = usize::try_from(self.dice.roll(count)).unwrap_or_default();
        self.say_in(chat);
    }

    fn say_in(&mut self, chat: usize) {
        let roll = usize::try_from(self.dice.roll(EACH as u64)).unwrap_or_default();
        let number = self.sent.entry(chat).or_default();
        *number += 1;
        self.people[speaker(chat, roll)].send(&self.chats[chat], &format!("{chat} {number}"));
    }
}

struct Trouble {
    dice: Dice,
    server: Server,
    /// When the network part was killed.
    death: Instant,
    /// When connections were frozen.
    freeze: Instant,
    /// Whether each fault is told on the standard error.
    tell: bool,
    done: BTreeMap<&'static str, u64>,
}

impl Trouble {
    fn make(&mut self) {
        let faults = self.server.faults();
        let kind = if self.done.is_empty() {
            10
        } else {
            self.dice.roll(12)
        };
        let what = match kind {
            0 => {
                self.server.drop_connections();
                "lost connections"
            }
            1 => {
                faults.drop_pushes(3);
                "lost pushes"
            }
            2 => {
                faults.double_pushes(5);
                "doubled pushes"
            }
            3 => {
                faults.reorder_pushes();
                "reordered pushes"
            }
            4 => {
                self.server.change_salts();
                "changed salts"
            }
            5 => {
                faults.fail_calls(2, 500, "RPC_CALL_FAIL");
                "server errors"
            }
            6 => {
                self.server.rpc().on::<SendMessage>().flood_wait(3).once();
                "floods"
            }
            7 => {
                self.server.rpc().on::<SendMessage>().hang_up().once();
                "answers cut off"
            }
            8 => {
                faults.gzip_over(Some(64)).fragment_writes(Some(100));
                "compressed and in pieces"
            }
            9 => {
                faults.delay_answers(Some(Duration::from_millis(300)));
                "slow answers"
            }
            10 if self.done.is_empty() || self.freeze.elapsed() > BETWEEN_FREEZES => {
                // Nothing passes any more, until the bot notices.
                self.freeze = Instant::now();
                self.server.freeze_connections();
                "frozen connections"
            }
            11 if self.death.elapsed() > BETWEEN_DEATHS => {
                self.death = Instant::now();
                faults.confuse_sessions(1);
                "deaths of the network part"
            }
            _ => {
                faults
                    .gzip_over(None)
                    .fragment_writes(None)
                    .delay_answers(None);
                "quiet times"
            }
        };
        if self.tell {
            eprintln!("fault: {what}");
        }
        *self.done.entry(what).or_default() += 1;
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
        (self.0 >> 33) % sides.max(1)
    }
}
