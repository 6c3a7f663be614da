//! Which handlers can want an event: compiled once, so that the others cost nothing.

use std::collections::{BTreeMap, HashMap};

use aho_corasick::AhoCorasick;

use super::queue::Overflow;
use crate::hash::IdState;
use crate::module::{Catalogue, CatalogueWatcher};
use crate::telegram::{EventKind, Peer, PeerId};
use crate::watcher::{ChatKind, Direction, Filter, Subject};

/// Is the handlers of a bot, numbered, with the ways to find them.
#[derive(Debug, Default)]
pub(crate) struct Index {
    handlers: Vec<Handler>,
    /// The filter of each handler that is a watcher.
    filters: Vec<Option<Filter>>,
    /// What every run asks for, close together.
    brief: Vec<Brief>,
    /// Number of a command, by module and place in the catalogue.
    commands: HashMap<(usize, usize), usize>,
    /// By kind of event.
    watchers: Vec<Option<Buckets>>,
}

/// Is one handler, with what dispatch needs to know about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Handler {
    /// The place of its module in the catalogue.
    pub(crate) module: usize,
    pub(crate) module_name: &'static str,
    pub(crate) name: &'static str,
    /// What happens when it does not keep up.
    pub(crate) overflow: Overflow,
    pub(crate) what: HandlerKind,
}

/// Is what every event asks about a handler.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Brief {
    /// The place of its module in the catalogue.
    pub(crate) module: usize,
    /// Its place in the table of its module, when it is a watcher.
    pub(crate) row: usize,
    pub(crate) name: &'static str,
    /// Whoever is a candidate passes: the index has answered all that the filter asks.
    pub(crate) passes: bool,
}

/// Is the kind of a handler and its place in the catalogue's list of that kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HandlerKind {
    Command(usize),
    Watcher(usize),
}

/// Holds the watchers of one kind of event, by what their filters ask first.
#[derive(Debug, Default)]
struct Buckets {
    /// By the bare id of the only chats that they want.
    by_chat: Ids,
    /// By the bare id of the only senders that they want, where they want any chat.
    by_sender: Ids,
    /// Those that look for texts, whatever else they ask.
    texts: Needles,
    /// All others, by the direction and the kind of chat that they may want.
    cells: [[Vec<usize>; ChatKind::ALL.len()]; DIRECTIONS.len()],
}

/// By the bare id of a chat or a person.
type Ids = HashMap<i64, Vec<usize>, IdState>;

/// What an event has: no message has no direction.
const DIRECTIONS: [Option<Direction>; 3] =
    [None, Some(Direction::Incoming), Some(Direction::Outgoing)];

impl Index {
    pub(crate) fn new(catalogue: &Catalogue) -> Self {
        let mut index = Self {
            watchers: EventKind::ALL.iter().map(|_| None).collect(),
            ..Self::default()
        };
        for (place, module) in catalogue.modules().iter().enumerate() {
            let handler = |name, overflow, what| Handler {
                module: place,
                module_name: module.info().name,
                name,
                overflow,
                what,
            };
            for (at, command) in module.commands().iter().enumerate() {
                index.commands.insert((place, at), index.handlers.len());
                let what = HandlerKind::Command(at);
                index
                    .handlers
                    .push(handler(command.spec().name, Overflow::DropNewest, what));
                index.filters.push(None);
                index.brief.push(Brief {
                    module: place,
                    row: command.row(),
                    name: command.spec().name,
                    passes: false,
                });
            }
            for (at, watcher) in module.watchers().iter().enumerate() {
                let number = index.handlers.len();
                let overflow = overflow(watcher.spec().kind);
                let what = HandlerKind::Watcher(at);
                index
                    .handlers
                    .push(handler(watcher.spec().name, overflow, what));
                index.filters.push(Some(watcher.filter().clone()));
                index.brief.push(Brief {
                    module: place,
                    row: watcher.row(),
                    name: watcher.spec().name,
                    passes: watcher.filter().asks_where_alone(),
                });
                if let Some(buckets) = index.watchers.get_mut(watcher.spec().kind as usize) {
                    buckets.get_or_insert_default().add(number, watcher);
                }
            }
        }
        for buckets in index.watchers.iter_mut().flatten() {
            buckets.prepare(&index.filters);
        }
        index
    }

    /// Returns a handler by its number.
    pub(crate) fn handler(&self, number: usize) -> Option<&Handler> {
        self.handlers.get(number)
    }

    /// Returns what every event asks about a handler.
    pub(crate) fn brief(&self, number: usize) -> Option<&Brief> {
        self.brief.get(number)
    }

    /// Returns the filter of a watcher.
    pub(crate) fn filter(&self, number: usize) -> Option<&Filter> {
        self.filters.get(number)?.as_ref()
    }

    /// Returns how many handlers there are.
    pub(crate) fn len(&self) -> usize {
        self.handlers.len()
    }

    /// Returns the number of a command.
    pub(crate) fn command(&self, module: usize, place: usize) -> Option<usize> {
        self.commands.get(&(module, place)).copied()
    }

    /// Returns true when some watcher wants events of this kind.
    pub(crate) fn wants(&self, kind: EventKind) -> bool {
        self.buckets(kind).is_some()
    }

    /// Gives the watchers whose filters have to be asked, in the order of the catalogue.
    pub(crate) fn candidates(
        &self,
        kind: EventKind,
        subject: &Subject<'_>,
        found: &mut Vec<usize>,
    ) {
        found.clear();
        let Some(buckets) = self.buckets(kind) else {
            return;
        };
        let direction = match subject.message {
            Some(message) => {
                buckets.texts.find(message.text(), found);
                1 + usize::from(message.outgoing())
            }
            None => 0,
        };
        find_id(&buckets.by_chat, subject.chat, found);
        find_id(&buckets.by_sender, subject.sender, found);
        found.sort_unstable();
        // A watcher may look for several texts.
        found.dedup();
        let kind = ChatKind::of(subject.chat);
        merge(found, &buckets.cells[direction][kind as usize]);
    }

    fn buckets(&self, kind: EventKind) -> Option<&Buckets> {
        self.watchers.get(kind as usize)?.as_ref()
    }
}

/// Merges a sorted list into another one.
fn merge(into: &mut Vec<usize>, list: &[usize]) {
    let (mut left, mut right) = (into.len(), list.len());
    if left == 0 {
        into.extend_from_slice(list);
        return;
    }
    // From behind, so that nothing is overwritten before it is moved.
    into.resize(left + right, 0);
    while left > 0 && right > 0 {
        let to = left + right - 1;
        if into[left - 1] > list[right - 1] {
            left -= 1;
            into[to] = into[left];
        } else {
            right -= 1;
            into[to] = list[right];
        }
    }
    into[..right].copy_from_slice(&list[..right]);
}

/// Adds the handlers that want this chat or person.
fn find_id(ids: &Ids, peer: Option<&Peer>, found: &mut Vec<usize>) {
    if !ids.is_empty()
        && let Some(peer) = peer
        && let Some(here) = ids.get(&peer.id().bare())
    {
        found.extend(here);
    }
}

impl Buckets {
    /// Prepares the search, once everything is added.
    fn prepare(&mut self, filters: &[Option<Filter>]) {
        for number in self.texts.prepare() {
            if let Some(Some(filter)) = filters.get(number) {
                self.spread(number, filter);
            }
        }
        for cell in self.cells.iter_mut().flatten() {
            cell.sort_unstable();
            cell.dedup();
        }
    }

    fn add(&mut self, number: usize, watcher: &CatalogueWatcher) {
        let filter = watcher.filter();
        if let Some(chats) = filter.only_chats() {
            add_ids(&mut self.by_chat, chats, number);
        } else if let Some(senders) = filter.only_senders() {
            add_ids(&mut self.by_sender, senders, number);
        } else if let Some(literals) = filter.literals() {
            self.texts.add(number, literals);
        } else {
            self.spread(number, filter);
        }
    }

    /// Adds a watcher wherever it may want something.
    fn spread(&mut self, number: usize, filter: &Filter) {
        let wanted = filter.direction();
        for (direction, cells) in DIRECTIONS.into_iter().zip(&mut self.cells) {
            if wanted.is_some() && wanted != direction {
                continue;
            }
            for (kind, cell) in ChatKind::ALL.into_iter().zip(cells) {
                if filter.may_want(kind) {
                    cell.push(number);
                }
            }
        }
    }
}

fn add_ids(to: &mut Ids, ids: Vec<i64>, number: usize) {
    let mut ids: Vec<i64> = ids.into_iter().map(bare).collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        to.entry(id).or_default().push(number);
    }
}

/// Holds texts, and who looks for each: one pass over a message finds all of them.
#[derive(Debug, Default)]
struct Needles {
    wanted: BTreeMap<String, Vec<usize>>,
    /// Finds the texts of `wanted`, each by its place in `handlers`.
    automaton: Option<AhoCorasick>,
    handlers: Vec<Vec<usize>>,
}

impl Needles {
    fn add(&mut self, handler: usize, literals: Vec<String>) {
        for literal in literals {
            self.wanted.entry(literal).or_default().push(handler);
        }
    }

    /// Prepares the search, once everything is added; gives back who cannot be searched for.
    fn prepare(&mut self) -> Vec<usize> {
        let (texts, handlers): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.wanted).into_iter().unzip();
        if texts.is_empty() {
            return Vec::new();
        }
        match AhoCorasick::new(texts) {
            Ok(automaton) => {
                self.automaton = Some(automaton);
                self.handlers = handlers;
                Vec::new()
            }
            // More than it can number: then each filter is asked.
            Err(_) => handlers.into_iter().flatten().collect(),
        }
    }

    /// Adds the handlers whose texts stand in a message.
    fn find(&self, text: &str, found: &mut Vec<usize>) {
        if let Some(automaton) = &self.automaton {
            for place in automaton.find_overlapping_iter(text) {
                if let Some(handlers) = self.handlers.get(place.pattern().as_usize()) {
                    found.extend(handlers);
                }
            }
        }
    }
}

/// Gives the id without its kind; the filter itself then compares the kind too.
fn bare(id: i64) -> i64 {
    PeerId::from_bot_api(id).map_or(id, PeerId::bare)
}

/// Decides what happens when a watcher does not keep up: messages are a conversation, where the
/// later ones wait for room; a state is worth only its newest report.
fn overflow(kind: EventKind) -> Overflow {
    match kind {
        EventKind::Typing
        | EventKind::UserStatus
        | EventKind::ReadReceipt
        | EventKind::RawUpdate => Overflow::DropOldest,
        _ => Overflow::DropNewest,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::__private as private;
    use crate::__private::bench::Rows;
    use crate::samples::{ANN, CHATS, ROBOT, client, message};
    use crate::telegram::Event;
    use crate::watcher::{Answer, FilterSpec, PeerSpec};

    /// Makes a filter of a number: each asks for a few things, which may contradict each other.
    fn filter(number: usize) -> FilterSpec {
        const PERSONS: [&[PeerSpec]; 4] = [
            &[PeerSpec::Id(ANN)],
            &[PeerSpec::Id(ROBOT), PeerSpec::Id(ANN)],
            &[PeerSpec::Id(ANN), PeerSpec::Me],
            &[PeerSpec::Id(-1_000_000_000_030), PeerSpec::Id(20)],
        ];
        const QUESTIONS: [FilterSpec; 20] = [
            FilterSpec::Incoming,
            FilterSpec::Outgoing,
            FilterSpec::Private,
            FilterSpec::Groups,
            FilterSpec::Supergroups,
            FilterSpec::Channels,
            FilterSpec::Saved,
            FilterSpec::Text,
            FilterSpec::Contains("order"),
            FilterSpec::Regex(r"order \d+"),
            FilterSpec::Regex("(?i)hello|order"),
            FilterSpec::StartsWith("h"),
            FilterSpec::Chats(PERSONS[0]),
            FilterSpec::Chats(PERSONS[3]),
            FilterSpec::Senders(PERSONS[0]),
            FilterSpec::Senders(PERSONS[1]),
            FilterSpec::Senders(PERSONS[2]),
            FilterSpec::Not(&FilterSpec::Incoming),
            FilterSpec::Not(&FilterSpec::Private),
            FilterSpec::Any(&[FilterSpec::Outgoing, FilterSpec::Channels]),
        ];
        let question = |at: usize| QUESTIONS[at % QUESTIONS.len()];
        let (first, second) = (question(number), question(number / 20));
        match number / 400 {
            0 => first,
            1 => FilterSpec::All(vec![first, second].leak()),
            _ => FilterSpec::All(vec![first, second, question(number / 400)].leak()),
        }
    }

    #[test]
    fn whoever_wants_an_event_is_found_and_the_index_answers_as_the_filter_does() {
        let filters: Vec<FilterSpec> = (0..1_200).map(filter).collect();
        let mut rows = Rows::default();
        for (number, filter) in filters.iter().enumerate() {
            let name = format!("watcher{number}").leak();
            rows.watcher(name, *filter, |_| private::runner(std::future::pending()));
        }
        let index = Index::new(&rows.registry().validate().unwrap());
        let (mut found, mut passed, mut others) = (Vec::new(), 0, 0);
        let client = client();
        let texts = ["hello", "an order 7", "Hello", ""];
        let events = CHATS.into_iter().chain([PeerId::User(ROBOT)]);
        let events = events.flat_map(|chat| texts.map(|text| (chat, text)));
        for (at, (chat, text)) in events.enumerate() {
            for out in [false, true] {
                let event = Event::Message(message(&client, chat, |raw| {
                    raw.out = out;
                    text.clone_into(&mut raw.message);
                }));
                let subject = Subject::of_event(&event);
                index.candidates(event.kind(), &subject, &mut found);
                assert!(found.is_sorted(), "{found:?}");
                for (number, spec) in filters.iter().enumerate() {
                    let filter = index.filter(number).unwrap();
                    let answer = filter.quick(&subject);
                    let here = found.binary_search(&number).is_ok();
                    assert!(
                        here || answer != Answer::Pass,
                        "{at} {out}: {spec:?} is not found"
                    );
                    let unasked = here && index.brief(number).unwrap().passes;
                    assert!(
                        !unasked || answer == Answer::Pass,
                        "{at} {out}: {spec:?} passes unasked"
                    );
                    // What the index knows in full, it finds for nobody else.
                    let senders = matches!(spec, FilterSpec::Senders(_));
                    let known =
                        filter.asks_where_alone() || senders && filter.only_senders().is_some();
                    assert!(
                        !known || here == (answer == Answer::Pass),
                        "{at} {out}: {spec:?} is asked for nothing"
                    );
                    passed += usize::from(answer == Answer::Pass);
                    others += usize::from(here && answer != Answer::Pass);
                }
            }
        }
        // The messages reach something, and the index spares most questions.
        assert!(passed > 1_000 && others < passed, "{passed} {others}");
    }

    proptest! {
        #[test]
        fn what_is_merged_is_sorted(mut one in prop::collection::vec(0..50_usize, 0..20), mut other in prop::collection::vec(0..50_usize, 0..20)) {
            one.sort_unstable();
            other.sort_unstable();
            let mut all = [one.clone(), other.clone()].concat();
            all.sort_unstable();
            merge(&mut one, &other);
            prop_assert_eq!(one, all);
        }
    }
}
