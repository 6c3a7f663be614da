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

use telegram_support::{Rig, soon};
use userbot_sdk::prelude::async_trait;
use userbot_sdk::telegram::login::{
    self, LoginError, Notice, Prompt, Question, with_bot_token, with_phone,
};
use userbot_sdk::telegram::{Client, ConnectOptions, Connection, PeerId, Session, UpdatePump};
use userbot_testkit::world::World;

/// Answers from a list; `code` stands for the code that Telegram has sent.
struct Script {
    world: World,
    answers: Mutex<VecDeque<&'static str>>,
    asked: Mutex<Vec<Question>>,
    told: Mutex<Vec<Notice>>,
}

const PHONE: &str = "+7 999 000-00-01";

impl Script {
    fn new(world: &World, answers: &[&'static str]) -> Self {
        Self {
            world: world.clone(),
            answers: Mutex::new(answers.iter().copied().collect()),
            asked: Mutex::default(),
            told: Mutex::default(),
        }
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
