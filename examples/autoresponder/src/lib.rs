//! Config of many kinds, a watcher, and something kept for each chat: answers for you while you
//! are away.

use userbot_sdk::config::{Choice, DurationRange, Entity, Series, Text, Url};
use userbot_sdk::jiff::tz::TimeZone;
use userbot_sdk::prelude::*;

/// Stands as long as a chat is not to be answered again: `ANSWERED.at(chat)`.
const ANSWERED: Key<bool> = Key::new("answered");
/// Since when the owner is away.
const SINCE: Key<Timestamp> = Key::new("since");
/// Who wrote meanwhile, with the number of their messages.
const MISSED: MapKey<String, u64> = MapKey::new("missed");

/// Answers for you while you are away.
#[derive(Module, Debug, Default)]
#[module(texts = "locales", config = AwayConfig)]
pub struct Autoresponder;

/// The options of the module.
#[derive(Config, Debug)]
pub struct AwayConfig {
    /// What is answered; without one, a short text in your language.
    message: Option<String>,
    /// Who is answered.
    #[config(default = Audience::Everyone)]
    audience: Audience,
    /// Pause before the same chat is answered again.
    #[config(
        default = "30m",
        validator = DurationRange::between(Duration::from_secs(60), Duration::from_secs(604_800))
    )]
    pause: Duration,
    /// People and bots who are never answered.
    ignore: Vec<Entity>,
    /// Words that make a message urgent: it is answered in spite of the pause.
    #[config(
        default = ["urgent", "срочно"],
        validator = Series::of(Text::new().min_length(2).max_length(30)).max_items(20)
    )]
    urgent: Vec<String>,
    /// A page that the answer names, such as your calendar.
    link: Option<Url>,
    /// The time zone of the time in the answer.
    #[config(default = "UTC")]
    zone: TimeZone,
    /// Counts who wrote, for when you come back.
    #[config(default = true)]
    count: bool,
}

/// Who is answered.
#[derive(Choice, Debug, Clone, Copy, PartialEq, Eq)]
enum Audience {
    /// Everybody.
    #[choice(doc(ru = "Всем."))]
    Everyone,
    /// Your contacts only.
    #[choice(doc(ru = "Только контактам."))]
    Contacts,
    /// Nobody.
    #[choice(doc(ru = "Никому."))]
    Nobody,
}

#[handlers]
impl Autoresponder {
    /// Begins to answer for you; a text after it is what is answered from now on.
    #[command]
    async fn away(&self, ctx: &Context, text: Raw) -> Result<()> {
        if !text.is_empty() {
            let text = text.trim().to_owned();
            ctx.set_config::<AwayConfig>(|config| config.message = Some(text))
                .await?;
        }
        ctx.db().set(SINCE, &ctx.now()).await?;
        ctx.answer(ctx.t("gone", &[])).await
    }

    /// Stops answering, and tells who wrote meanwhile.
    #[command]
    async fn back(&self, ctx: &Context) -> Result<()> {
        let db = ctx.db();
        if db.get(SINCE).await?.is_none() {
            return ctx.answer(ctx.t("not-away", &[])).await;
        }
        db.remove(SINCE).await?;
        let missed = db.map(MISSED).all().await?;
        db.map(MISSED).clear().await?;
        let mut lines = vec![ctx.t("back", &[])];
        for (name, count) in missed {
            lines.push(ctx.t("missed", &[("name", &name), ("count", &count)]));
        }
        ctx.answer(lines.join("\n")).await
    }

    /// Answers who writes to you.
    #[watcher(incoming, private, not(bots))]
    async fn answer(&self, ctx: &Context, message: &Message) -> Result<()> {
        let db = ctx.db();
        let Some(since) = db.get(SINCE).await? else {
            return Ok(());
        };
        let config = ctx.config::<AwayConfig>();
        let person = message.chat();
        if config.ignore.iter().any(|entity| names(entity, person)) {
            return Ok(());
        }
        if config.count {
            let name = person.name().into_owned();
            db.map(MISSED)
                .update(&*name, |count| count.unwrap_or(0) + 1)
                .await?;
        }
        let wanted = match config.audience {
            Audience::Everyone => true,
            Audience::Contacts => person.is_contact(),
            Audience::Nobody => false,
        };
        let text = message.text().to_lowercase();
        let urgent = config
            .urgent
            .iter()
            .any(|word| text.contains(&word.to_lowercase()));
        let answered = ANSWERED.at(person.id());
        if !wanted || (!urgent && db.get(&answered).await?.is_some()) {
            return Ok(());
        }
        message.reply(reply(ctx, &config, since)).await?;
        // It is gone by itself when the pause is over.
        db.set_for(&answered, &true, config.pause).await?;
        Ok(())
    }
}

fn reply(ctx: &Context, config: &AwayConfig, since: Timestamp) -> String {
    let time = since
        .to_zoned(config.zone.clone())
        .strftime("%H:%M")
        .to_string();
    let mut text = match &config.message {
        Some(message) => escape(message),
        None => ctx.t("away", &[("time", &time)]),
    };
    if let Some(link) = &config.link {
        text.push('\n');
        text += &escape(link.as_str());
    }
    text
}

fn names(entity: &Entity, person: &Peer) -> bool {
    match entity {
        Entity::Me => person.is_self(),
        Entity::Id(id) => person.id() == *id,
        Entity::Username(name) => person.has_username(name),
    }
}
