//! The preview of a link that is sent.

use grammers_tl_types as tl;

/// Says which link of a message is previewed, and how.
///
/// Without one, Telegram previews the first link of the text in the size that it finds best.
///
/// # Examples
///
/// ```
/// use userbot_sdk::telegram::{LinkPreview, Outgoing};
///
/// // The link need not stand in the text.
/// let preview = LinkPreview::of("https://www.rust-lang.org").large().above();
/// let message = Outgoing::html("Learn <b>Rust</b>").preview(preview);
/// # let _ = message;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkPreview {
    url: String,
    size: Size,
    pub(crate) above: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Size {
    Usual,
    Large,
    Small,
}

impl LinkPreview {
    /// Previews this address.
    pub fn of(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            size: Size::Usual,
            above: false,
        }
    }

    /// Shows a large picture.
    pub fn large(mut self) -> Self {
        self.size = Size::Large;
        self
    }

    /// Shows a small picture.
    pub fn small(mut self) -> Self {
        self.size = Size::Small;
        self
    }

    /// Shows it above the text.
    pub fn above(mut self) -> Self {
        self.above = true;
        self
    }

    pub(crate) fn to_tl(&self) -> tl::enums::InputMedia {
        tl::types::InputMediaWebPage {
            force_large_media: self.size == Size::Large,
            force_small_media: self.size == Size::Small,
            // A page that Telegram cannot read does not keep the message from being sent.
            optional: true,
            url: self.url.clone(),
        }
        .into()
    }
}
