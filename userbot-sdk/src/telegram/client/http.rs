//! The way to the web.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret as _;

use super::Client;
use crate::telegram::{Activity, CallError, ProxySettings};

/// How long a server may take to answer the connection.
const CONNECT: Duration = Duration::from_secs(15);
/// How long nothing at all may come, while an answer is read.
const SILENCE: Duration = Duration::from_secs(60);

/// Is a client for web services, which all modules of the account share. Needs the feature `http`.
///
/// It encrypts with rustls and trusts the roots of Mozilla; it gives up on a server that does not answer the connection
/// for 15 seconds or falls silent for a minute. With a SOCKS5 proxy for Telegram, it goes through that, too. It is a [`reqwest::Client`], with [`fetch`](Http::fetch) on top.
///
/// # Examples
///
/// ```no_run
/// use userbot_sdk::prelude::*;
///
/// # async fn f(ctx: &Context) -> Result<()> {
/// let http = ctx.client().http()?;
/// let page = http.fetch(http.get("https://example.org/weather"), 1 << 20).await?;
/// ctx.answer(escape(String::from_utf8_lossy(&page))).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Http {
    client: reqwest::Client,
    activity: Activity,
}

impl Http {
    /// Makes a request and reads the whole body of the answer.
    ///
    /// # Errors
    ///
    /// [`CallError::Web`] when the server cannot be reached or answers with another status than one of success;
    /// [`CallError::TooLarge`] when the body has more bytes than `limit`.
    pub async fn fetch(
        &self,
        request: reqwest::RequestBuilder,
        limit: u64,
    ) -> Result<Vec<u8>, CallError> {
        // A test waits until the answer is here.
        let _busy = self.activity.busy();
        let mut response = request.send().await.map_err(failed)?;
        if !response.status().is_success() {
            return Err(CallError::Web(format!(
                "the server answered with status {}",
                response.status().as_u16()
            )));
        }
        let too_large = || CallError::TooLarge { limit };
        if response
            .content_length()
            .is_some_and(|length| length > limit)
        {
            return Err(too_large());
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if (body.len() + chunk.len()) as u64 > limit {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

impl Deref for Http {
    type Target = reqwest::Client;

    fn deref(&self) -> &reqwest::Client {
        &self.client
    }
}

impl Client {
    /// Returns the client for web services.
    ///
    /// # Errors
    ///
    /// It cannot be set up.
    pub fn http(&self) -> Result<Http, CallError> {
        let http = |client| Http {
            client,
            activity: self.activity().clone(),
        };
        if let Some(client) = self.0.http.get() {
            return Ok(http(client.clone()));
        }
        let client = build(self.proxy()).map_err(|reason| CallError::Web(reason.to_string()))?;
        Ok(http(self.0.http.get_or_init(|| client).clone()))
    }
}

/// Says what went wrong, without the address: it may hold a password or a token.
pub(crate) fn failed(error: reqwest::Error) -> CallError {
    use std::error::Error as _;
    let error = error.without_url();
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(reason) = source {
        text.push_str(": ");
        text.push_str(&reason.to_string());
        source = reason.source();
    }
    CallError::Web(text)
}

fn build(
    proxy: Option<&ProxySettings>,
) -> Result<reqwest::Client, Box<dyn std::error::Error + Send + Sync>> {
    let roots: rustls::RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let mut builder = reqwest::Client::builder();
    if let Some(url) = proxy.and_then(ProxySettings::http_url) {
        builder = builder.proxy(reqwest::Proxy::all(url.expose_secret())?);
    }
    let client = builder
        .tls_backend_preconfigured(tls)
        .user_agent(concat!("userbot-sdk/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        .read_timeout(SILENCE)
        .build()?;
    Ok(client)
}
