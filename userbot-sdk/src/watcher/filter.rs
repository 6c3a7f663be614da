//! Filters, compiled: what decides whether an event reaches a watcher.

use std::fmt;
use std::sync::Arc;

use super::expression::Expression;
use super::literal;
use super::{FilterSpec, PeerSpec, Predicate};
use crate::telegram::{Peer, PeerKind};

/// Is the filter of a watcher, ready to be evaluated.
///
/// It is made once from a [`FilterSpec`]: expressions are checked (each is compiled when a message is
/// first compared with it), and the questions of each group are sorted so that the cheap ones come
/// first and a predicate of the author comes last.
#[derive(Debug, Clone)]
pub struct Filter {
    root: Arc<Node>,
}

impl Filter {
    /// Compiles a filter.
    ///
    /// # Errors
    ///
    /// Says why a filter can never work: an expression that does not compile, an empty list.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::watcher::{Filter, FilterSpec};
    ///
    /// assert!(Filter::compile(&FilterSpec::Regex(r"\border-\d+\b")).is_ok());
    /// let error = Filter::compile(&FilterSpec::Regex("(")).unwrap_err();
    /// assert!(error.to_string().contains("unclosed group"));
    /// ```
    pub fn compile(spec: &FilterSpec) -> Result<Self, FilterError> {
        Ok(Self {
            root: Arc::new(Node::compile(spec)?),
        })
    }

    /// Returns the direction that a message must have to pass, when there is one.
    pub(crate) fn direction(&self) -> Option<Direction> {
        self.required().find_map(|node| match node {
            Node::Plain(FilterSpec::Incoming) => Some(Direction::Incoming),
            Node::Plain(FilterSpec::Outgoing) => Some(Direction::Outgoing),
            _ => None,
        })
    }

    /// Tells whether an event that happened in such a chat may pass.
    pub(crate) fn may_want(&self, kind: ChatKind) -> bool {
        self.required()
            .all(|node| chat_question(node).is_none_or(|wants| wants(kind)))
    }

    /// Tells whether it asks for one direction, for kinds of chats, and for nothing else.
    pub(crate) fn asks_where_alone(&self) -> bool {
        let is_direction = |node: &Node| {
            matches!(
                node,
                Node::Plain(FilterSpec::Incoming | FilterSpec::Outgoing)
            )
        };
        self.required().filter(|node| is_direction(node)).count() <= 1
            && self
                .required()
                .all(|node| is_direction(node) || chat_question(node).is_some())
    }

    /// Returns the ids of the only chats that can pass, when the filter names them by id.
    pub(crate) fn only_chats(&self) -> Option<Vec<i64>> {
        self.required().find_map(|node| match node {
            Node::Plain(FilterSpec::Chats(chats)) => ids(chats),
            _ => None,
        })
    }

    /// Returns the ids of the only senders that can pass, when the filter names them by id.
    pub(crate) fn only_senders(&self) -> Option<Vec<i64>> {
        self.required().find_map(|node| match node {
            Node::Plain(FilterSpec::Senders(senders)) => ids(senders),
            _ => None,
        })
    }

    /// Returns texts of which a message must have at least one to pass, when there are some.
    pub(crate) fn literals(&self) -> Option<Vec<String>> {
        literal::best(self.required().filter_map(|node| match node {
            Node::Regex(regex) => literal::required(regex.as_str()),
            Node::Plain(
                FilterSpec::Contains(text)
                | FilterSpec::StartsWith(text)
                | FilterSpec::EndsWith(text),
            ) => literal::of_text(text),
            _ => None,
        }))
    }

    /// Returns the questions that all have to pass.
    fn required(&self) -> impl Iterator<Item = &Node> {
        match &*self.root {
            Node::All(nodes) => nodes.iter(),
            node => std::slice::from_ref(node).iter(),
        }
    }

    pub(super) fn root(&self) -> &Node {
        &self.root
    }
}

/// Gives the ids of these peers, when all of them are named by id.
fn ids(peers: &[PeerSpec]) -> Option<Vec<i64>> {
    let id = |peer: &PeerSpec| match peer {
        PeerSpec::Id(id) => Some(*id),
        PeerSpec::Username(_) | PeerSpec::Me => None,
    };
    peers.iter().map(id).collect()
}

/// Gives the answer for each kind of chat, where that is all that a question asks.
fn chat_question(node: &Node) -> Option<fn(ChatKind) -> bool> {
    match node {
        Node::Plain(FilterSpec::Private) => Some(|kind| kind == ChatKind::Private),
        Node::Plain(FilterSpec::Groups) => {
            Some(|kind| matches!(kind, ChatKind::Group | ChatKind::Supergroup))
        }
        Node::Plain(FilterSpec::Supergroups) => Some(|kind| kind == ChatKind::Supergroup),
        Node::Plain(FilterSpec::Channels) => Some(|kind| kind == ChatKind::Channel),
        _ => None,
    }
}

/// Is in what kind of chat an event happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChatKind {
    /// In none.
    None,
    Private,
    Group,
    Supergroup,
    Channel,
}

impl ChatKind {
    pub(crate) const ALL: [Self; 5] = [
        Self::None,
        Self::Private,
        Self::Group,
        Self::Supergroup,
        Self::Channel,
    ];

    pub(crate) fn of(chat: Option<&Peer>) -> Self {
        match chat.map(Peer::kind) {
            None => Self::None,
            Some(PeerKind::User | PeerKind::Bot) => Self::Private,
            Some(PeerKind::Group) => Self::Group,
            Some(PeerKind::Supergroup) => Self::Supergroup,
            Some(PeerKind::Channel) => Self::Channel,
        }
    }
}

/// Is whether a message comes in or goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Incoming,
    Outgoing,
}

/// Is one question of a filter.
#[derive(Debug)]
pub(super) enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    /// A question that needs no preparation.
    Plain(FilterSpec),
    Regex(Expression),
    Custom(Predicate),
}

impl Node {
    fn compile(spec: &FilterSpec) -> Result<Self, FilterError> {
        Ok(match *spec {
            FilterSpec::All(specs) => Self::All(Self::sorted(specs)?),
            FilterSpec::Any([]) => return Err(FilterError::Empty("any")),
            FilterSpec::Any(specs) => Self::Any(Self::sorted(specs)?),
            FilterSpec::Not(spec) => Self::Not(Box::new(Self::compile(spec)?)),
            FilterSpec::Regex(pattern) => Self::Regex(Expression::new(pattern)?),
            FilterSpec::Custom(predicate) => Self::Custom(predicate),
            FilterSpec::Chats([]) => return Err(FilterError::Empty("chat")),
            FilterSpec::Senders([]) => return Err(FilterError::Empty("from")),
            FilterSpec::Topics([]) => return Err(FilterError::Empty("topic")),
            plain => Self::Plain(plain),
        })
    }

    fn sorted(specs: &[FilterSpec]) -> Result<Vec<Self>, FilterError> {
        let mut nodes = specs
            .iter()
            .map(Self::compile)
            .collect::<Result<Vec<_>, _>>()?;
        nodes.sort_by_key(Self::cost);
        Ok(nodes)
    }

    /// Gives a rank: flags, then comparisons of texts, then expressions, then predicates.
    fn cost(&self) -> u8 {
        match self {
            Self::All(nodes) | Self::Any(nodes) => {
                nodes.iter().map(Self::cost).max().unwrap_or_default()
            }
            Self::Not(node) => node.cost(),
            Self::Plain(FilterSpec::Chats(_) | FilterSpec::Senders(_)) => 1,
            Self::Plain(
                FilterSpec::StartsWith(_) | FilterSpec::EndsWith(_) | FilterSpec::Contains(_),
            ) => 2,
            Self::Plain(_) => 0,
            Self::Regex(_) => 3,
            Self::Custom(_) => 4,
        }
    }
}

/// Is why a filter cannot work.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum FilterError {
    /// The regular expression does not compile.
    #[error("`regex = {pattern:?}` does not compile: {}", first_line(.error))]
    Regex {
        /// The expression.
        pattern: String,
        /// What is wrong with it.
        error: Box<regex::Error>,
    },
    /// A list that has to name something is empty, so that nothing could ever pass.
    #[error("`{0}` names nothing, so that nothing could ever pass")]
    Empty(&'static str),
}

/// Gives what regex says in its last line: the others draw the expression with a caret.
fn first_line(error: &dyn fmt::Display) -> String {
    let text = error.to_string();
    let line = text
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    line.trim().trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_cheap_questions_first() {
        let filter = Filter::compile(&FilterSpec::All(&[
            FilterSpec::Regex("a"),
            FilterSpec::Any(&[FilterSpec::Regex("b"), FilterSpec::Photo]),
            FilterSpec::Contains("c"),
            FilterSpec::Incoming,
        ]))
        .unwrap();
        let Node::All(nodes) = filter.root() else {
            panic!("not a list: {filter:?}")
        };
        let costs: Vec<u8> = nodes.iter().map(Node::cost).collect();
        assert_eq!(costs, [0, 2, 3, 3]);
    }

    #[test]
    fn knows_what_every_event_needs() {
        let here = FilterSpec::Chats(&[PeerSpec::Id(1), PeerSpec::Id(-1005)]);
        let filter = |spec| Filter::compile(&spec).unwrap();
        assert_eq!(filter(here).only_chats(), Some(vec![1, -1005]));
        assert_eq!(
            filter(FilterSpec::Incoming).direction(),
            Some(Direction::Incoming)
        );
        let both = filter(FilterSpec::All(&[FilterSpec::Outgoing, FilterSpec::Text]));
        assert!(!both.asks_where_alone());
        assert!(filter(FilterSpec::Incoming).asks_where_alone());
        assert!(filter(FilterSpec::All(&[FilterSpec::Outgoing])).asks_where_alone());
        assert!(filter(FilterSpec::All(&[])).asks_where_alone());
        assert!(!filter(FilterSpec::Not(&FilterSpec::Outgoing)).asks_where_alone());
        let never = FilterSpec::All(&[FilterSpec::Incoming, FilterSpec::Outgoing]);
        assert!(!filter(never).asks_where_alone());
        let groups = filter(FilterSpec::All(&[FilterSpec::Groups, FilterSpec::Incoming]));
        assert!(groups.asks_where_alone());
        let kinds = ChatKind::ALL.map(|kind| groups.may_want(kind));
        assert_eq!(kinds, [false, false, true, true, false]);
        let from = FilterSpec::Senders(&[PeerSpec::Id(7)]);
        assert_eq!(filter(from).only_senders(), Some(vec![7]));
        let from = FilterSpec::Senders(&[PeerSpec::Id(7), PeerSpec::Me]);
        assert_eq!(filter(from).only_senders(), None);
        assert_eq!(
            (both.direction(), both.only_chats()),
            (Some(Direction::Outgoing), None)
        );
        let open = filter(FilterSpec::Any(&[FilterSpec::Outgoing, FilterSpec::Text]));
        assert_eq!(open.direction(), None);
        let named = FilterSpec::Chats(&[PeerSpec::Id(1), PeerSpec::Username("ann")]);
        assert_eq!(filter(named).only_chats(), None);
    }

    #[test]
    fn refuses_what_can_never_pass() {
        for (spec, name) in [
            (FilterSpec::Any(&[]), "`any`"),
            (FilterSpec::Chats(&[]), "`chat`"),
            (FilterSpec::Senders(&[]), "`from`"),
            (FilterSpec::Topics(&[]), "`topic`"),
            (FilterSpec::Not(&FilterSpec::Any(&[])), "`any`"),
        ] {
            let error = Filter::compile(&spec).unwrap_err().to_string();
            assert!(error.starts_with(name), "{error}");
        }
    }
}
