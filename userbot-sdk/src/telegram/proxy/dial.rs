//! Connections through a proxy.

use std::io;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_socks::tcp::Socks5Stream;
use tokio_socks::{Error as SocksError, IntoTargetAddr};

use super::{ProxyError, ProxySettings, Socks5Proxy};

/// So long the proxy may take until it is reached, and again until it lets somebody through.
const PATIENCE: Duration = Duration::from_secs(15);

impl ProxySettings {
    /// Connects to a server through the proxy; the proxy looks the name up.
    ///
    /// It is for modules that speak a protocol of their own. For HTTP give
    /// [`http_url`](ProxySettings::http_url) to your library.
    ///
    /// # Errors
    ///
    /// See [`ProxyError`]; [`ProxyError::OnlyTelegram`] for an MTProxy.
    pub async fn dial(&self, host: &str, port: u16) -> Result<TcpStream, ProxyError> {
        match self {
            Self::Socks5(proxy) => proxy.dial((host, port)).await,
            Self::MtProxy(_) => Err(ProxyError::OnlyTelegram {
                proxy: self.to_string(),
            }),
        }
    }

    /// Connects to the proxy itself.
    pub(super) async fn reach(&self) -> Result<TcpStream, ProxyError> {
        let proxy = || self.to_string();
        let stream = match timeout(PATIENCE, TcpStream::connect((self.server(), self.port()))).await
        {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => {
                return Err(ProxyError::Unreachable {
                    proxy: proxy(),
                    reason: error.to_string(),
                });
            }
            Err(_) => {
                return Err(ProxyError::Unreachable {
                    proxy: proxy(),
                    reason: "it does not answer".to_owned(),
                });
            }
        };
        // Small packets must not wait for each other; a socket that cannot do that still works.
        let _ = stream.set_nodelay(true);
        Ok(stream)
    }
}

impl Socks5Proxy {
    /// Connects to a server through the proxy.
    pub(super) async fn dial(
        &self,
        target: impl IntoTargetAddr<'_>,
    ) -> Result<TcpStream, ProxyError> {
        let settings = ProxySettings::Socks5(self.clone());
        let proxy = || settings.to_string();
        let socket = settings.reach().await?;
        let handshake = async {
            match self.credentials() {
                Some((user, password)) => {
                    Socks5Stream::connect_with_password_and_socket(socket, target, user, password)
                        .await
                }
                None => Socks5Stream::connect_with_socket(socket, target).await,
            }
        };
        let error = match timeout(PATIENCE, handshake).await {
            Ok(Ok(stream)) => return Ok(stream.into_inner()),
            Ok(Err(error)) => error,
            Err(_) => return Err(ProxyError::Silent { proxy: proxy() }),
        };
        Err(match error {
            SocksError::PasswordAuthFailure(_)
            | SocksError::NoAcceptableAuthMethods
            | SocksError::AuthorizationRequired => ProxyError::Credentials { proxy: proxy() },
            SocksError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                ProxyError::HungUp { proxy: proxy() }
            }
            SocksError::Io(error) => ProxyError::Unreachable {
                proxy: proxy(),
                reason: error.to_string(),
            },
            SocksError::InvalidResponseVersion
            | SocksError::UnknownAuthMethod
            | SocksError::UnknownAddressType => ProxyError::Protocol {
                proxy: proxy(),
                reason: "it does not speak SOCKS5",
            },
            other => ProxyError::Refused {
                proxy: proxy(),
                reason: other.to_string(),
            },
        })
    }
}
