//! One session of a key, without input or output: what arrived, what was answered, what waits to be sent.
//!
//! The rules are those of the protocol's pages about service messages. A session outlives its connections:
//! what was written but not acknowledged is sent again.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use grammers_tl_types::types;

use super::clock::{Clock, TimeError};
use super::message::{
    Incoming, MSG_CONTAINER, Outgoing, Packet, boxed, head, unpack, write_message,
};
use super::salts::Salts;
use super::service::is_service;

/// How many messages of the client are remembered.
const REMEMBERED: usize = 2048;
/// How many bytes of answers are remembered, for calls that come twice.
const ANSWERS: usize = 8 << 20;
/// How many messages may wait for an acknowledgement, and how many bytes they may have.
const UNACKED: (usize, usize) = (2048, 8 << 20);
/// How many messages may wait to be written.
const QUEUED: usize = 16_384;
/// How many messages, and about how many bytes, go into one container.
const CONTAINER: (usize, usize) = (100, 512 << 10);

/// What a session needs to know of the server.
pub(crate) struct Surroundings<'a> {
    pub(crate) clock: &'a Clock,
    pub(crate) salts: &'a Salts,
    /// Whether a packet with an unknown salt is refused.
    pub(crate) strict_salts: bool,
}

/// What a packet asks of the server, beyond what the session did by itself.
#[derive(Debug, Default)]
pub(crate) struct Demands {
    /// Calls to be carried out, in this order.
    pub(crate) calls: Vec<Incoming>,
    /// Sessions to be destroyed: message and session.
    pub(crate) destroy: Vec<(i64, i64)>,
    /// The connection is to be closed unless another ping comes within this time.
    pub(crate) disconnect_in: Option<Duration>,
}

#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) key_id: i64,
    pub(crate) id: i64,
    /// The layer that the client announced.
    pub(crate) layer: Option<i32>,
    /// Whether updates are pushed to it.
    pub(crate) subscribed: bool,
    /// Whether nothing but the first call, which asks for the configuration, made it receive updates.
    introduced: bool,
    /// Its open connections; answers go to the last.
    pub(crate) links: Vec<u64>,
    /// Calls that wait for the answers of others.
    pub(crate) waiting: Vec<(Vec<i64>, Incoming)>,
    announced: bool,
    pub(super) received: BTreeMap<i64, Received>,
    pub(super) forgotten: i64,
    content: i32,
    pub(super) outbox: VecDeque<Outgoing>,
    /// What was written, and on which connection.
    pub(super) unacked: BTreeMap<i64, (Outgoing, u64)>,
    unacked_bytes: usize,
    answer_bytes: usize,
}

#[derive(Debug)]
pub(super) struct Received {
    seq_no: i32,
    pub(super) state: State,
}

#[derive(Debug)]
pub(super) enum State {
    /// A message that is not a call.
    Service,
    /// A call that is not answered yet, or never will be.
    Working,
    /// The client does not want the answer any more.
    Dropped,
    Answered {
        answer: Outgoing,
        success: bool,
    },
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    Unknown,
    Working,
    Succeeded,
    Failed,
}

impl Session {
    pub(crate) fn new(key_id: i64, id: i64) -> Self {
        Self {
            key_id,
            id,
            layer: None,
            subscribed: false,
            introduced: false,
            links: Vec::new(),
            waiting: Vec::new(),
            announced: false,
            received: BTreeMap::new(),
            forgotten: 0,
            content: 0,
            outbox: VecDeque::new(),
            unacked: BTreeMap::new(),
            unacked_bytes: 0,
            answer_bytes: 0,
        }
    }

    /// Notes that the session spoke on a connection.
    pub(crate) fn attach(&mut self, link: u64) {
        self.links.retain(|other| *other != link);
        self.links.push(link);
    }

    /// Notes that a connection closed; tells whether it was the last one.
    ///
    /// What was written to it and not acknowledged may be lost, so it is queued again, for another connection or
    /// for the time when the session comes back.
    pub(crate) fn detach(&mut self, link: u64) -> bool {
        self.links.retain(|other| *other != link);
        let unacked = std::mem::take(&mut self.unacked).into_iter();
        let (unsure, sure): (BTreeMap<_, _>, _) = unacked.partition(|(_, (_, by))| *by == link);
        self.unacked = sure;
        for (message, _) in unsure.into_values().rev() {
            self.unacked_bytes -= message.body.len();
            self.outbox.push_front(message);
        }
        self.links.is_empty()
    }

    /// Whether something waits to be written.
    pub(crate) fn queued(&self) -> usize {
        self.outbox.len()
    }

    /// Takes a packet in: answers service messages, gives the calls.
    pub(crate) fn receive(&mut self, packet: Packet, around: &Surroundings<'_>) -> Demands {
        let clock = around.clock;
        let Packet { salt, outer, .. } = packet;
        let (outer_id, outer_seq) = (outer.msg_id, outer.seq_no);
        let mut demands = Demands::default();
        let refusal = match clock.check(outer_id) {
            _ if outer_id & 3 != 0 => Some(18),
            Err(TimeError::TooLow) => Some(16),
            Err(TimeError::TooHigh) => Some(17),
            Ok(()) => None,
        };
        if let Some(code) = refusal {
            self.bad_message(outer_id, outer_seq, code, clock);
            return demands;
        }
        let now = clock.unix();
        if around.strict_salts && !around.salts.accepts(self.key_id, now, salt) {
            let notice = types::BadServerSalt {
                bad_msg_id: outer_id,
                bad_msg_seqno: outer_seq,
                error_code: 48,
                new_server_salt: around.salts.current(self.key_id, now),
            };
            self.queue(boxed(&notice), false, true, clock);
            return demands;
        }
        let container = head(&outer.body) == MSG_CONTAINER;
        if container && self.received.contains_key(&outer_id) {
            self.bad_message(outer_id, outer_seq, 19, clock);
            return demands;
        }
        let Ok(messages) = unpack(outer) else {
            self.bad_message(outer_id, outer_seq, 64, clock);
            return demands;
        };
        if !self.announced {
            self.announced = true;
            let first = messages
                .iter()
                .map(|message| message.msg_id)
                .min()
                .unwrap_or(outer_id);
            let notice = types::NewSessionCreated {
                first_msg_id: first,
                unique_id: super::random::mix(self.id.cast_unsigned()).cast_signed(),
                server_salt: around.salts.current(self.key_id, now),
            };
            self.queue(boxed(&notice), true, false, clock);
        }
        for message in messages {
            self.message(message, around, &mut demands);
        }
        if container {
            self.remember(outer_id, outer_seq, State::Service);
        }
        demands
    }

    fn message(&mut self, message: Incoming, around: &Surroundings<'_>, demands: &mut Demands) {
        let clock = around.clock;
        let Incoming {
            msg_id,
            seq_no,
            ref body,
        } = message;
        let id = head(body);
        if msg_id & 3 != 0 {
            return self.bad_message(msg_id, seq_no, 18, clock);
        }
        if let Some(known) = self.received.get(&msg_id) {
            return self.repeated(msg_id, known.answer(), clock);
        }
        if msg_id <= self.forgotten {
            return self.bad_message(msg_id, seq_no, 20, clock);
        }
        let service = is_service(id);
        if let Some(code) = self.sequence_error(msg_id, seq_no, service) {
            return self.bad_message(msg_id, seq_no, code, clock);
        }
        self.remember(
            msg_id,
            seq_no,
            if service {
                State::Service
            } else {
                State::Working
            },
        );
        if service {
            // A service message that cannot be read says nothing.
            let _ = self.service(msg_id, id, &body[4..], around, demands);
        } else {
            demands.calls.push(message);
        }
    }

    /// Lets the session receive updates because of a call; tells whether it did not before.
    ///
    /// Calls about files do not count, and a session that introduced itself only to make such calls gets none:
    /// clients have sessions of their own for files, and would see each update twice.
    pub(crate) fn subscribe(&mut self, method: u32) -> bool {
        let name = grammers_tl_types::name_for_id(method);
        if name.starts_with("upload.") {
            self.subscribed &= !self.introduced;
            return false;
        }
        self.introduced = name == "help.getConfig" && (self.introduced || !self.subscribed);
        !std::mem::replace(&mut self.subscribed, true)
    }

    /// Checks the sequence number against those of the neighbours.
    ///
    /// Telegram takes service messages that count as content: some clients number their acknowledgements so.
    fn sequence_error(&self, msg_id: i64, seq_no: i32, service: bool) -> Option<i32> {
        let odd = seq_no & 1 == 1;
        if !service && !odd {
            return Some(35);
        }
        let conflicts = |low: i32, high: i32| low > high || (low == high && low & 1 == 1);
        let before = self.received.range(..msg_id).next_back();
        if before.is_some_and(|(_, before)| conflicts(before.seq_no, seq_no)) {
            return Some(32);
        }
        let after = self.received.range(msg_id..).next();
        if after.is_some_and(|(_, after)| conflicts(seq_no, after.seq_no)) {
            return Some(33);
        }
        None
    }

    /// Queues the answer to a call. An answer that the client dropped, or a second one, is not sent.
    pub(crate) fn answer(&mut self, msg_id: i64, body: Vec<u8>, success: bool, clock: &Clock) {
        match self.received.get(&msg_id).map(|received| &received.state) {
            Some(State::Dropped | State::Answered { .. }) => return,
            Some(State::Working | State::Service) | None => {}
        }
        let answer = self.queue(body, true, true, clock);
        if let (Some(received), Some(answer)) = (self.received.get_mut(&msg_id), answer) {
            self.answer_bytes += answer.body.len();
            received.state = State::Answered { answer, success };
        }
        self.forget_oldest();
    }

    /// Tells the client that a message arrived that is not answered at once.
    pub(crate) fn acknowledge(&mut self, msg_id: i64, clock: &Clock) {
        self.queue(
            boxed(&types::MsgsAck {
                msg_ids: vec![msg_id],
            }),
            false,
            false,
            clock,
        );
    }

    /// Forgets a call, so that it is carried out when it comes again.
    pub(crate) fn forget(&mut self, msg_id: i64) {
        self.received.remove(&msg_id);
    }

    /// Queues an update, or another message that nobody asked for.
    pub(crate) fn push(&mut self, body: Vec<u8>, clock: &Clock) {
        self.queue(body, true, false, clock);
    }

    /// Queues a notice that is not content.
    pub(crate) fn notify(&mut self, body: Vec<u8>, clock: &Clock) {
        self.queue(body, false, true, clock);
    }

    /// What became of the call in a message.
    pub(crate) fn progress(&self, msg_id: i64) -> Progress {
        match self.received.get(&msg_id).map(|received| &received.state) {
            None | Some(State::Service) => Progress::Unknown,
            Some(State::Working) => Progress::Working,
            Some(State::Answered { success: true, .. }) => Progress::Succeeded,
            Some(State::Dropped | State::Answered { success: false, .. }) => Progress::Failed,
        }
    }

    /// Packs what is queued into one packet for a connection: everything but encryption and padding.
    pub(crate) fn take_packet(&mut self, link: u64, clock: &Clock, salt: i64) -> Option<Vec<u8>> {
        let mut messages = Vec::new();
        let mut count = 0;
        let mut written = Vec::new();
        while let Some(message) = self.outbox.front() {
            let full = count == CONTAINER.0 || messages.len() + message.body.len() > CONTAINER.1;
            if count > 0 && full {
                break;
            }
            message.write(&mut messages);
            count += 1;
            written.extend(self.outbox.pop_front());
        }
        if count == 0 {
            return None;
        }
        let mut plain = Vec::with_capacity(messages.len() + 48);
        plain.extend(salt.to_le_bytes());
        plain.extend(self.id.to_le_bytes());
        if count == 1 {
            plain.append(&mut messages);
        } else {
            let mut container = Vec::with_capacity(messages.len() + 8);
            container.extend(MSG_CONTAINER.to_le_bytes());
            container.extend(i32::to_le_bytes(count_of(count)));
            container.append(&mut messages);
            write_message(
                &mut plain,
                clock.message_id(false),
                self.content * 2,
                &container,
            );
        }
        for message in written.into_iter().filter(Outgoing::is_content) {
            self.unacked_bytes += message.body.len();
            self.unacked.insert(message.msg_id, (message, link));
        }
        while self.unacked.len() > UNACKED.0 || self.unacked_bytes > UNACKED.1 {
            let Some((_, (oldest, _))) = self.unacked.pop_first() else {
                break;
            };
            self.unacked_bytes -= oldest.body.len();
        }
        Some(plain)
    }

    pub(super) fn queue(
        &mut self,
        body: Vec<u8>,
        content: bool,
        response: bool,
        clock: &Clock,
    ) -> Option<Outgoing> {
        if self.outbox.len() >= QUEUED {
            tracing::warn!(
                session = self.id,
                "the client does not read: a message is dropped"
            );
            return None;
        }
        let seq_no = self.content * 2 + i32::from(content);
        self.content += i32::from(content);
        let msg_id = clock.message_id(response);
        let message = Outgoing {
            msg_id,
            seq_no,
            body: Arc::from(body),
        };
        self.outbox.push_back(message.clone());
        Some(message)
    }

    pub(super) fn queue_again(&mut self, message: Outgoing) {
        if !self
            .outbox
            .iter()
            .any(|queued| queued.msg_id == message.msg_id)
        {
            self.outbox.push_back(message);
        }
    }

    fn bad_message(&mut self, msg_id: i64, seq_no: i32, code: i32, clock: &Clock) {
        tracing::debug!(session = self.id, msg_id, seq_no, code, "message refused");
        let notice = types::BadMsgNotification {
            bad_msg_id: msg_id,
            bad_msg_seqno: seq_no,
            error_code: code,
        };
        self.queue(boxed(&notice), false, true, clock);
    }

    /// A message came again: its answer goes out again, and nothing is carried out twice.
    fn repeated(&mut self, msg_id: i64, answer: Option<Outgoing>, clock: &Clock) {
        match answer {
            Some(answer) => self.queue_again(answer),
            None => self.acknowledge(msg_id, clock),
        }
    }

    fn remember(&mut self, msg_id: i64, seq_no: i32, state: State) {
        self.received.insert(msg_id, Received { seq_no, state });
        self.forget_oldest();
    }

    fn forget_oldest(&mut self) {
        while self.received.len() > REMEMBERED || self.answer_bytes > ANSWERS {
            let Some((forgotten, received)) = self.received.pop_first() else {
                break;
            };
            self.forgotten = forgotten;
            self.answer_bytes -= received.answer().map_or(0, |answer| answer.body.len());
        }
    }

    pub(super) fn forget_unacked(&mut self, msg_id: i64) {
        if let Some((message, _)) = self.unacked.remove(&msg_id) {
            self.unacked_bytes -= message.body.len();
        }
    }

    /// A message of ours that can be sent again.
    pub(super) fn sent(&self, msg_id: i64) -> Option<Outgoing> {
        let written = self.unacked.get(&msg_id).map(|(message, _)| message);
        let queued = || self.outbox.iter().find(|message| message.msg_id == msg_id);
        written.or_else(queued).cloned()
    }
}

impl Received {
    pub(super) fn answer(&self) -> Option<Outgoing> {
        match &self.state {
            State::Answered { answer, .. } => Some(answer.clone()),
            State::Service | State::Working | State::Dropped => None,
        }
    }
}

pub(super) fn count_of(length: usize) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX)
}
