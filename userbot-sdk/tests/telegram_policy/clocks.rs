//! A machine whose clock is ahead of Telegram's: what comes from the future is refused.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use userbot_sdk::telegram::{
    CallError, CallOptions, Client, ConnectOptions, Connection, ConnectionObserver, Session, tl,
};

use crate::telegram_support::{Pump, Rig, StoppedClock};
use crate::{me, send};

/// Is how long a packet takes to the data centre. Without it a refusal would follow the other with no time between.
const WAY: Duration = Duration::from_millis(100);

/// Serves a world to a machine whose clock is ahead.
async fn ahead(seconds: i64) -> Rig {
    let rig = Rig::new().await;
    rig.server.skew_clock(-seconds);
    rig.server.faults().latency(Some(WAY));
    rig
}

#[derive(Debug, Default)]
struct Watch {
    clock: Mutex<Vec<i64>>,
    rebuilt: Mutex<u32>,
}

impl ConnectionObserver for Watch {
    fn clock(&self, ahead: i64) {
        self.clock.lock().unwrap().push(ahead);
    }

    fn rebuilt(&self, _reason: &str) {
        *self.rebuilt.lock().unwrap() += 1;
    }
}

fn connect(rig: &Rig) -> (Client, Pump, Arc<Watch>) {
    let watch = Arc::new(Watch::default());
    let session = Session::in_memory(rig.data(Some(&rig.world.owner())));
    let options = ConnectOptions::new(1, session).observer(watch.clone());
    let (client, pump) = Connection::open(options);
    (client, Pump::start(pump), watch)
}

/// Checks that two numbers of seconds are the same but for the time that a test takes.
fn near(one: i64, other: i64) {
    assert!((one - other).abs() <= 15, "{one} and {other}");
}

/// Checks that something was sent. The clock stands still: what is not done is never done.
async fn arrived<T>(task: tokio::task::JoinHandle<(Result<(), CallError>, T)>) {
    assert!(task.is_finished(), "it is not sent yet");
    task.await.unwrap().0.unwrap();
}

/// Waits for a message among those that the pump delivers.
async fn hears(pump: &mut Pump, text: &str) {
    while pump.message().await.text() != text {}
}

/// Counts the messages with a text that the account wrote to itself.
fn written(rig: &Rig, text: &str) -> usize {
    let all = rig.world.saved_messages().messages();
    all.iter().filter(|message| message.text() == text).count()
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_ahead_at_the_start_costs_seconds() {
    for seconds in [40, 400, 7_200, 1_000_000] {
        let rig = ahead(seconds).await;
        let ann = rig.world.user("Ann");
        let (client, mut pump, watch) = connect(&rig);
        let _clock = StoppedClock::hold();
        let task = send(&client, "x");
        rig.pass(&client, 15).await;
        arrived(task).await;
        assert_eq!(written(&rig, "x"), 1);
        near(client.clock_ahead().unwrap(), seconds);
        near(watch.clock.lock().unwrap()[0], seconds);
        assert_eq!(*watch.rebuilt.lock().unwrap(), 0, "it is no death");
        ann.send_to_owner("an update");
        rig.pass(&client, 1).await;
        hears(&mut pump, "an update").await;
        // Nothing is refused any more: a call takes its way and no longer.
        let before = rig.server.packets();
        let task = send(&client, "y");
        rig.pass(&client, 1).await;
        arrived(task).await;
        let sent = rig.server.packets() - before;
        assert!(sent < 5, "{sent}");
        client.disconnect().await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_forth_and_back_costs_seconds() {
    let rig = Rig::new().await;
    rig.server.faults().latency(Some(WAY));
    let ann = rig.world.user("Ann");
    let (client, mut pump, watch) = connect(&rig);
    let _clock = StoppedClock::hold();
    rig.pass(&client, 3).await;
    // To a time that Telegram takes, or to another that it does not. What passes in a test passes for the server alone.
    for (number, seconds) in [40, 0, 400, 7_200, 0, 1_000_000, 200]
        .into_iter()
        .enumerate()
    {
        let passed = i64::try_from(rig.server.uptime().as_secs()).unwrap();
        rig.server.skew_clock(-seconds - passed);
        let text = format!("message {number}");
        let tasks = [send(&client, &text), send(&client, "more")];
        rig.pass(&client, 20).await;
        for task in tasks {
            arrived(task).await;
        }
        assert_eq!(written(&rig, &text), 1, "{seconds}");
        assert_eq!(written(&rig, "more"), number + 1, "{seconds}");
        ann.send_to_owner(&text);
        rig.pass(&client, 1).await;
        hears(&mut pump, &text).await;
    }
    assert_eq!(*watch.rebuilt.lock().unwrap(), 0, "it is no death");
    client.disconnect().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_right_needs_nothing_more() {
    let rig = ahead(400).await;
    let (client, _pump, watch) = connect(&rig);
    let _clock = StoppedClock::hold();
    let task = send(&client, "wrong");
    rig.pass(&client, 15).await;
    arrived(task).await;
    rig.server.skew_clock(0);
    let task = send(&client, "right");
    rig.pass(&client, 5).await;
    arrived(task).await;
    assert_eq!(client.clock_ahead(), None);
    // And without the relay, once there is another connection.
    rig.server.drop_connections();
    let task = send(&client, "still right");
    rig.pass(&client, 5).await;
    arrived(task).await;
    near(watch.clock.lock().unwrap()[0], 400);
}

/// Calls, and gives the error that comes by the deadline.
async fn fails(rig: &Rig, client: &Client, seconds: u64) -> CallError {
    let caller = client.clone();
    let call = tokio::spawn(async move {
        let options = CallOptions::default().deadline(Duration::from_secs(seconds));
        caller.invoke_with(&me(), options).await
    });
    rig.pass(client, seconds + 1).await;
    call.await.unwrap().unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn a_server_that_refuses_every_time_is_left_in_peace() {
    for late in [false, true] {
        let rig = Rig::new().await;
        rig.server.faults().latency(Some(WAY));
        let (client, _pump, _watch) = connect(&rig);
        let _clock = StoppedClock::hold();
        if late {
            rig.pass(&client, 3).await;
        }
        rig.server.refuse_times(true);
        let before = rig.server.packets();
        fails(&rig, &client, 60).await;
        // A message took a second to and fro, until it was clear that no answer comes.
        let sent = rig.server.packets() - before;
        assert!((1..60).contains(&sent), "{sent}");
        // The relay is there by now, and sees the refusals.
        let before = rig.server.packets();
        let error = fails(&rig, &client, 60).await;
        // How far apart the clocks are, is what the test made of them: it lets time pass that no other clock knows of.
        assert!(matches!(error, CallError::Clock { .. }), "{error:?}");
        let sent = rig.server.packets() - before;
        assert!((1..30).contains(&sent), "{sent}");
        rig.server.refuse_times(false);
        let task = send(&client, "at last");
        rig.pass(&client, 61).await;
        arrived(task).await;
        assert_eq!(written(&rig, "at last"), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_nobody_can_ask_for_is_found_out_by_the_refusals() {
    let rig = Rig::new().await;
    rig.server.faults().latency(Some(WAY));
    let (client, _pump, watch) = connect(&rig);
    let _clock = StoppedClock::hold();
    rig.pass(&client, 3).await;
    // The connection stays, and there is no other.
    rig.server.faults().refuse_connections(true);
    rig.server.skew_clock(-400);
    let task = send(&client, "x");
    rig.pass(&client, 45).await;
    rig.server.faults().refuse_connections(false);
    let before = rig.server.packets();
    rig.pass(&client, 16).await;
    assert!(rig.server.packets() - before < 30);
    arrived(task).await;
    assert_eq!(written(&rig, "x"), 1);
    assert_eq!(
        client.clock_ahead(),
        watch.clock.lock().unwrap().last().copied()
    );
    assert!(client.clock_ahead().is_some());
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_forgotten_is_told_through_the_relay() {
    let rig = ahead(400).await;
    let (client, _pump, _watch) = connect(&rig);
    let _clock = StoppedClock::hold();
    let task = send(&client, "x");
    rig.pass(&client, 15).await;
    arrived(task).await;
    // The client library begins to agree on another key, in the clear, and the simulated Telegram ends that.
    rig.server.forget_key(rig.key_id);
    rig.server.drop_connections();
    rig.server.faults().latency(None);
    let error = fails(&rig, &client, 10).await;
    assert!(error.to_string().contains("404"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_only_slow_costs_no_connection() {
    let rig = Rig::new().await;
    let (client, _pump, _watch) = connect(&rig);
    let _clock = StoppedClock::hold();
    rig.pass(&client, 3).await;
    let slow = Duration::from_secs(50);
    rig.server.faults().delay_answers(Some(slow));
    let options = CallOptions::default().dc(rig.server.dc_id());
    let caller = client.clone();
    let call = tokio::spawn(async move {
        let request = tl::functions::help::GetNearestDc {};
        caller.invoke_with(&request, options).await
    });
    rig.pass(&client, 51).await;
    call.await.unwrap().unwrap();
    assert_eq!(rig.calls("help.getNearestDc"), 1);
}
