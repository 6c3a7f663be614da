//! Fetching what is missing, and telling what Telegram does not hand out any more.

use std::time::Duration;

use grammers_tl_types as tl;
use tokio::time::sleep;
use tracing::{debug, warn};

use super::{End, EventSink, MAX_PAUSE, Receipt, UpdatePump};
use crate::telegram::policy::CallOptions;
use crate::telegram::{CallError, ErrorClass, EventKind, Gap, GapReason, Peer, PeerId};

/// How long the difference of one channel may hold up the others.
const CHANNEL_DEADLINE: Duration = Duration::from_secs(15);

impl UpdatePump {
    /// Asks for what is missing in the box of the account.
    pub(super) async fn fetch_difference(
        &mut self,
        request: &tl::functions::updates::GetDifference,
        sink: &dyn EventSink,
    ) -> Result<(), End> {
        let client = self.client.clone();
        let ask = async { client.invoke(request).await };
        match self.meanwhile(ask, sink).await {
            Ok(difference) => {
                self.failures = 0;
                if let tl::enums::updates::Difference::TooLong(long) = &difference {
                    let to = Some(long.pts);
                    self.report_gap(None, request.pts, to, GapReason::TooLong, sink);
                }
                if let Some(batch) = self.boxes.apply(difference) {
                    self.deliver(batch, sink);
                    return Ok(());
                }
                self.report_gap(None, request.pts, None, GapReason::Contradiction, sink);
                self.start_anew(sink).await
            }
            Err(error)
                if error.is("PERSISTENT_TIMESTAMP_EMPTY")
                    || error.is("PERSISTENT_TIMESTAMP_INVALID") =>
            {
                self.report_gap(None, request.pts, None, GapReason::PositionForgotten, sink);
                self.start_anew(sink).await
            }
            Err(error) => self.pause(error, sink).await,
        }
    }

    /// Asks for what is missing in the box of a channel.
    pub(super) async fn fetch_channel(
        &mut self,
        mut request: tl::functions::updates::GetChannelDifference,
        sink: &dyn EventSink,
    ) -> Result<(), End> {
        let tl::enums::InputChannel::Channel(channel) = &request.channel else {
            self.boxes.end_channel(false);
            return Ok(());
        };
        let id = PeerId::Channel(channel.channel_id);
        let client = self.client.clone();
        let peer = self.meanwhile(client.resolve(id), sink).await;
        let hash = peer
            .as_ref()
            .ok()
            .and_then(|peer: &Peer| peer.data().access_hash);
        let Some(access_hash) = hash else {
            // Keeps the position: the hash can turn up later.
            if self.told.insert(id.bare(), request.pts) != Some(request.pts) {
                let reason = GapReason::UnknownChannel;
                self.report_gap(Some(id), request.pts, None, reason, sink);
            }
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
        let ask = async { client.invoke_with(&request, options).await };
        match self.meanwhile(ask, sink).await {
            Ok(difference) => {
                self.failures = 0;
                self.told.remove(&channel_id);
                if let tl::enums::updates::ChannelDifference::TooLong(long) = &difference {
                    let to = match &long.dialog {
                        tl::enums::Dialog::Dialog(dialog) => dialog.pts,
                        _ => None,
                    };
                    let reason = GapReason::TooLong;
                    self.report_gap(Some(id), request.pts, to, reason, sink);
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
                    other => self.pause(other, sink).await,
                }
            }
        }
    }

    /// Waits after an error, longer each time.
    pub(super) async fn pause(
        &mut self,
        error: CallError,
        sink: &dyn EventSink,
    ) -> Result<(), End> {
        if matches!(error, CallError::Stopped) {
            std::future::pending::<()>().await;
        }
        if error.class() == ErrorClass::SessionDead {
            return Err(End::LoggedOut(error));
        }
        let pause = Duration::from_secs(1 << self.failures.min(6)).min(MAX_PAUSE);
        self.failures += 1;
        warn!(%error, ?pause, "updates cannot be fetched; trying again");
        self.meanwhile(sleep(pause), sink).await;
        Ok(())
    }

    /// Tells everybody that updates are lost.
    fn report_gap(
        &self,
        chat: Option<PeerId>,
        from: i32,
        to: Option<i32>,
        reason: GapReason,
        sink: &dyn EventSink,
    ) {
        let chat = chat.map(|id| {
            let known = self.client.session().find(id);
            known.unwrap_or_else(|| Peer::unknown(id))
        });
        let gap = Gap {
            chat,
            from,
            to,
            reason,
        };
        warn!(%gap, "updates are lost");
        if let Some(observer) = &self.observer {
            observer.gap(&gap);
        }
        if sink.wants(EventKind::Gap) {
            sink.deliver(gap.into(), Receipt::none());
        }
    }
}
