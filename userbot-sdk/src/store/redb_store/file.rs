//! The file: opening it, and opening it anew after an error.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use redb::backends::FileBackend;
use redb::{
    Builder, Database, DatabaseError, ReadOnlyDatabase, ReadableDatabase, StorageError, TableHandle,
};

use super::super::StoreError;
use super::{ENTRIES, FORMAT, Inner, META, SEQUENCE};

/// The version of the layout.
const VERSION: u32 = 1;
/// redb would take a gigabyte.
const CACHE_BYTES: usize = 12 << 20;

/// Opens the bytes of the file; a test puts a disk that fails in the place of a real one.
pub(super) trait OpenFile: Send + Sync {
    /// Opens the database.
    fn open(&self) -> Result<Database, DatabaseError>;

    /// Opens what is there without writing anything, if it was closed well.
    fn peek(&self) -> Option<ReadOnlyDatabase> {
        None
    }

    /// Takes the rights of others away from a file that has turned out to be a store.
    fn protect(&self) -> io::Result<()> {
        Ok(())
    }
}

/// Is a file of the system.
pub(super) struct OnDisk(PathBuf);

impl OnDisk {
    pub(super) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }
}

impl OpenFile for OnDisk {
    fn open(&self) -> Result<Database, DatabaseError> {
        let file = open_private(&self.0).map_err(StorageError::Io)?;
        builder().create_with_backend(FileBackend::new(file)?)
    }

    fn peek(&self) -> Option<ReadOnlyDatabase> {
        if fs::metadata(&self.0).ok()?.len() == 0 {
            return None;
        }
        builder().open_read_only(&self.0).ok()
    }

    fn protect(&self) -> io::Result<()> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            if fs::metadata(&self.0)?.permissions().mode() & 0o077 != 0 {
                fs::set_permissions(&self.0, fs::Permissions::from_mode(0o600))?;
            }
        }
        Ok(())
    }
}

/// Gives what every store is opened with.
pub(super) fn builder() -> Builder {
    let mut builder = Database::builder();
    builder.set_cache_size(CACHE_BYTES);
    builder
}

/// Is the state of the file.
pub(super) struct Opened {
    database: Option<Database>,
    /// Grows with every opening, so that two who met the same error open it once.
    generation: u64,
    closed: bool,
}

impl Opened {
    /// Opens the file for the first time; gives the number of its last transaction, too.
    pub(super) fn first(path: &Path, file: &dyn OpenFile) -> Result<(Self, u64), StoreError> {
        let (database, sequence) = open(path, file)?;
        let opened = Self {
            database: Some(database),
            generation: 0,
            closed: false,
        };
        Ok((opened, sequence))
    }
}

impl Inner {
    /// Runs a job on the database; when it meets an error of the disk, once more on the file opened
    /// anew.
    pub(super) fn reading<T>(
        &self,
        job: impl Fn(&Database) -> Result<T, redb::Error>,
    ) -> Result<T, StoreError> {
        let mut reopened = false;
        loop {
            let (result, generation) = self.once(&job)?;
            match result {
                Ok(value) => return Ok(value),
                Err(error) if !reopened && is_of_disk(&error) => {
                    self.reopen(generation)?;
                    reopened = true;
                }
                Err(error) => return Err(self.sorted(&error)),
            }
        }
    }

    /// Runs a job once; also tells at which opening of the file.
    pub(super) fn once<T>(
        &self,
        job: impl FnOnce(&Database) -> Result<T, redb::Error>,
    ) -> Result<(Result<T, redb::Error>, u64), StoreError> {
        let opened = self.opened.read().unwrap_or_else(PoisonError::into_inner);
        if opened.closed {
            return Err(StoreError::Closed);
        }
        let generation = opened.generation;
        let Some(database) = &opened.database else {
            drop(opened);
            // The last opening failed; perhaps the disk has recovered.
            self.reopen(generation)?;
            return self.once(job);
        };
        // redb trusts a file that was closed well and can panic when somebody damaged it since.
        let result = catch_unwind(AssertUnwindSafe(|| job(database))).unwrap_or_else(|_| {
            Err(redb::Error::Corrupted(
                "its pages do not fit together".to_owned(),
            ))
        });
        Ok((result, generation))
    }

    /// Closes the file and opens it again, unless somebody else has done so since.
    pub(super) fn reopen(&self, generation: u64) -> Result<(), StoreError> {
        let mut opened = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        if opened.closed {
            return Err(StoreError::Closed);
        }
        if opened.generation != generation {
            return Ok(());
        }
        let old = opened.database.take();
        // The old one gives its lock back before the new one asks for it.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(old)));
        let (database, sequence) = open(&self.path, &*self.file)?;
        opened.database = Some(database);
        self.sequence.store(sequence, Ordering::Release);
        opened.generation += 1;
        tracing::info!(path = %self.path.display(), "the store was opened anew after an error");
        Ok(())
    }

    pub(super) fn close(&self) {
        let mut opened = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        opened.closed = true;
        let old = opened.database.take();
        let _ = catch_unwind(AssertUnwindSafe(|| drop(old)));
    }

    /// Gives an error of the database the words of ours.
    pub(super) fn sorted(&self, error: &redb::Error) -> StoreError {
        match error {
            redb::Error::Io(error) => StoreError::of_io(&self.path, error),
            redb::Error::Corrupted(reason) => StoreError::Damaged {
                path: self.path.clone(),
                reason: reason.clone(),
            },
            error => StoreError::Write(error.to_string()),
        }
    }
}

/// Tells whether the database is of no use after this error until it is opened anew.
fn is_of_disk(error: &redb::Error) -> bool {
    matches!(
        error,
        redb::Error::Io(_)
            | redb::Error::PreviousIo
            | redb::Error::LockPoisoned(_)
            | redb::Error::Corrupted(_)
            | redb::Error::DatabaseClosed
    )
}

/// Opens the database and makes sure that it is a store; gives the number of its last transaction.
fn open(path: &Path, file: &dyn OpenFile) -> Result<(Database, u64), StoreError> {
    let damaged = || StoreError::Damaged {
        path: path.to_owned(),
        reason: "its pages do not fit together".to_owned(),
    };
    // An opening writes; what is no store, or not ours, is seen before that where it can be.
    let seen = catch_unwind(AssertUnwindSafe(|| {
        file.peek().and_then(|database| look(&database).ok())
    }));
    match seen {
        Ok(Some(kind)) => check(path, &kind)?,
        Ok(None) => {}
        Err(_) => return Err(damaged()),
    }
    let database = match catch_unwind(AssertUnwindSafe(|| file.open())) {
        Ok(Ok(database)) => database,
        Ok(Err(error)) => return Err(of_opening(path, error)),
        Err(_) => return Err(damaged()),
    };
    let kind = match catch_unwind(AssertUnwindSafe(|| identify(&database))) {
        Ok(Ok(kind)) => kind,
        Ok(Err(redb::Error::Io(error))) => return Err(StoreError::of_io(path, &error)),
        Ok(Err(error)) => {
            return Err(StoreError::Damaged {
                path: path.to_owned(),
                reason: error.to_string(),
            });
        }
        Err(_) => return Err(damaged()),
    };
    check(path, &kind)?;
    // Only now is it certain that the file is a store and not somebody's other file.
    file.protect()
        .map_err(|error| StoreError::of_io(path, &error))?;
    let sequence = match kind {
        Kind::Store { sequence } => sequence,
        _ => 0,
    };
    Ok((database, sequence))
}

enum Kind {
    Empty,
    Store { sequence: u64 },
    Newer(u32),
    Other,
}

/// Refuses what is not a store that this version can read.
fn check(path: &Path, kind: &Kind) -> Result<(), StoreError> {
    match kind {
        Kind::Empty | Kind::Store { .. } => Ok(()),
        Kind::Newer(found) => Err(StoreError::Newer {
            path: path.to_owned(),
            found: *found,
            known: VERSION,
        }),
        Kind::Other => Err(StoreError::Foreign {
            path: path.to_owned(),
            reason: "it is a database of another kind, such as a session".to_owned(),
        }),
    }
}

/// Looks what a database is.
fn look(database: &impl ReadableDatabase) -> Result<Kind, redb::Error> {
    let transaction = database.begin_read()?;
    let names: Vec<String> = transaction
        .list_tables()?
        .map(|table| table.name().to_owned())
        .collect();
    if names.is_empty() {
        return Ok(Kind::Empty);
    }
    if !names.iter().any(|name| name == META.name()) {
        return Ok(Kind::Other);
    }
    let meta = transaction.open_table(META)?;
    let number = |name| -> Result<Option<u64>, redb::Error> {
        Ok(meta.get(name)?.map(|value| value.value()))
    };
    Ok(match number(FORMAT)? {
        None => Kind::Other,
        Some(found) if found > u64::from(VERSION) => {
            Kind::Newer(u32::try_from(found).unwrap_or(u32::MAX))
        }
        Some(_) => Kind::Store {
            sequence: number(SEQUENCE)?.unwrap_or(0),
        },
    })
}

/// Looks what the database is, and makes the tables of a new one.
fn identify(database: &Database) -> Result<Kind, redb::Error> {
    let kind = look(database)?;
    if !matches!(kind, Kind::Empty) {
        return Ok(kind);
    }
    let transaction = database.begin_write()?;
    {
        let mut meta = transaction.open_table(META)?;
        meta.insert(FORMAT, u64::from(VERSION))?;
        meta.insert(SEQUENCE, 0)?;
        transaction.open_table(ENTRIES)?;
    }
    transaction.commit()?;
    Ok(Kind::Store { sequence: 0 })
}

fn of_opening(path: &Path, error: DatabaseError) -> StoreError {
    let foreign = |reason: String| StoreError::Foreign {
        path: path.to_owned(),
        reason,
    };
    match error {
        DatabaseError::DatabaseAlreadyOpen => StoreError::InUse(path.to_owned()),
        DatabaseError::Storage(StorageError::Io(error))
            if error.kind() == ErrorKind::InvalidData =>
        {
            foreign(error.to_string())
        }
        DatabaseError::Storage(StorageError::Io(error)) => StoreError::of_io(path, &error),
        DatabaseError::UpgradeRequired(_) => foreign("it is of an old kind".to_owned()),
        error => StoreError::Damaged {
            path: path.to_owned(),
            reason: error.to_string(),
        },
    }
}

/// Opens or makes a file that its owner alone can read, and the folders above it.
fn open_private(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent()
        && !folder.as_os_str().is_empty()
        && !folder.exists()
    {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
