//! A schedule while the bot runs: when it comes next, and how to change that.

use std::fmt;
use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use super::{Bot, Clock, Context, Modules, Scope};
use crate::error::{Error, Result};
use crate::module::CatalogueSchedule;
use crate::schedule::{Cron, Overlap, ScheduleSpec, Timing};

/// So many runs of one schedule go on beside each other at most.
const BESIDE: usize = 16;
/// A computer that sleeps stops the timers and not the clock: so often is looked at the clock.
const GLANCE: Duration = Duration::from_secs(60);
/// The pause after the first failure of a schedule that runs by a cron expression.
const CRON_PAUSE: Duration = Duration::from_secs(60);

/// Is a schedule of a module that is on.
///
/// [`Context::schedule`] gives those of the own module. What is changed here holds until the module
/// ends: a restart begins with what the attribute says.
///
/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
///
/// /// Looks around, when it is told to.
/// #[derive(Module, Default)]
/// struct Lookout;
///
/// #[handlers]
/// impl Lookout {
///     /// Looks around from now on, or stops doing so.
///     #[command]
///     async fn lookout(&self, ctx: &Context) -> Result<()> {
///         let schedule = ctx.schedule("look")?;
///         if schedule.is_on() {
///             schedule.stop();
///             return ctx.answer("I close my eyes.").await;
///         }
///         schedule.start();
///         ctx.answer("I look around.").await
///     }
///
///     #[every("5m", autostart = false)]
///     async fn look(&self, ctx: &Context) -> Result<()> {
///         ctx.client().send("me", "All is quiet.").await?;
///         Ok(())
///     }
/// }
/// ```
#[derive(Clone)]
pub struct Schedule {
    pub(crate) bot: Arc<Bot>,
    pub(crate) scope: Arc<Scope>,
    pub(crate) cell: Arc<Cell>,
}

/// Is what a schedule is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ScheduleState {
    /// It is stopped, and nothing of it runs.
    Stopped,
    /// It waits for its time.
    Waiting,
    /// It runs.
    Running,
}

impl Schedule {
    /// Returns the name of the function.
    pub fn name(&self) -> &'static str {
        self.cell.spec().name
    }

    /// Starts it; one that is on stays as it is. A schedule of `#[every(…)]` runs at once, or after
    /// its `delay`.
    pub fn start(&self) {
        self.cell.start(&self.bot.clock, Begin::Now);
    }

    /// Stops it. A run that is under way goes on to its end, one that waits for it does not begin.
    pub fn stop(&self) {
        self.cell.stop();
    }

    /// Returns true when it is started, whether it runs or waits.
    pub fn is_on(&self) -> bool {
        self.cell.state().on
    }

    /// Returns what it is doing.
    pub fn state(&self) -> ScheduleState {
        let state = self.cell.state();
        match (state.running, state.on) {
            (0, false) => ScheduleState::Stopped,
            (0, true) => ScheduleState::Waiting,
            _ => ScheduleState::Running,
        }
    }

    /// Returns when it runs next, on the clock of the bot; nothing when it is stopped.
    pub fn next_run(&self) -> Option<Timestamp> {
        self.cell.state().next.map(|due| due.at)
    }

    /// Returns when its last run began, in this life of the module.
    pub fn last_run(&self) -> Option<Timestamp> {
        self.cell.state().last
    }

    /// Returns how often it ran, in this life of the module.
    pub fn runs(&self) -> u64 {
        self.cell.state().runs
    }

    /// Lets it run every so often, the next time after that much time.
    ///
    /// # Errors
    ///
    /// The time is zero.
    #[track_caller]
    pub fn set_every(&self, interval: impl Into<Duration>) -> Result<()> {
        let interval = interval.into();
        if interval.is_zero() {
            return Err(Error::msg("a schedule needs some time between its runs"));
        }
        let delay = match self.cell.spec().timing {
            Timing::Every { delay, .. } => delay,
            Timing::Cron { .. } => Duration::ZERO,
        };
        let rhythm = Rhythm::Every { interval, delay };
        self.cell.set(&self.bot.clock, rhythm);
        Ok(())
    }

    /// Lets it run at the times of a cron expression, by the clocks of a time zone:
    /// [`Context::time_zone`] has that of the bot.
    pub fn set_cron(&self, cron: Cron, zone: TimeZone) {
        self.cell.set(&self.bot.clock, Rhythm::Cron { cron, zone });
    }
}

impl fmt::Debug for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schedule")
            .field("name", &self.name())
            .field("state", &self.state())
            .field("next_run", &self.next_run())
            .finish_non_exhaustive()
    }
}

impl Context {
    /// Returns a schedule of this module by the name of its function.
    ///
    /// # Errors
    ///
    /// The module has no such schedule.
    #[track_caller]
    pub fn schedule(&self, name: &str) -> Result<Schedule> {
        let location = Location::caller();
        let scope = Arc::clone(self.scope());
        find(self.bot(), scope, name).ok_or_else(|| {
            let module = self.bot().module_name(self.scope().module);
            Error::msg(format!("{module} has no schedule `{name}`")).at(location)
        })
    }
}

impl Modules {
    /// Returns a schedule of a module that is on, by the names of both.
    pub fn schedule(&self, module: &str, name: &str) -> Option<Schedule> {
        let slot = self.bot().slot(self.position(module)?)?;
        find(self.bot(), slot.current()?.scope, name)
    }
}

fn find(bot: &Arc<Bot>, scope: Arc<Scope>, name: &str) -> Option<Schedule> {
    let mut cells = scope.schedules().iter();
    let cell = Arc::clone(cells.find(|cell| cell.spec().name == name)?);
    Some(Schedule {
        bot: Arc::clone(bot),
        scope,
        cell,
    })
}

/// Is a schedule in one life of its module.
#[derive(Debug)]
pub(crate) struct Cell {
    schedule: CatalogueSchedule,
    state: Mutex<State>,
    /// Counts the changes that whoever waits for the next run has to know of.
    changes: watch::Sender<u64>,
}

#[derive(Debug)]
struct State {
    rhythm: Option<Rhythm>,
    on: bool,
    next: Option<Due>,
    running: usize,
    /// A run follows when the present one is done.
    queued: bool,
    runs: u64,
    last: Option<Timestamp>,
    /// Failures in a row.
    failures: u32,
}

/// Is when it runs, as it is now.
#[derive(Debug, Clone)]
enum Rhythm {
    Every { interval: Duration, delay: Duration },
    Cron { cron: Cron, zone: TimeZone },
}

/// Is the time of a run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Due {
    /// When it would be without jitter: the next one is counted from here.
    base: Timestamp,
    /// When it is, on the clock.
    at: Timestamp,
    /// When it is by the timers, which do not follow a clock that is set back.
    by: Option<Instant>,
}

/// Is how a schedule begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begin {
    /// As its attribute says.
    Now,
    /// With a run that was missed.
    Missed,
}

/// Is whether a run begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tick {
    Run,
    Queued,
    Skipped,
}

impl Cell {
    pub(crate) fn new(schedule: CatalogueSchedule, zone: &TimeZone) -> Self {
        let rhythm = match (schedule.spec().timing, schedule.cron()) {
            (Timing::Every { interval, delay }, _) => Some(Rhythm::Every { interval, delay }),
            (_, Some((cron, own))) => Some(Rhythm::Cron {
                cron: cron.clone(),
                zone: own.as_ref().unwrap_or(zone).clone(),
            }),
            // The registry has refused such an expression.
            _ => None,
        };
        let state = State {
            rhythm,
            on: false,
            next: None,
            running: 0,
            queued: false,
            runs: 0,
            last: None,
            failures: 0,
        };
        Self {
            schedule,
            state: Mutex::new(state),
            changes: watch::Sender::new(0),
        }
    }

    pub(crate) fn spec(&self) -> &'static ScheduleSpec {
        self.schedule.spec()
    }

    pub(crate) fn row(&self) -> usize {
        self.schedule.row()
    }

    /// Tells whether a run was missed since the last one, which is known from before the start.
    pub(crate) fn missed(&self, last: Timestamp, clock: &Clock) -> bool {
        match &self.state().rhythm {
            Some(Rhythm::Cron { cron, zone }) => {
                let next = cron.next_after(last, zone);
                next.is_some_and(|next| next <= clock.now())
            }
            _ => false,
        }
    }

    pub(crate) fn start(&self, clock: &Clock, begin: Begin) {
        let mut state = self.state();
        if state.on {
            return;
        }
        state.on = true;
        let now = clock.now();
        state.next = match (&state.rhythm, begin) {
            (Some(_), Begin::Missed) => Some(self.due(now, None)),
            (Some(Rhythm::Every { delay, .. }), Begin::Now) => {
                Some(self.due(after(now, *delay), Some(Instant::now() + *delay)))
            }
            (Some(Rhythm::Cron { cron, zone }), Begin::Now) => {
                cron.next_after(now, zone).map(|at| self.due(at, None))
            }
            (None, _) => None,
        };
        drop(state);
        self.changed();
    }

    pub(crate) fn stop(&self) {
        let mut state = self.state();
        state.on = false;
        state.queued = false;
        state.next = None;
        drop(state);
        self.changed();
    }

    fn set(&self, clock: &Clock, rhythm: Rhythm) {
        let mut state = self.state();
        if state.on {
            let now = clock.now();
            state.next = match &rhythm {
                Rhythm::Every { interval, .. } => {
                    Some(self.due(after(now, *interval), Some(Instant::now() + *interval)))
                }
                Rhythm::Cron { cron, zone } => {
                    cron.next_after(now, zone).map(|at| self.due(at, None))
                }
            };
        }
        state.rhythm = Some(rhythm);
        state.failures = 0;
        drop(state);
        self.changed();
    }

    /// Waits for the time of the next run, and sets the one after it.
    pub(crate) async fn tick(&self, clock: &Clock) {
        let mut changes = self.changes.subscribe();
        loop {
            changes.mark_unchanged();
            let next = self.state().next;
            tokio::select! {
                biased;
                // The sender is part of this value.
                _ = changes.changed() => {}
                () = reached(clock, next) => break,
            }
        }
        let mut state = self.state();
        let Some(due) = state.next else {
            return;
        };
        let now = clock.now();
        state.next = match &state.rhythm {
            Some(Rhythm::Every { interval, .. }) => Some(self.after_run(due.base, now, *interval)),
            Some(Rhythm::Cron { cron, zone }) => {
                let from = now.max(due.base);
                cron.next_after(from, zone).map(|at| self.due(at, None))
            }
            None => None,
        };
    }

    /// Gives the next time in a steady rhythm. What was missed meanwhile is left out.
    fn after_run(&self, base: Timestamp, now: Timestamp, interval: Duration) -> Due {
        let passed = Duration::try_from(now.duration_since(base)).unwrap_or_default();
        let over = passed.as_nanos() % interval.as_nanos().max(1);
        // Less than one interval, which fits.
        let over = Duration::from_nanos(u64::try_from(over).unwrap_or(0));
        let left = interval.saturating_sub(over);
        self.due(after(now, left), Some(Instant::now() + left))
    }

    /// Asks to begin a run.
    pub(crate) fn begin(&self, clock: &Clock) -> Tick {
        let mut state = self.state();
        if state.running > 0 {
            match self.spec().overlap {
                Overlap::Allow if state.running < BESIDE => {}
                Overlap::Queue => {
                    state.queued = true;
                    return Tick::Queued;
                }
                _ => return Tick::Skipped,
            }
        }
        state.running += 1;
        state.note(clock);
        Tick::Run
    }

    /// Notes the end of a run; tells whether the one that waited for it begins in its place.
    pub(crate) fn end(&self, clock: &Clock, failed: bool) -> bool {
        let mut state = self.state();
        state.failures = if failed { state.failures + 1 } else { 0 };
        let mut changed = false;
        if failed
            && state.on
            && let Some(longest) = self.spec().backoff
        {
            state.next = self.backed_off(&state, clock, longest);
            changed = true;
        }
        let follows = std::mem::take(&mut state.queued);
        if follows {
            state.note(clock);
        } else {
            state.running -= 1;
        }
        drop(state);
        if changed {
            self.changed();
        }
        follows
    }

    /// Notes that a run was ended from outside.
    pub(crate) fn aborted(&self) {
        let mut state = self.state();
        state.running = state.running.saturating_sub(1);
    }

    /// Doubles the pause with each failure.
    fn backed_off(&self, state: &State, clock: &Clock, longest: Duration) -> Option<Due> {
        let now = clock.now();
        let factor = 2_u32.saturating_pow(state.failures);
        match state.rhythm.as_ref()? {
            Rhythm::Every { interval, .. } => {
                let pause = interval.saturating_mul(factor).min(longest.max(*interval));
                Some(self.due(after(now, pause), Some(Instant::now() + pause)))
            }
            Rhythm::Cron { cron, zone } => {
                let pause = CRON_PAUSE.saturating_mul(factor / 2).min(longest);
                cron.next_after(after(now, pause), zone)
                    .map(|at| self.due(at, None))
            }
        }
    }

    /// Adds the jitter.
    fn due(&self, base: Timestamp, by: Option<Instant>) -> Due {
        let late = random(self.spec().jitter);
        Due {
            base,
            at: after(base, late),
            by: by.map(|by| by + late),
        }
    }

    fn changed(&self) {
        self.changes.send_modify(|changes| *changes += 1);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn note(&mut self, clock: &Clock) {
        self.runs += 1;
        self.last = Some(clock.now());
    }
}

/// Waits for a time; without one, for ever.
async fn reached(clock: &Clock, due: Option<Due>) {
    let Some(due) = due else {
        return std::future::pending().await;
    };
    loop {
        let by_clock = due.at.duration_since(clock.now());
        let mut left = Duration::try_from(by_clock).unwrap_or_default();
        if let Some(by) = due.by {
            left = left.min(by.saturating_duration_since(Instant::now()));
        }
        if left.is_zero() {
            return;
        }
        sleep(if clock.is_of_system() {
            left.min(GLANCE)
        } else {
            left
        })
        .await;
    }
}

fn after(time: Timestamp, duration: Duration) -> Timestamp {
    let duration = SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX);
    time.checked_add(duration).unwrap_or(Timestamp::MAX)
}

/// Gives a random length of time up to this one, in whole milliseconds.
fn random(most: Duration) -> Duration {
    let most = u64::try_from(most.as_millis()).unwrap_or(u64::MAX);
    if most == 0 {
        return Duration::ZERO;
    }
    let mut bytes = [0; 8];
    // Without randomness there is no jitter, which is no reason to fail.
    if getrandom::fill(&mut bytes).is_err() {
        return Duration::ZERO;
    }
    Duration::from_millis(u64::from_le_bytes(bytes) % most.saturating_add(1))
}
