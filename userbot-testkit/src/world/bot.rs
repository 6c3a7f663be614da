//! Bots that answer by themselves: buttons and inline queries without a client.

use std::fmt;
use std::sync::Arc;

/// Says what a press of a button is answered with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PressAnswer {
    /// The button just stops spinning.
    #[default]
    Nothing,
    /// A short notice at the top of the screen.
    Toast(String),
    /// A window that has to be closed.
    Alert(String),
    /// A link that opens.
    Url(String),
}

/// Holds one result of an inline query: an article that sends a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Holds the id that tells results apart.
    pub id: String,
    /// Holds what the list shows.
    pub title: String,
    /// Holds what is sent when it is chosen.
    pub text: String,
}

/// Is what a scripted bot says: a text, and buttons under it.
///
/// A text alone becomes one by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BotReply {
    /// Holds the text.
    pub text: String,
    /// Holds rows of buttons: label and data.
    pub buttons: Vec<Vec<(String, String)>>,
}

impl BotReply {
    /// Makes a text without buttons.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            buttons: Vec::new(),
        }
    }

    /// Adds a row of buttons: label and data.
    pub fn row(mut self, buttons: &[(&str, &str)]) -> Self {
        let owned = |(label, data): &(&str, &str)| ((*label).to_owned(), (*data).to_owned());
        self.buttons.push(buttons.iter().map(owned).collect());
        self
    }
}

impl From<&str> for BotReply {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for BotReply {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

type OnMessage = Arc<dyn Fn(&str) -> Vec<BotReply> + Send + Sync>;
type OnPress = Arc<dyn Fn(&[u8]) -> PressAnswer + Send + Sync>;
type OnInline = Arc<dyn Fn(&str) -> Vec<Article> + Send + Sync>;

/// What makes a user a bot.
#[derive(Clone, Default)]
pub(crate) struct BotData {
    pub(crate) token: String,
    pub(crate) placeholder: Option<String>,
    pub(crate) on_message: Option<OnMessage>,
    pub(crate) on_press: Option<OnPress>,
    pub(crate) on_inline: Option<OnInline>,
}

impl fmt::Debug for BotData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BotData")
            .field("placeholder", &self.placeholder)
            .finish_non_exhaustive()
    }
}
