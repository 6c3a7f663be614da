//! The protocol's own messages: acknowledgements, pings, salts, states and repetitions of messages.

use std::time::Duration;

use grammers_tl_types::{Deserializable, Identifiable, deserialize, functions, types};

use super::clock::Clock;
use super::message::{Outgoing, boxed, rpc_result};
use super::session::{Demands, Received, Session, State, Surroundings, count_of};

impl Session {
    /// Carries out a message that is the protocol's own.
    pub(super) fn service(
        &mut self,
        msg_id: i64,
        id: u32,
        args: &[u8],
        around: &Surroundings<'_>,
        demands: &mut Demands,
    ) -> Result<(), deserialize::Error> {
        let clock = around.clock;
        match id {
            types::MsgsAck::CONSTRUCTOR_ID => {
                for acked in types::MsgsAck::from_bytes(args)?.msg_ids {
                    self.forget_unacked(acked);
                }
            }
            functions::Ping::CONSTRUCTOR_ID => {
                let ping_id = functions::Ping::from_bytes(args)?.ping_id;
                self.queue(boxed(&types::Pong { msg_id, ping_id }), false, true, clock);
            }
            functions::PingDelayDisconnect::CONSTRUCTOR_ID => {
                let ping = functions::PingDelayDisconnect::from_bytes(args)?;
                let seconds = u64::try_from(ping.disconnect_delay).unwrap_or(0);
                demands.disconnect_in = Some(Duration::from_secs(seconds));
                let answer = types::Pong {
                    msg_id,
                    ping_id: ping.ping_id,
                };
                self.queue(boxed(&answer), false, true, clock);
            }
            functions::GetFutureSalts::CONSTRUCTOR_ID => {
                let count = functions::GetFutureSalts::from_bytes(args)?.num;
                let salts = around
                    .salts
                    .future(self.key_id, clock.unix(), msg_id, count);
                self.queue(boxed(&salts), false, true, clock);
            }
            functions::DestroySession::CONSTRUCTOR_ID => {
                let session = functions::DestroySession::from_bytes(args)?.session_id;
                demands.destroy.push((msg_id, session));
            }
            functions::RpcDropAnswer::CONSTRUCTOR_ID => {
                let request = functions::RpcDropAnswer::from_bytes(args)?.req_msg_id;
                self.drop_answer(msg_id, request, clock);
            }
            types::MsgsStateReq::CONSTRUCTOR_ID => {
                let ids = types::MsgsStateReq::from_bytes(args)?.msg_ids;
                self.state_info(msg_id, &ids, clock);
            }
            types::MsgResendReq::CONSTRUCTOR_ID => {
                let ids = types::MsgResendReq::from_bytes(args)?.msg_ids;
                let known: Vec<_> = ids.iter().filter_map(|id| self.sent(*id)).collect();
                self.resend(msg_id, &ids, known, clock);
            }
            types::MsgResendAnsReq::CONSTRUCTOR_ID => {
                let ids = types::MsgResendAnsReq::from_bytes(args)?.msg_ids;
                let answer = |id: &i64| self.received.get(id).and_then(Received::answer);
                let known: Vec<_> = ids.iter().filter_map(answer).collect();
                self.resend(msg_id, &ids, known, clock);
            }
            // http_wait and what a client tells about messages need nothing.
            _ => {}
        }
        Ok(())
    }

    fn resend(&mut self, request: i64, ids: &[i64], known: Vec<Outgoing>, clock: &Clock) {
        if known.len() < ids.len() {
            self.state_info(request, ids, clock);
        }
        for message in known {
            self.queue_again(message);
        }
    }

    fn state_info(&mut self, request: i64, ids: &[i64], clock: &Clock) {
        let newest = self.received.last_key_value().map_or(0, |(id, _)| *id);
        let info = ids
            .iter()
            .map(
                |id| match self.received.get(id).map(|received| &received.state) {
                    Some(State::Answered { .. }) => 4 + 64,
                    Some(State::Working) => 4 + 32,
                    Some(State::Service | State::Dropped) => 4,
                    None if *id <= self.forgotten => 1,
                    None if *id > newest => 3,
                    None => 2,
                },
            )
            .collect();
        self.queue(
            boxed(&types::MsgsStateInfo {
                req_msg_id: request,
                info,
            }),
            false,
            true,
            clock,
        );
    }

    fn drop_answer(&mut self, msg_id: i64, request: i64, clock: &Clock) {
        let result = match self.received.get_mut(&request) {
            Some(
                received @ Received {
                    state: State::Working,
                    ..
                },
            ) => {
                received.state = State::Dropped;
                let running = boxed(&types::RpcAnswerDroppedRunning {});
                self.queue(rpc_result(request, &running), true, true, clock);
                running
            }
            Some(Received {
                state: State::Answered { answer, .. },
                ..
            }) if self.unacked.contains_key(&answer.msg_id)
                || self
                    .outbox
                    .iter()
                    .any(|queued| queued.msg_id == answer.msg_id) =>
            {
                let dropped = types::RpcAnswerDropped {
                    msg_id: answer.msg_id,
                    seq_no: answer.seq_no,
                    bytes: count_of(answer.body.len()),
                };
                self.outbox.retain(|queued| queued.msg_id != dropped.msg_id);
                self.forget_unacked(dropped.msg_id);
                boxed(&dropped)
            }
            _ => boxed(&types::RpcAnswerUnknown {}),
        };
        self.queue(rpc_result(msg_id, &result), true, true, clock);
    }
}

/// Whether a message is one of the protocol's own, not a call of a method.
pub(super) fn is_service(id: u32) -> bool {
    matches!(
        id,
        types::MsgsAck::CONSTRUCTOR_ID
            | functions::Ping::CONSTRUCTOR_ID
            | functions::PingDelayDisconnect::CONSTRUCTOR_ID
            | functions::GetFutureSalts::CONSTRUCTOR_ID
            | functions::DestroySession::CONSTRUCTOR_ID
            | functions::RpcDropAnswer::CONSTRUCTOR_ID
            | types::MsgsStateReq::CONSTRUCTOR_ID
            | types::MsgsStateInfo::CONSTRUCTOR_ID
            | types::MsgsAllInfo::CONSTRUCTOR_ID
            | types::MsgDetailedInfo::CONSTRUCTOR_ID
            | types::MsgNewDetailedInfo::CONSTRUCTOR_ID
            | types::MsgResendReq::CONSTRUCTOR_ID
            | types::MsgResendAnsReq::CONSTRUCTOR_ID
            | types::HttpWait::CONSTRUCTOR_ID
    )
}
