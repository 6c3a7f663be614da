//! Logins that move in and out, several accounts, and a QR code.

use std::io::{BufRead, BufReader};
use std::time::Duration;

use userbot_sdk::telegram::Session;
use userbot_testkit::World;
use userbot_testkit::server::{Server, ServerConfig};

use crate::{command, finish, signal, wait_for, with_input};

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
