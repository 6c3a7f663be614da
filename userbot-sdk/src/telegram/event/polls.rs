//! Votes.

use grammers_tl_types as tl;

use crate::telegram::{Peer, PeerId};

/// Says that the votes of a poll changed, or that it was closed.
///
/// Telegram tells it of polls that the account has seen lately or has voted in.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PollChanged {
    /// The number of the poll, the same in all chats that it was forwarded to.
    pub poll_id: i64,
    /// The chat, where Telegram says it.
    pub chat: Option<Peer>,
    /// The message, where Telegram says it.
    pub message_id: Option<i32>,
    /// What is asked; `None` when Telegram sent the votes alone.
    pub question: Option<String>,
    /// The answers, with their votes.
    pub answers: Vec<PollAnswer>,
    /// How many have voted.
    pub voters: u32,
    /// Nobody can vote any more; `None` when Telegram sent the votes alone.
    pub closed: Option<bool>,
}

/// Is an answer of a poll.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PollAnswer {
    /// The bytes by which the answer is chosen, see [`Client::vote`](crate::telegram::Client::vote).
    pub option: Vec<u8>,
    /// The text; `None` when Telegram sent the votes alone.
    pub text: Option<String>,
    /// How many have chosen it; `None` as long as that is hidden.
    pub voters: Option<u32>,
    /// The account has chosen it.
    pub chosen: bool,
    /// It is the right one of a quiz, as far as the account may know it.
    pub correct: bool,
}

/// Says how somebody voted in a poll of the account, which is a bot.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PollVote {
    /// The number of the poll.
    pub poll_id: i64,
    /// Who.
    pub voter: Peer,
    /// The bytes of the answers that they have chosen; none when they took their vote back.
    pub options: Vec<Vec<u8>>,
}

impl PollChanged {
    pub(crate) fn from_tl(
        update: &tl::types::UpdateMessagePoll,
        peer: impl Fn(PeerId) -> Peer,
    ) -> Self {
        let tl::enums::PollResults::Results(results) = &update.results;
        let poll = update.poll.as_ref().map(|tl::enums::Poll::Poll(poll)| poll);
        let count = |number: i32| u32::try_from(number).unwrap_or(0);
        let votes: Vec<&tl::types::PollAnswerVoters> = results
            .results
            .iter()
            .flatten()
            .map(|tl::enums::PollAnswerVoters::Voters(votes)| votes)
            .collect();
        let answer = |option: &[u8], text: Option<String>| {
            let votes = votes.iter().find(|votes| votes.option == option);
            PollAnswer {
                option: option.to_vec(),
                text,
                voters: votes.and_then(|votes| votes.voters).map(count),
                chosen: votes.is_some_and(|votes| votes.chosen),
                correct: votes.is_some_and(|votes| votes.correct),
            }
        };
        let answers = match poll {
            Some(poll) => poll
                .answers
                .iter()
                .filter_map(|one| match one {
                    tl::enums::PollAnswer::Answer(one) => {
                        let tl::enums::TextWithEntities::Entities(text) = &one.text;
                        Some(answer(&one.option, Some(text.text.clone())))
                    }
                    tl::enums::PollAnswer::InputPollAnswer(_) => None,
                })
                .collect(),
            None => votes
                .iter()
                .map(|votes| answer(&votes.option, None))
                .collect(),
        };
        Self {
            poll_id: update.poll_id,
            chat: update.peer.as_ref().map(|chat| peer(PeerId::from_tl(chat))),
            message_id: update.msg_id,
            question: poll.map(|poll| {
                let tl::enums::TextWithEntities::Entities(question) = &poll.question;
                question.text.clone()
            }),
            answers,
            voters: count(results.total_voters.unwrap_or(0)),
            closed: poll.map(|poll| poll.closed),
        }
    }
}
