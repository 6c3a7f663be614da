//! Logging in to a simulated Telegram.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failure is what a test is for"
)]

mod telegram_support;

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use base64::Engine as _;
use telegram_support::{Rig, StoppedClock, soon};
use userbot_sdk::prelude::async_trait;
use userbot_sdk::telegram::login::{
    self, CodeWay, Language, LoginError, Notice, Prompt, QrLink, Question, with_bot_token,
    with_phone, with_qr,
};
use userbot_sdk::telegram::{Client, ConnectOptions, Connection, PeerId, Session, UpdatePump};
use userbot_testkit::rpc::functions::auth::SendCode;
use userbot_testkit::server::{Server, ServerConfig};
use userbot_testkit::world::{User, World};

/// Answers from a list; `code` stands for the code that Telegram has sent.
struct Script {
    world: World,
    answers: Mutex<VecDeque<&'static str>>,
    asked: Mutex<Vec<Question>>,
    told: Mutex<Vec<Notice>>,
    /// Who scans the QR codes, one after the other.
    scans: Mutex<VecDeque<Option<User>>>,
}

/// Takes the token out of a QR code's link.
fn token(link: &QrLink) -> Vec<u8> {
    let text = link.as_str().strip_prefix("tg://login?token=").unwrap();
    base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(text)
        .unwrap()
}

const PHONE: &str = "+7 999 000-00-01";

impl Script {
    fn new(world: &World, answers: &[&'static str]) -> Self {
        Self {
            world: world.clone(),
            answers: Mutex::new(answers.iter().copied().collect()),
            asked: Mutex::default(),
            told: Mutex::default(),
            scans: Mutex::default(),
        }
    }

    /// Lets these people scan the QR codes; nobody scans where there is none.
    fn scanned_by(self, people: &[Option<&User>]) -> Self {
        *self.scans.lock().unwrap() = people.iter().map(|person| person.cloned()).collect();
        self
    }

    fn told(&self) -> Vec<Notice> {
        self.told.lock().unwrap().clone()
    }
}

#[async_trait]
impl Prompt for Script {
    async fn ask(&self, question: &Question) -> Result<login::SecretString, LoginError> {
        self.asked.lock().unwrap().push(question.clone());
        let answer = self
            .answers
            .lock()
            .unwrap()
            .pop_front()
            .ok_or(LoginError::Cancelled)?;
        if answer == "code" {
            return Ok(self.world.login_code(PHONE).unwrap().into());
        }
        Ok(answer.into())
    }

    async fn tell(&self, notice: &Notice) {
        self.told.lock().unwrap().push(notice.clone());
        let Notice::ScanQr { link: scanned, .. } = notice else {
            return;
        };
        if let Some(phone) = self.scans.lock().unwrap().pop_front().flatten() {
            self.world.accept_login(&phone, &token(scanned)).unwrap();
        }
    }
}

async fn rig(prepare: impl FnOnce(&World)) -> (Rig, Client, UpdatePump) {
    let world = World::new();
    prepare(&world);
    let rig = Rig::unauthorized(world).await;
    let (client, pump) =
        Connection::open(ConnectOptions::new(1, Session::in_memory(rig.data(None))));
    (rig, client, pump)
}

fn hash() -> login::SecretString {
    "hash".into()
}

#[tokio::test]
async fn by_code() {
    let (rig, client, _pump) = rig(|world| {
        world.owner().phone(PHONE);
    })
    .await;
    assert!(soon(login::current(&client)).await.unwrap().is_none());
    let script = Script::new(&rig.world, &[PHONE, "00000", "code"]);
    let me = soon(with_phone(&client, &hash(), &script)).await.unwrap();
    assert_eq!(me.id(), PeerId::User(rig.world.owner().id()));
    assert!(script.told().contains(&Notice::WrongCode));
    assert_eq!(
        soon(login::current(&client)).await.unwrap().unwrap().id(),
        me.id()
    );
    soon(client.send("me", "logged in")).await.unwrap();

    soon(login::log_out(&client)).await.unwrap();
    assert!(soon(login::current(&client)).await.unwrap().is_none());
}

#[tokio::test(start_paused = true)]
async fn by_code_with_a_clock_that_is_ahead() {
    for seconds in [40, 1_000_000] {
        let (rig, client, _pump) = rig(|world| {
            world.owner().phone(PHONE);
        })
        .await;
        rig.server.skew_clock(-seconds);
        rig.server
            .faults()
            .latency(Some(Duration::from_millis(100)));
        let _clock = StoppedClock::hold();
        let (caller, world) = (client.clone(), rig.world.clone());
        let task = tokio::spawn(async move {
            let script = Script::new(&world, &[PHONE, "code"]);
            with_phone(&caller, &hash(), &script).await
        });
        rig.pass(&client, 20).await;
        let me = task.await.unwrap().unwrap();
        assert_eq!(me.id(), PeerId::User(rig.world.owner().id()));
    }
}

#[tokio::test]
async fn by_code_and_password() {
    let (rig, client, _pump) = rig(|world| {
        world
            .owner()
            .phone(PHONE)
            .password("correct horse", "a horse");
    })
    .await;
    let script = Script::new(&rig.world, &[PHONE, "code", "wrong", "correct horse"]);
    soon(with_phone(&client, &hash(), &script)).await.unwrap();
    assert!(script.told().contains(&Notice::WrongPassword));
    let hint = Some("a horse".to_owned());
    assert!(
        script
            .asked
            .lock()
            .unwrap()
            .contains(&Question::Password { hint })
    );
}

#[tokio::test]
async fn too_many_wrong_codes_end_it() {
    let (rig, client, _pump) = rig(|world| {
        world.owner().phone(PHONE);
    })
    .await;
    let script = Script::new(&rig.world, &[PHONE, "1", "2", "3", "4", "5", "6"]);
    let error = soon(with_phone(&client, &hash(), &script))
        .await
        .unwrap_err();
    assert!(matches!(error, LoginError::TooManyTries), "{error:?}");
    assert!(!client.session().is_logged_in());
}

#[tokio::test]
async fn nobody_answers() {
    let (rig, client, _pump) = rig(|_| {}).await;
    let script = Script::new(&rig.world, &[]);
    let error = soon(with_phone(&client, &hash(), &script))
        .await
        .unwrap_err();
    assert!(matches!(error, LoginError::Cancelled), "{error:?}");
}

#[tokio::test]
async fn by_bot_token() {
    let (rig, client, _pump) = rig(|world| {
        world.user("Helper").username("helper_bot").bot();
    })
    .await;
    let wrong = "123:wrong".into();
    let error = soon(with_bot_token(&client, &hash(), &wrong))
        .await
        .unwrap_err();
    assert!(matches!(error, LoginError::WrongToken), "{error:?}");
    let bot = rig
        .world
        .users()
        .into_iter()
        .find_map(|user| user.token())
        .unwrap();
    let me = soon(with_bot_token(&client, &hash(), &bot.into()))
        .await
        .unwrap();
    assert!(me.is_bot() && me.is_self());
}

#[tokio::test]
async fn the_code_is_sent_again_in_another_way() {
    let (rig, client, _pump) = rig(|world| {
        world.owner().phone(PHONE);
    })
    .await;
    let script = Script::new(&rig.world, &[PHONE, "", "00000", " ", "code"]);
    soon(with_phone(&client, &hash(), &script)).await.unwrap();
    let ways = [CodeWay::App, CodeWay::Sms, CodeWay::Sms].map(Notice::CodeSent);
    let [app, sms, again] = ways;
    assert_eq!(script.told(), [app, sms, Notice::WrongCode, again]);
}

#[tokio::test]
async fn resending_has_an_end() {
    let (rig, client, _pump) = rig(|world| {
        world.owner().phone(PHONE);
    })
    .await;
    let mut answers = vec![PHONE];
    answers.extend([""; 50]);
    let script = Script::new(&rig.world, &answers);
    let error = soon(with_phone(&client, &hash(), &script))
        .await
        .unwrap_err();
    assert!(matches!(error, LoginError::TooManyTries), "{error:?}");
    assert!(rig.calls("auth.resendCode") < 10);
}

#[tokio::test]
async fn the_code_comes_by_mail() {
    let (rig, client, _pump) = rig(|world| {
        world.owner().phone(PHONE).login_email("owner@example.org");
    })
    .await;
    let script = Script::new(&rig.world, &[PHONE, "00000", "code"]);
    soon(with_phone(&client, &hash(), &script)).await.unwrap();
    let mail = Notice::CodeSent(CodeWay::Email("o***@example.org".to_owned()));
    assert_eq!(script.told(), [mail, Notice::WrongCode]);
}

#[tokio::test]
async fn telegram_wants_a_mail_address_first() {
    let (rig, client, _pump) = rig(|world| {
        world
            .owner()
            .phone(PHONE)
            .wants_login_email()
            .password("secret", "");
    })
    .await;
    let answers = [
        PHONE,
        "nonsense",
        "owner@example.org",
        "1",
        "code",
        "2",
        "code",
        "secret",
    ];
    let script = Script::new(&rig.world, &answers);
    soon(with_phone(&client, &hash(), &script)).await.unwrap();
    assert_eq!(
        rig.world.owner().get_login_email().as_deref(),
        Some("owner@example.org")
    );
    let mail = || Notice::CodeSent(CodeWay::Email("o***@example.org".to_owned()));
    let told = [
        Notice::WrongEmail,
        mail(),
        Notice::WrongCode,
        mail(),
        Notice::WrongCode,
    ];
    assert_eq!(script.told(), told);
}

#[tokio::test]
async fn by_qr_code() {
    let (rig, client, mut pump) = rig(|_| {}).await;
    let owner = rig.world.owner();
    let script = Script::new(&rig.world, &[]).scanned_by(&[Some(&owner)]);
    let me = soon(with_qr(&client, &mut pump, &hash(), &script))
        .await
        .unwrap();
    assert_eq!(me.id(), PeerId::User(owner.id()));
    let told = script.told();
    assert_eq!(told.len(), 1);
    let secret = token(match &told[0] {
        Notice::ScanQr { link, .. } => link,
        other => panic!("{other:?}"),
    });
    assert!(!secret.is_empty());
    assert!(format!("{told:?}").contains("***"), "{told:?}");
    assert!(told[0].text(Language::Russian).contains("Устройства"));
    soon(client.send("me", "logged in")).await.unwrap();
}

#[tokio::test]
async fn a_qr_code_is_replaced_and_the_password_is_asked_for() {
    let (rig, client, mut pump) = rig(|world| {
        world.owner().password("secret", "");
    })
    .await;
    tokio::time::pause();
    let owner = rig.world.owner();
    let script =
        Script::new(&rig.world, &["wrong", "secret"]).scanned_by(&[None, None, Some(&owner)]);
    let me = with_qr(&client, &mut pump, &hash(), &script).await.unwrap();
    assert_eq!(me.id(), PeerId::User(owner.id()));
    let codes: Vec<_> = script
        .told()
        .into_iter()
        .filter(|notice| matches!(notice, Notice::ScanQr { .. }))
        .collect();
    assert_eq!(codes.len(), 3);
    assert!(codes[0] != codes[1] && codes[1] != codes[2]);
    assert_eq!(script.told().last(), Some(&Notice::WrongPassword));
}

#[tokio::test]
async fn a_qr_code_is_scanned_by_somebody_in_another_data_centre() {
    let world = World::new();
    let rig = Rig::unauthorized(world.clone()).await;
    let far = Server::start(
        ServerConfig::new().dc_id(4),
        std::sync::Arc::new(world.clone()),
    )
    .await
    .unwrap();
    world.data_centre(far.dc_id(), far.addr());
    far.add_key(telegram_support::key(1));
    let ann = world.user("Ann").home(4);
    let mut data = rig.data(None);
    let mut option = rig.dc_option();
    let std::net::SocketAddr::V4(address) = far.addr() else {
        panic!("version 4")
    };
    (option.id, option.ipv4) = (4, address);
    data.dc_options.insert(4, option);
    let (client, mut pump) = Connection::open(ConnectOptions::new(1, Session::in_memory(data)));
    let script = Script::new(&world, &[]).scanned_by(&[Some(&ann)]);
    let me = soon(with_qr(&client, &mut pump, &hash(), &script))
        .await
        .unwrap();
    assert_eq!(me.id(), PeerId::User(ann.id()));
    let names = far.rpc().names();
    assert!(names.contains(&"auth.importLoginToken"), "{names:?}");
}

#[tokio::test(start_paused = true)]
async fn nobody_scans() {
    let (rig, client, mut pump) = rig(|_| {}).await;
    let script = Script::new(&rig.world, &[]);
    let error = with_qr(&client, &mut pump, &hash(), &script)
        .await
        .unwrap_err();
    assert!(matches!(error, LoginError::NotScanned), "{error:?}");
    assert_eq!(script.told().len(), 20);
}

#[tokio::test]
async fn a_wait_of_hours_is_told_in_words() {
    let (rig, client, _pump) = rig(|world| {
        world.owner().phone(PHONE);
    })
    .await;
    rig.server.rpc().on::<SendCode>().flood_wait(7200).once();
    let script = Script::new(&rig.world, &[PHONE]);
    let error = soon(with_phone(&client, &hash(), &script))
        .await
        .unwrap_err();
    assert_eq!(
        error.text(Language::Russian),
        "Telegram просит подождать 2 ч, прежде чем пробовать снова"
    );
}
