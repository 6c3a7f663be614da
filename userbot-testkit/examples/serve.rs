//! Serves a small simulated Telegram on a port, so that any `MTProto` client can connect to it.
//!
//! ```sh
//! cargo run -p userbot-testkit --example serve -- --port 4430
//! ```
//!
//! prints one line of JSON and then serves until it is stopped by a signal:
//!
//! ```json
//! {"address":"127.0.0.1:4430","dc":2,"auth_key":"…","user_id":…,"layer":…,"accounts":[…]}
//! ```
//!
//! There is no key exchange. Give the client the authorization key from that line as if it had logged in before, and
//! the address as that of the data centre. `accounts` holds the same for the other people of the world: connect a
//! second client as Ann, and the first one gets updates from her. The world is the same each time; another `--seed`
//! gives other ids and keys.

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use grammers_tl_types::enums::Updates;
use userbot_testkit::server::{Backend, Call, Reply, Server, ServerConfig, WeakServer};
use userbot_testkit::world::{Article, BotReply, Media, PressAnswer, PushSink, User, World};

const HELP: &str = "\
Serves a small simulated Telegram to any MTProto client.

Usage: serve [--port PORT] [--seed NUMBER]

  --port PORT    the port of 127.0.0.1 to listen on; a free one if left out
  --seed NUMBER  what ids and keys are made from; 1 if left out
  --help         this text

Prints one line of JSON (address, dc, auth_key, user_id, layer, accounts) and serves until it is stopped by a signal.
A call that the world does not model is answered with the error 400 NO_RESPONDER_<method>. RUST_LOG=warn shows these
on the standard error, RUST_LOG=debug what clients do.
";

/// What the command line asks for.
enum Order {
    Help,
    Serve { port: u16, seed: u64 },
}

fn parse(arguments: impl Iterator<Item = String>) -> Result<Order, String> {
    let (mut port, mut seed) = (0, 1);
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (argument, None),
        };
        let mut value = || {
            let value = value.clone().or_else(|| arguments.next());
            value.ok_or_else(|| format!("{name} needs a value"))
        };
        match name.as_str() {
            "-h" | "--help" => return Ok(Order::Help),
            "--port" => {
                let value = value()?;
                let message = |_| format!("--port takes a number from 0 to 65535, not {value:?}");
                port = value.parse().map_err(message)?;
            }
            "--seed" => {
                let value = value()?;
                let message = |_| format!("--seed takes a whole number from 0 up, not {value:?}");
                seed = value.parse().map_err(message)?;
            }
            _ => return Err(format!("there is no argument {name}")),
        }
    }
    Ok(Order::Serve { port, seed })
}

/// The world, with a line in the log for each call that it does not model.
struct Talking(World);

impl Backend for Talking {
    fn call(&self, call: &Call<'_>) -> Reply {
        let reply = self.0.call(call);
        if matches!(&reply, Reply::Err { name, .. } if name.starts_with("NO_RESPONDER_")) {
            tracing::warn!(method = call.name(), "a call that the world does not model");
        }
        reply
    }
}

/// Sends what the world pushes. Weak, because the server holds the world.
struct Sink(WeakServer);

impl PushSink for Sink {
    fn push(&self, key_id: i64, updates: &Updates, except: Option<i64>) {
        if let Some(server) = self.0.upgrade() {
            server.push(key_id, updates, except);
        }
    }

    fn answer(&self, key_id: i64, session_id: i64, msg_id: i64, reply: Reply) {
        if let Some(server) = self.0.upgrade() {
            server.answer(key_id, session_id, msg_id, reply);
        }
    }
}

/// Makes the people and chats, and gives the people who can be connected as, the owner first.
fn populate(world: &World) -> Vec<User> {
    let owner = world.owner().username("owner");
    let ann = world
        .user("Ann")
        .last_name("Lee")
        .username("ann_lee")
        .phone("15550100001")
        .contact();
    let bob = world.user("Bob").username("bob_ray");

    ann.send_to_owner("Hi! Is this thing on?");
    owner.send(&ann, "It is.");
    let question = ann.send_to_owner("What is served here?");
    owner.reply(&question, "A world that fits on a port.");
    bob.send_to_owner("Hello from Bob");

    let club = world.group("Club").member(&ann).member(&bob).create();
    let welcome = owner.send(&club, "Welcome to the club!");
    ann.reply(&welcome, "Glad to be here.");
    bob.send_media(
        &club,
        Media::document("notes.txt", "text/plain", *b"One\nTwo\n").caption("Notes"),
    );

    let hall = world
        .supergroup("Hall")
        .username("the_hall")
        .member(&ann)
        .member(&bob)
        .create();
    for number in 1..=120 {
        let speaker = [&owner, &ann, &bob][number % 3];
        speaker.send(&hall, &format!("Message number {number}"));
    }

    let news = world
        .channel("News")
        .username("the_news")
        .member(&ann)
        .create();
    let article = |name: &str| Article {
        id: name.to_lowercase(),
        title: format!("{name} tea"),
        text: format!("A cup of {} tea", name.to_lowercase()),
    };
    let teas = vec![article("Green"), article("Black")];
    world
        .user("Shop")
        .username("shop_bot")
        .on_message(|text| match text {
            "/start" => vec![
                "Welcome!".into(),
                BotReply::text("What would you like?").row(&[("Tea", "tea"), ("Cake", "cake")]),
            ],
            other => vec![format!("No {other} here.").into()],
        })
        .on_press(|data| PressAnswer::Toast(format!("{} it is", String::from_utf8_lossy(data))))
        .on_inline(move |_| teas.clone());
    owner.send(&news, "First post");
    owner.send(&news, "Second post");
    vec![owner, ann, bob]
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

async fn serve(port: u16, seed: u64) -> Result<(), String> {
    let world = World::with_seed(seed);
    // Clients compare dates with the time of their own computer.
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    world.starts_at(i64::try_from(now.as_secs()).unwrap_or(i64::MAX));
    let people = populate(&world);

    let config = ServerConfig::new().port(port).seed(seed);
    let server = Server::start(config, Arc::new(Talking(world.clone())))
        .await
        .map_err(|error| format!("cannot listen on 127.0.0.1:{port}: {error}"))?;
    world.data_centre(server.dc_id(), server.addr());
    world.attach(Arc::new(Sink(server.downgrade())));
    let account = |person: &User| {
        let session = world.login(&server, person, seed);
        let centre = session.dc_options.get(&session.home_dc)?;
        Some(serde_json::json!({
            "name": person.name(),
            "username": person.get_username(),
            "user_id": person.id(),
            "auth_key": hex(&centre.auth_key?),
        }))
    };
    let accounts: Option<Vec<_>> = people.iter().map(account).collect();
    let accounts = accounts.ok_or("the world gave a session without a key")?;
    let description = serde_json::json!({
        "address": server.addr().to_string(),
        "dc": server.dc_id(),
        "auth_key": accounts[0]["auth_key"],
        "user_id": accounts[0]["user_id"],
        "layer": grammers_tl_types::LAYER,
        "accounts": accounts,
    });
    let mut out = std::io::stdout();
    writeln!(out, "{description}")
        .and_then(|()| out.flush())
        .map_err(|error| format!("cannot print where the world is served: {error}"))?;
    std::future::pending().await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    match parse(std::env::args().skip(1)) {
        Err(mistake) => {
            eprintln!("serve: {mistake}\n\n{HELP}");
            ExitCode::from(2)
        }
        Ok(Order::Help) => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        Ok(Order::Serve { port, seed }) => match serve(port, seed).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("serve: {error}");
                ExitCode::FAILURE
            }
        },
    }
}
