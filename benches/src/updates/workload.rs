//! The workload: messages as Telegram sends them, the same for the same seed.

use grammers_tl_types as tl;
use grammers_tl_types::Serializable as _;
use userbot_sdk::telegram::{PeerId, blank_message};

/// The account that receives the updates.
pub(crate) const ME: i64 = 1;
/// The chat from which one message in ten comes.
pub(crate) const BUSY_CHAT: usize = 30;
/// How many commands the bot has.
pub(crate) const COMMANDS: usize = 50;

/// People with whom there is a private chat; they come first among the chats.
const PRIVATE: usize = 30;
const BASIC_GROUPS: usize = 10;
const CHATS: usize = 100;
const USERS: usize = 500;
const FIRST_USER: i64 = 1_000;
const FIRST_GROUP: i64 = 50_000;
const FIRST_CHANNEL: i64 = 1_000_000;
const DATE: i32 = 1_760_000_000;

/// Is the chat with this number: thirty private ones, ten basic groups, sixty supergroups.
pub(crate) fn chat(number: usize) -> PeerId {
    let number = number % CHATS;
    let id = i64::try_from(number).unwrap_or_default();
    if number < PRIVATE {
        PeerId::User(FIRST_USER + id)
    } else if number < CHATS - BASIC_GROUPS {
        PeerId::Channel(FIRST_CHANNEL + id)
    } else {
        PeerId::Group(FIRST_GROUP + id)
    }
}

/// Is the text for which the watcher with this number looks.
pub(crate) fn order(number: usize) -> String {
    format!("order-{number:05}")
}

/// Is what a run works on.
pub(crate) struct Workload {
    /// The updates, each as decrypted from one packet.
    pub(crate) packets: Vec<Vec<u8>>,
    /// For each, what is in it: by this the right counts are known.
    pub(crate) contents: Vec<Content>,
}

/// Is what one message is, as far as filters ask.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Content {
    pub(crate) chat: usize,
    pub(crate) outgoing: bool,
    pub(crate) command: bool,
    /// The order that its text names.
    pub(crate) order: Option<usize>,
}

/// Makes the workload of a seed; `orders` is how many different texts watchers look for.
pub(crate) fn workload(seed: u64, messages: usize, orders: usize) -> Workload {
    let mut random = Random(seed);
    let mut channel_pts = [0; CHATS];
    let mut common_pts = 0;
    let mut packets = Vec::with_capacity(messages);
    let mut contents = Vec::with_capacity(messages);
    for number in 0..messages {
        let content = content(&mut random, orders);
        let text = text(&mut random, content);
        let pts = if matches!(chat(content.chat), PeerId::Channel(_)) {
            &mut channel_pts[content.chat]
        } else {
            &mut common_pts
        };
        *pts += 1;
        let id = i32::try_from(number).unwrap_or(i32::MAX) + 1;
        packets.push(packet(&mut random, content, id, *pts, text));
        contents.push(content);
    }
    Workload { packets, contents }
}

fn content(random: &mut Random, orders: usize) -> Content {
    let command = random.below(100) == 0;
    let chat = match random.below(100) {
        0..30 => random.below(PRIVATE),
        30..40 => BUSY_CHAT,
        _ => PRIVATE + random.below(CHATS - PRIVATE),
    };
    let order = (!command && orders > 0 && random.below(100) < 2).then(|| random.below(orders));
    Content {
        chat,
        outgoing: command,
        command,
        order,
    }
}

fn text(random: &mut Random, content: Content) -> String {
    const WORDS: [&str; 12] = [
        "meeting",
        "tomorrow",
        "the",
        "report",
        "please",
        "и",
        "потом",
        "coffee",
        "later",
        "with",
        "сегодня",
        "numbers",
    ];
    let mut text = if content.command {
        format!(".command{}", random.below(COMMANDS))
    } else {
        String::new()
    };
    while text.chars().count() < 50 {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(WORDS[random.below(WORDS.len())]);
    }
    if let Some(number) = content.order {
        text.push(' ');
        text.push_str(&order(number));
    }
    text
}

fn packet(random: &mut Random, content: Content, id: i32, pts: i32, text: String) -> Vec<u8> {
    let peer = chat(content.chat);
    let sender = match peer {
        PeerId::User(user) => user,
        _ => FIRST_USER + i64::try_from(random.below(USERS)).unwrap_or_default(),
    };
    let mut message = blank_message(id, peer.to_tl(), DATE, text);
    message.out = content.outgoing;
    if !matches!(peer, PeerId::User(_)) {
        let from = if content.outgoing { ME } else { sender };
        message.from_id = Some(PeerId::User(from).to_tl());
    }
    let message = message.into();
    let (update, chats): (tl::enums::Update, _) = match peer {
        PeerId::Channel(channel) => {
            let update = tl::types::UpdateNewChannelMessage {
                message,
                pts,
                pts_count: 1,
            };
            (update.into(), vec![supergroup(channel)])
        }
        PeerId::Group(group) => (new_message(message, pts), vec![basic_group(group)]),
        PeerId::User(_) => (new_message(message, pts), Vec::new()),
    };
    let mut users = vec![user(sender)];
    if content.outgoing {
        users.push(user(ME));
    }
    let updates = tl::types::Updates {
        updates: vec![update],
        users,
        chats,
        date: DATE,
        seq: 0,
    };
    tl::enums::Updates::from(updates).to_bytes()
}

fn new_message(message: tl::enums::Message, pts: i32) -> tl::enums::Update {
    tl::types::UpdateNewMessage {
        message,
        pts,
        pts_count: 1,
    }
    .into()
}

/// Is a person of the workload, as Telegram describes people.
pub(crate) fn user(id: i64) -> tl::enums::User {
    let mut bytes = vec![0; 8];
    bytes.extend(id.to_le_bytes());
    let mut user = parsed::<tl::types::User>(&bytes);
    user.is_self = id == ME;
    user.access_hash = Some(id * 7);
    user.first_name = Some(format!("Person {id}"));
    user.username = Some(format!("person_{id}"));
    user.status = Some(
        tl::types::UserStatusOnline {
            expires: DATE + 300,
        }
        .into(),
    );
    user.into()
}

fn supergroup(id: i64) -> tl::enums::Chat {
    let mut bytes = vec![0; 8];
    bytes.extend(id.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend(tl::enums::ChatPhoto::Empty.to_bytes());
    bytes.extend(DATE.to_le_bytes());
    let mut channel = parsed::<tl::types::Channel>(&bytes);
    channel.megagroup = true;
    channel.access_hash = Some(id * 7);
    channel.title = format!("Supergroup {id}");
    channel.participants_count = Some(1_000);
    channel.into()
}

fn basic_group(id: i64) -> tl::enums::Chat {
    let chat = tl::types::Chat {
        creator: false,
        left: false,
        deactivated: false,
        call_active: false,
        call_not_empty: false,
        noforwards: false,
        id,
        title: format!("Group {id}"),
        photo: tl::enums::ChatPhoto::Empty,
        participants_count: 20,
        date: DATE,
        version: 1,
        migrated_to: None,
        admin_rights: None,
        default_banned_rights: None,
    };
    chat.into()
}

/// Makes a value with every optional field empty from the bytes of the others.
fn parsed<T: tl::Deserializable>(bytes: &[u8]) -> T {
    match T::from_bytes(bytes) {
        Ok(value) => value,
        Err(error) => unreachable!("the bytes above are of this type: {error}"),
    }
}

/// Is a stream of numbers that looks random (`SplitMix64`, Steele and others 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or_default()
    }
}
