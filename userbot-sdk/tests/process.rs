//! A bot as a process of its own: exit codes, signals, the lock of the session, and going on
//! after a restart. The process is this test binary, started again.
#![cfg(unix)]
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

use std::io::{BufRead, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use secrecy::SecretString;
use userbot_sdk::module::Registry;
use userbot_sdk::prelude::*;
use userbot_sdk::telegram::login::{self, LoginError, Notice, Prompt, Question};
use userbot_sdk::telegram::{ConnectOptions, Connection, Session};
use userbot_testkit::World;
use userbot_testkit::server::{Server, ServerConfig};

/// Holds the command line of the process under test.
const LINE: &str = "USERBOT_TEST_COMMAND_LINE";

/// Repeats.
#[derive(Module, Default)]
struct Parrot;

#[handlers]
impl Parrot {
    /// Repeats what others say; "stay" keeps it busy.
    #[watcher(incoming)]
    async fn repeat(&self, ctx: &Context, message: &Message) -> Result<()> {
        if message.text() == "stay" {
            println!("staying");
            std::future::pending::<()>().await;
        }
        ctx.reply(Outgoing::text(message.text())).await?;
        println!("repeated {}", message.text());
        Ok(())
    }
}

/// Says what it hears.
#[derive(Module, Default)]
struct Listener;

#[handlers]
impl Listener {
    /// Prints numbers.
    #[watcher(incoming)]
    async fn hear(&self, _ctx: &Context, message: &Message) -> Result<()> {
        println!("heard {}", message.text());
        Ok(())
    }
}

/// Is no test by itself: it is the bot, when this binary is started with a command line.
#[test]
fn bot_process() {
    let Ok(line) = std::env::var(LINE) else {
        return;
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let registry = if line.contains("--listen") {
        Registry::new().module::<Listener>()
    } else {
        Registry::new().module::<Parrot>()
    };
    let registry = if line.contains("--broken") {
        registry.expect(["Weather"])
    } else {
        registry
    };
    let words = line
        .split(' ')
        .filter(|word| !matches!(*word, "--broken" | "--listen"))
        .map(str::to_owned);
    let exit = runtime.block_on(userbot_sdk::cli::run_from(registry, words));
    // As `#[tokio::main]` does it.
    drop(runtime);
    std::process::exit(exit.code().into());
}

/// Starts the bot with a command line.
fn bot(line: &str) -> Child {
    command(line).spawn().expect("a process")
}

fn command(line: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("a path"));
    command
        .args(["bot_process", "--exact", "--nocapture", "--test-threads=1"])
        .env(LINE, line)
        .env("TELEGRAM_API_ID", "1")
        .env("RUST_LOG", "warn")
        .env_remove("TELEGRAM_API_HASH")
        .env_remove("TELEGRAM_BOT_TOKEN")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn code_of(line: &str) -> (Option<i32>, String) {
    let output = bot(line).wait_with_output().expect("an end");
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

/// Sends a signal with the command that every Unix has.
fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    let sent = Command::new("kill")
        .args(["-s", name, &id])
        .status()
        .expect("kill");
    assert!(sent.success());
}

/// Waits until the bot prints a line that ends like this.
fn wait_for(lines: &mut impl Iterator<Item = std::io::Result<String>>, end: &str) {
    let found = lines
        .by_ref()
        .map_while(Result::ok)
        .any(|line| line.ends_with(end));
    assert!(found, "the bot ended before it printed {end:?}");
}

/// Answers the questions of a login as the owner of a world.
struct Owner(World);

const PHONE: &str = "79990000001";

#[async_trait]
impl Prompt for Owner {
    async fn ask(&self, question: &Question) -> Result<SecretString, LoginError> {
        match question {
            Question::Phone => Ok(PHONE.into()),
            Question::Code => Ok(self.0.login_code(PHONE).unwrap_or_default().into()),
            _ => Err(LoginError::Cancelled),
        }
    }

    async fn tell(&self, _notice: &Notice) {}
}

/// Logs the owner of a world in, and keeps the login in a file.
async fn world_with_login(path: &Path) -> (World, Server) {
    let world = World::new();
    let owner = world.owner().phone(PHONE);
    let server = world.serve(ServerConfig::new()).await.expect("a server");
    let session = Session::open(path).expect("a session");
    // The address and the key; the simulated Telegram exchanges no keys.
    let data = world.login(&server, &owner, 1);
    data.import_to(&*session).await.expect("imported");
    let (client, _) = Connection::open(ConnectOptions::new(1, session));
    login::with_phone(&client, &"hash".into(), &Owner(world.clone()))
        .await
        .expect("a login");
    client.disconnect().await.expect("saved");
    (world, server)
}

#[test]
fn a_signal_ends_a_login_at_a_question() {
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        let directory = tempfile::tempdir().expect("a directory");
        let session = directory.path().join("session.redb");
        let mut child = command(&format!("bot login --session {}", session.display()))
            .env("TELEGRAM_API_HASH", "0123456789abcdef0123456789abcdef")
            .env("LC_ALL", "C")
            // Nobody types, and the input stays open.
            .stdin(Stdio::piped())
            .spawn()
            .expect("a process");
        // `wait` would close it.
        let _input = child.stdin.take();
        let mut error = child.stderr.take().expect("its output");
        let mut text = Vec::new();
        let mut byte = [0];
        while !text.ends_with(b"country's code: ") {
            let read = error.read(&mut byte).expect("output");
            assert!(read > 0, "{}", String::from_utf8_lossy(&text));
            text.push(byte[0]);
        }
        signal(&child, name);
        assert_eq!(child.wait().expect("an end").code(), Some(code));
    }
}

#[test]
fn exit_codes_say_what_is_wrong() {
    let directory = tempfile::tempdir().expect("a directory");
    let session = directory.path().join("session.redb");
    let session = session.display();
    let (code, text) = code_of("bot check");
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("no problems"), "{text}");
    let (code, text) = code_of("bot check --broken");
    assert_eq!(code, Some(3), "{text}");
    assert!(text.contains("`Weather` is expected"), "{text}");
    let (code, text) = code_of("bot --nonsense");
    assert_eq!(code, Some(2), "{text}");
    let (code, text) = code_of(&format!("bot run --session {session}"));
    assert_eq!(code, Some(4), "{text}");
    assert!(text.contains("nobody is logged in"), "{text}");
    std::fs::write(directory.path().join("session.redb"), "no session").expect("written");
    let (code, text) = code_of(&format!("bot run --session {session}"));
    assert_eq!(code, Some(5), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_stops_cleanly_and_a_restart_goes_on_where_it_was() {
    let directory = tempfile::tempdir().expect("a directory");
    let session = directory.path().join("session.redb");
    let (world, server) = world_with_login(&session).await;
    let ann = world.user("Ann");
    let line = format!("bot run --session {}", session.display());

    let mut first = bot(&line);
    let mut lines = BufReader::new(first.stdout.take().expect("output")).lines();
    // Until the bot has asked for its position, nobody can know what it missed.
    while !asked_for_position(&server) {
        if let Some(status) = first.try_wait().expect("a status") {
            let mut text = String::new();
            let errors = first.stderr.as_mut().expect("errors");
            std::io::Read::read_to_string(errors, &mut text).expect("text");
            panic!("the bot ended with {status}: {text}");
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    ann.send_to_owner("one");
    let mut lines = tokio::task::spawn_blocking(move || {
        wait_for(&mut lines, "repeated one");
        lines
    })
    .await
    .expect("a line");

    let (code, text) = code_of(&line);
    assert_eq!(code, Some(5), "a second process has to be refused: {text}");
    // It says which process to stop.
    let pid = format!("the process is {}", first.id());
    assert!(
        text.contains(&pid) && text.contains("stop the other bot"),
        "{text}"
    );

    signal(&first, "TERM");
    let status: ExitStatus = tokio::task::spawn_blocking(move || first.wait().expect("an end"))
        .await
        .expect("joined");
    assert_eq!(status.code(), Some(0));
    assert!(lines.next().is_none_or(|line| line.is_ok()));

    ann.send_to_owner("two");
    let mut second = bot(&line);
    let mut lines = BufReader::new(second.stdout.take().expect("output")).lines();
    let busy = tokio::task::spawn_blocking(move || {
        wait_for(&mut lines, "repeated two");
        lines
    });
    let mut lines = busy.await.expect("a line");
    ann.chat().last_message().expect_text("two");

    // A handler that never ends holds the stop up; a second signal does not wait for it.
    ann.send_to_owner("stay");
    tokio::task::spawn_blocking(move || wait_for(&mut lines, "staying"))
        .await
        .expect("a line");
    signal(&second, "INT");
    let mut errors = BufReader::new(second.stderr.take().expect("errors")).lines();
    tokio::task::spawn_blocking(move || wait_for(&mut errors, "stops at once"))
        .await
        .expect("a line");
    signal(&second, "INT");
    let status = tokio::task::spawn_blocking(move || second.wait().expect("an end"))
        .await
        .expect("joined");
    assert_eq!(status.code(), Some(130));
}

/// Tells whether the bot has asked where it stands in the updates.
fn asked_for_position(server: &Server) -> bool {
    server
        .rpc()
        .log()
        .iter()
        .any(|call| call.text().starts_with("updates.getState"))
}

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_however_often_the_process_is_killed() {
    const KILLS: u32 = 200;
    let directory = tempfile::tempdir().expect("a directory");
    let session = directory.path().join("session.redb");
    let (world, _server) = world_with_login(&session).await;
    let ann = world.user("Ann");
    let chats = [
        ann.chat(),
        world.group("Group").member(&ann).create(),
        world.supergroup("Club").member(&ann).create(),
    ];
    let line = format!("bot run --listen --session {}", session.display());
    let mut dice = 7;
    let mut last = 0;
    let mut say = |dice: &mut u64| {
        last += 1;
        let chat = usize::try_from(roll(dice, 3)).expect("small");
        ann.send(&chats[chat], &last.to_string());
        last
    };

    // A first start begins with what happens from then on; a clean stop saves where that is.
    let heard = Arc::new(Mutex::new(Vec::new()));
    let mut first = bot(&line);
    let reader = collect(&mut first, &heard);
    // Until it has heard something from each chat, nobody can know what it missed.
    let chats_heard = || {
        let heard = heard.lock().expect("no panic");
        heard
            .iter()
            .collect::<std::collections::BTreeSet<_>>()
            .len()
    };
    while chats_heard() < chats.len() {
        for (number, chat) in (1_000_000..).zip(&chats) {
            ann.send(chat, &u32::to_string(&number));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    signal(&first, "TERM");
    assert_eq!(first.wait().expect("an end").code(), Some(0));
    reader.join().expect("read");

    let (mut all, mut repeated) = (std::collections::BTreeSet::new(), 0);
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
