//! `.translate`: the owner's own texts in the place of those of a module.

use std::fmt::Write as _;

use userbot_macros::{command, handlers};

use super::Owner;
use super::settings::{language, plain};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::strings::{Language, Layer, SDK, Texts, TranslationMistake, Value, builtin_source};
use crate::telegram::{Media, Outgoing};

/// A file of texts is not larger than this.
const LARGEST: u64 = 256 * 1024;
/// So many mistakes of one file are listed.
const SHOWN: usize = 10;

/// What `.translate` takes.
#[derive(clap::Args, Debug)]
struct TranslateArgs {
    /// The module, or sdk for what the bot itself says; by default as the file is named.
    module: Option<String>,
    /// The language code; by default as the file is named.
    language: Option<String>,
    /// Take your texts away again.
    #[arg(short, long)]
    remove: bool,
}

#[handlers(part = translate, manual)]
impl Owner {
    /// Replaces texts of a module, or of the bot itself, with those of a file.
    ///
    /// As a reply to a file, or with one attached, it takes the file's texts: its name is like
    /// Greeter.ru.ftl. With the name of a module and no file, it sends the present texts as a file
    /// to start from. Alone, it lists what is replaced.
    #[command(doc(
        ru = "Заменяет тексты модуля или самого бота текстами из файла.\n\nВ ответ на файл или с файлом — берёт тексты из него; файл называется, например, Greeter.ru.ftl. С именем модуля и без файла — присылает файл с нынешними текстами, чтобы было с чего начать. Без всего — показывает, что заменено."
    ))]
    async fn translate(&self, ctx: &Context, args: TranslateArgs) -> Result<()> {
        let file = file(ctx).await?;
        let from_name = file.as_ref().and_then(Media::file_name).map(parts_of);
        let (named_module, named_language) = from_name.unwrap_or_default();
        let module = args.module.clone().or(named_module);
        let code = args.language.clone().or(named_language);
        let chosen = code.map(|code| language(ctx, &code)).transpose()?;
        if args.remove {
            return remove(ctx, module.as_deref(), chosen.as_ref()).await;
        }
        match (file, module, chosen) {
            (Some(file), Some(module), Some(language)) => {
                take(ctx, &file, &module, &language).await
            }
            (Some(_), _, _) => Err(refused(ctx, "translation-which", &[])),
            (None, Some(module), language) => send(ctx, &module, language.as_ref()).await,
            (None, None, _) => ctx.answer(list(ctx)).await,
        }
    }
}

/// Gives the file of the message, or of the one that it replies to.
async fn file(ctx: &Context) -> Result<Option<Media>> {
    let message = ctx.message()?;
    if let Some(media) = message.media().filter(Media::is_file) {
        return Ok(Some(media));
    }
    let replied = message.reply_message().await?;
    Ok(replied
        .and_then(|replied| replied.media())
        .filter(Media::is_file))
}

/// Reads a name such as `Greeter.ru.ftl` or `ru.ftl`.
fn parts_of(name: &str) -> (Option<String>, Option<String>) {
    let Some(stem) = name.strip_suffix(".ftl") else {
        return (None, None);
    };
    let (module, code) = match stem.rsplit_once('.') {
        Some((module, code)) => (Some(module.to_owned()), code),
        None => (None, stem),
    };
    (module, Some(code.to_owned()))
}

async fn take(ctx: &Context, file: &Media, module: &str, language: &Language) -> Result<()> {
    if file.size().is_some_and(|size| size > LARGEST) {
        return Err(refused(ctx, "translation-large", &[]));
    }
    let bytes = ctx.client().download(file, LARGEST).await?;
    let Ok(source) = String::from_utf8(bytes) else {
        return Err(refused(ctx, "translation-not-text", &[]));
    };
    if let Err(mistakes) = ctx.texts().check(module, language, &source) {
        return ctx.answer(mistakes_page(ctx, &mistakes)).await;
    }
    let name = ctx.texts().name(module).unwrap_or(SDK);
    let key = stored(name, language);
    ctx.settings().set_translation(&key, Some(&source)).await?;
    if let Err(mistakes) = ctx.texts().put(name, language, Layer::Owner, &source) {
        return ctx.answer(mistakes_page(ctx, &mistakes)).await;
    }
    let replaced = ctx.texts().replaced();
    let count = replaced
        .iter()
        .find(|one| one.module == name && one.language == *language && one.layer == Layer::Owner)
        .map_or(0, |one| one.count);
    ctx.answer(say(
        ctx,
        "translation-taken",
        &[
            ("module", name.into()),
            ("language", language.to_string().into()),
            ("count", count.into()),
        ],
    ))
    .await
}

async fn remove(ctx: &Context, module: Option<&str>, language: Option<&Language>) -> Result<()> {
    let Some(module) = module else {
        return Err(refused(ctx, "translation-which", &[]));
    };
    let name = known(ctx, module)?;
    let mut count = 0_usize;
    for one in ctx.texts().replaced() {
        let meant = one.module == name
            && one.layer == Layer::Owner
            && language.is_none_or(|language| *language == one.language);
        if meant {
            let key = stored(name, &one.language);
            ctx.settings().set_translation(&key, None).await?;
            ctx.texts().remove(name, &one.language, Layer::Owner);
            count += one.count;
        }
    }
    if count == 0 {
        return Err(refused(ctx, "translation-none", &[("module", name.into())]));
    }
    let arguments = [("module", name.into()), ("count", count.into())];
    ctx.answer(say(ctx, "translation-removed", &arguments))
        .await
}

/// Sends the present texts of a module as a file.
async fn send(ctx: &Context, module: &str, language: Option<&Language>) -> Result<()> {
    let name = known(ctx, module)?;
    let texts = ctx.modules().module(name).map(|module| module.info().texts);
    let texts = texts.unwrap_or_else(builtin_source);
    if texts.is_empty() {
        return Err(refused(
            ctx,
            "translation-no-texts",
            &[("module", name.into())],
        ));
    }
    let (code, source) = present(ctx, name, &texts, language);
    let file = Outgoing::text("").document(format!("{name}.{code}.ftl"), source.into_bytes());
    ctx.reply(file).await?;
    let prefix = ctx.prefix();
    let arguments = [("module", name.into()), ("prefix", (&*prefix).into())];
    ctx.answer(say(ctx, "translation-sent", &arguments)).await
}

/// Gives the owner's texts in a language, else the author's, else those in the default language
/// under the wanted name.
fn present(
    ctx: &Context,
    name: &str,
    texts: &Texts,
    language: Option<&Language>,
) -> (String, String) {
    let own = language.and_then(|language| {
        let kept = ctx.settings().translations();
        kept.get(&stored(name, language)).cloned()
    });
    let code = language.map_or_else(|| texts.default_language.to_owned(), Language::to_string);
    let language = language.cloned().or_else(|| Language::new(&code).ok());
    let of = |wanted: Option<&Language>| {
        let same = |code: &str| Language::new(code).ok().as_ref() == wanted;
        let files = texts.files.iter().filter(|file| same(file.language));
        let sources: Vec<&str> = files.map(|file| file.source).collect();
        (!sources.is_empty()).then(|| sources.join("\n"))
    };
    let default = Language::new(texts.default_language).ok();
    let source = own
        .or_else(|| of(language.as_ref()))
        .or_else(|| of(default.as_ref()))
        .unwrap_or_default();
    (code, source)
}

fn list(ctx: &Context) -> String {
    let replaced = ctx.texts().replaced();
    let how = say(
        ctx,
        "translation-how",
        &[("prefix", (&*ctx.prefix()).into())],
    );
    if replaced.is_empty() {
        return format!("{}\n\n{how}", say(ctx, "translation-nothing", &[]));
    }
    let mut html = say(ctx, "translation-list", &[]);
    for one in replaced {
        let line = say(
            ctx,
            match one.layer {
                Layer::Owner => "translation-line",
                Layer::Folder => "translation-line-folder",
            },
            &[
                ("module", one.module.into()),
                ("language", one.language.to_string().into()),
                ("count", one.count.into()),
            ],
        );
        let _ = write!(html, "\n▫️ {line}");
    }
    format!("{html}\n\n{how}")
}

fn mistakes_page(ctx: &Context, mistakes: &[TranslationMistake]) -> String {
    let languages = ctx.languages();
    let mut html = say(
        ctx,
        "translation-refused",
        &[("count", mistakes.len().into())],
    );
    for mistake in mistakes.iter().take(SHOWN) {
        let _ = write!(html, "\n▫️ {}", mistake.to_html(&languages));
    }
    if mistakes.len() > SHOWN {
        html.push_str("\n…");
    }
    html
}

/// Gives the name of a module that exists, as its author writes it.
fn known(ctx: &Context, module: &str) -> Result<&'static str> {
    ctx.texts()
        .name(module)
        .ok_or_else(|| refused(ctx, "translation-no-module", &[("name", module.into())]))
}

/// Gives the name under which texts are kept.
fn stored(module: &str, language: &Language) -> String {
    format!("{module}/{language}")
}

fn say(ctx: &Context, key: &str, arguments: &[(&str, Value<'_>)]) -> String {
    ctx.voice().text(key, arguments)
}

fn refused(ctx: &Context, key: &str, arguments: &[(&str, Value<'_>)]) -> Error {
    Error::user(plain(&say(ctx, key, arguments)))
}
