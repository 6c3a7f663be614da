//! One connection: reads packets, writes what its sessions queued.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;

use super::hub::{Hub, Link, Order};
use super::random::{Random, mix};
use super::transport::{Decoder, Encoder};

const READ: usize = 64 << 10;
/// How long a connection that was refused may stay open, for the client to read the reason.
const LINGER: Duration = Duration::from_secs(10);
/// How much later than asked a connection without pings is closed. A test that jumps over a long time lets the
/// client's own timer and this one fire together: the client gets the chance to ping first.
const GRACE: Duration = Duration::from_secs(5);

/// Serves one connection to its end.
pub(crate) async fn serve(hub: Arc<Hub>, stream: TcpStream) {
    // Small packets must not wait for each other; a socket that cannot do that still works.
    let _ = stream.set_nodelay(true);
    let Link {
        id,
        orders,
        kill,
        frozen,
    } = hub.open_link();
    let _open = Open(&hub, id);
    let (reader, writer) = stream.into_split();
    let (encoder, first) = oneshot::channel();
    let (deadline, silence) = watch::channel(None);
    let reason = tokio::select! {
        reason = read(&hub, id, reader, encoder, deadline, &frozen) => reason,
        result = write(&hub, id, writer, first, orders, &frozen) => match result {
            Ok(()) => "the server closed it".to_owned(),
            Err(error) => format!("writing failed: {error}"),
        },
        () = kill.notified() => "the server dropped it".to_owned(),
        () = without_pings(silence, &frozen) => "no ping came in time".to_owned(),
    };
    tracing::debug!(connection = id, "connection closed: {reason}");
}

/// An open connection: whatever ends its task, its sessions learn of it.
struct Open<'a>(&'a Hub, u64);

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.close_link(self.1);
    }
}

/// Reads until the connection has to end; gives the reason.
async fn read(
    hub: &Arc<Hub>,
    id: u64,
    mut reader: OwnedReadHalf,
    encoder: oneshot::Sender<Encoder>,
    deadline: watch::Sender<Option<Instant>>,
    frozen: &AtomicBool,
) -> String {
    let mut decoder = Decoder::new();
    let mut encoder = Some(encoder);
    let mut buffer = vec![0; READ];
    loop {
        let count = match reader.read(&mut buffer).await {
            Ok(0) => return "the client closed it".to_owned(),
            Ok(count) => count,
            Err(error) => return format!("reading failed: {error}"),
        };
        hub.bump();
        decoder.feed(&buffer[..count]);
        loop {
            let frame = match decoder.next_frame() {
                Ok(Some(frame)) => frame,
                Ok(None) => break,
                Err(error) => {
                    tracing::warn!(connection = id, "connection closed: {error}");
                    return error.to_string();
                }
            };
            if encoder.is_some()
                && let Some(made) = decoder.encoder(mix(hub.seed ^ id))
                && let Some(encoder) = encoder.take()
            {
                // The writing half lives as long as this one.
                let _ = encoder.send(made);
            }
            if hub.faults.is_mute() || frozen.load(Ordering::Relaxed) {
                continue;
            }
            if let Some(latency) = hub.faults.packet_latency() {
                tokio::time::sleep(latency).await;
            }
            match hub.packet(id, &frame) {
                Ok(None) => {}
                Ok(Some(delay)) => {
                    deadline.send_replace(Some(Instant::now() + delay));
                }
                Err(close) => {
                    tracing::warn!(connection = id, "connection closed: {close}");
                    if let Some(status) = close.status() {
                        hub.order(id, Order::Error(status));
                        linger(&mut reader, &mut buffer).await;
                    }
                    return close.to_string();
                }
            }
        }
    }
}

/// Reads what a refused client still sends: closing with unread bytes would destroy the reason on its way.
async fn linger(reader: &mut OwnedReadHalf, buffer: &mut [u8]) {
    let drain = async { while reader.read(buffer).await.is_ok_and(|count| count > 0) {} };
    let _ = tokio::time::timeout(LINGER, drain).await;
}

/// Writes what the orders say until the connection has to end.
async fn write(
    hub: &Arc<Hub>,
    id: u64,
    mut writer: OwnedWriteHalf,
    encoder: oneshot::Receiver<Encoder>,
    mut orders: mpsc::UnboundedReceiver<Order>,
    frozen: &AtomicBool,
) -> std::io::Result<()> {
    let Ok(mut encoder) = encoder.await else {
        // No frame ever came. The reading half knows why and ends the connection.
        return std::future::pending().await;
    };
    let mut random = Random::new(mix(hub.seed ^ id.rotate_left(32)));
    while let Some(order) = orders.recv().await {
        let busy = hub.busy();
        match order {
            Order::Flush => {
                while let Some(packet) = hub.next_packet(id, &mut random) {
                    if frozen.load(Ordering::Relaxed) {
                        continue;
                    }
                    send(hub, &mut writer, &encoder.frame(&packet)).await?;
                }
            }
            Order::Plain(packet) => send(hub, &mut writer, &encoder.frame(&packet)).await?,
            Order::QuickAck(token) => {
                if let Some(bytes) = encoder.quick_ack(token) {
                    send(hub, &mut writer, &bytes).await?;
                }
            }
            Order::Raw(bytes) => send(hub, &mut writer, &bytes).await?,
            Order::Error(code) => {
                send(hub, &mut writer, &encoder.error(code)).await?;
                writer.shutdown().await?;
                drop(busy);
                return std::future::pending().await;
            }
        }
    }
    Ok(())
}

async fn send(hub: &Hub, writer: &mut OwnedWriteHalf, bytes: &[u8]) -> std::io::Result<()> {
    match hub.faults.fragment() {
        None => writer.write_all(bytes).await?,
        Some(size) => {
            for piece in bytes.chunks(size) {
                writer.write_all(piece).await?;
                hub.bump();
                tokio::task::yield_now().await;
            }
        }
    }
    hub.bump();
    Ok(())
}

/// Ends when the time that the last ping allowed has passed.
async fn without_pings(mut deadline: watch::Receiver<Option<Instant>>, frozen: &AtomicBool) {
    loop {
        let due = *deadline.borrow_and_update();
        let expired = async {
            match due {
                Some(due) => {
                    tokio::time::sleep_until(due).await;
                    tokio::time::sleep(GRACE).await;
                }
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            changed = deadline.changed() => if changed.is_err() {
                return std::future::pending().await;
            },
            // The client would not learn of it.
            () = expired => if frozen.load(Ordering::Relaxed) {
                return std::future::pending().await;
            } else {
                return;
            },
        }
    }
}
