//! Uploads that are refused, dropped, or done before anything is sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::AsyncWriteExt as _;
use userbot_sdk::prelude::*;
use userbot_sdk::telegram::FileSource;
use userbot_testkit::prelude::*;
use userbot_testkit::rpc::functions::{messages, upload};

use super::media::{PART, file, scene};

#[userbot_testkit::test]
async fn what_is_uploaded_is_sent_without_a_second_upload() -> TestResult {
    let (bot, _) = scene().await?;
    let (content, bytes) = file(8, 3 << 20);
    let seen = Arc::new(AtomicU64::new(0));
    let told = Arc::clone(&seen);
    let uploaded = bot
        .client()
        .upload("film.mkv", bytes)
        .progress(move |progress| told.store(progress.done, Ordering::SeqCst))
        .await?;
    assert_eq!(seen.load(Ordering::SeqCst), 3 << 20);
    bot.rpc().expect::<messages::SendMedia>(0);
    let parts = bot.rpc().count::<upload::SaveFilePart>();
    assert_eq!(
        format!("{:?}", FileSource::from(uploaded.clone())),
        "\"film.mkv\""
    );
    for chat in ["me", "@anna_lee"] {
        let what = Outgoing::html("The film").document("film.mkv", uploaded.clone());
        let sent = bot.client().send(chat, what).await?;
        let found = sent.file()?.bytes(4 << 20).await?;
        assert_eq!(found, content.bytes(0, 3 << 20));
        assert_eq!(
            sent.media()
                .and_then(|media| media.file_name().map(str::to_owned))
                .as_deref(),
            Some("film.mkv")
        );
    }
    assert_eq!(bot.rpc().count::<upload::SaveFilePart>(), parts);
    Ok(())
}

#[userbot_testkit::test]
async fn a_refused_part_ends_the_upload() -> TestResult {
    let (bot, _) = scene().await?;
    let (_, bytes) = file(5, 3 << 20);
    bot.rpc()
        .on::<upload::SaveFilePart>()
        .error(400, "FILE_PART_INVALID")
        .once();
    let what = Outgoing::default().document("a.bin", bytes);
    let error = bot.client().send("me", what).await.unwrap_err();
    assert!(error.is("FILE_PART_INVALID"), "{error}");
    bot.settle().await;
    assert!(bot.rpc().count::<upload::SaveFilePart>() < 24);
    bot.rpc().expect::<messages::SendMedia>(0);
    Ok(())
}

#[userbot_testkit::test]
async fn a_dropped_upload_stops() -> TestResult {
    let (bot, _) = scene().await?;
    let (reader, mut writer) = tokio::io::duplex(64 * 1024);
    let client = bot.client().clone();
    let task = tokio::spawn(async move {
        let what = Outgoing::default().document("a.bin", FileSource::reader(reader));
        client.send("me", what).await
    });
    writer.write_all(&vec![7; PART + 1]).await?;
    bot.settle().await;
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    // The other end learns that nobody reads any more.
    assert!(writer.write_all(&vec![7; 1 << 20]).await.is_err());
    bot.settle().await;
    bot.rpc().expect::<messages::SendMedia>(0);
    Ok(())
}
