//! Buttons and inline queries.

use crate::server::Reply;
use crate::world::bot::{Article, PressAnswer};
use crate::world::data::place::Place;
use crate::world::data::{InlineAnswer, State, Waiting, WaitingKind};
use crate::world::ops::post::Draft;
use crate::world::refusal::{Outcome, Refusal, bad};
use crate::world::tl::zeroed;
use crate::world::view::{Detail, Peers};
use grammers_tl_types::{enums, types};

/// What comes of asking a bot.
#[derive(Debug)]
pub(crate) enum Asked<T> {
    Answered(T),
    /// The bot's client was told; its answer will come under this id.
    Waiting(i64),
}

impl State {
    /// Whether the button with this data wants the password of whoever presses it.
    pub(crate) fn wants_password(
        &self,
        me: i64,
        place: Place,
        id: i32,
        data: &[u8],
    ) -> Outcome<bool> {
        let message = self.message(me, place, id)?;
        let found = callbacks(message.markup.as_ref()).find(|(_, button)| button.data == data);
        Ok(found.is_some_and(|(_, button)| button.requires_password))
    }

    /// Presses the button with this data; the caller has seen to the password.
    pub(crate) fn press(
        &mut self,
        me: i64,
        place: Place,
        id: i32,
        data: &[u8],
        call: Option<(i64, i64, i64)>,
    ) -> Outcome<Asked<enums::messages::BotCallbackAnswer>> {
        let message = self.message(me, place, id)?;
        let bot = message.via_bot.unwrap_or(message.sender);
        let via = message.via_bot.is_some();
        if !callbacks(message.markup.as_ref()).any(|(_, button)| button.data == data) {
            return bad("DATA_INVALID");
        }
        let Some(behaviour) = self.users.get(&bot).and_then(|user| user.bot.clone()) else {
            return bad("BOT_INVALID");
        };
        if let Some(on_press) = behaviour.on_press {
            return Ok(Asked::Answered(press_answer(on_press(data))));
        }
        let query_id = self.seed.id();
        self.waiting.insert(
            query_id,
            Waiting {
                bot,
                call,
                kind: WaitingKind::Press,
                answer: None,
            },
        );
        let mut peers = Peers::default();
        peers.user(me);
        let chat_instance = self.access_hash(bot, place.chat().unwrap_or(me));
        let data = Some(data.to_vec());
        if via {
            let msg_id = self.inline_id(place, id);
            let update = types::UpdateInlineBotCallbackQuery {
                query_id,
                user_id: me,
                msg_id,
                chat_instance,
                data,
                game_short_name: None,
            };
            self.tell(bot, update, peers);
        } else {
            peers.place(place);
            let update = types::UpdateBotCallbackQuery {
                query_id,
                user_id: me,
                peer: place.peer(bot),
                msg_id: id,
                chat_instance,
                data,
                game_short_name: None,
            };
            self.tell(bot, update, peers);
        }
        Ok(Asked::Waiting(query_id))
    }

    /// A bot answers a press.
    pub(crate) fn answer_press(
        &mut self,
        bot: i64,
        query_id: i64,
        answer: enums::messages::BotCallbackAnswer,
    ) -> Outcome<()> {
        let waiting = self
            .waiting
            .get_mut(&query_id)
            .filter(|waiting| waiting.bot == bot && waiting.kind == WaitingKind::Press);
        let Some(waiting) = waiting else {
            return bad("QUERY_ID_INVALID");
        };
        if waiting.answer.is_some() {
            return bad("QUERY_ID_INVALID");
        }
        if let Some(call) = waiting.call {
            self.answers.push((call, Reply::ok(&answer)));
        }
        waiting.answer = Some(answer);
        Ok(())
    }

    /// Asks a bot inline.
    pub(crate) fn ask_inline(
        &mut self,
        me: i64,
        bot: i64,
        place: Option<Place>,
        query: &str,
        offset: &str,
        call: Option<(i64, i64, i64)>,
    ) -> Outcome<Asked<enums::messages::BotResults>> {
        let Some(behaviour) = self.users.get(&bot).and_then(|user| user.bot.clone()) else {
            return bad("BOT_INVALID");
        };
        if behaviour.placeholder.is_none() {
            return bad("BOT_INLINE_DISABLED");
        }
        let query_id = self.seed.id();
        self.inline.insert(
            query_id,
            InlineAnswer {
                bot,
                user: me,
                query: query.to_owned(),
                results: Vec::new(),
            },
        );
        if let Some(on_inline) = behaviour.on_inline {
            let results: Vec<_> = on_inline(query).into_iter().map(article).collect();
            return Ok(Asked::Answered(
                self.store_inline(query_id, results, 0, None, false, None)?,
            ));
        }
        self.waiting.insert(
            query_id,
            Waiting {
                bot,
                call,
                kind: WaitingKind::Inline,
                answer: None,
            },
        );
        let mut peers = Peers::default();
        peers.user(me);
        let update = types::UpdateBotInlineQuery {
            query_id,
            user_id: me,
            query: query.to_owned(),
            geo: None,
            peer_type: place.map(|place| self.peer_type(place, me, bot)),
            offset: offset.to_owned(),
        };
        self.tell(bot, update, peers);
        Ok(Asked::Waiting(query_id))
    }

    fn peer_type(&self, place: Place, me: i64, bot: i64) -> enums::InlineQueryPeerType {
        match place {
            Place::Private(..) if place.partner(me) == Some(bot) => {
                enums::InlineQueryPeerType::SameBotPm
            }
            Place::Private(..) => enums::InlineQueryPeerType::Pm,
            Place::Group(_) => enums::InlineQueryPeerType::Chat,
            Place::Channel(id) => match self.chats.get(&id).map(|chat| chat.kind) {
                Some(crate::world::data::chat::Kind::Channel) => {
                    enums::InlineQueryPeerType::Broadcast
                }
                _ => enums::InlineQueryPeerType::Megagroup,
            },
        }
    }

    /// A bot answers an inline query.
    pub(crate) fn answer_inline(
        &mut self,
        bot: i64,
        answer: &grammers_tl_types::functions::messages::SetInlineBotResults,
    ) -> Outcome<()> {
        let known = |waiting: &&Waiting| waiting.bot == bot && waiting.kind == WaitingKind::Inline;
        let Some(waiting) = self.waiting.get(&answer.query_id).filter(known).cloned() else {
            return bad("QUERY_ID_INVALID");
        };
        if answer.results.len() > 50 {
            return bad("RESULTS_TOO_MUCH");
        }
        let mut ids: Vec<&str> = answer.results.iter().map(result_id).collect();
        if ids.iter().any(|id| id.is_empty() || id.len() > 64) {
            return bad("RESULT_ID_INVALID");
        }
        ids.sort_unstable();
        if ids.windows(2).any(|pair| pair[0] == pair[1]) {
            return bad("RESULT_ID_DUPLICATE");
        }
        self.waiting.remove(&answer.query_id);
        let results = self.store_inline(
            answer.query_id,
            answer.results.clone(),
            answer.cache_time,
            answer.next_offset.clone(),
            answer.gallery,
            answer.switch_pm.clone(),
        )?;
        if let Some(call) = waiting.call {
            self.answers.push((call, Reply::ok(&results)));
        }
        Ok(())
    }

    fn store_inline(
        &mut self,
        query_id: i64,
        inputs: Vec<enums::InputBotInlineResult>,
        cache_time: i32,
        next_offset: Option<String>,
        gallery: bool,
        switch_pm: Option<enums::InlineBotSwitchPm>,
    ) -> Outcome<enums::messages::BotResults> {
        let results = inputs
            .iter()
            .map(|input| self.view_result(input))
            .collect::<Outcome<Vec<_>>>()?;
        let mut peers = Peers::default();
        let mut viewer = 0;
        if let Some(answer) = self.inline.get_mut(&query_id) {
            answer.results = inputs;
            viewer = answer.user;
            peers.user(answer.bot);
        }
        Ok(types::messages::BotResults {
            gallery,
            query_id,
            next_offset,
            switch_pm,
            switch_webview: None,
            results,
            cache_time,
            users: self.users_of(viewer, &peers, Detail::Full),
        }
        .into())
    }

    fn view_result(&self, input: &enums::InputBotInlineResult) -> Outcome<enums::BotInlineResult> {
        match input {
            enums::InputBotInlineResult::Result(result) => Ok(types::BotInlineResult {
                id: result.id.clone(),
                r#type: result.r#type.clone(),
                title: result.title.clone(),
                description: result.description.clone(),
                url: result.url.clone(),
                thumb: None,
                content: None,
                send_message: view_inline_message(&result.send_message)?,
            }
            .into()),
            enums::InputBotInlineResult::Photo(result) => {
                let enums::InputPhoto::Photo(photo) = &result.photo else {
                    return bad("PHOTO_INVALID");
                };
                let file = self.check_file(photo.id, photo.access_hash, &photo.file_reference)?;
                Ok(types::BotInlineMediaResult {
                    id: result.id.clone(),
                    r#type: result.r#type.clone(),
                    photo: Some(super::files::view_photo(file)),
                    document: None,
                    title: None,
                    description: None,
                    send_message: view_inline_message(&result.send_message)?,
                }
                .into())
            }
            enums::InputBotInlineResult::Document(result) => {
                let enums::InputDocument::Document(document) = &result.document else {
                    return bad("DOCUMENT_INVALID");
                };
                let file =
                    self.check_file(document.id, document.access_hash, &document.file_reference)?;
                Ok(types::BotInlineMediaResult {
                    id: result.id.clone(),
                    r#type: result.r#type.clone(),
                    photo: None,
                    document: Some(super::files::view_document(file)),
                    title: result.title.clone(),
                    description: result.description.clone(),
                    send_message: view_inline_message(&result.send_message)?,
                }
                .into())
            }
            enums::InputBotInlineResult::Game(_) => bad("RESULT_TYPE_INVALID"),
        }
    }

    /// Sends a result that a bot gave.
    pub(crate) fn send_inline(
        &mut self,
        me: i64,
        place: Place,
        query_id: i64,
        id: &str,
        mut draft: Draft,
    ) -> Outcome<i32> {
        let answer = self
            .inline
            .get(&query_id)
            .filter(|answer| answer.user == me)
            .cloned();
        let Some(answer) = answer else {
            return bad("QUERY_ID_INVALID");
        };
        let Some(result) = answer.results.iter().find(|result| result_id(result) == id) else {
            return bad("RESULT_ID_INVALID");
        };
        if let Some(chat) = place.chat()
            && self.chat(chat)?.forbids(me, |rights| rights.send_inline)
            && self.chat(chat)?.members.contains_key(&me)
        {
            return crate::world::refusal::forbidden("CHAT_SEND_INLINE_FORBIDDEN");
        }
        draft.via_bot = Some(answer.bot);
        let message = match result {
            enums::InputBotInlineResult::Result(result) => &result.send_message,
            enums::InputBotInlineResult::Photo(result) => {
                if let enums::InputPhoto::Photo(photo) = &result.photo {
                    draft.media = Some(self.file_media(photo.id, false, None)?);
                }
                &result.send_message
            }
            enums::InputBotInlineResult::Document(result) => {
                if let enums::InputDocument::Document(document) = &result.document {
                    draft.media = Some(self.file_media(document.id, false, None)?);
                }
                &result.send_message
            }
            enums::InputBotInlineResult::Game(_) => return bad("RESULT_TYPE_INVALID"),
        };
        match message {
            enums::InputBotInlineMessage::Text(text) => {
                draft.text.clone_from(&text.message);
                draft.entities = text.entities.clone().unwrap_or_default();
                draft.markup.clone_from(&text.reply_markup);
            }
            enums::InputBotInlineMessage::MediaAuto(text) => {
                draft.text.clone_from(&text.message);
                draft.entities = text.entities.clone().unwrap_or_default();
                draft.markup.clone_from(&text.reply_markup);
            }
            _ => return bad("RESULT_TYPE_INVALID"),
        }
        let buttons = draft.markup.is_some();
        let sent = self.send(me, place, draft)?;
        let msg_id = buttons.then(|| self.inline_id(place, sent));
        let mut peers = Peers::default();
        peers.user(me);
        let update = types::UpdateBotInlineSend {
            user_id: me,
            query: answer.query,
            geo: None,
            id: id.to_owned(),
            msg_id,
        };
        self.tell(answer.bot, update, peers);
        Ok(sent)
    }

    /// How a bot names a message that was sent through it.
    pub(crate) fn inline_id(&mut self, place: Place, id: i32) -> enums::InputBotInlineMessageId {
        let known = self
            .inline_ids
            .iter()
            .find(|(_, at)| **at == (place, id))
            .map(|(hash, _)| *hash);
        let access_hash = known.unwrap_or_else(|| {
            let hash = self.seed.id();
            self.inline_ids.insert(hash, (place, id));
            hash
        });
        types::InputBotInlineMessageId64 {
            dc_id: 2,
            owner_id: place.chat().unwrap_or(0),
            id,
            access_hash,
        }
        .into()
    }

    /// The message behind a bot's inline message id.
    pub(crate) fn by_inline_id(
        &self,
        id: &enums::InputBotInlineMessageId,
    ) -> Outcome<(Place, i32)> {
        let hash = match id {
            enums::InputBotInlineMessageId::Id(id) => id.access_hash,
            enums::InputBotInlineMessageId::Id64(id) => id.access_hash,
        };
        self.inline_ids
            .get(&hash)
            .copied()
            .ok_or_else(|| Refusal::bad("MESSAGE_ID_INVALID"))
    }
}

/// The buttons with data: label and data.
pub(crate) fn callbacks(
    markup: Option<&enums::ReplyMarkup>,
) -> impl Iterator<Item = (&str, &types::InlineButtonTypeCallback)> {
    let rows = match markup {
        Some(enums::ReplyMarkup::ReplyInlineMarkup(markup)) => markup.rows.as_slice(),
        _ => &[],
    };
    rows.iter()
        .flat_map(|enums::KeyboardInlineButtonRow::Row(row)| &row.buttons)
        .filter_map(
            |enums::KeyboardInlineButton::Button(button)| match &button.r#type {
                enums::InlineButtonType::Callback(callback) => {
                    Some((button.text.as_str(), callback))
                }
                _ => None,
            },
        )
}

fn press_answer(answer: PressAnswer) -> enums::messages::BotCallbackAnswer {
    let mut tl: types::messages::BotCallbackAnswer = zeroed();
    match answer {
        PressAnswer::Nothing => {}
        PressAnswer::Toast(text) => tl.message = Some(text),
        PressAnswer::Alert(text) => {
            tl.alert = true;
            tl.message = Some(text);
        }
        PressAnswer::Url(url) => {
            tl.has_url = true;
            tl.url = Some(url);
        }
    }
    tl.into()
}

fn article(article: Article) -> enums::InputBotInlineResult {
    let text: types::InputBotInlineMessageText = types::InputBotInlineMessageText {
        message: article.text,
        ..zeroed::<types::InputBotInlineMessageText>()
    };
    types::InputBotInlineResult {
        id: article.id,
        r#type: "article".to_owned(),
        title: Some(article.title),
        description: None,
        url: None,
        thumb: None,
        content: None,
        send_message: text.into(),
    }
    .into()
}

fn result_id(result: &enums::InputBotInlineResult) -> &str {
    match result {
        enums::InputBotInlineResult::Result(result) => &result.id,
        enums::InputBotInlineResult::Photo(result) => &result.id,
        enums::InputBotInlineResult::Document(result) => &result.id,
        enums::InputBotInlineResult::Game(result) => &result.id,
    }
}

fn view_inline_message(message: &enums::InputBotInlineMessage) -> Outcome<enums::BotInlineMessage> {
    match message {
        enums::InputBotInlineMessage::Text(text) => {
            if text.message.trim().is_empty() {
                return bad("MESSAGE_EMPTY");
            }
            Ok(types::BotInlineMessageText {
                no_webpage: text.no_webpage,
                invert_media: text.invert_media,
                message: text.message.clone(),
                entities: text.entities.clone(),
                reply_markup: text.reply_markup.clone(),
            }
            .into())
        }
        enums::InputBotInlineMessage::MediaAuto(text) => Ok(types::BotInlineMessageMediaAuto {
            invert_media: text.invert_media,
            message: text.message.clone(),
            entities: text.entities.clone(),
            reply_markup: text.reply_markup.clone(),
        }
        .into()),
        _ => bad("RESULT_TYPE_INVALID"),
    }
}
