//! Sessions that are encrypted on the disk.

use std::path::Path;
use std::sync::Arc;

use secrecy::SecretString;

use super::{Session, SessionError, store};

impl Session {
    /// Opens an encrypted session file, or makes a new one that is encrypted.
    ///
    /// A file that is not encrypted is opened as it is and stays so;
    /// [`is_protected`](Session::is_protected) tells, and
    /// [`change_passphrase`](Session::change_passphrase) encrypts it. The key is made with
    /// Argon2id, which takes about a tenth of a second and 64 MiB. Encryption helps against whoever gets
    /// at the file (a backup, a lost disk), not against whoever can read the memory of the process.
    ///
    /// # Errors
    ///
    /// [`SessionError::WrongPassphrase`], and those of [`Session::open`].
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::telegram::login::SecretString;
    /// use userbot_sdk::telegram::{Session, SessionError};
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("session.redb");
    /// let passphrase = SecretString::from("correct horse battery staple");
    /// drop(Session::open_protected(&path, &passphrase)?);
    ///
    /// assert!(matches!(Session::open(&path), Err(SessionError::PassphraseNeeded { .. })));
    /// let wrong = Session::open_protected(&path, &"correct horse".into());
    /// assert!(matches!(wrong, Err(SessionError::WrongPassphrase { .. })));
    /// assert!(Session::open_protected(&path, &passphrase)?.is_protected());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open_protected(
        path: impl AsRef<Path>,
        passphrase: &SecretString,
    ) -> Result<Arc<Self>, SessionError> {
        Self::open_with(path.as_ref(), Some(passphrase))
    }

    /// Tells whether the file is encrypted.
    pub fn is_protected(&self) -> bool {
        self.protected
    }

    /// Encrypts a file, encrypts it with another passphrase, or takes the encryption away.
    ///
    /// `old` is the passphrase that the file has, `new` the one that it gets; `None` stands for no
    /// encryption. Nobody may have the file open. The whole file is written anew with new keys
    /// and takes the place of the old one in one step.
    ///
    /// # Errors
    ///
    /// [`SessionError::InUse`], [`SessionError::PassphraseNeeded`],
    /// [`SessionError::WrongPassphrase`], and [`SessionError::Io`] when there is no such file. The
    /// file is unchanged then.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::telegram::Session;
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("session.redb");
    /// drop(Session::open(&path)?);
    /// Session::change_passphrase(&path, None, Some(&"a".into()))?;
    /// Session::change_passphrase(&path, Some(&"a".into()), Some(&"b".into()))?;
    /// Session::change_passphrase(&path, Some(&"b".into()), None)?;
    /// assert!(!Session::open(&path)?.is_protected());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn change_passphrase(
        path: impl AsRef<Path>,
        old: Option<&SecretString>,
        new: Option<&SecretString>,
    ) -> Result<(), SessionError> {
        store::rewrite(path.as_ref(), old, new)
    }
}

#[cfg(test)]
mod tests {
    use super::store::{Batch, Store};
    use crate::telegram::{Peer, PeerId};

    #[test]
    fn one_peer_is_found_in_the_file_plain_or_encrypted() {
        let folder = tempfile::tempdir().unwrap();
        for passphrase in [None, Some("correct horse".into())] {
            let name = if passphrase.is_some() { "a" } else { "b" };
            let path = folder.path().join(name);
            let (store, _) = Store::open(&path, passphrase.as_ref()).unwrap();
            let mut data = Peer::unknown(PeerId::User(5)).data().clone();
            data.name = "Ann".to_owned();
            let batch = Batch {
                peers: vec![data],
                ..Batch::default()
            };
            store.write(&batch).unwrap();
            assert_eq!(store.peer(PeerId::User(5)).unwrap().name, "Ann");
            assert!(store.peer(PeerId::User(6)).is_none());
        }
    }
}
