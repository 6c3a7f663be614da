//! The answer of a filter for one event.

use futures_util::future::BoxFuture;

use super::filter::{Filter, Node};
use super::{FilterSpec, PeerSpec, Verdict};
use crate::context::Context;
use crate::error::Result;
use crate::telegram::{Event, MediaKind, Message, Peer, PeerId, Reaction};

/// Is what a filter asks about.
///
/// Events without a message still have a chat or a person, and filters about those work for them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Subject<'a> {
    /// The message of the event; for an album, the part with the caption.
    pub message: Option<&'a Message>,
    /// The chat in which it happened.
    pub chat: Option<&'a Peer>,
    /// Who did it.
    pub sender: Option<&'a Peer>,
    /// The reactions to a message, for events about them.
    pub reaction: Option<&'a Reaction>,
    /// True when the message is a command of this bot that its sender may use.
    pub command: bool,
}

impl<'a> Subject<'a> {
    /// Makes the subject of an event.
    pub fn of_event(event: &'a Event) -> Self {
        let message = match event {
            Event::Album(album) => album.caption().or_else(|| event.message()),
            event => event.message(),
        };
        let reaction = match event {
            Event::Reaction(reaction) => Some(reaction),
            _ => None,
        };
        let (chat, sender) = (event.chat(), event.sender());
        Self {
            message,
            chat,
            sender,
            reaction,
            command: false,
        }
    }
}

/// Is how far a filter can be answered without running the author's predicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It passes.
    Pass,
    /// It does not pass.
    Fail,
    /// It asks about something that the event does not have. It does not pass, and turning it
    /// around with `not(…)` does not make it pass.
    Absent,
    /// It depends on a predicate: ask [`Filter::decide`].
    Unknown,
}

impl Answer {
    fn not(self) -> Self {
        match self {
            Self::Pass => Self::Fail,
            Self::Fail => Self::Pass,
            other => other,
        }
    }

    /// Combines as `all` does, where the strongest answer wins.
    fn and(self, other: Self) -> Self {
        self.stronger(other, [Self::Fail, Self::Unknown, Self::Absent])
    }

    /// Combines as `any` does.
    fn or(self, other: Self) -> Self {
        self.stronger(other, [Self::Pass, Self::Unknown, Self::Absent])
    }

    fn stronger(self, other: Self, order: [Self; 3]) -> Self {
        order
            .into_iter()
            .find(|answer| *answer == self || *answer == other)
            .unwrap_or(self)
    }
}

impl From<bool> for Answer {
    fn from(pass: bool) -> Self {
        if pass { Self::Pass } else { Self::Fail }
    }
}

impl From<Option<bool>> for Answer {
    fn from(pass: Option<bool>) -> Self {
        pass.map_or(Self::Absent, Self::from)
    }
}

impl Filter {
    /// Answers as far as it goes without running code of the author.
    pub fn quick(&self, subject: &Subject<'_>) -> Answer {
        self.root().quick(subject)
    }

    /// Answers for good, running predicates where the answer depends on them.
    ///
    /// # Errors
    ///
    /// Gives the error of a predicate.
    pub async fn decide(&self, ctx: &Context, subject: &Subject<'_>) -> Result<bool> {
        Ok(self.root().decide(ctx, subject).await? == Answer::Pass)
    }
}

impl Node {
    fn quick(&self, subject: &Subject<'_>) -> Answer {
        match self {
            Self::All(nodes) => {
                let mut answer = Answer::Pass;
                for node in nodes {
                    answer = answer.and(node.quick(subject));
                    if answer == Answer::Fail {
                        break;
                    }
                }
                answer
            }
            Self::Any(nodes) => {
                let mut answer = Answer::Fail;
                for node in nodes {
                    answer = answer.or(node.quick(subject));
                    if answer == Answer::Pass {
                        break;
                    }
                }
                answer
            }
            Self::Not(node) => node.quick(subject).not(),
            Self::Plain(spec) => plain(spec, subject),
            Self::Regex(regex) => subject
                .message
                .map(|message| regex.is_match(message.text()))
                .into(),
            Self::Custom(_) if subject.message.is_some() => Answer::Unknown,
            Self::Custom(_) => Answer::Absent,
        }
    }

    /// Answers in the order of cost; a predicate runs only if nothing before it settled the answer.
    fn decide<'a>(
        &'a self,
        ctx: &'a Context,
        subject: &'a Subject<'_>,
    ) -> BoxFuture<'a, Result<Answer>> {
        Box::pin(async move {
            let quick = self.quick(subject);
            if quick != Answer::Unknown {
                return Ok(quick);
            }
            match self {
                Self::All(nodes) => {
                    let mut answer = Answer::Pass;
                    for node in nodes {
                        answer = answer.and(node.decide(ctx, subject).await?);
                        if answer == Answer::Fail {
                            break;
                        }
                    }
                    Ok(answer)
                }
                Self::Any(nodes) => {
                    let mut answer = Answer::Fail;
                    for node in nodes {
                        answer = answer.or(node.decide(ctx, subject).await?);
                        if answer == Answer::Pass {
                            break;
                        }
                    }
                    Ok(answer)
                }
                Self::Not(node) => Ok(node.decide(ctx, subject).await?.not()),
                Self::Custom(predicate) => {
                    let Some(message) = subject.message else {
                        return Ok(Answer::Absent);
                    };
                    match predicate(ctx, message) {
                        Verdict::Ready(pass) => Ok(pass.into()),
                        Verdict::Later(pass) => Ok(pass.await?.into()),
                    }
                }
                Self::Plain(_) | Self::Regex(_) => Ok(quick),
            }
        })
    }
}

/// Answers a question that needs no preparation.
fn plain(spec: &FilterSpec, subject: &Subject<'_>) -> Answer {
    let chat = |ask: fn(&Peer) -> bool| subject.chat.map(ask).into();
    let message = |ask: &dyn Fn(&Message) -> bool| subject.message.map(ask).into();
    let media = |ask: fn(MediaKind, &str) -> bool| {
        message(&|message| {
            message
                .media()
                .is_some_and(|media| ask(media.kind(), media.mime_type().unwrap_or_default()))
        })
    };
    match spec {
        FilterSpec::Incoming => message(&|message| !message.outgoing()),
        FilterSpec::Outgoing => message(&Message::outgoing),
        FilterSpec::Private => chat(Peer::is_private),
        FilterSpec::Groups => chat(Peer::is_group),
        FilterSpec::Supergroups => chat(Peer::is_supergroup),
        FilterSpec::Channels => chat(Peer::is_channel),
        FilterSpec::Saved => chat(Peer::is_self),
        FilterSpec::Bots => match (subject.sender, subject.message) {
            (Some(sender), _) => sender.is_bot().into(),
            (None, Some(_)) => Answer::Fail,
            (None, None) => Answer::Absent,
        },
        FilterSpec::Chats(chats) => subject
            .chat
            .map(|chat| chats.iter().any(|spec| names(spec, chat)))
            .into(),
        FilterSpec::Senders(senders) => match (subject.sender, subject.message) {
            (Some(sender), message) => senders
                .iter()
                .any(|spec| match spec {
                    PeerSpec::Me => sender.is_self() || message.is_some_and(Message::outgoing),
                    spec => names(spec, sender),
                })
                .into(),
            (None, Some(message)) => (senders.contains(&PeerSpec::Me) && message.outgoing()).into(),
            (None, None) => Answer::Absent,
        },
        FilterSpec::Topics(topics) => message(&|message| {
            message
                .topic_id()
                .is_some_and(|topic| topics.contains(&topic))
        }),
        FilterSpec::Command => message(&|_| subject.command),
        FilterSpec::Editable => message(&Message::is_editable),
        FilterSpec::Text => message(&|message| !message.text().is_empty()),
        FilterSpec::Media => media(|kind, _| kind != MediaKind::WebPage),
        FilterSpec::Photo => media(|kind, _| kind == MediaKind::Photo),
        FilterSpec::Video => media(is_video),
        FilterSpec::Audio => media(is_audio),
        FilterSpec::Voice => media(|kind, _| kind == MediaKind::Voice),
        FilterSpec::Document => media(|kind, mime| {
            kind == MediaKind::Document && !is_video(kind, mime) && !is_audio(kind, mime)
        }),
        FilterSpec::Sticker => media(|kind, _| kind == MediaKind::Sticker),
        FilterSpec::Animation => media(|kind, _| kind == MediaKind::Animation),
        FilterSpec::Poll => media(|kind, _| kind == MediaKind::Poll),
        FilterSpec::Location => media(|kind, _| kind == MediaKind::Location),
        FilterSpec::Contact => media(|kind, _| kind == MediaKind::Contact),
        FilterSpec::Dice => media(|kind, _| kind == MediaKind::Dice),
        FilterSpec::Service => message(&Message::is_service),
        FilterSpec::ViaBot => message(&Message::is_via_bot),
        FilterSpec::Reply => message(&|message| message.reply_to().is_some()),
        FilterSpec::Forward => message(&Message::is_forward),
        FilterSpec::Mention => message(&Message::mentioned),
        FilterSpec::Album => message(&|message| message.grouped_id().is_some()),
        FilterSpec::Edited => message(&|message| message.edited_at().is_some()),
        FilterSpec::StartsWith(text) => message(&|message| message.text().starts_with(text)),
        FilterSpec::EndsWith(text) => message(&|message| message.text().ends_with(text)),
        FilterSpec::Contains(text) => message(&|message| message.text().contains(text)),
        FilterSpec::ReactionEmoji(emoji) => subject
            .reaction
            .map(|reaction| {
                let mut emojis = reaction
                    .reactions
                    .iter()
                    .filter_map(|(kind, _)| kind.emoji());
                emojis.any(|one| same_emoji(one, emoji))
            })
            .into(),
        // These are nodes of their own after compilation.
        FilterSpec::All(_)
        | FilterSpec::Any(_)
        | FilterSpec::Not(_)
        | FilterSpec::Regex(_)
        | FilterSpec::Custom(_) => Answer::Unknown,
    }
}

fn is_video(kind: MediaKind, mime: &str) -> bool {
    matches!(kind, MediaKind::Video | MediaKind::VideoNote)
        || (kind == MediaKind::Document && mime.starts_with("video/"))
}

fn is_audio(kind: MediaKind, mime: &str) -> bool {
    kind == MediaKind::Audio || (kind == MediaKind::Document && mime.starts_with("audio/"))
}

/// Compares a peer with one that a filter names.
fn names(spec: &PeerSpec, peer: &Peer) -> bool {
    match spec {
        // A plain id does not say what it is the id of.
        PeerSpec::Id(id @ 0..) => peer.id().bare() == *id,
        PeerSpec::Id(id) => PeerId::from_bot_api(*id).is_ok_and(|id| id == peer.id()),
        PeerSpec::Username(name) => peer.has_username(name),
        PeerSpec::Me => peer.is_self(),
    }
}

/// Compares emoji without the sign that asks for a coloured picture, which clients put in or not.
fn same_emoji(one: &str, other: &str) -> bool {
    let letters = |text: &'_ str| {
        text.chars()
            .filter(|letter| *letter != '\u{fe0f}')
            .collect::<String>()
    };
    one == other || letters(one) == letters(other)
}
