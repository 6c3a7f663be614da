//! Queues that keep the order of one chat for one handler.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::hash::IdState;
use crate::telegram::PeerId;

/// Names a queue: one handler in one chat.
///
/// Events without a chat share one queue for each handler.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct QueueKey {
    pub(crate) handler: usize,
    pub(crate) chat: Option<PeerId>,
}

/// Is what happens to a job when its queue is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Overflow {
    /// The new job is dropped: what waits is a sequence that should stay whole.
    DropNewest,
    /// The oldest waiting job is dropped: only the present state matters.
    DropOldest,
    /// Somebody waits for the answer: it has room of its own, however full everything else is.
    Reserved,
}

/// So many jobs with room of their own can wait.
const RESERVED: usize = 10_000;

/// Is what happened to a job.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Pushed<J> {
    /// Nothing was running: run it now.
    Start(J),
    /// It waits.
    Waiting,
    /// A job was dropped: the oldest, which is given back, or the new one, which was not even made.
    Dropped(Option<J>),
}

/// Holds the jobs that wait. A queue exists only while a job of it runs.
#[derive(Debug)]
pub(crate) struct Queues<J> {
    state: Mutex<State<J>>,
    limit: usize,
    total_limit: usize,
}

#[derive(Debug)]
struct State<J> {
    queues: HashMap<QueueKey, Queue<J>, IdState>,
    /// Jobs that wait in common room.
    waiting: usize,
    /// Of those, how many of each handler.
    by_handler: HashMap<usize, usize, IdState>,
    /// Jobs that wait in room of their own.
    reserved: usize,
}

/// Is the jobs of one queue, each with whether it has room of its own.
#[derive(Debug)]
struct Queue<J> {
    jobs: VecDeque<(J, bool)>,
    /// How many of them wait in common room.
    common: usize,
}

impl<J> Queues<J> {
    /// Makes them with a limit for each queue and one for all together.
    pub(crate) fn new(limit: usize, total_limit: usize) -> Self {
        let state = State {
            queues: HashMap::default(),
            waiting: 0,
            by_handler: HashMap::default(),
            reserved: 0,
        };
        Self {
            state: Mutex::new(state),
            limit,
            total_limit,
        }
    }

    /// Adds a job, which is made only when there is room for it, and is told whether it waits.
    ///
    /// When all of them together are full, one handler that waits much does not take the room of
    /// one that waits little: each may still have half of what would be its fair share.
    pub(crate) fn push(
        &self,
        key: QueueKey,
        overflow: Overflow,
        job: impl FnOnce(bool) -> J,
    ) -> Pushed<J> {
        let mut state = self.state();
        let state = &mut *state;
        let full = state.waiting >= self.total_limit && {
            let own = state.by_handler.get(&key.handler).copied().unwrap_or(0);
            own >= self.total_limit / (2 * state.by_handler.len().max(1))
        };
        let queue = match state.queues.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(Queue {
                    jobs: VecDeque::new(),
                    common: 0,
                });
                return Pushed::Start(job(false));
            }
            Entry::Occupied(entry) => entry.into_mut(),
        };
        if overflow == Overflow::Reserved && state.reserved < RESERVED {
            queue.jobs.push_back((job(true), true));
            state.reserved += 1;
            return Pushed::Waiting;
        }
        if !full && queue.common < self.limit {
            queue.jobs.push_back((job(true), false));
            queue.common += 1;
            state.waiting += 1;
            *state.by_handler.entry(key.handler).or_default() += 1;
            return Pushed::Waiting;
        }
        if overflow != Overflow::DropOldest {
            return Pushed::Dropped(None);
        }
        let oldest = queue.jobs.iter().position(|(_, reserved)| !reserved);
        match oldest.and_then(|oldest| queue.jobs.remove(oldest)) {
            Some((oldest, _)) => {
                queue.jobs.push_back((job(true), false));
                Pushed::Dropped(Some(oldest))
            }
            None => Pushed::Dropped(None),
        }
    }

    /// Makes the queue of a job that runs already, outside of all queues.
    pub(crate) fn occupy(&self, key: QueueKey) {
        self.state().queues.entry(key).or_insert_with(|| Queue {
            jobs: VecDeque::new(),
            common: 0,
        });
    }

    /// Gives the job to run after one has ended; with none, the queue is freed.
    pub(crate) fn next(&self, key: QueueKey) -> Option<J> {
        let mut state = self.state();
        let queue = state.queues.get_mut(&key)?;
        match queue.jobs.pop_front() {
            Some((job, true)) => {
                state.reserved -= 1;
                Some(job)
            }
            Some((job, false)) => {
                queue.common -= 1;
                state.leave(key.handler, 1);
                Some(job)
            }
            None => {
                state.queues.remove(&key);
                None
            }
        }
    }

    /// Frees a queue and gives the number of jobs that waited in it.
    pub(crate) fn purge(&self, key: QueueKey) -> usize {
        let mut state = self.state();
        let Some(queue) = state.queues.remove(&key) else {
            return 0;
        };
        state.leave(key.handler, queue.common);
        state.reserved -= queue.jobs.len() - queue.common;
        queue.jobs.len()
    }

    /// Returns the number of jobs that wait.
    pub(crate) fn waiting(&self) -> usize {
        let state = self.state();
        state.waiting + state.reserved
    }

    /// Returns the number of jobs that wait for a handler in common room.
    pub(crate) fn waiting_for(&self, handler: usize) -> usize {
        self.state().by_handler.get(&handler).copied().unwrap_or(0)
    }

    /// Returns the number of jobs that run.
    pub(crate) fn running(&self) -> usize {
        self.state().queues.len()
    }

    fn state(&self) -> MutexGuard<'_, State<J>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<J> State<J> {
    /// Notes that jobs of a handler do not wait in common room any more.
    fn leave(&mut self, handler: usize, count: usize) {
        self.waiting -= count;
        if let Entry::Occupied(mut own) = self.by_handler.entry(handler) {
            *own.get_mut() -= count;
            if *own.get() == 0 {
                own.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(handler: usize, chat: i64) -> QueueKey {
        QueueKey {
            handler,
            chat: Some(PeerId::User(chat)),
        }
    }

    #[test]
    fn keeps_the_order_of_one_chat_for_one_handler() {
        let queues = Queues::new(10, 100);
        assert_eq!(
            queues.push(key(1, 1), Overflow::DropNewest, |_| 'a'),
            Pushed::Start('a')
        );
        assert_eq!(
            queues.push(key(1, 1), Overflow::DropNewest, |_| 'b'),
            Pushed::Waiting
        );
        assert_eq!(
            queues.push(key(1, 1), Overflow::DropNewest, |_| 'c'),
            Pushed::Waiting
        );
        assert_eq!(
            queues.push(key(2, 1), Overflow::DropNewest, |_| 'd'),
            Pushed::Start('d')
        );
        assert_eq!(
            queues.push(key(1, 2), Overflow::DropNewest, |_| 'e'),
            Pushed::Start('e')
        );
        assert_eq!((queues.waiting(), queues.running()), (2, 3));
        assert_eq!(queues.next(key(1, 1)), Some('b'));
        assert_eq!(queues.next(key(1, 1)), Some('c'));
        assert_eq!(queues.next(key(1, 1)), None);
        assert_eq!((queues.waiting(), queues.running()), (0, 2));
    }

    #[test]
    fn drops_by_policy_when_full() {
        let queues = Queues::new(2, 100);
        for job in 0..3 {
            queues.push(key(1, 1), Overflow::DropNewest, |_| job);
        }
        assert_eq!(
            queues.push(key(1, 1), Overflow::DropNewest, |_| 3),
            Pushed::Dropped(None)
        );
        assert_eq!(
            queues.push(key(1, 1), Overflow::DropOldest, |_| 4),
            Pushed::Dropped(Some(1))
        );
        assert_eq!(queues.next(key(1, 1)), Some(2));
        assert_eq!(queues.next(key(1, 1)), Some(4));
    }

    #[test]
    fn who_waits_for_an_answer_has_room_of_his_own() {
        let queues = Queues::new(1, 1);
        for job in 0..3 {
            queues.push(key(1, 1), Overflow::DropNewest, |_| job);
        }
        for job in 10..20 {
            for handler in [1, 2] {
                let pushed = queues.push(key(handler, 1), Overflow::Reserved, |_| job);
                assert!(!matches!(pushed, Pushed::Dropped(_)), "{pushed:?}");
            }
        }
        // A state report makes room in the common part only.
        let pushed = queues.push(key(1, 1), Overflow::DropOldest, |_| 30);
        assert_eq!(pushed, Pushed::Dropped(Some(1)));
        assert_eq!(queues.waiting(), 10 + 9 + 1);
        let order: Vec<i32> = std::iter::from_fn(|| queues.next(key(1, 1))).collect();
        assert_eq!(order, [10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 30]);
        assert_eq!(queues.purge(key(2, 1)), 9);
        assert_eq!((queues.waiting(), queues.running()), (0, 0));
        for job in 0..2 * i32::try_from(RESERVED).unwrap() {
            queues.push(key(1, 1), Overflow::Reserved, |_| job);
        }
        assert_eq!(queues.waiting(), RESERVED + 1);
    }

    #[test]
    fn bounds_all_queues_together() {
        let queues = Queues::new(10, 3);
        for chat in 0..3 {
            queues.push(key(1, chat), Overflow::DropNewest, |_| 0);
            assert_eq!(
                queues.push(key(1, chat), Overflow::DropNewest, |_| 1),
                Pushed::Waiting
            );
        }
        assert_eq!(
            queues.push(key(1, 0), Overflow::DropNewest, |_| 2),
            Pushed::Dropped(None)
        );
        assert_eq!(queues.purge(key(1, 0)), 1);
        assert_eq!(
            queues.push(key(1, 1), Overflow::DropNewest, |_| 2),
            Pushed::Waiting
        );
    }

    #[test]
    fn who_waits_much_leaves_room_for_others() {
        let queues = Queues::new(100, 40);
        for job in 0..=60 {
            queues.push(key(1, 1), Overflow::DropNewest, |_| job);
        }
        assert_eq!(queues.waiting(), 40);
        queues.push(key(2, 1), Overflow::DropNewest, |_| 0);
        for job in 0..20 {
            let pushed = queues.push(key(2, 1), Overflow::DropNewest, |_| job);
            assert_eq!(pushed == Pushed::Waiting, job < 10, "{job}: {pushed:?}");
        }
        // What it leaves free is everybody's.
        for _ in 0..30 {
            queues.next(key(1, 1));
        }
        assert_eq!(
            queues.push(key(2, 1), Overflow::DropNewest, |_| 20),
            Pushed::Waiting
        );
        queues.purge(key(1, 1));
        queues.purge(key(2, 1));
        assert_eq!(queues.waiting(), 0);
        assert!(queues.state().by_handler.is_empty());
    }

    proptest! {
        /// Whatever comes and ends in whatever order: each queue gives its jobs in order, and
        /// nothing stays behind.
        #[test]
        fn every_job_comes_out_once_and_in_order(acts in prop::collection::vec((0..3_usize, 0..3_i64, prop::bool::ANY), 0..200)) {
            let queues = Queues::new(usize::MAX, usize::MAX);
            let mut given: HashMap<QueueKey, Vec<usize>> = HashMap::new();
            let mut taken: HashMap<QueueKey, Vec<usize>> = HashMap::new();
            let mut live: Vec<QueueKey> = Vec::new();
            for (number, (handler, chat, push)) in acts.into_iter().enumerate() {
                let key = key(handler, chat);
                if push {
                    given.entry(key).or_default().push(number);
                    if let Pushed::Start(job) = queues.push(key, Overflow::DropNewest, |_| number) {
                        taken.entry(key).or_default().push(job);
                        live.push(key);
                    }
                } else if let Some(at) = live.iter().position(|other| *other == key) {
                    match queues.next(key) {
                        Some(job) => taken.entry(key).or_default().push(job),
                        None => { live.remove(at); }
                    }
                }
            }
            for key in live {
                while let Some(job) = queues.next(key) {
                    taken.entry(key).or_default().push(job);
                }
            }
            prop_assert_eq!(given, taken);
            prop_assert_eq!((queues.waiting(), queues.running()), (0, 0));
        }
    }
}
