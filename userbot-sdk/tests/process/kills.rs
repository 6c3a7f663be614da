//! A bot that is killed, or told to stop, in the middle of a stream of messages.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::Child;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use userbot_testkit::World;
use userbot_testkit::world::{Chat, User};

use crate::{bot, signal, world_with_login};

/// Collects the numbers that a bot says it has heard, until it ends.
fn collect(bot: &mut Child, heard: &Arc<Mutex<Vec<u32>>>) -> std::thread::JoinHandle<()> {
    let lines = BufReader::new(bot.stdout.take().expect("output")).lines();
    let heard = Arc::clone(heard);
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            // The first one stands behind what the test runner has printed.
            let number = line.rsplit_once("heard ").map(|(_, number)| number.parse());
            if let Some(Ok(number)) = number {
                heard.lock().expect("no panic").push(number);
            }
        }
    })
}

/// Gives the same numbers for the same seed (Knuth's MMIX generator).
fn roll(state: &mut u64, sides: u64) -> u64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) % sides
}

/// Is where somebody talks to the account.
fn chats(world: &World, ann: &User) -> [Chat; 3] {
    [
        ann.chat(),
        world.group("Group").member(ann).create(),
        world.supergroup("Club").member(ann).create(),
    ]
}

/// Starts a bot for the first time, and stops it: a first start begins with what happens from then
/// on, and a clean stop saves where that is.
async fn first_run(line: &str, ann: &User, chats: &[Chat]) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let mut first = bot(line);
    let reader = collect(&mut first, &heard);
    // Until it has heard something from each chat, nobody can know what it missed.
    let chats_heard = || {
        let heard = heard.lock().expect("no panic");
        heard.iter().collect::<BTreeSet<_>>().len()
    };
    while chats_heard() < chats.len() {
        for (number, chat) in (1_000_000..).zip(chats) {
            ann.send(chat, &u32::to_string(&number));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    signal(&first, "TERM");
    assert_eq!(first.wait().expect("an end").code(), Some(0));
    reader.join().expect("read");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_however_often_the_process_is_killed() {
    const KILLS: u32 = 200;
    let directory = tempfile::tempdir().expect("a directory");
    let session = directory.path().join("session.redb");
    let (world, _server) = world_with_login(&session).await;
    let ann = world.user("Ann");
    let chats = chats(&world, &ann);
    let line = format!("bot run --listen --session {}", session.display());
    let mut dice = 7;
    let mut last = 0;
    let mut say = |dice: &mut u64| {
        last += 1;
        let chat = usize::try_from(roll(dice, 3)).expect("small");
        ann.send(&chats[chat], &last.to_string());
        last
    };
    first_run(&line, &ann, &chats).await;

    let (mut all, mut repeated) = (BTreeSet::new(), 0);
    for _ in 0..KILLS {
        let heard = Arc::new(Mutex::new(Vec::new()));
        for _ in 0..roll(&mut dice, 4) {
            say(&mut dice);
        }
        let mut child = bot(&line);
        let reader = collect(&mut child, &heard);
        // Half of them die somewhere, at their start mostly; the others in the middle of the work.
        if roll(&mut dice, 2) == 0 {
            for _ in 0..3 {
                tokio::time::sleep(Duration::from_millis(roll(&mut dice, 40))).await;
                say(&mut dice);
            }
        } else {
            say(&mut dice);
            for _ in 0..2_000 {
                if !heard.lock().expect("no panic").is_empty() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            for _ in 0..roll(&mut dice, 5) {
                say(&mut dice);
                tokio::time::sleep(Duration::from_millis(roll(&mut dice, 8))).await;
            }
        }
        child.kill().expect("killed");
        child.wait().expect("an end");
        reader.join().expect("read");
        let heard = heard.lock().expect("no panic");
        let known = heard.iter().filter(|number| !all.insert(**number)).count();
        assert!(known < 1_000, "a whole queue came again: {known}");
        repeated += known;
    }
    let last = say(&mut dice);
    let heard = Arc::new(Mutex::new(Vec::new()));
    let mut child = bot(&line);
    let reader = collect(&mut child, &heard);
    for _ in 0..10_000 {
        all.extend(heard.lock().expect("no panic").iter().copied());
        if all.len() == usize::try_from(last).expect("small") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    signal(&child, "TERM");
    assert_eq!(child.wait().expect("an end").code(), Some(0));
    reader.join().expect("read");
    let missing: Vec<u32> = (1..=last).filter(|number| !all.contains(number)).collect();
    assert!(missing.is_empty(), "of {last} are lost: {missing:?}");
    println!("{last} messages, {KILLS} kills, {repeated} came more than once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_under_load_loses_nothing_and_repeats_nothing() {
    const STOPS: u64 = 20;
    let directory = tempfile::tempdir().expect("a directory");
    let session = directory.path().join("session.redb");
    let (world, _server) = world_with_login(&session).await;
    let ann = world.user("Ann");
    let chats = chats(&world, &ann);
    let line = format!("bot run --work --session {}", session.display());
    first_run(&line, &ann, &chats).await;

    // Somebody talks all the time, also while the bot stops and while it is off.
    let last = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&last);
    let talk = tokio::spawn(async move {
        let mut dice = 11;
        loop {
            let chat = usize::try_from(roll(&mut dice, 3)).expect("small");
            let number = count.fetch_add(1, Ordering::SeqCst) + 1;
            ann.send(&chats[chat], &number.to_string());
            tokio::time::sleep(Duration::from_millis(4)).await;
        }
    });
    let (mut all, mut repeated) = (BTreeSet::new(), Vec::new());
    let mut dice = 5;
    for stop in 0..=STOPS {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let mut child = bot(&line);
        let reader = collect(&mut child, &heard);
        let enough = usize::try_from(1 + roll(&mut dice, 30)).expect("small");
        if stop == STOPS {
            talk.abort();
        }
        for _ in 0..10_000 {
            let heard = heard.lock().expect("no panic").len();
            let done = if stop == STOPS {
                all.len() + heard >= usize::try_from(last.load(Ordering::SeqCst)).expect("small")
            } else {
                heard >= enough
            };
            if done {
                break;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        signal(&child, "TERM");
        let status = tokio::task::spawn_blocking(move || child.wait().expect("an end"));
        assert_eq!(status.await.expect("joined").code(), Some(0));
        reader.join().expect("read");
        let heard = heard.lock().expect("no panic");
        repeated.extend(heard.iter().copied().filter(|number| !all.insert(*number)));
    }
    let last = last.load(Ordering::SeqCst);
    let missing: Vec<u32> = (1..=last).filter(|number| !all.contains(number)).collect();
    assert!(missing.is_empty(), "of {last} are lost: {missing:?}");
    assert!(repeated.is_empty(), "of {last} came again: {repeated:?}");
    println!("{last} messages, {STOPS} stops");
}
