//! The way of a call from its packet to its answer, and of an update to its sessions.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use grammers_tl_types as tl;

use super::backend::{Call, Reply};
use super::crypto::CryptoError;
use super::edge;
use super::faults::Push;
use super::hub::{Close, Hub, Order};
use super::lock;
use super::message::{Incoming, Packet, boxed, gzip, head, rpc_result};
use super::session::{Progress, Session, Surroundings};
use super::transport::Frame;
use super::wrappers::unwrap;
use crate::rpc::Response;

/// How many calls of one session may wait for the answers of others.
const WAITING: usize = 1024;
/// The longest answer that all clients can read, in bytes.
const LONGEST: usize = 1_044_000;

impl Hub {
    /// Takes in one packet; carries out what it asks for. Gives the time after which the connection closes
    /// unless a ping comes, if the packet sets one.
    pub(crate) fn packet(
        self: &Arc<Self>,
        link: u64,
        frame: &Frame,
    ) -> Result<Option<Duration>, Close> {
        let _busy = self.busy();
        let id = frame
            .payload
            .first_chunk::<8>()
            .ok_or(CryptoError::Length)?;
        let key_id = i64::from_le_bytes(*id);
        if key_id == 0 {
            self.plain_packet(link, &frame.payload)?;
            return Ok(None);
        }
        self.packets.fetch_add(1, Ordering::Relaxed);
        let key = lock(&self.state)
            .keys
            .get(&key_id)
            .map(|key| Arc::clone(&key.auth));
        let opened = key.ok_or(Close::UnknownKey(key_id))?.open(&frame.payload)?;
        let packet = Packet::parse(&opened.plain)?;
        if frame.quick_ack {
            self.order(link, Order::QuickAck(opened.quick_ack));
        }
        let session_id = packet.session_id;
        let demands = {
            let mut state = lock(&self.state);
            let state = &mut *state;
            let entry = state.links.get_mut(&link).ok_or(Close::Hangup)?;
            if entry.key_id.is_some_and(|bound| bound != key_id) {
                return Err(Close::OtherKey);
            }
            entry.key_id = Some(key_id);
            if !entry.sessions.contains(&session_id) {
                entry.sessions.push(session_id);
            }
            let key = state
                .keys
                .get_mut(&key_id)
                .ok_or(Close::UnknownKey(key_id))?;
            let session = key
                .sessions
                .entry(session_id)
                .or_insert_with(|| Session::new(key_id, session_id));
            session.attach(link);
            let around = Surroundings {
                clock: &self.clock,
                salts: &self.salts,
                strict_salts: self.faults.checks_salts(),
            };
            let demands = session.receive(packet, &around);
            for &(msg_id, doomed) in &demands.destroy {
                let gone = doomed != session_id && key.sessions.shift_remove(&doomed).is_some();
                let notice = if gone {
                    boxed(&tl::types::DestroySessionOk { session_id: doomed })
                } else {
                    boxed(&tl::types::DestroySessionNone { session_id: doomed })
                };
                if let Some(session) = key.sessions.get_mut(&session_id) {
                    tracing::debug!(msg_id, doomed, gone, "session destroyed");
                    session.notify(notice, &self.clock);
                }
            }
            key.forget_old_sessions();
            demands
        };
        let mut calls = demands.calls.into_iter();
        while let Some(call) = calls.next() {
            if self.execute(key_id, session_id, &call) {
                // The calls behind it were not looked at: they are new when they come again.
                self.with_session(key_id, session_id, |session| {
                    calls.for_each(|call| session.forget(call.msg_id));
                });
                return Err(Close::Hangup);
            }
        }
        self.with_session(key_id, session_id, |_| ());
        Ok(demands.disconnect_in)
    }

    /// Carries out one call; tells whether the connection is to be closed.
    fn execute(self: &Arc<Self>, key_id: i64, session_id: i64, message: &Incoming) -> bool {
        self.bump();
        let msg_id = message.msg_id;
        let reply = match unwrap(&message.body) {
            Err(name) => Reply::err(400, name),
            Ok(call) => {
                match self.check_order(key_id, session_id, &call.after) {
                    Progress::Working => {
                        self.wait_for(key_id, session_id, call.after.clone(), message.clone());
                        return false;
                    }
                    Progress::Unknown | Progress::Failed => {
                        let reply = Reply::err(400, "MSG_WAIT_FAILED");
                        return self.settle(key_id, session_id, msg_id, reply);
                    }
                    Progress::Succeeded => {}
                }
                let method = (!call.without_updates).then(|| head(&call.body));
                let layer = self.enter(key_id, session_id, call.layer, method);
                let takeout = call.takeout;
                let body = edge::arrived(call.body, layer);
                let call = Call {
                    key_id,
                    session_id,
                    msg_id,
                    layer,
                    dc_id: self.dc_id,
                    takeout,
                    id: head(&body),
                    args: body.get(4..).unwrap_or_default(),
                };
                let reply = self.ask(&call);
                if matches!(reply, Reply::After(..)) {
                    let call_key = (key_id, session_id, msg_id);
                    lock(&self.deferred).insert(call_key, (call.id, layer));
                }
                edge::answered(reply, call.id, layer)
            }
        };
        self.settle(key_id, session_id, msg_id, reply)
    }

    /// Whether all of the calls that another one has to wait for succeeded.
    fn check_order(&self, key_id: i64, session_id: i64, after: &[i64]) -> Progress {
        let state = lock(&self.state);
        let sessions = state.keys.get(&key_id).map(|key| &key.sessions);
        let Some(session) = sessions.and_then(|all| all.get(&session_id)) else {
            return Progress::Succeeded;
        };
        let states = after.iter().map(|id| session.progress(*id));
        states.fold(Progress::Succeeded, |all, one| match (all, one) {
            (Progress::Failed | Progress::Unknown, _) | (_, Progress::Succeeded) => all,
            (_, other) => other,
        })
    }

    fn wait_for(&self, key_id: i64, session_id: i64, after: Vec<i64>, message: Incoming) {
        self.with_session(key_id, session_id, |session| {
            if session.waiting.len() < WAITING {
                session.acknowledge(message.msg_id, &self.clock);
                session.waiting.push((after, message));
            }
        });
    }

    /// Notes what the wrappers of a call say, and its method unless it is to get no updates; gives the layer that
    /// holds for it.
    fn enter(&self, key_id: i64, session_id: i64, layer: Option<i32>, method: Option<u32>) -> i32 {
        let mut subscribed = false;
        let mut result = tl::LAYER;
        if let Some(key) = lock(&self.state).keys.get_mut(&key_id) {
            key.layer = layer.unwrap_or(key.layer);
            result = key.layer;
            if let Some(session) = key.sessions.get_mut(&session_id) {
                session.layer = layer.or(session.layer);
                result = session.layer.unwrap_or(result);
                subscribed = method.is_some_and(|method| session.subscribe(method));
            }
        }
        if subscribed {
            self.backend.subscribed(key_id, session_id);
        }
        result
    }

    /// Finds the reply to a call: a fault's, a responder's or the backend's.
    fn ask(&self, call: &Call<'_>) -> Reply {
        let entry = self.rpc.arrived(call, self.clock.elapsed());
        let asked = catch_unwind(AssertUnwindSafe(|| {
            if let Some((code, name)) = self.faults.next_failure() {
                return (Reply::Err { code, name }, Some("fault".to_owned()));
            }
            match self.rpc.respond(call) {
                Some((Response::Reply(reply), name)) => (reply, Some(name)),
                Some((Response::Lose, name)) => {
                    self.backend.call(call);
                    (Reply::Hangup, Some(name))
                }
                None => (self.backend.call(call), None),
            }
        }));
        let (reply, responder) = asked.unwrap_or_else(|panic| {
            self.rpc
                .panicked(&format!("what answers {}", call.name()), &*panic);
            (Reply::err(500, "RESPONDER_PANICKED"), None)
        });
        let reply = match self.faults.delay() {
            Some(delay) => reply.after(delay),
            None => reply,
        };
        self.rpc.replied(entry, &reply, responder);
        reply
    }

    /// Carries a reply out; tells whether the connection is to be closed.
    fn settle(self: &Arc<Self>, key_id: i64, session_id: i64, msg_id: i64, reply: Reply) -> bool {
        let clock = &self.clock;
        match reply {
            Reply::Ok(body) => {
                let body = self.compressed(body);
                self.with_session(key_id, session_id, |session| {
                    session.answer(msg_id, rpc_result(msg_id, &body), true, clock);
                });
                self.resume(key_id, session_id);
                false
            }
            Reply::Err { code, name } => {
                let error = tl::types::RpcError {
                    error_code: code,
                    error_message: name,
                };
                self.with_session(key_id, session_id, |session| {
                    session.answer(msg_id, rpc_result(msg_id, &boxed(&error)), false, clock);
                });
                self.resume(key_id, session_id);
                false
            }
            Reply::Silence => {
                self.with_session(key_id, session_id, |session| {
                    session.acknowledge(msg_id, clock);
                });
                false
            }
            Reply::Hangup => {
                self.with_session(key_id, session_id, |session| session.forget(msg_id));
                true
            }
            Reply::After(delay, reply) => {
                self.with_session(key_id, session_id, |session| {
                    session.acknowledge(msg_id, clock);
                });
                let hub = Arc::clone(self);
                self.spawn(async move {
                    tokio::time::sleep(delay).await;
                    // Somebody may have answered it in the meantime.
                    let open = lock(&hub.deferred)
                        .remove(&(key_id, session_id, msg_id))
                        .is_some();
                    if open && hub.settle(key_id, session_id, msg_id, *reply) {
                        hub.hang_up(key_id, session_id);
                    }
                });
                false
            }
        }
    }

    /// Answers a call before the time is over that [`Reply::After`] gave it.
    pub(crate) fn answer_deferred(
        self: &Arc<Self>,
        key_id: i64,
        session_id: i64,
        msg_id: i64,
        reply: Reply,
    ) {
        let deferred = lock(&self.deferred).remove(&(key_id, session_id, msg_id));
        if let Some((method, layer)) = deferred {
            let reply = edge::answered(reply, method, layer);
            if self.settle(key_id, session_id, msg_id, reply) {
                self.hang_up(key_id, session_id);
            }
            self.bump();
        }
    }

    /// Carries out the calls that waited for the last answer.
    fn resume(self: &Arc<Self>, key_id: i64, session_id: i64) {
        let ready = self.with_session(key_id, session_id, |session| {
            let waiting = std::mem::take(&mut session.waiting);
            let (still, ready): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(after, _)| {
                after
                    .iter()
                    .any(|id| session.progress(*id) == Progress::Working)
            });
            session.waiting = still;
            ready
        });
        for (_, message) in ready.into_iter().flatten() {
            if self.execute(key_id, session_id, &message) {
                self.hang_up(key_id, session_id);
            }
        }
    }

    fn compressed(&self, body: Vec<u8>) -> Vec<u8> {
        let body = match self.faults.gzip_threshold() {
            Some(limit) if body.len() > limit => gzip(&body).unwrap_or(body),
            _ => body,
        };
        if body.len() > LONGEST {
            tracing::warn!(bytes = body.len(), "an answer is longer than clients read");
        }
        body
    }

    pub(crate) fn push(&self, key_id: i64, body: Vec<u8>, except: Option<i64>) {
        for push in self.faults.deliver(Push {
            key_id,
            body,
            except,
        }) {
            for (session_id, layer) in self.subscribers(push.key_id) {
                if push.except == Some(session_id) {
                    continue;
                }
                let Some(body) = edge::pushed(&push.body, layer) else {
                    continue;
                };
                let body = self.compressed(body.into_owned());
                self.with_session(push.key_id, session_id, |session| {
                    session.push(body, &self.clock);
                });
            }
        }
        self.bump();
    }
}
