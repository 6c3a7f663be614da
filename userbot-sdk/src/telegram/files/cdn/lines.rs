//! The connections to a data centre of the delivery network.
//!
//! They are not in the client library's pool, which asks each data centre for things that these refuse, and which
//! takes no other keys than Telegram's own.

use std::net::{SocketAddr, SocketAddrV4, SocketAddrV6};
use std::sync::{Arc, Mutex, PoisonError};

use grammers_mtproto::mtp;
use grammers_mtproto::transport::{self, Full};
use grammers_mtsender::{InvocationError, Sender, ServerAddr, connect_with_auth};
use grammers_session::Session as _;
use grammers_session::types::DcOption;
use grammers_tl_types as tl;
use tracing::debug;

use super::CdnError;
use super::exchange::agree;
use super::public_key::PublicKey;
use crate::telegram::proxy::Routed;
use crate::telegram::{CallError, Client, RpcError};

/// How many connections are kept for the next piece.
const MOST_IDLE: usize = 4;

type Line = Sender<Full, mtp::Encrypted>;
type Answer = Result<tl::enums::upload::CdnFile, InvocationError>;

/// Holds the connections to one data centre; they end with the download.
pub(super) struct Lines {
    dc: i32,
    idle: Mutex<Vec<Line>>,
}

/// Says what is missing for a connection.
#[derive(Clone, Copy)]
enum Wanted<'a> {
    /// A key, but not this one, which the data centre has forgotten.
    Key { but: Option<&'a [u8; 256]> },
    /// The address where it is now.
    Address,
}

impl Lines {
    pub(super) fn new(dc: i32) -> Self {
        Self {
            dc,
            idle: Mutex::default(),
        }
    }

    /// Asks for a piece.
    pub(super) async fn call(
        &self,
        client: &Client,
        request: &tl::functions::upload::GetCdnFile,
    ) -> Result<tl::enums::upload::CdnFile, CdnError> {
        while let Some(mut line) = self.take() {
            let answer = line.invoke(request).await;
            match self.done(line, answer) {
                Err(CdnError::Line(error)) => debug!(%error, "a connection that waited is dead"),
                other => return other,
            }
        }
        let known = self.option(client)?.and_then(|option| option.auth_key);
        let wanted = match known {
            None => Wanted::Key { but: None },
            Some(key) => match self.begin(client, key, request).await {
                Err(CdnError::Line(error)) => {
                    debug!(%error, dc = self.dc, "the delivery network is not as it was");
                    if forgotten(&error) {
                        Wanted::Key {
                            but: known.as_ref(),
                        }
                    } else {
                        Wanted::Address
                    }
                }
                other => return other,
            },
        };
        let key = self.prepare(client, wanted).await?;
        self.begin(client, key, request).await
    }

    /// Opens a connection, says who we are and asks for the first piece.
    async fn begin(
        &self,
        client: &Client,
        key: [u8; 256],
        request: &tl::functions::upload::GetCdnFile,
    ) -> Result<tl::enums::upload::CdnFile, CdnError> {
        let mut line = connect_with_auth(Full::new(), self.address(client)?, key)
            .await
            .map_err(InvocationError::Io)?;
        let device = client.device();
        let first = tl::functions::InvokeWithLayer {
            layer: tl::LAYER,
            query: tl::functions::InitConnection {
                api_id: client.api_id(),
                device_model: device.model.clone(),
                system_version: device.system_version.clone(),
                app_version: device.app_version.clone(),
                system_lang_code: device.language.clone(),
                lang_pack: String::new(),
                lang_code: device.language.clone(),
                proxy: None,
                params: None,
                query: request.clone(),
            },
        };
        let answer = line.invoke(&first).await;
        self.done(line, answer)
    }

    /// Keeps the connection for the next piece, when it is sound.
    fn done(&self, line: Line, answer: Answer) -> Result<tl::enums::upload::CdnFile, CdnError> {
        match answer {
            Ok(answer) => {
                self.keep(line);
                Ok(answer)
            }
            Err(InvocationError::Rpc(error)) => {
                self.keep(line);
                let error = RpcError::from_library(&error).with_method("upload.getCdnFile");
                Err(CdnError::Call(CallError::from(error)))
            }
            Err(error) => Err(CdnError::Line(error)),
        }
    }

    /// Finds out where the data centre is, and agrees on a key with it unless there is one; once for all downloads.
    async fn prepare(&self, client: &Client, wanted: Wanted<'_>) -> Result<[u8; 256], CdnError> {
        let _one = client.exchanging().lock().await;
        let kept = self.option(client)?.and_then(|option| option.auth_key);
        let kept = match (wanted, kept) {
            (Wanted::Key { but }, Some(key)) if but != Some(&key) => return Ok(key),
            (Wanted::Key { .. }, _) => None,
            (Wanted::Address, kept) => kept,
        };
        let mut option = self.look_up(client).await?;
        option.auth_key = kept;
        store(client, &option).await?;
        if let Some(key) = kept {
            return Ok(key);
        }
        let keys = self.public_keys(client).await?;
        let mut line = Sender::connect(Full::new(), mtp::Plain::new(), self.address(client)?)
            .await
            .map_err(InvocationError::Io)?;
        let key = agree(&mut line, &keys, client.activity()).await?;
        option.auth_key = Some(key);
        store(client, &option).await?;
        Ok(key)
    }

    async fn public_keys(&self, client: &Client) -> Result<Vec<PublicKey>, CdnError> {
        let tl::enums::CdnConfig::Config(config) =
            client.invoke(&tl::functions::help::GetCdnConfig {}).await?;
        let keys: Vec<PublicKey> = config
            .public_keys
            .iter()
            .map(|tl::enums::CdnPublicKey::Key(key)| key)
            .filter(|key| key.dc_id == self.dc)
            .filter_map(|key| PublicKey::from_pem(&key.public_key))
            .collect();
        if keys.is_empty() {
            return Err(CdnError::Unknown(self.dc));
        }
        Ok(keys)
    }

    async fn look_up(&self, client: &Client) -> Result<DcOption, CdnError> {
        let tl::enums::Config::Config(config) =
            client.invoke(&tl::functions::help::GetConfig {}).await?;
        let (mut four, mut six) = (None, None);
        for tl::enums::DcOption::Option(option) in &config.dc_options {
            let usable = option.cdn && option.id == self.dc && !option.tcpo_only;
            let Some(port) = u16::try_from(option.port).ok().filter(|_| usable) else {
                continue;
            };
            if option.ipv6 {
                let address = option.ip_address.parse().ok();
                six = six.or(address.map(|address| SocketAddrV6::new(address, port, 0, 0)));
            } else {
                let address = option.ip_address.parse().ok();
                four = four.or(address.map(|address| SocketAddrV4::new(address, port)));
            }
        }
        let ipv4 = four.ok_or(CdnError::Unknown(self.dc))?;
        Ok(DcOption {
            id: self.dc,
            ipv4,
            ipv6: six.unwrap_or_else(|| {
                SocketAddrV6::new(ipv4.ip().to_ipv6_mapped(), ipv4.port(), 0, 0)
            }),
            auth_key: None,
        })
    }

    fn option(&self, client: &Client) -> Result<Option<DcOption>, CdnError> {
        let option = client.session().dc_option(self.dc);
        Ok(option.map_err(CallError::Session)?)
    }

    /// The address to connect to: through the bridge, when that is needed.
    fn address(&self, client: &Client) -> Result<ServerAddr, CdnError> {
        let bridge = client.bridge().cloned();
        let bridge = bridge.filter(|bridge| bridge.is_needed(self.dc));
        let ipv6 = client.ipv6() && bridge.is_none();
        let routed = Routed {
            session: Arc::clone(client.session()),
            bridge,
            ipv6: client.ipv6(),
        };
        let option = routed.dc_option(self.dc).map_err(CallError::Session)?;
        let option = option.ok_or(CdnError::Unknown(self.dc))?;
        let address = if ipv6 {
            SocketAddr::V6(option.ipv6)
        } else {
            SocketAddr::V4(option.ipv4)
        };
        Ok(ServerAddr::Tcp { address })
    }

    fn take(&self) -> Option<Line> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.pop()
    }

    fn keep(&self, line: Line) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MOST_IDLE {
            idle.push(line);
        }
    }
}

async fn store(client: &Client, option: &DcOption) -> Result<(), CdnError> {
    let stored = client.session().set_dc_option(option).await;
    Ok(stored.map_err(CallError::Session)?)
}

/// Tells whether the data centre does not know our key any more.
fn forgotten(error: &InvocationError) -> bool {
    matches!(
        error,
        InvocationError::Transport(transport::Error::BadStatus { status: 404 })
    )
}
