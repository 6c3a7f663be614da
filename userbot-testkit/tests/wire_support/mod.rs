//! A tiny Telegram and the real client, for the tests of the wire.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses another part"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests"
)]

pub mod raw;

use std::net::{Ipv6Addr, SocketAddr, SocketAddrV6};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use grammers_client::Client;
use grammers_mtsender::{ConnectionParams, NoRetries, SenderPool};
use grammers_session::SessionData;
use grammers_session::storages::MemorySession;
use grammers_session::types::{DcOption, PeerAuth, PeerId, PeerInfo};
use grammers_session::updates::UpdatesLike;
use grammers_tl_types::{self as tl, Deserializable, Serializable, enums, functions, types};
use tokio::sync::mpsc;
use userbot_testkit::server::{Backend, Call, Reply, Server, ServerConfig};

/// The account that is signed in.
pub const ME: i64 = 1000;

/// An authorization key; each number makes another one.
pub fn key(number: u8) -> [u8; 256] {
    std::array::from_fn(|at| {
        u8::try_from(at)
            .unwrap()
            .wrapping_mul(31)
            .wrapping_add(number)
    })
}

/// Answers `help.getConfig`, `users.getUsers`, `help.getAppConfig` and `updates.getState`; knows nothing else.
#[derive(Default)]
pub struct Tiny {
    pub sessions: Mutex<Vec<(&'static str, i64, i64)>>,
}

impl Backend for Tiny {
    fn call(&self, call: &Call<'_>) -> Reply {
        if call.parse::<functions::help::GetConfig>().is_some() {
            return Reply::ok(&config());
        }
        if let Some(asked) = call.parse::<functions::users::GetUsers>() {
            let users = asked.id.iter().map(|user| match user {
                enums::InputUser::User(user) => self::user(user.user_id).into(),
                _ => self::user(ME).into(),
            });
            return Reply::ok(&users.collect::<Vec<enums::User>>());
        }
        if call.parse::<functions::updates::GetState>().is_some() {
            let state = types::updates::State {
                pts: 1,
                qts: 0,
                date: 1,
                seq: 1,
                unread_count: 0,
            };
            return Reply::ok(&enums::updates::State::from(state));
        }
        Reply::err(400, format!("NO_RESPONDER_{}", call.name()))
    }

    fn subscribed(&self, key_id: i64, session_id: i64) {
        self.sessions
            .lock()
            .unwrap()
            .push(("subscribed", key_id, session_id));
    }

    fn disconnected(&self, key_id: i64, session_id: i64) {
        self.sessions
            .lock()
            .unwrap()
            .push(("disconnected", key_id, session_id));
    }
}

/// A value from the fewest bytes: all flags clear, then the mandatory fields in their order.
pub fn bare<T: Deserializable>(parts: &[Vec<u8>]) -> T {
    T::from_bytes(&parts.concat()).unwrap()
}

pub fn user(id: i64) -> types::User {
    let mut user: types::User = bare(&[0.to_bytes(), 0.to_bytes(), id.to_bytes()]);
    user.access_hash = Some(id * 7);
    user.first_name = Some(format!("User {id}"));
    user.is_self = id == ME;
    user
}

pub fn config() -> enums::Config {
    let mut parts = vec![
        0.to_bytes(),
        0.to_bytes(),
        3600.to_bytes(),
        false.to_bytes(),
        2.to_bytes(),
    ];
    parts.push(Vec::<enums::DcOption>::new().to_bytes());
    parts.push(String::new().to_bytes());
    parts.extend((0..21).map(|number: i32| number.to_bytes()));
    parts.push("https://t.me/".to_owned().to_bytes());
    parts.extend([1024.to_bytes(), 4096.to_bytes(), 4.to_bytes()]);
    bare::<types::Config>(&parts).into()
}

/// An update that is as long as wanted.
pub fn typing(user_id: i64) -> enums::Updates {
    let action = types::SendMessageEmojiInteractionSeen {
        emoticon: "x".repeat(100),
    };
    let update = types::UpdateUserTyping {
        user_id,
        top_msg_id: None,
        action: action.into(),
    };
    types::UpdateShort {
        update: update.into(),
        date: 1,
    }
    .into()
}

/// Whose typing an update tells of.
pub fn typist(updates: &UpdatesLike) -> Option<i64> {
    match updates {
        UpdatesLike::Updates(enums::Updates::UpdateShort(short)) => match &short.update {
            enums::Update::UserTyping(typing) => Some(typing.user_id),
            _ => None,
        },
        _ => None,
    }
}

pub fn get_users(ids: &[i64]) -> functions::users::GetUsers {
    let id = ids.iter().map(|id| {
        types::InputUser {
            user_id: *id,
            access_hash: id * 7,
        }
        .into()
    });
    functions::users::GetUsers { id: id.collect() }
}

pub fn ids_of(users: &[enums::User]) -> Vec<i64> {
    users.iter().map(enums::User::id).collect()
}

pub async fn server() -> (Server, i64) {
    let server = Server::start(ServerConfig::new(), Arc::new(Tiny::default()))
        .await
        .unwrap();
    let key_id = server.add_key(key(1));
    (server, key_id)
}

/// The real client, connected to a server.
pub struct Rig {
    pub client: Client,
    pub updates: mpsc::Receiver<UpdatesLike>,
}

/// Starts a client that does not try anything twice.
pub fn client(server: &Server) -> Rig {
    let SocketAddr::V4(ipv4) = server.addr() else {
        panic!("an address of version 4")
    };
    let ipv6 = SocketAddrV6::new(Ipv6Addr::LOCALHOST, ipv4.port(), 0, 0);
    let option = DcOption {
        id: server.dc_id(),
        ipv4,
        ipv6,
        auth_key: Some(key(1)),
    };
    let mut data = SessionData {
        home_dc: server.dc_id(),
        ..SessionData::default()
    };
    data.dc_options.clear();
    data.dc_options.insert(server.dc_id(), option);
    let me = PeerInfo::User {
        id: ME,
        auth: Some(PeerAuth::from_hash(ME * 7)),
        bot: Some(false),
        is_self: Some(true),
    };
    data.peer_infos.insert(PeerId::self_user(), me);
    let params = ConnectionParams {
        retry_policy: Box::new(NoRetries),
        ..Default::default()
    };
    let pool = SenderPool::with_configuration(Arc::new(MemorySession::from(data)), 1, params);
    let client = Client::new(pool.handle.clone());
    tokio::spawn(pool.runner.run());
    Rig {
        client,
        updates: pool.updates,
    }
}

/// A call as the first one of a connection.
pub fn first_call<F>(query: F) -> functions::InvokeWithLayer<functions::InitConnection<F>> {
    let query = functions::InitConnection {
        api_id: 1,
        device_model: "test".into(),
        system_version: "1".into(),
        app_version: "1".into(),
        system_lang_code: "en".into(),
        lang_pack: String::new(),
        lang_code: "en".into(),
        proxy: None,
        params: None,
        query,
    };
    functions::InvokeWithLayer {
        layer: tl::LAYER,
        query,
    }
}

/// Fails a test that hangs. Nothing waits for this time.
pub async fn soon<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(Duration::from_secs(20), future)
        .await
        .expect("an answer in time")
}
