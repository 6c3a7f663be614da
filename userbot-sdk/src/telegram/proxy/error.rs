//! What can go wrong with a proxy.

use std::io;

/// Is why a text is no proxy. The text itself is never repeated in it: it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProxyLinkError {
    /// It is no link to a proxy.
    #[error(
        "this is no proxy: write socks5://user:password@host:port, or a link such as \
         https://t.me/proxy?server=…&port=…&secret=…"
    )]
    Unknown,
    /// The server is missing or cannot be a name or an address.
    #[error("the server of the proxy is missing or is no name or address")]
    Server,
    /// The port is missing or is no number from 1 to 65535.
    #[error("the port of the proxy is missing or is no number from 1 to 65535")]
    Port,
    /// The user name or password is longer than 255 bytes, which SOCKS5 cannot send.
    #[error("the user name or password of the proxy is too long, or one of the two is missing")]
    Credentials,
    /// The secret of an MTProxy is missing or damaged.
    #[error(
        "the secret of the MTProxy is missing or damaged: it is 32 hexadecimal digits, or begins \
         with dd or ee, or is the same in base64"
    )]
    Secret,
}

/// Is why a connection through a proxy does not come about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProxyError {
    /// The proxy cannot be reached.
    #[error("the proxy {proxy} cannot be reached: {reason}")]
    Unreachable {
        /// The proxy, without its secrets.
        proxy: String,
        /// Why.
        reason: String,
    },
    /// The proxy accepts the connection and says nothing.
    #[error("the proxy {proxy} does not answer")]
    Silent {
        /// The proxy, without its secrets.
        proxy: String,
    },
    /// The proxy does not accept the user name and password.
    #[error("the proxy {proxy} does not accept the user name and password")]
    Credentials {
        /// The proxy, without its secrets.
        proxy: String,
    },
    /// The proxy refuses to connect to Telegram.
    #[error("the proxy {proxy} does not connect to the target: {reason}")]
    Refused {
        /// The proxy, without its secrets.
        proxy: String,
        /// What it says.
        reason: String,
    },
    /// The proxy hangs up before anything of Telegram arrives: mostly the secret is wrong.
    #[error("the proxy {proxy} hangs up; the secret may be wrong, or the proxy is overloaded")]
    HungUp {
        /// The proxy, without its secrets.
        proxy: String,
    },
    /// The server behind a fake TLS connection does not know the secret, or does not take the time of this machine: it
    /// lets nobody in whose clock is ahead by more than some seconds.
    #[error(
        "the server at {proxy} does not know this secret, or finds this machine's clock wrong; it may be no MTProxy at all"
    )]
    WrongSecret {
        /// The proxy, without its secrets.
        proxy: String,
    },
    /// What the proxy sends is not what it should be.
    #[error("the proxy {proxy} sends something that makes no sense: {reason}")]
    Protocol {
        /// The proxy, without its secrets.
        proxy: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The proxy takes nobody but Telegram's data centres.
    #[error("the proxy {proxy} is an MTProxy, which leads to Telegram alone")]
    OnlyTelegram {
        /// The proxy, without its secrets.
        proxy: String,
    },
}

impl ProxyError {
    /// Returns the proxy, without its secrets.
    pub fn proxy(&self) -> &str {
        match self {
            Self::Unreachable { proxy, .. }
            | Self::Silent { proxy }
            | Self::Credentials { proxy }
            | Self::Refused { proxy, .. }
            | Self::HungUp { proxy }
            | Self::WrongSecret { proxy }
            | Self::Protocol { proxy, .. }
            | Self::OnlyTelegram { proxy } => proxy,
        }
    }
}

impl From<ProxyError> for io::Error {
    fn from(error: ProxyError) -> Self {
        Self::other(error)
    }
}
