//! Writes down each change of the world at the moment when it happens.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use grammers_tl_types::enums;

use super::eye;
use super::ledger::{Change, Ledger};
use super::scene::{Line, Who};
use super::screen::Screen;
use crate::server::Reply;
use crate::world::data::place::Place;
use crate::world::{PushSink, World};

/// Looks at the world for the one in front of the screen.
pub(super) struct Watch {
    world: World,
    screen: Arc<Screen>,
    seen: Mutex<Seen>,
}

struct Seen {
    ledger: Ledger,
    here: Place,
    /// The next own message stands on the screen already: it was typed there.
    typed: bool,
}

impl Watch {
    /// Begins to watch: what is there now has been seen.
    pub(super) fn new(world: World, screen: Arc<Screen>, here: Place) -> Arc<Self> {
        let mut ledger = Ledger::default();
        ledger.begin(&eye::scene(&world, screen.look.language));
        Arc::new(Self {
            world,
            screen,
            seen: Mutex::new(Seen {
                ledger,
                here,

                typed: false,
            }),
        })
    }

    /// Gets told of each change, by standing between the world and what sends its updates to clients, for as long
    /// as the result lives.
    pub(super) fn attach(self: &Arc<Self>) -> Attached {
        let behind = self.world.lock().sink.take();
        self.world.attach(Arc::new(Tap {
            watch: Arc::clone(self),
            behind: behind.clone(),
        }));
        Attached {
            world: self.world.clone(),
            behind,
        }
    }

    /// Writes down what has changed since the last time.
    pub(super) fn look(&self) {
        let mut seen = self.seen();
        let scene = eye::scene(&self.world, self.screen.look.language);
        let here = eye::key(&self.world, seen.here);
        for happening in seen.ledger.look(&scene, here) {
            if happening.chat != here {
                self.screen.print(&self.screen.look.elsewhere(&happening));
                continue;
            }
            let own = matches!(
                &happening.change,
                Change::New(Line {
                    author: Who::You,
                    ..
                })
            );
            if own && std::mem::take(&mut seen.typed) {
                continue;
            }
            self.screen.print(&self.screen.look.here(&happening.change));
        }
    }

    /// Goes to another chat.
    pub(super) fn go(&self, place: Place) {
        self.seen().here = place;
    }

    /// Does something that sends the message that was just typed.
    pub(super) fn typed<T>(&self, act: impl FnOnce() -> T) -> T {
        self.seen().typed = true;
        let result = act();
        self.seen().typed = false;
        result
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch")
            .field("screen", &self.screen)
            .finish_non_exhaustive()
    }
}

/// Passes everything on, and looks.
struct Tap {
    watch: Arc<Watch>,
    behind: Option<Arc<dyn PushSink>>,
}

impl PushSink for Tap {
    fn push(&self, key_id: i64, updates: &enums::Updates, except: Option<i64>) {
        self.watch.look();
        if let Some(behind) = &self.behind {
            behind.push(key_id, updates, except);
        }
    }

    fn answer(&self, key_id: i64, session_id: i64, msg_id: i64, reply: Reply) {
        if let Some(behind) = &self.behind {
            behind.answer(key_id, session_id, msg_id, reply);
        }
    }
}

/// Takes the watch away again when it is dropped: the world and the watch would keep each other alive.
pub(super) struct Attached {
    world: World,
    behind: Option<Arc<dyn PushSink>>,
}

impl Drop for Attached {
    fn drop(&mut self) {
        // The old sink is dropped after the lock is given back.
        let _tap = std::mem::replace(&mut self.world.lock().sink, self.behind.take());
    }
}

impl std::fmt::Debug for Attached {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attached").finish_non_exhaustive()
    }
}
