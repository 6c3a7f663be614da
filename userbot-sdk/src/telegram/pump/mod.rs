//! The pump: takes updates in, in order and without gaps, and hands events out.
//!
//! It is one task, the only one that reads updates, and it never waits for a handler. The
//! bookkeeping of positions and gaps is the client library's; the loop around it is our own, so
//! that it follows tokio's clock, survives the death of the network part, and can be stopped at
//! any moment without losing an update that was taken out of the queue.
//!
//! The position that is saved stands before the oldest update that is not handled yet (`marks`),
//! so that whatever kills the process, nothing is lost and little comes twice. While the pump
//! waits for Telegram it goes on taking updates in, and hands out at once what Telegram tells only
//! once: pressed buttons and inline queries (`queries`).

mod backlog;
mod boxes;
mod convert;
mod gaps;
mod login;
mod marks;
mod positions;
mod queries;
mod sequence;
mod short;
mod window;

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use grammers_session::types::UpdatesState;
use grammers_session::updates::UpdatesLike;
use grammers_tl_types as tl;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};
use tracing::{debug, info, warn};

use convert::add_events_of;
pub use convert::events_of;
pub use marks::Receipt;

use self::backlog::Backlog;
use self::boxes::Boxes;
use self::marks::Marks;
use self::positions::Batch;
use self::queries::{is_query, queries_in};
use self::window::Window;
use super::connect::ConnectionObserver;
use super::packet::SharedUpdate;
use super::{CallError, Client, Event, EventKind, PeerId, PeerMap};

/// The position is saved at once when it moves, but not more often than this.
const SAVE_EVERY: Duration = Duration::from_secs(1);
/// The longest pause after a failure.
const MAX_PAUSE: Duration = Duration::from_secs(60);
/// How many rows of the chat list are looked through for channels.
const CHAT_LIST: usize = 1_000;
/// Updates that come with so few others are kept together.
const SHARED: usize = 8;
/// So many updates that wait are taken in without a look at clocks and connections.
const IN_A_ROW: u32 = 32;

/// Takes the events that the pump makes.
pub trait EventSink: Send + Sync {
    /// Takes an event. Must return at once: queue it, do not handle it.
    ///
    /// Keep the receipt until the event is handled, then drop it: the position that is saved does
    /// not pass an event whose receipt is kept, so that after a crash the event comes again.
    fn deliver(&self, event: Event, receipt: Receipt);

    /// Tells whether anybody listens to events of this kind; others are not built.
    fn wants(&self, _kind: EventKind) -> bool {
        true
    }
}

/// Reads updates and makes events of them; see [`UpdatePump::spawn`].
#[derive(Debug)]
pub struct UpdatePump {
    client: Client,
    receivers: mpsc::UnboundedReceiver<mpsc::Receiver<UpdatesLike>>,
    updates: Option<mpsc::Receiver<UpdatesLike>>,
    observer: Option<Arc<dyn ConnectionObserver>>,
    boxes: Boxes,
    /// What came while something was fetched.
    backlog: Backlog,
    marks: Marks,
    seen: Window,
    /// The positions of channels whose gap was told already.
    told: HashMap<i64, i32>,
    failures: u32,
    /// How many updates were taken in since it last looked at anything else.
    in_a_row: u32,
    /// The events of one update, while they are handed out.
    events: Vec<Event>,
    saved_at: Option<Instant>,
    save_at: Option<Instant>,
    /// Brings the positions of the channels in the chat list.
    channels: Option<oneshot::Receiver<Vec<(i64, i32)>>>,
}

/// Controls a running pump.
#[derive(Debug)]
pub struct PumpHandle {
    stop: watch::Sender<bool>,
    task: Mutex<Option<JoinHandle<()>>>,
    client: Client,
    marks: Marks,
}

/// Says what the pump has waited for.
enum Wake {
    Updates(Option<Box<UpdatesLike>>),
    Receiver(Option<mpsc::Receiver<UpdatesLike>>),
    Deadline,
    Moved,
    Save,
    Channels(Vec<(i64, i32)>),
}

/// Says that the pump cannot go on.
enum End {
    Stopped,
    LoggedOut(CallError),
}

impl UpdatePump {
    pub(super) fn new(
        client: Client,
        receivers: mpsc::UnboundedReceiver<mpsc::Receiver<UpdatesLike>>,
        observer: Option<Arc<dyn ConnectionObserver>>,
    ) -> Self {
        Self {
            client,
            receivers,
            updates: None,
            observer,
            boxes: Boxes::new(UpdatesState::default()),
            backlog: Backlog::default(),
            marks: Marks::default(),
            seen: Window::default(),
            told: HashMap::new(),
            failures: 0,
            in_a_row: 0,
            events: Vec::new(),
            saved_at: None,
            save_at: None,
            channels: None,
        }
    }

    /// Starts the pump on a task of its own.
    ///
    /// Somebody must be logged in. When the session has a position, everything that happened
    /// since then is fetched first; else it starts with what happens from now on.
    pub fn spawn(self, sink: Arc<dyn EventSink>) -> PumpHandle {
        let stop = watch::Sender::new(false);
        let (client, marks) = (self.client.clone(), self.marks.clone());
        let task = client.activity().spawn(self.run(sink, stop.subscribe()));
        PumpHandle {
            stop,
            task: Mutex::new(Some(task)),
            client,
            marks,
        }
    }

    /// Works on what comes through a channel, for measurements: it does not ask Telegram where it
    /// stands, and starts with the first position that it sees.
    pub(crate) async fn follow(
        client: Client,
        updates: mpsc::Receiver<UpdatesLike>,
        sink: Arc<dyn EventSink>,
    ) {
        let (_supervisor, receivers) = mpsc::unbounded_channel();
        let mut pump = Self::new(client, receivers, None);
        pump.updates = Some(updates);
        pump.serve(&*sink).await;
    }

    async fn run(mut self, sink: Arc<dyn EventSink>, mut stop: watch::Receiver<bool>) {
        let end = tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => End::Stopped,
            end = self.work(&*sink) => end,
        };
        if let End::LoggedOut(error) = end {
            warn!(%error, "updates end: the account is logged out");
        }
        self.note_position();
    }

    /// Works until it cannot go on.
    ///
    /// It may be dropped wherever it waits: what was taken out of the queue is delivered before
    /// the next wait.
    async fn work(&mut self, sink: &dyn EventSink) -> End {
        if let Err(end) = self.start(sink).await {
            return end;
        }
        self.serve(sink).await
    }

    async fn serve(&mut self, sink: &dyn EventSink) -> End {
        loop {
            if let Some(request) = self.boxes.difference() {
                if let Err(end) = self.fetch_difference(&request, sink).await {
                    return end;
                }
            } else if let Some(request) = self.boxes.channel_difference() {
                if let Err(end) = self.fetch_channel(request, sink).await {
                    return end;
                }
            } else if let Some(mut updates) = self.backlog.pop() {
                self.take_in(&mut updates, sink);
            } else {
                // The runtime may run others between updates.
                tokio::task::consume_budget().await;
                if !self.take_waiting(sink) {
                    self.wait(sink).await;
                }
            }
        }
    }

    /// Takes in an update that waits already, without looking at anything else; false when none
    /// does, or when so many came in a row that it is time to look.
    fn take_waiting(&mut self, sink: &dyn EventSink) -> bool {
        if self.in_a_row < IN_A_ROW
            && let Some(waiting) = &mut self.updates
        {
            let mut received = waiting.try_recv();
            // It is large, and stays where it is.
            if let Ok(updates) = &mut received {
                self.in_a_row += 1;
                self.take_in(updates, sink);
                return true;
            }
        }
        self.in_a_row = 0;
        false
    }

    /// Loads the position, or asks Telegram for the present one.
    async fn start(&mut self, sink: &dyn EventSink) -> Result<(), End> {
        let state = self.client.session().updates();
        self.marks.start(&state);
        if state.pts != 0 {
            info!(pts = state.pts, "continues after the last saved update");
            // The login alone saves the account's position, and not those of channels.
            if state.channels.is_empty() {
                self.ask_for_channels();
            }
            self.boxes = Boxes::new(state);
            return Ok(());
        }
        self.start_anew(sink).await
    }

    async fn start_anew(&mut self, sink: &dyn EventSink) -> Result<(), End> {
        loop {
            let client = self.client.clone();
            let ask = async { client.invoke(&tl::functions::updates::GetState {}).await };
            match self.meanwhile(ask, sink).await {
                Ok(tl::enums::updates::State::State(state)) => {
                    self.failures = 0;
                    self.boxes.restart(&state);
                    // What was handed out before holds the saved position back all the same.
                    drop(self.receipt());
                    self.save_soon();
                    self.ask_for_channels();
                    return Ok(());
                }
                Err(error) => self.pause(error, sink).await?,
            }
        }
    }

    /// Asks how far each channel has come; the answer is taken in when no update waits.
    fn ask_for_channels(&mut self) {
        // Bots have no chat list, and no private knowledge of channels that would be lost.
        if self.client.me().is_some_and(|me| me.is_bot()) {
            return;
        }
        let (sender, receiver) = oneshot::channel();
        let mut dialogs = self.client.dialogs();
        self.client.activity().spawn(async move {
            let mut channels = Vec::new();
            for _ in 0..CHAT_LIST {
                match dialogs.next().await {
                    Ok(Some(dialog)) => {
                        if let (PeerId::Channel(id), Some(pts)) = (dialog.chat.id(), dialog.pts) {
                            channels.push((id, pts));
                        }
                    }
                    Ok(None) => break,
                    Err(error) => {
                        debug!(%error, "the chat list cannot be read to its end");
                        break;
                    }
                }
            }
            // The pump may have ended meanwhile.
            let _ = sender.send(channels);
        });
        self.channels = Some(receiver);
    }

    /// Waits for an update, a deadline, a new network part, or the time to save.
    async fn wait(&mut self, sink: &dyn EventSink) {
        let deadline = self.boxes.deadline();
        let save_at = self.save_at;
        let saving = async {
            match save_at {
                Some(at) => sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        // Every branch only waits; what it yields is worked on below, outside the select.
        let wake = tokio::select! {
            biased;
            updates = next(&mut self.updates) => Wake::Updates(updates.map(Box::new)),
            receiver = self.receivers.recv() => Wake::Receiver(receiver),
            () = sleep_until(deadline) => Wake::Deadline,
            () = self.marks.moved() => Wake::Moved,
            () = saving => Wake::Save,
            // Last: updates that came before the answer start their channels themselves.
            channels = arrived(&mut self.channels) => Wake::Channels(channels),
        };
        match wake {
            Wake::Updates(Some(mut updates)) => {
                self.heard(&updates);
                self.take_in(&mut updates, sink);
            }
            Wake::Updates(None) => self.updates = None,
            Wake::Receiver(Some(receiver)) => {
                let rebuilt = self.updates.replace(receiver).is_some() || self.boxes.has_state();
                // What came while there was no network part must be asked for.
                if rebuilt && self.boxes.was_live() {
                    self.boxes.process(UpdatesLike::ConnectionClosed);
                }
            }
            // The supervisor has ended, because the client was disconnected.
            Wake::Receiver(None) => std::future::pending().await,
            Wake::Deadline => self.boxes.expire(),
            Wake::Moved => self.save_soon(),
            Wake::Save => self.save().await,
            Wake::Channels(channels) => {
                self.channels = None;
                self.boxes.start_channels(channels);
                drop(self.receipt());
            }
        }
    }

    /// Waits for something, and takes updates in meanwhile: pressed buttons and inline queries are
    /// handed out at once, the rest is kept for when the wait is over.
    async fn meanwhile<F: Future>(&mut self, wait: F, sink: &dyn EventSink) -> F::Output {
        let mut wait = pin!(wait);
        loop {
            let updates = tokio::select! {
                biased;
                output = &mut wait => return output,
                updates = next(&mut self.updates) => updates,
            };
            let Some(updates) = updates else {
                self.updates = None;
                continue;
            };
            self.heard(&updates);
            self.hand_out_queries(&updates, sink);
            if !self.backlog.push(updates) {
                warn!("more updates than can be kept; they will be fetched");
            }
        }
    }

    /// Notes that the connection is alive.
    fn heard(&self, updates: &UpdatesLike) {
        if !matches!(updates, UpdatesLike::ConnectionClosed) {
            let home = self.client.session().home_dc();
            self.client.policy().heard_from(home);
        }
    }

    /// Takes updates in, where they lie, and hands out what is in order.
    fn take_in(&mut self, updates: &mut UpdatesLike, sink: &dyn EventSink) {
        self.hand_out_queries(updates, sink);
        if !self.is_complete(updates) {
            // Asks for the full one.
            *updates = UpdatesLike::MalformedUpdates;
        }
        if let Some(batch) = self.boxes.process_in_place(updates) {
            self.deliver(batch, sink);
        }
    }

    /// Hands out what has no position and somebody waits for, whatever is missing before it.
    fn hand_out_queries(&mut self, updates: &UpdatesLike, sink: &dyn EventSink) {
        if let Some(batch) = queries_in(updates) {
            self.hand_out(batch, true, sink, &Receipt::none());
        }
    }

    /// Tells whether everybody is known whom an update names.
    fn is_complete(&self, updates: &UpdatesLike) -> bool {
        let session = self.client.session();
        let known = |id| {
            session
                .find(PeerId::User(id))
                .is_some_and(|peer| !peer.is_min())
        };
        match updates {
            UpdatesLike::Updates(tl::enums::Updates::UpdateShortMessage(short)) => {
                known(short.user_id)
            }
            UpdatesLike::Updates(tl::enums::Updates::UpdateShortChatMessage(short)) => {
                known(short.from_id) && session.find(PeerId::Group(short.chat_id)).is_some()
            }
            _ => true,
        }
    }

    fn deliver(&mut self, batch: Batch, sink: &dyn EventSink) {
        if batch.updates.is_empty() && batch.users.is_empty() && batch.chats.is_empty() {
            return;
        }
        let receipt = self.receipt();
        // Queries have been handed out.
        self.hand_out(batch, false, sink, &receipt);
    }

    /// Hands out either the queries among updates or the others.
    fn hand_out(&mut self, batch: Batch, queries: bool, sink: &dyn EventSink, receipt: &Receipt) {
        self.client.activity().touch();
        let peers = self.client.peers(&batch.users, &batch.chats);
        if batch.updates.len() <= SHARED {
            for update in SharedUpdate::all(batch.updates) {
                self.hand_out_one(&update, queries, &peers, sink, receipt);
            }
        } else {
            for update in batch.updates {
                let update = SharedUpdate::alone(update);
                self.hand_out_one(&update, queries, &peers, sink, receipt);
            }
        }
        // The peer book may have grown.
        self.save_soon();
    }

    fn hand_out_one(
        &mut self,
        update: &SharedUpdate,
        queries: bool,
        peers: &PeerMap,
        sink: &dyn EventSink,
        receipt: &Receipt,
    ) {
        if is_query(update.get()) != queries {
            return;
        }
        self.note(update.get());
        if self.seen.is_repeated(update.get()) {
            debug!("a message that came before");
            return;
        }
        let wants = |kind| sink.wants(kind);
        let mut events = std::mem::take(&mut self.events);
        add_events_of(&self.client, update, peers, &wants, &mut events);
        for event in events.drain(..) {
            sink.deliver(event, receipt.clone());
        }
        self.events = events;
    }

    /// Returns what holds the saved position back until the latest events are handled.
    fn receipt(&mut self) -> Receipt {
        self.marks.open(self.boxes.moved())
    }

    /// Keeps the peer book right about names.
    fn note(&self, update: &tl::enums::Update) {
        let tl::enums::Update::UserName(update) = update else {
            return;
        };
        let session = self.client.session();
        if let Some(peer) = session.find(PeerId::User(update.user_id)) {
            session.remember(&peer.renamed(update));
        }
    }

    /// Sees to it that the position is saved, at once when it was not saved a moment ago.
    fn save_soon(&mut self) {
        if self.save_at.is_some() {
            return;
        }
        let now = Instant::now();
        let next = self.saved_at.map_or(now, |at| (at + SAVE_EVERY).max(now));
        self.save_at.get_or_insert(next);
    }

    async fn save(&mut self) {
        self.save_at = None;
        self.saved_at = Some(Instant::now());
        self.note_position();
        if let Err(error) = self.client.session().flush().await {
            warn!(%error, "the position in the updates cannot be saved");
            self.save_at = Some(Instant::now() + MAX_PAUSE);
        }
    }

    /// Notes the position in the session, for the next flush.
    fn note_position(&self) {
        note_position(&self.client, &self.marks);
    }
}

/// Notes the position before the oldest update that is not handled.
fn note_position(client: &Client, marks: &Marks) {
    let mark = marks.mark();
    if mark.pts != 0 {
        client.session().set_updates(mark);
    }
}

impl PumpHandle {
    /// Stops the pump. What it took out of the queue is delivered; nothing more comes.
    ///
    /// The position before the oldest event that is not handled is saved. When handlers still
    /// run, wait for them and call [`save`](PumpHandle::save); without that, what they handle
    /// comes again after the next start.
    ///
    /// # Errors
    ///
    /// The session file cannot be written.
    pub async fn stop(&self) -> Result<(), CallError> {
        self.stop.send_replace(true);
        let task = self
            .task
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(task) = task
            && let Err(error) = task.await
        {
            warn!(%error, "the update pump died");
        }
        self.client.session().flush().await?;
        Ok(())
    }

    /// Saves the position before the oldest event that is not handled.
    ///
    /// # Errors
    ///
    /// The session file cannot be written.
    pub async fn save(&self) -> Result<(), CallError> {
        note_position(&self.client, &self.marks);
        self.client.session().flush().await?;
        Ok(())
    }

    /// Says that receipts which are dropped from now on are of events that were not handled: call
    /// it before handlers are ended from outside.
    pub fn freeze(&self) {
        self.marks.freeze();
    }

    /// Tells whether the pump still runs; it ends by itself when the account is logged out.
    pub fn is_running(&self) -> bool {
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        task.as_ref().is_some_and(|task| !task.is_finished())
    }
}

/// Waits for the positions of channels; for ever when nobody asked for them.
async fn arrived(channels: &mut Option<oneshot::Receiver<Vec<(i64, i32)>>>) -> Vec<(i64, i32)> {
    match channels {
        // An error means that the one who asked was ended.
        Some(channels) => channels.await.unwrap_or_default(),
        None => std::future::pending().await,
    }
}

/// Waits for updates; for ever when there is no network part.
async fn next(updates: &mut Option<mpsc::Receiver<UpdatesLike>>) -> Option<UpdatesLike> {
    match updates {
        Some(updates) => updates.recv().await,
        None => std::future::pending().await,
    }
}
