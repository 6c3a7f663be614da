//! Knows where a file is, and fetches pieces of it from there.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use grammers_tl_types as tl;
use sha2::{Digest as _, Sha256};
use tracing::{debug, warn};

use super::cdn::{Cdn, CdnError};
use super::plan::Range;
use crate::telegram::policy::CallOptions;
use crate::telegram::{CallError, Client, ErrorClass, PeerId};

/// How often one piece follows a file to another data centre.
const MOST_HOPS: u32 = 3;

/// Is the way to a file. All pieces of a download share it.
pub(super) struct FileLink {
    client: Client,
    /// The message that a new reference comes with.
    origin: Option<(PeerId, i32)>,
    /// The small picture that is meant, instead of the file.
    thumbnail: Option<String>,
    place: Mutex<Place>,
    /// Held while a new reference is fetched, so that it is fetched once.
    renewing: tokio::sync::Mutex<()>,
    sums: Option<tokio::sync::Mutex<Sums>>,
}

/// Says where the file is at the moment.
struct Place {
    dc: i32,
    location: tl::enums::InputFileLocation,
    /// Counts up with each new reference.
    generation: u32,
    cdn: Option<Arc<Cdn>>,
    /// The delivery network was tried, and did not work.
    no_cdn: bool,
}

/// What Telegram says about the bytes: for each stretch, by its offset, its length and its SHA-256 sum.
#[derive(Default)]
pub(super) struct Sums {
    known: BTreeMap<u64, (u64, Vec<u8>)>,
    /// From here on nothing was asked yet.
    asked: u64,
    finished: bool,
}

impl FileLink {
    /// Makes the way to what stands at a location of a data centre.
    pub(super) fn new(
        client: &Client,
        (dc, location): (i32, tl::enums::InputFileLocation),
        origin: Option<(PeerId, i32)>,
        thumbnail: Option<String>,
    ) -> Self {
        Self {
            client: client.clone(),
            origin,
            thumbnail,
            place: Mutex::new(Place {
                dc,
                location,
                generation: 0,
                cdn: None,
                no_cdn: false,
            }),
            renewing: tokio::sync::Mutex::default(),
            sums: None,
        }
    }

    /// Compares everything that comes with Telegram's sums.
    pub(super) fn verified(mut self) -> Self {
        self.sums = Some(tokio::sync::Mutex::default());
        self
    }

    /// Fetches a piece, whatever happens to the file meanwhile.
    pub(super) async fn fetch(&self, range: Range) -> Result<Vec<u8>, CallError> {
        let mut hops = 0;
        let mut authorized = false;
        let mut renewed = false;
        loop {
            let (dc, location, generation, cdn, cdn_supported) = {
                let place = self.place();
                (
                    place.dc,
                    place.location.clone(),
                    place.generation,
                    place.cdn.clone(),
                    !place.no_cdn,
                )
            };
            if let Some(cdn) = cdn {
                match cdn.fetch(&self.client, self.options(dc), range).await {
                    Ok(bytes) => return Ok(bytes),
                    Err(CdnError::Call(error @ CallError::Stopped)) => return Err(error),
                    Err(CdnError::Token) if hops < MOST_HOPS => {
                        // The permission is over: ask for a new one.
                        hops += 1;
                        self.give_up(&cdn);
                    }
                    Err(error) => {
                        warn!(%error, "the delivery network does not give the file; asks Telegram itself");
                        self.give_up(&cdn);
                        self.place().no_cdn = true;
                    }
                }
                continue;
            }
            let request = tl::functions::upload::GetFile {
                precise: range.precise,
                cdn_supported,
                location,
                offset: i64::try_from(range.offset).unwrap_or(i64::MAX),
                limit: i32::try_from(range.limit).unwrap_or(i32::MAX),
            };
            let error = match self.client.invoke_with(&request, self.options(dc)).await {
                Ok(tl::enums::upload::File::File(file)) => {
                    if let Some(sums) = &self.sums {
                        self.check(sums, range.offset, &file.bytes).await?;
                    }
                    return Ok(file.bytes);
                }
                Ok(tl::enums::upload::File::CdnRedirect(redirect)) => {
                    if !cdn_supported {
                        return Err(CallError::answer(
                            "upload.getFile",
                            "the file is in a delivery network that cannot be reached",
                        ));
                    }
                    debug!(dc = redirect.dc_id, "the file is in the delivery network");
                    // Other pieces may have been sent there at the same time.
                    let cdn = &mut self.place().cdn;
                    cdn.get_or_insert_with(|| Arc::new(Cdn::new(redirect)));
                    continue;
                }
                Err(error) => error,
            };
            let moved = error
                .rpc()
                .filter(|error| error.is("FILE_MIGRATE"))
                .and_then(|error| i32::try_from(error.value()?).ok());
            match moved {
                Some(dc) if hops < MOST_HOPS => {
                    hops += 1;
                    self.place().dc = dc;
                }
                _ if error.is("AUTH_KEY_UNREGISTERED") && !self.is_home(dc) && !authorized => {
                    authorized = true;
                    self.client.authorize_dc(dc).await?;
                }
                _ if error.class() == ErrorClass::FileReference && !renewed => {
                    renewed = true;
                    if !self.renew(generation).await? {
                        return Err(error);
                    }
                }
                _ => return Err(error),
            }
        }
    }

    /// Fetches the message again, for a new reference to its file; once for all pieces that found the old one
    /// expired.
    async fn renew(&self, generation: u32) -> Result<bool, CallError> {
        let _one = self.renewing.lock().await;
        if self.place().generation != generation {
            return Ok(true);
        }
        let Some((chat, id)) = self.origin else {
            return Ok(false);
        };
        let fresh = Box::pin(self.client.messages(chat, &[id])).await?;
        let media = fresh.into_iter().next().and_then(|message| message.media());
        let found = media.and_then(|media| media.location_of(self.thumbnail.as_deref()));
        let Some((_, location)) = found else {
            return Ok(false);
        };
        let mut place = self.place();
        // Where the file is was learnt better from the data centres themselves.
        place.location = location;
        place.generation += 1;
        Ok(true)
    }

    /// Compares bytes with Telegram's sums, as far as those cover them.
    async fn check(
        &self,
        sums: &tokio::sync::Mutex<Sums>,
        offset: u64,
        bytes: &[u8],
    ) -> Result<(), CallError> {
        let mut sums = sums.lock().await;
        let end = offset + bytes.len() as u64;
        while !sums.finished && sums.asked < end {
            let (dc, location) = {
                let place = self.place();
                (place.dc, place.location.clone())
            };
            // Whoever begins in the middle of a file needs no sums of its beginning.
            let from = sums.asked.max(offset / SUM * SUM);
            let request = tl::functions::upload::GetFileHashes {
                location,
                offset: i64::try_from(from).unwrap_or(i64::MAX),
            };
            let hashes = self.client.invoke_with(&request, self.options(dc)).await?;
            sums.add(&hashes, from);
        }
        if sums.agree(offset, bytes).is_some_and(|agree| !agree) {
            return Err(CallError::answer(
                "upload.getFile",
                "the bytes are not those that Telegram's checksum is of",
            ));
        }
        Ok(())
    }

    /// Leaves the delivery network, unless another piece has a newer permission.
    fn give_up(&self, cdn: &Arc<Cdn>) {
        let mut place = self.place();
        if place.cdn.as_ref().is_some_and(|now| Arc::ptr_eq(now, cdn)) {
            place.cdn = None;
        }
    }

    /// The account's own data centre is followed when it changes.
    fn options(&self, dc: i32) -> CallOptions {
        if self.is_home(dc) {
            CallOptions::default()
        } else {
            CallOptions::default().dc(dc)
        }
    }

    fn is_home(&self, dc: i32) -> bool {
        dc == self.client.session().home_dc()
    }

    fn place(&self) -> MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The sums are of stretches of this length, mostly.
const SUM: u64 = 128 * 1024;

impl Sums {
    /// Takes over what was answered to the question for sums from `from` on.
    pub(super) fn add(&mut self, hashes: &[tl::enums::FileHash], from: u64) {
        let mut reach = from;
        for tl::enums::FileHash::Hash(hash) in hashes {
            let (Ok(offset), Ok(length)) = (u64::try_from(hash.offset), u64::try_from(hash.limit))
            else {
                continue;
            };
            reach = reach.max(offset.saturating_add(length));
            self.known.insert(offset, (length, hash.hash.clone()));
        }
        // An answer that leads no further is the last one.
        self.finished = reach == from;
        self.asked = reach;
    }

    /// Returns up to where was asked.
    pub(super) fn asked(&self) -> u64 {
        self.asked
    }

    /// Tells whether the last answer led no further.
    pub(super) fn finished(&self) -> bool {
        self.finished
    }

    /// Compares bytes with the sums that lie inside of them; `None` when there is no such sum.
    pub(super) fn agree(&self, offset: u64, bytes: &[u8]) -> Option<bool> {
        let end = offset + bytes.len() as u64;
        let mut inside = self
            .known
            .range(offset..end)
            .filter_map(|(at, (length, sum))| {
                let from = usize::try_from(at - offset).ok()?;
                let to = from.checked_add(usize::try_from(*length).ok()?)?;
                Some((bytes.get(from..to)?, sum))
            })
            .peekable();
        inside.peek()?;
        Some(inside.all(|(stretch, sum)| Sha256::digest(stretch).as_slice() == sum.as_slice()))
    }

    /// Tells whether every byte of a stretch is covered by a sum that lies inside of it.
    pub(super) fn cover(&self, offset: u64, length: u64) -> bool {
        let end = offset + length;
        let mut at = offset;
        while at < end {
            match self.known.get(&at) {
                Some((length, _)) if *length > 0 && at + length <= end => at += length,
                _ => return false,
            }
        }
        true
    }
}

impl fmt::Debug for FileLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileLink")
            .field("dc", &self.place().dc)
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(offset: i64, bytes: &[u8]) -> tl::enums::FileHash {
        tl::types::FileHash {
            offset,
            limit: i32::try_from(bytes.len()).unwrap(),
            hash: Sha256::digest(bytes).to_vec(),
        }
        .into()
    }

    #[test]
    fn sums_speak_of_what_they_cover() {
        let mut sums = Sums::default();
        sums.add(&[hash(0, b"abcd"), hash(4, b"ef")], 0);
        assert!(!sums.finished && sums.asked == 6);
        assert_eq!(sums.agree(0, b"abcdef"), Some(true));
        assert_eq!(sums.agree(0, b"abcdeX"), Some(false));
        assert_eq!(sums.agree(4, b"efgh"), Some(true));
        // A sum that reaches out of the bytes says nothing about them.
        assert_eq!(sums.agree(2, b"cd"), None);
        assert!(sums.cover(0, 6) && !sums.cover(0, 7) && !sums.cover(2, 2));
        sums.add(&[], 6);
        assert!(sums.finished);
    }
}
