//! A poll or a quiz that is sent.

use std::time::Duration;

use grammers_tl_types as tl;

use super::Attachment;
use crate::telegram::{CallError, Outgoing};
use crate::text::FormattedText;

/// Is a poll to send, or a quiz.
///
/// Telegram takes a question of 1 to 300 characters and 2 to 12 answers of 1 to 100 characters.
///
/// # Examples
///
/// ```no_run
/// use userbot_sdk::telegram::OutgoingPoll;
///
/// # async fn f(client: userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
/// client.send("@club", OutgoingPoll::new("Where to?").answer("The lake").answer("The hill").public()).await?;
/// client
///     .send(
///         "@club",
///         OutgoingPoll::new("7 × 8?").answer("54").correct("56").explained("<b>7 × 8</b> is 56."),
///     )
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of Telegram's own"
)]
pub struct OutgoingPoll {
    question: FormattedText,
    answers: Vec<FormattedText>,
    correct: Vec<usize>,
    explanation: Option<FormattedText>,
    public: bool,
    several: bool,
    shuffled: bool,
    final_votes: bool,
    open_for: Option<Duration>,
}

impl OutgoingPoll {
    /// Makes a poll with a question, of HTML, where only custom emoji are shown.
    pub fn new(question: impl AsRef<str>) -> Self {
        Self {
            question: FormattedText::from_html_lossy(question.as_ref()),
            answers: Vec::new(),
            correct: Vec::new(),
            explanation: None,
            public: false,
            several: false,
            shuffled: false,
            final_votes: false,
            open_for: None,
        }
    }

    /// Adds an answer.
    pub fn answer(mut self, text: impl AsRef<str>) -> Self {
        self.answers
            .push(FormattedText::from_html_lossy(text.as_ref()));
        self
    }

    /// Adds the right answer: the poll becomes a quiz.
    pub fn correct(mut self, text: impl AsRef<str>) -> Self {
        self.correct.push(self.answers.len());
        self.answer(text)
    }

    /// Sets what a quiz shows to those who answered wrongly, of HTML.
    pub fn explained(mut self, html: impl AsRef<str>) -> Self {
        self.explanation = Some(FormattedText::from_html_lossy(html.as_ref()));
        self
    }

    /// Shows who voted for what.
    pub fn public(mut self) -> Self {
        self.public = true;
        self
    }

    /// Lets people choose several answers.
    pub fn several(mut self) -> Self {
        self.several = true;
        self
    }

    /// Shows the answers to each person in another order.
    pub fn shuffled(mut self) -> Self {
        self.shuffled = true;
        self
    }

    /// Lets nobody take a vote back.
    pub fn final_votes(mut self) -> Self {
        self.final_votes = true;
        self
    }

    /// Closes it after a time: 5 seconds to 30 days.
    pub fn open_for(mut self, time: Duration) -> Self {
        self.open_for = Some(time);
        self
    }

    pub(crate) fn to_tl(&self) -> Result<tl::enums::InputMedia, CallError> {
        let number = |at: &usize| i32::try_from(*at).ok();
        if self.answers.len() < 2 || self.answers.len() > 12 {
            return Err(CallError::InvalidInput(format!(
                "a poll has 2 to 12 answers, not {}",
                self.answers.len()
            )));
        }
        let quiz = !self.correct.is_empty();
        if quiz && self.several {
            return Err(CallError::InvalidInput(
                "a quiz has one answer for each person".to_owned(),
            ));
        }
        let answers = self.answers.iter().map(|text| {
            tl::types::InputPollAnswer {
                text: with_entities(text),
                media: None,
            }
            .into()
        });
        let poll = tl::types::Poll {
            id: 0,
            closed: false,
            public_voters: self.public,
            multiple_choice: self.several,
            quiz,
            open_answers: false,
            revoting_disabled: self.final_votes,
            shuffle_answers: self.shuffled,
            hide_results_until_close: false,
            creator: false,
            subscribers_only: false,
            question: with_entities(&self.question),
            answers: answers.collect(),
            close_period: self
                .open_for
                .map(|time| i32::try_from(time.as_secs()).unwrap_or(i32::MAX)),
            close_date: None,
            countries_iso2: None,
            hash: 0,
        };
        let entities = |text: &FormattedText| {
            text.entities
                .iter()
                .filter_map(|entity| entity.to_tl(|_| None))
                .collect()
        };
        // Telegram wants both or none, and an explanation only of a quiz.
        let explanation = self.explanation.as_ref().filter(|_| quiz);
        Ok(tl::types::InputMediaPoll {
            poll: poll.into(),
            correct_answers: quiz.then(|| self.correct.iter().filter_map(number).collect()),
            attached_media: None,
            solution: explanation.map(|text| text.text.clone()),
            solution_entities: explanation.map(entities),
            solution_media: None,
        }
        .into())
    }
}

impl From<OutgoingPoll> for Outgoing {
    fn from(poll: OutgoingPoll) -> Self {
        Self::default().attach(Attachment::Poll(Box::new(poll)))
    }
}

fn with_entities(text: &FormattedText) -> tl::enums::TextWithEntities {
    tl::types::TextWithEntities {
        text: text.text.clone(),
        entities: text
            .entities
            .iter()
            .filter_map(|entity| entity.to_tl(|_| None))
            .collect(),
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tl_of(poll: &OutgoingPoll) -> tl::types::InputMediaPoll {
        match poll.to_tl().unwrap() {
            tl::enums::InputMedia::Poll(poll) => *poll,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_right_answer_makes_a_quiz() {
        let poll = OutgoingPoll::new("Q").answer("a").answer("b");
        let tl::enums::Poll::Poll(raw) = tl_of(&poll).poll;
        assert!(!raw.quiz && raw.answers.len() == 2);
        assert_eq!(tl_of(&poll).correct_answers, None);
        let quiz = OutgoingPoll::new("Q")
            .answer("a")
            .correct("b")
            .explained("<b>b</b>");
        let raw = tl_of(&quiz);
        assert_eq!(raw.correct_answers, Some(vec![1]));
        assert_eq!(raw.solution.as_deref(), Some("b"));
        assert_eq!(raw.solution_entities.map(|all| all.len()), Some(1));
    }

    #[test]
    fn what_telegram_would_refuse_is_refused() {
        assert!(OutgoingPoll::new("Q").answer("a").to_tl().is_err());
        let crowd = (0..13).fold(OutgoingPoll::new("Q"), |poll, at| {
            poll.answer(at.to_string())
        });
        assert!(crowd.to_tl().is_err());
        let both = OutgoingPoll::new("Q").answer("a").correct("b").several();
        assert!(both.to_tl().is_err());
    }
}
