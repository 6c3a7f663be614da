//! Files up and down.

use super::{Ctx, Method, method};
use crate::world::content::Content;
use crate::world::data::file::FileData;
use crate::world::ops::files::THUMB;
use crate::world::refusal::{Outcome, Refusal, bad};
use crate::world::tl::{int, size};
use grammers_tl_types::{enums, functions as f, types};
use sha2::{Digest, Sha256};

const MEGABYTE: i64 = 1024 * 1024;
/// What one sum is about.
const PIECE: usize = 128 * 1024;
/// How many sums come at once.
pub(super) const HASHES: usize = 8;

pub(super) const METHODS: &[Method] = &[
    method!(
        SignedIn,
        f::upload::SaveFilePart,
        save_file_part,
        "files up to 10 MB"
    ),
    method!(
        SignedIn,
        f::upload::SaveBigFilePart,
        save_big_file_part,
        "larger files"
    ),
    method!(
        SignedIn,
        f::upload::GetFile,
        get_file,
        "photos, documents and their small pictures; references, alignment and data centre are checked"
    ),
    method!(
        SignedIn,
        f::upload::GetFileHashes,
        get_file_hashes,
        "of each 128 KB"
    ),
    method!(
        SignedIn,
        f::messages::UploadMedia,
        upload_media,
        "media to be sent later"
    ),
];

fn save_file_part(ctx: &mut Ctx<'_>, request: &f::upload::SaveFilePart) -> Outcome<bool> {
    let part = (request.file_id, request.file_part);
    ctx.state.keep_part(ctx.me, part, &request.bytes, None)?;
    Ok(true)
}

fn save_big_file_part(ctx: &mut Ctx<'_>, request: &f::upload::SaveBigFilePart) -> Outcome<bool> {
    let total = request.file_total_parts;
    // All parts but the last one have the same size, a multiple of a kilobyte.
    let last = request.file_part == total - 1;
    if !last && !request.bytes.len().is_multiple_of(1024) {
        return bad("FILE_PART_SIZE_INVALID");
    }
    let part = (request.file_id, request.file_part);
    ctx.state
        .keep_part(ctx.me, part, &request.bytes, Some(total))?;
    Ok(true)
}

/// Is what a location names: a file, or the small picture of one.
struct Located<'a> {
    file: &'a FileData,
    content: &'a Content,
}

fn sized<'a>(file: &'a FileData, size: &str) -> Outcome<Located<'a>> {
    let content = match size {
        THUMB => file
            .thumb
            .as_ref()
            .ok_or_else(|| Refusal::bad("LOCATION_INVALID"))?,
        _ => &file.content,
    };
    Ok(Located { file, content })
}

fn located<'a>(ctx: &'a Ctx<'_>, location: &enums::InputFileLocation) -> Outcome<Located<'a>> {
    let found = match location {
        enums::InputFileLocation::InputDocumentFileLocation(at) => sized(
            ctx.state
                .check_file(at.id, at.access_hash, &at.file_reference)?,
            &at.thumb_size,
        ),
        enums::InputFileLocation::InputPhotoFileLocation(at) => sized(
            ctx.state
                .check_file(at.id, at.access_hash, &at.file_reference)?,
            &at.thumb_size,
        ),
        enums::InputFileLocation::InputPeerPhotoFileLocation(at) => {
            ctx.state.input_peer(ctx.me, &at.peer)?;
            let file = ctx
                .state
                .files
                .get(&at.photo_id)
                .ok_or_else(|| Refusal::bad("PHOTO_INVALID"))?;
            sized(file, "")
        }
        _ => bad("LOCATION_INVALID"),
    }?;
    if found.file.dc != ctx.dc_id && ctx.state.centres.contains_key(&found.file.dc) {
        return Err(Refusal::coded(
            303,
            format!("FILE_MIGRATE_{}", found.file.dc),
        ));
    }
    Ok(found)
}

fn kind(bytes: &[u8]) -> enums::storage::FileType {
    use enums::storage::FileType;
    match bytes {
        [0xff, 0xd8, ..] => FileType::FileJpeg,
        [0x89, b'P', b'N', b'G', ..] => FileType::FilePng,
        [b'G', b'I', b'F', ..] => FileType::FileGif,
        [b'R', b'I', b'F', b'F', ..] => FileType::FileWebp,
        _ => FileType::FileUnknown,
    }
}

/// Checks where a piece begins and how long it is.
pub(super) fn check_range(offset: i64, limit: i32, precise: bool) -> Outcome<()> {
    let step = if precise { 1024 } else { 4096 };
    let limit = i64::from(limit);
    if offset < 0 || offset % step != 0 {
        return bad("OFFSET_INVALID");
    }
    let whole =
        limit > 0 && limit % step == 0 && limit <= MEGABYTE && (precise || MEGABYTE % limit == 0);
    if !whole || offset / MEGABYTE != (offset + limit - 1) / MEGABYTE {
        return bad("LIMIT_INVALID");
    }
    Ok(())
}

/// Returns the sums of so many pieces of 128 KB, from the one at `offset` on.
pub(super) fn hashes(content: &Content, offset: i64, count: usize) -> Vec<enums::FileHash> {
    let from = u64::try_from(offset).unwrap_or(0) / PIECE as u64;
    (from..)
        .map(|at| at * PIECE as u64)
        .take_while(|at| *at < content.size())
        .take(count)
        .map(|at| {
            let piece = content.bytes(at, PIECE);
            types::FileHash {
                offset: i64::try_from(at).unwrap_or(i64::MAX),
                limit: int(piece.len()),
                hash: Sha256::digest(&piece).to_vec(),
            }
            .into()
        })
        .collect()
}

fn get_file(ctx: &mut Ctx<'_>, request: &f::upload::GetFile) -> Outcome<enums::upload::File> {
    check_range(request.offset, request.limit, request.precise)?;
    let Located { file, content } = located(ctx, &request.location)?;
    if let Some(copy) = file.cdn.as_ref().filter(|_| request.cdn_supported) {
        return Ok(types::upload::FileCdnRedirect {
            dc_id: copy.dc,
            file_token: copy.token.clone(),
            encryption_key: copy.key.clone(),
            encryption_iv: copy.iv.clone(),
            file_hashes: hashes(content, request.offset, HASHES),
        }
        .into());
    }
    let offset = u64::try_from(request.offset).unwrap_or(0);
    Ok(types::upload::File {
        r#type: kind(&content.bytes(0, 16)),
        mtime: file.date,
        bytes: content.bytes(offset, size(request.limit)),
    }
    .into())
}

fn get_file_hashes(
    ctx: &mut Ctx<'_>,
    request: &f::upload::GetFileHashes,
) -> Outcome<Vec<enums::FileHash>> {
    if request.offset < 0 {
        return bad("OFFSET_INVALID");
    }
    let Located { content, .. } = located(ctx, &request.location)?;
    Ok(hashes(content, request.offset, HASHES))
}

fn upload_media(
    ctx: &mut Ctx<'_>,
    request: &f::messages::UploadMedia,
) -> Outcome<enums::MessageMedia> {
    ctx.state.input_peer(ctx.me, &request.peer)?;
    ctx.state.input_media(ctx.me, &request.media)
}
