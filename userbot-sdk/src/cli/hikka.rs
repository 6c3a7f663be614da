//! `import-hikka`: the database of a Hikka, Heroku or Friendly-Telegram bot is taken over.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use super::Exit;
use super::keeping::{failed, read};
use super::say::{languages, say};
use crate::module::{Catalogue, Registry};
use crate::options::{Configs, Environment, Keeper, ValueSource};
use crate::store::{HikkaDatabase, HikkaReport, MemoryStore, Storage};
use crate::telegram::Activity;
use crate::text::FormattedText;

/// Takes over a database, and says what was taken.
pub(super) async fn import(
    registry: &Registry,
    storage: &Storage,
    file: &Path,
    dry_run: bool,
) -> Exit {
    match try_import(registry, storage, file, dry_run).await {
        Ok(()) => Exit::Success,
        Err(exit) => exit,
    }
}

async fn try_import(
    registry: &Registry,
    storage: &Storage,
    file: &Path,
    dry_run: bool,
) -> Result<(), Exit> {
    let database = HikkaDatabase::read(&read(file)?).map_err(|error| failed(&error))?;
    let catalogue = registry.validate().map_err(|problems| {
        eprintln!("{problems}");
        Exit::Problems
    })?;
    if dry_run {
        // The same, with a copy: so it says exactly what would happen.
        let copy = Storage::new(Arc::new(MemoryStore::new()));
        let backup = storage.backup().await.map_err(|error| failed(&error))?;
        copy.restore(&backup)
            .await
            .map_err(|error| failed(&error))?;
        take(&database, &copy, &catalogue).await?;
        println!("{}", say("cli-hikka-dry-run", &[]));
    } else {
        let claimed = storage.store().claim_all().await;
        claimed.map_err(|error| failed(&error))?;
        take(&database, storage, &catalogue).await?;
    }
    storage.close().await.map_err(|error| failed(&error))
}

async fn take(
    database: &HikkaDatabase,
    storage: &Storage,
    catalogue: &Catalogue,
) -> Result<(), Exit> {
    let names = catalogue.modules().iter().map(|module| module.info().name);
    let report = database.import(storage, names).await;
    let mut report = report.map_err(|error| failed(&error))?;
    let options = take_options(database, storage, catalogue, &mut report).await?;
    let mut lines = told(&report);
    lines.splice(0..0, options);
    if lines.is_empty() {
        lines.push(say("cli-hikka-nothing", &[]));
    }
    println!("{}", lines.join("\n"));
    Ok(())
}

/// Sets the options that the modules of the bot have, if their validators take the values; gives a line
/// about each module. The rest stays aside.
async fn take_options(
    database: &HikkaDatabase,
    storage: &Storage,
    catalogue: &Catalogue,
    report: &mut HikkaReport,
) -> Result<Vec<String>, Exit> {
    let keeper = Keeper::new(storage.clone());
    let opened = Configs::open(catalogue, &keeper, &Environment::empty(), &Activity::new()).await;
    let configs = opened.map_err(|error| failed(&error))?;
    let mut taken: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut lines = Vec::new();
    for (owner, option, value) in database.config() {
        let Some(module) = configs
            .modules()
            .find(|module| HikkaDatabase::is_same(owner, module))
        else {
            continue;
        };
        let Some(text) = text_of(value) else { continue };
        let mut refused = |reason: &str| {
            let arguments = [("module", module), ("option", option), ("reason", reason)];
            lines.push(say("cli-hikka-refused", &arguments));
        };
        let view = configs.view(module).map_err(|error| failed(&error))?;
        match view.find(option) {
            Ok(found) if found.source == ValueSource::Stored => {
                refused(&say("cli-hikka-set-already", &[]));
                continue;
            }
            _ => {}
        }
        if let Err(error) = configs.set(module, option, &text).await {
            let reason = error.to_html(&languages());
            refused(&FormattedText::from_html_lossy(&reason).text);
            continue;
        }
        let forgotten = HikkaDatabase::forget_config(storage, owner, option).await;
        forgotten.map_err(|error| failed(&error))?;
        taken.entry(module).or_default().push(option.to_owned());
        if let Some(count) = report.config.get_mut(owner) {
            *count -= 1;
        }
    }
    report.config.retain(|_, count| *count > 0);
    let taken = taken.iter().map(|(module, options)| {
        let options = options.join(", ");
        say(
            "cli-hikka-options",
            &[("module", module), ("options", &options)],
        )
    });
    Ok(taken.chain(lines).collect())
}

/// Writes a value as a person would type it; `None` for what nobody would type.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Array(items) => {
            let items: Option<Vec<String>> = items
                .iter()
                .map(|item| text_of(item).filter(|_| !item.is_array()))
                .collect();
            let items: Vec<String> = items?.iter().map(|item| quoted(item)).collect();
            Some(items.join(", "))
        }
        Value::Null | Value::Object(_) => None,
    }
}

/// Puts an item of a list in quotation marks where it needs them.
fn quoted(item: &str) -> String {
    let plain = !item.is_empty() && item.trim() == item && !item.contains([',', '"', '\\', '\n']);
    if plain {
        item.to_owned()
    } else {
        format!("\"{}\"", item.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

/// Tells line by line what was taken over.
fn told(report: &HikkaReport) -> Vec<String> {
    let mut lines = Vec::new();
    for setting in &report.settings {
        lines.push(say("cli-hikka-setting", &[("name", setting)]));
    }
    let lists = [
        ("cli-hikka-taken", &report.taken),
        ("cli-hikka-there", &report.there),
    ];
    for (key, modules) in lists {
        for (module, keys) in modules {
            let keys = keys.join(", ");
            lines.push(say(key, &[("module", module), ("keys", &keys)]));
        }
    }
    let counts = [
        ("cli-hikka-config", &report.config),
        ("cli-hikka-aside", &report.aside),
    ];
    for (key, owners) in counts {
        for (owner, count) in owners {
            let count = count.to_string();
            lines.push(say(key, &[("owner", owner), ("count", &count)]));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_become_what_a_person_would_type() {
        for (value, text) in [
            (json!("a, b"), Some("a, b")),
            (json!(10), Some("10")),
            (json!(true), Some("true")),
            (json!(["a", 5, "b, \"c\""]), Some(r#"a, 5, "b, \"c\"""#)),
            (json!([]), Some("")),
            (json!(null), None),
            (json!({"a": 1}), None),
            (json!([[1]]), None),
        ] {
            assert_eq!(text_of(&value).as_deref(), text, "{value}");
        }
    }
}
