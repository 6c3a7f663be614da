//! Values in a file.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use redb::{
    Database, DatabaseError, ReadableDatabase, ReadableTable, StorageError, TableDefinition,
};

use super::{KeyValue, StoreError};

const TABLE: TableDefinition<'_, &str, &str> = TableDefinition::new("values");

/// Is a [`KeyValue`] in a file that only its owner can read and only one process can open.
#[derive(Debug, Clone)]
pub struct RedbFile {
    path: PathBuf,
    database: Arc<Database>,
}

impl RedbFile {
    /// Opens the file, or makes it with mode 0600 in a directory with mode 0700.
    ///
    /// It does small blocking reads: call it at start, or from `spawn_blocking`.
    ///
    /// # Errors
    ///
    /// The file is in use, damaged, or cannot be made.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref().to_owned();
        make_private(&path).map_err(|error| StoreError::Io {
            path: path.clone(),
            error,
        })?;
        let database = Database::create(&path).map_err(|error| match error {
            DatabaseError::DatabaseAlreadyOpen => StoreError::InUse(path.clone()),
            DatabaseError::Storage(StorageError::Io(error))
                if error.kind() != std::io::ErrorKind::InvalidData =>
            {
                StoreError::Io {
                    path: path.clone(),
                    error,
                }
            }
            error => StoreError::Damaged {
                path: path.clone(),
                reason: error.to_string(),
            },
        })?;
        Ok(Self {
            path,
            database: Arc::new(database),
        })
    }

    fn read_all(&self) -> Result<BTreeMap<String, String>, redb::Error> {
        let transaction = self.database.begin_read()?;
        let table = match transaction.open_table(TABLE) {
            Ok(table) => table,
            Err(redb::TableError::TableDoesNotExist(_)) => return Ok(BTreeMap::new()),
            Err(error) => return Err(error.into()),
        };
        let mut values = BTreeMap::new();
        for pair in table.iter()? {
            let (key, value) = pair?;
            values.insert(key.value().to_owned(), value.value().to_owned());
        }
        Ok(values)
    }

    fn write_one(&self, key: &str, value: Option<&str>) -> Result<(), redb::Error> {
        // A commit is durable at once unless asked otherwise.
        let transaction = self.database.begin_write()?;
        {
            let mut table = transaction.open_table(TABLE)?;
            match value {
                Some(value) => table.insert(key, value)?,
                None => table.remove(key)?,
            };
        }
        transaction.commit()?;
        Ok(())
    }
}

impl KeyValue for RedbFile {
    fn read(&self) -> BoxFuture<'_, Result<BTreeMap<String, String>, StoreError>> {
        let this = self.clone();
        Box::pin(async move {
            let path = this.path.clone();
            let damaged = |reason| StoreError::Damaged { path, reason };
            match tokio::task::spawn_blocking(move || this.read_all()).await {
                Ok(Ok(values)) => Ok(values),
                Ok(Err(error)) => Err(damaged(error.to_string())),
                Err(error) => Err(damaged(error.to_string())),
            }
        })
    }

    fn write(&self, key: String, value: Option<String>) -> BoxFuture<'_, Result<(), StoreError>> {
        let this = self.clone();
        Box::pin(async move {
            let write = move || this.write_one(&key, value.as_deref());
            match tokio::task::spawn_blocking(write).await {
                Ok(Ok(())) => Ok(()),
                Ok(Err(error)) => Err(StoreError::Write(error.to_string())),
                Err(error) => Err(StoreError::Write(error.to_string())),
            }
        })
    }
}

/// Makes the file and its directory unless they are there, closed to everybody else from the start.
fn make_private(path: &Path) -> std::io::Result<()> {
    if let Some(directory) = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
    {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(directory)?;
    }
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn keeps_values_across_a_restart() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("new").join("settings.redb");
        let file = RedbFile::open(&path).unwrap();
        assert!(file.read().await.unwrap().is_empty());
        file.write("prefix".into(), Some("!".into())).await.unwrap();
        file.write("gone".into(), Some("x".into())).await.unwrap();
        file.write("gone".into(), None).await.unwrap();
        drop(file);

        let values = RedbFile::open(&path).unwrap().read().await.unwrap();
        assert_eq!(
            values,
            BTreeMap::from([("prefix".to_owned(), "!".to_owned())])
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
    }

    #[test]
    fn refuses_a_second_user_and_a_foreign_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("settings.redb");
        let first = RedbFile::open(&path).unwrap();
        assert!(matches!(RedbFile::open(&path), Err(StoreError::InUse(_))));
        drop(first);

        let foreign = directory.path().join("notes.txt");
        fs::write(&foreign, "not a store at all, just somebody's notes").unwrap();
        assert!(matches!(
            RedbFile::open(&foreign),
            Err(StoreError::Damaged { .. })
        ));
        assert!(
            fs::read_to_string(&foreign)
                .unwrap()
                .starts_with("not a store")
        );
    }
}
