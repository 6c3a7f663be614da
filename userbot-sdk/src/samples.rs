//! Messages and peers for unit tests, made of values of Telegram's schema.

use grammers_tl_types as tl;
use tl::Deserializable;

use crate::telegram::{Client, Message, PeerId, PeerMap, SessionData, blank_message};

/// The account.
pub(crate) const ME: i64 = 1;
/// A person with the username `ann`.
pub(crate) const ANN: i64 = 2;
/// A bot.
pub(crate) const ROBOT: i64 = 3;
/// A basic group.
pub(crate) const GROUP: PeerId = PeerId::Group(20);
/// A supergroup with topics and the username `club`.
pub(crate) const CLUB: PeerId = PeerId::Channel(30);
/// A broadcast channel.
pub(crate) const NEWS: PeerId = PeerId::Channel(40);

/// Every kind of chat: private, basic group, supergroup, channel.
pub(crate) const CHATS: [PeerId; 4] = [PeerId::User(ANN), GROUP, CLUB, NEWS];

/// Makes a client that is never connected, of an account that is known.
pub(crate) fn client() -> Client {
    let client = Client::offline_with(SessionData::default());
    client
        .session()
        .set_me(&crate::telegram::Peer::from_user(&user(ME, |user| {
            user.is_self = true;
            user.username = Some("me_myself".to_owned());
        })));
    client
}

/// Makes the map of everybody above.
pub(crate) fn peers(client: &Client) -> PeerMap {
    let users = [
        user(ME, |user| {
            user.is_self = true;
            user.username = Some("me_myself".to_owned());
        }),
        user(ANN, |user| user.username = Some("ann".to_owned())),
        user(ROBOT, |user| user.bot = true),
    ];
    let chats = [
        basic_group(20),
        channel(30, |channel| {
            channel.megagroup = true;
            channel.forum = true;
            channel.username = Some("Club".to_owned());
        }),
        channel(40, |channel| channel.broadcast = true),
    ];
    PeerMap::new(client.session(), &users, &chats)
}

/// Makes a message in a chat: from Ann, or a post when the chat is a channel.
pub(crate) fn message(
    client: &Client,
    chat: PeerId,
    change: impl FnOnce(&mut tl::types::Message),
) -> Message {
    let mut raw = blank_message(7, chat.to_tl(), 1_700_000_000, "hello");
    if chat == NEWS {
        raw.post = true;
    } else {
        raw.from_id = Some(PeerId::User(ANN).to_tl());
    }
    change(&mut raw);
    Message::from_tl(client, raw.into(), &peers(client)).expect("a message")
}

/// Makes an own message with this text in the chat with Ann.
pub(crate) fn own(client: &Client, id: i32, text: &str) -> Message {
    own_in(client, PeerId::User(ANN), id, text)
}

/// Makes an own message with this text.
pub(crate) fn own_in(client: &Client, chat: PeerId, id: i32, text: &str) -> Message {
    message(client, chat, |raw| {
        raw.id = id;
        raw.out = true;
        raw.from_id = Some(PeerId::User(ME).to_tl());
        text.clone_into(&mut raw.message);
    })
}

/// Makes a service message.
pub(crate) fn service(client: &Client, chat: PeerId) -> Message {
    let raw = tl::types::MessageService {
        out: false,
        mentioned: false,
        media_unread: false,
        reactions_are_possible: false,
        silent: false,
        post: false,
        legacy: false,
        id: 8,
        from_id: Some(PeerId::User(ANN).to_tl()),
        peer_id: chat.to_tl(),
        saved_peer_id: None,
        reply_to: None,
        date: 1_700_000_000,
        action: tl::types::MessageActionChatAddUser { users: vec![ANN] }.into(),
        reactions: None,
        ttl_period: None,
    };
    Message::from_tl(client, raw.into(), &peers(client)).expect("a message")
}

/// Makes a file with a MIME type and attributes.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the media of a message is optional"
)]
pub(crate) fn file(
    mime_type: &str,
    attributes: Vec<tl::enums::DocumentAttribute>,
) -> Option<tl::enums::MessageMedia> {
    let document = tl::types::Document {
        id: 1,
        access_hash: 2,
        file_reference: Vec::new(),
        date: 0,
        mime_type: mime_type.to_owned(),
        size: 3,
        thumbs: None,
        video_thumbs: None,
        dc_id: 2,
        attributes,
    };
    Some(
        tl::types::MessageMediaDocument {
            nopremium: false,
            spoiler: false,
            video: false,
            round: false,
            voice: false,
            document: Some(document.into()),
            alt_documents: None,
            video_cover: None,
            video_timestamp: None,
            ttl_seconds: None,
        }
        .into(),
    )
}

fn user(id: i64, change: impl FnOnce(&mut tl::types::User)) -> tl::enums::User {
    let mut bytes = vec![0; 8];
    bytes.extend(id.to_le_bytes());
    let mut user = tl::types::User::from_bytes(&bytes).expect("a user without options");
    user.first_name = Some(format!("User {id}"));
    user.access_hash = Some(id * 100);
    change(&mut user);
    user.into()
}

/// Is the constructor of a chat without a photo.
const NO_PHOTO: u32 = 0x37c1_011c;

fn basic_group(id: i64) -> tl::enums::Chat {
    let mut bytes = vec![0; 4];
    bytes.extend(id.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend(NO_PHOTO.to_le_bytes());
    bytes.extend([0; 12]);
    tl::types::Chat::from_bytes(&bytes)
        .expect("a group without options")
        .into()
}

fn channel(id: i64, change: impl FnOnce(&mut tl::types::Channel)) -> tl::enums::Chat {
    let mut bytes = vec![0; 8];
    bytes.extend(id.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend(NO_PHOTO.to_le_bytes());
    bytes.extend([0; 4]);
    let mut channel = tl::types::Channel::from_bytes(&bytes).expect("a channel without options");
    channel.access_hash = Some(id * 100);
    change(&mut channel);
    channel.into()
}
