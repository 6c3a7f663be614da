//! Where lines are written to.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::render::Look;

/// Something that takes whole lines.
pub(super) trait Paper: Send {
    fn print(&mut self, lines: String) -> io::Result<()>;
}

/// A plain output.
pub(super) struct Plain(pub(super) Box<dyn Write + Send>);

impl Paper for Plain {
    fn print(&mut self, lines: String) -> io::Result<()> {
        self.0.write_all(lines.as_bytes())?;
        self.0.flush()
    }
}

/// The output, and how lines on it look.
pub(super) struct Screen {
    pub(super) look: Look,
    paper: Mutex<Box<dyn Paper>>,
    broken: AtomicBool,
}

impl Screen {
    pub(super) fn new(look: Look, paper: Box<dyn Paper>) -> Self {
        Self {
            look,
            paper: Mutex::new(paper),
            broken: AtomicBool::new(false),
        }
    }

    /// Writes a line, or several; the end of the last one is added.
    pub(super) fn print(&self, text: &str) {
        let mut paper = self.paper.lock().unwrap_or_else(PoisonError::into_inner);
        if paper.print(format!("{text}\n")).is_err() {
            self.broken.store(true, Ordering::Relaxed);
        }
    }

    pub(super) fn notice(&self, text: &str) {
        self.print(&self.look.notice(text));
    }

    pub(super) fn mistake(&self, text: &str) {
        self.print(&self.look.mistake(text));
    }

    /// Nobody reads any more.
    pub(super) fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }
}

impl std::fmt::Debug for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Screen")
            .field("look", &self.look)
            .finish_non_exhaustive()
    }
}
