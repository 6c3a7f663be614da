//! A conversation: asks somebody questions one after the other, and hands you the answers.

use userbot_sdk::config::{Series, Text};
use userbot_sdk::prelude::*;
use userbot_sdk::telegram::Peer;

/// The answers of each person, as they were given the last time.
const ANSWERS: MapKey<PeerId, Vec<String>> = MapKey::new("answers");

/// Asks somebody questions one after the other.
#[derive(Module, Debug, Default)]
#[module(texts = "locales", config = InterviewConfig)]
pub struct Interview;

/// The options of the module.
#[derive(Config, Debug)]
pub struct InterviewConfig {
    /// What is asked, in this order.
    #[config(
        default = ["What is your name?", "What do you do?"],
        validator = Series::of(Text::new().min_length(2).max_length(500)).min_items(1).max_items(30)
    )]
    questions: Vec<String>,
    /// How long one answer is waited for.
    #[config(default = "10m")]
    patience: Duration,
}

#[handlers]
impl Interview {
    /// Asks a person your questions; without a name, the one whose message you reply to.
    #[command]
    async fn interview(&self, ctx: &Context, who: Raw) -> Result<()> {
        let person = match who.trim() {
            "" => ctx.replied().await?.sender().cloned(),
            name => Some(ctx.client().resolve(name).await?),
        };
        let Some(person) = person.filter(Peer::is_private) else {
            return Err(Error::user(ctx.t("who", &[])));
        };
        let patience = ctx.config::<InterviewConfig>().patience;
        let talk = ctx
            .conversation(&person)
            .await?
            .with_timeout(patience.into());
        ctx.answer(ctx.t("begun", &[("who", &person)])).await?;
        // People take their time: the command ends now, and the conversation goes on.
        let later = ctx.clone();
        ctx.spawn(async move { hold(&later, talk, &person).await });
        Ok(())
    }

    /// Shows what a person has answered.
    #[command]
    async fn answers(&self, ctx: &Context, who: Raw) -> Result<()> {
        let person = ctx.client().resolve(who.trim()).await?;
        match ctx.db().map(ANSWERS).get(&person.id()).await? {
            Some(answers) => ctx.answer(listed(ctx, &answers)).await,
            None => ctx.answer(ctx.t("none", &[("who", &person)])).await,
        }
    }
}

/// Asks everything, and tells in the chat of the command how it ended.
async fn hold(ctx: &Context, mut talk: Conversation, person: &Peer) -> Result<()> {
    let questions = ctx.config::<InterviewConfig>().questions.clone();
    let mut answers = Vec::new();
    for question in &questions {
        let answer = match talk.ask(Outgoing::text(question)).await {
            Ok(answer) => answer,
            Err(ConversationError::Timeout { .. }) => {
                return ctx
                    .reply(ended(ctx, "silence", person, &answers))
                    .await
                    .map(drop);
            }
            Err(error) => return Err(error.into()),
        };
        let word = answer.text().trim().to_lowercase();
        if word == "stop" || word == "стоп" {
            return ctx
                .reply(ended(ctx, "stopped", person, &answers))
                .await
                .map(drop);
        }
        answers.push(answer.text().to_owned());
        // Kept at once: what was said is there after a crash, too.
        ctx.db().map(ANSWERS).insert(&person.id(), &answers).await?;
    }
    talk.send(ctx.t("thanks", &[])).await?;
    ctx.reply(ended(ctx, "done", person, &answers)).await?;
    Ok(())
}

/// Says how it ended, with the answers so far.
fn ended(ctx: &Context, how: &str, person: &Peer, answers: &[String]) -> String {
    let mut said = ctx.t(how, &[("who", person)]);
    if !answers.is_empty() {
        said.push('\n');
        said.push_str(&listed(ctx, answers));
    }
    said
}

/// Puts each question before its answer.
fn listed(ctx: &Context, answers: &[String]) -> String {
    let config = ctx.config::<InterviewConfig>();
    let pairs = config.questions.iter().zip(answers);
    let lines: Vec<String> = pairs
        .map(|(question, answer)| ctx.t("line", &[("question", question), ("answer", answer)]))
        .collect();
    lines.join("\n")
}
