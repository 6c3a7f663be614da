//! Files up and down: every source, every way to have them, and what can go wrong on the way.

use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::StreamExt;
use tokio::io::AsyncReadExt as _;
use userbot_sdk::prelude::*;
use userbot_sdk::telegram::{ErrorClass, FileSource, OutgoingFile, Progress};
use userbot_testkit::prelude::*;
use userbot_testkit::rpc::functions::{auth, messages, upload};
use userbot_testkit::world::{Generated, Media, Message as Seen, User};

pub(super) const PART: usize = 512 * 1024;

pub(super) async fn scene() -> Result<(MockClient, User)> {
    let world = World::new();
    let ann = world.user("Ann").username("anna_lee");
    let bot = MockClient::on(&world).start().await?;
    Ok((bot, ann))
}

/// Lets Ann send a file, and gives the message as the bot has it.
pub(super) async fn received(
    bot: &MockClient,
    ann: &User,
    media: Media,
) -> Result<(Seen, Message)> {
    let seen = ann.send_media(bot.owner().clone(), media);
    let mut found = bot
        .client()
        .messages(PeerId::User(ann.id()), &[seen.id()])
        .await?;
    Ok((seen, found.remove(0)))
}

pub(super) fn file(seed: u64, size: usize) -> (Generated, Vec<u8>) {
    let content = Generated::new(seed, size as u64);
    (content, content.bytes(0, size))
}

#[userbot_testkit::test]
async fn every_source_arrives_whole() -> TestResult {
    let (bot, ann) = scene().await?;
    let client = bot.client().clone();
    let folder = tempfile::tempdir()?;
    // Around the borders of a part, of the way of small files, and of the lookahead for unknown sizes.
    for size in [
        1,
        1000,
        128 * 1024,
        PART - 1,
        PART,
        PART + 1,
        1_300_000,
        11 << 20,
    ] {
        let (content, bytes) = file(size as u64, size);
        let path = folder.path().join("file.bin");
        std::fs::File::create(&path)?.write_all(&bytes)?;
        let sources = [
            FileSource::from(bytes.clone()),
            FileSource::from(path),
            FileSource::reader(content.reader()),
            FileSource::sized_reader(content.reader(), size as u64),
        ];
        for source in sources {
            let shown = format!("{source:?}, {size}");
            let what = Outgoing::default().document("file.bin", source);
            let sent = client.send("@anna_lee", what).await?;
            let arrived = ann.chat().last_message().file().unwrap();
            assert!(arrived == bytes, "{shown}");
            assert_eq!(sent.media().unwrap().size(), Some(size as u64));
        }
    }
    assert_eq!(bot.world().unfinished_uploads(), 0);
    Ok(())
}

#[userbot_testkit::test]
async fn sources_that_cannot_be_sent() -> TestResult {
    let (bot, _) = scene().await?;
    let client = bot.client().clone();
    let send = async |source: FileSource| {
        let what = Outgoing::default().document("x", source);
        client.send("me", what).await.map(|_| ())
    };
    let error = send(FileSource::from(b"")).await.unwrap_err();
    assert_eq!(error.class(), ErrorClass::InvalidInput);
    let error = send(FileSource::reader(tokio::io::empty()))
        .await
        .unwrap_err();
    assert_eq!(error.class(), ErrorClass::InvalidInput);
    let error = send(FileSource::from("/no/such/file")).await.unwrap_err();
    assert!(matches!(error, CallError::File { .. }), "{error:?}");
    // A reader that ends before its size is an error, not a short file.
    let short = Generated::new(1, 1000).reader();
    let error = send(FileSource::sized_reader(short, 2000))
        .await
        .unwrap_err();
    assert!(matches!(error, CallError::File { .. }), "{error:?}");
    // A reader is read once.
    let once = FileSource::reader(Generated::new(1, 10).reader());
    send(once.clone()).await?;
    let error = send(once).await.unwrap_err();
    assert!(error.to_string().contains("once"), "{error}");
    // More than Telegram takes is refused before anything is sent.
    let huge = Generated::new(1, 4000 * PART as u64 + 1);
    let before = bot.rpc().names().len();
    let error = send(FileSource::sized_reader(huge.reader(), huge.size()))
        .await
        .unwrap_err();
    assert_eq!(error.class(), ErrorClass::InvalidInput);
    assert_eq!(bot.rpc().names().len(), before);
    // A photo has to be small.
    let large = FileSource::reader(Generated::new(1, (10 << 20) + 1).reader());
    let error = client
        .send("me", Outgoing::default().photo(large))
        .await
        .unwrap_err();
    assert!(matches!(error, CallError::TooLarge { .. }), "{error:?}");
    Ok(())
}

#[userbot_testkit::test]
async fn gigabytes_need_no_memory_in_the_world() -> TestResult {
    let (bot, ann) = scene().await?;
    let client = bot.client().clone();
    let content = Generated::new(9, 40 << 20);
    bot.world().expect_content(content);
    for source in [
        FileSource::reader(content.reader()),
        FileSource::sized_reader(content.reader(), content.size()),
    ] {
        let what = Outgoing::default().document("film.mkv", source);
        let sent = client.send("@anna_lee", what).await?;
        let there = ann.chat().last_message().content().unwrap();
        assert_eq!(there.size(), content.size());
        let mut chunks = sent.chunks()?;
        let mut at = 0;
        while let Some(chunk) = chunks.next().await? {
            assert!(content.matches(at, &chunk));
            at += chunk.len() as u64;
        }
        assert_eq!(at, content.size());
    }
    Ok(())
}

#[userbot_testkit::test]
async fn parts_and_progress_are_as_promised() -> TestResult {
    let (bot, _) = scene().await?;
    let seen: Arc<Mutex<Vec<Progress>>> = Arc::default();
    let notes = Arc::clone(&seen);
    let (_, bytes) = file(3, 300_000);
    let uploaded = bot
        .client()
        .upload("a.bin", bytes)
        .parallel(2)
        .progress(move |progress| notes.lock().unwrap().push(progress))
        .await?;
    assert_eq!(uploaded.name(), "a.bin");
    let parts = bot.rpc().calls::<upload::SaveFilePart>();
    assert_eq!(parts.len(), 3);
    let userbot_sdk::tl::enums::InputFile::File(raw) = uploaded.raw() else {
        panic!("a small file");
    };
    assert_eq!(raw.md5_checksum.len(), 32);
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 3);
    assert_eq!(seen[2].done, 300_000);
    assert_eq!(seen[2].percent(), Some(100));
    assert!(seen.is_sorted_by_key(|progress| progress.done));
    Ok(())
}

#[userbot_testkit::test]
async fn a_lost_part_is_sent_again_with_the_rest() -> TestResult {
    let (bot, ann) = scene().await?;
    let client = bot.client().clone();
    bot.rpc()
        .on::<messages::SendMedia>()
        .error(400, "FILE_PART_1_MISSING")
        .once();
    let (_, bytes) = file(4, 300_000);
    let what = Outgoing::default().document("a.bin", bytes.clone());
    client.send("@anna_lee", what).await?;
    assert!(ann.chat().last_message().file().unwrap() == bytes);
    bot.rpc().expect::<upload::SaveFilePart>(6);

    // What is read once cannot be sent twice.
    bot.rpc()
        .on::<messages::SendMedia>()
        .error(400, "FILE_PART_1_MISSING")
        .once();
    let what =
        Outgoing::default().document("a.bin", FileSource::reader(std::io::Cursor::new(bytes)));
    let error = client.send("@anna_lee", what).await.unwrap_err();
    assert!(error.is("FILE_PART*"), "{error}");
    Ok(())
}

#[userbot_testkit::test]
async fn any_stretch_of_a_file() -> TestResult {
    let (bot, ann) = scene().await?;
    let (content, bytes) = file(6, 2_500_000);
    let media = Media::document("a.bin", "x/y", content);
    let (_, message) = received(&bot, &ann, media).await?;
    for (offset, length) in [
        (0, 10),
        (5, 1),
        (1023, 2),
        (PART - 1, 2),
        (PART, PART),
        (1_000_003, 1_400_000),
        (2_499_999, 10),
        (2_500_000, 10),
        (9_000_000, 10),
    ] {
        let part = message
            .file()?
            .offset(offset as u64)
            .length(length as u64)
            .bytes(3_000_000)
            .await?;
        let end = (offset + length).min(bytes.len());
        assert!(part == bytes[offset.min(end)..end], "{offset} {length}");
    }
    let tail = message
        .file()?
        .offset(2_000_000)
        .parallel(1)
        .bytes(500_000)
        .await?;
    assert!(tail == bytes[2_000_000..]);
    let error = message
        .file()?
        .offset(10)
        .bytes(2_000_000)
        .await
        .unwrap_err();
    assert!(
        matches!(error, CallError::TooLarge { limit: 2_000_000 }),
        "{error:?}"
    );
    Ok(())
}

#[userbot_testkit::test]
async fn a_stream_a_reader_and_a_writer() -> TestResult {
    let (bot, ann) = scene().await?;
    let (content, bytes) = file(7, 1_300_000);
    let (_, message) = received(&bot, &ann, Media::document("a", "b", content)).await?;
    let mut joined = Vec::new();
    let mut stream = message.chunks()?;
    while let Some(chunk) = StreamExt::next(&mut stream).await {
        joined.extend(chunk?);
    }
    assert!(joined == bytes);
    let mut read = Vec::new();
    message.chunks()?.read_to_end(&mut read).await?;
    assert!(read == bytes);
    let mut written = Vec::new();
    assert_eq!(message.file()?.write_to(&mut written).await?, 1_300_000);
    assert!(written == bytes);

    // Straight into another chat, without a stop on the disk.
    let source = FileSource::from(message.file()?);
    let what = Outgoing::default().document("copy.bin", source);
    bot.client().send("me", what).await?;
    assert!(bot.world().saved_messages().last_message().file().unwrap() == bytes);
    Ok(())
}

#[userbot_testkit::test]
async fn to_the_disk_and_on_from_where_it_stopped() -> TestResult {
    let (bot, ann) = scene().await?;
    let (content, bytes) = file(8, 2_500_000);
    let (_, message) = received(&bot, &ann, Media::document("a", "b", content)).await?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("film.mkv");
    let there = || -> Vec<String> {
        std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect()
    };
    let broken = |bot: &MockClient| {
        bot.rpc()
            .on::<upload::GetFile>()
            .matching(|call| call.offset >= 1 << 20)
            .error(400, "LOCATION_INVALID")
            .times(8)
    };
    let responder = broken(&bot);
    message.download_to(&path).await.unwrap_err();
    assert_eq!(there(), Vec::<String>::new());
    message.file()?.resume_to(&path).await.unwrap_err();
    responder.remove();
    bot.settle().await;
    let left = there();
    assert!(
        left.len() == 1 && left[0].starts_with(".film.mkv."),
        "{left:?}"
    );

    let started = bot.rpc().names().len();
    assert_eq!(message.file()?.resume_to(&path).await?, 2_500_000);
    assert!(std::fs::read(&path)? == bytes);
    assert_eq!(there(), ["film.mkv"]);
    // The first two pieces are not asked for again.
    let calls = bot.rpc().names();
    let pieces = calls[started..]
        .iter()
        .filter(|name| **name == "upload.getFile")
        .count();
    assert_eq!(pieces, 3);

    // A file that is there is replaced when the new one is complete.
    assert_eq!(message.file()?.length(10).save_to(&path).await?, 10);
    assert_eq!(std::fs::read(&path)?, bytes[..10]);
    let error = message
        .download_to(folder.path().join("no/such/folder"))
        .await
        .unwrap_err();
    assert!(matches!(error, CallError::FileWrite { .. }), "{error:?}");
    Ok(())
}

#[userbot_testkit::test]
async fn a_dropped_download_leaves_nothing() -> TestResult {
    let (bot, ann) = scene().await?;
    let (content, _) = file(9, 2_500_000);
    let (_, message) = received(&bot, &ann, Media::document("a", "b", content)).await?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("film.mkv");
    let held = bot
        .rpc()
        .on::<upload::GetFile>()
        .matching(|call| call.offset >= 1 << 20)
        .silence();
    let task = {
        let (message, path) = (message.clone(), path.clone());
        bot.client()
            .activity()
            .spawn(async move { message.download_to(path).await })
    };
    bot.settle().await;
    assert_eq!(std::fs::read_dir(folder.path())?.count(), 1);
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert_eq!(std::fs::read_dir(folder.path())?.count(), 0);
    held.remove();

    let kept = message.file()?.save_temporary().await?;
    let place = kept.path().to_owned();
    assert_eq!(std::fs::metadata(&place)?.len(), 2_500_000);
    drop(kept);
    assert!(!place.exists());
    Ok(())
}

#[userbot_testkit::test]
async fn an_error_in_the_middle_is_no_end() -> TestResult {
    let (bot, ann) = scene().await?;
    let (content, bytes) = file(10, 2_500_000);
    let (_, message) = received(&bot, &ann, Media::document("a", "b", content)).await?;
    bot.rpc()
        .on::<upload::GetFile>()
        .matching(|call| call.offset == 1_048_576)
        .error(400, "LOCATION_INVALID")
        .once();
    let mut chunks = message.chunks()?;
    let (mut joined, mut errors) = (Vec::new(), 0);
    loop {
        match chunks.next().await {
            Ok(Some(chunk)) => joined.extend(chunk),
            Ok(None) => break,
            Err(_) => errors += 1,
        }
    }
    assert_eq!(errors, 1);
    assert!(joined == bytes);
    assert_eq!(chunks.position(), 2_500_000);
    Ok(())
}

#[userbot_testkit::test]
async fn an_expired_reference_is_renewed_once_for_all_pieces() -> TestResult {
    let (bot, ann) = scene().await?;
    let (content, bytes) = file(11, 3_000_000);
    let (_, message) = received(&bot, &ann, Media::document("a", "b", content)).await?;
    bot.world().expire_file_references();
    let before = bot.rpc().count::<messages::GetMessages>();
    assert!(message.download(3_000_000).await? == bytes);
    assert_eq!(bot.rpc().count::<messages::GetMessages>(), before + 1);

    // Sending it again renews the reference, too.
    bot.world().expire_file_references();
    bot.client().send("me", &message).await?;
    assert!(bot.world().saved_messages().last_message().file().unwrap() == bytes);

    // Without its message nothing can be renewed.
    bot.world().expire_file_references();
    let media = userbot_sdk::telegram::Media::from_tl(message.media().unwrap().raw()).unwrap();
    let error = bot.client().download(&media, 3_000_000).await.unwrap_err();
    assert_eq!(error.class(), ErrorClass::FileReference);
    // Nor when the message is gone.
    ann.delete(&ann.chat().message(message.id()));
    let error = message.download(3_000_000).await.unwrap_err();
    assert_eq!(error.class(), ErrorClass::FileReference);
    Ok(())
}

#[userbot_testkit::test]
async fn a_file_is_followed_to_another_data_centre() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let bot = MockClient::on(&world).data_centre(4).start().await?;
    let (content, bytes) = file(12, 2_500_000);
    world.keep_files_in(4);
    let (_, message) = received(&bot, &ann, Media::document("a", "b", content)).await?;
    assert!(message.download(3_000_000).await? == bytes);
    // The account was introduced there once, though four pieces were on their way.
    bot.rpc().expect::<auth::ExportAuthorization>(1);
    assert!(bot.data_centre(4).rpc().count::<upload::GetFile>() >= 5);

    // And one that moved after the message was read.
    world.keep_files_in(2);
    let (seen, message) = received(&bot, &ann, Media::document("a", "b", content)).await?;
    seen.move_file_to(4);
    assert!(message.download(3_000_000).await? == bytes);
    bot.rpc().expect::<auth::ExportAuthorization>(1);
    Ok(())
}

#[userbot_testkit::test]
async fn checksums_are_compared_when_wanted() -> TestResult {
    let (bot, ann) = scene().await?;
    let (content, bytes) = file(14, 2_000_000);
    let (_, message) = received(&bot, &ann, Media::document("a", "b", content)).await?;
    assert!(message.file()?.verified().bytes(2_000_000).await? == bytes);
    assert!(bot.rpc().count::<upload::GetFileHashes>() >= 2);

    bot.rpc()
        .on::<upload::GetFile>()
        .matching(|call| call.offset == 524_288)
        .reply(
            userbot_sdk::tl::types::upload::File {
                r#type: userbot_sdk::tl::enums::storage::FileType::FileUnknown,
                mtime: 0,
                bytes: vec![0; PART],
            }
            .into(),
        );
    let error = message
        .file()?
        .verified()
        .bytes(2_000_000)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("checksum"), "{error}");
    Ok(())
}

#[userbot_testkit::test]
async fn a_file_that_ends_too_early_is_an_error() -> TestResult {
    let (bot, ann) = scene().await?;
    let (content, _) = file(15, 2_000_000);
    let (_, message) = received(&bot, &ann, Media::document("a", "b", content)).await?;
    bot.rpc()
        .on::<upload::GetFile>()
        .matching(|call| call.offset == 524_288)
        .reply(
            userbot_sdk::tl::types::upload::File {
                r#type: userbot_sdk::tl::enums::storage::FileType::FileUnknown,
                mtime: 0,
                bytes: vec![0; 7],
            }
            .into(),
        );
    let error = message.download(2_000_000).await.unwrap_err();
    assert!(matches!(error, CallError::Answer { .. }), "{error:?}");
    Ok(())
}

#[userbot_testkit::test]
async fn small_pictures_up_and_down() -> TestResult {
    let (bot, ann) = scene().await?;
    let clip = OutgoingFile::video(b"moving").thumbnail(b"still");
    let sent = bot.client().send("@anna_lee", clip).await?;
    let thumbnails = sent.media().unwrap().thumbnails();
    assert_eq!(thumbnails.len(), 1);
    let picture = sent.file()?.thumbnail(&thumbnails[0].name)?;
    assert_eq!(picture.size(), Some(5));
    assert_eq!(picture.bytes(100).await?, b"still");
    assert!(sent.file()?.thumbnail("zz").is_err());

    let photo = Media::photo(b"large").thumbnail(b"small");
    let (_, message) = received(&bot, &ann, photo).await?;
    let media = message.media().unwrap();
    let names: Vec<String> = media.thumbnails().into_iter().map(|one| one.name).collect();
    assert_eq!(names, ["m", "x"]);
    bot.world().expire_file_references();
    assert_eq!(message.file()?.thumbnail("m")?.bytes(100).await?, b"small");
    assert_eq!(message.download(100).await?, b"large");
    Ok(())
}

#[userbot_testkit::test]
async fn the_progress_of_a_download() -> TestResult {
    let (bot, ann) = scene().await?;
    let (content, _) = file(16, 1_300_000);
    let (_, message) = received(&bot, &ann, Media::document("a", "b", content)).await?;
    let done = Arc::new(AtomicU64::new(0));
    let note = Arc::clone(&done);
    message
        .file()?
        .offset(300_000)
        .progress(move |progress| {
            assert_eq!(progress.total, Some(1_000_000));
            note.store(progress.done, Ordering::Relaxed);
        })
        .bytes(1_000_000)
        .await?;
    assert_eq!(done.load(Ordering::Relaxed), 1_000_000);
    Ok(())
}
