//! The delivery network: copies of popular files, on machines that Telegram does not trust.
//!
//! The bytes come encrypted, with a key that only Telegram itself gives, and every one is compared with Telegram's
//! sums before it is used, <https://core.telegram.org/cdn>. When the network gives nothing, or something else, the file
//! comes from Telegram itself.

mod exchange;
mod lines;
mod public_key;

use ctr::cipher::{KeyIvInit as _, StreamCipher as _};
use grammers_mtsender::InvocationError;
use grammers_tl_types as tl;
use std::time::Duration;
use thiserror::Error;

use self::exchange::ExchangeError;
use self::lines::Lines;
use super::link::Sums;
use super::plan::{PART, Range};
use crate::telegram::policy::{CallOptions, within};
use crate::telegram::{CallError, Client};

/// The sums are of stretches of this length, so whole ones are fetched.
const STRETCH: u64 = 128 * 1024;
/// A copy that does not come soon is not waited for: Telegram itself has the file.
const DEADLINE: Duration = Duration::from_secs(20);
/// How often Telegram is asked to make the copy.
const MOST_REUPLOADS: u32 = 3;

/// Is the permission to read a copy.
pub(super) struct Cdn {
    lines: Lines,
    token: Vec<u8>,
    key: Vec<u8>,
    iv: Vec<u8>,
    sums: tokio::sync::Mutex<Sums>,
}

/// Says why a copy cannot be used.
#[derive(Debug, Error)]
pub(super) enum CdnError {
    /// The permission is over.
    #[error("the permission is over")]
    Token,
    /// The bytes are not those of the file.
    #[error("the copy is not what it should be")]
    Corrupt,
    /// Telegram gave no sums to compare it with.
    #[error("there are no checksums")]
    NoSums,
    /// The key is not one.
    #[error("the key is not one")]
    Key,
    /// Telegram tells nothing of this data centre.
    #[error("data centre {0} is not known")]
    Unknown(i32),
    /// It takes too long.
    #[error("it does not answer in time")]
    Late,
    /// There is no connection.
    #[error("the connection failed: {0}")]
    Line(#[from] InvocationError),
    /// No key could be agreed on.
    #[error("no key could be agreed on: {0}")]
    Exchange(#[from] ExchangeError),
    #[error(transparent)]
    Call(#[from] CallError),
}

impl Cdn {
    pub(super) fn new(redirect: tl::types::upload::FileCdnRedirect) -> Self {
        let mut sums = Sums::default();
        for hash in &redirect.file_hashes {
            let tl::enums::FileHash::Hash(one) = hash;
            let from = u64::try_from(one.offset).unwrap_or(0);
            sums.add(std::slice::from_ref(hash), from);
        }
        Self {
            lines: Lines::new(redirect.dc_id),
            token: redirect.file_token,
            key: redirect.encryption_key,
            iv: redirect.encryption_iv,
            sums: tokio::sync::Mutex::new(sums),
        }
    }

    /// Fetches a piece; `master` is the way to the data centre that sent us here.
    pub(super) async fn fetch(
        &self,
        client: &Client,
        master: CallOptions,
        range: Range,
    ) -> Result<Vec<u8>, CdnError> {
        let end = range.offset + u64::from(range.limit);
        let (mut at, until) = (
            range.offset / STRETCH * STRETCH,
            end.div_ceil(STRETCH) * STRETCH,
        );
        let skip = usize::try_from(range.offset - at).unwrap_or(0);
        let mut bytes = Vec::new();
        while at < until {
            let part = PART as u64;
            let length = if at.is_multiple_of(part) && until - at >= part {
                part
            } else {
                STRETCH
            };
            let piece = self.piece(client, &master, at, length).await?;
            let short = (piece.len() as u64) < length;
            bytes.extend_from_slice(&piece);
            if short {
                break;
            }
            at += length;
        }
        bytes.drain(..skip.min(bytes.len()));
        bytes.truncate(range.limit as usize);
        Ok(bytes)
    }

    async fn piece(
        &self,
        client: &Client,
        master: &CallOptions,
        offset: u64,
        length: u64,
    ) -> Result<Vec<u8>, CdnError> {
        let request = tl::functions::upload::GetCdnFile {
            file_token: self.token.clone(),
            offset: i64::try_from(offset).unwrap_or(i64::MAX),
            limit: i32::try_from(length).unwrap_or(i32::MAX),
        };
        let mut reuploads = 0;
        let mut bytes = loop {
            match self.ask(client, &request).await {
                Ok(tl::enums::upload::CdnFile::File(file)) => break file.bytes,
                Ok(tl::enums::upload::CdnFile::ReuploadNeeded(needed)) => {
                    reuploads += 1;
                    if reuploads > MOST_REUPLOADS {
                        return Err(CdnError::Token);
                    }
                    let request = tl::functions::upload::ReuploadCdnFile {
                        file_token: self.token.clone(),
                        request_token: needed.request_token,
                    };
                    client
                        .invoke_with(&request, master.clone())
                        .await
                        .map_err(token)?;
                }
                Err(CdnError::Call(error)) => return Err(token(error)),
                Err(error) => return Err(error),
            }
        };
        self.decrypt(offset, &mut bytes)?;
        self.check(client, master, offset, &bytes).await?;
        Ok(bytes)
    }

    async fn ask(
        &self,
        client: &Client,
        request: &tl::functions::upload::GetCdnFile,
    ) -> Result<tl::enums::upload::CdnFile, CdnError> {
        let answer = within(DEADLINE, self.lines.call(client, request));
        tokio::select! {
            biased;
            () = client.links().stopped() => Err(CallError::Stopped.into()),
            answer = answer => answer.unwrap_or(Err(CdnError::Late)),
        }
    }

    /// Decrypts bytes that stand at an offset.
    fn decrypt(&self, offset: u64, bytes: &mut [u8]) -> Result<(), CdnError> {
        let mut iv = self.iv.clone();
        // The last four bytes count the blocks of sixteen bytes.
        let block = u32::try_from(offset / 16).map_err(|_| CdnError::Key)?;
        let at = iv.len().checked_sub(4).ok_or(CdnError::Key)?;
        iv.splice(at.., block.to_be_bytes());
        let mut cipher = ctr::Ctr128BE::<aes::Aes256>::new_from_slices(&self.key, &iv)
            .map_err(|_| CdnError::Key)?;
        cipher.apply_keystream(bytes);
        Ok(())
    }

    /// Compares every byte with Telegram's sums.
    async fn check(
        &self,
        client: &Client,
        master: &CallOptions,
        offset: u64,
        bytes: &[u8],
    ) -> Result<(), CdnError> {
        let mut sums = self.sums.lock().await;
        let length = bytes.len() as u64;
        let mut from = offset;
        while !sums.cover(offset, length) {
            let request = tl::functions::upload::GetCdnFileHashes {
                file_token: self.token.clone(),
                offset: i64::try_from(from).unwrap_or(i64::MAX),
            };
            let hashes = client
                .invoke_with(&request, master.clone())
                .await
                .map_err(token)?;
            sums.add(&hashes, from);
            if sums.finished() || from >= offset + length {
                break;
            }
            from = sums.asked();
        }
        if !sums.cover(offset, length) {
            return Err(CdnError::NoSums);
        }
        match sums.agree(offset, bytes) {
            Some(false) => Err(CdnError::Corrupt),
            _ => Ok(()),
        }
    }
}

/// Tells an end of the permission from other errors.
fn token(error: CallError) -> CdnError {
    if error.is("FILE_TOKEN_INVALID") || error.is("REQUEST_TOKEN_INVALID") {
        CdnError::Token
    } else {
        CdnError::Call(error)
    }
}
