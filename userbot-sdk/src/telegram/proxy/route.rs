//! Gives the client library the addresses that lead through the bridge.

use std::net::{Ipv6Addr, SocketAddr, SocketAddrV6};
use std::sync::Arc;

use grammers_session::types::{DcOption, PeerId, PeerInfo, UpdateState, UpdatesState};
use grammers_session::{BoxFuture, Session as LibrarySession};

use super::Bridge;
use crate::telegram::{Session, SessionError};

/// Is the session as the client library sees it.
///
/// Without a bridge it is the session itself. With one, each address is one of the bridge.
pub(in crate::telegram) struct Routed {
    pub(in crate::telegram) session: Arc<Session>,
    pub(in crate::telegram) bridge: Option<Arc<Bridge>>,
    /// Data centres are reached over IPv6 by the proxy.
    pub(in crate::telegram) ipv6: bool,
}

impl LibrarySession for Routed {
    type Error = SessionError;

    fn home_dc_id(&self) -> Result<i32, SessionError> {
        self.session.home_dc_id()
    }

    fn set_home_dc_id(&self, dc_id: i32) -> BoxFuture<'_, Result<(), SessionError>> {
        self.session.set_home_dc_id(dc_id)
    }

    fn dc_option(&self, dc_id: i32) -> Result<Option<DcOption>, SessionError> {
        let Some(mut option) = self.session.dc_option(dc_id)? else {
            return Ok(None);
        };
        if let Some(bridge) = &self.bridge {
            let target = if self.ipv6 {
                SocketAddr::V6(option.ipv6)
            } else {
                SocketAddr::V4(option.ipv4)
            };
            // Never the real address: it would go around the proxy.
            let door = bridge.door(dc_id, target).map_err(SessionError::Bridge)?;
            option.ipv4 = door;
            option.ipv6 = SocketAddrV6::new(Ipv6Addr::LOCALHOST, door.port(), 0, 0);
        }
        Ok(Some(option))
    }

    fn set_dc_option(&self, dc_option: &DcOption) -> BoxFuture<'_, Result<(), SessionError>> {
        let mut option = dc_option.clone();
        // What comes back with an address of the bridge brings a key, and no address.
        if let Some(bridge) = &self.bridge
            && bridge.target(option.ipv4).is_some()
        {
            match self.session.dc_option(option.id) {
                Ok(Some(known)) => (option.ipv4, option.ipv6) = (known.ipv4, known.ipv6),
                Ok(None) => return Box::pin(async { Ok(()) }),
                Err(error) => return Box::pin(async { Err(error) }),
            }
        }
        Box::pin(async move { self.session.set_dc_option(&option).await })
    }

    fn peer(&self, peer: PeerId) -> BoxFuture<'_, Result<Option<PeerInfo>, SessionError>> {
        self.session.peer(peer)
    }

    fn cache_peer(&self, peer: PeerInfo) -> BoxFuture<'_, Result<(), SessionError>> {
        self.session.cache_peer(peer)
    }

    fn cache_peers(&self, peers: Vec<PeerInfo>) -> BoxFuture<'_, Result<(), SessionError>> {
        self.session.cache_peers(peers)
    }

    fn updates_state(&self) -> BoxFuture<'_, Result<UpdatesState, SessionError>> {
        self.session.updates_state()
    }

    fn set_update_state(&self, update: UpdateState) -> BoxFuture<'_, Result<(), SessionError>> {
        self.session.set_update_state(update)
    }
}
