//! The relay between the client library and Telegram that makes up for a wrong clock.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};

use super::MachineClock;
use super::ids::{Malformed, incoming, outgoing};
use super::seal::{Author, Key};
use crate::telegram::proxy::full::{Arrived, framed, read};

/// No key has this number: the packet is in the clear.
const CLEAR: [u8; 8] = [0; 8];

/// Says why a relay ended before the connection did.
#[derive(Debug, Error)]
pub(in crate::telegram) enum ShiftError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("the connection has a key that the session does not know")]
    UnknownKey,
    #[error("a packet is not encrypted with the key of the connection")]
    Foreign,
    #[error("a packet is none: {0}")]
    Malformed(#[from] Malformed),
    #[error("the system gives no random numbers")]
    NoRandomness,
    #[error("Telegram refuses the time of a message")]
    Refused,
}

/// Carries a connection of the client library to a data centre to its end; `find` gives the key with a number.
pub(in crate::telegram) async fn run<C, S>(
    client: C,
    server: S,
    clock: &MachineClock,
    dc: i32,
    find: impl FnOnce([u8; 8]) -> Option<Key>,
) -> Result<(), ShiftError>
where
    C: AsyncRead + AsyncWrite,
    S: AsyncRead + AsyncWrite,
{
    let (mut client_in, mut client_out) = tokio::io::split(client);
    let (mut server_in, mut server_out) = tokio::io::split(server);
    let Arrived::Packet { number, payload } = read(&mut client_in).await? else {
        return Ok(());
    };
    let first = payload.first_chunk::<8>().ok_or(ShiftError::Foreign)?;
    if *first == CLEAR {
        // They agree on a key, and the client library takes the time over with it: nothing is to be made up for.
        server_out.write_all(&framed(number, &payload)).await?;
        tokio::select! {
            up = tokio::io::copy(&mut client_in, &mut server_out) => up?,
            down = tokio::io::copy(&mut server_in, &mut client_out) => down?,
        };
        return Ok(());
    }
    let relay = Relay {
        key: find(*first).ok_or(ShiftError::UnknownKey)?,
        ahead: clock.ahead(),
        clock,
        dc,
        idle: AtomicBool::new(false),
    };
    tokio::select! {
        up = relay.up(client_in, server_out, (number, payload)) => up,
        down = relay.down(server_in, client_out) => down,
    }
}

/// Is one connection.
struct Relay<'a> {
    key: Key,
    ahead: i64,
    clock: &'a MachineClock,
    dc: i32,
    /// There is nothing to make up for, and Telegram answers: packets pass as they are.
    idle: AtomicBool,
}

impl Relay<'_> {
    async fn up<R, W>(
        &self,
        mut client: R,
        mut server: W,
        first: (u32, Vec<u8>),
    ) -> Result<(), ShiftError>
    where
        R: AsyncRead + Unpin,
        W: AsyncWrite + Unpin,
    {
        let (mut number, mut payload) = first;
        loop {
            if !self.idle.load(Ordering::Relaxed) {
                let plain = self.key.open(&payload, Author::Client);
                let plain = outgoing(&plain.ok_or(ShiftError::Foreign)?, self.ahead)?;
                let sealed = self.key.seal(plain, Author::Client);
                payload = sealed.ok_or(ShiftError::NoRandomness)?;
            }
            server.write_all(&framed(number, &payload)).await?;
            server.flush().await?;
            let Arrived::Packet {
                number: next,
                payload: rest,
            } = read(&mut client).await?
            else {
                return Ok(());
            };
            (number, payload) = (next, rest);
        }
    }

    async fn down<R, W>(&self, mut server: R, mut client: W) -> Result<(), ShiftError>
    where
        R: AsyncRead + Unpin,
        W: AsyncWrite + Unpin,
    {
        loop {
            let (number, mut payload) = match read(&mut server).await? {
                Arrived::Packet { number, payload } => (number, payload),
                Arrived::Error(code) => {
                    client.write_all(&code).await?;
                    tokio::io::copy(&mut server, &mut client).await?;
                    return Ok(());
                }
                Arrived::End => return Ok(()),
            };
            // Four bytes are the number of an error.
            if payload.len() > 4 && !self.idle.load(Ordering::Relaxed) {
                let plain = self.key.open(&payload, Author::Server);
                let heard = incoming(&plain.ok_or(ShiftError::Foreign)?, self.ahead)?;
                if let Some(time) = heard.refused_at {
                    self.clock.refused(self.dc, time);
                    return Err(ShiftError::Refused);
                }
                let sealed = self.key.seal(heard.plain, Author::Server);
                payload = sealed.ok_or(ShiftError::NoRandomness)?;
                if heard.answers && self.ahead == 0 {
                    self.idle.store(true, Ordering::Relaxed);
                }
            }
            client.write_all(&framed(number, &payload)).await?;
            client.flush().await?;
        }
    }
}
