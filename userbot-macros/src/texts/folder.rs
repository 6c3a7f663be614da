//! The files of one folder of texts.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use super::outline::{Outline, outline};
use crate::docs;
use crate::keys::nearest;

/// Is a folder of texts that was read.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    pub(super) default_language: String,
    /// The files without mistakes, the default language first.
    pub(super) files: Vec<TextFile>,
}

/// Is the texts in one language.
#[derive(Debug, Clone)]
pub(super) struct TextFile {
    pub(super) language: String,
    /// The path as messages show it: as it was written, with the name of the file.
    pub(super) path: String,
    pub(super) keys: Outline,
}

/// Is why a use does not fit: what is wrong, and which part of the use.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    pub(super) message: String,
    /// The name of the argument that is meant; without it, the key.
    pub(super) argument: Option<String>,
}

impl Folder {
    /// Reads a folder; gives everything that is wrong with it besides what could be read.
    ///
    /// `source` is the file in which the folder is named. A path that starts with a dot is looked
    /// for beside it, any other one beside `Cargo.toml`. Gives nothing when the place is not known.
    pub(super) fn read(
        written: &str,
        default_language: Option<&str>,
        source: Option<&Path>,
    ) -> Option<(Self, Vec<String>)> {
        let place = place(written, source)?;
        let mut errors = Vec::new();
        let default_language = match docs::language(default_language.unwrap_or("en")) {
            Ok(code) => code,
            Err(message) => {
                errors.push(message);
                String::from("en")
            }
        };
        let mut files = Vec::new();
        match names(&place) {
            Err(_) => errors.push(format!(
                "there is no folder `{written}` {}: make it, with a file `{default_language}.ftl` in it",
                if written.starts_with('.') { "beside this source file" } else { "beside Cargo.toml" },
            )),
            Ok(names) => {
                let mut seen = BTreeSet::new();
                for name in names {
                    let path = format!("{}/{name}", written.trim_end_matches('/'));
                    let stem = name.trim_end_matches(".ftl");
                    let language = match docs::language(&stem.replace('-', "_")) {
                        Ok(language) => language,
                        Err(message) => {
                            errors.push(format!("{path}: a file of texts is named after its language: {message}"));
                            continue;
                        }
                    };
                    if !seen.insert(language.clone()) {
                        errors.push(format!("{path}: there is another file for the same language"));
                        continue;
                    }
                    match fs::read_to_string(place.join(&name)) {
                        Err(error) => errors.push(format!("{path} cannot be read: {error}")),
                        Ok(source) => match outline(&source) {
                            Ok(keys) => files.push(TextFile { language, path, keys }),
                            Err(mistakes) => errors.extend(
                                mistakes
                                    .into_iter()
                                    .map(|(line, reason)| format!("{path}:{line}: {}", reason_of(&reason))),
                            ),
                        },
                    }
                }
                if !seen.contains(&default_language) {
                    errors.push(format!(
                        "the folder `{written}` has no file `{default_language}.ftl`: the default language has every text{}",
                        if default_language == "en" { "; another one is chosen with `default_language = \"…\"`" } else { "" },
                    ));
                }
            }
        }
        files.sort_by_key(|file| (file.language != default_language, file.language.clone()));
        Some((
            Self {
                default_language,
                files,
            },
            errors,
        ))
    }

    fn default_file(&self) -> Option<&TextFile> {
        self.files
            .first()
            .filter(|file| file.language == self.default_language)
    }

    /// Compares one use with the texts; gives nothing when it fits.
    ///
    /// `arguments` are the names that are given, when they are written out.
    pub(super) fn misfits(&self, key: &str, arguments: Option<&[String]>) -> Vec<Misfit> {
        // Without the default language its absence is reported, which is enough.
        let Some(file) = self.default_file() else {
            return Vec::new();
        };
        let Some(wanted) = file.keys.get(key) else {
            let near = nearest(key, file.keys.keys().map(String::as_str));
            let hint = near.map_or_else(
                || String::from("add it"),
                |near| format!("did you mean `{near}`?"),
            );
            return vec![Misfit {
                message: format!("there is no text `{key}` in {}; {hint}", file.path),
                argument: None,
            }];
        };
        let Some(given) = arguments else {
            return Vec::new();
        };
        let mut found = Vec::new();
        // Another language may need an argument that the default one can do without.
        let elsewhere = |name: &String| {
            self.files
                .iter()
                .any(|file| file.keys.get(key).is_some_and(|names| names.contains(name)))
        };
        for name in given {
            if !elsewhere(name) {
                let free = wanted.iter().filter(|wanted| !given.contains(wanted));
                let hint = nearest(name, free.map(String::as_str))
                    .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                found.push(Misfit {
                    message: format!(
                        "the text `{key}` in {} has no place for `{name}`{hint}",
                        file.path
                    ),
                    argument: Some(name.clone()),
                });
            }
        }
        for name in wanted.iter().filter(|name| !given.contains(name)) {
            // A misspelt one was reported already.
            let misspelt = given
                .iter()
                .any(|given| !elsewhere(given) && nearest(given, [name.as_str()]).is_some());
            if !misspelt {
                found.push(Misfit {
                    message: format!(
                        "the text `{key}` in {} needs the argument `{name}`",
                        file.path
                    ),
                    argument: None,
                });
            }
        }
        found
    }
}

/// Says what the parser of Fluent complains about, as a part of a sentence.
fn reason_of(reason: &str) -> String {
    if reason.contains("defined twice") {
        reason.to_owned()
    } else {
        format!("this is not Fluent: {reason}")
    }
}

fn place(written: &str, source: Option<&Path>) -> Option<PathBuf> {
    if written.starts_with('.') {
        Some(source?.parent()?.join(written))
    } else {
        Some(Path::new(&env::var_os("CARGO_MANIFEST_DIR")?).join(written))
    }
}

/// Lists the names of the Fluent files, sorted.
fn names(place: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(place)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if Path::new(&name)
            .extension()
            .is_some_and(|extension| extension == "ftl")
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(sources: &[(&str, &str)]) -> Folder {
        Folder {
            default_language: String::from("en"),
            files: sources
                .iter()
                .map(|(language, source)| TextFile {
                    language: (*language).to_owned(),
                    path: format!("locales/{language}.ftl"),
                    keys: outline(source).unwrap(),
                })
                .collect(),
        }
    }

    fn messages(folder: &Folder, key: &str, arguments: Option<&[&str]>) -> Vec<String> {
        let arguments: Option<Vec<String>> =
            arguments.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
        folder
            .misfits(key, arguments.as_deref())
            .into_iter()
            .map(|misfit| misfit.message)
            .collect()
    }

    #[test]
    fn a_use_is_compared_with_the_default_language() {
        let folder = folder(&[
            ("en", "set = In { $delay }: { $what }\nhello = Hello"),
            ("ru", "set = { $delay } { $gender }"),
        ]);
        assert!(messages(&folder, "set", Some(&["delay", "what"])).is_empty());
        assert!(messages(&folder, "set", Some(&["delay", "what", "gender"])).is_empty());
        assert!(messages(&folder, "set", None).is_empty());
        assert_eq!(
            messages(&folder, "helo", Some(&[])),
            ["there is no text `helo` in locales/en.ftl; did you mean `hello`?"]
        );
        assert_eq!(
            messages(&folder, "good-bye", None),
            ["there is no text `good-bye` in locales/en.ftl; add it"]
        );
        assert_eq!(
            messages(&folder, "set", Some(&["dealy"])),
            [
                "the text `set` in locales/en.ftl has no place for `dealy`; did you mean `delay`?",
                "the text `set` in locales/en.ftl needs the argument `what`",
            ]
        );
    }
}
