//! String sessions: logins of other programs, as one line of text.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use secrecy::SecretString;
use zeroize::{Zeroize, Zeroizing};

const KEY: usize = 256;
/// What a Telethon string begins with.
const TELETHON_VERSION: char = '1';
/// Telegram's test data centres, of which only Pyrogram's strings say that they mean them.
const TEST_CENTRES: [(i32, Ipv4Addr); 3] = [
    (1, Ipv4Addr::new(149, 154, 175, 10)),
    (2, Ipv4Addr::new(149, 154, 167, 40)),
    (3, Ipv4Addr::new(149, 154, 175, 117)),
];

/// Is the way in which a string session is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StringFormat {
    /// Telethon's `StringSession`: `1`, then base64 of `>B4sH256s` (or `16s` for IPv6).
    Telethon,
    /// Pyrogram 2 and its forks: base64 of `>BI?256sQ?`, without padding.
    Pyrogram,
    /// Pyrogram 1.3 and 1.4, with ids of 64 bits: base64 of `>B?256sQ?`.
    PyrogramOld64,
    /// Pyrogram up to 1.2: base64 of `>B?256sI?`.
    PyrogramOld,
}

impl StringFormat {
    /// Returns all of them.
    pub const ALL: [Self; 4] = [
        Self::Telethon,
        Self::Pyrogram,
        Self::PyrogramOld64,
        Self::PyrogramOld,
    ];

    /// Returns the name on the command line, such as `pyrogram`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Telethon => "telethon",
            Self::Pyrogram => "pyrogram",
            Self::PyrogramOld64 => "pyrogram-1.4",
            Self::PyrogramOld => "pyrogram-1.2",
        }
    }
}

impl fmt::Display for StringFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Is why a text is no string session, or cannot be written as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StringSessionError {
    /// It is neither Telethon's nor Pyrogram's.
    #[error("this is not a string session of Telethon or Pyrogram; copy the whole line")]
    Unknown,
    /// A character of it is none of base64.
    #[error("the string session is damaged: it has characters that do not belong there")]
    Damaged,
    /// A field holds something that no program writes there.
    #[error("the string session is damaged: {0} makes no sense")]
    Field(&'static str),
    /// The format needs the id of the account, which is not known yet.
    #[error("this format holds the id of the account, which is not known: start the login once")]
    NoAccount,
    /// The format needs the `api_id`.
    #[error("this format holds the api_id: give it with TELEGRAM_API_ID")]
    NoApiId,
    /// The id of the account has more than 32 bits, which the old format cannot hold.
    #[error("the id of this account is too large for this old format; take a newer one")]
    IdTooLarge,
}

/// Is a login as other programs hand it on: a key, and where it is valid.
///
/// Whoever has the text has the account. `Debug` prints no key, and the key is wiped from memory
/// at the end.
///
/// # Examples
///
/// ```
/// use userbot_sdk::telegram::{StringFormat, StringSession};
///
/// # let text = format!("1{}=", "ApWapygG7".to_owned() + &"q".repeat(341) + "g");
/// let login = StringSession::parse(&text)?;
/// assert_eq!((login.format(), login.dc()), (StringFormat::Telethon, 2));
/// assert!(!format!("{login:?}").contains("qqq"));
/// # Ok::<(), userbot_sdk::telegram::StringSessionError>(())
/// ```
#[derive(Clone)]
pub struct StringSession {
    format: StringFormat,
    dc: i32,
    address: Option<SocketAddr>,
    key: Zeroizing<[u8; KEY]>,
    account: Option<(i64, bool)>,
    api_id: Option<i32>,
    test: bool,
}

impl StringSession {
    /// Makes one of its parts.
    pub(super) fn new(
        dc: i32,
        address: SocketAddr,
        key: [u8; KEY],
        account: Option<(i64, bool)>,
    ) -> Self {
        let test = TEST_CENTRES
            .iter()
            .any(|(_, test)| address.ip() == IpAddr::V4(*test));
        Self {
            format: StringFormat::Telethon,
            dc,
            address: Some(address),
            key: Zeroizing::new(key),
            account,
            api_id: None,
            test,
        }
    }

    /// Reads a string session of any known format. Space around it does not count.
    ///
    /// # Errors
    ///
    /// See [`StringSessionError`]; the text is never repeated in it.
    pub fn parse(text: &str) -> Result<Self, StringSessionError> {
        let text = text.trim();
        match text.strip_prefix(TELETHON_VERSION) {
            Some(rest) => Self::parse_telethon(rest),
            None => Self::parse_pyrogram(text),
        }
    }

    fn parse_telethon(text: &str) -> Result<Self, StringSessionError> {
        if !matches!(text.trim_end_matches('=').len(), 351 | 367) {
            return Err(StringSessionError::Unknown);
        }
        let bytes = decode(text)?;
        let mut rest = Reader(&bytes);
        let dc = centre(rest.byte()?)?;
        let ip = if bytes.len() == 1 + 4 + 2 + KEY {
            IpAddr::V4(Ipv4Addr::from(rest.array::<4>()?))
        } else {
            IpAddr::V6(Ipv6Addr::from(rest.array::<16>()?))
        };
        let port = u16::from_be_bytes(rest.array()?);
        if port == 0 {
            return Err(StringSessionError::Field("the port"));
        }
        let key = rest.key()?;
        let address = SocketAddr::new(ip, port);
        Ok(Self::new(dc, address, *key, None))
    }

    fn parse_pyrogram(text: &str) -> Result<Self, StringSessionError> {
        let format = match text.trim_end_matches('=').len() {
            362 => StringFormat::Pyrogram,
            356 => StringFormat::PyrogramOld64,
            351 => StringFormat::PyrogramOld,
            _ => return Err(StringSessionError::Unknown),
        };
        let bytes = decode(text)?;
        let mut rest = Reader(&bytes);
        let dc = centre(rest.byte()?)?;
        let api_id = if format == StringFormat::Pyrogram {
            let id = i32::try_from(u32::from_be_bytes(rest.array()?));
            let id = id.map_err(|_| StringSessionError::Field("the api_id"))?;
            Some(id).filter(|id| *id > 0)
        } else {
            None
        };
        let on_test_servers = rest.flag("the kind of server")?;
        let key = rest.key()?;
        let id = if format == StringFormat::PyrogramOld {
            i64::from(u32::from_be_bytes(rest.array()?))
        } else {
            i64::try_from(u64::from_be_bytes(rest.array()?))
                .map_err(|_| StringSessionError::Field("the id of the account"))?
        };
        let bot = rest.flag("the kind of account")?;
        let address = if on_test_servers {
            test_address(dc)?
        } else {
            None
        };
        Ok(Self {
            format,
            dc,
            address,
            key,
            account: Some((id, bot)).filter(|(id, _)| *id > 0),
            api_id,
            test: on_test_servers,
        })
    }

    /// Returns the format that it was read in; [`StringFormat::Telethon`] for an exported one.
    pub fn format(&self) -> StringFormat {
        self.format
    }

    /// Returns the data centre of the account.
    pub fn dc(&self) -> i32 {
        self.dc
    }

    /// Returns the address of the data centre, when the text says it.
    pub fn address(&self) -> Option<SocketAddr> {
        self.address
    }

    /// Returns the id of the account, when the text says it. Telethon's does not.
    pub fn user_id(&self) -> Option<i64> {
        self.account.map(|(id, _)| id)
    }

    /// Tells whether the account is a bot, when the text says it.
    pub fn is_bot(&self) -> Option<bool> {
        self.account.map(|(_, bot)| bot)
    }

    /// Returns the `api_id` that the login was made with, when the text says it.
    pub fn api_id(&self) -> Option<i32> {
        self.api_id
    }

    /// Tells whether the account lives on Telegram's test servers.
    pub fn is_test(&self) -> bool {
        self.test
    }

    /// Sets the `api_id`, which Pyrogram's format holds.
    pub fn with_api_id(mut self, api_id: i32) -> Self {
        self.api_id = Some(api_id);
        self
    }

    pub(super) fn key(&self) -> &[u8; KEY] {
        &self.key
    }

    /// Writes it in a format, byte for byte as the other program would.
    ///
    /// # Errors
    ///
    /// The format needs something that is not known; see [`StringSessionError`].
    pub fn to_text(&self, format: StringFormat) -> Result<SecretString, StringSessionError> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(300));
        let dc = u8::try_from(self.dc).map_err(|_| StringSessionError::Field("the data centre"))?;
        bytes.push(dc);
        if format == StringFormat::Telethon {
            let address = self
                .address
                .ok_or(StringSessionError::Field("the address"))?;
            match address.ip() {
                IpAddr::V4(ip) => bytes.extend(ip.octets()),
                IpAddr::V6(ip) => bytes.extend(ip.octets()),
            }
            bytes.extend(address.port().to_be_bytes());
            bytes.extend_from_slice(&*self.key);
            let mut text = String::with_capacity(1 + 372);
            text.push(TELETHON_VERSION);
            URL_SAFE.encode_string(&*bytes, &mut text);
            return Ok(text.into());
        }
        let (id, bot) = self.account.ok_or(StringSessionError::NoAccount)?;
        if format == StringFormat::Pyrogram {
            let api_id = self.api_id.ok_or(StringSessionError::NoApiId)?;
            bytes.extend(api_id.to_be_bytes());
        }
        bytes.push(self.test.into());
        bytes.extend_from_slice(&*self.key);
        if format == StringFormat::PyrogramOld {
            let id = u32::try_from(id).map_err(|_| StringSessionError::IdTooLarge)?;
            bytes.extend(id.to_be_bytes());
        } else {
            bytes.extend(id.to_be_bytes());
        }
        bytes.push(bot.into());
        Ok(URL_SAFE_NO_PAD.encode(&*bytes).into())
    }
}

impl fmt::Debug for StringSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StringSession")
            .field("format", &self.format)
            .field("dc", &self.dc)
            .field("user_id", &self.user_id())
            .finish_non_exhaustive()
    }
}

fn decode(text: &str) -> Result<Zeroizing<Vec<u8>>, StringSessionError> {
    let bytes = URL_SAFE_NO_PAD.decode(text.trim_end_matches('='));
    bytes
        .map(Zeroizing::new)
        .map_err(|_| StringSessionError::Damaged)
}

fn centre(dc: u8) -> Result<i32, StringSessionError> {
    // There are five; the rest are media servers and such, where nobody lives.
    if (1..=5).contains(&dc) {
        Ok(dc.into())
    } else {
        Err(StringSessionError::Field("the data centre"))
    }
}

fn test_address(dc: i32) -> Result<Option<SocketAddr>, StringSessionError> {
    TEST_CENTRES
        .iter()
        .find(|(id, _)| *id == dc)
        .map(|(_, ip)| Some((*ip, 443).into()))
        .ok_or(StringSessionError::Field("the data centre"))
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], StringSessionError> {
        let (first, rest) = self
            .0
            .split_first_chunk::<N>()
            .ok_or(StringSessionError::Unknown)?;
        self.0 = rest;
        Ok(*first)
    }

    fn byte(&mut self) -> Result<u8, StringSessionError> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn flag(&mut self, what: &'static str) -> Result<bool, StringSessionError> {
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(StringSessionError::Field(what)),
        }
    }

    fn key(&mut self) -> Result<Zeroizing<[u8; KEY]>, StringSessionError> {
        let mut key = self.array::<KEY>()?;
        let kept = Zeroizing::new(key);
        key.zeroize();
        if kept.iter().all(|byte| *byte == 0) {
            return Err(StringSessionError::Field("the key"));
        }
        Ok(kept)
    }
}
