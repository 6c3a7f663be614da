//! The file of a backup.
//!
//! ```text
//! userbot-sdk backup
//! {"format":1,"created":"2026-11-25T02:00:00Z","sdk":"0.1.0","seal":null}
//! length key length value length key length value …
//! SHA-256 of everything before
//! ```
//!
//! Lengths have four bytes, the lowest first. With a passphrase the third part is encrypted as a whole
//! and bound to the second line.

use jiff::Timestamp;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::super::backend::Pair;
use super::{Backup, BackupError};
use crate::seal::{Header as SealHeader, Seal, SealError};

const MAGIC: &[u8] = b"userbot-sdk backup\n";
/// The version of the format.
const FORMAT: u32 = 1;
const CHECKSUM: usize = 32;
/// The line about the backup is not longer than this.
const LONGEST_LINE: usize = 4_096;

#[derive(Serialize, Deserialize)]
struct About {
    format: u32,
    created: Timestamp,
    sdk: String,
    seal: Option<SealHeader>,
}

/// Is what every version of the format begins with.
#[derive(Deserialize)]
struct Version {
    format: u32,
}

pub(super) fn write(
    backup: &Backup,
    passphrase: Option<&SecretString>,
) -> Result<Vec<u8>, BackupError> {
    let seal = passphrase.map(|_| SealHeader::new()).transpose()?;
    let about = About {
        format: FORMAT,
        created: backup.created,
        sdk: env!("CARGO_PKG_VERSION").to_owned(),
        seal,
    };
    // Plain fields: turning them into JSON has nothing that can fail.
    let line = serde_json::to_string(&about).unwrap_or_default();
    let mut values = Vec::new();
    for (key, value) in &backup.pairs {
        part(&mut values, key)?;
        part(&mut values, value)?;
    }
    if let (Some(header), Some(passphrase)) = (&about.seal, passphrase) {
        values = Seal::new(header, passphrase)?.seal(&line, &values)?;
    }
    let mut file = [MAGIC, line.as_bytes(), b"\n", &values].concat();
    let checksum = Sha256::digest(&file);
    file.extend_from_slice(&checksum);
    Ok(file)
}

pub(super) fn read(file: &[u8], passphrase: Option<&SecretString>) -> Result<Backup, BackupError> {
    let rest = file.strip_prefix(MAGIC).ok_or(BackupError::Foreign)?;
    let end = rest
        .iter()
        .take(LONGEST_LINE)
        .position(|&byte| byte == b'\n')
        .ok_or(BackupError::Damaged)?;
    let (line, rest) = (&rest[..end], &rest[end + 1..]);
    let version: Version = serde_json::from_slice(line).map_err(|_| BackupError::Damaged)?;
    if version.format > FORMAT {
        return Err(BackupError::Newer {
            found: version.format,
            known: FORMAT,
        });
    }
    let values = rest
        .len()
        .checked_sub(CHECKSUM)
        .and_then(|end| rest.get(..end))
        .ok_or(BackupError::Damaged)?;
    let (whole, checksum) = file.split_at(file.len() - CHECKSUM);
    if Sha256::digest(whole)[..] != *checksum {
        return Err(BackupError::Damaged);
    }
    let about: About = serde_json::from_slice(line).map_err(|_| BackupError::Damaged)?;
    let pairs = match (&about.seal, passphrase) {
        (None, _) => pairs(values)?,
        (Some(_), None) => return Err(BackupError::NeedsPassphrase),
        (Some(header), Some(passphrase)) => {
            let line = std::str::from_utf8(line).map_err(|_| BackupError::Damaged)?;
            let seal = Seal::new(header, passphrase)?;
            // The checksum was right, so that it is the passphrase that is not.
            let values = seal
                .open(line, values)
                .map_err(|_| BackupError::WrongPassphrase)?;
            pairs(&values)?
        }
    };
    Ok(Backup {
        created: about.created,
        pairs,
    })
}

fn part(out: &mut Vec<u8>, bytes: &[u8]) -> Result<(), BackupError> {
    let length = u32::try_from(bytes.len())
        .map_err(|_| BackupError::Io("a value is larger than four gigabytes".to_owned()))?;
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(bytes);
    Ok(())
}

/// Reads the values; their keys have to be in order, each once.
fn pairs(mut rest: &[u8]) -> Result<Vec<Pair>, BackupError> {
    let mut pairs: Vec<Pair> = Vec::new();
    while !rest.is_empty() {
        let key = take(&mut rest).ok_or(BackupError::Damaged)?;
        let value = take(&mut rest).ok_or(BackupError::Damaged)?;
        if pairs.last().is_some_and(|(last, _)| *last >= key) {
            return Err(BackupError::Damaged);
        }
        pairs.push((key, value));
    }
    Ok(pairs)
}

fn take(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let (length, after) = rest.split_first_chunk()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let (bytes, after) = after.split_at_checked(length)?;
    *rest = after;
    Some(bytes.to_vec())
}

impl From<SealError> for BackupError {
    fn from(error: SealError) -> Self {
        match error {
            SealError::Random => Self::Random,
            SealError::Header => Self::Damaged,
            SealError::Wrong => Self::WrongPassphrase,
        }
    }
}
