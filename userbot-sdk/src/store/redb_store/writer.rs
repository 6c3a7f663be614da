//! Writing: commits that wait together share one transaction, and so one wait for the disk.

use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use redb::{Database, Durability, ReadableTable, Table};
use tokio::sync::oneshot;

use super::super::backend::{add, prefix_end};
use super::super::{Commit, Outcome, StoreError, Write};
use super::{ENTRIES, Inner, META, SEQUENCE};

/// So many commits share a transaction at most.
const TOGETHER: usize = 1_024;

/// Is the commits that wait for the writer.
#[derive(Default)]
pub(super) struct Queue {
    waiting: VecDeque<Waiting>,
    /// True while a thread writes; it takes what comes in the meantime.
    writing: bool,
}

struct Waiting {
    commit: Commit,
    answer: Answer,
}

type Answer = oneshot::Sender<Result<Outcome, StoreError>>;

fn give(answers: Vec<(Answer, Result<Outcome, StoreError>)>) {
    for (answer, outcome) in answers {
        // Who does not wait any more has given up on the answer, not on the commit.
        let _ = answer.send(outcome);
    }
}

impl Queue {
    /// Adds a commit; true when somebody has to start the writer.
    pub(super) fn push(&mut self, commit: Commit, answer: Answer) -> bool {
        self.waiting.push_back(Waiting { commit, answer });
        !std::mem::replace(&mut self.writing, true)
    }

    #[cfg(test)]
    pub(super) fn waiting(&self) -> (usize, bool) {
        (self.waiting.len(), self.writing)
    }

    /// Takes what waits; when that is nothing, the writer has ended.
    fn take(&mut self) -> Vec<Waiting> {
        let count = self.waiting.len().min(TOGETHER);
        self.writing = count > 0;
        self.waiting.drain(..count).collect()
    }
}

impl Inner {
    /// Writes until nothing waits any more.
    ///
    /// The last answers are given when the writer has let go of the store, so that who drops it then
    /// can open the file again.
    pub(super) fn write_queue(self: Arc<Self>) {
        let mut batch = self.take();
        while !batch.is_empty() {
            let commits: Vec<&Commit> = batch.iter().map(|waiting| &waiting.commit).collect();
            let outcomes = self.write(&commits);
            let mut answers = Vec::with_capacity(batch.len());
            for (place, waiting) in batch.into_iter().enumerate() {
                let outcome = match &outcomes {
                    Ok(outcomes) => outcomes.get(place).copied().ok_or(StoreError::Closed),
                    Err(error) => Err(error.clone()),
                };
                if outcome == Ok(Outcome::Committed) {
                    self.changes.committed(&waiting.commit.writes);
                }
                answers.push((waiting.answer, outcome));
            }
            batch = self.take();
            if batch.is_empty() {
                drop(self);
                give(answers);
                return;
            }
            give(answers);
        }
    }

    fn take(&self) -> Vec<Waiting> {
        self.queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// Writes several commits in one transaction.
    fn write(&self, commits: &[&Commit]) -> Result<Vec<Outcome>, StoreError> {
        let mut tried_anew = false;
        loop {
            // Only the one writer changes it.
            let next = self.sequence.load(Ordering::Acquire) + 1;
            let mut outcomes = Vec::new();
            let (result, generation) =
                self.once(|database| try_write(database, commits, next, &mut outcomes))?;
            let error = match result {
                Ok(wrote) => {
                    if wrote {
                        self.sequence.store(next, Ordering::Release);
                    }
                    return Ok(outcomes);
                }
                Err(error) => error,
            };
            let sorted = self.sorted(&error);
            tracing::error!(error = %sorted, "a write to the store failed");
            if self.reopen(generation).is_err() {
                return Err(sorted);
            }
            if self.sequence.load(Ordering::Acquire) == next {
                // The file has it: only the disk's answer was an error.
                return Ok(outcomes);
            }
            // What an earlier error left behind says nothing about this transaction.
            let inherited = matches!(
                error,
                redb::Error::PreviousIo | redb::Error::LockPoisoned(_)
            );
            if !inherited || std::mem::replace(&mut tried_anew, true) {
                return Err(sorted);
            }
        }
    }
}

/// Writes the commits whose conditions hold, and tells whether there was anything to write.
fn try_write(
    database: &Database,
    commits: &[&Commit],
    sequence: u64,
    outcomes: &mut Vec<Outcome>,
) -> Result<bool, redb::Error> {
    let mut transaction = database.begin_write()?;
    transaction.set_durability(Durability::Immediate)?;
    let mut wrote = false;
    {
        let mut table = transaction.open_table(ENTRIES)?;
        for commit in commits {
            let outcome = apply(&mut table, commit)?;
            wrote |= outcome == Outcome::Committed && !commit.writes.is_empty();
            outcomes.push(outcome);
        }
        if wrote {
            transaction.open_table(META)?.insert(SEQUENCE, sequence)?;
        }
    }
    if wrote {
        transaction.commit()?;
    } else {
        transaction.abort()?;
    }
    Ok(wrote)
}

fn apply(
    table: &mut Table<'_, &'static [u8], &'static [u8]>,
    commit: &Commit,
) -> Result<Outcome, redb::Error> {
    for condition in &commit.conditions {
        let value = table.get(condition.key.as_slice())?;
        if value.as_ref().map(redb::AccessGuard::value) != condition.value.as_deref() {
            return Ok(Outcome::Conflict);
        }
    }
    for write in &commit.writes {
        match write {
            Write::Put { key, value } => {
                table.insert(key.as_slice(), value.as_slice())?;
            }
            Write::Remove { key } => {
                table.remove(key.as_slice())?;
            }
            Write::Add { key, by } => {
                let sum = add(
                    table
                        .get(key.as_slice())?
                        .as_ref()
                        .map(redb::AccessGuard::value),
                    *by,
                );
                match sum {
                    Some(sum) => table.insert(key.as_slice(), sum.as_slice())?,
                    None => table.remove(key.as_slice())?,
                };
            }
            Write::RemovePrefix { prefix } => match prefix_end(prefix) {
                Some(end) => {
                    table.retain_in(prefix.as_slice()..end.as_slice(), |_, _| false)?;
                }
                None => table.retain_in(prefix.as_slice().., |_, _| false)?,
            },
        }
    }
    Ok(Outcome::Committed)
}
