//! Files, pictures, bots.

use crate::calls_clients::proof;
use crate::support::{Client, b, bare, listen, new_message, town, z};
use grammers_tl_types::{enums, functions as f, types};
use userbot_testkit::server::Reply;
use userbot_testkit::world::{Article, Media, PressAnswer};

pub(crate) const COVERED: &[&[&str]] = &[FILES, CDN, BOTS];

const FILES: &[&str] = &[
    "upload.saveFilePart",
    "upload.saveBigFilePart",
    "upload.getFile",
    "upload.getFileHashes",
    "messages.uploadMedia",
    "photos.getUserPhotos",
    "photos.uploadProfilePhoto",
    "photos.updateProfilePhoto",
    "photos.deletePhotos",
    "messages.editChatPhoto",
    "channels.editPhoto",
];

#[test]
fn files_go_up_and_down() {
    let t = town();
    let client = &t.me;
    let bytes: Vec<u8> = (0..700_000_u32).map(|n| n.to_le_bytes()[1]).collect();
    for (part, piece) in (0..).zip(bytes.chunks(512 * 1024)) {
        let request = f::upload::SaveBigFilePart {
            file_id: 1,
            file_part: part,
            file_total_parts: 2,
            bytes: piece.to_vec(),
        };
        assert!(client.ok(&request));
    }
    let odd = f::upload::SaveBigFilePart {
        file_id: 2,
        file_part: 0,
        file_total_parts: 2,
        bytes: vec![0; 1000],
    };
    client.refused(&odd, "FILE_PART_SIZE_INVALID");
    let part = |part: i32, len: usize| f::upload::SaveFilePart {
        file_id: 3,
        file_part: part,
        bytes: vec![0; len],
    };
    client.ok(&part(0, 10));
    client.refused(&part(-1, 10), "FILE_PART_INVALID");
    client.refused(&part(0, 0), "FILE_PART_EMPTY");
    client.refused(&part(0, 600_000), "FILE_PART_TOO_BIG");
    let file: enums::InputFile = types::InputFileBig {
        id: 1,
        parts: 2,
        name: "a.bin".into(),
    }
    .into();
    let no_attributes: Vec<enums::DocumentAttribute> = vec![];
    let described = |file: &enums::InputFile| -> types::InputMediaUploadedDocument {
        bare(&[
            z(),
            b(file),
            b(&"application/octet-stream".to_owned()),
            b(&no_attributes),
        ])
    };
    let document = described(&file);
    let upload = |media: enums::InputMedia| f::messages::UploadMedia {
        business_connection_id: None,
        peer: enums::InputPeer::PeerSelf,
        media,
    };
    let enums::MessageMedia::Document(media) = client.ok(&upload(document.clone().into())) else {
        panic!("a file")
    };
    // What was uploaded can be used again; what was not cannot.
    client.ok(&upload(document.into()));
    let unknown = types::InputFileBig {
        id: 2,
        parts: 2,
        name: "a.bin".into(),
    };
    let unknown = described(&unknown.into());
    client.refused(&upload(unknown.into()), "FILE_PART_0_MISSING");
    let Some(enums::Document::Document(document)) = media.document else {
        panic!("a document")
    };
    assert_eq!(document.size, 700_000);
    let location = |reference: Vec<u8>, access_hash: i64| -> enums::InputFileLocation {
        types::InputDocumentFileLocation {
            id: document.id,
            access_hash,
            file_reference: reference,
            thumb_size: String::new(),
        }
        .into()
    };
    let here = location(document.file_reference.clone(), document.access_hash);
    let get = |location: &enums::InputFileLocation, offset: i64, limit: i32| f::upload::GetFile {
        precise: false,
        cdn_supported: false,
        location: location.clone(),
        offset,
        limit,
    };
    let mut down = Vec::new();
    loop {
        let offset = i64::try_from(down.len()).unwrap();
        let enums::upload::File::File(piece) = client.ok(&get(&here, offset, 128 * 1024)) else {
            panic!("a piece")
        };
        let last = piece.bytes.len() < 128 * 1024;
        down.extend(piece.bytes);
        if last {
            break;
        }
    }
    assert!(down == bytes);
    client.refused(&get(&here, 5, 4096), "OFFSET_INVALID");
    client.refused(&get(&here, 0, 5000), "LIMIT_INVALID");
    client.refused(
        &get(&location(document.file_reference.clone(), 1), 0, 4096),
        "FILE_ID_INVALID",
    );
    let hashes = |location| f::upload::GetFileHashes {
        location,
        offset: 0,
    };
    assert_eq!(client.ok(&hashes(here.clone())).len(), 6);
    client.refused(
        &hashes(location(vec![], document.access_hash)),
        "FILE_REFERENCE_EMPTY",
    );

    pictures(&t);
    let picture = t.ann.send_media(&t.club, Media::document("x", "y", "zzz"));
    let reference = || match picture.media() {
        Some(enums::MessageMedia::Document(media)) => match media.document {
            Some(enums::Document::Document(document)) => document,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    let at = |document: types::Document| -> enums::InputFileLocation {
        types::InputDocumentFileLocation {
            id: document.id,
            access_hash: document.access_hash,
            file_reference: document.file_reference,
            thumb_size: String::new(),
        }
        .into()
    };
    let old = reference();
    t.world.expire_file_references();
    client.refused(&get(&at(old), 0, 4096), "FILE_REFERENCE_EXPIRED");
    client.ok(&get(&at(reference()), 0, 4096));
    client.covered(FILES);
}

const CDN: &[&str] = &[
    "upload.getCdnFile",
    "upload.reuploadCdnFile",
    "upload.getCdnFileHashes",
];

#[test]
fn popular_files_come_encrypted_from_elsewhere() {
    let t = town();
    let client = &t.me;
    let bytes: Vec<u8> = (0..300_000_u32).map(|n| n.to_le_bytes()[1]).collect();
    let sent = t
        .ann
        .send_media(&t.club, Media::document("x", "y", bytes.clone()));
    sent.put_on_cdn(203);
    let document = match sent.media() {
        Some(enums::MessageMedia::Document(media)) => match media.document {
            Some(enums::Document::Document(document)) => document,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    let get = |cdn_supported| f::upload::GetFile {
        precise: false,
        cdn_supported,
        location: types::InputDocumentFileLocation {
            id: document.id,
            access_hash: document.access_hash,
            file_reference: document.file_reference.clone(),
            thumb_size: String::new(),
        }
        .into(),
        offset: 0,
        limit: 512 * 1024,
    };
    // Who does not know the network gets the file all the same.
    assert!(matches!(
        client.ok(&get(false)),
        enums::upload::File::File(_)
    ));
    let enums::upload::File::CdnRedirect(redirect) = client.ok(&get(true)) else {
        panic!("no redirect")
    };
    assert_eq!((redirect.dc_id, redirect.file_hashes.len()), (203, 3));
    let mut cdn = client.clone();
    cdn.dc = 203;
    let piece = |token: &[u8]| f::upload::GetCdnFile {
        file_token: token.to_vec(),
        offset: 0,
        limit: 512 * 1024,
    };
    client.refused(&piece(&redirect.file_token), "FILE_TOKEN_INVALID");
    let enums::upload::CdnFile::ReuploadNeeded(needed) = cdn.ok(&piece(&redirect.file_token))
    else {
        panic!("the copy is there already")
    };
    let reupload = |request_token: Vec<u8>| f::upload::ReuploadCdnFile {
        file_token: redirect.file_token.clone(),
        request_token,
    };
    client.refused(&reupload(vec![1]), "REQUEST_TOKEN_INVALID");
    assert_eq!(client.ok(&reupload(needed.request_token)).len(), 3);
    let enums::upload::CdnFile::File(file) = cdn.ok(&piece(&redirect.file_token)) else {
        panic!("no copy")
    };
    assert!(file.bytes.len() == bytes.len() && file.bytes != bytes);
    let hashes = |token: &[u8]| f::upload::GetCdnFileHashes {
        file_token: token.to_vec(),
        offset: 128 * 1024,
    };
    assert_eq!(client.ok(&hashes(&redirect.file_token)).len(), 2);
    client.refused(&hashes(&[1]), "FILE_TOKEN_INVALID");
    client.covered(CDN);
}

/// Pictures of users and chats.
fn pictures(t: &crate::support::Town) {
    let client = &t.me;
    let file = |id: i64| -> enums::InputFile {
        client.ok(&f::upload::SaveFilePart {
            file_id: id,
            file_part: 0,
            bytes: vec![1; 100],
        });
        types::InputFile {
            id,
            parts: 1,
            name: "me.jpg".into(),
            md5_checksum: String::new(),
        }
        .into()
    };
    let upload = |file: Option<enums::InputFile>| {
        let mut request: f::photos::UploadProfilePhoto = bare(&[z()]);
        request.file = file;
        request
    };
    client.refused(&upload(None), "PHOTO_FILE_MISSING");
    client.ok(&upload(Some(file(11))));
    client.ok(&upload(Some(file(12))));
    let photos = |user_id| f::photos::GetUserPhotos {
        user_id,
        offset: 0,
        max_id: 0,
        limit: 10,
    };
    client.refused(&photos(enums::InputUser::Empty), "USER_ID_INVALID");
    let ids = || -> Vec<enums::InputPhoto> {
        let enums::photos::Photos::Photos(all) = client.ok(&photos(enums::InputUser::UserSelf))
        else {
            panic!("all")
        };
        let photo = |photo: enums::Photo| match photo {
            enums::Photo::Photo(photo) => types::InputPhoto {
                id: photo.id,
                access_hash: photo.access_hash,
                file_reference: photo.file_reference,
            }
            .into(),
            enums::Photo::Empty(_) => panic!("a photo"),
        };
        all.photos.into_iter().map(photo).collect()
    };
    let both = ids();
    let update = |id| f::photos::UpdateProfilePhoto {
        fallback: false,
        bot: None,
        id,
    };
    client.ok(&update(both[1].clone()));
    assert_eq!(ids(), [both[1].clone(), both[0].clone()]);
    client.refused(&update(enums::InputPhoto::Empty), "PHOTO_INVALID");
    assert_eq!(
        client
            .ok(&f::photos::DeletePhotos { id: both.clone() })
            .len(),
        2
    );
    client.refused(
        &f::photos::DeletePhotos {
            id: vec![enums::InputPhoto::Empty],
        },
        "PHOTO_INVALID",
    );
    let uploaded = |id: i64| -> enums::InputChatPhoto {
        let mut photo: types::InputChatUploadedPhoto = bare(&[z()]);
        photo.file = Some(file(id));
        photo.into()
    };
    let group = |photo| f::messages::EditChatPhoto {
        chat_id: t.club.id(),
        photo,
    };
    client.refused(&group(enums::InputChatPhoto::Empty), "CHAT_NOT_MODIFIED");
    client.ok(&group(uploaded(13)));
    let ann = client.with(&t.ann, 4);
    let channel = |client: &Client, photo| f::channels::EditPhoto {
        channel: client.channel(&t.news),
        photo,
    };
    client.ok(&channel(client, uploaded(14)));
    ann.refused(
        &channel(&ann, enums::InputChatPhoto::Empty),
        "CHAT_ADMIN_REQUIRED",
    );
    let enums::messages::ChatFull::Full(full) = client.ok(&f::channels::GetFullChannel {
        channel: client.channel(&t.news),
    });
    assert!(
        matches!(full.full_chat, enums::ChatFull::ChannelFull(full) if matches!(full.chat_photo, enums::Photo::Photo(_)))
    );
}

const BOTS: &[&str] = &[
    "messages.getBotCallbackAnswer",
    "messages.setBotCallbackAnswer",
    "messages.getInlineBotResults",
    "messages.setInlineBotResults",
    "messages.sendInlineBotResult",
    "messages.editInlineBotMessage",
    "messages.startBot",
];

#[test]
fn a_connected_bot_answers_presses_and_inline_queries() {
    let t = town();
    let client = &t.me;
    let bot_user = t
        .world
        .user("Helper")
        .username("helper_bot")
        .inline("Search");
    let bot = client.with(&bot_user, 9);
    let pushes = listen(&t.world);
    let start = |bot| f::messages::StartBot {
        bot,
        peer: client.to(&bot_user),
        random_id: 900,
        start_param: "hello".into(),
    };
    client.ok(&start(client.input(&bot_user)));
    bot_user.chat().last_message().expect_text("/start hello");
    client.refused(&start(client.input(&t.ann)), "BOT_INVALID");
    let menu = bot_user.send_buttons(t.world.owner(), "Menu", &[&[("Go", "go")]]);
    let press = |data: &[u8]| f::messages::GetBotCallbackAnswer {
        game: false,
        peer: client.to(&bot_user),
        msg_id: menu.id(),
        data: Some(data.to_vec()),
        password: None,
    };
    client.refused(&press(b"no"), "DATA_INVALID");
    pushes.take(bot.key, bot.session);
    let Reply::After(_, late) = client.raw(&press(b"go")) else {
        panic!("waits")
    };
    assert_eq!(*late, Reply::err(400, "BOT_RESPONSE_TIMEOUT"));
    let [enums::Update::BotCallbackQuery(query)] = &pushes.take(bot.key, bot.session)[..] else {
        panic!("asked")
    };
    assert_eq!(query.data.as_deref(), Some(&b"go"[..]));
    let answer = |query_id| f::messages::SetBotCallbackAnswer {
        alert: false,
        query_id,
        message: Some("Gone".into()),
        url: None,
        cache_time: 0,
    };
    bot.refused(&answer(5), "QUERY_ID_INVALID");
    client.refused(&answer(query.query_id), "USER_BOT_REQUIRED");
    assert!(bot.ok(&answer(query.query_id)));
    assert!(matches!(
        &pushes.answers.lock().unwrap()[..],
        [(4, Reply::Ok(_))]
    ));
    let pressed = t.world.owner().press(&menu, "Go");
    assert!(pressed.answer().is_none());
    let [enums::Update::BotCallbackQuery(query)] = &pushes.take(bot.key, bot.session)[..] else {
        panic!("asked")
    };
    bot.ok(&answer(query.query_id));
    pressed.expect_toast("Gone");

    // Inline.
    let ask = |bot| f::messages::GetInlineBotResults {
        bot,
        peer: client.peer(&t.club),
        geo_point: None,
        query: "cats".into(),
        offset: String::new(),
    };
    client.refused(&ask(client.input(&t.ann)), "BOT_INVALID");
    assert!(matches!(
        client.raw(&ask(client.input(&bot_user))),
        Reply::After(..)
    ));
    let [enums::Update::BotInlineQuery(query)] = &pushes.take(bot.key, bot.session)[..] else {
        panic!("asked")
    };
    assert_eq!(
        (query.query.as_str(), query.user_id),
        ("cats", client.user.id())
    );
    let mut text: types::InputBotInlineMessageText = bare(&[z(), b(&"A cat".to_owned())]);
    text.reply_markup = menu.markup();
    let result = |id: &str| -> enums::InputBotInlineResult {
        types::InputBotInlineResult {
            id: id.into(),
            r#type: "article".into(),
            title: Some("Cat".into()),
            description: None,
            url: None,
            thumb: None,
            content: None,
            send_message: text.clone().into(),
        }
        .into()
    };
    let set = |results: Vec<enums::InputBotInlineResult>| f::messages::SetInlineBotResults {
        gallery: false,
        private: false,
        query_id: query.query_id,
        results,
        cache_time: 0,
        next_offset: None,
        switch_pm: None,
        switch_webview: None,
    };
    bot.refused(&set(vec![result("1"), result("1")]), "RESULT_ID_DUPLICATE");
    bot.refused(&set(vec![result("")]), "RESULT_ID_INVALID");
    assert!(bot.ok(&set(vec![result("1")])));
    bot.refused(&set(vec![result("1")]), "QUERY_ID_INVALID");
    let send = |id: &str, random_id: i64| -> f::messages::SendInlineBotResult {
        bare(&[
            z(),
            b(&client.peer(&t.club)),
            b(&random_id),
            b(&query.query_id),
            b(&id.to_owned()),
        ])
    };
    client.refused(&send("2", 60), "RESULT_ID_INVALID");
    let sent = new_message(client.ok(&send("1", 61)));
    assert_eq!(
        (sent.message.as_str(), sent.via_bot_id),
        ("A cat", Some(bot_user.id()))
    );
    let [enums::Update::BotInlineSend(chosen)] = &pushes.take(bot.key, bot.session)[..] else {
        panic!("told")
    };
    let id = chosen.msg_id.clone().unwrap();
    let change = |id: &enums::InputBotInlineMessageId| -> f::messages::EditInlineBotMessage {
        let mut request: f::messages::EditInlineBotMessage = bare(&[z(), b(id)]);
        request.message = Some("A dog".into());
        request
    };
    assert!(bot.ok(&change(&id)));
    t.club.last_message().expect_edited("A dog");
    let other: enums::InputBotInlineMessageId = types::InputBotInlineMessageId64 {
        dc_id: 2,
        owner_id: 0,
        id: 1,
        access_hash: 1,
    }
    .into();
    bot.refused(&change(&other), "MESSAGE_ID_INVALID");
    client.covered(BOTS);
}

#[test]
fn a_protected_button_wants_the_password() {
    let t = town();
    let client = &t.me;
    let bot = t.world.user("Giver").on_press(|_| PressAnswer::Nothing);
    t.world.owner().send(&bot, "/start");
    let menu = bot.send_protected_buttons(t.world.owner(), "Menu", &[&[("Give", "give")]]);
    let press = |password| f::messages::GetBotCallbackAnswer {
        game: false,
        peer: client.to(&bot),
        msg_id: menu.id(),
        data: Some(b"give".to_vec()),
        password,
    };
    let nothing = enums::InputCheckPasswordSrp::InputCheckPasswordEmpty;
    client.refused(&press(Some(nothing.clone())), "PASSWORD_MISSING");
    t.world.owner().password("secret", "");
    client.refused(&press(None), "PASSWORD_HASH_INVALID");
    client.refused(&press(Some(nothing)), "PASSWORD_HASH_INVALID");
    let wrong = proof(client, "guess");
    client.refused(&press(Some(wrong)), "PASSWORD_HASH_INVALID");
    let right = proof(client, "secret");
    client.ok(&press(Some(right.clone())));
    // Each proof is good once.
    client.refused(&press(Some(right)), "SRP_ID_INVALID");
    let menu = menu.clone();
    let owner = t.world.owner();
    owner
        .press_with_password(&menu, "Give", "secret")
        .expect_answered();
    let open = std::panic::AssertUnwindSafe(|| owner.press(&menu, "Give"));
    let refused = std::panic::catch_unwind(open).unwrap_err();
    let words = refused.downcast_ref::<String>().unwrap();
    assert!(words.contains("PASSWORD_HASH_INVALID"), "{words}");
}

#[test]
fn bots_of_the_world_answer_calls_at_once() {
    let t = town();
    let client = &t.me;
    let bot = t
        .world
        .user("Helper")
        .on_press(|_| PressAnswer::Alert("Careful".into()))
        .on_inline(|query| {
            vec![Article {
                id: "1".into(),
                title: "Echo".into(),
                text: format!("you asked {query}"),
            }]
        });
    t.world.owner().send(&bot, "/start");
    let menu = bot.send_buttons(t.world.owner(), "Menu", &[&[("Go", "go")]]);
    let press = f::messages::GetBotCallbackAnswer {
        game: false,
        peer: client.to(&bot),
        msg_id: menu.id(),
        data: Some(b"go".to_vec()),
        password: None,
    };
    let enums::messages::BotCallbackAnswer::Answer(answer) = client.ok(&press);
    assert!(answer.alert && answer.message.as_deref() == Some("Careful"));
    let ask = f::messages::GetInlineBotResults {
        bot: client.input(&bot),
        peer: client.peer(&t.club),
        geo_point: None,
        query: "this".into(),
        offset: String::new(),
    };
    let enums::messages::BotResults::Results(results) = client.ok(&ask);
    let send: f::messages::SendInlineBotResult = bare(&[
        z(),
        b(&client.peer(&t.club)),
        b(&7_i64),
        b(&results.query_id),
        b(&"1".to_owned()),
    ]);
    client.ok(&send);
    t.club.last_message().expect_text("you asked this");
    assert_eq!(t.club.transcript(), "You (via Helper): you asked this\n");
}
