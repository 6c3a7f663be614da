//! The texts of the SDK itself.

use std::sync::{Arc, LazyLock};

use super::book::TextBook;
use super::{Language, Strings, TextFile, Texts};

/// The files.
const SOURCE: Texts = Texts {
    default_language: "en",
    files: &[
        TextFile {
            language: "en",
            path: "locales/en.ftl",
            source: include_str!("../../locales/en.ftl"),
        },
        TextFile {
            language: "ru",
            path: "locales/ru.ftl",
            source: include_str!("../../locales/ru.ftl"),
        },
        TextFile {
            language: "en",
            path: "locales/errors.en.ftl",
            source: include_str!("../../locales/errors.en.ftl"),
        },
        TextFile {
            language: "ru",
            path: "locales/errors.ru.ftl",
            source: include_str!("../../locales/errors.ru.ftl"),
        },
    ],
    used: None,
};

static BUILTIN: LazyLock<Arc<Strings>> = LazyLock::new(|| {
    // Embedded and tested. Few people read both languages.
    let mut strings = Strings::new();
    for file in SOURCE.files {
        match Language::new(file.language) {
            Ok(language) => strings.add_later(&language, file.source),
            Err(error) => tracing::error!(%error, "a built-in text is broken"),
        }
    }
    Arc::new(strings)
});

tokio::task_local! {
    /// The texts of the bot whose task this is.
    static BOOK: Arc<TextBook>;
}

/// Gives the texts of the SDK, in English and Russian.
///
/// In the tasks of a bot, these are its texts, with what its owner put in their place.
pub fn builtin() -> Arc<Strings> {
    BOOK.try_with(|book| book.sdk())
        .unwrap_or_else(|_| Arc::clone(&BUILTIN))
}

/// Gives the texts as they are in the source.
pub(super) fn unchanged() -> Arc<Strings> {
    Arc::clone(&BUILTIN)
}

/// Gives the files.
pub(crate) fn builtin_source() -> Texts {
    SOURCE
}

/// Runs a task of a bot, in which [`builtin`] gives the texts of this bot.
pub(crate) async fn speaking<F: Future>(book: Arc<TextBook>, future: F) -> F::Output {
    BOOK.scope(book, future).await
}

/// Does something at once as such a task does it.
pub(crate) fn speaking_now<T>(book: Arc<TextBook>, work: impl FnOnce() -> T) -> T {
    BOOK.sync_scope(book, work)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strings::{StringsProblem, Value};

    #[test]
    fn both_files_are_good_and_complete() {
        assert!(SOURCE.read().is_ok());
        assert_eq!(builtin().languages().count(), 2);
        assert_eq!(builtin().problems(), Vec::<StringsProblem>::new());
    }

    #[test]
    fn russian_numbers_have_their_forms() {
        let say = |key: &str, count: i32| {
            let russian = [Language::russian()];
            builtin().get(&russian, key, &[("count", Value::from(count))])
        };
        let days: Vec<String> = [1, 2, 5, 11, 21, 22, 25, 111]
            .into_iter()
            .map(|count| say("duration-days", count))
            .collect();
        assert_eq!(
            days,
            [
                "1 день",
                "2 дня",
                "5 дней",
                "11 дней",
                "21 день",
                "22 дня",
                "25 дней",
                "111 дней"
            ]
        );
    }
}
