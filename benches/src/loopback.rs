//! A data centre on loopback as a process of its own, so that what is measured is the client alone.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv6Addr, SocketAddrV6};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use grammers_session::SessionData;
use grammers_session::types::{DcOption, PeerAuth, PeerId, PeerInfo};
use serde_json::{Value, json};
use userbot_sdk::error::{Error, Result};
use userbot_testkit::server::ServerConfig;
use userbot_testkit::world::{Generated, World};

/// How many people and how many groups the account knows.
const KNOWN: usize = 20;
/// How many logins there are.
const LOGINS: u64 = 2;

/// What can be chosen.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The size of the file that is expected, in megabytes.
    #[arg(long, default_value_t = 0)]
    megabytes: u64,
}

/// Is the content of the file that goes up and down.
pub(crate) fn content(megabytes: u64) -> Generated {
    Generated::new(1, megabytes * 1024 * 1024)
}

/// Is the data centre, until the input ends.
pub(crate) fn serve(options: &Options) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let world = World::new();
        let people: Vec<_> = (0..KNOWN)
            .map(|number| world.user(&format!("Person {number}")))
            .collect();
        for (number, person) in people.iter().enumerate() {
            let club = world.supergroup(&format!("Club {number}"));
            let club = club.members(&people).create();
            person.send(&club, "hello, all");
            person.send(person.chat(), "hello");
        }
        if options.megabytes > 0 {
            world.expect_content(content(options.megabytes));
        }
        let server = world.serve(ServerConfig::new()).await?;
        let owner = world.owner();
        for device in 1..=LOGINS {
            println!(
                "{}",
                told(&world.login(&server, &owner, device), owner.id())?
            );
        }
        // What is noted of calls for tests is of no use here.
        let rpc = server.rpc().clone();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_millis(20)).await;
                rpc.clear();
            }
        });
        let end = || std::io::stdin().read_line(&mut String::new());
        tokio::task::spawn_blocking(end).await??;
        Ok(())
    })
}

fn told(login: &SessionData, owner: i64) -> Result<Value> {
    let home = login.dc_options.get(&login.home_dc);
    let (home, key) = home
        .and_then(|home| Some((home, home.auth_key?)))
        .ok_or_else(|| Error::msg("the login has no key"))?;
    let me = login.peer_infos.get(&PeerId::self_user());
    let hash = me.and_then(PeerInfo::auth).map(PeerAuth::hash);
    let mut digits = String::with_capacity(key.len() * 2);
    for byte in key {
        let _ = write!(digits, "{byte:02x}");
    }
    Ok(json!({
        "dc": home.id,
        "address": home.ipv4,
        "key": digits,
        "user": owner,
        "hash": hash,
    }))
}

/// Is the login of an account in that data centre.
#[derive(Debug, Clone)]
pub(crate) struct Login(Value);

impl Login {
    /// Writes it in one line: number and address of the data centre, and the key.
    pub(crate) fn line(&self) -> String {
        let text = |name: &str| self.0[name].as_str().unwrap_or_default().to_owned();
        format!("{} {} {}", self.0["dc"], text("address"), text("key"))
    }

    /// Makes what a session of the client library needs.
    pub(crate) fn data(&self) -> Result<SessionData> {
        let id = serde_json::from_value(self.0["dc"].clone())?;
        let ipv4: std::net::SocketAddrV4 = serde_json::from_value(self.0["address"].clone())?;
        let digits = self.0["key"].as_str().unwrap_or_default();
        let mut key = [0; 256];
        for (at, byte) in key.iter_mut().enumerate() {
            let digits = digits.get(at * 2..at * 2 + 2).unwrap_or_default();
            *byte = u8::from_str_radix(digits, 16)?;
        }
        let option = DcOption {
            id,
            ipv4,
            ipv6: SocketAddrV6::new(Ipv6Addr::LOCALHOST, ipv4.port(), 0, 0),
            auth_key: Some(key),
        };
        let me = PeerInfo::User {
            id: serde_json::from_value(self.0["user"].clone())?,
            auth: self.0["hash"].as_i64().map(PeerAuth::from_hash),
            bot: Some(false),
            is_self: Some(true),
        };
        Ok(SessionData {
            home_dc: id,
            dc_options: HashMap::from([(id, option)]),
            peer_infos: HashMap::from([(PeerId::self_user(), me)]),
            ..SessionData::default()
        })
    }
}

/// The process. It ends with this value.
pub(crate) struct Loopback {
    child: Child,
    pub(crate) logins: Vec<Login>,
}

impl Loopback {
    /// Starts it.
    pub(crate) fn start(megabytes: u64) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["loopback", "--megabytes", &megabytes.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let out = child.stdout.take();
        let out = out.ok_or_else(|| Error::msg("the data centre has no output"))?;
        let mut logins = Vec::new();
        for line in BufReader::new(out).lines().take(usize::try_from(LOGINS)?) {
            logins.push(Login(serde_json::from_str(&line?)?));
        }
        Ok(Self { child, logins })
    }

    /// Gives the login of a device, by its place.
    pub(crate) fn login(&self, place: usize) -> Result<&Login> {
        let login = self.logins.get(place);
        login.ok_or_else(|| Error::msg("the data centre gave no login"))
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        // It ends with its input.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
