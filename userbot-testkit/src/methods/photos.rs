//! Pictures of users and chats.

use super::{Ctx, Method, method};
use crate::world::data::file::Shape;
use crate::world::data::place::Place;
use crate::world::ops::files::{dimensions, view_photo};
use crate::world::ops::post::Draft;
use crate::world::refusal::{Outcome, Refusal, bad};
use crate::world::tl::size;
use crate::world::view::{Detail, Peers};
use grammers_tl_types::{enums, functions as f, types};

pub(super) const METHODS: &[Method] = &[
    method!(
        Human,
        f::photos::GetUserPhotos,
        get_user_photos,
        "the profile photos of a user"
    ),
    method!(
        Human,
        f::photos::UploadProfilePhoto,
        upload_profile_photo,
        "pictures, no videos"
    ),
    method!(
        Human,
        f::photos::UpdateProfilePhoto,
        update_profile_photo,
        "an older photo comes to the front"
    ),
    method!(
        Human,
        f::photos::DeletePhotos,
        delete_photos,
        "own profile photos"
    ),
    method!(
        SignedIn,
        f::messages::EditChatPhoto,
        edit_chat_photo,
        "of basic groups, with the service message"
    ),
    method!(
        SignedIn,
        f::channels::EditPhoto,
        edit_photo,
        "of supergroups and channels, with the service message"
    ),
];

fn get_user_photos(
    ctx: &mut Ctx<'_>,
    request: &f::photos::GetUserPhotos,
) -> Outcome<enums::photos::Photos> {
    let id = ctx.state.input_user(ctx.me, &request.user_id)?;
    let photos = ctx
        .state
        .users
        .get(&id)
        .map(|user| user.photos.clone())
        .unwrap_or_default();
    let files = photos.iter().filter_map(|photo| ctx.state.files.get(photo));
    let page = files
        .skip(size(request.offset))
        .take(size(request.limit).clamp(1, 100));
    let page: Vec<_> = page.map(view_photo).collect();
    let mut peers = Peers::default();
    peers.user(id);
    let users = ctx.state.users_of(ctx.me, &peers, Detail::Full);
    if page.len() < photos.len() {
        let count = crate::world::tl::int(photos.len());
        return Ok(types::photos::PhotosSlice {
            count,
            photos: page,
            users,
        }
        .into());
    }
    Ok(types::photos::Photos {
        photos: page,
        users,
    }
    .into())
}

/// Takes an uploaded picture into the files.
fn picture(ctx: &mut Ctx<'_>, file: &enums::InputFile) -> Outcome<i64> {
    let (content, _) = ctx.state.take_upload(ctx.me, file)?;
    let (width, height) = dimensions(&content.bytes(0, 32));
    Ok(ctx.state.keep_file(content, Shape::Photo { width, height }))
}

fn own_photo(ctx: &mut Ctx<'_>, id: i64) -> Outcome<enums::photos::Photo> {
    let file = ctx
        .state
        .files
        .get(&id)
        .ok_or_else(|| Refusal::bad("PHOTO_INVALID"))?;
    let photo = view_photo(file);
    let mut peers = Peers::default();
    peers.user(ctx.me);
    ctx.state
        .tell(ctx.me, types::UpdateUser { user_id: ctx.me }, peers.clone());
    Ok(types::photos::Photo {
        photo,
        users: ctx.state.users_of(ctx.me, &peers, Detail::Full),
    }
    .into())
}

fn upload_profile_photo(
    ctx: &mut Ctx<'_>,
    request: &f::photos::UploadProfilePhoto,
) -> Outcome<enums::photos::Photo> {
    let Some(file) = &request.file else {
        return bad("PHOTO_FILE_MISSING");
    };
    let id = picture(ctx, file)?;
    if let Some(me) = ctx.state.users.get_mut(&ctx.me) {
        me.photos.insert(0, id);
    }
    own_photo(ctx, id)
}

fn update_profile_photo(
    ctx: &mut Ctx<'_>,
    request: &f::photos::UpdateProfilePhoto,
) -> Outcome<enums::photos::Photo> {
    let enums::InputPhoto::Photo(photo) = &request.id else {
        return bad("PHOTO_INVALID");
    };
    let me = ctx.me;
    let Some(data) = ctx.state.users.get_mut(&me) else {
        return bad("PHOTO_INVALID");
    };
    let Some(at) = data.photos.iter().position(|id| *id == photo.id) else {
        return bad("PHOTO_INVALID");
    };
    let id = data.photos.remove(at);
    data.photos.insert(0, id);
    own_photo(ctx, id)
}

fn delete_photos(ctx: &mut Ctx<'_>, request: &f::photos::DeletePhotos) -> Outcome<Vec<i64>> {
    let mut gone = Vec::new();
    for input in &request.id {
        let enums::InputPhoto::Photo(photo) = input else {
            return bad("PHOTO_INVALID");
        };
        if let Some(me) = ctx.state.users.get_mut(&ctx.me) {
            let before = me.photos.len();
            me.photos.retain(|id| *id != photo.id);
            if me.photos.len() < before {
                gone.push(photo.id);
            }
        }
    }
    Ok(gone)
}

fn set_photo(
    ctx: &mut Ctx<'_>,
    place: Place,
    input: &enums::InputChatPhoto,
) -> Outcome<enums::Updates> {
    let id = place
        .chat()
        .ok_or_else(|| Refusal::bad("PEER_ID_INVALID"))?;
    ctx.state.needs_right(
        ctx.me,
        id,
        |rights| rights.change_info,
        |rights| rights.change_info,
    )?;
    let photo = match input {
        enums::InputChatPhoto::Empty => None,
        enums::InputChatPhoto::InputChatUploadedPhoto(upload) => {
            let Some(file) = &upload.file else {
                return bad("PHOTO_INVALID");
            };
            Some(picture(ctx, file)?)
        }
        enums::InputChatPhoto::Photo(photo) => {
            let enums::InputPhoto::Photo(photo) = &photo.id else {
                return bad("PHOTO_INVALID");
            };
            ctx.state
                .check_file(photo.id, photo.access_hash, &photo.file_reference)?;
            Some(photo.id)
        }
    };
    let chat = ctx.state.chat_mut(id)?;
    if photo.is_none() && chat.photo.is_none() {
        return bad("CHAT_NOT_MODIFIED");
    }
    chat.photo = photo;
    chat.version += 1;
    let action = match photo.and_then(|id| ctx.state.files.get(&id)) {
        Some(file) => types::MessageActionChatEditPhoto {
            photo: view_photo(file),
        }
        .into(),
        None => enums::MessageAction::ChatDeletePhoto,
    };
    ctx.state.post(ctx.me, place, Draft::service(action));
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}

fn edit_chat_photo(
    ctx: &mut Ctx<'_>,
    request: &f::messages::EditChatPhoto,
) -> Outcome<enums::Updates> {
    ctx.state.group(ctx.me, request.chat_id)?;
    set_photo(ctx, Place::Group(request.chat_id), &request.photo)
}

fn edit_photo(ctx: &mut Ctx<'_>, request: &f::channels::EditPhoto) -> Outcome<enums::Updates> {
    let id = ctx.state.input_channel(ctx.me, &request.channel)?;
    set_photo(ctx, Place::Channel(id), &request.photo)
}
