//! The order of a list: a B+ tree that counts.
//!
//! A leaf holds the numbers of up to 64 elements in their order; a node above holds up to 64
//! children and how many elements each of them leads to. So an element is found by its place, and
//! one is put in or taken out anywhere, with a handful of reads and writes, one for each floor:
//! two floors hold 4 000 elements, three a quarter of a million. The elements themselves stand
//! elsewhere and are not touched.
//!
//! The head is never removed, and it changes whenever the order does: who reads several nodes
//! outside of a transaction looks at it before and after.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::super::layout::{self, RawKey};
use super::super::{StoreError, Transaction};

/// So many entries a node has at most.
const MOST: usize = 64;

/// Is what is known about a list as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) len: u64,
    root: u64,
    /// How many floors stand above the leaves.
    height: u32,
    /// The next number for a node or an element.
    next: u64,
    /// Grows with every change of the order.
    change: u64,
}

impl Head {
    /// Gives the head after everything was removed.
    pub(super) fn emptied(&self) -> Self {
        Self {
            change: self.change + 1,
            ..Self::default()
        }
    }
}

/// Is a child, and how many elements it leads to.
type Child = (u64, u64);

/// Is an inner node on the way to a leaf, and the place in it where the way goes on.
struct Step {
    node: u64,
    children: Vec<Child>,
    place: usize,
}

/// Is a node that has been split: what is left of it, and the new one.
struct Split {
    left: u64,
    right: Child,
}

/// Is the order of one list in a transaction.
pub(super) struct Tree<'a> {
    transaction: &'a Transaction,
    name: &'a str,
    head: Head,
}

impl<'a> Tree<'a> {
    pub(super) async fn open(
        transaction: &'a Transaction,
        name: &'a str,
    ) -> Result<Self, StoreError> {
        let key = layout::list_head(transaction.db().namespace(), name);
        let bytes = transaction.read(&key).await?;
        let head = match bytes {
            Some(bytes) => parse(name, &bytes)?,
            None => Head::default(),
        };
        Ok(Self {
            transaction,
            name,
            head,
        })
    }

    pub(super) fn len(&self) -> u64 {
        self.head.len
    }

    /// Gives the number of the element at a place that exists.
    pub(super) async fn find(&self, index: u64) -> Result<u64, StoreError> {
        let (_, _, leaf, place) = self.descend(index, |place, count| place >= count).await?;
        leaf.get(place).copied().ok_or_else(|| broken(self.name))
    }

    /// Gives the numbers of the elements from a place on, at most so many.
    pub(super) async fn range(&self, start: u64, limit: u64) -> Result<Vec<u64>, StoreError> {
        let end = start.saturating_add(limit).min(self.head.len);
        let mut found = Vec::new();
        let mut next = start;
        while next < end {
            let (_, _, leaf, place) = self.descend(next, |place, count| place >= count).await?;
            let rest = leaf.get(place..).filter(|rest| !rest.is_empty());
            let rest = rest.ok_or_else(|| broken(self.name))?;
            let take = usize::try_from(end - next).map_or(rest.len(), |left| left.min(rest.len()));
            found.extend_from_slice(&rest[..take]);
            next += take as u64;
        }
        Ok(found)
    }

    /// Makes room at a place, which is at most the length; gives the number of the new element.
    pub(super) async fn insert(&mut self, index: u64) -> Result<u64, StoreError> {
        let element = self.number();
        if self.head.len == 0 {
            let root = self.number();
            self.write(root, &[element])?;
            self.head.root = root;
            self.head.height = 0;
            self.head.len = 1;
            return self.save().map(|()| element);
        }
        let (path, node, mut leaf, place) =
            self.descend(index, |place, count| place > count).await?;
        if place > leaf.len() {
            return Err(broken(self.name));
        }
        leaf.insert(place, element);
        let mut split = self.write_split(node, leaf, place, |leaf| leaf.len() as u64)?;
        for mut step in path.into_iter().rev() {
            let mut place = step.place;
            match split {
                None => step.children[place].1 += 1,
                Some(Split { left, right }) => {
                    step.children[place].1 = left;
                    place += 1;
                    step.children.insert(place, right);
                }
            }
            split = self.write_split(step.node, step.children, place, sum)?;
        }
        if let Some(Split { left, right }) = split {
            let root = self.number();
            self.write(root, &[(self.head.root, left), right])?;
            self.head.root = root;
            self.head.height += 1;
        }
        self.head.len += 1;
        self.save().map(|()| element)
    }

    /// Takes out the element at a place that exists; gives its number.
    pub(super) async fn remove(&mut self, index: u64) -> Result<u64, StoreError> {
        let (path, node, mut leaf, place) =
            self.descend(index, |place, count| place >= count).await?;
        if place >= leaf.len() {
            return Err(broken(self.name));
        }
        let element = leaf.remove(place);
        let mut empty = leaf.is_empty();
        self.put(node, &leaf)?;
        for mut step in path.into_iter().rev() {
            if empty {
                step.children.remove(step.place);
            } else {
                step.children[step.place].1 -= 1;
            }
            empty = step.children.is_empty();
            self.put(step.node, &step.children)?;
        }
        self.head.len -= 1;
        // A root with one child is one floor too many.
        while self.head.len > 0 && self.head.height > 0 {
            let children: Vec<Child> = self.read(self.head.root).await?;
            let [(child, _)] = children[..] else { break };
            self.transaction.write(self.node(self.head.root), None)?;
            self.head.root = child;
            self.head.height -= 1;
        }
        self.save().map(|()| element)
    }

    /// Goes down to a leaf; `beyond` tells whether a place lies beyond a child with so many
    /// elements. Gives the way, the leaf's number, the leaf and the place in it.
    async fn descend(
        &self,
        index: u64,
        beyond: impl Fn(u64, u64) -> bool,
    ) -> Result<(Vec<Step>, u64, Vec<u64>, usize), StoreError> {
        let mut path = Vec::new();
        let mut node = self.head.root;
        let mut left = index;
        for _ in 0..self.head.height {
            let children: Vec<Child> = self.read(node).await?;
            let mut place = 0;
            while let Some(&(_, count)) = children.get(place)
                && place + 1 < children.len()
                && beyond(left, count)
            {
                left = left.saturating_sub(count);
                place += 1;
            }
            let &(child, _) = children.get(place).ok_or_else(|| broken(self.name))?;
            path.push(Step {
                node,
                children,
                place,
            });
            node = child;
        }
        let leaf = self.read(node).await?;
        let place = usize::try_from(left).unwrap_or(usize::MAX);
        Ok((path, node, leaf, place))
    }

    /// Writes a node that has grown at a place, and the one that it is split into if it is too big.
    /// One that grows at an end is split there, so that a list that grows at an end has full nodes.
    fn write_split<T: Serialize>(
        &mut self,
        node: u64,
        mut entries: Vec<T>,
        grown: usize,
        count: impl Fn(&[T]) -> u64,
    ) -> Result<Option<Split>, StoreError> {
        if entries.len() <= MOST {
            return self.write(node, &entries).map(|()| None);
        }
        let last = entries.len() - 1;
        let right = entries.split_off(match grown {
            0 => 1,
            grown if grown == last => last,
            _ => entries.len() / 2,
        });
        let number = self.number();
        self.write(node, &entries)?;
        self.write(number, &right)?;
        Ok(Some(Split {
            left: count(&entries),
            right: (number, count(&right)),
        }))
    }

    /// Writes a node, or removes it when it is empty.
    fn put<T: Serialize>(&self, node: u64, entries: &[T]) -> Result<(), StoreError> {
        if entries.is_empty() {
            self.transaction.write(self.node(node), None)
        } else {
            self.write(node, entries)
        }
    }

    fn write<T: Serialize>(&self, node: u64, entries: &[T]) -> Result<(), StoreError> {
        self.transaction
            .write(self.node(node), Some(json(self.name, entries)?))
    }

    async fn read<T: DeserializeOwned>(&self, node: u64) -> Result<Vec<T>, StoreError> {
        match self.transaction.read(&self.node(node)).await? {
            Some(bytes) => parse(self.name, &bytes),
            None => Err(broken(self.name)),
        }
    }

    fn save(&mut self) -> Result<(), StoreError> {
        self.head.change += 1;
        let key = layout::list_head(self.transaction.db().namespace(), self.name);
        self.transaction
            .write(key, Some(json(self.name, &self.head)?))
    }

    fn number(&mut self) -> u64 {
        self.head.next += 1;
        self.head.next
    }

    fn node(&self, node: u64) -> RawKey {
        let mut key = layout::list_nodes(self.transaction.db().namespace(), self.name);
        key.extend_from_slice(&node.to_be_bytes());
        key
    }
}

pub(super) fn parse<T: DeserializeOwned>(list: &str, bytes: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(bytes).map_err(|_| broken(list))
}

pub(super) fn json<T: Serialize + ?Sized>(list: &str, value: &T) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(value).map_err(|_| broken(list))
}

pub(super) fn broken(list: &str) -> StoreError {
    StoreError::BrokenList(list.to_owned())
}

fn sum(children: &[Child]) -> u64 {
    children.iter().map(|&(_, count)| count).sum()
}
