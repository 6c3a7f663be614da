//! Hashing of ids: what is looked up for every update has to be found fast.

use std::hash::{BuildHasher, Hasher, RandomState};

/// Makes hashers for ids and other numbers.
///
/// Each starts with a secret of its own, so that nobody who chooses ids can make them collide.
#[derive(Debug, Clone)]
pub(crate) struct IdState(u64);

impl Default for IdState {
    fn default() -> Self {
        Self(RandomState::new().hash_one(0))
    }
}

impl BuildHasher for IdState {
    type Hasher = IdHasher;

    fn build_hasher(&self) -> IdHasher {
        IdHasher(self.0)
    }
}

/// Hashes numbers: each is multiplied in, and both halves of the product are kept.
#[derive(Debug)]
pub(crate) struct IdHasher(u64);

/// An odd number without a pattern: the fraction of the golden ratio.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..part.len()].copy_from_slice(part);
            self.write_u64(u64::from_le_bytes(word));
        }
        self.write_usize(bytes.len());
    }

    fn write_u8(&mut self, number: u8) {
        self.write_u64(number.into());
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(number.into());
    }

    fn write_i32(&mut self, number: i32) {
        self.write_u32(number.cast_unsigned());
    }

    fn write_i64(&mut self, number: i64) {
        self.write_u64(number.cast_unsigned());
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.write_usize(number.cast_unsigned());
    }

    #[allow(
        clippy::cast_possible_truncation,
        reason = "both halves of the product are used"
    )]
    fn write_u64(&mut self, number: u64) {
        let product = u128::from(self.0 ^ number) * u128::from(FACTOR);
        self.0 = (product as u64 ^ (product >> 64) as u64).wrapping_add(FACTOR);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::peer_id::PeerId;

    #[test]
    fn neighbours_and_kinds_do_not_collide() {
        let state = IdState::default();
        let ids =
            (0..20_000).flat_map(|id| [PeerId::User(id), PeerId::Group(id), PeerId::Channel(id)]);
        let hashes: Vec<u64> = ids.map(|id| state.hash_one(id)).collect();
        assert_eq!(hashes.iter().collect::<HashSet<_>>().len(), hashes.len());
        // The upper bits choose a group of a table, the lower ones a place in it.
        for shift in [0, 57] {
            let parts: HashSet<u64> = hashes.iter().map(|hash| hash >> shift & 127).collect();
            assert_eq!(parts.len(), 128);
        }
        assert_ne!(
            IdState::default().hash_one(PeerId::User(1)),
            state.hash_one(PeerId::User(1))
        );
    }
}
