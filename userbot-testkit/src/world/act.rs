//! What users do without a client.

use super::data::message::ReplyTo;
use super::data::place::Place;
use super::expect::fail;
use super::ops::edit::Change;
use super::ops::forward::Manner;
use super::ops::members::Entry;
use super::ops::post::Draft;
use super::refusal::{Outcome, Refusal};
use super::tl;
use super::{Chat, Media, Message, User};
use grammers_tl_types::{enums, types};

/// Says where somebody writes: into a [`Chat`], or to a [`User`] in private.
pub trait Target {
    /// Returns the chat, as seen by the one who writes.
    fn chat_for(&self, user: &User) -> Chat;
}

impl Target for Chat {
    fn chat_for(&self, _user: &User) -> Chat {
        self.clone()
    }
}

impl Target for User {
    fn chat_for(&self, user: &User) -> Chat {
        user.world().private(user, self)
    }
}

impl<T: Target + ?Sized> Target for &T {
    fn chat_for(&self, user: &User) -> Chat {
        (**self).chat_for(user)
    }
}

/// What a user does. Each act changes the world at once and is pushed to the clients that are connected.
///
/// # Panics
///
/// Every method of this block panics at the line of its caller when Telegram would refuse the act, and names the error. The `try_…`
/// methods return it instead.
impl User {
    #[track_caller]
    fn done<T>(&self, chat: &Chat, what: &str, outcome: Outcome<T>) -> T {
        match outcome {
            Ok(value) => value,
            Err(Refusal { name, .. }) => {
                let absent = name.ends_with("ID_INVALID") || name == "CHANNEL_PRIVATE";
                let hint = if absent && !chat.has_member(self) {
                    format!(": {} is not in this chat, see `.member(…)`", self.name())
                } else {
                    String::new()
                };
                fail(chat, what, &format!("the refusal {name}{hint}"))
            }
        }
    }

    #[track_caller]
    pub(super) fn act<T>(
        &self,
        chat: &Chat,
        what: &str,
        act: impl FnOnce(&mut super::data::State, i64, Place) -> Outcome<T>,
    ) -> T {
        let what = format!("{} to {what}", self.name());
        // Ids are the same in each world, so that a stranger's handle would name somebody else here.
        if !self.world().is(chat.world()) {
            fail(chat, &what, "a chat of another `World`");
        }
        let outcome = self
            .world()
            .change(|state| act(state, self.id(), chat.place()));
        self.done(chat, &what, outcome)
    }

    #[track_caller]
    fn post(&self, chat: &Chat, draft: Draft) -> Message {
        let id = self.act(chat, "send a message", |state, me, place| {
            state.send(me, place, draft)
        });
        chat.message_at(id)
    }

    /// Sends a text.
    #[track_caller]
    pub fn send(&self, to: impl Target, text: &str) -> Message {
        self.post(&to.chat_for(self), Draft::text(text))
    }

    /// Sends a text, or returns the name of the error with which Telegram refuses it.
    ///
    /// # Errors
    ///
    /// The error's name, such as `CHAT_WRITE_FORBIDDEN`.
    pub fn try_send(&self, to: impl Target, text: &str) -> Result<Message, String> {
        let chat = to.chat_for(self);
        let sent = self
            .world()
            .change(|state| state.send(self.id(), chat.place(), Draft::text(text)));
        sent.map(|id| chat.message_at(id))
            .map_err(|refusal| refusal.name)
    }

    /// Sends a text to the owner in private.
    #[track_caller]
    pub fn send_to_owner(&self, text: &str) -> Message {
        self.send(self.world().owner(), text)
    }

    /// Sends a text with formatting.
    #[track_caller]
    pub fn send_formatted(
        &self,
        to: impl Target,
        text: &str,
        entities: Vec<enums::MessageEntity>,
    ) -> Message {
        self.post(
            &to.chat_for(self),
            Draft {
                entities,
                ..Draft::text(text)
            },
        )
    }

    /// Sends a text into a topic of a forum.
    #[track_caller]
    pub fn send_in_topic(&self, chat: &Chat, title: &str, text: &str) -> Message {
        let topic = chat.topic(title);
        self.post(
            chat,
            Draft {
                topic: Some(topic),
                ..Draft::text(text)
            },
        )
    }

    /// Sends a text through an inline bot.
    #[track_caller]
    pub fn send_via(&self, bot: &Self, to: impl Target, text: &str) -> Message {
        self.post(
            &to.chat_for(self),
            Draft {
                via_bot: Some(bot.id()),
                ..Draft::text(text)
            },
        )
    }

    /// Sends a text with buttons under it, as bots do: rows of label and data.
    #[track_caller]
    pub fn send_buttons(&self, to: impl Target, text: &str, rows: &[&[(&str, &str)]]) -> Message {
        self.post(
            &to.chat_for(self),
            Draft {
                markup: Some(keyboard(rows, false)),
                ..Draft::text(text)
            },
        )
    }

    /// Sends a text with buttons under it that want the password of whoever presses them.
    #[track_caller]
    pub fn send_protected_buttons(
        &self,
        to: impl Target,
        text: &str,
        rows: &[&[(&str, &str)]],
    ) -> Message {
        self.post(
            &to.chat_for(self),
            Draft {
                markup: Some(keyboard(rows, true)),
                ..Draft::text(text)
            },
        )
    }

    /// Answers a message.
    #[track_caller]
    pub fn reply(&self, to: &Message, text: &str) -> Message {
        let reply = ReplyTo {
            id: to.id(),
            ..ReplyTo::default()
        };
        self.post(
            to.chat(),
            Draft {
                reply: Some(reply),
                ..Draft::text(text)
            },
        )
    }

    /// Answers a part of a message.
    #[track_caller]
    pub fn reply_quoting(&self, to: &Message, quote: &str, text: &str) -> Message {
        let at = to.text().find(quote).unwrap_or(0);
        let offset = super::ops::text::utf16(&to.text()[..at]);
        let reply = ReplyTo {
            id: to.id(),
            quote: Some(quote.to_owned()),
            quote_offset: Some(offset),
            ..ReplyTo::default()
        };
        self.post(
            to.chat(),
            Draft {
                reply: Some(reply),
                ..Draft::text(text)
            },
        )
    }

    /// Sends media.
    #[track_caller]
    pub fn send_media(&self, to: impl Target, media: Media) -> Message {
        let chat = to.chat_for(self);
        let id = self.act(&chat, "send media", |state, me, place| {
            let (media, text) = media.place(state)?;
            state.send(
                me,
                place,
                Draft {
                    media: Some(media),
                    ..Draft::text(&text)
                },
            )
        });
        chat.message_at(id)
    }

    /// Answers a message with media.
    #[track_caller]
    pub fn reply_media(&self, to: &Message, media: Media) -> Message {
        let reply = ReplyTo {
            id: to.id(),
            ..ReplyTo::default()
        };
        let id = self.act(to.chat(), "send media", |state, me, place| {
            let (media, text) = media.place(state)?;
            state.send(
                me,
                place,
                Draft {
                    media: Some(media),
                    reply: Some(reply),
                    ..Draft::text(&text)
                },
            )
        });
        to.chat().message_at(id)
    }

    /// Sends several media as an album.
    #[track_caller]
    pub fn album(&self, to: impl Target, media: impl IntoIterator<Item = Media>) -> Vec<Message> {
        let chat = to.chat_for(self);
        let ids = self.act(&chat, "send an album", |state, me, place| {
            let group = state.seed.id();
            let mut ids = Vec::new();
            for item in media {
                let (media, text) = item.place(state)?;
                let draft = Draft {
                    media: Some(media),
                    grouped_id: Some(group),
                    ..Draft::text(&text)
                };
                ids.push(state.send(me, place, draft)?);
            }
            Ok(ids)
        });
        ids.into_iter().map(|id| chat.message_at(id)).collect()
    }

    /// Edits a message; its buttons stay.
    #[track_caller]
    pub fn edit(&self, message: &Message, text: &str) -> Message {
        let markup = message.read(|message| message.markup.clone());
        let change = Change {
            text: Some(text.to_owned()),
            markup,
            ..Change::default()
        };
        self.act(message.chat(), "edit a message", |state, me, place| {
            state.edit(me, place, message.id(), change)
        });
        message.clone()
    }

    /// Deletes a message for everybody.
    #[track_caller]
    pub fn delete(&self, message: &Message) {
        self.act(message.chat(), "delete a message", |state, me, place| {
            state.delete(me, place, &[message.id()])
        });
    }

    /// Puts a reaction on a message, in place of the one that was there.
    #[track_caller]
    pub fn react(&self, message: &Message, emoji: &str) {
        let reaction = types::ReactionEmoji {
            emoticon: emoji.to_owned(),
        }
        .into();
        self.act(message.chat(), "react", |state, me, place| {
            state.react(me, place, message.id(), &[reaction], false)
        });
    }

    /// Takes the reactions back.
    #[track_caller]
    pub fn unreact(&self, message: &Message) {
        self.act(
            message.chat(),
            "take a reaction back",
            |state, me, place| state.react(me, place, message.id(), &[], false),
        );
    }

    /// Shows that something is being typed.
    #[track_caller]
    pub fn typing(&self, to: impl Target) {
        let action = enums::SendMessageAction::SendMessageTypingAction;
        self.act(&to.chat_for(self), "type", |state, me, place| {
            state.typing(me, place, None, &action)
        });
    }

    /// Reads everything in a chat.
    #[track_caller]
    pub fn read(&self, chat: impl Target) {
        self.act(&chat.chat_for(self), "read", |state, me, place| {
            state.read(me, place, 0);
            state.read_mentions(me, place);
            Ok(())
        });
    }

    /// Forwards a message.
    #[track_caller]
    pub fn forward(&self, message: &Message, to: impl Target) -> Message {
        let target = to.chat_for(self);
        let (from, place) = (message.chat().place(), target.place());
        let ids = self.act(&target, "forward a message", |state, me, _| {
            state.forward(me, from, &[message.id()], place, &[], Manner::default())
        });
        target.message_at(ids.first().copied().unwrap_or(0))
    }

    /// Pins a message.
    #[track_caller]
    pub fn pin(&self, message: &Message) {
        self.act(message.chat(), "pin a message", |state, me, place| {
            state.pin(me, place, message.id(), true, false)
        });
    }

    /// Unpins a message.
    #[track_caller]
    pub fn unpin(&self, message: &Message) {
        self.act(message.chat(), "unpin a message", |state, me, place| {
            state.pin(me, place, message.id(), false, false)
        });
    }

    /// Votes in a poll for the answer with this text.
    #[track_caller]
    pub fn vote(&self, message: &Message, answer: &str) {
        self.act(
            message.chat(),
            &format!("vote for {answer:?}"),
            |state, me, place| {
                let poll = state
                    .message(me, place, message.id())?
                    .poll()
                    .and_then(|id| state.polls.get(&id));
                let answers = poll
                    .map(|data| data.poll.answers.clone())
                    .unwrap_or_default();
                let option = answers.into_iter().find_map(|known| match known {
                    enums::PollAnswer::Answer(known) => {
                        let enums::TextWithEntities::Entities(text) = known.text;
                        (text.text == answer).then_some(known.option)
                    }
                    enums::PollAnswer::InputPollAnswer(_) => None,
                });
                state.vote(
                    me,
                    place,
                    message.id(),
                    &[option.ok_or_else(|| Refusal::bad("OPTION_INVALID"))?],
                )
            },
        );
    }

    /// Joins a group or channel; a private one lets the user in as well.
    #[track_caller]
    pub fn join(&self, chat: &Chat) {
        self.act(chat, "join", |state, me, place| {
            state.join(me, chat_id(place)?, None, Entry::Added)
        });
    }

    /// Leaves a group or channel.
    #[track_caller]
    pub fn leave(&self, chat: &Chat) {
        self.act(chat, "leave", |state, me, place| {
            state.leave(me, chat_id(place)?, me)
        });
    }

    /// Adds somebody to a group or channel.
    #[track_caller]
    pub fn invite(&self, chat: &Chat, user: &Self) {
        self.act(chat, "invite", |state, me, place| {
            state.invite(me, chat_id(place)?, user.id())
        });
    }

    /// Takes somebody out of a group or channel; out of a supergroup or channel for good.
    #[track_caller]
    pub fn kick(&self, chat: &Chat, user: &Self) {
        self.act(chat, "kick", |state, me, place| match place {
            Place::Channel(id) => state.ban(me, id, user.id(), &tl::kicked_rights(0)),
            _ => state.kick_from_group(me, chat_id(place)?, user.id()),
        });
    }

    /// Forbids somebody to write in a supergroup.
    #[track_caller]
    pub fn mute(&self, chat: &Chat, user: &Self) {
        self.act(chat, "mute", |state, me, place| {
            state.ban(me, chat_id(place)?, user.id(), &tl::muted_rights(0))
        });
    }

    /// Takes all restrictions from somebody.
    #[track_caller]
    pub fn unban(&self, chat: &Chat, user: &Self) {
        self.act(chat, "unban", |state, me, place| {
            state.ban(me, chat_id(place)?, user.id(), &tl::no_bans())
        });
    }

    /// Makes somebody an administrator with the usual rights.
    #[track_caller]
    pub fn promote(&self, chat: &Chat, user: &Self) {
        self.act(chat, "promote", |state, me, place| {
            state.promote(me, chat_id(place)?, user.id(), &tl::usual_rights(), None)
        });
    }

    /// Makes an administrator a plain member again.
    #[track_caller]
    pub fn demote(&self, chat: &Chat, user: &Self) {
        self.act(chat, "demote", |state, me, place| {
            state.promote(me, chat_id(place)?, user.id(), &tl::no_rights(), None)
        });
    }

    /// Gives a group or channel another title.
    #[track_caller]
    pub fn rename(&self, chat: &Chat, title: &str) {
        self.act(chat, "rename", |state, me, place| {
            state.rename(me, chat_id(place)?, title)
        });
    }

    /// Blocks somebody.
    pub fn block(&self, other: &Self) {
        self.world()
            .change(|state| state.set_blocked(self.id(), other.id(), true));
    }

    /// Takes a block back.
    pub fn unblock(&self, other: &Self) {
        self.world()
            .change(|state| state.set_blocked(self.id(), other.id(), false));
    }
}

fn chat_id(place: Place) -> Outcome<i64> {
    place.chat().ok_or_else(|| Refusal::bad("PEER_ID_INVALID"))
}

/// Rows of buttons with data, which want a password or not.
pub(crate) fn keyboard(rows: &[&[(&str, &str)]], requires_password: bool) -> enums::ReplyMarkup {
    let button = |(label, data): &(&str, &str)| -> enums::KeyboardInlineButton {
        let callback = types::InlineButtonTypeCallback {
            requires_password,
            data: data.as_bytes().to_vec(),
        };
        types::KeyboardInlineButton {
            style: None,
            text: (*label).to_owned(),
            r#type: callback.into(),
        }
        .into()
    };
    let rows = rows.iter().map(|row| {
        types::KeyboardInlineButtonRow {
            buttons: row.iter().map(button).collect(),
        }
        .into()
    });
    types::ReplyInlineMarkup {
        force_reply: false,
        rows: rows.collect(),
    }
    .into()
}
