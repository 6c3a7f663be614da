//! Buttons under messages.

use grammers_tl_types as tl;

/// Is a button under a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    label: String,
    kind: ButtonKind,
}

/// Says what a button does when it is pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ButtonKind {
    /// Tells the bot, with these bytes (at most 64).
    Callback(Vec<u8>),
    /// Tells the bot, with these bytes, and with the password of the two-step verification: it
    /// gives something away that is dear.
    ProtectedCallback(Vec<u8>),
    /// Opens a link.
    Url(String),
    /// Copies this text.
    Copy(String),
    /// Starts an inline query in a chat that the user chooses, or in this one.
    SwitchInline {
        /// The query.
        query: String,
        /// In this chat.
        same_chat: bool,
    },
    /// Opens a web app.
    WebApp(String),
    /// Opens somebody's profile.
    Profile(i64),
    /// Starts a game.
    Game,
    /// Pays.
    Buy,
    /// Sends its own label as a message (a reply keyboard).
    Text,
    /// Anything else.
    Other,
}

impl Button {
    /// Makes a button that tells the bot, with these bytes (at most 64).
    pub fn callback(label: impl Into<String>, data: impl Into<Vec<u8>>) -> Self {
        Self {
            label: label.into(),
            kind: ButtonKind::Callback(data.into()),
        }
    }

    /// Makes a button that opens a link.
    pub fn url(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            kind: ButtonKind::Url(url.into()),
        }
    }

    /// Makes a button that copies a text.
    pub fn copy(label: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            kind: ButtonKind::Copy(text.into()),
        }
    }

    /// Makes a button of any kind.
    pub fn new(label: impl Into<String>, kind: ButtonKind) -> Self {
        Self {
            label: label.into(),
            kind,
        }
    }

    /// Returns what stands on the button.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Returns what the button does.
    pub fn kind(&self) -> &ButtonKind {
        &self.kind
    }

    /// Returns the bytes that the bot is told, when this is such a button.
    pub fn data(&self) -> Option<&[u8]> {
        match &self.kind {
            ButtonKind::Callback(data) | ButtonKind::ProtectedCallback(data) => Some(data),
            _ => None,
        }
    }

    fn to_tl(&self) -> Option<tl::enums::KeyboardInlineButton> {
        let r#type = match &self.kind {
            ButtonKind::Callback(data) | ButtonKind::ProtectedCallback(data) => {
                tl::types::InlineButtonTypeCallback {
                    requires_password: matches!(self.kind, ButtonKind::ProtectedCallback(_)),
                    data: data.clone(),
                }
                .into()
            }
            ButtonKind::Url(url) => tl::types::InlineButtonTypeUrl { url: url.clone() }.into(),
            ButtonKind::Copy(text) => tl::types::InlineButtonTypeCopy {
                copy_text: text.clone(),
            }
            .into(),
            ButtonKind::SwitchInline { query, same_chat } => {
                tl::types::InlineButtonTypeSwitchInline {
                    same_peer: *same_chat,
                    query: query.clone(),
                    peer_types: None,
                }
                .into()
            }
            ButtonKind::WebApp(url) => {
                tl::types::InlineButtonTypeWebView { url: url.clone() }.into()
            }
            ButtonKind::Profile(user_id) => {
                tl::types::InlineButtonTypeUserProfile { user_id: *user_id }.into()
            }
            ButtonKind::Game => tl::enums::InlineButtonType::Game,
            ButtonKind::Buy => tl::enums::InlineButtonType::Buy,
            ButtonKind::Text | ButtonKind::Other => return None,
        };
        Some(
            tl::types::KeyboardInlineButton {
                style: None,
                text: self.label.clone(),
                r#type,
            }
            .into(),
        )
    }
}

/// Reads the rows of buttons under a message.
pub(super) fn rows(markup: Option<&tl::enums::ReplyMarkup>) -> Vec<Vec<Button>> {
    match markup {
        Some(tl::enums::ReplyMarkup::ReplyInlineMarkup(markup)) => markup
            .rows
            .iter()
            .map(|tl::enums::KeyboardInlineButtonRow::Row(row)| {
                row.buttons.iter().map(inline).collect()
            })
            .collect(),
        Some(tl::enums::ReplyMarkup::ReplyKeyboardMarkup(markup)) => markup
            .rows
            .iter()
            .map(|tl::enums::KeyboardButtonRow::Row(row)| row.buttons.iter().map(reply).collect())
            .collect(),
        _ => Vec::new(),
    }
}

fn inline(button: &tl::enums::KeyboardInlineButton) -> Button {
    use tl::enums::InlineButtonType as Type;
    let tl::enums::KeyboardInlineButton::Button(button) = button;
    let kind = match &button.r#type {
        Type::Callback(callback) if callback.requires_password => {
            ButtonKind::ProtectedCallback(callback.data.clone())
        }
        Type::Callback(callback) => ButtonKind::Callback(callback.data.clone()),
        Type::Url(link) => ButtonKind::Url(link.url.clone()),
        Type::UrlAuth(link) => ButtonKind::Url(link.url.clone()),
        Type::Copy(copy) => ButtonKind::Copy(copy.copy_text.clone()),
        Type::SwitchInline(switch) => ButtonKind::SwitchInline {
            query: switch.query.clone(),
            same_chat: switch.same_peer,
        },
        Type::WebView(app) => ButtonKind::WebApp(app.url.clone()),
        Type::UserProfile(profile) => ButtonKind::Profile(profile.user_id),
        Type::Game => ButtonKind::Game,
        Type::Buy => ButtonKind::Buy,
        _ => ButtonKind::Other,
    };
    Button {
        label: button.text.clone(),
        kind,
    }
}

fn reply(button: &tl::enums::KeyboardButton) -> Button {
    use tl::enums::ButtonType as Type;
    let tl::enums::KeyboardButton::Button(button) = button;
    let kind = match &button.r#type {
        Type::Default => ButtonKind::Text,
        Type::SimpleWebView(app) => ButtonKind::WebApp(app.url.clone()),
        _ => ButtonKind::Other,
    };
    Button {
        label: button.text.clone(),
        kind,
    }
}

/// Writes rows of buttons for sending; kinds that bots cannot send are left out.
pub(crate) fn markup(rows: &[Vec<Button>]) -> Option<tl::enums::ReplyMarkup> {
    let rows: Vec<tl::enums::KeyboardInlineButtonRow> = rows
        .iter()
        .map(|row| row.iter().filter_map(Button::to_tl).collect::<Vec<_>>())
        .filter(|row| !row.is_empty())
        .map(|buttons| tl::types::KeyboardInlineButtonRow { buttons }.into())
        .collect();
    (!rows.is_empty()).then(|| {
        tl::types::ReplyInlineMarkup {
            force_reply: false,
            rows,
        }
        .into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_buttons_go_both_ways() {
        let given = vec![
            vec![
                Button::callback("a", *b"x"),
                Button::url("b", "https://t.me/"),
            ],
            vec![
                Button::copy("c", "text"),
                Button::new("d", ButtonKind::Profile(5)),
                Button::new("e", ButtonKind::ProtectedCallback(b"y".to_vec())),
            ],
        ];
        assert_eq!(rows(markup(&given).as_ref()), given);
        assert_eq!(markup(&[vec![Button::new("t", ButtonKind::Text)]]), None);
        assert_eq!(rows(None), Vec::<Vec<Button>>::new());
    }
}
