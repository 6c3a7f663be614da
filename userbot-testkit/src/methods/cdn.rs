//! Copies of popular files, in data centres that Telegram does not trust.

use super::files::{HASHES, check_range, hashes};
use super::{Ctx, Method, method};
use crate::world::content::Content;
use crate::world::data::file::CdnCopy;
use crate::world::refusal::{Outcome, Refusal, bad};
use crate::world::tl::size;
use ctr::cipher::{KeyIvInit as _, StreamCipher as _, StreamCipherSeek as _};
use grammers_tl_types::{enums, functions as f, types};

type Cipher = ctr::Ctr128BE<aes::Aes256>;

pub(super) const METHODS: &[Method] = &[
    method!(
        Anyone,
        f::upload::GetCdnFile,
        get_cdn_file,
        "encrypted pieces, in a data centre of the delivery network alone"
    ),
    method!(
        SignedIn,
        f::upload::ReuploadCdnFile,
        reupload_cdn_file,
        "the copy is made"
    ),
    method!(
        SignedIn,
        f::upload::GetCdnFileHashes,
        get_cdn_file_hashes,
        "of each 128 KB"
    ),
];

fn copy_of<'a>(ctx: &'a mut Ctx<'_>, token: &[u8]) -> Outcome<(&'a Content, &'a mut CdnCopy)> {
    ctx.state
        .files
        .values_mut()
        .find_map(|file| match &mut file.cdn {
            Some(copy) if copy.token == token => Some((&file.content, copy)),
            _ => None,
        })
        .ok_or_else(|| Refusal::bad("FILE_TOKEN_INVALID"))
}

fn get_cdn_file(
    ctx: &mut Ctx<'_>,
    request: &f::upload::GetCdnFile,
) -> Outcome<enums::upload::CdnFile> {
    let here = ctx.dc_id;
    check_range(request.offset, request.limit, false)?;
    let (content, copy) = copy_of(ctx, &request.file_token)?;
    if copy.dc != here {
        return bad("FILE_TOKEN_INVALID");
    }
    if !copy.there {
        return Ok(types::upload::CdnFileReuploadNeeded {
            request_token: copy.request.clone(),
        }
        .into());
    }
    let offset = u64::try_from(request.offset).unwrap_or(0);
    let mut bytes = content.bytes(offset, size(request.limit));
    let mut cipher = Cipher::new_from_slices(&copy.key, &copy.iv)
        .map_err(|_| Refusal::bad("FILE_TOKEN_INVALID"))?;
    cipher.seek(offset);
    cipher.apply_keystream(&mut bytes);
    if let Some(byte) = bytes.last_mut().filter(|_| copy.corrupt) {
        *byte ^= 1;
    }
    Ok(types::upload::CdnFile { bytes }.into())
}

fn reupload_cdn_file(
    ctx: &mut Ctx<'_>,
    request: &f::upload::ReuploadCdnFile,
) -> Outcome<Vec<enums::FileHash>> {
    let (content, copy) = copy_of(ctx, &request.file_token)?;
    if copy.request != request.request_token {
        return bad("REQUEST_TOKEN_INVALID");
    }
    copy.there = true;
    Ok(hashes(content, 0, HASHES))
}

fn get_cdn_file_hashes(
    ctx: &mut Ctx<'_>,
    request: &f::upload::GetCdnFileHashes,
) -> Outcome<Vec<enums::FileHash>> {
    let (content, _) = copy_of(ctx, &request.file_token)?;
    Ok(hashes(content, request.offset, HASHES))
}
