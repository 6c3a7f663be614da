//! Web services for tests: a small HTTP server on loopback, whose answers a test sets.
//!
//! ```
//! use userbot_testkit::web::{WebAnswer, WebServer};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let web = WebServer::start().await?;
//! web.on("/weather", WebAnswer::text("sunny"));
//! web.respond("/echo", |request| WebAnswer::bytes(request.body.clone()));
//! println!("{}", web.url("/weather"));
//! # Ok(())
//! # }
//! ```

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::server::lock;
use crate::world::Content;

/// The longest body that a request may have.
const MOST_BODY: usize = 64 << 20;
/// So much of an answer is written at once.
const PIECE: usize = 64 * 1024;

/// Is a request that came to a [`WebServer`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WebRequest {
    /// The method, such as `GET`.
    pub method: String,
    /// The path with the query.
    pub path: String,
    /// The headers, with names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
}

impl WebRequest {
    /// Returns a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// Is what a [`WebServer`] answers.
#[derive(Clone, Debug)]
pub struct WebAnswer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Content,
    sized: bool,
    cut: Option<u64>,
}

impl WebAnswer {
    /// Answers with content: bytes, or [`Generated`](crate::world::Generated) ones.
    pub fn bytes(body: impl Into<Content>) -> Self {
        Self {
            status: 200,
            headers: Vec::new(),
            body: body.into(),
            sized: true,
            cut: None,
        }
    }

    /// Answers with a text.
    pub fn text(text: &str) -> Self {
        Self::bytes(text).header("content-type", "text/plain; charset=utf-8")
    }

    /// Answers with JSON.
    pub fn json(json: &str) -> Self {
        Self::bytes(json).header("content-type", "application/json")
    }

    /// Sets the status; 200 otherwise.
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Does not say how long the body is: it comes in chunks.
    pub fn without_length(mut self) -> Self {
        self.sized = false;
        self
    }

    /// Closes the connection after so many bytes of the body.
    pub fn cut_after(mut self, bytes: u64) -> Self {
        self.cut = Some(bytes);
        self
    }
}

type Handler = Arc<dyn Fn(&WebRequest) -> WebAnswer + Send + Sync>;

#[derive(Default)]
struct State {
    pages: BTreeMap<String, Handler>,
    requests: Vec<WebRequest>,
}

/// Is a small HTTP server on loopback. It stops when it is dropped.
///
/// A path for which nothing was set is answered with 404.
pub struct WebServer {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

impl WebServer {
    /// Starts a server on a free port.
    ///
    /// # Errors
    ///
    /// No port can be listened on.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let state: Arc<Mutex<State>> = Arc::default();
        let task = tokio::spawn(accept(listener, Arc::clone(&state)));
        Ok(Self {
            address,
            state,
            task,
        })
    }

    /// Returns the address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Sets what a path answers, whatever the query.
    pub fn on(&self, path: &str, answer: WebAnswer) -> &Self {
        self.respond(path, move |_| answer.clone())
    }

    /// Sets how a path makes its answer from the request.
    pub fn respond(
        &self,
        path: &str,
        answer: impl Fn(&WebRequest) -> WebAnswer + Send + Sync + 'static,
    ) -> &Self {
        let mut state = lock(&self.state);
        state.pages.insert(path.to_owned(), Arc::new(answer));
        drop(state);
        self
    }

    /// Returns the requests so far.
    pub fn requests(&self) -> Vec<WebRequest> {
        lock(&self.state).requests.clone()
    }
}

impl Drop for WebServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl fmt::Debug for WebServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebServer")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

async fn accept(listener: TcpListener, state: Arc<Mutex<State>>) {
    // The connections end with the server.
    let mut connections = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        connections.spawn(async move {
            if let Err(error) = serve(stream, &state).await {
                tracing::debug!("a web connection ended: {error}");
            }
        });
    }
}

async fn serve(stream: TcpStream, state: &Mutex<State>) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    while let Some(request) = read(&mut stream).await? {
        let path = request.path.split('?').next().unwrap_or_default();
        let handler = lock(state).pages.get(path).cloned();
        lock(state).requests.push(request.clone());
        let answer = handler.map_or_else(
            || WebAnswer::text("there is no such page").status(404),
            |handler| handler(&request),
        );
        if !write(stream.get_mut(), &answer).await? {
            break;
        }
    }
    Ok(())
}

async fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Option<WebRequest>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    let (Some(method), Some(path)) = (words.next(), words.next()) else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let (method, path) = (method.to_owned(), path.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        line.clear();
        stream.read_line(&mut line).await?;
        let Some((name, value)) = line.trim().split_once(':') else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers
        .get("content-length")
        .and_then(|length| length.parse().ok())
        .unwrap_or(0_usize);
    if length > MOST_BODY {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(Some(WebRequest {
        method,
        path,
        headers,
        body,
    }))
}

/// Writes an answer; `false` says that the connection ends with it.
async fn write(stream: &mut TcpStream, answer: &WebAnswer) -> io::Result<bool> {
    use std::fmt::Write as _;
    let mut head = format!("HTTP/1.1 {} -\r\n", answer.status);
    for (name, value) in &answer.headers {
        // Writing to a `String` cannot fail.
        let _ = write!(head, "{name}: {value}\r\n");
    }
    let size = answer.body.size();
    let _ = if answer.sized {
        write!(head, "content-length: {size}\r\n\r\n")
    } else {
        write!(head, "transfer-encoding: chunked\r\n\r\n")
    };
    stream.write_all(head.as_bytes()).await?;
    let until = answer.cut.unwrap_or(size).min(size);
    let mut at = 0;
    while at < until {
        let wanted = usize::try_from(until - at).unwrap_or(PIECE).min(PIECE);
        let piece = answer.body.bytes(at, wanted);
        if !answer.sized {
            stream
                .write_all(format!("{:x}\r\n", piece.len()).as_bytes())
                .await?;
        }
        stream.write_all(&piece).await?;
        if !answer.sized {
            stream.write_all(b"\r\n").await?;
        }
        at += piece.len() as u64;
    }
    if answer.cut.is_some() {
        return Ok(false);
    }
    if !answer.sized {
        stream.write_all(b"0\r\n\r\n").await?;
    }
    stream.flush().await?;
    Ok(true)
}
