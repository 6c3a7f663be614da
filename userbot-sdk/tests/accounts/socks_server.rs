//! A small SOCKS5 server (RFC 1928, RFC 1929).

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Behaviour {
    Serve,
    /// Closes as soon as somebody comes.
    HangUp,
    /// Says that the target cannot be reached.
    Unreachable,
    /// Answers as if it were a web server.
    NoSocks,
}

pub(crate) struct SocksServer {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for SocksServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl SocksServer {
    /// Starts a server; with a login, nobody else gets through.
    pub(crate) async fn start(
        login: Option<(&'static str, &'static str)>,
        behaviour: Behaviour,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let noted = Arc::clone(&noted);
                tokio::spawn(async move {
                    let _ = serve(stream, login, behaviour, &noted).await;
                });
            }
        });
        Self {
            address,
            seen,
            task,
        }
    }

    /// Where people wanted to go.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

async fn serve(
    mut stream: TcpStream,
    login: Option<(&str, &str)>,
    behaviour: Behaviour,
    seen: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    if behaviour == Behaviour::HangUp {
        return Ok(());
    }
    let mut head = [0; 2];
    stream.read_exact(&mut head).await?;
    assert_eq!(head[0], 5);
    let mut methods = vec![0; head[1].into()];
    stream.read_exact(&mut methods).await?;
    if behaviour == Behaviour::NoSocks {
        return stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    }
    match login {
        None => stream.write_all(&[5, 0]).await?,
        Some(_) if !methods.contains(&2) => return stream.write_all(&[5, 0xff]).await,
        Some((user, password)) => {
            stream.write_all(&[5, 2]).await?;
            assert_eq!(stream.read_u8().await?, 1);
            let given = (text(&mut stream).await?, text(&mut stream).await?);
            if given != (user.to_owned(), password.to_owned()) {
                return stream.write_all(&[1, 1]).await;
            }
            stream.write_all(&[1, 0]).await?;
        }
    }
    let mut request = [0; 4];
    stream.read_exact(&mut request).await?;
    assert_eq!(request[..3], [5, 1, 0]);
    let host = match request[3] {
        1 => {
            let mut ip = [0; 4];
            stream.read_exact(&mut ip).await?;
            std::net::Ipv4Addr::from(ip).to_string()
        }
        3 => text(&mut stream).await?,
        4 => {
            let mut ip = [0; 16];
            stream.read_exact(&mut ip).await?;
            format!("[{}]", std::net::Ipv6Addr::from(ip))
        }
        other => panic!("address of kind {other}"),
    };
    let port = stream.read_u16().await?;
    seen.lock().unwrap().push(format!("{host}:{port}"));
    if behaviour == Behaviour::Unreachable {
        return stream.write_all(&[5, 4, 0, 1, 0, 0, 0, 0, 0, 0]).await;
    }
    // The names of the tests all lead here.
    let host = if host == "calendar.example.org" {
        "127.0.0.1"
    } else {
        &host
    };
    let mut target = TcpStream::connect(format!("{host}:{port}")).await?;
    // A test's time does not wait for the pieces that the system holds back.
    target.set_nodelay(true)?;
    stream.set_nodelay(true)?;
    stream.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 1]).await?;
    copy_bidirectional(&mut stream, &mut target).await?;
    Ok(())
}

async fn text(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut bytes = vec![0; stream.read_u8().await?.into()];
    stream.read_exact(&mut bytes).await?;
    Ok(String::from_utf8(bytes).unwrap())
}
