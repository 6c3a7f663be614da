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
#[module(config = ParrotConfig)]
struct Parrot;

#[derive(Config)]
struct ParrotConfig {
    /// How many parrots there are.
    #[config(default = 3, validator = Integer::between(1, 9))]
    count: i64,
}

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
        .env("LC_ALL", "C")
        .env_remove("TELEGRAM_API_HASH")
        .env_remove("TELEGRAM_BOT_TOKEN")
        .env_remove("USERBOT_PASSPHRASE")
        .env_remove("USERBOT_PROXY")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn code_of(line: &str) -> (Option<i32>, String) {
    finish(bot(line))
}

fn finish(child: Child) -> (Option<i32>, String) {
    let output = child.wait_with_output().expect("an end");
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

/// Runs a command in a folder, with a line of input.
async fn with_input(
    folder: &Path,
    line: &str,
    environment: &[(&str, &str)],
    input: &str,
) -> (Option<i32>, String) {
    let mut command = command(line);
    command
        .current_dir(folder)
        .env("LC_ALL", "C")
        .envs(environment.iter().copied())
        .stdin(Stdio::piped());
    let input = format!("{input}\n");
    let end = tokio::task::spawn_blocking(move || {
        let mut child = command.spawn().expect("a process");
        let mut stdin = child.stdin.take().expect("its input");
        // One that asks for nothing may be gone already.
        let _ = std::io::Write::write_all(&mut stdin, input.as_bytes());
        drop(stdin);
        finish(child)
    });
    end.await.expect("an end")
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
    let russian = command(&format!("bot run --session {session}"))
        .env("LC_ALL", "ru_RU.UTF-8")
        .output()
        .expect("an end");
    let text = String::from_utf8_lossy(&russian.stderr);
    assert!(text.contains("никто не вошёл"), "{text}");
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

/// Writes a login of a world as Telethon does.
fn telethon_string(world: &World, server: &Server, user: &userbot_testkit::world::User) -> String {
    let session = Session::in_memory(world.login(server, user, 9));
    let login = session.export().expect("a login");
    let text = login
        .to_text(userbot_sdk::telegram::StringFormat::Telethon)
        .expect("a text");
    secrecy::ExposeSecret::expose_secret(&text).to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_moves_in_is_encrypted_and_moves_out() {
    let folder = tempfile::tempdir().expect("a directory");
    let at = folder.path();
    let world = World::new();
    let server = world.serve(ServerConfig::new()).await.expect("a server");
    let text = telethon_string(&world, &server, &world.owner());

    let (code, said) = with_input(at, "bot session import", &[], "nonsense").await;
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("not a string session"), "{said}");
    let (code, said) = with_input(at, "bot session import --account work", &[], &text).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("logged in as Owner"), "{said}");
    assert!(said.contains("telethon"), "{said}");
    let (code, said) = with_input(at, "bot session import --account work", &[], &text).await;
    assert_eq!(code, Some(5), "{said}");
    assert!(said.contains("holds a login already"), "{said}");
    let (code, said) = with_input(at, "bot accounts", &[], "").await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("work\tOwner"), "{said}");

    // Without a person to ask, nothing is given away.
    let (code, said) = with_input(at, "bot session export --account work", &[], "yes").await;
    assert_eq!(code, Some(2), "{said}");
    assert!(!said.contains(&text[..40]), "{said}");
    let (code, said) = with_input(at, "bot session export --account work --yes", &[], "").await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.lines().any(|line| line.ends_with(&text)), "{said}");
    let line = "bot session export --account work --yes --format pyrogram";
    let (code, said) = with_input(at, line, &[], "").await;
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.split_whitespace().any(|word| word.len() == 362),
        "{said}"
    );

    let passphrase = [("USERBOT_PASSPHRASE", "correct horse")];
    let (code, said) = with_input(at, "bot session encrypt --account work", &passphrase, "").await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("Without the passphrase"), "{said}");
    let (code, said) = with_input(at, "bot run --account work", &[], "").await;
    assert_eq!(code, Some(5), "{said}");
    assert!(said.contains("is encrypted"), "{said}");
    let wrong = [("USERBOT_PASSPHRASE", "wrong horse")];
    let (code, said) = with_input(at, "bot run --account work", &wrong, "").await;
    assert_eq!(code, Some(5), "{said}");
    assert!(
        said.contains("is wrong") && !said.contains("horse"),
        "{said}"
    );
    let (_, said) = with_input(at, "bot accounts", &[], "").await;
    assert!(said.contains("work\tencrypted"), "{said}");

    // From a command, as a keyring gives it, and from a file.
    std::fs::write(at.join("passphrase"), "correct horse\n").expect("written");
    let command = [("USERBOT_PASSPHRASE_COMMAND", "cat passphrase")];
    let line = "bot session export --account work --yes";
    let (code, said) = with_input(at, line, &command, "").await;
    assert_eq!(code, Some(0), "{said}");
    let failing = [("USERBOT_PASSPHRASE_COMMAND", "exit 3")];
    let (code, said) = with_input(at, line, &failing, "").await;
    assert_eq!(code, Some(5), "{said}");
    assert!(said.contains("USERBOT_PASSPHRASE_COMMAND failed"), "{said}");
    let file = [("USERBOT_PASSPHRASE_FILE", "passphrase")];
    let (code, said) = with_input(at, "bot session encrypt --account work", &file, "new one").await;
    assert_eq!(code, Some(0), "{said}");
    let new = [("USERBOT_PASSPHRASE", "new one")];
    let (code, said) = with_input(at, "bot session decrypt --account work", &new, "").await;
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = with_input(at, line, &new, "").await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("the session is not encrypted"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_that_telegram_has_ended_does_not_move_in() {
    let folder = tempfile::tempdir().expect("a directory");
    let world = World::new();
    let server = world.serve(ServerConfig::new()).await.expect("a server");
    let text = telethon_string(&world, &server, &world.owner());
    let key = world.login(&server, &world.owner(), 9).dc_options[&server.dc_id()].auth_key;
    world.sign_out(server.add_key(key.expect("a key")));
    let (code, said) = with_input(folder.path(), "bot session import", &[], &text).await;
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("does not know this login"), "{said}");
    let (_, said) = with_input(folder.path(), "bot accounts", &[], "").await;
    assert!(said.contains("default\tnot logged in"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_accounts_run_in_one_process_and_one_may_die() {
    let folder = tempfile::tempdir().expect("a directory");
    let world = World::new();
    let server = world.serve(ServerConfig::new()).await.expect("a server");
    let (ann, bob) = (world.user("Ann"), world.user("Bob"));
    for (name, user) in [("home", &world.owner()), ("work", &ann)] {
        let text = telethon_string(&world, &server, user);
        let line = format!("bot session import --account {name}");
        let (code, said) = with_input(folder.path(), &line, &[], &text).await;
        assert_eq!(code, Some(0), "{said}");
    }
    let mut child = command("bot run --all")
        .current_dir(folder.path())
        .env("RUST_LOG", "warn,userbot_sdk=info")
        .spawn()
        .expect("a process");
    let mut lines = BufReader::new(child.stdout.take().expect("output")).lines();
    let mut errors = BufReader::new(child.stderr.take().expect("errors")).lines();
    let errors = tokio::task::spawn_blocking(move || {
        let mut started: Vec<String> = errors
            .by_ref()
            .map_while(Result::ok)
            .filter(|line| line.contains("started"))
            .take(2)
            .collect();
        started.sort();
        (started, errors)
    });
    let (started, mut errors) = errors.await.expect("two starts");
    assert!(
        started
            .iter()
            .any(|line| line.contains("account{name=\"home\"}")),
        "{started:?}"
    );
    assert!(
        started
            .iter()
            .any(|line| line.contains("account{name=\"work\"}")),
        "{started:?}"
    );
    while positions(&server) < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    bob.send(&ann, "to work");
    let mut lines = tokio::task::spawn_blocking(move || {
        wait_for(&mut lines, "repeated to work");
        lines
    })
    .await
    .expect("a line");

    // Telegram ends one of the two; the other goes on.
    let key = world.login(&server, &ann, 9).dc_options[&server.dc_id()].auth_key;
    let key = server.add_key(key.expect("a key"));
    world.sign_out(key);
    server.drop_connections();
    tokio::task::spawn_blocking(move || {
        let found = errors.by_ref().map_while(Result::ok);
        let ended = "work: Telegram has ended the login; `login --account work` starts a new one";
        assert!(
            found.into_iter().any(|line| line == ended),
            "no word of the end"
        );
        // Nobody may block on a full pipe.
        std::thread::spawn(move || errors.for_each(drop));
    })
    .await
    .expect("the end of one");
    bob.send_to_owner("to home");
    tokio::task::spawn_blocking(move || wait_for(&mut lines, "repeated to home"))
        .await
        .expect("a line");
    signal(&child, "TERM");
    let status = tokio::task::spawn_blocking(move || child.wait().expect("an end"));
    assert_eq!(status.await.expect("joined").code(), Some(0));
}

/// Counts the accounts that have asked where they stand in the updates.
fn positions(server: &Server) -> usize {
    let log = server.rpc().log();
    let mut keys: Vec<i64> = log
        .iter()
        .filter(|call| call.text().starts_with("updates.get"))
        .map(userbot_testkit::rpc::LoggedCall::key_id)
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_qr_code_in_the_terminal_logs_in() {
    let folder = tempfile::tempdir().expect("a directory");
    let at = folder.path();
    let world = World::new();
    let server = world.serve(ServerConfig::new()).await.expect("a server");
    let path = at.join("bot.userbot").join("session.redb");
    let session = Session::open(&path).expect("a session");
    let mut data = world.login(&server, &world.owner(), 9);
    let key = data.dc_options[&server.dc_id()].auth_key.expect("a key");
    world.sign_out(server.add_key(key));
    data.peer_infos.clear();
    data.import_to(&*session).await.expect("imported");
    session.flush().await.expect("saved");
    drop(session);

    let mut child = command("bot login --qr")
        .current_dir(at)
        .env("LC_ALL", "ru_RU.UTF-8")
        .env("TELEGRAM_API_HASH", "0123456789abcdef0123456789abcdef")
        .spawn()
        .expect("a process");
    let errors = BufReader::new(child.stderr.take().expect("errors")).lines();
    let (drawn, rest) = tokio::task::spawn_blocking(move || {
        let mut errors = errors;
        let mut drawn = Vec::new();
        for line in errors.by_ref().map_while(Result::ok) {
            if line.contains("Устройства") {
                break;
            }
            drawn.push(line);
        }
        (drawn, errors)
    })
    .await
    .expect("a code");
    let token = scanned(&drawn);
    world
        .accept_login(&world.owner(), &token)
        .expect("accepted");
    let reader = std::thread::spawn(move || rest.for_each(drop));
    let (code, said) = tokio::task::spawn_blocking(move || finish(child))
        .await
        .expect("an end");
    reader.join().expect("read");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("вы вошли как Owner"), "{said}");
}

/// Scans a code as a phone does it.
fn scanned(drawn: &[String]) -> Vec<u8> {
    const SCALE: usize = 4;
    let rows: Vec<Vec<char>> = drawn
        .iter()
        .filter(|line| line.contains(['█', '▀', '▄']))
        .map(|line| line.chars().collect())
        .collect();
    let light = |x: usize, y: usize| match (rows[y / 2][x], y % 2) {
        ('█', _) | ('▀', 0) | ('▄', 1) => 255,
        _ => 0,
    };
    let (width, height) = (rows[0].len(), rows.len() * 2);
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(width * SCALE, height * SCALE, |x, y| {
            light(x / SCALE, y / SCALE)
        });
    let (_, link) = image.detect_grids()[0].decode().expect("a code");
    let token = link
        .strip_prefix("tg://login?token=")
        .expect("a link of a login");
    base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, token)
        .expect("a token")
}

#[test]
fn what_is_kept_is_saved_and_restored_from_outside() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let session = at("session.redb");
    std::fs::write(
        at("hikka.json"),
        r#"{
            "ParrotMod": {"said": ["hello"], "__config__": {"count": 5, "size": "large"}},
            "Other": {"x": 1}
        }"#,
    )
    .expect("a file");

    let import = format!("bot import-hikka {} --session {session}", at("hikka.json"));
    let (code, text) = code_of(&format!("{import} --dry-run"));
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("Parrot: taken: said"), "{text}");
    assert!(text.contains("nothing was changed"), "{text}");
    let (code, text) = code_of(&import);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("Parrot: options set: count"), "{text}");
    assert!(text.contains("Parrot: option size kept aside: "), "{text}");
    let (code, text) = code_of(&import);
    assert!(
        text.contains("Parrot: option count kept aside: it is set already"),
        "{text}"
    );
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains("Parrot: there already, not touched: said"),
        "{text}"
    );

    let save = format!("bot backup {} --session {session}", at("a.backup"));
    let (code, text) = code_of(&save);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("values: 5, modules: 3"), "{text}");
    // A file that is there is not overwritten.
    let (code, text) = code_of(&save);
    assert_eq!(code, Some(1), "{text}");

    // The store is damaged: the bot says so, and the backup takes its place.
    let store = at("store.redb");
    let mut bytes = std::fs::read(&store).expect("the store");
    bytes[..64].fill(0xa5);
    let damaged = bytes.clone();
    std::fs::write(&store, bytes).expect("damage");
    let (code, text) = code_of(&format!("bot run --session {session}"));
    assert_eq!(code, Some(5), "{text}");
    assert!(text.contains("store.redb"), "{text}");
    let restore = format!("bot restore {} --session {session}", at("a.backup"));
    let (code, text) = code_of(&restore);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("restored: "), "{text}");
    let kept = std::fs::read_dir(folder.path()).expect("the folder");
    let kept = kept.filter_map(Result::ok).any(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        name.starts_with("store-damaged-")
            && std::fs::read(entry.path()).is_ok_and(|bytes| bytes == damaged)
    });
    assert!(kept, "the damaged store is gone");

    let (code, text) = code_of(&import);
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains("Parrot: there already, not touched: said"),
        "{text}"
    );
    // Restoring over values keeps those in a file.
    let (code, text) = code_of(&restore);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("what was kept before is in "), "{text}");
    let (code, text) = code_of(&format!(
        "bot restore {} --session {session}",
        at("hikka.json")
    ));
    assert_eq!(code, Some(5), "{text}");
    assert!(text.contains("This file is not a backup"), "{text}");
}
