//! What people do in the current chat when a line says so.

use grammers_tl_types::{enums, types};

use super::eye::{self, Named};
use super::input::Act;
use super::names::{NotFound, find};
use super::texts::{Language, Text};
use crate::world::data::State;
use crate::world::data::chat::Kind;
use crate::world::data::message::{Msg, ReplyTo};
use crate::world::data::place::Place;
use crate::world::message::labels;
use crate::world::ops::bots::Asked;
use crate::world::ops::edit::Change;
use crate::world::ops::forward::Manner;
use crate::world::ops::members::Entry;
use crate::world::ops::post::Draft;
use crate::world::refusal::{Outcome, Refusal};
use crate::world::{Media, User, World};

/// A picture of one grey pixel.
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cch\0\0\0\x82\0\x81w\xcdr\xb6\0\0\0\0IEND\xaeB`\x82";

/// What came of a deed, besides what the chat shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Done {
    /// Nothing that would not be seen.
    Seen,
    /// A line for the one who did it.
    Told(String),
    /// A bot was asked, and answers under this id.
    Asked { bot: String, query: i64 },
}

/// Somebody's place at the keyboard: where, and in which language mistakes are told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Here<'a> {
    pub(super) world: &'a World,
    pub(super) place: Place,
    pub(super) language: Language,
}

impl Here<'_> {
    /// Lets somebody do something; an error is a text for the screen.
    pub(super) fn perform(self, who: Option<&str>, act: Act) -> Result<Done, String> {
        let user = match who {
            None => self.world.owner(),
            Some(name) => self.person(name)?,
        };
        let me = user.id();
        if let Act::Join(other) = &act {
            let other = other
                .as_deref()
                .map_or(Ok(user), |name| self.person(name))?;
            return self.come(&other);
        }
        let leaves = matches!(act, Act::Leave(_));
        if !leaves {
            self.check_presence(&user)?;
        }
        match act {
            Act::Say(text) => self.send(me, Draft::text(&text)),
            Act::Reply { to, text } => {
                let id = self.target(to)?;
                let reply = Some(ReplyTo {
                    id,
                    ..ReplyTo::default()
                });
                self.send(
                    me,
                    Draft {
                        reply,
                        ..Draft::text(&text)
                    },
                )
            }
            Act::Edit(text) => {
                let id = self.own(me)?;
                self.change(me, |state, place| {
                    let markup = state
                        .messages
                        .get(&place)
                        .and_then(|all| all.get(&id)?.markup.clone());
                    let text = Some(text);
                    state.edit(
                        me,
                        place,
                        id,
                        Change {
                            text,
                            markup,
                            ..Change::default()
                        },
                    )
                })
            }
            Act::Delete(number) => {
                let id = number.map_or_else(|| self.own(me), |number| self.target(Some(number)))?;
                self.change(me, |state, place| state.delete(me, place, &[id]).map(drop))
            }
            Act::React { to, emoji } => {
                let id = self.target(to)?;
                let emoticon = emoji.trim_end_matches('\u{fe0f}').to_owned();
                let reaction = types::ReactionEmoji { emoticon }.into();
                self.change(me, |state, place| {
                    state.react(me, place, id, &[reaction], false)
                })
            }
            Act::Pin(number) => {
                let id = self.target(number)?;
                self.change(me, |state, place| state.pin(me, place, id, true, false))
            }
            Act::Forward(chat) => self.forward(me, &chat),
            Act::Press(label) => self.press(me, &label),
            Act::Leave(other) => {
                let other = other
                    .as_deref()
                    .map_or(Ok(user), |name| self.person(name))?;
                let other = other.id();
                let id = self.group()?;
                self.change(other, |state, _| state.leave(other, id, other))
            }
            Act::Photo(caption) => self.send_media(me, Media::photo(PIXEL).caption(&caption)),
            Act::Sticker(emoji) => self.send_media(me, Media::sticker(&emoji, PIXEL)),
            // Handled above.
            Act::Join(_) => Ok(Done::Seen),
        }
    }

    /// Finds a chat of the owner by what somebody typed.
    pub(super) fn chat(self, typed: &str) -> Result<Place, String> {
        let chats = eye::chats(self.world, self.language);
        let texts = [Text::NoChat, Text::NoChatNear, Text::ManyChats];
        find(typed, &chats).map_err(|not_found| self.not_found(typed, &not_found, &chats, texts))
    }

    fn person(self, typed: &str) -> Result<User, String> {
        let people = eye::people(self.world, self.language);
        let texts = [Text::NoPerson, Text::NoPersonNear, Text::ManyPeople];
        find(typed, &people).map_err(|not_found| self.not_found(typed, &not_found, &people, texts))
    }

    fn not_found<T>(
        self,
        typed: &str,
        not_found: &NotFound,
        known: &[Named<T>],
        [none, near, several]: [Text; 3],
    ) -> String {
        match not_found {
            NotFound::None { near: Some(name) } => self.language.fill(near, &[typed, name]),
            NotFound::None { near: None } => {
                let mut names: Vec<&str> = known
                    .iter()
                    .filter_map(|(names, _)| names.first().map(String::as_str))
                    .collect();
                // The order of the chat list depends on the time.
                names.sort_unstable();
                self.language.fill(none, &[typed, &names.join(", ")])
            }
            NotFound::Several(names) => self.language.fill(several, &[typed, &names.join(", ")]),
        }
    }

    /// Somebody comes into the group.
    fn come(self, user: &User) -> Result<Done, String> {
        let id = self.group()?;
        let me = user.id();
        self.change(me, |state, _| state.join(me, id, None, Entry::Added))
    }

    fn group(self) -> Result<i64, String> {
        self.place
            .chat()
            .ok_or_else(|| self.language.text(Text::NoGroup).to_owned())
    }

    /// Somebody who is not in the chat cannot do anything there.
    fn check_presence(self, user: &User) -> Result<(), String> {
        let me = user.id();
        let state = self.world.lock();
        let present = match self.place {
            Place::Private(a, b) => me == a || me == b,
            Place::Group(id) | Place::Channel(id) => state
                .chats
                .get(&id)
                .is_some_and(|chat| chat.members.contains_key(&me)),
        };
        drop(state);
        if present {
            return Ok(());
        }
        let name = eye::name(self.world, me, self.language);
        Err(match self.place {
            Place::Private(..) => self.language.fill(Text::NotInPrivate, &[&name]),
            _ => self.language.fill(Text::NotHere, &[&name, &name]),
        })
    }

    fn send(self, me: i64, draft: Draft) -> Result<Done, String> {
        self.change(me, |state, place| state.send(me, place, draft).map(drop))
    }

    fn send_media(self, me: i64, media: Media) -> Result<Done, String> {
        self.change(me, |state, place| {
            let (media, text) = media.place(state)?;
            state
                .send(
                    me,
                    place,
                    Draft {
                        media: Some(media),
                        ..Draft::text(&text)
                    },
                )
                .map(drop)
        })
    }

    fn forward(self, me: i64, chat: &str) -> Result<Done, String> {
        let to = match self.chat(chat)? {
            // A private chat of the owner stands for the same person's chat with whoever forwards.
            Place::Private(a, b) => {
                let owner = self.world.owner().id();
                let other = Place::Private(a, b).partner(owner).unwrap_or(owner);
                Place::private(me, other)
            }
            group => group,
        };
        let id = self.target(None)?;
        self.change(me, |state, place| {
            state
                .forward(me, place, &[id], to, &[], Manner::default())
                .map(drop)
        })
    }

    fn press(self, me: i64, typed: &str) -> Result<Done, String> {
        let (id, label, bot) = self.button(typed)?;
        let state = self.world.lock();
        let markup = state
            .messages
            .get(&self.place)
            .and_then(|all| all.get(&id)?.markup.clone());
        drop(state);
        match button(markup.as_ref(), &label) {
            Some(Button::Callback(data)) => {
                let asked = self
                    .world
                    .change(|state| state.press(me, self.place, id, &data, None))
                    .map_err(|refusal| self.refused(me, &refusal))?;
                Ok(match asked {
                    Asked::Answered(answer) => Done::Told(self.answer(&bot, &answer)),
                    Asked::Waiting(query) => Done::Asked { bot, query },
                })
            }
            Some(Button::Protected) => Err(self.language.fill(Text::ProtectedButton, &[&label])),
            Some(Button::Url(url)) => {
                let who = eye::name(self.world, me, self.language);
                Ok(Done::Told(self.language.fill(Text::Opened, &[&who, &url])))
            }
            Some(Button::Text) => self.send(me, Draft::text(&label)),
            None => Err(self.language.fill(Text::DeadButton, &[&label])),
        }
    }

    /// The newest message with this button: its id, the whole label, and who is behind the button.
    fn button(self, typed: &str) -> Result<(i32, String, String), String> {
        let state = self.world.lock();
        let newest: Vec<(i32, Vec<String>, i64)> = self
            .visible(&state)
            .map(|message| (message, labels(message.markup.as_ref()).concat()))
            .filter(|(_, labels)| !labels.is_empty())
            .map(|(message, labels)| {
                (
                    message.id,
                    labels,
                    message.via_bot.unwrap_or(message.sender),
                )
            })
            .collect();
        drop(state);
        let Some((_, first_labels, _)) = newest.first() else {
            return Err(self.language.text(Text::NoButton).to_owned());
        };
        let folded = typed.to_lowercase();
        let whole = |(_, labels, _): &&(i32, Vec<String>, i64)| {
            labels
                .iter()
                .any(|label| label.trim().to_lowercase() == folded)
        };
        // The whole label of an older message wins over the beginning of one of a newer message.
        let order = newest.iter().filter(whole).chain(&newest);
        let mut several = None;
        for (id, labels, bot) in order {
            let mut candidates: Vec<Named<String>> = Vec::new();
            for label in labels {
                if !candidates.iter().any(|(_, known)| known == label) {
                    candidates.push((vec![label.clone()], label.clone()));
                }
            }
            match find(typed, &candidates) {
                Ok(label) => return Ok((*id, label, eye::name(self.world, *bot, self.language))),
                Err(NotFound::Several(labels)) => {
                    several = Some(labels);
                    break;
                }
                Err(NotFound::None { .. }) => {}
            }
        }
        let (text, labels) = match &several {
            Some(labels) => (Text::ManyButtons, labels),
            None => (Text::NoSuchButton, first_labels),
        };
        let labels: Vec<String> = labels.iter().map(|label| format!("[{label}]")).collect();
        Err(self.language.fill(text, &[typed, &labels.join(" ")]))
    }

    /// What a bot shows to the one who pressed its button.
    pub(super) fn answer(self, bot: &str, answer: &enums::messages::BotCallbackAnswer) -> String {
        let enums::messages::BotCallbackAnswer::Answer(answer) = answer;
        match (&answer.message, &answer.url) {
            (Some(text), _) => self.language.fill(Text::Toast, &[bot, text]),
            (None, Some(url)) => self.language.fill(Text::Opened, &[bot, url]),
            (None, None) => self.language.fill(Text::PressedNothing, &[bot]),
        }
    }

    /// The message with a number, or the last one that somebody wrote.
    fn target(self, number: Option<i32>) -> Result<i32, String> {
        let state = self.world.lock();
        if let Some(number) = number {
            let there = self.visible(&state).any(|message| message.id == number);
            let text = || {
                self.language
                    .fill(Text::NoMessageNumber, &[&number.to_string()])
            };
            return there.then_some(number).ok_or_else(text);
        }
        let last = self
            .visible(&state)
            .find(|message| message.action.is_none());
        let last = last.map(|message| message.id);
        last.ok_or_else(|| self.language.text(Text::NoMessage).to_owned())
    }

    /// The last message of somebody's own.
    fn own(self, me: i64) -> Result<i32, String> {
        let state = self.world.lock();
        let mine = |message: &&Msg| message.action.is_none() && message.is_from(me);
        let last = self.visible(&state).find(mine).map(|message| message.id);
        drop(state);
        last.ok_or_else(|| {
            let name = eye::name(self.world, me, self.language);
            self.language.fill(Text::NoOwnMessage, &[&name])
        })
    }

    /// The messages here that the owner sees, the newest first.
    fn visible(self, state: &State) -> impl Iterator<Item = &Msg> {
        let all = state
            .messages
            .get(&self.place)
            .into_iter()
            .flat_map(|all| all.values().rev());
        let owner = state.owner;
        all.filter(move |message| message.visible_to(owner))
    }

    fn change(
        self,
        me: i64,
        act: impl FnOnce(&mut State, Place) -> Outcome<()>,
    ) -> Result<Done, String> {
        let outcome = self.world.change(|state| act(state, self.place));
        outcome
            .map(|()| Done::Seen)
            .map_err(|refusal| self.refused(me, &refusal))
    }

    fn refused(self, me: i64, refusal: &Refusal) -> String {
        let state = self.world.lock();
        let broadcast = self
            .place
            .chat()
            .and_then(|id| state.chats.get(&id))
            .is_some_and(|chat| chat.kind == Kind::Channel);
        drop(state);
        let name = refusal.name.as_str();
        let why = match name {
            "CHAT_ADMIN_REQUIRED" if broadcast => Text::WhyMayNotWrite,
            "CHAT_WRITE_FORBIDDEN" | "CHAT_SEND_PLAIN_FORBIDDEN" | "USER_BANNED_IN_CHANNEL" => {
                Text::WhyMayNotWrite
            }
            "MESSAGE_TOO_LONG" | "MEDIA_CAPTION_TOO_LONG" => Text::WhyTooLong,
            "MESSAGE_EMPTY" => Text::WhyEmpty,
            "MESSAGE_NOT_MODIFIED" | "CHAT_NOT_MODIFIED" => Text::WhyNotModified,
            "MESSAGE_AUTHOR_REQUIRED" | "MESSAGE_DELETE_FORBIDDEN" => Text::WhyAuthor,
            "CHAT_ADMIN_REQUIRED" => Text::WhyAdmin,
            "REACTION_INVALID" => Text::WhyReaction,
            "USER_ALREADY_PARTICIPANT" => Text::WhyAlreadyIn,
            "USER_NOT_PARTICIPANT" => Text::WhyNotIn,
            "CHAT_FORWARDS_RESTRICTED" => Text::WhyForwards,
            "CHANNEL_PRIVATE" => Text::WhyPrivate,
            "USER_IS_BLOCKED" | "YOU_BLOCKED_USER" => Text::WhyBlocked,
            _ if name.starts_with("SLOWMODE_WAIT") => Text::WhySlow,
            _ => return self.language.fill(Text::RefusedPlain, &[name]),
        };
        let who = eye::name(self.world, me, self.language);
        let why = self.language.fill(why, &[&who]);
        self.language.fill(Text::Refused, &[&why, name])
    }
}

/// What a button does.
enum Button {
    Callback(Vec<u8>),
    /// It wants a password, and nobody here has one.
    Protected,
    Url(String),
    /// A button of a keyboard below the chat: it sends its label.
    Text,
}

fn button(markup: Option<&enums::ReplyMarkup>, label: &str) -> Option<Button> {
    match markup? {
        enums::ReplyMarkup::ReplyInlineMarkup(markup) => {
            let rows = markup.rows.iter();
            let mut buttons =
                rows.flat_map(|enums::KeyboardInlineButtonRow::Row(row)| &row.buttons);
            let found = buttons.find_map(|enums::KeyboardInlineButton::Button(button)| {
                (button.text == label).then_some(&button.r#type)
            });
            match found? {
                enums::InlineButtonType::Callback(callback) if callback.requires_password => {
                    Some(Button::Protected)
                }
                enums::InlineButtonType::Callback(callback) => {
                    Some(Button::Callback(callback.data.clone()))
                }
                enums::InlineButtonType::Url(url) => Some(Button::Url(url.url.clone())),
                _ => None,
            }
        }
        enums::ReplyMarkup::ReplyKeyboardMarkup(_) => Some(Button::Text),
        _ => None,
    }
}
