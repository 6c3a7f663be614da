//! Listens on 127.0.0.1 for the client library and carries on, through the proxy if there is one.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use grammers_session::Session as _;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;
use tracing::{Instrument, debug, warn};

use super::relay::{self, Outcome};
use super::{ProxyError, ProxySettings};
use crate::telegram::Session;
use crate::telegram::clock::{Key, MachineClock, ShiftError, shift};
use crate::telegram::observed::Activity;

/// How many bytes may be on their way between the relay for the clock and the proxy.
const BETWEEN: usize = 64 << 10;

/// Is the way through a proxy, or through the relay for a wrong clock: one address on 127.0.0.1 for each data centre.
pub(in crate::telegram) struct Bridge {
    inner: Arc<Inner>,
    doors: Mutex<HashMap<(i32, SocketAddr), Door>>,
    activity: Activity,
}

struct Inner {
    proxy: Option<ProxySettings>,
    clock: Arc<MachineClock>,
    /// Knows the keys.
    session: Arc<Session>,
    /// Why the last connection failed; `None` after one that did not.
    problem: Mutex<Option<ProxyError>>,
    /// The proxy takes hellos of the older shape only.
    compact: AtomicBool,
}

struct Door {
    address: SocketAddrV4,
    task: AbortHandle,
}

impl Drop for Door {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Bridge {
    pub(in crate::telegram) fn new(
        proxy: Option<ProxySettings>,
        clock: Arc<MachineClock>,
        session: Arc<Session>,
        activity: &Activity,
    ) -> Self {
        Self {
            inner: Arc::new(Inner {
                proxy,
                clock,
                session,
                problem: Mutex::default(),
                compact: AtomicBool::new(false),
            }),
            doors: Mutex::default(),
            activity: activity.clone(),
        }
    }

    pub(in crate::telegram) fn proxy(&self) -> Option<&ProxySettings> {
        self.inner.proxy.as_ref()
    }

    /// Tells whether the way to a data centre leads through here now.
    pub(in crate::telegram) fn is_needed(&self, dc: i32) -> bool {
        self.inner.proxy.is_some() || self.inner.clock.is_relayed(dc)
    }

    /// Returns why the last connection failed.
    pub(in crate::telegram) fn problem(&self) -> Option<ProxyError> {
        self.inner.problem().clone()
    }

    /// Returns the address that leads to a data centre. Must be called inside a runtime.
    pub(super) fn door(&self, dc: i32, target: SocketAddr) -> io::Result<SocketAddrV4> {
        let mut doors = self.doors.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(door) = doors.get(&(dc, target))
            && !door.task.is_finished()
        {
            return Ok(door.address);
        }
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let listener = TcpListener::from_std(listener)?;
        let address = SocketAddrV4::new(Ipv4Addr::LOCALHOST, listener.local_addr()?.port());
        let (inner, activity) = (Arc::clone(&self.inner), self.activity.clone());
        let task = self.activity.spawn(async move {
            // Those that are open end with the door.
            let mut open = tokio::task::JoinSet::new();
            loop {
                tokio::select! {
                    accepted = listener.accept() => match accepted {
                        Ok((stream, _)) => {
                            let carried = Arc::clone(&inner).carry(stream, dc, target);
                            open.spawn(activity.observe(carried.in_current_span()));
                        }
                        Err(error) => debug!(%error, "the bridge takes no connection"),
                    },
                    Some(_) = open.join_next() => {}
                }
            }
        });
        let task = task.abort_handle();
        doors.insert((dc, target), Door { address, task });
        Ok(address)
    }

    /// Returns the real address of a data centre when this one is a door to it.
    pub(super) fn target(&self, address: SocketAddrV4) -> Option<SocketAddr> {
        let doors = self.doors.lock().unwrap_or_else(PoisonError::into_inner);
        doors
            .iter()
            .find(|(_, door)| door.address == address)
            .map(|((_, target), _)| *target)
    }
}

impl Inner {
    async fn carry(self: Arc<Self>, client: TcpStream, dc: i32, target: SocketAddr) {
        let _ = client.set_nodelay(true);
        if !self.clock.is_relayed(dc) {
            return self.go_on(client, dc, target).await;
        }
        let (near, far) = tokio::io::duplex(BETWEEN);
        let relay = shift(client, near, &self.clock, dc, |number| self.key(dc, number));
        // Each ends when the other side of the pipe is gone.
        let (end, ()) = tokio::join!(relay, self.go_on(far, dc, target));
        match end {
            Ok(()) => {}
            // That happens whenever one side goes.
            Err(ShiftError::Io(error)) => debug!(dc, %error, "a connection broke"),
            Err(reason) => warn!(dc, "a connection is closed: {reason}"),
        }
    }

    /// Returns the key of a data centre, when it has this number.
    fn key(&self, dc: i32, number: [u8; 8]) -> Option<Key> {
        let option = self.session.dc_option(dc).ok()??;
        let key = Key::new(option.auth_key?);
        (key.number() == number).then_some(key)
    }

    /// Carries a connection on to the data centre.
    async fn go_on<C: AsyncRead + AsyncWrite>(&self, client: C, dc: i32, target: SocketAddr) {
        let Some(proxy) = &self.proxy else {
            return straight(client, dc, target).await;
        };
        let name = || proxy.to_string();
        let result = match proxy {
            ProxySettings::Socks5(proxy) => match proxy.dial(target).await {
                Ok(server) => {
                    self.note(None);
                    plain(client, server).await;
                    return;
                }
                Err(error) => Err(error),
            },
            ProxySettings::MtProxy(proxy) => relay::run(client, proxy, dc, &self.compact).await,
        };
        match result {
            Ok(Outcome::Ended) => self.note(None),
            Ok(Outcome::Unknown) => {}
            Ok(Outcome::Silent) => self.note(Some(ProxyError::Silent { proxy: name() })),
            Ok(Outcome::HungUp) => self.note(Some(ProxyError::HungUp { proxy: name() })),
            Err(error) => self.note(Some(error)),
        }
    }

    /// Keeps what happened last; the same trouble is told once.
    fn note(&self, problem: Option<ProxyError>) {
        let mut last = self.problem();
        if *last == problem {
            return;
        }
        if let Some(problem) = &problem {
            warn!("{problem}");
        } else {
            debug!("the proxy works");
        }
        *last = problem;
    }

    fn problem(&self) -> std::sync::MutexGuard<'_, Option<ProxyError>> {
        self.problem.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Carries a connection on without a proxy.
async fn straight<C: AsyncRead + AsyncWrite>(client: C, dc: i32, target: SocketAddr) {
    match TcpStream::connect(target).await {
        Ok(server) => {
            let _ = server.set_nodelay(true);
            plain(client, server).await;
        }
        // The client library sees that its connection ends.
        Err(error) => debug!(dc, %error, "the data centre cannot be reached"),
    }
}

/// Carries bytes both ways until one side ends.
async fn plain<C: AsyncRead + AsyncWrite>(client: C, mut server: TcpStream) {
    let (mut client_in, mut client_out) = tokio::io::split(client);
    let (mut server_in, mut server_out) = server.split();
    // How it ended shows on both sides by itself.
    let _ = tokio::select! {
        up = tokio::io::copy(&mut client_in, &mut server_out) => up,
        down = tokio::io::copy(&mut server_in, &mut client_out) => down,
    };
}

impl fmt::Debug for Bridge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bridge")
            .field("proxy", &self.inner.proxy)
            .finish_non_exhaustive()
    }
}
