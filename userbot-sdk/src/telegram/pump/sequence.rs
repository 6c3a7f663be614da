//! Which sequence an update belongs to, and where in it it stands.

use grammers_session::updates::UpdatesLike;
use grammers_tl_types as tl;

/// Is a sequence of updates, in which each has its number.
///
/// Source: <https://core.telegram.org/api/updates#message-related-event-sequences>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Sequence {
    /// Of the account: `pts`.
    Common,
    /// Of the account too, for what bots and secret chats are told: `qts`.
    Secondary,
    /// Of one channel or supergroup: its `pts`.
    Channel(i64),
}

/// Is what an update does to its sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It stands in none, and can be taken in at any time.
    None,
    /// It leads to a position, over so many events.
    To {
        sequence: Sequence,
        pts: i32,
        count: i32,
    },
    /// It contradicts itself, or asks for more than to be taken in.
    Unclear,
}

/// Tells what an update does to its sequence.
pub(super) fn step_of(update: &tl::enums::Update) -> Step {
    use tl::enums::Update;
    let common = |pts, count| Step::To {
        sequence: Sequence::Common,
        pts,
        count,
    };
    let channel = |id, pts, count| Step::To {
        sequence: Sequence::Channel(id),
        pts,
        count,
    };
    // In these a position of 0 is none.
    let secondary = |qts, count| match qts {
        0 => Step::Unclear,
        _ => Step::To {
            sequence: Sequence::Secondary,
            pts: qts,
            count,
        },
    };
    let outside_channels = |is_channel: bool, pts, count| {
        if is_channel {
            Step::Unclear
        } else {
            common(pts, count)
        }
    };
    let of_message =
        |message, pts, count| outside_channels(channel_of(message).is_some(), pts, count);
    let of_peer = |peer: &tl::enums::Peer, pts, count| {
        outside_channels(matches!(peer, tl::enums::Peer::Channel(_)), pts, count)
    };
    let of_channel_message = |message, pts, count| {
        channel_of(message).map_or(Step::Unclear, |id| channel(id, pts, count))
    };
    match update {
        Update::NewMessage(new) => of_message(&new.message, new.pts, new.pts_count),
        Update::EditMessage(edited) => of_message(&edited.message, edited.pts, edited.pts_count),
        Update::DeleteMessages(deleted) => common(deleted.pts, deleted.pts_count),
        Update::ReadHistoryInbox(read) => of_peer(&read.peer, read.pts, read.pts_count),
        Update::ReadHistoryOutbox(read) => of_peer(&read.peer, read.pts, read.pts_count),
        Update::ReadMessagesContents(read) => common(read.pts, read.pts_count),
        Update::WebPage(page) => common(page.pts, page.pts_count),
        Update::FolderPeers(moved) => common(moved.pts, moved.pts_count),
        Update::PinnedMessages(pinned) => of_peer(&pinned.peer, pinned.pts, pinned.pts_count),
        Update::NewChannelMessage(new) => of_channel_message(&new.message, new.pts, new.pts_count),
        Update::EditChannelMessage(edited) => {
            of_channel_message(&edited.message, edited.pts, edited.pts_count)
        }
        Update::DeleteChannelMessages(deleted) => {
            channel(deleted.channel_id, deleted.pts, deleted.pts_count)
        }
        Update::PinnedChannelMessages(pinned) => {
            channel(pinned.channel_id, pinned.pts, pinned.pts_count)
        }
        Update::ChannelWebPage(page) => channel(page.channel_id, page.pts, page.pts_count),
        Update::ReadChannelInbox(read) => channel(read.channel_id, read.pts, 0),
        Update::ChannelTooLong(_) => Step::Unclear,
        Update::NewEncryptedMessage(new) => secondary(new.qts, 1),
        Update::ChatParticipant(changed) => secondary(changed.qts, 1),
        Update::ChannelParticipant(changed) => secondary(changed.qts, 1),
        Update::BotStopped(stopped) => secondary(stopped.qts, 1),
        Update::BotChatInviteRequester(asks) => secondary(asks.qts, 1),
        Update::BotChatBoost(boost) => secondary(boost.qts, 1),
        Update::BotMessageReaction(reaction) => secondary(reaction.qts, 1),
        Update::BotMessageReactions(reactions) => secondary(reactions.qts, 1),
        Update::BotNewBusinessMessage(new) => secondary(new.qts, 1),
        Update::BotEditBusinessMessage(edited) => secondary(edited.qts, 1),
        Update::BotDeleteBusinessMessage(deleted) => i32::try_from(deleted.messages.len())
            .map_or(Step::Unclear, |count| secondary(deleted.qts, count)),
        Update::BotPurchasedPaidMedia(bought) => secondary(bought.qts, 1),
        Update::BotBusinessConnect(connected) => secondary(connected.qts, 1),
        Update::MessagePollVote(vote) => secondary(vote.qts, 1),
        _ => Step::None,
    }
}

/// Returns what the updates of a packet are sorted by: the position before each.
pub(super) fn sort_key(update: &tl::enums::Update) -> i32 {
    match step_of(update) {
        Step::To { pts, count, .. } => pts.saturating_sub(count),
        Step::None | Step::Unclear => 0,
    }
}

/// Tells what each update of a packet does to its sequence, and what the answer to an own request
/// does.
pub(super) fn steps_of(updates: &UpdatesLike) -> Vec<Step> {
    let one = |sequence, pts, count| {
        vec![Step::To {
            sequence,
            pts,
            count,
        }]
    };
    match updates {
        UpdatesLike::Updates(updates) => steps_in(updates),
        UpdatesLike::InvitedUsers(invited) => steps_in(&invited.updates),
        UpdatesLike::ChatInviteJoinResult(joined) => steps_in(&joined.updates),
        UpdatesLike::ShortSentMessage { update, .. } => {
            one(Sequence::Common, update.pts, update.pts_count)
        }
        UpdatesLike::AffectedMessages(affected) => {
            one(Sequence::Common, affected.pts, affected.pts_count)
        }
        UpdatesLike::AffectedChannelMessages {
            affected,
            channel_id,
            ..
        } => one(
            Sequence::Channel(*channel_id),
            affected.pts,
            affected.pts_count,
        ),
        UpdatesLike::ConnectionClosed | UpdatesLike::MalformedUpdates => Vec::new(),
    }
}

fn steps_in(updates: &tl::enums::Updates) -> Vec<Step> {
    let common = |pts, count| {
        vec![Step::To {
            sequence: Sequence::Common,
            pts,
            count,
        }]
    };
    match updates {
        tl::enums::Updates::Updates(all) => all.updates.iter().map(step_of).collect(),
        tl::enums::Updates::Combined(all) => all.updates.iter().map(step_of).collect(),
        tl::enums::Updates::UpdateShort(short) => vec![step_of(&short.update)],
        tl::enums::Updates::UpdateShortMessage(short) => common(short.pts, short.pts_count),
        tl::enums::Updates::UpdateShortChatMessage(short) => common(short.pts, short.pts_count),
        tl::enums::Updates::UpdateShortSentMessage(short) => common(short.pts, short.pts_count),
        tl::enums::Updates::TooLong => Vec::new(),
    }
}

/// Returns the channel in which a message stands.
fn channel_of(message: &tl::enums::Message) -> Option<i64> {
    let peer = match message {
        tl::enums::Message::Message(message) => &message.peer_id,
        tl::enums::Message::Service(message) => &message.peer_id,
        tl::enums::Message::Empty(message) => message.peer_id.as_ref()?,
    };
    match peer {
        tl::enums::Peer::Channel(channel) => Some(channel.channel_id),
        _ => None,
    }
}
