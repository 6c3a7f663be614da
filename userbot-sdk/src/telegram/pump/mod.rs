//! The pump: takes updates in, in order and without gaps, and hands events out.
//!
//! It is one task, the only one that reads updates, and it never waits for a handler. The
//! bookkeeping of positions and gaps is the client library's; the loop around it is our own, so
//! that it follows tokio's clock, survives the death of the network part, and can be stopped at
//! any moment without losing an update that was taken out of the queue.

mod boxes;
mod convert;
mod login;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use grammers_session::types::UpdatesState;
use grammers_session::updates::{UpdateAndPeers, UpdatesLike};
use grammers_tl_types as tl;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, sleep_until};
use tracing::{debug, info, warn};

pub use convert::events_of;

use self::boxes::Boxes;
use super::connect::ConnectionObserver;
use super::policy::CallOptions;
use super::{CallError, Client, ErrorClass, Event, EventKind, Peer, PeerId};

/// How long after an update its position is saved, when everything was handled.
const SAVE_AFTER: Duration = Duration::from_secs(3);
/// The longest pause after a failed difference.
const MAX_PAUSE: Duration = Duration::from_secs(60);
/// How many rows of the chat list are looked through for channels.
const CHAT_LIST: usize = 1_000;
/// How long the difference of one channel may hold up the others.
const CHANNEL_DEADLINE: Duration = Duration::from_secs(15);

/// Takes the events that the pump makes.
pub trait EventSink: Send + Sync {
    /// Takes an event. Must return at once: queue it, do not handle it.
    fn deliver(&self, event: Event);

    /// Tells whether everything that was delivered has been handled.
    ///
    /// Only then the pump saves its position, so that after a crash whatever was not handled
    /// comes again.
    fn idle(&self) -> bool;

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
    failures: u32,
    save_at: Option<Instant>,
    position: Position,
    /// Brings the positions of the channels in the chat list.
    channels: Option<oneshot::Receiver<Vec<(i64, i32)>>>,
}

/// Controls a running pump.
#[derive(Debug)]
pub struct PumpHandle {
    stop: watch::Sender<bool>,
    task: Mutex<Option<JoinHandle<()>>>,
    client: Client,
    position: Position,
}

/// Holds the position after everything that was delivered.
type Position = Arc<Mutex<Option<UpdatesState>>>;

/// Says what the pump has waited for.
enum Wake {
    Updates(Option<Box<UpdatesLike>>),
    Receiver(Option<mpsc::Receiver<UpdatesLike>>),
    Deadline,
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
            failures: 0,
            save_at: None,
            position: Position::default(),
            channels: None,
        }
    }

    /// Starts the pump on a task of its own.
    ///
    /// Somebody must be logged in. When the session has a position, everything that happened
    /// since then is fetched first; else it starts with what happens from now on.
    pub fn spawn(self, sink: Arc<dyn EventSink>) -> PumpHandle {
        let stop = watch::Sender::new(false);
        let (client, position) = (self.client.clone(), Arc::clone(&self.position));
        let task = client.activity().spawn(self.run(sink, stop.subscribe()));
        PumpHandle {
            stop,
            task: Mutex::new(Some(task)),
            client,
            position,
        }
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
        if sink.idle() {
            self.note_position();
        }
    }

    /// Works until it cannot go on.
    ///
    /// It may be dropped wherever it waits: what was taken out of the queue is delivered before
    /// the next wait.
    async fn work(&mut self, sink: &dyn EventSink) -> End {
        if let Err(end) = self.start().await {
            return end;
        }
        loop {
            if let Some(request) = self.boxes.difference() {
                if let Err(end) = self.fetch_difference(&request, sink).await {
                    return end;
                }
            } else if let Some(request) = self.boxes.channel_difference() {
                if let Err(end) = self.fetch_channel(request, sink).await {
                    return end;
                }
            } else {
                self.wait(sink).await;
            }
        }
    }

    /// Loads the position, or asks Telegram for the present one.
    async fn start(&mut self) -> Result<(), End> {
        let state = self.client.session().updates();
        if state.pts != 0 {
            info!(pts = state.pts, "continues after the last saved update");
            self.boxes = Boxes::new(state);
            return Ok(());
        }
        self.start_anew().await
    }

    async fn start_anew(&mut self) -> Result<(), End> {
        loop {
            match self
                .client
                .invoke(&tl::functions::updates::GetState {})
                .await
            {
                Ok(tl::enums::updates::State::State(state)) => {
                    self.failures = 0;
                    self.boxes = Boxes::at(state);
                    self.save_at = Some(Instant::now() + SAVE_AFTER);
                    self.ask_for_channels();
                    return Ok(());
                }
                Err(error) => self.pause(error).await?,
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
            () = saving => Wake::Save,
            // Last: updates that came before the answer start their channels themselves.
            channels = arrived(&mut self.channels) => Wake::Channels(channels),
        };
        match wake {
            Wake::Updates(Some(updates)) => {
                if !matches!(*updates, UpdatesLike::ConnectionClosed) {
                    let session = self.client.session();
                    self.client.policy().heard_from(session.home_dc());
                }
                let updates = self.complete(*updates);
                if let Some(batch) = self.boxes.process(updates) {
                    self.deliver(batch, sink);
                }
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
            Wake::Save => self.save_when_idle(sink).await,
            Wake::Channels(channels) => {
                self.channels = None;
                self.boxes.start_channels(channels);
                self.save_at
                    .get_or_insert_with(|| Instant::now() + SAVE_AFTER);
            }
        }
    }

    /// Turns an update that names somebody unknown into a request for the full one.
    fn complete(&self, updates: UpdatesLike) -> UpdatesLike {
        let session = self.client.session();
        let known = |id| {
            session
                .find(PeerId::User(id))
                .is_some_and(|peer| !peer.is_min())
        };
        let complete = match &updates {
            UpdatesLike::Updates(tl::enums::Updates::UpdateShortMessage(short)) => {
                known(short.user_id)
            }
            UpdatesLike::Updates(tl::enums::Updates::UpdateShortChatMessage(short)) => {
                known(short.from_id) && session.find(PeerId::Group(short.chat_id)).is_some()
            }
            _ => true,
        };
        if complete {
            updates
        } else {
            UpdatesLike::MalformedUpdates
        }
    }

    fn deliver(&mut self, (updates, users, chats): UpdateAndPeers, sink: &dyn EventSink) {
        if updates.is_empty() && users.is_empty() && chats.is_empty() {
            return;
        }
        self.client.activity().touch();
        let peers = self.client.peers(&users, &chats);
        let wants = |kind| sink.wants(kind);
        for (update, _) in updates {
            self.note(&update);
            for event in events_of(&self.client, update, &peers, &wants) {
                sink.deliver(event);
            }
        }
        self.save_at
            .get_or_insert_with(|| Instant::now() + SAVE_AFTER);
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

    async fn fetch_difference(
        &mut self,
        request: &tl::functions::updates::GetDifference,
        sink: &dyn EventSink,
    ) -> Result<(), End> {
        match self.client.invoke(request).await {
            Ok(difference) => {
                self.failures = 0;
                if matches!(difference, tl::enums::updates::Difference::TooLong(_)) {
                    self.report_gap("the account was away for too long");
                }
                if let Some(batch) = self.boxes.apply(difference) {
                    self.deliver(batch, sink);
                    return Ok(());
                }
                self.report_gap("Telegram's answer does not fit the known position");
                self.start_anew().await
            }
            Err(error)
                if error.is("PERSISTENT_TIMESTAMP_EMPTY")
                    || error.is("PERSISTENT_TIMESTAMP_INVALID") =>
            {
                self.report_gap("Telegram does not know the saved position any more");
                self.start_anew().await
            }
            Err(error) => self.pause(error).await,
        }
    }

    async fn fetch_channel(
        &mut self,
        mut request: tl::functions::updates::GetChannelDifference,
        sink: &dyn EventSink,
    ) -> Result<(), End> {
        let tl::enums::InputChannel::Channel(channel) = &request.channel else {
            self.boxes.end_channel(false);
            return Ok(());
        };
        let id = PeerId::Channel(channel.channel_id);
        let peer = self.client.resolve(id).await;
        let hash = peer
            .as_ref()
            .ok()
            .and_then(|peer: &Peer| peer.data().access_hash);
        let Some(access_hash) = hash else {
            // Keeps the position: the hash can turn up later.
            warn!(channel = %id, "the difference of a channel cannot be asked without its hash");
            self.report_gap("a channel is not known well enough");
            self.boxes.end_channel(true);
            return Ok(());
        };
        let channel_id = id.bare();
        request.channel = tl::types::InputChannel {
            channel_id,
            access_hash,
        }
        .into();
        let bot = self.client.me().is_some_and(|me| me.is_bot());
        request.limit = if bot { 100_000 } else { 100 };
        let options = CallOptions::default().deadline(CHANNEL_DEADLINE);
        match self.client.invoke_with(&request, options).await {
            Ok(difference) => {
                self.failures = 0;
                if matches!(
                    difference,
                    tl::enums::updates::ChannelDifference::TooLong(_)
                ) {
                    self.report_gap("a channel had more news than Telegram hands out");
                }
                if let Some(batch) = self.boxes.apply_channel(difference) {
                    self.deliver(batch, sink);
                }
                Ok(())
            }
            Err(error) => {
                let gone = matches!(
                    error.class(),
                    ErrorClass::Forbidden | ErrorClass::PeerInvalid
                );
                match error {
                    CallError::Rpc(rpc) if rpc.class() != ErrorClass::SessionDead => {
                        debug!(channel = %id, error = %rpc, "no difference for a channel");
                        self.boxes.end_channel(!gone);
                        Ok(())
                    }
                    other => self.pause(other).await,
                }
            }
        }
    }

    /// Waits after an error, longer each time.
    async fn pause(&mut self, error: CallError) -> Result<(), End> {
        if matches!(error, CallError::Stopped) {
            std::future::pending::<()>().await;
        }
        if error.class() == ErrorClass::SessionDead {
            return Err(End::LoggedOut(error));
        }
        let pause = Duration::from_secs(1 << self.failures.min(6)).min(MAX_PAUSE);
        self.failures += 1;
        warn!(%error, ?pause, "updates cannot be fetched; trying again");
        sleep(pause).await;
        Ok(())
    }

    fn report_gap(&self, what: &str) {
        warn!(what, "updates may have been lost");
        if let Some(observer) = &self.observer {
            observer.gap(what);
        }
    }

    async fn save_when_idle(&mut self, sink: &dyn EventSink) {
        self.save_at = None;
        if !sink.idle() {
            self.save_at = Some(Instant::now() + SAVE_AFTER);
            return;
        }
        self.note_position();
        if let Err(error) = self.client.session().flush().await {
            warn!(%error, "the position in the updates cannot be saved");
            self.save_at = Some(Instant::now() + MAX_PAUSE);
        }
    }

    /// Notes the position in the session, for the next flush.
    fn note_position(&self) {
        if let Some(position) = self.boxes.position() {
            self.client.session().set_updates(position);
        }
    }
}

impl Drop for UpdatePump {
    fn drop(&mut self) {
        *self.position.lock().unwrap_or_else(PoisonError::into_inner) = self.boxes.position();
    }
}

impl PumpHandle {
    /// Stops the pump. What it took out of the queue is delivered; nothing more comes.
    ///
    /// The position is saved when the sink is idle. When it is not, wait for the handlers and
    /// call [`save`](PumpHandle::save); without that, what the sink still holds comes again
    /// after the next start.
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

    /// Saves the position after everything that was delivered. Call it after
    /// [`stop`](PumpHandle::stop), once all of that was handled.
    ///
    /// # Errors
    ///
    /// The session file cannot be written.
    pub async fn save(&self) -> Result<(), CallError> {
        let position = self
            .position
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some(position) = position {
            self.client.session().set_updates(position);
        }
        self.client.session().flush().await?;
        Ok(())
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
