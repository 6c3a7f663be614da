//! A world on the wire: a data centre that clients connect to, and the login of a user in it.

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::sync::{Arc, PoisonError};

use grammers_session::SessionData;
use grammers_session::types::{DcOption, PeerAuth, PeerId, PeerInfo};
use grammers_tl_types::enums::Updates;

use super::{PushSink, User, World};
use crate::server::{Reply, Server, ServerConfig, WeakServer};

/// Sends what the world pushes over the wire. It does not keep the server alive.
struct Wire(WeakServer);

impl PushSink for Wire {
    fn push(&self, key_id: i64, updates: &Updates, except: Option<i64>) {
        if let Some(server) = self.0.upgrade() {
            server.push(key_id, updates, except);
        }
    }

    fn answer(&self, key_id: i64, session_id: i64, msg_id: i64, reply: Reply) {
        if let Some(server) = self.0.upgrade() {
            server.answer(key_id, session_id, msg_id, reply);
        }
    }
}

impl World {
    /// Starts a data centre that serves this world, or returns the one that already does.
    ///
    /// It runs on the current runtime, and stops when the last handle to it is dropped.
    ///
    /// # Errors
    ///
    /// The address cannot be listened on.
    pub async fn serve(&self, config: ServerConfig) -> io::Result<Server> {
        let running = self
            .server
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some(server) = running.and_then(|weak| weak.upgrade()) {
            return Ok(server);
        }
        let server = Server::start(config, Arc::new(self.clone())).await?;
        self.data_centre(server.dc_id(), server.addr());
        self.attach(Arc::new(Wire(server.downgrade())));
        *self.server.lock().unwrap_or_else(PoisonError::into_inner) = Some(server.downgrade());
        Ok(server)
    }

    /// Starts another data centre for this world, beside the one that accounts live in.
    ///
    /// Files can be in it ([`World::keep_files_in`]). It does not push updates. It stops when the last handle to
    /// it is dropped.
    ///
    /// # Errors
    ///
    /// The address cannot be listened on.
    pub async fn serve_centre(&self, config: ServerConfig) -> io::Result<Server> {
        let server = Server::start(config, Arc::new(self.clone())).await?;
        self.centre(server.dc_id(), server.addr(), false);
        Ok(server)
    }

    /// Starts a data centre of the content delivery network, which serves nothing but copies of files
    /// ([`Message::put_on_cdn`](super::Message::put_on_cdn)).
    ///
    /// # Errors
    ///
    /// The address cannot be listened on.
    pub async fn serve_cdn(&self, config: ServerConfig) -> io::Result<Server> {
        let config = config.key_exchange(true);
        let server = Server::start(config, Arc::new(self.clone())).await?;
        self.centre(server.dc_id(), server.addr(), true);
        Ok(server)
    }

    /// Makes a key known to another data centre, with which nobody is signed in there, and returns where and how a
    /// session reaches that data centre.
    pub fn introduce(&self, server: &Server, user: &User, device: u64) -> DcOption {
        let number = u64::from(server.dc_id().unsigned_abs());
        let key = auth_key(device ^ (number << 40), user.id());
        server.add_key(key);
        dc_option(server, key)
    }

    /// Signs a user in with a new key, and returns what a client's session needs to be that user.
    ///
    /// The key is always the same for the same user and `device`, so that a session can be
    /// started again.
    pub fn login(&self, server: &Server, user: &User, device: u64) -> SessionData {
        let key = auth_key(device, user.id());
        let key_id = server.add_key(key);
        if self.signed_in(key_id).is_none() {
            self.sign_in(key_id, user);
        }
        let option = dc_option(server, key);
        let me = PeerInfo::User {
            id: user.id(),
            auth: Some(PeerAuth::from_hash(user.access_hash_of(user))),
            bot: Some(user.is_bot()),
            is_self: Some(true),
        };
        SessionData {
            home_dc: server.dc_id(),
            dc_options: HashMap::from([(server.dc_id(), option)]),
            peer_infos: HashMap::from([(PeerId::self_user(), me)]),
            ..SessionData::default()
        }
    }
}

fn dc_option(server: &Server, key: [u8; 256]) -> DcOption {
    let ipv4 = match server.addr() {
        SocketAddr::V4(address) => address,
        SocketAddr::V6(address) => SocketAddrV4::new(Ipv4Addr::LOCALHOST, address.port()),
    };
    DcOption {
        id: server.dc_id(),
        ipv4,
        ipv6: SocketAddrV6::new(Ipv6Addr::LOCALHOST, ipv4.port(), 0, 0),
        auth_key: Some(key),
    }
}

/// Makes a key that no other user and device has.
fn auth_key(device: u64, user: i64) -> [u8; 256] {
    let mut state = device.rotate_left(32) ^ user.cast_unsigned();
    std::array::from_fn(|_| {
        // SplitMix64, https://prng.di.unimi.it/splitmix64.c
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed.to_be_bytes()[0]
    })
}
