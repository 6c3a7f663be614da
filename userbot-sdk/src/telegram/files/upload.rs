//! Files on their way to Telegram.

use std::future::IntoFuture;

use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use grammers_tl_types as tl;
use md5::{Digest as _, Md5};

use super::plan::{PART, PartPlan, SMALL};
use super::source::OpenSource;
use super::{FileSource, Progress};
use crate::telegram::client::random_id;
use crate::telegram::outgoing::ProgressCallback;
use crate::telegram::{CallError, Client};

/// How many parts are on their way at once.
const PARALLEL: usize = 4;
/// The most that are: more would fill the memory and bring nothing.
const MOST_PARALLEL: usize = 16;

/// Is a file that Telegram has received, but that is not in a message yet.
///
/// Telegram keeps it for some hours. It is a [`FileSource`]: what is sent with it is not uploaded once more.
#[derive(Debug, Clone)]
pub struct Uploaded {
    pub(crate) file: tl::enums::InputFile,
    pub(crate) name: String,
    /// What the source said about its kind.
    pub(crate) mime: Option<String>,
}

impl Uploaded {
    /// Returns the file as Telegram wants it in requests.
    pub fn raw(&self) -> &tl::enums::InputFile {
        &self.file
    }

    /// Returns its name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Is an upload that is about to begin: set what is needed and `await` it.
///
/// Dropping it ends it at once; Telegram throws away what it has got of it.
#[derive(Debug)]
#[must_use = "nothing is uploaded until it is awaited"]
pub struct Upload {
    client: Client,
    name: String,
    source: FileSource,
    parallel: usize,
    progress: Option<ProgressCallback>,
    /// The size must be known in advance, as for photos.
    whole: bool,
}

impl Client {
    /// Uploads a file, without sending it yet.
    ///
    /// Whatever the source, no more than a few parts of it are in memory at once. A file may have 2000 MB, with
    /// Telegram Premium 4000.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; [`CallError::File`] when the source cannot be read, [`CallError::TooLarge`] when it has
    /// more bytes than Telegram takes.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use userbot_sdk::telegram::Outgoing;
    ///
    /// # async fn f(client: userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
    /// let uploaded = client
    ///     .upload("film.mkv", "/films/film.mkv")
    ///     .progress(|progress| println!("{:?} %", progress.percent()))
    ///     .await?;
    /// client.send("me", Outgoing::html("The film").document("film.mkv", uploaded)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn upload(&self, name: impl Into<String>, source: impl Into<FileSource>) -> Upload {
        Upload {
            client: self.clone(),
            name: name.into(),
            source: source.into(),
            parallel: PARALLEL,
            progress: None,
            whole: false,
        }
    }
}

impl Upload {
    /// Sets how many parts are on their way at once: 1 to 16; 4 otherwise. Each takes up to half a megabyte.
    pub fn parallel(mut self, parts: usize) -> Self {
        self.parallel = parts.clamp(1, MOST_PARALLEL);
        self
    }

    /// Is told how far it is, after each part.
    pub fn progress(mut self, callback: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.progress = Some(ProgressCallback::new(callback));
        self
    }

    pub(crate) fn progress_to(mut self, progress: Option<ProgressCallback>) -> Self {
        self.progress = progress;
        self
    }

    /// Wants the size in advance, as Telegram does for photos.
    pub(crate) fn whole(mut self) -> Self {
        self.whole = true;
        self
    }

    async fn run(self) -> Result<Uploaded, CallError> {
        if let FileSource::Uploaded(uploaded) = self.source {
            return Ok(uploaded);
        }
        let premium = self.client.me().is_some_and(|me| me.is_premium());
        let mut source = self.source.open(&self.client).await?;
        let mime = source.mime();
        let (plan, size, first) = self.plan(&mut source, premium).await?;
        let file_id = random_id();
        let mut parts = Parts {
            client: &self.client,
            file_id,
            plan,
            size,
            sum: (!plan.big).then(Md5::new),
            sent: 0,
            index: 0,
            flying: FuturesUnordered::new(),
            progress: self.progress.as_ref(),
        };
        parts.send_all(&mut source, first, self.parallel).await?;
        let (total, sum) = (parts.index, parts.sum.take());
        let name = if self.name.is_empty() {
            "file".to_owned()
        } else {
            self.name
        };
        let file = match sum {
            None => tl::types::InputFileBig {
                id: file_id,
                parts: total,
                name: name.clone(),
            }
            .into(),
            Some(sum) => tl::types::InputFile {
                id: file_id,
                parts: total,
                name: name.clone(),
                md5_checksum: hex(&sum.finalize()),
            }
            .into(),
        };
        Ok(Uploaded { file, name, mime })
    }

    /// Finds out how the file is cut, and reads its first part.
    async fn plan(
        &self,
        source: &mut OpenSource,
        premium: bool,
    ) -> Result<(PartPlan, Option<u64>, Vec<u8>), CallError> {
        let planned = |size| {
            PartPlan::known(size, premium).map_err(|limit| {
                CallError::InvalidInput(format!(
                    "the file has {size} bytes, and Telegram takes at most {limit}"
                ))
            })
        };
        if let Some(size) = source.size() {
            if size == 0 {
                return Err(empty());
            }
            let plan = planned(size)?;
            let first = source.fill(&self.client, plan.part).await?;
            return Ok((plan, Some(size), first));
        }
        // Of a short one the end comes before a part is full, and then its size is known after all.
        let most = if self.whole {
            usize::try_from(SMALL).unwrap_or(usize::MAX)
        } else {
            PART - 1
        };
        let mut first = source.fill(&self.client, most + 1).await?;
        if first.len() > most {
            if self.whole {
                return Err(CallError::TooLarge { limit: SMALL });
            }
            return Ok((PartPlan::unknown(premium), None, first));
        }
        if first.is_empty() {
            return Err(empty());
        }
        let size = first.len() as u64;
        let plan = planned(size)?;
        let rest = first.split_off(plan.part.min(first.len()));
        *source = OpenSource::Bytes {
            bytes: rest.into(),
            at: 0,
        };
        Ok((plan, Some(size), first))
    }
}

impl IntoFuture for Upload {
    type Output = Result<Uploaded, CallError>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

/// Is an upload under way.
struct Parts<'a> {
    client: &'a Client,
    file_id: i64,
    plan: PartPlan,
    size: Option<u64>,
    sum: Option<Md5>,
    /// How many bytes have arrived.
    sent: u64,
    /// The number of the next part.
    index: i32,
    flying: FuturesUnordered<BoxFuture<'static, Result<usize, CallError>>>,
    progress: Option<&'a ProgressCallback>,
}

impl Parts<'_> {
    /// Sends the first part and all that follow, a few at once. An error drops those that are on their way.
    async fn send_all(
        &mut self,
        source: &mut OpenSource,
        first: Vec<u8>,
        parallel: usize,
    ) -> Result<(), CallError> {
        let mut next = first;
        loop {
            while self.flying.len() >= parallel {
                self.arrive().await?;
            }
            // Which part is the last one is known when nothing follows.
            let following = self.read(source).await?;
            let last = following.is_empty();
            self.launch(next, last)?;
            if last {
                break;
            }
            next = following;
        }
        while !self.flying.is_empty() {
            self.arrive().await?;
        }
        Ok(())
    }

    /// Reads a part while others are on their way.
    async fn read(&mut self, source: &mut OpenSource) -> Result<Vec<u8>, CallError> {
        let client = self.client.clone();
        let mut reading = std::pin::pin!(source.fill(&client, self.plan.part));
        loop {
            tokio::select! {
                biased;
                bytes = &mut reading => return bytes,
                Some(arrived) = self.flying.next(), if !self.flying.is_empty() => self.count(arrived?),
            }
        }
    }

    async fn arrive(&mut self) -> Result<(), CallError> {
        if let Some(arrived) = self.flying.next().await {
            self.count(arrived?);
        }
        Ok(())
    }

    fn count(&mut self, bytes: usize) {
        self.sent += bytes as u64;
        if let Some(progress) = self.progress {
            progress.tell(Progress {
                done: self.sent,
                total: self.size,
            });
        }
    }

    /// Begins to send a part.
    fn launch(&mut self, bytes: Vec<u8>, last: bool) -> Result<(), CallError> {
        let part = self.index;
        if part >= self.plan.most {
            return Err(CallError::TooLarge {
                limit: self.plan.most_bytes(),
            });
        }
        if let Some(sum) = &mut self.sum {
            sum.update(&bytes);
        }
        let total = match self.plan.total {
            Some(total) => total,
            None if last => part + 1,
            // What Telegram is told while nobody knows.
            None => -1,
        };
        let (client, file_id, big) = (self.client.clone(), self.file_id, self.plan.big);
        self.index += 1;
        self.flying.push(Box::pin(async move {
            let length = bytes.len();
            let stored = if big {
                let request = tl::functions::upload::SaveBigFilePart {
                    file_id,
                    file_part: part,
                    file_total_parts: total,
                    bytes,
                };
                client.invoke(&request).await?
            } else {
                let request = tl::functions::upload::SaveFilePart {
                    file_id,
                    file_part: part,
                    bytes,
                };
                client.invoke(&request).await?
            };
            if stored {
                Ok(length)
            } else {
                Err(CallError::answer(
                    "upload.saveFilePart",
                    "the part was not stored",
                ))
            }
        }));
        Ok(())
    }
}

fn empty() -> CallError {
    CallError::InvalidInput("an empty file cannot be sent".to_owned())
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
