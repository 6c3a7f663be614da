//! Links.

use url::Url;
use zeroize::Zeroize as _;

use crate::config::reason::{is_invisible, quoted, trimmed};
use crate::config::{DefaultValidator, Description, Editor, Invalid, Reason, Validator};

/// Accepts a link, by the rules of the [URL standard](https://url.spec.whatwg.org), as browsers do.
///
/// Without more, it starts with `http:` or `https:`. White space inside is refused, which browsers
/// would write as `%20`, because it is mostly two things pasted into one. A link is stored as the
/// standard writes it: `HTTPS://Example.com` as `https://example.com/`.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{Link, Validator};
///
/// let link = Link::new().parse("https://Пример.рф/путь?q=1")?;
/// assert_eq!(link.host_str(), Some("xn--e1afmkfd.xn--p1ai"));
///
/// assert!(Link::new().parse("x://y").is_err());
/// assert!(Link::any().parse("x://y").is_ok());
/// assert!(Link::of(&["tg", "https"]).parse("tg://resolve?domain=durov").is_ok());
/// assert_eq!(
///     Link::new().parse("example.com").unwrap_err().to_string(),
///     "example.com is not a link; write https://example.com.",
/// );
/// # Ok::<(), userbot_sdk::config::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The schemes, without the colon; empty for all.
    schemes: &'static [&'static str],
}

impl Link {
    /// Accepts links that start with `http:` or `https:`.
    pub const fn new() -> Self {
        Self::of(&["https", "http"])
    }

    /// Accepts links that start with one of these schemes, in lower case and without the colon.
    pub const fn of(schemes: &'static [&'static str]) -> Self {
        Self { schemes }
    }

    /// Accepts everything that the standard calls a link, `mailto:` and `data:` too.
    pub const fn any() -> Self {
        Self { schemes: &[] }
    }

    /// Guesses what was meant by `example.com/page`, to propose it.
    fn suggestion(self, text: &str) -> Option<String> {
        if !(self.schemes.is_empty() || self.schemes.contains(&"https")) || text.len() > 256 {
            return None;
        }
        let link = format!("https://{text}");
        let parsed = Url::parse(&link).ok()?;
        // Not for numbers: `5.5` would be an address.
        parsed.domain()?.contains('.').then_some(link)
    }
}

impl Default for Link {
    fn default() -> Self {
        Self::new()
    }
}

/// Tells whether white space, a control character or an invisible mark stands in a text.
fn has_space(text: &str) -> bool {
    text.contains(|c: char| c.is_whitespace() || c.is_control() || is_invisible(c))
}

impl Validator for Link {
    type Value = Url;

    fn parse(&self, text: &str) -> Result<Url, Invalid> {
        let text = trimmed(text);
        if text.is_empty() {
            return Err(Reason::Empty.into());
        }
        if has_space(text) {
            return Err(Reason::SpaceInLink.into());
        }
        let not_link = || {
            Invalid::from(Reason::NotLink {
                text: Some(quoted(text)),
                suggestion: self.suggestion(text),
            })
        };
        let link = Url::parse(text).map_err(|_| not_link())?;
        // `example.com:80/page` has the scheme `example.com`.
        if link.scheme().contains('.') && !self.schemes.is_empty() {
            return Err(not_link());
        }
        self.check(&link)?;
        Ok(link)
    }

    fn render(&self, value: &Url) -> String {
        value.as_str().to_owned()
    }

    fn check(&self, value: &Url) -> Result<(), Invalid> {
        if !(self.schemes.is_empty() || self.schemes.contains(&value.scheme())) {
            let accepted = self.schemes.iter().map(|scheme| (*scheme).to_owned());
            return Err(Reason::LinkScheme {
                accepted: accepted.collect(),
            }
            .into());
        }
        if has_space(value.as_str()) {
            return Err(Reason::SpaceInLink.into());
        }
        Ok(())
    }

    fn description(&self) -> Description {
        if self.schemes.is_empty() || self.schemes.contains(&"https") {
            Description::builtin("value-link")
        } else {
            let schemes = self.schemes.iter().map(|scheme| format!("{scheme}:"));
            Description::builtin("value-link-schemes").codes("schemes", schemes.collect())
        }
    }

    fn editor(&self) -> Editor {
        Editor::text()
    }

    fn wipe(value: &mut Url) {
        // The replacement is a link; were it not, the value would stay what it is.
        if let Ok(empty) = Url::parse("data:,") {
            let mut text = String::from(std::mem::replace(value, empty));
            text.zeroize();
        }
    }
}

impl DefaultValidator for Url {
    type Validator = Link;

    fn validator() -> Link {
        Link::new()
    }
}
