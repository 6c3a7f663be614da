//! Topics of forums.

use crate::support::{Client, b, bare, history, list, texts, z};
use grammers_tl_types::{enums, functions as f, types};
use userbot_testkit::world::World;

pub(crate) const COVERED: &[&[&str]] = &[TOPICS];

const TOPICS: &[&str] = &[
    "messages.getForumTopics",
    "messages.getForumTopicsByID",
    "messages.createForumTopic",
    "messages.editForumTopic",
];

#[test]
fn topics() {
    let world = World::new();
    let ann = world.user("Ann");
    let forum = world
        .supergroup("Forum")
        .member(&ann)
        .topic("Rust")
        .create();
    let plain = world.supergroup("Plain").create();
    let client = Client::new(&world, &world.owner(), 1);
    ann.send_in_topic(&forum, "Rust", "in the topic");
    let get = |peer, q: Option<&str>| f::messages::GetForumTopics {
        peer,
        q: q.map(Into::into),
        offset_date: 0,
        offset_id: 0,
        offset_topic: 0,
        limit: 10,
    };
    let enums::messages::ForumTopics::Topics(all) = client.ok(&get(client.peer(&forum), None));
    assert_eq!(all.count, 2);
    let enums::messages::ForumTopics::Topics(rust) =
        client.ok(&get(client.peer(&forum), Some("rus")));
    let [enums::ForumTopic::Topic(topic)] = &rust.topics[..] else {
        panic!("one topic")
    };
    assert_eq!((topic.title.as_str(), topic.unread_count), ("Rust", 1));
    assert_eq!(
        rust.messages
            .iter()
            .map(crate::support::text)
            .collect::<Vec<_>>(),
        ["in the topic"]
    );
    client.refused(&get(client.peer(&plain), None), "CHANNEL_FORUM_MISSING");
    let by_id = |peer| f::messages::GetForumTopicsById {
        peer,
        topics: vec![topic.id, 999],
    };
    let enums::messages::ForumTopics::Topics(found) = client.ok(&by_id(client.peer(&forum)));
    assert!(matches!(
        found.topics[..],
        [enums::ForumTopic::Topic(_), enums::ForumTopic::Deleted(_)]
    ));
    client.refused(&by_id(client.peer(&plain)), "CHANNEL_FORUM_MISSING");
    let create = |title: &str, random_id: i64| -> f::messages::CreateForumTopic {
        bare(&[
            z(),
            b(&client.peer(&forum)),
            b(&title.to_owned()),
            b(&random_id),
        ])
    };
    let updates = list(client.ok(&create("Python", 1)));
    assert!(matches!(
        updates[..],
        [
            enums::Update::MessageId(_),
            enums::Update::NewChannelMessage(_)
        ]
    ));
    client.refused(&create("", 2), "TOPIC_TITLE_EMPTY");
    let close = |topic_id: i32| -> f::messages::EditForumTopic {
        let mut request: f::messages::EditForumTopic =
            bare(&[z(), b(&client.peer(&forum)), b(&topic_id)]);
        request.closed = Some(true);
        request
    };
    client.ok(&close(topic.id));
    client.refused(&close(topic.id), "TOPIC_NOT_MODIFIED");
    client.refused(&close(999), "TOPIC_ID_INVALID");
    let writer = client.with(&ann, 4);
    let mut late = crate::support::message(writer.peer(&forum), "late", 9);
    late.reply_to = Some(bare::<types::InputReplyToMessage>(&[z(), b(&topic.id)]).into());
    writer.refused(&late, "TOPIC_CLOSED");
    late.reply_to =
        Some(bare::<types::InputReplyToMessage>(&[z(), b(&forum.topic("Python"))]).into());
    let sent = crate::support::new_message(writer.ok(&late));
    let Some(enums::MessageReplyHeader::Header(header)) = sent.reply_to else {
        panic!("in a topic")
    };
    assert_eq!(
        (header.forum_topic, header.reply_to_msg_id),
        (true, Some(forum.topic("Python")))
    );
    forum.last_message().expect_topic("Python");
    assert!(texts(client.ok(&history(client.peer(&forum)))).contains(&"late".to_owned()));
    client.covered(TOPICS);
}
