//! The smallest program on the client library that gets updates: what `benches -- start` and `benches -- build` compare
//! with.
//!
//! It reads a login in one line (number and address of the data centre, the key in hexadecimal), says `ready` when
//! updates come, answers `.ping`, and ends with its input.

use std::collections::HashMap;
use std::error::Error;
use std::io::Write as _;
use std::net::{Ipv6Addr, SocketAddrV6};
use std::sync::Arc;

use grammers_client::Client;
use grammers_client::update::Update;
use grammers_mtsender::{SenderPool, UpdatesConfiguration};
use grammers_session::SessionData;
use grammers_session::storages::MemorySession;
use grammers_session::types::DcOption;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Result<()> {
    let session = Arc::new(MemorySession::from(login()?));
    let SenderPool {
        runner,
        updates,
        handle,
    } = SenderPool::new(session, 1);
    let client = Client::new(handle.clone());
    let network = tokio::spawn(runner.run());
    if !client.is_authorized().await? {
        return Err("nobody is logged in".into());
    }
    let me = client.get_me().await?;
    let configuration = UpdatesConfiguration { catch_up: true };
    let mut updates = client.stream_updates(updates, configuration).await?;
    let mut out = std::io::stdout();
    writeln!(out, "ready {}", me.id())?;
    out.flush()?;
    let end = || std::io::stdin().read_line(&mut String::new());
    let mut end = tokio::task::spawn_blocking(end);
    loop {
        tokio::select! {
            _ = &mut end => break,
            update = updates.next() => match update? {
                Update::NewMessage(message) if message.outgoing() && message.text() == ".ping" => {
                    message.edit("pong").await?;
                }
                _ => {}
            },
        }
    }
    handle.quit();
    network.await?;
    Ok(())
}

fn login() -> Result<SessionData> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let mut words = line.split_whitespace();
    let mut word = || words.next().ok_or("the login is incomplete");
    let (id, ipv4, key) = (word()?.parse()?, word()?.parse()?, word()?);
    let mut auth_key = [0; 256];
    for (at, byte) in auth_key.iter_mut().enumerate() {
        let digits = key.get(at * 2..at * 2 + 2).ok_or("the key is incomplete")?;
        *byte = u8::from_str_radix(digits, 16)?;
    }
    let option = DcOption {
        id,
        ipv4,
        ipv6: SocketAddrV6::new(Ipv6Addr::LOCALHOST, ipv4.port(), 0, 0),
        auth_key: Some(auth_key),
    };
    Ok(SessionData {
        home_dc: id,
        dc_options: HashMap::from([(id, option)]),
        ..SessionData::default()
    })
}
