//! A link into Telegram, taken apart.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use url::form_urlencoded;

/// No link of Telegram is longer.
const LONGEST: usize = 4096;
/// First parts of links to t.me that are no usernames.
const RESERVED: &[&str] = &[
    "a",
    "addemoji",
    "addlist",
    "addstickers",
    "addtheme",
    "auction",
    "bg",
    "boost",
    "call",
    "confirmphone",
    "contact",
    "giftcode",
    "invoice",
    "iv",
    "joinchat",
    "login",
    "m",
    "msg",
    "nft",
    "proxy",
    "setlanguage",
    "share",
    "socks",
];
/// The hosts of `t.me` links.
const HOSTS: [&str; 4] = ["t.me", "www.t.me", "telegram.me", "telegram.dog"];

/// Is a link of one of the two forms: `t.me/path?query` or `tg://path?query`.
///
/// The part after `#` does not count, as
/// [Telegram says](https://core.telegram.org/api/links).
#[derive(Debug)]
pub(crate) struct LinkParts<'a> {
    /// It is a `tg:` link.
    pub(crate) deep: bool,
    /// What stands between the slashes; the name of `name.t.me` first.
    pub(crate) path: Vec<Cow<'a, str>>,
    query: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> LinkParts<'a> {
    /// Takes a text apart; `None` when it is no link to Telegram.
    pub(crate) fn of(text: &'a str) -> Option<Self> {
        let text = text.trim();
        if text.len() > LONGEST || text.contains(char::is_whitespace) {
            return None;
        }
        let text = text.split('#').next().unwrap_or_default();
        let (deep, name, rest) = if let Some(rest) = strip(text, "tg://").or(strip(text, "tg:")) {
            (true, None, rest)
        } else {
            let rest = strip(text, "https://").or(strip(text, "http://"));
            let rest = rest.unwrap_or(text);
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            let (host, rest) = rest.split_at(end);
            (false, name_of(host)?, rest.trim_start_matches('/'))
        };
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let decoded = path
            .split('/')
            .filter(|part| !part.is_empty())
            .map(|part| percent_decode_str(part).decode_utf8().ok());
        let path = name.map(|name| Some(Cow::Borrowed(name)));
        Some(Self {
            deep,
            path: path.into_iter().chain(decoded).collect::<Option<_>>()?,
            query: form_urlencoded::parse(query.as_bytes()).collect(),
        })
    }

    /// Returns a value of the query, empty when it has a name alone.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        let mut pairs = self.query.iter();
        pairs.find_map(|(key, value)| (key == name).then_some(value.as_ref()))
    }

    /// Writes the query without one of its values.
    pub(crate) fn written_without(&self, name: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.query.iter().filter(|(key, _)| key != name));
        query.finish()
    }

    /// Returns a value of the query that is not empty.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        self.value(name).filter(|value| !value.is_empty())
    }
}

/// Returns the name before the host of Telegram, `Some(None)` when there is none.
#[expect(
    clippy::option_option,
    reason = "no host of Telegram, the host alone, and a name before it are three cases"
)]
fn name_of(host: &str) -> Option<Option<&str>> {
    if HOSTS.iter().any(|known| host.eq_ignore_ascii_case(known)) {
        return Some(None);
    }
    let (name, domain) = host.split_at_checked(host.len().checked_sub(".t.me".len())?)?;
    let fits = domain.eq_ignore_ascii_case(".t.me") && name.len() > 1;
    fits.then_some(Some(name))
}

fn strip<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let start = text.get(..prefix.len())?;
    start
        .eq_ignore_ascii_case(prefix)
        .then(|| text.get(prefix.len()..))?
}

/// Tells whether a first part of a path is no username.
pub(crate) fn is_reserved(part: &str) -> bool {
    RESERVED.contains(&part)
}

/// Tells whether a text can be a username.
pub(crate) fn is_username(name: &str) -> bool {
    (3..=32).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
