//! The secret of an MTProxy.

use std::fmt;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::ProxyLinkError;

/// The longest name that a fake TLS connection can ask for, as other clients have it.
const MAX_DOMAIN: usize = 182;

/// Is the secret of an MTProxy: a key, and the disguise that goes with it. `Debug` prints no key.
///
/// # Examples
///
/// ```
/// use userbot_sdk::telegram::MtProxySecret;
///
/// let plain: MtProxySecret = "000102030405060708090a0b0c0d0e0f".parse()?;
/// assert!(!plain.is_padded() && plain.domain().is_none());
/// let tls: MtProxySecret = "ee000102030405060708090a0b0c0d0e0f6578616d706c652e6f7267".parse()?;
/// assert_eq!(tls.domain(), Some("example.org"));
/// assert_eq!(format!("{tls:?}"), "MtProxySecret(***)");
/// # Ok::<(), userbot_sdk::telegram::ProxyLinkError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct MtProxySecret {
    key: Zeroizing<[u8; 16]>,
    /// Packets get a random length (dd and ee).
    padded: bool,
    /// The site that the connection pretends to go to (ee).
    domain: Option<String>,
}

impl MtProxySecret {
    pub(super) fn of_bytes(bytes: &[u8]) -> Result<Self, ProxyLinkError> {
        let (padded, key, domain) = match (bytes.len(), bytes.first()) {
            (16, _) => (false, bytes, None),
            (17, Some(0xdd)) => (true, &bytes[1..], None),
            (18.., Some(0xee)) => {
                let domain = &bytes[17..];
                let name = domain
                    .iter()
                    .all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(byte));
                let domain = std::str::from_utf8(domain).ok();
                let domain = domain.filter(|domain| name && domain.len() <= MAX_DOMAIN);
                let domain = domain.ok_or(ProxyLinkError::Secret)?;
                (true, &bytes[1..17], Some(domain.to_owned()))
            }
            _ => return Err(ProxyLinkError::Secret),
        };
        let key = key.try_into().map_err(|_| ProxyLinkError::Secret)?;
        Ok(Self {
            key: Zeroizing::new(key),
            padded,
            domain,
        })
    }

    pub(super) fn key(&self) -> &[u8; 16] {
        &self.key
    }

    /// Tells whether packets get a random length, so that they are not known by it.
    pub fn is_padded(&self) -> bool {
        self.padded
    }

    /// Returns the site that the connection pretends to go to, in the disguise as TLS.
    pub fn domain(&self) -> Option<&str> {
        self.domain.as_deref()
    }

    /// Writes it as links hold it. This is the secret itself.
    pub(super) fn reveal(&self) -> String {
        let start = match (&self.domain, self.padded) {
            (Some(_), _) => "ee",
            (None, true) => "dd",
            (None, false) => "",
        };
        let mut text = start.to_owned();
        let domain = self.domain.as_deref().unwrap_or_default().bytes();
        for byte in self.key.iter().copied().chain(domain) {
            // Writing into a string does not fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}

/// Reads hexadecimal digits or base64, of both alphabets and with or without padding.
impl std::str::FromStr for MtProxySecret {
    type Err = ProxyLinkError;

    fn from_str(text: &str) -> Result<Self, ProxyLinkError> {
        if let Some(bytes) = hexadecimal(text) {
            return Self::of_bytes(&bytes);
        }
        let config =
            GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        // A plus sign in a link is read as a space.
        let text = text.replace(['+', ' '], "-").replace('/', "_");
        let bytes = GeneralPurpose::new(&URL_SAFE, config)
            .decode(text)
            .map_err(|_| ProxyLinkError::Secret)?;
        Self::of_bytes(&bytes)
    }
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if digits.is_empty() || !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16);
    digits
        .chunks_exact(2)
        .map(|pair| u8::try_from(digit(pair[0])? << 4 | digit(pair[1])?).ok())
        .collect()
}

impl fmt::Debug for MtProxySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MtProxySecret(***)")
    }
}
