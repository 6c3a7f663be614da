//! The texts of the SDK itself.

use std::sync::LazyLock;

use super::{Language, Strings};

static BUILTIN: LazyLock<Strings> = LazyLock::new(|| {
    let sources = [
        (Language::english(), include_str!("../../locales/en.ftl")),
        (Language::russian(), include_str!("../../locales/ru.ftl")),
        (
            Language::english(),
            include_str!("../../locales/errors.en.ftl"),
        ),
        (
            Language::russian(),
            include_str!("../../locales/errors.ru.ftl"),
        ),
    ];
    let mut strings = Strings::new();
    for (language, source) in sources {
        // Embedded and tested; were one broken, the keys would be shown.
        if let Err(error) = strings.add(&language, source) {
            tracing::error!(%error, "a built-in text is broken");
        }
    }
    strings
});

/// Gives the texts of the SDK, in English and Russian.
pub fn builtin() -> &'static Strings {
    &BUILTIN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_files_are_good_and_complete() {
        for source in [
            include_str!("../../locales/en.ftl"),
            include_str!("../../locales/ru.ftl"),
            include_str!("../../locales/errors.en.ftl"),
            include_str!("../../locales/errors.ru.ftl"),
        ] {
            assert_eq!(Strings::new().add(&Language::english(), source), Ok(()));
        }
        assert_eq!(builtin().languages().count(), 2);
        assert_eq!(builtin().problems(), []);
    }
}
