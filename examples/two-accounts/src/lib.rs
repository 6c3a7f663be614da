//! One inbox for two accounts: what people write to the work account arrives at the home account,
//! and a reply there goes back to them from the work account.

use userbot_sdk::prelude::*;
use userbot_sdk::telegram::PeerId;

/// Passes on what people write here.
#[derive(Module, Debug, Default)]
#[module(doc(ru = "Пересылает то, что сюда пишут."))]
pub struct Inbox;

/// The username of the account that gets everything.
const TO: &str = "to";

/// Is the key under which a note is remembered: whom a reply to it is for.
fn note_key(note: i32) -> String {
    format!("note-{note}")
}

#[handlers]
impl Inbox {
    /// Sets the account that gets what people write here, such as `@me_at_home`.
    #[command(doc(ru = "Задаёт аккаунт, который получает сообщения, например @me_at_home."))]
    async fn inbox(&self, ctx: &Context, to: Raw) -> Result<()> {
        let name = to.trim().trim_start_matches('@');
        let home = ctx.client().resolve(format!("@{name}").as_str()).await?;
        ctx.db().set(TO, name).await?;
        ctx.answer(format!("Messages go to {}.", home.name())).await
    }

    /// Passes a message on, or takes an answer back.
    #[watcher(incoming, private, text)]
    async fn pass(&self, ctx: &Context, message: &Message) -> Result<()> {
        let db = ctx.db();
        let Some(name) = db.get::<String>(TO).await? else {
            return Ok(());
        };
        let home = ctx.client().resolve(format!("@{name}").as_str()).await?;
        if message.chat().id() != home.id() {
            let who = message.sender().unwrap_or(message.chat());
            let note = format!("{}: {}", who.name(), message.text());
            let note = ctx.client().send(&home, Outgoing::text(note)).await?;
            let from = (who.id().to_bot_api(), message.id());
            db.set(note_key(note.id()), &from).await?;
            return Ok(());
        }
        let Some(note) = message.reply_to_id() else {
            return Ok(());
        };
        let Some((chat, question)) = db.get::<(i64, i32)>(note_key(note)).await? else {
            return Ok(());
        };
        let answer = Outgoing::text(message.text()).reply_to(question);
        ctx.client()
            .send(PeerId::from_bot_api(chat)?, answer)
            .await?;
        message.react("👍").await?;
        Ok(())
    }
}
