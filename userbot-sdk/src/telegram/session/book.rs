//! The peer book in memory: bounded, and those who are met often stay.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::hash::IdState;
use crate::telegram::{Peer, PeerId};

/// So many people and chats are kept in memory; the others stay in the file.
const MOST: usize = 20_000;

/// Holds peers by id and by username, as many as there is room for.
///
/// When it is full, one goes that was not asked for since the last time it was its turn.
#[derive(Debug)]
pub(super) struct Book {
    peers: HashMap<PeerId, Entry, IdState>,
    usernames: HashMap<String, PeerId>,
    /// Everybody, in the order of their turns to go.
    turns: VecDeque<PeerId>,
    most: usize,
    /// Somebody is in the file alone.
    overflowed: bool,
}

#[derive(Debug)]
struct Entry {
    peer: Peer,
    /// Somebody asked for it since its last turn.
    used: AtomicBool,
}

impl Default for Book {
    fn default() -> Self {
        Self {
            peers: HashMap::default(),
            usernames: HashMap::new(),
            turns: VecDeque::new(),
            most: MOST,
            overflowed: false,
        }
    }
}

impl Book {
    /// Returns a peer that is in memory.
    pub(super) fn get(&self, id: PeerId) -> Option<&Peer> {
        let entry = self.peers.get(&id)?;
        entry.used.store(true, Ordering::Relaxed);
        Some(&entry.peer)
    }

    /// Returns the peer in memory that has a username, which is given in lower case.
    pub(super) fn by_username(&self, name: &str) -> Option<&Peer> {
        self.get(*self.usernames.get(name)?)
    }

    pub(super) fn len(&self) -> usize {
        self.peers.len()
    }

    /// Tells whether the file may know somebody who is not in memory.
    pub(super) fn overflowed(&self) -> bool {
        self.overflowed
    }

    /// Adds a peer, or replaces what is known of it. Who is `pinned` never goes.
    pub(super) fn insert(&mut self, peer: Peer, pinned: impl Fn(PeerId) -> bool) {
        let id = peer.id();
        let old = self.peers.get(&id).map(|entry| &entry.peer);
        if let Some(old) = old
            && old.data().usernames != peer.data().usernames
        {
            let old = old.clone();
            self.forget_usernames(&old);
        }
        for name in peer.usernames() {
            let name = name.to_ascii_lowercase();
            if self.usernames.get(&name) != Some(&id) {
                self.usernames.insert(name, id);
            }
        }
        let entry = Entry {
            peer,
            used: AtomicBool::new(false),
        };
        if self.peers.insert(id, entry).is_none() {
            self.turns.push_back(id);
            self.make_room(pinned);
        }
    }

    fn make_room(&mut self, pinned: impl Fn(PeerId) -> bool) {
        // Each is asked at most twice: the first time may only take away its mark.
        let mut left = 2 * self.turns.len();
        while self.peers.len() > self.most && left > 0 {
            left -= 1;
            let Some(id) = self.turns.pop_front() else {
                return;
            };
            let used = self
                .peers
                .get(&id)
                .is_some_and(|entry| entry.used.swap(false, Ordering::Relaxed));
            if used || pinned(id) {
                self.turns.push_back(id);
                continue;
            }
            self.overflowed = true;
            if let Some(entry) = self.peers.remove(&id) {
                self.forget_usernames(&entry.peer);
            }
        }
    }

    fn forget_usernames(&mut self, peer: &Peer) {
        for name in peer.usernames() {
            let name = name.to_ascii_lowercase();
            if self.usernames.get(&name) == Some(&peer.id()) {
                self.usernames.remove(&name);
            }
        }
    }

    /// Sets how many there is room for.
    #[cfg(test)]
    pub(super) fn set_room(&mut self, most: usize) {
        self.most = most;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::peer::PeerData;

    fn named(id: i64, name: &str) -> Peer {
        let mut data: PeerData = Peer::unknown(PeerId::User(id)).data().clone();
        data.usernames = vec![name.to_owned()];
        Peer::new(data)
    }

    #[test]
    fn who_is_met_often_and_who_is_pinned_stays() {
        let mut book = Book::default();
        book.set_room(10);
        book.insert(named(1, "me"), |_| true);
        book.insert(named(2, "often"), |_| false);
        for id in 3..1_000 {
            assert!(book.get(PeerId::User(2)).is_some(), "{id}");
            book.insert(named(id, &format!("name{id}")), |id| id == PeerId::User(1));
        }
        assert_eq!(
            (book.len(), book.usernames.len(), book.turns.len()),
            (10, 10, 10)
        );
        assert!(book.overflowed());
        assert!(book.get(PeerId::User(1)).is_some());
        assert_eq!(book.by_username("often").unwrap().id(), PeerId::User(2));
        assert!(book.get(PeerId::User(3)).is_none() && book.by_username("name3").is_none());
    }

    #[test]
    fn when_everybody_is_pinned_nobody_goes() {
        let mut book = Book::default();
        book.set_room(2);
        for id in 0..10 {
            book.insert(named(id, "x"), |_| true);
        }
        assert_eq!((book.len(), book.overflowed()), (10, false));
    }
}
