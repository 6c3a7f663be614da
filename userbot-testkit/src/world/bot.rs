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

type OnPress = Arc<dyn Fn(&[u8]) -> PressAnswer + Send + Sync>;
type OnInline = Arc<dyn Fn(&str) -> Vec<Article> + Send + Sync>;

/// What makes a user a bot.
#[derive(Clone, Default)]
pub(crate) struct BotData {
    pub(crate) token: String,
    pub(crate) placeholder: Option<String>,
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
