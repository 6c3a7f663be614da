//! What can go wrong on the wire, under a test's control.

use std::sync::Mutex;
use std::time::Duration;

use super::lock;

/// The faults of a server. All are off at the start, except that salts are checked as Telegram checks them.
///
/// Each setter takes effect at once and gives the same value back, so that calls can be chained.
///
/// ```no_run
/// # use std::time::Duration;
/// # fn example(server: &userbot_testkit::server::Server) {
/// server.faults().drop_pushes(1).delay_answers(Some(Duration::from_secs(5)));
/// # }
/// ```
#[derive(Debug)]
pub struct Faults(Mutex<Settings>);

#[derive(Clone, Debug)]
struct Settings {
    strict_salts: bool,
    gzip_over: Option<usize>,
    fragment: Option<usize>,
    delay: Option<Duration>,
    latency: Option<Duration>,
    mute: bool,
    refuse: bool,
    fail: (usize, i32, String),
    confuse: usize,
    drop_pushes: usize,
    double_pushes: usize,
    reorder: Reorder,
}

#[derive(Clone, Debug)]
enum Reorder {
    Off,
    Armed,
    Held(Push),
}

/// An update on its way to the sessions of a key.
#[derive(Clone, Debug)]
pub(crate) struct Push {
    pub(crate) key_id: i64,
    pub(crate) body: Vec<u8>,
    pub(crate) except: Option<i64>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            strict_salts: true,
            gzip_over: None,
            fragment: None,
            delay: None,
            latency: None,
            mute: false,
            refuse: false,
            fail: (0, 500, String::new()),
            confuse: 0,
            drop_pushes: 0,
            double_pushes: 0,
            reorder: Reorder::Off,
        }
    }
}

impl Faults {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Settings::default()))
    }

    /// Refuses packets whose salt is unknown, as Telegram does. On at the start.
    pub fn strict_salts(&self, on: bool) -> &Self {
        self.set(|faults| faults.strict_salts = on)
    }

    /// Compresses results and updates above this many bytes, where that makes them smaller.
    pub fn gzip_over(&self, bytes: Option<usize>) -> &Self {
        self.set(|faults| faults.gzip_over = bytes)
    }

    /// Writes to sockets in pieces of at most this many bytes.
    pub fn fragment_writes(&self, bytes: Option<usize>) -> &Self {
        self.set(|faults| faults.fragment = bytes.map(|bytes| bytes.max(1)))
    }

    /// Answers each call this much later, on tokio's clock: a slow data centre.
    pub fn delay_answers(&self, delay: Option<Duration>) -> &Self {
        self.set(|faults| faults.delay = delay)
    }

    /// Takes each packet in so much later, on tokio's clock: a data centre that is far away.
    ///
    /// Packets of one connection follow one another, each with its delay.
    pub fn latency(&self, latency: Option<Duration>) -> &Self {
        self.set(|faults| faults.latency = latency)
    }

    /// Accepts connections and reads, but ignores all that arrives and sends nothing.
    pub fn mute(&self, on: bool) -> &Self {
        self.set(|faults| faults.mute = on)
    }

    /// Closes new connections at once: a data centre that is down.
    ///
    /// Open connections stay; see [`Server::drop_connections`](super::Server::drop_connections).
    pub fn refuse_connections(&self, on: bool) -> &Self {
        self.set(|faults| faults.refuse = on)
    }

    /// Answers the next calls, of any method, with an error.
    pub fn fail_calls(&self, count: usize, code: i32, name: impl Into<String>) -> &Self {
        let name = name.into();
        self.set(|faults| faults.fail = (count, code, name))
    }

    /// Writes the next packets for a session that does not exist, which Telegram never does. The client library
    /// does not survive such a packet.
    pub fn confuse_sessions(&self, count: usize) -> &Self {
        self.set(|faults| faults.confuse = count)
    }

    /// Loses the next pushes.
    pub fn drop_pushes(&self, count: usize) -> &Self {
        self.set(|faults| faults.drop_pushes = count)
    }

    /// Sends each of the next pushes twice.
    pub fn double_pushes(&self, count: usize) -> &Self {
        self.set(|faults| faults.double_pushes = count)
    }

    /// Holds the next push back until after the one that follows it.
    pub fn reorder_pushes(&self) -> &Self {
        self.set(|faults| {
            if matches!(faults.reorder, Reorder::Off) {
                faults.reorder = Reorder::Armed;
            }
        })
    }

    /// Ends all faults, and checks salts again. A push that is held back is lost.
    pub fn clear(&self) -> &Self {
        self.set(|faults| *faults = Settings::default())
    }

    fn set(&self, change: impl FnOnce(&mut Settings)) -> &Self {
        change(&mut lock(&self.0));
        self
    }

    pub(crate) fn checks_salts(&self) -> bool {
        lock(&self.0).strict_salts
    }

    pub(crate) fn gzip_threshold(&self) -> Option<usize> {
        lock(&self.0).gzip_over
    }

    pub(crate) fn fragment(&self) -> Option<usize> {
        lock(&self.0).fragment
    }

    pub(crate) fn delay(&self) -> Option<Duration> {
        lock(&self.0).delay
    }

    pub(crate) fn packet_latency(&self) -> Option<Duration> {
        lock(&self.0).latency
    }

    pub(crate) fn is_mute(&self) -> bool {
        lock(&self.0).mute
    }

    pub(crate) fn refuses(&self) -> bool {
        lock(&self.0).refuse
    }

    /// Whether the next packet names a session that does not exist.
    pub(crate) fn next_confusion(&self) -> bool {
        let mut faults = lock(&self.0);
        let left = faults.confuse.checked_sub(1);
        faults.confuse = left.unwrap_or_default();
        left.is_some()
    }

    /// The error that a call gets instead of its answer.
    pub(crate) fn next_failure(&self) -> Option<(i32, String)> {
        let mut faults = lock(&self.0);
        faults.fail.0 = faults.fail.0.checked_sub(1)?;
        Some((faults.fail.1, faults.fail.2.clone()))
    }

    /// What is really sent when an update is pushed.
    pub(crate) fn deliver(&self, push: Push) -> Vec<Push> {
        let mut faults = lock(&self.0);
        if faults.mute {
            return Vec::new();
        }
        if let Some(left) = faults.drop_pushes.checked_sub(1) {
            faults.drop_pushes = left;
            return Vec::new();
        }
        let mut out = vec![push];
        if let Some(left) = faults.double_pushes.checked_sub(1) {
            faults.double_pushes = left;
            out.push(out[0].clone());
        }
        match std::mem::replace(&mut faults.reorder, Reorder::Off) {
            Reorder::Off => {}
            Reorder::Armed => faults.reorder = Reorder::Held(out.remove(0)),
            Reorder::Held(held) => out.push(held),
        }
        out
    }
}
