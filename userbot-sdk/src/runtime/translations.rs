//! The texts that stand in the place of others when a bot starts.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::context::Bot;
use crate::store::Settings;
use crate::strings::{Language, Layer, TextBook, TranslationMistake};

/// Is a file that is not used.
#[derive(Debug)]
pub(super) struct Refused {
    name: String,
    mistakes: Vec<TranslationMistake>,
}

/// Puts the files of a folder, and what the owner sent earlier, into the book; gives those that do
/// not fit, of which nothing is used.
pub(super) async fn read(
    book: &TextBook,
    folder: Option<&Path>,
    settings: &Settings,
) -> Vec<Refused> {
    let mut refused = Vec::new();
    if let Some(folder) = folder {
        let path = folder.to_owned();
        let files = tokio::task::spawn_blocking(move || files(&path)).await;
        match files.unwrap_or_else(|error| Err(io::Error::other(error))) {
            Ok(files) => {
                for (name, source) in files {
                    put(book, Layer::Folder, &name, '.', &source, &mut refused);
                }
            }
            Err(error) => {
                tracing::error!(folder = %folder.display(), %error, "translations cannot be read");
            }
        }
    }
    put_owners(book, settings, &mut refused);
    refused
}

/// Takes what the owner sent from the settings once more: somebody has put others in their place.
pub(crate) fn reload(bot: &Bot) {
    let texts = &bot.texts;
    for one in texts.replaced() {
        if one.layer == Layer::Owner {
            texts.remove(one.module, &one.language, Layer::Owner);
        }
    }
    let mut refused = Vec::new();
    put_owners(texts, &bot.settings, &mut refused);
    report(bot, &refused);
}

fn put_owners(book: &TextBook, settings: &Settings, refused: &mut Vec<Refused>) {
    for (name, source) in &*settings.translations() {
        put(book, Layer::Owner, name, '/', source, refused);
    }
}

/// Tells the owner which files are not used, and why.
pub(super) fn report(bot: &Bot, refused: &[Refused]) {
    for Refused { name, mistakes } in refused {
        let languages = bot.settings.languages();
        let mut html = bot.text("report-translation", &[("name", name.into())]);
        for mistake in mistakes.iter().take(10) {
            tracing::error!(name, %mistake, "texts are not used");
            html.push_str("\n▫️ ");
            html.push_str(&mistake.to_html(&languages));
        }
        bot.tell_owner(html);
    }
}

fn put(
    book: &TextBook,
    layer: Layer,
    name: &str,
    separator: char,
    source: &str,
    refused: &mut Vec<Refused>,
) {
    // A file without the name of a module is about what the bot itself says.
    let (module, code) = name
        .rsplit_once(separator)
        .unwrap_or((crate::strings::SDK, name));
    let put = Language::new(code)
        .map_err(|error| vec![TranslationMistake::Source(error.into())])
        .and_then(|language| book.put(module, &language, layer, source));
    if let Err(mistakes) = put {
        refused.push(Refused {
            name: name.to_owned(),
            mistakes,
        });
    }
}

/// Reads every Fluent file of a folder: its name without the ending, and its content. A folder that
/// does not exist has none.
fn files(folder: &Path) -> io::Result<Vec<(String, String)>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "ftl"));
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let stem = path.file_stem().unwrap_or_default();
            Ok((
                stem.to_string_lossy().into_owned(),
                fs::read_to_string(&path)?,
            ))
        })
        .collect()
}
