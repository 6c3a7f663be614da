//! Links of which one is taken at random.

use url::Url;

use crate::config::{DefaultValidator, Description, Editor, Invalid, Link, Series, Validator};

/// Accepts a list of links, of which each use takes one at random: pictures of a greeting, say.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{RandomLink, Validator};
///
/// let banners = RandomLink::new().parse("https://a.example/1.png, https://a.example/2.png")?;
/// assert_eq!(banners.len(), 2);
/// assert!(banners.pick().is_some_and(|link| link.host_str() == Some("a.example")));
/// # Ok::<(), userbot_sdk::config::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RandomLink(Series<Link>);

/// Holds links, of which one is taken at random.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links(Vec<Url>);

impl Links {
    /// Takes one of the links, each with the same probability; `None` when there is none.
    pub fn pick(&self) -> Option<&Url> {
        // Without a source of chance, the first link is as good as any.
        let chance = getrandom::u64().unwrap_or_default();
        let count = u64::try_from(self.0.len())
            .ok()
            .filter(|count| *count > 0)?;
        self.0.get(usize::try_from(chance % count).ok()?)
    }

    /// Returns all links.
    pub fn as_slice(&self) -> &[Url] {
        &self.0
    }

    /// Counts the links.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns true when there is no link.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Vec<Url>> for Links {
    fn from(links: Vec<Url>) -> Self {
        Self(links)
    }
}

impl RandomLink {
    /// Accepts any number of links, none too.
    pub const fn new() -> Self {
        Self(Series::of(Link::new()))
    }

    /// Sets the least number of links.
    pub const fn min_items(self, links: usize) -> Self {
        Self(self.0.min_items(links))
    }

    /// Sets the greatest number of links.
    pub const fn max_items(self, links: usize) -> Self {
        Self(self.0.max_items(links))
    }
}

impl Default for RandomLink {
    fn default() -> Self {
        Self::new()
    }
}

impl Validator for RandomLink {
    type Value = Links;

    fn parse(&self, text: &str) -> Result<Links, Invalid> {
        self.0.parse(text).map(Links)
    }

    fn render(&self, value: &Links) -> String {
        self.0.render(&value.0)
    }

    fn check(&self, value: &Links) -> Result<(), Invalid> {
        self.0.check(&value.0)
    }

    fn description(&self) -> Description {
        Description::builtin("value-random-link").part("list", self.0.description())
    }

    fn editor(&self) -> Editor {
        self.0.editor()
    }

    fn problem(&self) -> Option<String> {
        self.0.problem()
    }

    fn wipe(value: &mut Links) {
        value.0.iter_mut().for_each(Link::wipe);
    }
}

impl DefaultValidator for Links {
    type Validator = RandomLink;

    fn validator() -> RandomLink {
        RandomLink::new()
    }
}
