//! What a message answers, and where it was forwarded from.

use jiff::Timestamp;

use super::timestamp;
use crate::telegram::{Peer, PeerId, PeerMap};
use grammers_tl_types as tl;

/// Says which message another one answers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReplyTo {
    /// The message that is answered; `None` when it is a story, or hidden.
    pub message_id: Option<i32>,
    /// The chat of that message, when it is another one.
    pub chat: Option<PeerId>,
    /// The part of the text that was quoted.
    pub quote: Option<String>,
    /// The first message of the thread or topic.
    pub top_id: Option<i32>,
    /// The story that is answered.
    pub story_id: Option<i32>,
}

/// Says where a message was forwarded from.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Forward {
    /// The original author, when that one does not hide.
    pub from: Option<Peer>,
    /// The name of an author who hides.
    pub from_name: Option<String>,
    /// When the original was sent.
    pub date: Timestamp,
    /// The original's id, when it is a post of a channel.
    pub channel_post: Option<i32>,
    /// The signature under the post.
    pub post_author: Option<String>,
}

impl ReplyTo {
    /// Reads the header of a message. Being in a topic alone is no reply.
    pub(super) fn from_tl(header: &tl::enums::MessageReplyHeader) -> Option<Self> {
        match header {
            tl::enums::MessageReplyHeader::Header(header) => {
                if header.forum_topic && header.reply_to_top_id.is_none() && !header.quote {
                    return None;
                }
                Some(Self {
                    message_id: header.reply_to_msg_id,
                    chat: header.reply_to_peer_id.as_ref().map(PeerId::from_tl),
                    quote: header.quote_text.clone(),
                    top_id: header.reply_to_top_id,
                    story_id: None,
                })
            }
            tl::enums::MessageReplyHeader::MessageReplyStoryHeader(header) => Some(Self {
                message_id: None,
                chat: Some(PeerId::from_tl(&header.peer)),
                quote: None,
                top_id: None,
                story_id: Some(header.story_id),
            }),
        }
    }
}

/// Returns the topic that a header names.
pub(super) fn topic(header: &tl::enums::MessageReplyHeader) -> Option<i32> {
    match header {
        tl::enums::MessageReplyHeader::Header(header) if header.forum_topic => {
            header.reply_to_top_id.or(header.reply_to_msg_id)
        }
        _ => None,
    }
}

impl Forward {
    pub(super) fn from_tl(header: &tl::enums::MessageFwdHeader, peers: &PeerMap) -> Self {
        let tl::enums::MessageFwdHeader::Header(header) = header;
        Self {
            from: header
                .from_id
                .as_ref()
                .map(|peer| peers.get(PeerId::from_tl(peer))),
            from_name: header.from_name.clone(),
            date: timestamp(header.date),
            channel_post: header.channel_post,
            post_author: header.post_author.clone(),
        }
    }
}
