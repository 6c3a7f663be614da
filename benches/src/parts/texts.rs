//! Translated texts, in a handler, in English and in Russian.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;
use userbot_sdk::error::Error;
use userbot_sdk::prelude::*;
use userbot_testkit::prelude::*;
use userbot_testkit::run_test;

use super::{Effort, Race, same};

/// A text of which both are asked.
struct Language {
    code: &'static str,
    source: &'static str,
    kept: fn(&str) -> String,
    list: fn(u64) -> String,
}

const LANGUAGES: [Language; 2] = [
    Language {
        code: "en",
        source: include_str!("../../locales/en.ftl"),
        kept: |name| format!("Kept as <b>{}</b>.", escape(name)),
        list: |count| match count {
            1 => format!("{count} note"),
            _ => format!("{count} notes"),
        },
    },
    Language {
        code: "ru",
        source: include_str!("../../locales/ru.ftl"),
        kept: |name| format!("Сохранено под именем <b>{}</b>.", escape(name)),
        list: |count| match (count % 10, count % 100) {
            (1, ten) if ten != 11 => format!("{count} заметка"),
            (2..=4, ten) if !(12..=14).contains(&ten) => format!("{count} заметки"),
            _ => format!("{count} заметок"),
        },
    },
];

/// What is put into the texts.
const NAME: &str = "Ann & Bob";
const COUNT: u64 = 22;

/// Says something again and again.
#[derive(Module, Default)]
#[module(texts = "locales")]
struct Speaker;

#[derive(Args)]
struct SayArgs {
    #[command(flatten)]
    effort: Effort,
    /// The language that the bot speaks.
    language: String,
}

#[handlers]
impl Speaker {
    /// Measures.
    #[command]
    async fn say(&self, ctx: &Context, args: SayArgs) -> Result<()> {
        let mut languages = LANGUAGES.iter();
        let language = languages.find(|language| language.code == args.language);
        measure(ctx, args.effort, language.ok_or_else(broken)?)?;
        ctx.answer("done").await
    }
}

fn measure(ctx: &Context, effort: Effort, language: &Language) -> Result<()> {
    let bundle = bundle(language)?;
    let name = || ctx.t("kept", &[("name", &NAME)]);
    let bare_name = || bare(&bundle, "kept", "name", escape(NAME).into());
    let count = || ctx.t("list", &[("count", &COUNT)]);
    let bare_count = || bare(&bundle, "list", "count", COUNT.into());
    let (kept, list) = ((language.kept)(NAME), (language.list)(COUNT));
    same("our text", &name(), &kept)?;
    same("Fluent's text", &bare_name(), &kept)?;
    same("our text", &count(), &list)?;
    same("Fluent's text", &bare_count(), &list)?;
    let code = language.code;
    Race::new(format!("texts: a name, escaped ({code})"), effort)
        .way("ours: ctx.t", name)
        .way("Fluent, bare", bare_name)
        .way("format!", || (language.kept)(NAME))
        .run();
    Race::new(
        format!("texts: a number with plural forms ({code})"),
        effort,
    )
    .way("ours: ctx.t", count)
    .way("Fluent, bare", bare_count)
    .way("format!", || (language.list)(COUNT))
    .run();
    Ok(())
}

fn bundle(language: &Language) -> Result<FluentBundle<FluentResource>> {
    let code: LanguageIdentifier = language.code.parse().map_err(|_| broken())?;
    let source = FluentResource::try_new(language.source.to_owned()).map_err(|_| broken())?;
    let mut bundle = FluentBundle::new(vec![code]);
    bundle.set_use_isolating(false);
    bundle.add_resource(source).map_err(|_| broken())?;
    Ok(bundle)
}

fn bare(
    bundle: &FluentBundle<FluentResource>,
    key: &str,
    name: &str,
    value: FluentValue<'_>,
) -> String {
    let mut args = FluentArgs::with_capacity(1);
    args.set(name, value);
    let pattern = bundle
        .get_message(key)
        .and_then(|message| message.value())
        .map(|pattern| bundle.format_pattern(pattern, Some(&args), &mut Vec::new()));
    pattern.unwrap_or_default().into_owned()
}

fn broken() -> Error {
    Error::msg("the texts of the benchmark are broken")
}

pub(super) fn run(effort: Effort) {
    let Effort {
        rounds,
        milliseconds,
    } = effort;
    for Language { code, .. } in LANGUAGES {
        run_test("texts", move || async move {
            let world = World::new();
            let me = &world.owner();
            let bot = MockClient::on(&world).module::<Speaker>();
            let mut bot = bot.languages([code]).start().await?;
            let line = format!(".say {code} --rounds {rounds} --milliseconds {milliseconds}");
            bot.send(me, &line).await.expect_edited("done");
            TestResult::Ok(())
        });
    }
}
