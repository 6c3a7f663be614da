//! Logging in, the session file, and secrets that must not leak.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};

use tracing_subscriber::fmt::MakeWriter;
use userbot_sdk::prelude::*;
use userbot_sdk::runtime::{StartError, Userbot};
use userbot_sdk::telegram::login::{self, LoginError, Notice, Prompt, Question, SecretString};
use userbot_sdk::telegram::{
    Activity, ConnectOptions, Connection, Session, SessionData, SessionError,
};
use userbot_testkit::prelude::*;
use userbot_testkit::rpc::functions::auth;
use userbot_testkit::rpc::functions::users::GetUsers;
use userbot_testkit::server::{Server, ServerConfig};
use userbot_testkit::world::User;

const PHONE: &str = "+7 999 000-00-01";
const PASSWORD: &str = "correct-horse-canary";
const PROXY_PASSWORD: &str = "proxy-canary";
const API_HASH: &str = "0123456789abcdef-canary";

/// Answers a pong.
#[derive(Module, Default)]
struct Pinger;

#[handlers]
impl Pinger {
    /// Answers.
    #[command]
    async fn ping(&self, ctx: &Context) -> Result<()> {
        ctx.answer("pong").await
    }

    /// Fails.
    #[command]
    async fn fail(&self, _ctx: &Context) -> Result<()> {
        Err(Error::msg("as told"))
    }

    /// Panics.
    #[command]
    async fn boom(&self, ctx: &Context) -> Result<()> {
        panic!("as told: {ctx:?} {:?}", ctx.client().session());
    }
}

/// A person at the terminal, with a list of what they will type; `code` is what Telegram sent.
struct Person {
    world: World,
    types: Mutex<VecDeque<String>>,
    told: Mutex<Vec<String>>,
}

#[async_trait]
impl Prompt for Person {
    async fn ask(&self, question: &Question) -> Result<SecretString, LoginError> {
        self.told.lock().unwrap().push(format!("{question:?}"));
        let next = self
            .types
            .lock()
            .unwrap()
            .pop_front()
            .ok_or(LoginError::Cancelled)?;
        Ok(if next == "code" {
            self.world.login_code(PHONE).unwrap()
        } else {
            next
        }
        .into())
    }

    async fn tell(&self, notice: &Notice) {
        self.told.lock().unwrap().push(format!("{notice:?}"));
    }
}

/// Writes the account of nobody into a session: the key is known, and nobody is signed in with it.
async fn nobody(world: &World, session: &Session) -> Result<(Server, [u8; 256])> {
    let server = world.serve(ServerConfig::new()).await?;
    let mut data = world.login(&server, &world.owner(), 7);
    let key = data.dc_options[&server.dc_id()].auth_key.unwrap();
    world.sign_out(server.add_key(key));
    data.peer_infos.clear();
    data.import_to(session).await?;
    Ok((server, key))
}

async fn log_in(
    world: &World,
    session: Arc<Session>,
    types: &[&str],
) -> (Result<Peer, LoginError>, Vec<String>) {
    let (client, _pump) = Connection::open(ConnectOptions::new(1, session));
    let person = Person {
        world: world.clone(),
        types: Mutex::new(types.iter().map(|text| (*text).to_owned()).collect()),
        told: Mutex::default(),
    };
    let result = login::with_phone(&client, &API_HASH.into(), &person).await;
    client.disconnect().await.unwrap();
    let told = person.told.lock().unwrap().clone();
    (result, told)
}

fn owner_with_password(world: &World) -> User {
    world.owner().phone(PHONE).password(PASSWORD, "a horse")
}

#[userbot_testkit::test]
async fn a_person_logs_in_and_the_bot_runs_with_that_file() -> TestResult {
    let world = World::new();
    owner_with_password(&world);
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("bot").join("session.redb");
    let session = Session::open(&path)?;
    let (_server, _) = nobody(&world, &session).await?;
    let typed = ["no number", PHONE, "00000", "code", "wrong horse", PASSWORD];
    let (result, told) = log_in(&world, session, &typed).await;
    assert_eq!(result.unwrap().name(), "Owner");
    insta::assert_snapshot!(told.join("\n"));
    assert!(told.iter().all(|text| !text.contains("canary")));

    let session = Session::open(&path)?;
    let mut bot = MockClient::on(&world)
        .module::<Pinger>()
        .session(session)
        .start()
        .await?;
    bot.send(world.owner(), ".ping").await.expect_edited("pong");
    Ok(())
}

#[userbot_testkit::test]
async fn an_account_that_lives_in_another_data_centre_is_followed_there() -> TestResult {
    let world = World::new();
    world.owner().phone(PHONE).home(4);
    let near = world.serve(ServerConfig::new()).await?;
    let far = Server::start(ServerConfig::new().dc_id(4), Arc::new(world.clone())).await?;
    world.data_centre(far.dc_id(), far.addr());
    let mut data = world.login(&near, &world.owner(), 7);
    data.peer_infos.clear();
    let mut option = data.dc_options[&near.dc_id()].clone();
    let key = option.auth_key.unwrap();
    world.sign_out(near.add_key(key)).sign_out(far.add_key(key));
    let std::net::SocketAddr::V4(address) = far.addr() else {
        panic!("version 4")
    };
    (option.id, option.ipv4) = (4, address);
    data.dc_options.insert(4, option);

    let session = Session::in_memory(data);
    let (result, _) = log_in(&world, Arc::clone(&session), &[PHONE, "code"]).await;
    assert_eq!(result.unwrap().name(), "Owner");
    assert_eq!(near.rpc().count::<auth::SignIn>(), 0);
    assert_eq!(far.rpc().count::<auth::SignIn>(), 1);

    // The next start goes there at once.
    near.rpc().clear();
    let (client, _pump) = Connection::open(ConnectOptions::new(1, session));
    assert_eq!(client.get_me().await?.name(), "Owner");
    assert_eq!(near.rpc().log().len(), 0);
    client.disconnect().await?;
    Ok(())
}

#[cfg(unix)]
#[userbot_testkit::test]
async fn the_files_are_for_the_owner_only() -> TestResult {
    use std::os::unix::fs::PermissionsExt;

    let world = World::new();
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("session.redb");
    let server = world.serve(ServerConfig::new()).await?;
    let session = Session::open(&path)?;
    world
        .login(&server, &world.owner(), 1)
        .import_to(&*session)
        .await?;
    session.flush().await?;
    session.close();
    drop(session);

    let activity = Activity::new();
    let running = Userbot::builder()
        .registry(Registry::new().module::<Pinger>())
        .session(path.clone())
        .api(1, API_HASH)
        .activity(activity)
        .start()
        .await?;
    running.settings().set_prefix("!").await?;
    let mode = |name: &str| {
        folder
            .path()
            .join(name)
            .metadata()
            .map(|file| file.permissions().mode() & 0o777)
    };
    assert_eq!((mode("session.redb")?, mode("store.redb")?), (0o600, 0o600));

    // A second bot on the same file is refused before it talks to Telegram.
    let calls = server.rpc().count::<GetUsers>();
    let second = Userbot::builder()
        .registry(Registry::new().module::<Pinger>())
        .session(path.clone())
        .store(Arc::new(userbot_sdk::store::MemoryStore::new()))
        .api(1, API_HASH)
        .start()
        .await;
    let error = second.unwrap_err();
    assert!(
        matches!(error, StartError::Session(SessionError::InUse { .. })),
        "{error:?}"
    );
    assert!(
        error.to_string().contains("in use by another process"),
        "{error}"
    );
    assert_eq!(server.rpc().count::<GetUsers>(), calls);
    running.stop().await;

    // After a clean stop the file can be opened again.
    Session::open(&path)?;
    Ok(())
}

#[test]
fn a_damaged_file_is_refused_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.redb");
    drop(Session::open(&good).unwrap());
    let mut cut = std::fs::read(&good).unwrap();
    cut.truncate(cut.len() / 2);
    let mut torn = std::fs::read(&good).unwrap();
    torn[..512].fill(0xff);
    for (name, bytes) in [
        ("text", b"hello, I am a text".to_vec()),
        ("cut", cut),
        ("torn", torn),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, &bytes).unwrap();
        let error = Session::open(&path).unwrap_err();
        assert!(
            matches!(error, SessionError::Corrupt { .. }),
            "{name}: {error:?}"
        );
        assert!(
            error.to_string().contains("move it away and log in again"),
            "{error}"
        );
        assert_eq!(std::fs::read(&path).unwrap(), bytes, "{name} was changed");
    }
}

#[userbot_testkit::test]
async fn a_bot_logs_in_by_its_token() -> TestResult {
    let world = World::new();
    let robot = world.user("Robot").bot();
    let ann = world.user("Ann");
    let session = Session::in_memory(SessionData::default());
    let (_server, _) = nobody(&world, &session).await?;
    let build = |token: &str, session: &Arc<Session>| {
        Userbot::builder()
            .registry(Registry::new().module::<Pinger>())
            .session(Arc::clone(session))
            .api(1, API_HASH)
            .bot_token(token)
            .start()
    };
    let error = build("1:wrong-canary", &session).await.unwrap_err();
    assert!(!error.to_string().contains("canary"), "{error}");
    let running = build(&robot.token().unwrap(), &session).await?;
    assert!(running.client().me().unwrap().is_bot());
    ann.send(&robot, "hello");
    running.client().send(ann.id(), "hello, Ann").await?;
    world
        .private(&ann, &robot)
        .last_message()
        .expect_text("hello, Ann")
        .expect_from(&robot);
    running.stop().await;
    Ok(())
}

#[derive(Clone, Default)]
struct Everything(Arc<Mutex<Vec<u8>>>);

impl io::Write for Everything {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Everything {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Gives the ways in which bytes show up in a log.
fn written(bytes: &[u8]) -> [String; 3] {
    let hex = |upper: bool| {
        bytes
            .iter()
            .map(|byte| {
                if upper {
                    format!("{byte:02X}")
                } else {
                    format!("{byte:02x}")
                }
            })
            .collect()
    };
    let list: Vec<String> = bytes.iter().map(ToString::to_string).collect();
    [hex(false), hex(true), list.join(", ")]
}

#[userbot_testkit::test]
async fn no_secret_is_in_the_log_of_a_whole_run() -> TestResult {
    let log = Everything::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    let capture = tracing::subscriber::set_default(subscriber);

    let world = World::new();
    owner_with_password(&world);
    let robot = world.user("Robot").bot();
    let session = Session::in_memory(SessionData::default());
    let (_server, key) = nobody(&world, &session).await?;
    let (result, _) = log_in(
        &world,
        Arc::clone(&session),
        &[PHONE, "code", "wrong", PASSWORD],
    )
    .await;
    result.unwrap();
    let code = world.login_code(PHONE);

    let mut bot = MockClient::on(&world)
        .module::<Pinger>()
        .session(Arc::clone(&session))
        .configure(|bot| bot.api(1, API_HASH))
        .start()
        .await?;
    bot.send(world.owner(), ".ping").await.expect_edited("pong");
    bot.send(world.owner(), ".fail").await;
    bot.expect_error();
    bot.send(world.owner(), ".boom").await;
    let panicked = bot.expect_error();
    assert!(panicked.contains("as told: "), "{panicked}");
    bot.rpc()
        .on::<GetUsers>()
        .error(400, "PEER_ID_INVALID")
        .once();
    bot.client().get_me().await.unwrap_err();
    bot.server().drop_connections();
    bot.advance(minutes(30)).await;
    bot.send(world.owner(), ".ping").await.expect_edited("pong");
    let shown = format!(
        "{session:?} {:?} {:?} {bot:?} {panicked}",
        bot.client(),
        bot.running()
    );
    bot.stop().await;

    let proxy = format!("socks5://ann:{PROXY_PASSWORD}@127.0.0.1:9");
    let builder = Userbot::builder()
        .session(Arc::clone(&session))
        .api(1, API_HASH)
        .proxy(proxy.parse()?);
    let shown = format!("{shown} {builder:?}");
    drop(builder);

    let token = robot.token().unwrap();
    let robots = Session::in_memory(SessionData::default());
    let (_server, _) = nobody(&world, &robots).await?;
    let builder = Userbot::builder()
        .session(robots)
        .api(1, API_HASH)
        .bot_token(&token);
    let shown = format!("{shown} {builder:?}");
    let running = builder.start().await?;
    running.stop().await;
    drop(capture);

    let text = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned() + &shown;
    assert!(
        text.contains("userbot_sdk") && text.contains("grammers"),
        "the log was captured"
    );
    assert!(text.len() > 10_000);
    for (what, secret) in [
        ("the password", PASSWORD.to_owned()),
        ("the api_hash", API_HASH.to_owned()),
        ("the token", token),
        ("the password of the proxy", PROXY_PASSWORD.to_owned()),
    ] {
        assert!(!text.contains(&secret), "{what} is in the log");
    }
    assert!(
        code.is_none_or(|code| !text.contains(&format!("\"{code}\""))),
        "the code is in the log"
    );
    for secret in written(&key[..8]) {
        assert!(!text.contains(&secret), "the key is in the log");
    }
    Ok(())
}
