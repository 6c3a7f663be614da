//! Topics of forums.

use super::{Ctx, Method, method};
use crate::world::data::chat::Topic;
use crate::world::ops::post::Draft;
use crate::world::refusal::{Outcome, Refusal, bad};
use crate::world::tl::{int, size};
use crate::world::view::{Detail, Peers};
use grammers_tl_types::{enums, functions as f, types};

pub(super) const METHODS: &[Method] = &[
    method!(
        SignedIn,
        f::messages::GetForumTopics,
        get_forum_topics,
        "by title, in pages"
    ),
    method!(
        SignedIn,
        f::messages::GetForumTopicsById,
        get_forum_topics_by_id,
        "deleted ones too"
    ),
    method!(
        SignedIn,
        f::messages::CreateForumTopic,
        create_forum_topic,
        "with the service message"
    ),
    method!(
        SignedIn,
        f::messages::EditForumTopic,
        edit_forum_topic,
        "title, icon, open and closed"
    ),
];

fn forum(ctx: &Ctx<'_>, peer: &enums::InputPeer) -> Outcome<i64> {
    let place = ctx.state.input_peer(ctx.me, peer)?;
    let id = place
        .chat()
        .ok_or_else(|| Refusal::bad("CHANNEL_FORUM_MISSING"))?;
    if ctx.state.chat(id)?.forum {
        Ok(id)
    } else {
        bad("CHANNEL_FORUM_MISSING")
    }
}

fn list(
    ctx: &Ctx<'_>,
    id: i64,
    topics: &[Topic],
    missing: &[i32],
    count: usize,
) -> Outcome<enums::messages::ForumTopics> {
    let chat = ctx.state.chat(id)?;
    let mut peers = Peers::default();
    peers.chat(id);
    let mut messages = Vec::new();
    let mut views: Vec<enums::ForumTopic> = Vec::new();
    for topic in topics {
        let view = ctx.state.view_topic(ctx.me, chat, topic, &mut peers);
        if let enums::ForumTopic::Topic(view) = &view
            && let Ok(message) = ctx.state.message(ctx.me, chat.place(), view.top_message)
        {
            messages.push(ctx.state.view_message(ctx.me, message, &mut peers));
        }
        views.push(view);
    }
    views.extend(
        missing
            .iter()
            .map(|id| enums::ForumTopic::Deleted(types::ForumTopicDeleted { id: *id })),
    );
    Ok(types::messages::ForumTopics {
        order_by_create_date: false,
        count: int(count),
        topics: views,
        messages,
        chats: ctx.state.chats_of(ctx.me, &peers),
        users: ctx.state.users_of(ctx.me, &peers, Detail::Full),
        pts: chat.mailbox.pts,
    }
    .into())
}

fn get_forum_topics(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetForumTopics,
) -> Outcome<enums::messages::ForumTopics> {
    let id = forum(ctx, &request.peer)?;
    let query = request.q.clone().unwrap_or_default().to_lowercase();
    let chat = ctx.state.chat(id)?;
    let mut all: Vec<Topic> = chat
        .topics
        .values()
        .rev()
        .filter(|topic| topic.title.to_lowercase().contains(&query))
        .cloned()
        .collect();
    let count = all.len();
    if request.offset_topic > 0 {
        all.retain(|topic| topic.id < request.offset_topic);
    }
    all.truncate(size(request.limit).clamp(1, 100));
    list(ctx, id, &all, &[], count)
}

fn get_forum_topics_by_id(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetForumTopicsById,
) -> Outcome<enums::messages::ForumTopics> {
    let id = forum(ctx, &request.peer)?;
    let chat = ctx.state.chat(id)?;
    let found: Vec<Topic> = request
        .topics
        .iter()
        .filter_map(|topic| chat.topics.get(topic))
        .cloned()
        .collect();
    let missing: Vec<i32> = request
        .topics
        .iter()
        .copied()
        .filter(|topic| !chat.topics.contains_key(topic))
        .collect();
    list(ctx, id, &found, &missing, request.topics.len())
}

fn create_forum_topic(
    ctx: &mut Ctx<'_>,
    request: &f::messages::CreateForumTopic,
) -> Outcome<enums::Updates> {
    let id = forum(ctx, &request.peer)?;
    let topic = ctx.state.create_topic(
        ctx.me,
        id,
        &request.title,
        request.icon_color,
        request.icon_emoji_id,
    )?;
    Ok(super::send::sent(ctx, &[(topic, request.random_id)]))
}

fn edit_forum_topic(
    ctx: &mut Ctx<'_>,
    request: &f::messages::EditForumTopic,
) -> Outcome<enums::Updates> {
    let id = forum(ctx, &request.peer)?;
    let me = ctx.me;
    let chat = ctx.state.chat(id)?;
    let Some(topic) = chat.topics.get(&request.topic_id) else {
        return bad("TOPIC_ID_INVALID");
    };
    if topic.creator != me {
        ctx.state
            .needs_admin(me, id, |rights| rights.manage_topics)?;
    }
    let chat = ctx.state.chat_mut(id)?;
    let place = chat.place();
    let Some(topic) = chat.topics.get_mut(&request.topic_id) else {
        return bad("TOPIC_ID_INVALID");
    };
    let before = (topic.title.clone(), topic.closed, topic.icon_emoji);
    topic.title = request.title.clone().unwrap_or_else(|| topic.title.clone());
    topic.closed = request.closed.unwrap_or(topic.closed);
    topic.icon_emoji = request.icon_emoji_id.or(topic.icon_emoji);
    if before == (topic.title.clone(), topic.closed, topic.icon_emoji) {
        return bad("TOPIC_NOT_MODIFIED");
    }
    let action = types::MessageActionTopicEdit {
        title: request.title.clone(),
        icon_emoji_id: request.icon_emoji_id,
        closed: request.closed,
        hidden: request.hidden,
    };
    let mut notice = Draft::service(action);
    notice.topic = Some(request.topic_id);
    ctx.state.post(me, place, notice);
    Ok(ctx.state.updates_for(me, Vec::new()))
}
