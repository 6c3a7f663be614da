//! Puts everything up, keeps it running, and takes it down.

use std::io::Read;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::{mpsc, oneshot};
use userbot_sdk::Exit;

use super::bot::{Bot, MadeOf, NoBot};
use super::pipe::{self, Typed};
use super::render::Look;
use super::screen::{Plain, Screen};
use super::talk::{Flow, Talk};
use super::terminal::{self, Request, Terminal};
use super::texts::{Language, Text};
use super::watch::Watch;
use super::{PlaygroundBuilder, eye, sample};
use crate::log::Log;
use crate::world::World;
use crate::world::data::place::Place;

/// How long what the bot left behind may take to end.
const LEFTOVERS: Duration = Duration::from_millis(500);

/// Where lines come from.
enum Source {
    Pipe(Box<dyn Read + Send>),
    Person(Box<Terminal>),
}

/// Opens a playground.
///
/// World, data centre and bot run on one thread of their own, so that the order of what happens does not depend on
/// the runtime of the caller.
pub(super) async fn run(builder: PlaygroundBuilder) -> Exit {
    let (finished, result) = oneshot::channel();
    let spawned = thread::Builder::new()
        .name("playground".to_owned())
        .spawn(move || on_thread(builder, finished));
    match spawned {
        // The thread ends without a result only when it panics, and has then said why.
        Ok(_) => result.await.unwrap_or(Exit::Failure),
        Err(error) => {
            eprintln!(
                "{}",
                Language::of_terminal().fill(Text::NoConnection, &[&error.to_string()])
            );
            Exit::Failure
        }
    }
}

fn on_thread(builder: PlaygroundBuilder, mut finished: oneshot::Sender<Exit>) {
    let language = builder.language.unwrap_or_else(Language::of_terminal);
    let (source, screen) = open(builder.input, builder.output, language);
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            screen.mistake(&language.fill(Text::NoConnection, &[&error.to_string()]));
            // Nobody waits any more when this fails.
            let _ = finished.send(Exit::Failure);
            return;
        }
    };
    let log = Log::new();
    let capture = log.capture();
    let made_of = MadeOf {
        registry: builder.registry,
        store: builder.store,
    };
    let exit = runtime.block_on(async {
        let (world, place) = if let Some(world) = builder.world {
            let place = first_place(&world);
            (world, place)
        } else {
            let (world, chat) = sample::world(language, now());
            (world, chat.place())
        };
        tokio::select! {
            exit = talk(world, place, made_of, source, screen, log.clone()) => Some(exit),
            () = finished.closed() => None,
        }
    });
    drop(capture);
    runtime.shutdown_timeout(LEFTOVERS);
    if let Some(exit) = exit {
        // Nobody waits any more when this fails.
        let _ = finished.send(exit);
    }
}

/// Chooses between a person and a pipe.
fn open(
    input: Option<Box<dyn Read + Send>>,
    output: Option<Box<dyn std::io::Write + Send>>,
    language: Language,
) -> (Source, Arc<Screen>) {
    let own = input.is_some() || output.is_some();
    if !own && terminal::is_interactive() {
        let opened = Terminal::open().and_then(|mut terminal| {
            let paper = terminal.paper()?;
            Ok((terminal, paper))
        });
        // A terminal that cannot be used as one is read like a pipe.
        if let Ok((terminal, paper)) = opened {
            let look = Look {
                language,
                terminal: true,
                colours: terminal::wants_colours(),
                utc_offset: terminal::utc_offset(),
            };
            return (
                Source::Person(Box::new(terminal)),
                Arc::new(Screen::new(look, paper)),
            );
        }
    }
    let look = Look {
        language,
        ..Look::default()
    };
    let output = output.unwrap_or_else(|| Box::new(std::io::stdout()));
    let input = input.unwrap_or_else(|| Box::new(std::io::stdin()));
    (
        Source::Pipe(input),
        Arc::new(Screen::new(look, Box::new(Plain(output)))),
    )
}

fn first_place(world: &World) -> Place {
    let chats = eye::chats(world, Language::English);
    let owner = world.owner().id();
    chats
        .first()
        .map_or(Place::private(owner, owner), |(_, place)| *place)
}

fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or_default()
}

async fn talk(
    world: World,
    place: Place,
    made_of: MadeOf,
    source: Source,
    screen: Arc<Screen>,
    log: Log,
) -> Exit {
    let language = screen.look.language;
    let watch = Watch::new(world.clone(), Arc::clone(&screen), place);
    let bot = match Bot::start(&world, made_of, language, log).await {
        Ok(bot) => bot,
        Err(no_bot) => {
            screen.mistake(&language.fill(Text::NoConnection, &[&no_bot.to_string()]));
            return match &no_bot {
                NoBot::Start(error) => Exit::from(error),
                NoBot::Network(_) => Exit::Failure,
            };
        }
    };
    let _attached = watch.attach();
    let mut talk = Talk::new(world, Arc::clone(&screen), watch, bot, place);
    talk.begin().await;
    match source {
        Source::Pipe(input) => listen_to_pipe(&mut talk, input, &screen).await,
        Source::Person(terminal) => {
            listen_to_person(&mut talk, terminal, &screen).await;
            screen.notice(language.text(Text::Leaving));
        }
    }
    talk.end().await;
    Exit::Success
}

/// Tells once that the bot has stopped by itself, and never returns.
async fn mourn(ended: impl Future<Output = String>, screen: Arc<Screen>) {
    let reason = ended.await;
    screen.mistake(&screen.look.language.fill(Text::BotStopped, &[&reason]));
    std::future::pending::<()>().await;
}

async fn listen_to_pipe(talk: &mut Talk, input: Box<dyn Read + Send>, screen: &Arc<Screen>) {
    let (sender, mut lines) = mpsc::channel::<Typed>(16);
    // It may wait for its input for ever, so nobody waits for it.
    thread::spawn(move || pipe::read(input, &sender));
    let mut ended = std::pin::pin!(mourn(talk.ended(), Arc::clone(screen)));
    loop {
        let typed = tokio::select! {
            typed = lines.recv() => typed,
            () = &mut ended => None,
        };
        let Some(typed) = typed else { return };
        if talk.hear(typed).await == Flow::Leave {
            return;
        }
    }
}

async fn listen_to_person(talk: &mut Talk, terminal: Box<Terminal>, screen: &Arc<Screen>) {
    let (sender, mut requests) = mpsc::channel::<Request>(1);
    let first = talk.offers();
    // Leaving the editor gives the terminal back; it is in no call of the editor when a line is obeyed.
    thread::spawn(move || terminal.read(first, &sender));
    let mut ended = std::pin::pin!(mourn(talk.ended(), Arc::clone(screen)));
    loop {
        let request = tokio::select! {
            request = requests.recv() => request,
            () = &mut ended => None,
        };
        let Some((typed, answer)) = request else {
            return;
        };
        if talk.hear(typed).await == Flow::Leave {
            return;
        }
        // The editor waits for this; it is gone only when its thread is.
        if answer.send(talk.offers()).is_err() {
            return;
        }
    }
}
