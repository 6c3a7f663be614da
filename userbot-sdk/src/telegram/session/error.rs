//! What can go wrong with a session file.

use std::path::PathBuf;

/// Is an error of the session: the file that holds the login.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// Another process uses the session.
    #[error(
        "the session {} is in use by another process{}; stop that one first: two processes with \
         one session make Telegram end the login",
        .path.display(),
        .pid.map(|pid| format!(" ({pid})")).unwrap_or_default()
    )]
    InUse {
        /// The file.
        path: PathBuf,
        /// The number of that process, when it is known.
        pid: Option<u32>,
    },
    /// The file is damaged, or it is no session. It was not changed.
    #[error(
        "{} is not a session or is damaged ({reason}); restore a copy of it, or move it away and \
         log in again",
        .path.display()
    )]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The file was written by a newer version.
    #[error("{} was written by a newer version ({found}); this one reads {known}", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version in the file.
        found: u32,
        /// The newest version that is understood.
        known: u32,
    },
    /// The file is encrypted, and no passphrase was given.
    #[error(
        "the session {} is encrypted: give its passphrase with USERBOT_PASSPHRASE, \
         USERBOT_PASSPHRASE_FILE or USERBOT_PASSPHRASE_COMMAND",
        .path.display()
    )]
    PassphraseNeeded {
        /// The file.
        path: PathBuf,
    },
    /// The passphrase is not that of the file.
    #[error("the passphrase of the session {} is wrong", .path.display())]
    WrongPassphrase {
        /// The file.
        path: PathBuf,
    },
    /// The passphrase has no characters.
    #[error("the passphrase of the session {} is empty", .path.display())]
    EmptyPassphrase {
        /// The file.
        path: PathBuf,
    },
    /// A login is to be put into a session that has one already.
    #[error("this session holds a login already; log out first, or take another session")]
    NotEmpty,
    /// There is no login to hand on.
    #[error("this session holds no login")]
    NoLogin,
    /// The data centre of a login has no known address.
    #[error("data centre {0} is not known")]
    UnknownCentre(i32),
    /// The bridge to the proxy cannot listen on 127.0.0.1.
    #[error("the bridge to the proxy cannot listen on 127.0.0.1: {0}")]
    Bridge(std::io::Error),
    /// The operating system refused to read or write the file.
    #[error("{} cannot be {action}: {source}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// Why not.
        source: std::io::Error,
    },
    /// The session was closed, because its client was disconnected.
    #[error("the session {} is closed", .path.display())]
    Closed {
        /// The file.
        path: PathBuf,
    },
    /// The database inside the file failed.
    #[error("the session {} failed: {reason}", .path.display())]
    Storage {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}
