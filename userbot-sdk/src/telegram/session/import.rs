//! Logins that come from other programs, or go to them.

use std::net::{SocketAddr, SocketAddrV4};

use super::store::{Account, Batch};
use super::string::StringSession;
use super::{Session, SessionError};
use crate::telegram::{Peer, PeerId};

impl Session {
    /// Tells whether there is a key for the account's data centre.
    pub(crate) fn has_key(&self) -> bool {
        let state = self.read();
        state
            .dc_options
            .get(&state.home_dc)
            .is_some_and(|option| option.auth_key.is_some())
    }

    /// Takes over the login of another program. It is on the disk when this returns.
    ///
    /// Ask [`login::current`](crate::telegram::login::current) next: it learns from Telegram whose
    /// login it is. The other program must not go on using it: two programs with one login make
    /// Telegram end it.
    ///
    /// # Errors
    ///
    /// [`SessionError::NotEmpty`] when somebody is logged in here already, and what the disk says.
    pub async fn import(&self, login: &StringSession) -> Result<(), SessionError> {
        let batch = {
            let mut state = self.write();
            if state.me.is_some() {
                return Err(SessionError::NotEmpty);
            }
            let dc = login.dc();
            let Some(mut option) = state.dc_options.get(&dc).cloned() else {
                return Err(SessionError::UnknownCentre(dc));
            };
            match login.address() {
                Some(SocketAddr::V4(address)) => option.ipv4 = address,
                Some(SocketAddr::V6(address)) => option.ipv6 = address,
                None => {}
            }
            option.auth_key = Some(*login.key());
            state.home_dc = dc;
            state.dc_options.insert(dc, option.clone());
            let me = login.user_id().map(|id| {
                let mut data = Peer::unknown(PeerId::User(id)).data().clone();
                data.flags.is_self = true;
                if login.is_bot() == Some(true) {
                    data.kind = crate::telegram::PeerKind::Bot;
                }
                Peer::new(data)
            });
            if let Some(me) = &me {
                state.me = Some(me.id());
                state.insert(me.clone());
            }
            Batch {
                home_dc: Some(dc),
                dc_options: vec![option],
                peers: me.iter().map(|me| me.data().clone()).collect(),
                updates: None,
                me: Some(Account(me.map(|me| me.id().bare()))),
            }
        };
        self.save(batch).await
    }

    /// Returns the login in the form in which it can be handed to another program.
    ///
    /// Whoever gets it has the whole account, without a code and without the password. Stop using
    /// this session before the other program starts: two programs with one login make Telegram
    /// end it.
    ///
    /// # Errors
    ///
    /// [`SessionError::NoLogin`] when nobody is logged in.
    pub fn export(&self) -> Result<StringSession, SessionError> {
        let state = self.read();
        let me = state.me.ok_or(SessionError::NoLogin)?;
        let option = state
            .dc_options
            .get(&state.home_dc)
            .ok_or(SessionError::NoLogin)?;
        let key = option.auth_key.ok_or(SessionError::NoLogin)?;
        let bot = state.peers.get(me).is_some_and(Peer::is_bot);
        let address = SocketAddrV4::new(*option.ipv4.ip(), option.ipv4.port());
        Ok(StringSession::new(
            option.id,
            address.into(),
            key,
            Some((me.bare(), bot)),
        ))
    }
}
