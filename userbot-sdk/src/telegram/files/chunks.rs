//! Files on their way from Telegram, piece by piece.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_util::Stream;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesOrdered;
use tokio::io::{AsyncRead, ReadBuf};

use super::Progress;
use super::link::FileLink;
use super::plan::{Range, RangePlan};
use crate::telegram::CallError;
use crate::telegram::outgoing::ProgressCallback;

/// Reads a file from Telegram, piece by piece and in order, while the next pieces are on their way.
///
/// It is a stream for [`next`](Chunks::next), a `futures` `Stream`, and an `AsyncRead` that can be copied or sent to
/// another chat. A reference to the file that expires is renewed when the file came with a message, and the file is
/// followed to other data centres. Dropping it ends the download at once.
pub struct Chunks {
    link: Arc<FileLink>,
    plan: RangePlan,
    flying: FuturesOrdered<BoxFuture<'static, Piece>>,
    parallel: usize,
    /// The size of the whole file.
    size: Option<u64>,
    /// Where the stretch begins and ends that is read; the end may be beyond that of the file.
    start: u64,
    end: u64,
    /// Where the next piece begins.
    at: u64,
    finished: bool,
    progress: Option<ProgressCallback>,
    /// What came and was not read yet, for `AsyncRead`.
    rest: Vec<u8>,
    taken: usize,
}

struct Piece {
    range: Range,
    result: Result<Vec<u8>, CallError>,
}

impl Chunks {
    pub(super) fn new(
        link: FileLink,
        (start, end): (u64, u64),
        size: Option<u64>,
        parallel: usize,
        progress: Option<ProgressCallback>,
    ) -> Self {
        let end = size.map_or(end, |size| end.min(size));
        Self {
            link: Arc::new(link),
            plan: RangePlan::new(start, end),
            flying: FuturesOrdered::new(),
            parallel,
            size,
            start,
            end,
            at: start,
            finished: start >= end,
            progress,
            rest: Vec::new(),
            taken: 0,
        }
    }

    /// Returns the size of the whole file, when Telegram says it.
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// Returns how many bytes will come in all, when Telegram says it.
    pub fn length(&self) -> Option<u64> {
        let known = self.size.is_some() || self.end != u64::MAX;
        known.then(|| self.end.saturating_sub(self.start))
    }

    /// Returns where in the file the next piece begins.
    pub fn position(&self) -> u64 {
        self.at
    }

    /// Returns the next piece, at most half a megabyte; `None` at the end.
    ///
    /// # Errors
    ///
    /// See [`CallError`]. After an error it can be called again and goes on where it was.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, CallError> {
        std::future::poll_fn(|context| self.poll_piece(context)).await
    }

    /// Reads the rest of the file into memory.
    ///
    /// # Errors
    ///
    /// [`CallError::TooLarge`] when it has more bytes than `limit`.
    pub async fn collect(mut self, limit: u64) -> Result<Vec<u8>, CallError> {
        let too_large = || CallError::TooLarge { limit };
        if self.length().is_some_and(|length| length > limit) {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = self.next().await? {
            if (bytes.len() + chunk.len()) as u64 > limit {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Vec<u8>>, CallError>> {
        if self.finished {
            return Poll::Ready(Ok(None));
        }
        while self.flying.len() < self.parallel {
            let Some(range) = self.plan.next() else { break };
            let link = Arc::clone(&self.link);
            self.flying.push_back(Box::pin(async move {
                let result = link.fetch(range).await;
                Piece { range, result }
            }));
        }
        let piece = ready!(Pin::new(&mut self.flying).poll_next(context));
        Poll::Ready(if let Some(Piece { range, result }) = piece {
            self.take(range, result)
        } else {
            self.finished = true;
            Ok(None)
        })
    }

    /// Takes over the piece whose turn it is.
    fn take(
        &mut self,
        range: Range,
        result: Result<Vec<u8>, CallError>,
    ) -> Result<Option<Vec<u8>>, CallError> {
        let bytes = match result {
            Ok(bytes) => bytes,
            Err(error) => {
                // Whoever asks again goes on here.
                self.flying = FuturesOrdered::new();
                self.plan = RangePlan::new(self.at, self.end);
                return Err(error);
            }
        };
        let (bytes, short) = range.cut(bytes);
        self.at += bytes.len() as u64;
        if short || self.at >= self.end {
            self.finished = true;
            self.flying = FuturesOrdered::new();
            if self.size.is_some() && self.at < self.end {
                return Err(CallError::answer(
                    "upload.getFile",
                    "the file ended before its end",
                ));
            }
        }
        if let Some(progress) = &self.progress {
            progress.tell(Progress {
                done: self.at - self.start,
                total: self.length(),
            });
        }
        Ok((!bytes.is_empty()).then_some(bytes))
    }
}

impl Stream for Chunks {
    type Item = Result<Vec<u8>, CallError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_piece(context).map(Result::transpose)
    }
}

impl AsyncRead for Chunks {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.taken >= self.rest.len() {
            match ready!(self.poll_piece(context)) {
                Ok(Some(bytes)) => {
                    self.rest = bytes;
                    self.taken = 0;
                }
                Ok(None) => return Poll::Ready(Ok(())),
                Err(error) => return Poll::Ready(Err(io::Error::other(error))),
            }
        }
        let from = self.taken;
        let to = self.rest.len().min(from + buffer.remaining());
        buffer.put_slice(self.rest.get(from..to).unwrap_or_default());
        self.taken = to;
        Poll::Ready(Ok(()))
    }
}

impl fmt::Debug for Chunks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chunks")
            .field("link", &self.link)
            .field("position", &self.at)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}
