//! Several accounts: their folders, and what is in them.

use std::fs;
use std::path::{Path, PathBuf};

use super::Exit;
use super::texts::{State, Texts};
use crate::telegram::{Session, SessionError};

/// The name under which the account without a name is shown.
pub(super) const DEFAULT: &str = "default";

/// Checks the name of an account, which becomes the name of a folder.
pub(super) fn name(text: &str) -> Result<String, String> {
    let fits = (1..=32).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if fits {
        Ok(text.to_owned())
    } else {
        Err("a name has up to 32 letters, digits, - and _".to_owned())
    }
}

/// Returns the session of an account; that of the first one when it has no name.
pub(super) fn session(home: &Path, name: &str) -> PathBuf {
    let folder = if name == DEFAULT {
        home.to_owned()
    } else {
        home.join(name)
    };
    folder.join("session.redb")
}

/// Returns the names of the accounts that have a session, the one without a name first.
pub(super) fn names(home: &Path) -> Vec<String> {
    let mut found: Vec<String> = fs::read_dir(home)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|found| name(found).is_ok() && session(home, found).is_file())
        .filter(|found| found != DEFAULT)
        .collect();
    found.sort_unstable();
    if session(home, DEFAULT).is_file() {
        found.insert(0, DEFAULT.to_owned());
    }
    found
}

/// Prints the accounts and who they are, without asking Telegram.
pub(super) fn list(home: &Path, texts: Texts) -> Exit {
    let names = names(home);
    if names.is_empty() {
        eprintln!("{}", texts.no_accounts());
    }
    for name in names {
        let opened = Session::open(session(home, &name));
        let me = opened.as_ref().ok().and_then(|session| session.me());
        let shown = me.map(|me| match (me.username(), me.name()) {
            (Some(username), name) => format!("{name} (@{username})"),
            (None, name) if name.is_empty() => me.id().to_string(),
            (None, name) => name.into_owned(),
        });
        let state = match (&opened, &shown) {
            (Ok(_), Some(shown)) => State::Me(shown),
            (Ok(_), None) => State::Nobody,
            (Err(SessionError::InUse { .. }), _) => State::Busy,
            (Err(SessionError::PassphraseNeeded { .. }), _) => State::Sealed,
            (Err(_), _) => State::Broken,
        };
        println!("{name}\t{}", texts.account_state(state));
    }
    Exit::Success
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_name_of_a_folder_and_nothing_else() {
        assert!(name("work-2_b").is_ok());
        for bad in ["", "..", "a/b", "a\\b", "a b", "ä", &"x".repeat(33)] {
            assert!(name(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn accounts_are_folders_with_a_session() {
        let home = tempfile::tempdir().unwrap();
        assert!(names(home.path()).is_empty());
        for account in ["work", DEFAULT, "Ann"] {
            drop(Session::open(session(home.path(), account)).unwrap());
        }
        fs::create_dir(home.path().join("empty")).unwrap();
        assert_eq!(names(home.path()), [DEFAULT, "Ann", "work"]);
        assert!(session(home.path(), DEFAULT).ends_with("session.redb"));
        assert!(names(&home.path().join("nowhere")).is_empty());
    }
}
