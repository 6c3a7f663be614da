//! The slash commands of the playground itself.

use super::texts::{Language, Text};

/// Names each slash command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slash {
    As,
    Chat,
    Chats,
    Press,
    Reply,
    Edit,
    Delete,
    React,
    Pin,
    Forward,
    Join,
    Leave,
    Photo,
    Sticker,
    History,
    Log,
    Rpc,
    Help,
    Quit,
}

impl Slash {
    /// All of them, in the order of the help.
    pub(super) const ALL: [Self; 19] = [
        Self::As,
        Self::Chat,
        Self::Chats,
        Self::Press,
        Self::Reply,
        Self::Edit,
        Self::Delete,
        Self::React,
        Self::Pin,
        Self::Forward,
        Self::Join,
        Self::Leave,
        Self::Photo,
        Self::Sticker,
        Self::History,
        Self::Log,
        Self::Rpc,
        Self::Help,
        Self::Quit,
    ];

    /// The name, with its slash.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::As => "/as",
            Self::Chat => "/chat",
            Self::Chats => "/chats",
            Self::Press => "/press",
            Self::Reply => "/reply",
            Self::Edit => "/edit",
            Self::Delete => "/delete",
            Self::React => "/react",
            Self::Pin => "/pin",
            Self::Forward => "/forward",
            Self::Join => "/join",
            Self::Leave => "/leave",
            Self::Photo => "/photo",
            Self::Sticker => "/sticker",
            Self::History => "/history",
            Self::Log => "/log",
            Self::Rpc => "/rpc",
            Self::Help => "/help",
            Self::Quit => "/quit",
        }
    }

    /// The command with this name, in any case.
    pub(super) fn named(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        Self::ALL.into_iter().find(|slash| slash.name() == name)
    }

    /// The command that was probably meant.
    pub(super) fn near(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        // `/exit` and `/as` are too short to be told apart by their letters alone.
        match name.as_str() {
            "/exit" | "/q" | "/stop" | "/bye" => return Some(Self::Quit),
            "/h" | "/?" | "/usage" => return Some(Self::Help),
            "/del" | "/rm" => return Some(Self::Delete),
            "/say" | "/from" | "/user" => return Some(Self::As),
            "/go" | "/open" | "/cd" => return Some(Self::Chat),
            _ => {}
        }
        let distance = |slash: &Self| strsim::damerau_levenshtein(slash.name(), &name);
        let nearest = Self::ALL.into_iter().min_by_key(distance)?;
        let allowed = if name.chars().count() <= 4 { 1 } else { 2 };
        (distance(&nearest) <= allowed).then_some(nearest)
    }

    /// The name with what may stand after it.
    pub(super) fn usage(self, language: Language) -> String {
        let name = language.text(Text::ArgName);
        let text = language.text(Text::ArgWords);
        let label = language.text(Text::ArgLabel);
        match self {
            Self::As => format!("/as {name} {text}"),
            Self::Chat | Self::Forward => format!("{} {name}", self.name()),
            Self::Press => format!("/press {label}"),
            Self::Reply => format!("/reply [N] {text}"),
            Self::Edit => format!("/edit {text}"),
            Self::React => "/react [N] 👍".to_owned(),
            Self::Join | Self::Leave => format!("{} [{name}]", self.name()),
            Self::Photo => format!("/photo [{text}]"),
            Self::Sticker => "/sticker [🙂]".to_owned(),
            Self::Delete | Self::Pin | Self::History | Self::Log | Self::Rpc => {
                format!("{} [N]", self.name())
            }
            Self::Chats | Self::Help | Self::Quit => self.name().to_owned(),
        }
    }

    /// What it does.
    pub(super) fn help(self) -> Text {
        match self {
            Self::As => Text::HelpAs,
            Self::Chat => Text::HelpChat,
            Self::Chats => Text::HelpChats,
            Self::Press => Text::HelpPress,
            Self::Reply => Text::HelpReply,
            Self::Edit => Text::HelpEdit,
            Self::Delete => Text::HelpDelete,
            Self::React => Text::HelpReact,
            Self::Pin => Text::HelpPin,
            Self::Forward => Text::HelpForward,
            Self::Join => Text::HelpJoin,
            Self::Leave => Text::HelpLeave,
            Self::Photo => Text::HelpPhoto,
            Self::Sticker => Text::HelpSticker,
            Self::History => Text::HelpHistory,
            Self::Log => Text::HelpLog,
            Self::Rpc => Text::HelpRpc,
            Self::Help => Text::HelpHelp,
            Self::Quit => Text::HelpQuit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_by_its_name_and_documented() {
        for slash in Slash::ALL {
            assert_eq!(Slash::named(&slash.name().to_uppercase()), Some(slash));
            for language in [Language::English, Language::Russian] {
                assert!(slash.usage(language).starts_with(slash.name()));
                assert!(!language.text(slash.help()).is_empty());
            }
        }
    }

    #[test]
    fn suggests_only_what_is_near() {
        for (typed, near) in [
            ("/hepl", Some(Slash::Help)),
            ("/prss", Some(Slash::Press)),
            ("/exit", Some(Slash::Quit)),
            ("/chta", Some(Slash::Chat)),
            ("/start", None),
            ("/", None),
            ("/что", None),
        ] {
            assert_eq!(Slash::near(typed), near, "{typed}");
        }
    }
}
