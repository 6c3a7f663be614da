//! What changed since the last look.

use std::collections::{BTreeMap, BTreeSet};

use super::scene::{Body, ChatKey, Line, Room, Scene, Service, Who};

/// How many messages of a chat are watched; what happens to older ones is not shown.
pub(super) const KEPT: usize = 1_000;

/// Something that a person would see happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    New(Line),
    Edited(Line),
    Deleted(Line),
    Reacted {
        who: Who,
        emoji: String,
        line: Line,
    },
    Unreacted {
        who: Who,
        emoji: String,
        line: Line,
    },
    /// Pinned or unpinned without a service message.
    Pinned {
        line: Line,
        on: bool,
    },
}

/// A change and the chat that it happened in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Happening {
    pub(super) chat: ChatKey,
    pub(super) title: String,
    pub(super) change: Change,
}

/// Remembers what was seen.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    rooms: BTreeMap<ChatKey, Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    lines: BTreeMap<i32, Line>,
    newest: i32,
}

impl Ledger {
    /// Looks for the first time: everything that is there has been there.
    pub(super) fn begin(&mut self, scene: &Scene) {
        self.rooms = scene
            .rooms
            .iter()
            .map(|room| (room.key, Seen::of(room, 0)))
            .collect();
    }

    /// Tells what changed: first in the chat `here`, then in the others, each in the order of its messages.
    pub(super) fn look(&mut self, scene: &Scene, here: ChatKey) -> Vec<Happening> {
        let mut rooms: Vec<&Room> = scene.rooms.iter().collect();
        rooms.sort_by_key(|room| (room.key != here, room.key));
        let mut happenings = Vec::new();
        for room in rooms {
            let seen = self.rooms.entry(room.key).or_default();
            let changes = seen.changes(room);
            let newest = seen.newest;
            *seen = Seen::of(room, newest);
            happenings.extend(changes.into_iter().map(|change| Happening {
                chat: room.key,
                title: room.title.clone(),
                change,
            }));
        }
        let present: BTreeSet<ChatKey> = scene.rooms.iter().map(|room| room.key).collect();
        self.rooms.retain(|key, _| present.contains(key));
        happenings
    }
}

impl Seen {
    fn of(room: &Room, newest: i32) -> Self {
        let last = room.lines.keys().next_back().copied().unwrap_or(0);
        Self {
            lines: room.lines.clone(),
            newest: newest.max(last),
        }
    }

    fn changes(&self, room: &Room) -> Vec<Change> {
        let mut changes = Vec::new();
        // Where the window is full, what lies before it may still be there.
        let full = room.lines.len() >= KEPT;
        let first = if full {
            room.lines.keys().next().copied().unwrap_or(0)
        } else {
            i32::MIN
        };
        for (id, line) in &self.lines {
            if *id >= first && !room.lines.contains_key(id) {
                changes.push(Change::Deleted(line.clone()));
            }
        }
        for (id, line) in &room.lines {
            match self.lines.get(id) {
                Some(before) => compare(before, line, &mut changes),
                None if *id > self.newest => {
                    changes.push(Change::New(line.clone()));
                    let reactions = line.reactions.iter();
                    changes.extend(reactions.map(|(who, emoji)| reacted(who, emoji, line)));
                }
                None => {}
            }
        }
        let announced = |change: &Change| {
            matches!(
                change,
                Change::New(Line {
                    body: Body::Service(Service::Pinned),
                    ..
                })
            )
        };
        if changes.iter().any(announced) {
            changes.retain(|change| !matches!(change, Change::Pinned { on: true, .. }));
        }
        changes
    }
}

fn compare(before: &Line, now: &Line, changes: &mut Vec<Change>) {
    if before.body != now.body || before.edited != now.edited {
        changes.push(Change::Edited(now.clone()));
    }
    for (who, emoji) in &before.reactions {
        if !now.reactions.contains(&(who.clone(), emoji.clone())) {
            let (who, emoji, line) = (who.clone(), emoji.clone(), now.clone());
            changes.push(Change::Unreacted { who, emoji, line });
        }
    }
    for (who, emoji) in &now.reactions {
        if !before.reactions.contains(&(who.clone(), emoji.clone())) {
            changes.push(reacted(who, emoji, now));
        }
    }
    if before.pinned != now.pinned {
        changes.push(Change::Pinned {
            line: now.clone(),
            on: now.pinned,
        });
    }
}

fn reacted(who: &Who, emoji: &str, line: &Line) -> Change {
    Change::Reacted {
        who: who.clone(),
        emoji: emoji.to_owned(),
        line: line.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::Content;
    use super::*;
    use proptest::prelude::*;

    const HERE: ChatKey = ChatKey(-1);
    const THERE: ChatKey = ChatKey(-2);

    fn line(id: i32, text: &str) -> Line {
        Line {
            id,
            date: 0,
            author: Who::You,
            body: Body::Message(Content {
                text: text.to_owned(),
                ..Content::default()
            }),
            edited: None,
            reactions: Vec::new(),
            pinned: false,
        }
    }

    fn scene(rooms: &[(ChatKey, &[Line])]) -> Scene {
        let room = |(key, lines): &(ChatKey, &[Line])| Room {
            key: *key,
            title: format!("{}", key.0),
            unread: 0,
            lines: lines.iter().map(|line| (line.id, line.clone())).collect(),
        };
        Scene {
            rooms: rooms.iter().map(room).collect(),
        }
    }

    fn changes(ledger: &mut Ledger, scene: &Scene) -> Vec<Change> {
        ledger
            .look(scene, HERE)
            .into_iter()
            .map(|happening| happening.change)
            .collect()
    }

    #[test]
    fn tells_what_is_new_edited_and_deleted() {
        let mut ledger = Ledger::default();
        ledger.begin(&scene(&[(HERE, &[line(1, "a"), line(2, "b")])]));
        let now = scene(&[(HERE, &[line(2, "c"), line(3, "d")])]);
        assert_eq!(
            changes(&mut ledger, &now),
            [
                Change::Deleted(line(1, "a")),
                Change::Edited(line(2, "c")),
                Change::New(line(3, "d"))
            ]
        );
        assert_eq!(changes(&mut ledger, &now), []);
    }

    #[test]
    fn tells_of_an_edit_that_leaves_the_text() {
        let mut ledger = Ledger::default();
        ledger.begin(&scene(&[(HERE, &[line(1, "a")])]));
        let edited = Line {
            edited: Some(5),
            ..line(1, "a")
        };
        assert_eq!(
            changes(
                &mut ledger,
                &scene(&[(HERE, std::slice::from_ref(&edited))])
            ),
            [Change::Edited(edited.clone())]
        );
    }

    #[test]
    fn begins_with_the_current_chat() {
        let mut ledger = Ledger::default();
        let now = scene(&[(THERE, &[line(1, "a")]), (HERE, &[line(7, "b")])]);
        let chats: Vec<ChatKey> = ledger
            .look(&now, HERE)
            .into_iter()
            .map(|happening| happening.chat)
            .collect();
        assert_eq!(chats, [HERE, THERE]);
    }

    #[test]
    fn tells_of_reactions_both_ways() {
        let mut ledger = Ledger::default();
        let with = |emoji: &str| Line {
            reactions: vec![(Who::You, emoji.to_owned())],
            ..line(1, "a")
        };
        ledger.begin(&scene(&[(HERE, &[with("👍")])]));
        let found = changes(&mut ledger, &scene(&[(HERE, &[with("🔥")])]));
        let (who, line) = (Who::You, with("🔥"));
        assert_eq!(
            found,
            [
                Change::Unreacted {
                    who: who.clone(),
                    emoji: "👍".to_owned(),
                    line: line.clone()
                },
                Change::Reacted {
                    who,
                    emoji: "🔥".to_owned(),
                    line
                },
            ]
        );
    }

    #[test]
    fn a_service_message_stands_for_the_pin() {
        let pinned = Line {
            pinned: true,
            ..line(1, "a")
        };
        let notice = Line {
            body: Body::Service(Service::Pinned),
            ..line(2, "")
        };
        let mut ledger = Ledger::default();
        ledger.begin(&scene(&[(HERE, &[line(1, "a")])]));
        let now = scene(&[(HERE, &[pinned.clone(), notice.clone()])]);
        assert_eq!(changes(&mut ledger, &now), [Change::New(notice)]);

        ledger.begin(&scene(&[(HERE, &[line(1, "a")])]));
        let now = scene(&[(HERE, std::slice::from_ref(&pinned))]);
        assert_eq!(
            changes(&mut ledger, &now),
            [Change::Pinned {
                line: pinned,
                on: true
            }]
        );
    }

    #[test]
    fn forgets_a_chat_that_is_gone_without_a_word() {
        let mut ledger = Ledger::default();
        ledger.begin(&scene(&[(HERE, &[line(1, "a")])]));
        assert_eq!(changes(&mut ledger, &scene(&[])), []);
    }

    #[test]
    fn a_moving_window_invents_nothing() {
        let window = |from: i32| -> Vec<Line> {
            (from..from + i32::try_from(KEPT).unwrap())
                .map(|id| line(id, "x"))
                .collect()
        };
        let mut ledger = Ledger::default();
        ledger.begin(&scene(&[(HERE, &window(1))]));
        let next = changes(&mut ledger, &scene(&[(HERE, &window(2))]));
        assert_eq!(next, [Change::New(line(1_001, "x"))]);
        // The last one is deleted, and an old one comes back into the window.
        let back = changes(&mut ledger, &scene(&[(HERE, &window(1))]));
        assert_eq!(back, [Change::Deleted(line(1_001, "x"))]);
    }

    proptest! {
        #[test]
        fn following_the_changes_gives_the_scene(
            steps in prop::collection::vec(
                prop::collection::btree_map(1..20_i32, "[ab]", 0..8), 1..6)
        ) {
            let mut ledger = Ledger::default();
            let mut followed: BTreeMap<i32, Line> = BTreeMap::new();
            let mut newest = 0;
            for step in steps {
                // Ids are never used again, as in Telegram.
                let lines: Vec<Line> = step
                    .iter()
                    .filter(|(id, _)| **id > newest || followed.contains_key(*id))
                    .map(|(id, text)| line(*id, text))
                    .collect();
                newest = lines.iter().map(|line| line.id).max().unwrap_or(0).max(newest);
                let now = scene(&[(HERE, &lines)]);
                for change in changes(&mut ledger, &now) {
                    match change {
                        Change::New(line) => prop_assert!(followed.insert(line.id, line).is_none()),
                        Change::Edited(line) => prop_assert!(followed.insert(line.id, line).is_some()),
                        Change::Deleted(line) => prop_assert!(followed.remove(&line.id).is_some()),
                        other => prop_assert!(false, "{other:?}"),
                    }
                }
                let expected: BTreeMap<i32, Line> =
                    lines.into_iter().map(|line| (line.id, line)).collect();
                prop_assert_eq!(&followed, &expected);
            }
        }
    }
}
