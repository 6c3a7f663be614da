//! Listens on 127.0.0.1 for the client library and carries on through the proxy.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;
use tracing::{Instrument, debug, warn};

use super::relay::{self, Outcome};
use super::{ProxyError, ProxySettings};
use crate::telegram::observed::Activity;

/// Is the way through a proxy: one address on 127.0.0.1 for each data centre.
pub(in crate::telegram) struct Bridge {
    inner: Arc<Inner>,
    doors: Mutex<HashMap<(i32, SocketAddr), Door>>,
    activity: Activity,
}

struct Inner {
    proxy: ProxySettings,
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
    pub(in crate::telegram) fn new(proxy: ProxySettings, activity: &Activity) -> Self {
        Self {
            inner: Arc::new(Inner {
                proxy,
                problem: Mutex::default(),
                compact: AtomicBool::new(false),
            }),
            doors: Mutex::default(),
            activity: activity.clone(),
        }
    }

    pub(in crate::telegram) fn proxy(&self) -> &ProxySettings {
        &self.inner.proxy
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
        let result = match &self.proxy {
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
            Ok(Outcome::Silent) => self.note(Some(ProxyError::Silent {
                proxy: self.proxy.to_string(),
            })),
            Ok(Outcome::HungUp) => self.note(Some(ProxyError::HungUp {
                proxy: self.proxy.to_string(),
            })),
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
            debug!(proxy = %self.proxy, "the proxy works");
        }
        *last = problem;
    }

    fn problem(&self) -> std::sync::MutexGuard<'_, Option<ProxyError>> {
        self.problem.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Carries bytes both ways until one side ends.
async fn plain(mut client: TcpStream, mut server: TcpStream) {
    let (mut client_in, mut client_out) = client.split();
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
