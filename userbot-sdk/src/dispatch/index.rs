//! Which handlers can want an event: compiled once, so that the others cost nothing.

use std::collections::{BTreeMap, HashMap};

use aho_corasick::AhoCorasick;

use super::queue::Overflow;
use crate::hash::IdState;
use crate::module::{Catalogue, CatalogueWatcher};
use crate::telegram::{EventKind, PeerId};
use crate::watcher::{Direction, Filter, Subject};

/// Is the handlers of a bot, numbered, with the ways to find them.
#[derive(Debug, Default)]
pub(crate) struct Index {
    handlers: Vec<Handler>,
    /// What is known of each handler that is a watcher.
    known: Vec<Option<Known>>,
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

/// Is what it takes to ask a watcher and to run it.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) filter: Filter,
    /// Whoever is a candidate passes: the index has answered all that the filter asks.
    pub(crate) passes: bool,
    /// Its place in the table of its module.
    pub(crate) row: usize,
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
    by_chat: HashMap<i64, Vec<usize>, IdState>,
    /// Those that look for texts, whatever else they ask.
    texts: Needles,
    incoming: Vec<usize>,
    outgoing: Vec<usize>,
    others: Vec<usize>,
}

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
                index.known.push(None);
            }
            for (at, watcher) in module.watchers().iter().enumerate() {
                let number = index.handlers.len();
                let overflow = overflow(watcher.spec().kind);
                let what = HandlerKind::Watcher(at);
                index
                    .handlers
                    .push(handler(watcher.spec().name, overflow, what));
                index.known.push(Some(Known {
                    filter: watcher.filter().clone(),
                    passes: watcher.filter().is_direction(),
                    row: watcher.row(),
                }));
                if let Some(buckets) = index.watchers.get_mut(watcher.spec().kind as usize) {
                    buckets.get_or_insert_default().add(number, watcher);
                }
            }
        }
        for buckets in index.watchers.iter_mut().flatten() {
            let asked = buckets.texts.prepare();
            buckets.others.extend(asked);
        }
        index
    }

    /// Returns a handler by its number.
    pub(crate) fn handler(&self, number: usize) -> Option<&Handler> {
        self.handlers.get(number)
    }

    /// Returns a watcher by its number.
    pub(crate) fn watcher(&self, number: usize) -> Option<(&Handler, &Known)> {
        let known = self.known.get(number)?.as_ref()?;
        Some((self.handlers.get(number)?, known))
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
    #[expect(
        clippy::stable_sort_primitive,
        reason = "it makes use of the sorted pieces of which the list is made"
    )]
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
        found.extend(&buckets.others);
        if let Some(message) = subject.message {
            buckets.texts.find(message.text(), found);
            found.extend(if message.outgoing() {
                &buckets.outgoing
            } else {
                &buckets.incoming
            });
        }
        if !buckets.by_chat.is_empty()
            && let Some(chat) = subject.chat
            && let Some(here) = buckets.by_chat.get(&chat.id().bare())
        {
            found.extend(here);
        }
        found.sort();
        // A watcher may look for several texts.
        found.dedup();
    }

    fn buckets(&self, kind: EventKind) -> Option<&Buckets> {
        self.watchers.get(kind as usize)?.as_ref()
    }
}

impl Buckets {
    fn add(&mut self, number: usize, watcher: &CatalogueWatcher) {
        let filter = watcher.filter();
        if let Some(chats) = filter.only_chats() {
            let mut ids: Vec<i64> = chats.into_iter().map(bare).collect();
            ids.sort_unstable();
            ids.dedup();
            for id in ids {
                self.by_chat.entry(id).or_default().push(number);
            }
            return;
        }
        if let Some(literals) = filter.literals() {
            self.texts.add(number, literals);
            return;
        }
        match filter.direction() {
            Some(Direction::Incoming) => self.incoming.push(number),
            Some(Direction::Outgoing) => self.outgoing.push(number),
            None => self.others.push(number),
        }
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
