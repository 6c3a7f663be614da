//! Files up and down.

use super::{Ctx, Method, method};
use crate::world::data::file::FileData;
use crate::world::refusal::{Outcome, Refusal, bad};
use crate::world::tl::{int, size};
use grammers_tl_types::{enums, functions as f, types};
use sha2::{Digest, Sha256};

/// The largest part.
const PART: usize = 512 * 1024;
const MEGABYTE: i64 = 1024 * 1024;

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
        "photos and documents; references and alignment are checked"
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

fn save(ctx: &mut Ctx<'_>, id: i64, part: i32, bytes: &[u8], big: bool) -> Outcome<bool> {
    if !(0..8000).contains(&part) {
        return bad("FILE_PART_INVALID");
    }
    if bytes.is_empty() {
        return bad("FILE_PART_EMPTY");
    }
    if bytes.len() > PART {
        return bad("FILE_PART_TOO_BIG");
    }
    let upload = ctx.state.uploads.entry((ctx.me, id)).or_default();
    upload.big = big;
    upload.parts.insert(part, bytes.to_vec());
    Ok(true)
}

fn save_file_part(ctx: &mut Ctx<'_>, request: &f::upload::SaveFilePart) -> Outcome<bool> {
    save(
        ctx,
        request.file_id,
        request.file_part,
        &request.bytes,
        false,
    )
}

fn save_big_file_part(ctx: &mut Ctx<'_>, request: &f::upload::SaveBigFilePart) -> Outcome<bool> {
    if request.file_total_parts != -1 && request.file_part >= request.file_total_parts {
        return bad("FILE_PARTS_INVALID");
    }
    // All parts but the last one have the same size, a multiple of a kilobyte.
    let last = request.file_part == request.file_total_parts - 1;
    if !last && !request.bytes.len().is_multiple_of(1024) {
        return bad("FILE_PART_SIZE_INVALID");
    }
    save(
        ctx,
        request.file_id,
        request.file_part,
        &request.bytes,
        true,
    )
}

fn located<'a>(ctx: &'a Ctx<'_>, location: &enums::InputFileLocation) -> Outcome<&'a FileData> {
    match location {
        enums::InputFileLocation::InputDocumentFileLocation(at) => {
            ctx.state
                .check_file(at.id, at.access_hash, &at.file_reference)
        }
        enums::InputFileLocation::InputPhotoFileLocation(at) => {
            ctx.state
                .check_file(at.id, at.access_hash, &at.file_reference)
        }
        enums::InputFileLocation::InputPeerPhotoFileLocation(at) => {
            ctx.state.input_peer(ctx.me, &at.peer)?;
            ctx.state
                .files
                .get(&at.photo_id)
                .ok_or_else(|| Refusal::bad("PHOTO_INVALID"))
        }
        _ => bad("LOCATION_INVALID"),
    }
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

fn get_file(ctx: &mut Ctx<'_>, request: &f::upload::GetFile) -> Outcome<enums::upload::File> {
    let step = if request.precise { 1024 } else { 4096 };
    let (offset, limit) = (request.offset, i64::from(request.limit));
    if offset < 0 || offset % step != 0 {
        return bad("OFFSET_INVALID");
    }
    let whole = limit > 0
        && limit % step == 0
        && limit <= MEGABYTE
        && (request.precise || MEGABYTE % limit == 0);
    if !whole || offset / MEGABYTE != (offset + limit - 1) / MEGABYTE {
        return bad("LIMIT_INVALID");
    }
    let file = located(ctx, &request.location)?;
    let from = usize::try_from(offset)
        .unwrap_or(usize::MAX)
        .min(file.bytes.len());
    let to = from
        .saturating_add(size(request.limit))
        .min(file.bytes.len());
    Ok(types::upload::File {
        r#type: kind(&file.bytes),
        mtime: file.date,
        bytes: file.bytes[from..to].to_vec(),
    }
    .into())
}

fn get_file_hashes(
    ctx: &mut Ctx<'_>,
    request: &f::upload::GetFileHashes,
) -> Outcome<Vec<enums::FileHash>> {
    const PIECE: usize = 128 * 1024;
    let file = located(ctx, &request.location)?;
    let from = usize::try_from(request.offset).map_err(|_| Refusal::bad("OFFSET_INVALID"))?;
    let pieces = file
        .bytes
        .chunks(PIECE)
        .enumerate()
        .filter(|(at, _)| at * PIECE >= from)
        .take(8);
    Ok(pieces
        .map(|(at, piece)| {
            types::FileHash {
                offset: i64::from(int(at * PIECE)),
                limit: int(piece.len()),
                hash: Sha256::digest(piece).to_vec(),
            }
            .into()
        })
        .collect())
}

fn upload_media(
    ctx: &mut Ctx<'_>,
    request: &f::messages::UploadMedia,
) -> Outcome<enums::MessageMedia> {
    ctx.state.input_peer(ctx.me, &request.peer)?;
    ctx.state.input_media(ctx.me, &request.media)
}
