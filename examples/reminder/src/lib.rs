//! Durations, a schedule, typed config: reminders that are sent after a restart, too.

use serde::{Deserialize, Serialize};
use userbot_sdk::config::Integer;
use userbot_sdk::prelude::*;
use userbot_sdk::telegram::ErrorClass;

/// What is to be said, in the order of its time; the number tells apart what comes at the same time.
const DUE: MapKey<(Timestamp, u64), Reminder> = MapKey::new("due");
/// The number of the next reminder.
const NEXT: Key<u64> = Key::new("next");
/// So many are said at once at most; the others follow a moment later.
const PAGE: usize = 100;

/// Reminds you of things.
#[derive(Module, Debug, Default)]
#[module(texts = "locales", config = ReminderConfig)]
pub struct Reminders;

/// The options of the module.
#[derive(Config, Debug)]
pub struct ReminderConfig {
    /// Delay when none is given.
    #[config(default = "1h")]
    delay: Duration,
    /// Reminders kept in one chat.
    #[config(default = 10, validator = Integer::between(1, 100))]
    limit: u32,
}

#[derive(Debug, Serialize, Deserialize)]
struct Reminder {
    chat: PeerId,
    /// The command, to which the reminder replies.
    message: i32,
    text: String,
}

/// What `.remind` takes.
#[derive(Args, Debug)]
pub struct RemindArgs {
    /// When, such as 10m or 2h30m.
    #[arg(short, long)]
    after: Option<Duration>,
    /// Of what.
    #[arg(required = true)]
    text: Vec<String>,
}

#[handlers]
impl Reminders {
    /// Reminds you of something later.
    #[command(alias = "r")]
    async fn remind(&self, ctx: &Context, args: RemindArgs) -> Result<()> {
        let config = ctx.config::<ReminderConfig>();
        let delay = args.after.unwrap_or(config.delay);
        let message = ctx.message()?;
        let chat = message.chat().id();
        let due = ctx.after(delay);
        let reminder = &Reminder {
            chat,
            message: message.id(),
            text: args.text.join(" "),
        };
        let limit = u64::from(config.limit);
        let kept = ctx
            .db()
            .transaction(|tx| async move {
                let map = tx.map(DUE);
                let here = map.all().await?;
                let here = here.iter().filter(|(_, other)| other.chat == chat).count();
                if here as u64 >= limit {
                    return Ok(false);
                }
                let number = tx.get(NEXT).await?.unwrap_or(0);
                tx.set(NEXT, &(number + 1))?;
                map.insert(&(due, number), reminder).await?;
                Ok(true)
            })
            .await?;
        let said = if kept {
            ctx.t("set", &[("delay", &delay)])
        } else {
            ctx.t("too-many", &[("limit", &limit)])
        };
        ctx.answer(said).await
    }

    /// Lists what you will be reminded of in this chat.
    #[command]
    async fn reminders(&self, ctx: &Context) -> Result<()> {
        let chat = ctx.message()?.chat().id();
        let all = ctx.db().map(DUE).all().await?;
        let lines: Vec<String> = all
            .into_iter()
            .filter(|(_, reminder)| reminder.chat == chat)
            .map(|((due, _), reminder)| {
                let left = left(ctx.now(), due);
                ctx.t("line", &[("left", &left), ("text", &reminder.text)])
            })
            .collect();
        if lines.is_empty() {
            return ctx.answer(ctx.t("none", &[])).await;
        }
        ctx.answer(lines.join("\n")).await
    }

    /// Says what is due.
    #[every("5s")]
    async fn due(&self, ctx: &Context) -> Result<()> {
        let map = ctx.db().map(DUE);
        let mut result = Ok(());
        for ((due, number), reminder) in map.page(None, PAGE).await? {
            if due > ctx.now() {
                break;
            }
            let text = ctx.t("due", &[("text", &reminder.text)]);
            let said = Outgoing::html(text).reply_to(reminder.message);
            match ctx.client().send(reminder.chat, said).await {
                // Nobody can be told there any more, now or later.
                Err(error) if error.class() == ErrorClass::Forbidden => {}
                // It is said the next time. One chat must not hold up the others.
                Err(error) => {
                    result = Err(error.into());
                    continue;
                }
                Ok(_) => {}
            }
            // After it was said: a crash in between says it twice, and never not at all.
            map.remove(&(due, number)).await?;
        }
        result
    }
}

fn left(now: Timestamp, due: Timestamp) -> Duration {
    let seconds = due.duration_since(now).as_secs();
    Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
}
