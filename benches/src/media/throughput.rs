//! How fast files go up and down.
//!
//! `cargo run --release -p benches -- media --throughput` sends a file through the data centre on loopback, which is a
//! process of its own, with this SDK and with the client library alone, in turns. The library reads a file down piece by
//! piece; several pieces at once, as people write it by hand, are the third way. Every byte that comes down is compared.

use std::sync::Arc;
use std::time::Instant;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesOrdered;
use grammers_client::media::{Downloadable as _, Media};
use grammers_client::message::InputMessage;
use grammers_client::{Client as Bare, InvocationError};
use grammers_mtsender::SenderPool;
use grammers_session::storages::MemorySession;
use grammers_tl_types as tl;
use userbot_sdk::error::{Error, Result};
use userbot_sdk::telegram::{ConnectOptions, Connection, FileSource, Outgoing, Session};
use userbot_testkit::world::Generated;

use super::MB;
use crate::loopback::{Login, Loopback, content};

/// The size of a piece.
const PIECE: u32 = 512 * 1024;
/// So many pieces are on their way at once, by hand.
const PARALLEL: usize = 4;

pub(super) fn run(megabytes: u64, rounds: usize) -> Result<()> {
    let loopback = Loopback::start(megabytes)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let content = content(megabytes);
    let mut figures = [const { Vec::new() }; 5];
    for _ in 0..rounds.max(1) {
        let ours = runtime.block_on(ours(loopback.login(0)?, content))?;
        let bare = runtime.block_on(bare(loopback.login(1)?, content))?;
        let all = [ours.0, ours.1, bare.0, bare.1, bare.2];
        for (figure, rate) in figures.iter_mut().zip(all) {
            figure.push(rate);
        }
    }
    let [up, down, bare_up, bare_down, by_hand] = figures.map(median);
    println!("{megabytes} MB, medians of {rounds} rounds, megabytes per second; higher is better");
    println!("{:<48} {:>8} {:>8}", "", "MB/s", "ours is");
    row("up: ours, client.send", up, up);
    row("up: grammers-client, upload_stream and send", bare_up, up);
    row("down: ours, message.chunks", down, down);
    row("down: grammers-client, iter_download", bare_down, down);
    row("down: grammers-client, four at once by hand", by_hand, down);
    Ok(())
}

fn row(what: &str, rate: f64, ours: f64) {
    println!("{what:<48} {rate:>8.1} {:>7.2}×", ours / rate);
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied().unwrap_or_default()
}

#[allow(clippy::cast_precision_loss, reason = "a figure for people")]
fn rate(content: Generated, start: Instant) -> f64 {
    (content.size() / MB) as f64 / start.elapsed().as_secs_f64()
}

/// Compares what comes with what was sent.
struct Compared {
    content: Generated,
    at: u64,
}

impl Compared {
    fn new(content: Generated) -> Self {
        Self { content, at: 0 }
    }

    fn take(&mut self, bytes: &[u8]) -> Result<()> {
        if !self.content.matches(self.at, bytes) {
            return Err(Error::msg(format!("other bytes at {}", self.at)));
        }
        self.at += bytes.len() as u64;
        Ok(())
    }

    fn end(&self) -> Result<()> {
        if self.at == self.content.size() {
            return Ok(());
        }
        Err(Error::msg("the file came back shorter"))
    }
}

/// Gives megabytes per second, up and down.
async fn ours(login: &Login, content: Generated) -> Result<(f64, f64)> {
    let session = Session::in_memory(login.data()?);
    let (client, _pump) = Connection::open(ConnectOptions::new(1, session));
    // Connected before the clock runs.
    userbot_sdk::telegram::login::current(&client).await?;
    let start = Instant::now();
    let file = FileSource::sized_reader(content.reader(), content.size());
    let what = Outgoing::default().document("film.mkv", file);
    let sent = client.send("me", what).await?;
    let up = rate(content, start);

    let start = Instant::now();
    let mut compared = Compared::new(content);
    let mut chunks = sent.chunks()?;
    while let Some(chunk) = chunks.next().await? {
        compared.take(&chunk)?;
    }
    compared.end()?;
    let down = rate(content, start);
    client.disconnect().await?;
    Ok((up, down))
}

/// Gives megabytes per second, up, down, and down with several pieces at once.
async fn bare(login: &Login, content: Generated) -> Result<(f64, f64, f64)> {
    let session = Arc::new(MemorySession::from(login.data()?));
    let SenderPool { runner, handle, .. } = SenderPool::new(session, 1);
    let client = Bare::new(handle.clone());
    let network = tokio::spawn(runner.run());
    let me = client.get_me().await?;
    let me = me.to_ref().await.ok().flatten();
    let me = me.ok_or_else(|| Error::msg("the account is not known"))?;
    let start = Instant::now();
    let size = usize::try_from(content.size())?;
    let mut reader = content.reader();
    let name = "film.mkv".to_owned();
    let uploaded = client.upload_stream(&mut reader, size, name).await?;
    let message = InputMessage::new().document(uploaded);
    let sent = Box::pin(client.send_message(me, message)).await?;
    let up = rate(content, start);

    let media = sent.media();
    let media = media.ok_or_else(|| Error::msg("the message has no file"))?;
    let start = Instant::now();
    let mut compared = Compared::new(content);
    let mut pieces = client.iter_download(&media);
    while let Some(piece) = pieces.next().await? {
        compared.take(&piece)?;
    }
    compared.end()?;
    let down = rate(content, start);

    let start = Instant::now();
    at_once(&client, &media, content).await?;
    let by_hand = rate(content, start);
    handle.quit();
    network.await?;
    Ok((up, down, by_hand))
}

/// Downloads with several pieces on their way.
async fn at_once(client: &Bare, media: &Media, content: Generated) -> Result<()> {
    let location = media.to_raw_input_location();
    let location = location.ok_or_else(|| Error::msg("the file has no place"))?;
    let fetch = |offset: u64| {
        let request = tl::functions::upload::GetFile {
            precise: false,
            cdn_supported: false,
            location: location.clone(),
            offset: i64::try_from(offset).unwrap_or(i64::MAX),
            limit: PIECE.cast_signed(),
        };
        let client = client.clone();
        async move { client.invoke(&request).await }
    };
    let mut offsets = (0..content.size()).step_by(usize::try_from(PIECE)?);
    let mut flying: FuturesOrdered<_> = offsets.by_ref().take(PARALLEL).map(fetch).collect();
    let mut compared = Compared::new(content);
    while let Some(file) = flying.next().await {
        let file: Result<_, InvocationError> = file;
        match file? {
            tl::enums::upload::File::File(file) => compared.take(&file.bytes)?,
            tl::enums::upload::File::CdnRedirect(_) => {
                return Err(Error::msg("the file is elsewhere"));
            }
        }
        if let Some(offset) = offsets.next() {
            flying.push_back(fetch(offset));
        }
    }
    compared.end()
}
