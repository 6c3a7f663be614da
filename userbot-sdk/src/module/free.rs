//! Free functions, gathered into one module for each Rust module that has some.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::{Mutex, PoisonError};

use super::entry::{FreeHandler, FreeHandlerKind, FreeModule, FreeTexts};
use super::{Docs, ModuleInfo, SourceLocation};
use crate::strings::Texts;

/// Gathers the functions, sorted by Rust module and by their place in the source.
pub(super) fn group(handlers: impl IntoIterator<Item = FreeHandler>) -> Vec<FreeModule> {
    let mut groups: BTreeMap<&'static str, Vec<FreeHandler>> = BTreeMap::new();
    for handler in handlers {
        groups.entry(handler.module_path).or_default().push(handler);
    }
    groups.into_values().map(module).collect()
}

fn module(mut handlers: Vec<FreeHandler>) -> FreeModule {
    handlers.sort_by_key(|handler| location(&handler.kind));
    let mut module = FreeModule {
        info: info(&handlers[0]),
        commands: Vec::new(),
        watchers: Vec::new(),
        schedules: Vec::new(),
        marker: PhantomData,
    };
    for handler in handlers {
        match handler.kind {
            FreeHandlerKind::Command(row) => module.commands.push(row),
            FreeHandlerKind::Watcher(row) => module.watchers.push(row),
            FreeHandlerKind::Schedule(row) => module.schedules.push(row),
        }
    }
    module
}

fn location(kind: &FreeHandlerKind) -> SourceLocation {
    match kind {
        FreeHandlerKind::Command(row) => row.spec.location,
        FreeHandlerKind::Watcher(row) => row.spec.location,
        FreeHandlerKind::Schedule(row) => row.spec.location,
    }
}

/// Gives the description of such a module: made once for each Rust module and kept, because
/// descriptions are constants everywhere else. A program has a fixed number of Rust modules.
fn info(first: &FreeHandler) -> &'static ModuleInfo {
    static KNOWN: Mutex<BTreeMap<&'static str, &'static ModuleInfo>> = Mutex::new(BTreeMap::new());

    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry(first.module_path).or_insert_with(|| {
        let path = first.module_path;
        let last = path.rsplit("::").next().unwrap_or(path);
        Box::leak(Box::new(ModuleInfo {
            name: Box::leak(title(last).into_boxed_str()),
            version: first.version,
            crate_name: path.split("::").next().unwrap_or(path),
            sdk_version: first.sdk_version,
            docs: Docs(&[]),
            texts: texts(path),
            location: location(&first.kind),
        }))
    })
}

/// Gives the texts of the nearest `texts!`: in the Rust module itself or around it.
fn texts(path: &str) -> Texts {
    let around = |texts: &&FreeTexts| {
        path.strip_prefix(texts.module_path)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    inventory::iter::<FreeTexts>
        .into_iter()
        .filter(around)
        .max_by_key(|texts| texts.module_path.len())
        .map_or(Texts::NONE, |texts| texts.texts)
}

/// Turns the name of a Rust module into that of an SDK module: `word_games` into `WordGames`.
fn title(name: &str) -> String {
    name.split('_')
        .map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().chain(letters).collect::<String>())
                .unwrap_or_default()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn names_modules_like_types() {
        assert_eq!(title("starter"), "Starter");
        assert_eq!(title("word_games"), "WordGames");
        assert_eq!(title("игры"), "Игры");
    }
}
