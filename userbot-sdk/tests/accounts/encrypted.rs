//! Session files that are encrypted.

use std::path::Path;

use userbot_sdk::telegram::login::SecretString;
use userbot_sdk::telegram::{PeerId, Session, SessionError, StringSession};

use crate::vectors;

fn passphrase() -> SecretString {
    "correct horse battery staple".into()
}

async fn fill(session: &Session) {
    let login = StringSession::parse(vectors::PYROGRAM).unwrap();
    session.import(&login).await.unwrap();
}

fn contains(path: &Path, what: &[u8]) -> bool {
    let bytes = std::fs::read(path).unwrap();
    bytes.windows(what.len()).any(|part| part == what)
}

/// The key of the vectors, and what a plain session writes of the account.
fn key() -> Vec<u8> {
    (0..=255).collect()
}

#[tokio::test]
async fn nothing_of_the_login_is_readable_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let (plain, sealed) = (folder.path().join("a.redb"), folder.path().join("b.redb"));
    fill(&Session::open(&plain).unwrap()).await;
    let session = Session::open_protected(&sealed, &passphrase()).unwrap();
    assert!(session.is_protected());
    fill(&session).await;
    drop(session);
    for readable in [&key()[..], b"7000000001", b"149.154"] {
        assert!(
            contains(&plain, readable),
            "the test looks for the right thing"
        );
        assert!(!contains(&sealed, readable));
    }
    let again = Session::open_protected(&sealed, &passphrase()).unwrap();
    assert_eq!(again.me().unwrap().id(), PeerId::User(7_000_000_001));
    assert!(!format!("{again:?}").contains("staple"));
}

#[tokio::test]
async fn a_wrong_or_missing_passphrase_is_said_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session.redb");
    fill(&Session::open_protected(&path, &passphrase()).unwrap()).await;
    let wrong = Session::open_protected(&path, &"canary".into()).unwrap_err();
    assert!(
        matches!(wrong, SessionError::WrongPassphrase { .. }),
        "{wrong:?}"
    );
    assert!(!wrong.to_string().contains("canary"));
    let missing = Session::open(&path).unwrap_err();
    assert!(
        matches!(missing, SessionError::PassphraseNeeded { .. }),
        "{missing:?}"
    );
    assert!(
        missing.to_string().contains("USERBOT_PASSPHRASE"),
        "{missing}"
    );
    let empty = Session::open_protected(&path, &"".into()).unwrap_err();
    assert!(
        matches!(empty, SessionError::EmptyPassphrase { .. }),
        "{empty:?}"
    );
    assert!(
        Session::open_protected(&path, &passphrase())
            .unwrap()
            .is_logged_in()
    );
}

#[tokio::test]
async fn a_plain_session_stays_readable_and_can_be_encrypted_changed_and_freed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session.redb");
    fill(&Session::open(&path).unwrap()).await;
    // A passphrase in the environment does not lock anybody out of a plain file.
    let plain = Session::open_protected(&path, &passphrase()).unwrap();
    assert!(!plain.is_protected() && plain.is_logged_in());

    let busy = Session::change_passphrase(&path, None, Some(&passphrase())).unwrap_err();
    assert!(matches!(busy, SessionError::InUse { .. }), "{busy:?}");
    drop(plain);
    Session::change_passphrase(&path, None, Some(&passphrase())).unwrap();
    assert!(!contains(&path, &key()));
    assert!(Session::open(&path).is_err());

    let other: SecretString = "another".into();
    let wrong = Session::change_passphrase(&path, Some(&other), None).unwrap_err();
    assert!(
        matches!(wrong, SessionError::WrongPassphrase { .. }),
        "{wrong:?}"
    );
    Session::change_passphrase(&path, Some(&passphrase()), Some(&other)).unwrap();
    assert!(Session::open_protected(&path, &passphrase()).is_err());
    assert!(
        Session::open_protected(&path, &other)
            .unwrap()
            .is_logged_in()
    );

    Session::change_passphrase(&path, Some(&other), None).unwrap();
    let plain = Session::open(&path).unwrap();
    assert_eq!(plain.me().unwrap().id(), PeerId::User(7_000_000_001));
    drop(plain);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn an_attempt_that_was_cut_off_does_not_matter() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session.redb");
    fill(&Session::open(&path).unwrap()).await;
    std::fs::write(folder.path().join("session.redb.new"), "half").unwrap();
    Session::change_passphrase(&path, None, Some(&passphrase())).unwrap();
    let rights = std::fs::metadata(&path).unwrap().permissions();
    assert_eq!(rights.mode() & 0o777, 0o600);
    assert!(
        Session::open_protected(&path, &passphrase())
            .unwrap()
            .is_logged_in()
    );
}

#[test]
fn a_file_that_is_not_there_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session.redb");
    let error = Session::change_passphrase(&path, None, Some(&passphrase())).unwrap_err();
    assert!(matches!(error, SessionError::Io { .. }), "{error:?}");
    assert!(!path.exists());
}
