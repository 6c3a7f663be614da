//! Which messages are commands.

use super::Inner;
use crate::command::{Prefixed, find_command, suggest};
use crate::context::{CommandCall, catch};
use crate::security;
use crate::telegram::{Event, MediaKind, Message, Outgoing};

/// Is what was found at the start of a message.
pub(super) enum Found<'a> {
    /// An ordinary message.
    None,
    /// The doubled prefix, and the text as it should read.
    Escaped(&'a Message, &'a str),
    /// The prefix and a name that no command has.
    Unknown(&'a Message, &'a str),
    /// A command.
    Command {
        module: usize,
        place: usize,
        call: CommandCall,
    },
}

impl Inner {
    /// Looks for a command in a new or edited message.
    pub(super) fn find_command<'a>(&self, event: &'a Event) -> Found<'a> {
        let message = match event {
            Event::Message(message) => message,
            Event::Edited(edited) => &edited.message,
            _ => return Found::None,
        };
        // Commands of others wait for permissions; until then they are ordinary messages.
        if !message.outgoing() || !can_be_command(message) || self.bot.client.written().has(message)
        {
            return Found::None;
        }
        let prefix = self.bot.settings.prefix();
        match find_command(message.text(), &prefix) {
            Prefixed::None => Found::None,
            Prefixed::Escaped { text } => Found::Escaped(message, text),
            Prefixed::Command {
                name,
                rest_offset,
                mention,
            } => {
                if mention.is_some_and(|mention| !self.is_me(mention)) {
                    return Found::None;
                }
                let known = self.bot.catalogue.command(name).filter(|command| {
                    self.is_on(command.module()) && security::may_run(command.spec(), message)
                });
                match known {
                    Some(command) => Found::Command {
                        module: command.module(),
                        place: command.row(),
                        call: CommandCall {
                            spec: command.spec(),
                            name: name.to_owned(),
                            arguments: message.text()[rest_offset..].to_owned(),
                        },
                    },
                    None => Found::Unknown(message, name),
                }
            }
        }
    }

    /// Tells whether a message is a command that its sender may use.
    pub(super) fn is_command(&self, message: &Message) -> bool {
        matches!(
            self.find_command(&Event::Message(message.clone())),
            Found::Command { .. }
        )
    }

    /// Takes one prefix off a message with two.
    pub(super) fn unescape(&self, message: &Message, text: &str) {
        let message = message.clone();
        let extra = message.text().len() - text.len();
        let formatted = message.formatted();
        let text = formatted.slice(extra..formatted.text.len());
        self.bot.scope.runs.spawn(async move {
            match catch(message.edit(Outgoing::formatted(text))).await {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => tracing::warn!(%error, "a doubled prefix was not taken off"),
                Err(panicked) => tracing::error!(%panicked, "taking off a prefix failed"),
            }
        });
    }

    /// Answers an unknown command with the nearest names, when that is wanted.
    pub(super) fn suggest(&self, message: &Message, name: &str) {
        if !self.options.suggest_unknown {
            return;
        }
        let nearest = suggest::nearest(name, self.bot.catalogue.names());
        if nearest.is_empty() {
            return;
        }
        let voice = self.bot.voice(Some(message.chat().id()));
        let prefix = self.bot.settings.prefix();
        let answer = super::refuse::unknown(&voice, &prefix, name, &nearest);
        let message = message.clone();
        self.bot.scope.runs.spawn(async move {
            match catch(message.answer(answer)).await {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => tracing::warn!(%error, "a suggestion was not sent"),
                Err(panicked) => tracing::error!(%panicked, "sending a suggestion failed"),
            }
        });
    }

    fn is_me(&self, mention: &str) -> bool {
        mention.eq_ignore_ascii_case("me")
            || self
                .bot
                .client
                .me()
                .is_some_and(|me| me.has_username(mention))
    }
}

/// Tells whether a message can be a command at all: the author's own words, nothing passed on.
fn can_be_command(message: &Message) -> bool {
    !message.is_forward()
        && !message.is_via_bot()
        && !message.is_service()
        && message
            .media()
            .is_none_or(|media| !matches!(media.kind(), MediaKind::Sticker | MediaKind::Dice))
}
