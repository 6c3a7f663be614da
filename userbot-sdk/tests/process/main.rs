//! A bot as a process of its own: exit codes, signals, the lock of the session, and going on
//! after a restart. The process is this test binary, started again.
#![cfg(unix)]
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod kills;
mod sessions;
mod stops;

use std::path::Path;
use std::process::{Child, Command, Stdio};
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

/// Says what it hears, and takes its time.
#[derive(Module, Default)]
struct Worker;

#[handlers]
impl Worker {
    /// Prints numbers.
    #[watcher(incoming)]
    async fn work(&self, _ctx: &Context, message: &Message) -> Result<()> {
        tokio::time::sleep(Duration::from_millis(5)).await;
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
    } else if line.contains("--work") {
        Registry::new().module::<Worker>()
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
        .filter(|word| !matches!(*word, "--broken" | "--listen" | "--work"))
        .map(str::to_owned);
    let exit = runtime.block_on(userbot_sdk::cli::run_from(registry, words));
    // As `#[tokio::main]` does it.
    drop(runtime);
    std::process::exit(exit.code().into());
}

/// Starts the bot with a command line.
pub(crate) fn bot(line: &str) -> Child {
    command(line).spawn().expect("a process")
}

pub(crate) fn command(line: &str) -> Command {
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

pub(crate) fn code_of(line: &str) -> (Option<i32>, String) {
    finish(bot(line))
}

pub(crate) fn finish(child: Child) -> (Option<i32>, String) {
    let output = child.wait_with_output().expect("an end");
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

/// Runs a command in a folder, with a line of input.
pub(crate) async fn with_input(
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
pub(crate) fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    let sent = Command::new("kill")
        .args(["-s", name, &id])
        .status()
        .expect("kill");
    assert!(sent.success());
}

/// Waits until the bot prints a line that ends like this.
pub(crate) fn wait_for(lines: &mut impl Iterator<Item = std::io::Result<String>>, end: &str) {
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
pub(crate) async fn world_with_login(path: &Path) -> (World, Server) {
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
