//! Translates between the client library, which speaks the full transport, and an MTProxy.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ctr::cipher::StreamCipher;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use super::full::{Arrived, MAX_PACKET, framed, read};
use super::hello::Shape;
use super::obfuscation::{Cipher, Obfuscation};
use super::{MtProxy, MtProxySecret, ProxyError, ProxySettings, tls};

const READ: usize = 32 << 10;

/// Is how far a relay has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The connection ended after something of Telegram arrived.
    Ended,
    /// The client ended it before anything of Telegram arrived, which tells nothing.
    Unknown,
    /// The proxy hung up before anything of Telegram arrived.
    HungUp,
    /// The client gave up waiting.
    Silent,
}

/// Connects to an MTProxy and relays a connection of the client library to its end.
pub(super) async fn run<C: AsyncRead + AsyncWrite>(
    client: C,
    proxy: &MtProxy,
    dc: i32,
    shape: &AtomicBool,
) -> Result<Outcome, ProxyError> {
    let settings = ProxySettings::MtProxy(proxy.clone());
    let name = settings.to_string();
    let secret = proxy.secret();
    let disguised = secret.domain().is_some();
    let server = if disguised {
        disguise(&settings, secret, &name, shape).await?
    } else {
        settings.reach().await?
    };
    let Obfuscation {
        start,
        outgoing,
        incoming,
    } = Obfuscation::new(secret, dc).ok_or(ProxyError::Protocol {
        proxy: name.clone(),
        reason: "this system has no random numbers for it",
    })?;
    let padded = secret.is_padded();
    let (client_in, client_out) = tokio::io::split(client);
    let (server_in, server_out) = server.into_split();
    let up = Up {
        writer: server_out,
        cipher: outgoing,
        padded,
        disguised,
    };
    let mut down = Down {
        reader: server_in,
        cipher: incoming,
        padded,
        disguised,
        record: Vec::new(),
        buffer: Vec::new(),
        sent: 0,
    };
    let started = Instant::now();
    // Whichever ends first ends the other: half a connection is of no use to either side.
    let ended = tokio::select! {
        up = up.run(client_in, start) => Ok(match up {
            _ if down.sent > 0 => Outcome::Ended,
            Err(_) => Outcome::HungUp,
            Ok(()) if started.elapsed() >= PATIENCE => Outcome::Silent,
            Ok(()) => Outcome::Unknown,
        }),
        result = down.run(client_out) => result,
    };
    ended.map_err(|reason| ProxyError::Protocol {
        proxy: name,
        reason,
    })
}

/// Connects in the disguise as TLS. A proxy that does not know the shape of today's browsers takes
/// the older one, which is remembered in `compact`.
async fn disguise(
    settings: &ProxySettings,
    secret: &MtProxySecret,
    name: &str,
    compact: &AtomicBool,
) -> Result<TcpStream, ProxyError> {
    let first = if compact.load(Ordering::Relaxed) {
        Shape::Compact
    } else {
        Shape::Current
    };
    let problem = match shake_hands(settings, secret, name, first, FIRST_PATIENCE).await {
        Err(
            problem @ (ProxyError::WrongSecret { .. }
            | ProxyError::HungUp { .. }
            | ProxyError::Silent { .. }),
        ) => problem,
        other => return other,
    };
    let second = match first {
        Shape::Current => Shape::Compact,
        Shape::Compact => Shape::Current,
    };
    match shake_hands(settings, secret, name, second, PATIENCE).await {
        Ok(stream) => {
            compact.store(second == Shape::Compact, Ordering::Relaxed);
            Ok(stream)
        }
        Err(_) => Err(problem),
    }
}

async fn shake_hands(
    settings: &ProxySettings,
    secret: &MtProxySecret,
    name: &str,
    shape: Shape,
    patience: Duration,
) -> Result<TcpStream, ProxyError> {
    let mut server = settings.reach().await?;
    let shaken = tls::shake_hands(&mut server, secret, shape, name);
    match timeout(patience, shaken).await {
        Ok(result) => result.map(|()| server),
        Err(_) => Err(ProxyError::Silent {
            proxy: name.to_owned(),
        }),
    }
}

/// So long the handshake of a disguised connection may take, and the first answer of Telegram
/// before it is told that the proxy is silent.
const PATIENCE: Duration = Duration::from_secs(15);
/// So long the first of the two shapes of a disguise is tried: an older proxy may say nothing to it.
const FIRST_PATIENCE: Duration = Duration::from_secs(6);

/// Is the direction to the proxy.
struct Up<W> {
    writer: W,
    cipher: Cipher,
    padded: bool,
    disguised: bool,
}

impl<W: AsyncWrite + Unpin> Up<W> {
    async fn run<R: AsyncRead + Unpin>(mut self, mut client: R, start: [u8; 64]) -> io::Result<()> {
        // With the first packet, so that it looks like one write.
        let mut first = Some(start);
        loop {
            let packet = match read(&mut client).await? {
                Arrived::Packet { payload, .. } => payload,
                Arrived::End => return self.writer.shutdown().await,
                Arrived::Error(_) => return Err(io::ErrorKind::InvalidData.into()),
            };
            let padding = if self.padded { padding()? } else { Vec::new() };
            let length = u32::try_from(packet.len() + padding.len())
                .map_err(|_| io::ErrorKind::InvalidData)?;
            let mut frame = Vec::with_capacity(4 + packet.len() + padding.len());
            frame.extend(length.to_le_bytes());
            frame.extend(packet);
            frame.extend(padding);
            self.cipher.apply_keystream(&mut frame);
            let mut out = first.take().map(Vec::from).unwrap_or_default();
            out.extend(frame);
            if self.disguised {
                out = tls::wrap(&out);
            }
            self.writer.write_all(&out).await?;
        }
    }
}

/// Makes up to 15 random bytes.
fn padding() -> io::Result<Vec<u8>> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| io::ErrorKind::Other)?;
    let length = usize::from(bytes[15] & 15);
    Ok(bytes[..length].to_vec())
}

/// Is the direction from the proxy.
struct Down<R> {
    reader: R,
    cipher: Cipher,
    padded: bool,
    disguised: bool,
    record: Vec<u8>,
    buffer: Vec<u8>,
    /// How many packets went to the client.
    sent: u32,
}

impl<R: AsyncRead + Unpin> Down<R> {
    async fn run<W: AsyncWrite + Unpin>(&mut self, mut client: W) -> Result<Outcome, &'static str> {
        loop {
            let mut out = Vec::new();
            while let Some(packet) = self.next_packet()? {
                out.extend(self.full(&packet));
            }
            if !out.is_empty() && client.write_all(&out).await.is_err() {
                return Ok(Outcome::Ended);
            }
            match self.fill().await {
                Ok(true) => {}
                Ok(false) | Err(_) if self.sent == 0 => return Ok(Outcome::HungUp),
                Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                    return Err("a record of it is none");
                }
                Ok(false) | Err(_) => return Ok(Outcome::Ended),
            }
        }
    }

    /// Reads more bytes and decrypts them; false at the end.
    async fn fill(&mut self) -> io::Result<bool> {
        let start = self.buffer.len();
        if self.disguised {
            let Some(data) = tls::next_data(&mut self.reader, &mut self.record).await? else {
                return Ok(false);
            };
            self.buffer.extend_from_slice(&self.record[data..]);
        } else {
            self.buffer.resize(start + READ, 0);
            let read = self.reader.read(&mut self.buffer[start..]).await;
            self.buffer
                .truncate(start + read.as_ref().copied().unwrap_or(0));
            if read? == 0 {
                return Ok(false);
            }
        }
        self.cipher.apply_keystream(&mut self.buffer[start..]);
        Ok(true)
    }

    /// Takes the next whole packet out of what has arrived.
    fn next_packet(&mut self) -> Result<Option<Vec<u8>>, &'static str> {
        loop {
            let Some(length) = self.buffer.first_chunk::<4>() else {
                return Ok(None);
            };
            let length = u32::from_le_bytes(*length);
            if length & 0x8000_0000 != 0 {
                // A quick acknowledgement, which nobody asked for.
                self.buffer.drain(..4);
                continue;
            }
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            if !(4..=MAX_PACKET).contains(&length) {
                return Err("the length of a packet is impossible");
            }
            if self.buffer.len() < 4 + length {
                return Ok(None);
            }
            let packet = self.buffer[4..4 + length].to_vec();
            self.buffer.drain(..4 + length);
            return Ok(Some(packet));
        }
    }

    /// Writes a packet as the full transport has it.
    fn full(&mut self, packet: &[u8]) -> Vec<u8> {
        let packet = if self.padded {
            unpadded(packet)
        } else {
            packet
        };
        if let Some(code) = packet.first_chunk::<4>()
            && packet.len() < 8
        {
            // Data centres send the number of an error in place of everything else.
            self.sent = self.sent.saturating_add(1);
            return [*code, *code, *code].concat();
        }
        let out = framed(self.sent, packet);
        self.sent = self.sent.wrapping_add(1);
        out
    }
}

/// Takes the padding away.
fn unpadded(packet: &[u8]) -> &[u8] {
    match packet.len() {
        // The number of an error.
        ..20 => &packet[..packet.len().min(4)],
        // In plain text there is the length; an encrypted packet is 24 bytes and whole blocks.
        length => {
            let kept = if packet[..8] == [0; 8] {
                let [.., a, b, c, d] = packet[..20] else {
                    return packet;
                };
                usize::try_from(u32::from_le_bytes([a, b, c, d]))
                    .ok()
                    .and_then(|data| data.checked_add(20))
                    .unwrap_or(length)
            } else if length >= 24 {
                24 + (length - 24) / 16 * 16
            } else {
                length
            };
            &packet[..kept.min(length)]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_taken_away() {
        for extra in 0..16 {
            let mut packet = vec![1; 24 + 32];
            packet.extend(vec![9; extra]);
            assert_eq!(unpadded(&packet).len(), 56, "encrypted, {extra}");
            let mut plain = vec![0; 16];
            plain.extend(40_u32.to_le_bytes());
            plain.extend(vec![1; 40 + extra]);
            assert_eq!(unpadded(&plain).len(), 60, "plain, {extra}");
            let mut error = (-404_i32).to_le_bytes().to_vec();
            error.extend(vec![7; extra]);
            assert_eq!(unpadded(&error), (-404_i32).to_le_bytes(), "error, {extra}");
        }
        let mut lie = vec![0; 16];
        lie.extend(u32::MAX.to_le_bytes());
        lie.extend([0; 4]);
        assert_eq!(unpadded(&lie).len(), 24);
    }
}
