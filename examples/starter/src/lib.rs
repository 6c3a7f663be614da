//! A first userbot: four commands, and a test for each in `tests.rs`.

#[cfg(test)]
mod tests;

use userbot_sdk::prelude::*;

/// Answers, repeats, and tells about itself.
#[derive(Module, Debug, Default)]
#[module(doc(ru = "Отвечает, повторяет и рассказывает о себе."))]
pub struct Starter;

/// What `.echo` takes.
#[derive(Args, Debug)]
pub struct EchoArgs {
    /// Repeat it this many times.
    #[arg(short, long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=10))]
    times: u8,
    /// What to say; quotes keep words together.
    #[arg(required = true)]
    words: Vec<String>,
}

#[handlers]
impl Starter {
    /// Answers "pong".
    #[command(alias = "p", doc(ru = "Отвечает «pong»."))]
    async fn ping(&self, ctx: &Context) -> Result<()> {
        ctx.answer("pong").await
    }

    /// Repeats what you say.
    #[command(doc(ru = "Повторяет сказанное."))]
    async fn echo(&self, ctx: &Context, args: EchoArgs) -> Result<()> {
        let line = args.words.join(" ");
        let lines = vec![line; usize::from(args.times)];
        ctx.answer(Outgoing::text(lines.join("\n"))).await
    }

    /// Tells how long the bot has been running.
    #[command(doc(ru = "Говорит, сколько времени бот работает."))]
    async fn uptime(&self, ctx: &Context) -> Result<()> {
        let uptime = Duration::from(ctx.uptime());
        ctx.answer(format!("Up for <b>{uptime}</b>")).await
    }

    /// Shows the id of this chat, and of the message that you reply to and its sender.
    #[command(doc(ru = "Показывает id чата, а в ответе — и сообщения с отправителем."))]
    async fn id(&self, ctx: &Context) -> Result<()> {
        let message = ctx.message()?;
        let mut lines = vec![format!("Chat: <code>{}</code>", message.chat().id())];
        if let Some(replied) = message.reply_message().await? {
            lines.push(format!("Message: <code>{}</code>", replied.id()));
            if let Some(sender) = replied.sender() {
                let name = escape(sender.name());
                lines.push(format!("Sender: {name} <code>{}</code>", sender.id()));
            }
        }
        ctx.answer(lines.join("\n")).await
    }
}
