//! Which proxy, and the links that say so.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};

use super::{MtProxySecret, ProxyLinkError};

/// What is written as it is in a user name or password.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// The hosts of Telegram's links.
const HOSTS: [&str; 3] = ["t.me", "telegram.me", "telegram.dog"];

/// Says through which proxy Telegram is reached.
///
/// Read one with `parse`: it takes `socks5://user:password@host:port`, and Telegram's links
/// (`https://t.me/proxy?…`, `https://t.me/socks?…`, `tg://proxy?…`, `tg://socks?…`). `Debug` and
/// `Display` print no password and no secret.
///
/// # Examples
///
/// ```
/// use userbot_sdk::telegram::ProxySettings;
///
/// let proxy: ProxySettings = "tg://socks?server=proxy.example.org&port=1080&user=ann&pass=s3cret".parse()?;
/// assert_eq!(proxy.to_string(), "SOCKS5 proxy.example.org:1080");
/// assert!(!format!("{proxy:?}").contains("s3cret"));
///
/// let proxy: ProxySettings =
///     "https://t.me/proxy?server=1.2.3.4&port=443&secret=dd000102030405060708090a0b0c0d0e0f".parse()?;
/// assert_eq!(proxy.to_string(), "MTProxy 1.2.3.4:443");
/// assert!(proxy.http_url().is_none());
/// # Ok::<(), userbot_sdk::telegram::ProxyLinkError>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum ProxySettings {
    /// A SOCKS5 server.
    Socks5(Socks5Proxy),
    /// An MTProxy, which leads to Telegram alone.
    MtProxy(MtProxy),
}

/// Is a SOCKS5 server.
#[derive(Debug, Clone)]
pub struct Socks5Proxy {
    server: String,
    port: u16,
    login: Option<(String, SecretString)>,
}

/// Is an MTProxy.
#[derive(Debug, Clone)]
pub struct MtProxy {
    server: String,
    port: u16,
    secret: MtProxySecret,
}

impl Socks5Proxy {
    /// Makes one without a password.
    ///
    /// # Errors
    ///
    /// [`ProxyLinkError::Server`] and [`ProxyLinkError::Port`].
    pub fn new(server: &str, port: u16) -> Result<Self, ProxyLinkError> {
        Ok(Self {
            server: checked_server(server)?,
            port: checked_port(port)?,
            login: None,
        })
    }

    /// Sets the user name and password.
    ///
    /// # Errors
    ///
    /// [`ProxyLinkError::Credentials`] when one of them is empty or has more than 255 bytes.
    pub fn login(
        mut self,
        user: impl Into<String>,
        password: impl Into<SecretString>,
    ) -> Result<Self, ProxyLinkError> {
        let (user, password) = (user.into(), password.into());
        let fits = |text: &str| (1..=255).contains(&text.len());
        if !fits(&user) || !fits(password.expose_secret()) {
            return Err(ProxyLinkError::Credentials);
        }
        self.login = Some((user, password));
        Ok(self)
    }

    /// Returns the server.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// Returns the port.
    pub fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn credentials(&self) -> Option<(&str, &str)> {
        let (user, password) = self.login.as_ref()?;
        Some((user, password.expose_secret()))
    }
}

impl MtProxy {
    /// Makes one.
    ///
    /// # Errors
    ///
    /// [`ProxyLinkError::Server`] and [`ProxyLinkError::Port`].
    pub fn new(server: &str, port: u16, secret: MtProxySecret) -> Result<Self, ProxyLinkError> {
        Ok(Self {
            server: checked_server(server)?,
            port: checked_port(port)?,
            secret,
        })
    }

    /// Returns the server.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// Returns the port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns the secret.
    pub fn secret(&self) -> &MtProxySecret {
        &self.secret
    }
}

impl ProxySettings {
    /// Returns the server.
    pub fn server(&self) -> &str {
        match self {
            Self::Socks5(proxy) => &proxy.server,
            Self::MtProxy(proxy) => &proxy.server,
        }
    }

    /// Returns the port.
    pub fn port(&self) -> u16 {
        match self {
            Self::Socks5(proxy) => proxy.port,
            Self::MtProxy(proxy) => proxy.port,
        }
    }

    /// Returns the proxy as HTTP libraries take it (`socks5h://user:password@host:port`), for
    /// modules that ask other servers; `None` for an MTProxy, which leads to Telegram alone.
    ///
    /// With `reqwest`: `Proxy::all(url.expose_secret())`. Names are looked up by the proxy.
    pub fn http_url(&self) -> Option<SecretString> {
        let Self::Socks5(proxy) = self else {
            return None;
        };
        Some(proxy.url("socks5h").into())
    }

    /// Returns the link of Telegram for this proxy. It holds the password or the secret.
    pub fn link(&self) -> SecretString {
        self.written(false).into()
    }

    /// Returns the link with `***` in the place of the password or the secret.
    pub(crate) fn hidden_link(&self) -> String {
        self.written(true)
    }

    fn written(&self, hidden: bool) -> String {
        let shown = |secret: &str| {
            if hidden {
                "***".to_owned()
            } else {
                secret.to_owned()
            }
        };
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("server", self.server());
        query.append_pair("port", &self.port().to_string());
        let kind = match self {
            Self::Socks5(proxy) => {
                if let Some((user, password)) = proxy.credentials() {
                    query.append_pair("user", user);
                    query.append_pair("pass", &shown(password));
                }
                "socks"
            }
            Self::MtProxy(proxy) => {
                query.append_pair("secret", &shown(&proxy.secret.reveal()));
                "proxy"
            }
        };
        format!("https://t.me/{kind}?{}", query.finish())
    }
}

impl PartialEq for ProxySettings {
    /// Compares the secrets too; the time that it takes is not hidden.
    fn eq(&self, other: &Self) -> bool {
        self.link().expose_secret() == other.link().expose_secret()
    }
}

impl Eq for ProxySettings {}

impl Socks5Proxy {
    fn url(&self, scheme: &str) -> String {
        let login = match self.credentials() {
            Some((user, password)) => format!(
                "{}:{}@",
                utf8_percent_encode(user, KEPT),
                utf8_percent_encode(password, KEPT)
            ),
            None => String::new(),
        };
        format!("{scheme}://{login}{}", place(&self.server, self.port))
    }
}

impl fmt::Display for ProxySettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Socks5(_) => "SOCKS5",
            Self::MtProxy(_) => "MTProxy",
        };
        write!(f, "{kind} {}", place(self.server(), self.port()))
    }
}

impl FromStr for ProxySettings {
    type Err = ProxyLinkError;

    fn from_str(text: &str) -> Result<Self, ProxyLinkError> {
        let text = text.trim();
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
            // `tg:proxy?…` is a link too, and people leave the scheme of t.me out.
            None => match text.split_once(':') {
                Some((scheme, rest)) if scheme.eq_ignore_ascii_case("tg") => {
                    ("tg".to_owned(), rest)
                }
                _ => ("https".to_owned(), text),
            },
        };
        match scheme.as_str() {
            "socks5" | "socks5h" => of_url(rest),
            "tg" => of_link(rest),
            "http" | "https" => {
                let (host, rest) = rest.split_once('/').ok_or(ProxyLinkError::Unknown)?;
                let host = host.to_ascii_lowercase();
                let host = host.strip_prefix("www.").unwrap_or(&host);
                if HOSTS.contains(&host) {
                    of_link(rest)
                } else {
                    Err(ProxyLinkError::Unknown)
                }
            }
            _ => Err(ProxyLinkError::Unknown),
        }
    }
}

/// Reads `user:password@host:port`.
fn of_url(text: &str) -> Result<ProxySettings, ProxyLinkError> {
    let text = text.split(['?', '#']).next().unwrap_or_default();
    let text = text.strip_suffix('/').unwrap_or(text);
    let (login, place) = match text.rsplit_once('@') {
        Some((login, place)) => (Some(login), place),
        None => (None, text),
    };
    let (server, port) = place.rsplit_once(':').ok_or(ProxyLinkError::Port)?;
    let server = match server.strip_prefix('[') {
        Some(address) => address.strip_suffix(']').ok_or(ProxyLinkError::Server)?,
        None if server.contains(':') => return Err(ProxyLinkError::Server),
        None => server,
    };
    let proxy = Socks5Proxy::new(server, number(port)?)?;
    let proxy = match login {
        None => proxy,
        Some(login) => {
            let (user, password) = login.split_once(':').ok_or(ProxyLinkError::Credentials)?;
            proxy.login(decoded(user)?, decoded(password)?.into_owned())?
        }
    };
    Ok(ProxySettings::Socks5(proxy))
}

/// Reads `proxy?server=…` or `socks?server=…`.
fn of_link(text: &str) -> Result<ProxySettings, ProxyLinkError> {
    let text = text.split('#').next().unwrap_or_default();
    let (kind, query) = text.split_once('?').ok_or(ProxyLinkError::Unknown)?;
    let kind = kind.trim_end_matches('/').to_ascii_lowercase();
    let values: HashMap<Cow<'_, str>, Cow<'_, str>> =
        form_urlencoded::parse(query.as_bytes()).collect();
    let value = |name: &str| values.get(name).map(AsRef::as_ref);
    if kind != "proxy" && kind != "socks" {
        return Err(ProxyLinkError::Unknown);
    }
    let server = value("server").ok_or(ProxyLinkError::Server)?;
    let port = number(value("port").ok_or(ProxyLinkError::Port)?)?;
    if kind == "proxy" {
        let secret = value("secret").ok_or(ProxyLinkError::Secret)?.parse()?;
        return MtProxy::new(server, port, secret).map(ProxySettings::MtProxy);
    }
    let proxy = Socks5Proxy::new(server, port)?;
    let given = |name| value(name).filter(|text| !text.is_empty());
    let proxy = match (given("user"), given("pass")) {
        (None, None) => proxy,
        (Some(user), Some(password)) => proxy.login(user, password.to_owned())?,
        _ => return Err(ProxyLinkError::Credentials),
    };
    Ok(ProxySettings::Socks5(proxy))
}

fn decoded(text: &str) -> Result<Cow<'_, str>, ProxyLinkError> {
    percent_decode_str(text)
        .decode_utf8()
        .map_err(|_| ProxyLinkError::Credentials)
}

fn number(text: &str) -> Result<u16, ProxyLinkError> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ProxyLinkError::Port);
    }
    text.parse().map_err(|_| ProxyLinkError::Port)
}

fn checked_port(port: u16) -> Result<u16, ProxyLinkError> {
    if port == 0 {
        return Err(ProxyLinkError::Port);
    }
    Ok(port)
}

/// Checks that a text can be a host name or an address.
fn checked_server(server: &str) -> Result<String, ProxyLinkError> {
    let name = !server.is_empty()
        && server.len() <= 253
        && server
            .chars()
            .all(|letter| letter.is_alphanumeric() || ".-_".contains(letter));
    if name || server.parse::<Ipv6Addr>().is_ok() {
        Ok(server.to_owned())
    } else {
        Err(ProxyLinkError::Server)
    }
}

fn place(server: &str, port: u16) -> String {
    if server.contains(':') {
        format!("[{server}]:{port}")
    } else {
        format!("{server}:{port}")
    }
}
