//! A client without a wire: calls go to the backend, pushes into a list.

use grammers_tl_types::{Cursor, Deserializable, RemoteCall, enums, functions as f, types};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use userbot_testkit::server::{Backend, Call, Reply};
use userbot_testkit::world::{Chat, PushSink, User, World};

/// Keeps what was pushed to each key, and which sessions were left out.
#[derive(Default)]
pub(crate) struct Pushes {
    pub(crate) updates: Mutex<Vec<(i64, enums::Updates, Option<i64>)>>,
    pub(crate) answers: Mutex<Vec<(i64, Reply)>>,
}

impl PushSink for Pushes {
    fn push(&self, key_id: i64, updates: &enums::Updates, except: Option<i64>) {
        self.updates
            .lock()
            .unwrap()
            .push((key_id, updates.clone(), except));
    }

    fn answer(&self, _key_id: i64, _session_id: i64, msg_id: i64, reply: Reply) {
        self.answers.lock().unwrap().push((msg_id, reply));
    }
}

pub(crate) fn listen(world: &World) -> Arc<Pushes> {
    let pushes = Arc::new(Pushes::default());
    world.attach(pushes.clone());
    pushes
}

impl Pushes {
    /// Takes all updates that a session of this key has got.
    pub(crate) fn take(&self, key: i64, session: i64) -> Vec<enums::Update> {
        let mut all = self.updates.lock().unwrap();
        let (mine, rest): (Vec<_>, Vec<_>) = all.drain(..).partition(|(other, ..)| *other == key);
        *all = rest;
        let wanted = mine
            .into_iter()
            .filter(|(_, _, except)| *except != Some(session));
        wanted.flat_map(|(_, updates, _)| list(updates)).collect()
    }
}

/// The updates inside.
pub(crate) fn list(updates: enums::Updates) -> Vec<enums::Update> {
    match updates {
        enums::Updates::Updates(updates) => updates.updates,
        enums::Updates::UpdateShort(short) => vec![short.update],
        other => panic!("{other:?}"),
    }
}

/// Outcomes of calls by method: how often each succeeded, and the errors.
pub(crate) type Log = Arc<Mutex<BTreeMap<&'static str, (usize, Vec<String>)>>>;

/// One session of an account.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) world: World,
    pub(crate) user: User,
    pub(crate) key: i64,
    pub(crate) session: i64,
    pub(crate) dc: i32,
    /// The export that its calls are part of.
    pub(crate) takeout: Option<i64>,
    pub(crate) log: Log,
}

impl Client {
    pub(crate) fn new(world: &World, user: &User, key: i64) -> Self {
        world.sign_in(key, user);
        Self {
            world: world.clone(),
            user: user.clone(),
            key,
            session: key * 10,
            dc: 2,
            takeout: None,
            log: Log::default(),
        }
    }

    /// Another account that writes into the same log.
    pub(crate) fn with(&self, user: &User, key: i64) -> Self {
        Self {
            log: self.log.clone(),
            ..Self::new(&self.world, user, key)
        }
    }

    pub(crate) fn raw<F: RemoteCall>(&self, request: &F) -> Reply {
        let bytes = request.to_bytes();
        let id = u32::from_le_bytes(bytes[..4].try_into().unwrap());
        let call = Call {
            key_id: self.key,
            session_id: self.session,
            msg_id: 4,
            layer: 230,
            dc_id: self.dc,
            takeout: self.takeout,
            id,
            args: &bytes[4..],
        };
        let reply = self.world.call(&call);
        let mut log = self.log.lock().unwrap();
        let entry = log.entry(call.name()).or_default();
        match &reply {
            Reply::Err { name, .. } => entry.1.push(name.clone()),
            _ => entry.0 += 1,
        }
        reply
    }

    /// Calls; an error is its name.
    pub(crate) fn call<F: RemoteCall>(&self, request: &F) -> Result<F::Return, String> {
        match self.raw(request) {
            Reply::Ok(bytes) => {
                let mut cursor = Cursor::from_slice(&bytes);
                let value = F::Return::deserialize(&mut cursor).expect("the answer decodes");
                assert_eq!(cursor.pos(), bytes.len(), "nothing is left over");
                Ok(value)
            }
            Reply::Err { name, .. } => Err(name),
            other => panic!("{other:?}"),
        }
    }

    /// Calls and expects a success.
    #[track_caller]
    pub(crate) fn ok<F: RemoteCall>(&self, request: &F) -> F::Return {
        match self.call(request) {
            Ok(value) => value,
            Err(name) => panic!("refused: {name}"),
        }
    }

    /// Calls and expects this error.
    #[track_caller]
    pub(crate) fn refused<F: RemoteCall>(&self, request: &F, name: &str) {
        match self.call(request) {
            Ok(_) => panic!("not refused with {name}"),
            Err(found) => assert_eq!(found, name),
        }
    }

    pub(crate) fn peer(&self, chat: &Chat) -> enums::InputPeer {
        let id = chat.id();
        match self.user.access_hash_of_chat(chat) {
            _ if id < 2_000_000 => self.user_peer_by_id(id),
            _ if id < 1_000_000_000 => types::InputPeerChat { chat_id: id }.into(),
            access_hash => types::InputPeerChannel {
                channel_id: id,
                access_hash,
            }
            .into(),
        }
    }

    fn user_peer_by_id(&self, id: i64) -> enums::InputPeer {
        self.to(&self.world.find_user(id).unwrap())
    }

    pub(crate) fn to(&self, user: &User) -> enums::InputPeer {
        types::InputPeerUser {
            user_id: user.id(),
            access_hash: self.user.access_hash_of(user),
        }
        .into()
    }

    pub(crate) fn input(&self, user: &User) -> enums::InputUser {
        types::InputUser {
            user_id: user.id(),
            access_hash: self.user.access_hash_of(user),
        }
        .into()
    }

    pub(crate) fn channel(&self, chat: &Chat) -> enums::InputChannel {
        types::InputChannel {
            channel_id: chat.id(),
            access_hash: self.user.access_hash_of_chat(chat),
        }
        .into()
    }

    pub(crate) fn wrong_channel(chat: &Chat) -> enums::InputChannel {
        types::InputChannel {
            channel_id: chat.id(),
            access_hash: 7,
        }
        .into()
    }

    pub(crate) fn send(
        &self,
        peer: enums::InputPeer,
        text: &str,
        random_id: i64,
    ) -> Result<enums::Updates, String> {
        self.call(&message(peer, text, random_id))
    }

    /// Checks that every method named was called with success and was refused. One that ends in `!` cannot be refused,
    /// and one that ends in `?` cannot succeed.
    #[track_caller]
    pub(crate) fn covered(&self, names: &[&str]) {
        let log = self.log.lock().unwrap();
        for name in names {
            let (refusable, answerable) = (!name.ends_with('!'), !name.ends_with('?'));
            let name = name.trim_end_matches(['!', '?']);
            let (successes, errors) = log.get(name).cloned().unwrap_or_default();
            assert!(!answerable || successes > 0, "{name} was never answered");
            assert!(!refusable || !errors.is_empty(), "{name} was never refused");
            assert!(
                errors
                    .iter()
                    .all(|error| !error.starts_with("NO_RESPONDER")),
                "{name}"
            );
        }
    }
}

/// A request of which only the mandatory fields are set: the flags are zero.
pub(crate) fn bare<T: Deserializable>(fields: &[Vec<u8>]) -> T {
    T::from_bytes(&[fields.concat(), vec![0; 64]].concat()).unwrap()
}

pub(crate) fn b<T: grammers_tl_types::Serializable>(value: &T) -> Vec<u8> {
    value.to_bytes()
}

pub(crate) fn z() -> Vec<u8> {
    vec![0; 4]
}

pub(crate) fn message(
    peer: enums::InputPeer,
    text: &str,
    random_id: i64,
) -> f::messages::SendMessage {
    bare(&[z(), b(&peer), b(&text.to_owned()), b(&random_id)])
}

pub(crate) fn edit(peer: enums::InputPeer, id: i32, text: &str) -> f::messages::EditMessage {
    let mut request: f::messages::EditMessage = bare(&[z(), b(&peer), b(&id)]);
    request.message = Some(text.to_owned());
    request
}

pub(crate) fn history(peer: enums::InputPeer) -> f::messages::GetHistory {
    f::messages::GetHistory {
        peer,
        offset_id: 0,
        offset_date: 0,
        add_offset: 0,
        limit: 100,
        max_id: 0,
        min_id: 0,
        hash: 0,
    }
}

/// The messages of an answer, and how many there are in all.
pub(crate) fn messages(answer: enums::messages::Messages) -> (Vec<enums::Message>, i32) {
    match answer {
        enums::messages::Messages::Messages(answer) => {
            let count = i32::try_from(answer.messages.len()).unwrap();
            (answer.messages, count)
        }
        enums::messages::Messages::Slice(answer) => (answer.messages, answer.count),
        enums::messages::Messages::ChannelMessages(answer) => (answer.messages, answer.count),
        enums::messages::Messages::NotModified(_) => panic!("not modified"),
    }
}

pub(crate) fn text(message: &enums::Message) -> String {
    match message {
        enums::Message::Message(message) => message.message.clone(),
        enums::Message::Service(_) => "(service)".to_owned(),
        enums::Message::Empty(_) => "(empty)".to_owned(),
    }
}

pub(crate) fn texts(answer: enums::messages::Messages) -> Vec<String> {
    messages(answer).0.iter().map(text).collect()
}

/// The new message of an answer.
#[track_caller]
pub(crate) fn new_message(updates: enums::Updates) -> types::Message {
    let found = list(updates).into_iter().find_map(|update| match update {
        enums::Update::NewMessage(update) => Some(update.message),
        enums::Update::NewChannelMessage(update) => Some(update.message),
        _ => None,
    });
    match found {
        Some(enums::Message::Message(message)) => message,
        other => panic!("{other:?}"),
    }
}

/// Owner, Ann and Bob, a basic group, a public supergroup, a channel.
pub(crate) struct Town {
    pub(crate) world: World,
    pub(crate) me: Client,
    pub(crate) ann: User,
    pub(crate) bob: User,
    pub(crate) club: Chat,
    pub(crate) big: Chat,
    pub(crate) news: Chat,
}

pub(crate) fn town() -> Town {
    let world = World::new();
    let ann = world
        .user("Ann")
        .username("ann_lee")
        .phone("+1 555 0100100");
    let bob = world.user("Bob");
    let club = world.group("Club").member(&ann).create();
    let big = world
        .supergroup("Big")
        .username("bigclub")
        .member(&ann)
        .create();
    let news = world.channel("News").member(&ann).create();
    let me = Client::new(&world, &world.owner(), 1);
    Town {
        world,
        me,
        ann,
        bob,
        club,
        big,
        news,
    }
}
