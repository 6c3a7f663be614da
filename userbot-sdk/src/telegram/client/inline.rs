//! Inline queries: what one types after the name of a bot, and what it offers.

use grammers_tl_types as tl;

use super::send::input_user;
use super::{CallOptions, Client, random_id};
use crate::telegram::{CallError, IntoTarget, Message, PeerId};

/// So many messages are looked through for one whose answer was lost.
const LOOK_BACK: usize = 20;

/// Is what a bot offers for an inline query, page by page.
///
/// [`Client::inline_query`] asks for it. Telegram forgets a query after a while: send a result
/// soon.
///
/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
///
/// /// Sends the first picture that a bot finds to this chat.
/// #[command]
/// async fn pic(ctx: &Context, what: Raw) -> Result<()> {
///     let found = ctx.client().inline_query("@pic", what.trim()).await?;
///     let Some(first) = found.results().first() else {
///         return ctx.answer("Nothing was found.").await;
///     };
///     found.send(first, ctx.message()?.chat()).await?;
///     ctx.message()?.delete().await?;
///     Ok(())
/// }
/// ```
#[derive(Debug, Clone)]
pub struct InlineQuery {
    client: Client,
    bot: PeerId,
    input: tl::enums::InputUser,
    query: String,
    results: Vec<InlineResult>,
    /// Where the next page begins; there is none without it.
    next: Option<String>,
    start: Option<(String, String)>,
}

/// Is one of the things that a bot offers.
#[derive(Debug, Clone)]
pub struct InlineResult {
    query_id: i64,
    raw: tl::enums::BotInlineResult,
}

impl Client {
    /// Asks a bot as if its name and a text were typed, and returns the first page of what it
    /// offers.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `BOT_INLINE_DISABLED` when the bot does not answer inline queries,
    /// `BOT_RESPONSE_TIMEOUT` when it says nothing. See
    /// [inline bots](https://core.telegram.org/api/bots/inline).
    pub async fn inline_query(
        &self,
        bot: impl IntoTarget,
        query: &str,
    ) -> Result<InlineQuery, CallError> {
        let (id, peer) = self.resolve_input(bot.into_target()).await?;
        let input = input_user(&peer)
            .ok_or_else(|| CallError::InvalidInput(format!("{id} is a chat, not a bot")))?;
        let mut found = InlineQuery {
            client: self.clone(),
            bot: id,
            input,
            query: query.to_owned(),
            results: Vec::new(),
            next: Some(String::new()),
            start: None,
        };
        found.more().await?;
        Ok(found)
    }
}

impl InlineQuery {
    /// Returns what is known so far.
    pub fn results(&self) -> &[InlineResult] {
        &self.results
    }

    /// Tells whether the bot has more.
    pub fn has_more(&self) -> bool {
        self.next.is_some()
    }

    /// Returns the text of the button above the results, which leads to the bot itself, and the
    /// parameter with which the bot is started there.
    pub fn start_button(&self) -> Option<(&str, &str)> {
        let (text, parameter) = self.start.as_ref()?;
        Some((text, parameter))
    }

    /// Asks for the next page; false when there is none.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; what is known stays.
    pub async fn more(&mut self) -> Result<bool, CallError> {
        let Some(offset) = self.next.clone() else {
            return Ok(false);
        };
        let request = tl::functions::messages::GetInlineBotResults {
            bot: self.input.clone(),
            peer: tl::enums::InputPeer::Empty,
            geo_point: None,
            query: self.query.clone(),
            offset,
        };
        let tl::enums::messages::BotResults::Results(page) = self.client.invoke(&request).await?;
        self.next = page.next_offset.filter(|offset| !offset.is_empty());
        if let Some(tl::enums::InlineBotSwitchPm::Pm(button)) = page.switch_pm {
            self.start = Some((button.text, button.start_param));
        }
        let query_id = page.query_id;
        let results = page.results.into_iter();
        self.results
            .extend(results.map(|raw| InlineResult { query_id, raw }));
        Ok(true)
    }

    /// Sends a result to a chat, as if it was chosen there, and returns the message.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `QUERY_ID_INVALID` when the query is too old,
    /// `CHAT_SEND_INLINE_FORBIDDEN` where the chat does not allow it.
    pub async fn send(
        &self,
        result: &InlineResult,
        target: impl IntoTarget,
    ) -> Result<Message, CallError> {
        let (chat, peer) = self.client.resolve_input(target.into_target()).await?;
        let request = tl::functions::messages::SendInlineBotResult {
            silent: false,
            background: false,
            clear_draft: false,
            hide_via: false,
            peer,
            reply_to: None,
            random_id: random_id(),
            query_id: result.query_id,
            id: result.id().to_owned(),
            schedule_date: None,
            send_as: None,
            quick_reply_shortcut: None,
            allow_paid_stars: None,
        };
        let options = CallOptions::default().chat(chat);
        match self.client.invoke_with(&request, options).await {
            Ok(updates) => self.client.new_messages(updates).pop().ok_or_else(|| {
                CallError::answer("messages.sendInlineBotResult", "no message in it")
            }),
            // An earlier attempt got through, and only its answer was lost.
            Err(error) if error.is("RANDOM_ID_DUPLICATE") => self.find(chat).await?.ok_or(error),
            Err(error) => Err(error),
        }
    }

    /// Finds the latest message that was sent through the bot.
    async fn find(&self, chat: PeerId) -> Result<Option<Message>, CallError> {
        let mut history = self.client.history(chat).limit(LOOK_BACK);
        while let Some(message) = history.next().await? {
            let via = message.via_bot().map(|bot| bot.id());
            if message.outgoing() && via == Some(self.bot) {
                return Ok(Some(message));
            }
        }
        Ok(None)
    }
}

impl InlineResult {
    /// Returns the id that the bot gave it.
    pub fn id(&self) -> &str {
        match &self.raw {
            tl::enums::BotInlineResult::Result(result) => &result.id,
            tl::enums::BotInlineResult::BotInlineMediaResult(result) => &result.id,
        }
    }

    /// Returns what it is, in Telegram's words: `article`, `photo`, `gif`, `video`, `audio`,
    /// `voice`, `file`, `sticker`, `geo`, `venue`, `contact` or `game`.
    pub fn kind(&self) -> &str {
        match &self.raw {
            tl::enums::BotInlineResult::Result(result) => &result.r#type,
            tl::enums::BotInlineResult::BotInlineMediaResult(result) => &result.r#type,
        }
    }

    /// Returns its title, if it has one.
    pub fn title(&self) -> Option<&str> {
        match &self.raw {
            tl::enums::BotInlineResult::Result(result) => result.title.as_deref(),
            tl::enums::BotInlineResult::BotInlineMediaResult(result) => result.title.as_deref(),
        }
    }

    /// Returns its description, if it has one.
    pub fn description(&self) -> Option<&str> {
        match &self.raw {
            tl::enums::BotInlineResult::Result(result) => result.description.as_deref(),
            tl::enums::BotInlineResult::BotInlineMediaResult(result) => {
                result.description.as_deref()
            }
        }
    }

    /// Returns the page that it leads to, if there is one.
    pub fn url(&self) -> Option<&str> {
        match &self.raw {
            tl::enums::BotInlineResult::Result(result) => result.url.as_deref(),
            tl::enums::BotInlineResult::BotInlineMediaResult(_) => None,
        }
    }

    /// Returns it as Telegram sent it.
    pub fn raw(&self) -> &tl::enums::BotInlineResult {
        &self.raw
    }
}
