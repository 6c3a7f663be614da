//! What it takes until a bot with fifty modules is ready, and the memory that it has when nothing happens.
//!
//! `cargo run --release -p benches -- start` starts two programs again and again, in turns, on the same data centre on
//! loopback, which is a process of its own: a bot with fifty modules that was there before (session, values and positions
//! are in files), and the smallest program on the client library. Both have the same runtime. Time of the processor is
//! that of the whole process, from its first instruction until it says that it is ready; the memory is read after a
//! second of silence.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use userbot_sdk::error::{Error, Result};
use userbot_sdk::telegram::{ConnectOptions, Connection, Session, login};

use crate::loopback::Loopback;
use crate::memory::megabytes;

/// What is promised.
const READY: f64 = 50.0;
const MEMORY: f64 = 2.0;

/// What can be chosen.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// How often each program is started; the medians are printed.
    #[arg(long, default_value_t = 11)]
    starts: usize,
    /// How long nothing happens until memory is read, in milliseconds.
    #[arg(long, default_value_t = 1_000)]
    silence: u64,
    /// Measures nothing: prints how each program is started, and waits for a line. For a profiler.
    #[arg(long)]
    wait: bool,
}

/// Measures, prints and judges.
pub(crate) fn run(options: &Options) -> Result<()> {
    let bot = program("fifty_modules")?;
    let bare = program("bare_client")?;
    let loopback = Loopback::start(0)?;
    let folder = tempfile::tempdir()?;
    let session = folder.path().join("session.redb");
    // Whose login it is, Telegram says; what is new at a first start is known after it.
    prepare(&session, &loopback)?;
    let silence = Duration::from_millis(options.silence);
    let start_bot = || Start::of(Command::new(&bot).arg(&session), "", silence);
    let line = loopback.login(1)?.line();
    if options.wait {
        println!("{} {}", bot.display(), session.display());
        println!("echo '{line}' | {}", bare.display());
        std::io::stdin().read_line(&mut String::new())?;
        return Ok(());
    }
    let start_bare = || Start::of(&mut Command::new(&bare), &line, silence);
    let first = start_bot()?;
    start_bare()?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..options.starts.max(1) {
        ours.push(start_bot()?);
        theirs.push(start_bare()?);
    }
    println!(
        "medians of {} starts\n{:<28} {:>12} {:>12} {:>10} {:>10} {:>8}",
        options.starts, "", "processor", "wall clock", "RSS", "its data", "threads"
    );
    row("fifty modules, first start", first);
    let (ours, theirs) = (Start::median(&ours), Start::median(&theirs));
    row("fifty modules", ours);
    row("grammers-client, bare", theirs);
    println!(
        "ready after {:.1} ms of the processor, promised {READY:.0} ms; memory {:.2}×, promised {MEMORY:.0}×",
        ours.processor,
        ours.resident / theirs.resident
    );
    if ours.processor > READY || ours.resident > MEMORY * theirs.resident {
        return Err(Error::msg("a start takes more than is promised"));
    }
    Ok(())
}

fn row(what: &str, start: Start) {
    println!(
        "{what:<28} {:>9.1} ms {:>9.1} ms {:>7.2} MB {:>7.2} MB {:>8.0}",
        start.processor, start.clock, start.resident, start.data, start.threads
    );
}

/// Builds one of the programs of this package, in the way in which this one was built, and tells where it is.
fn program(name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let folder = own.parent().ok_or_else(|| Error::msg("no folder"))?;
    let target = folder.parent().ok_or_else(|| Error::msg("no folder"))?;
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--quiet", "--package", "benches", "--bin", name])
        .args((!cfg!(debug_assertions)).then_some("--release"))
        .arg("--target-dir")
        .arg(target)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()?;
    if !status.success() {
        return Err(Error::msg(format!("{name} cannot be built")));
    }
    Ok(folder.join(name))
}

fn prepare(path: &Path, loopback: &Loopback) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let temporary = Session::in_memory(loopback.login(0)?.data()?);
        let session = Session::open(path)?;
        session.import(&temporary.export()?).await?;
        let (client, _) = Connection::open(ConnectOptions::new(1, session));
        login::current(&client).await?;
        client.disconnect().await?;
        Ok(())
    })
}

/// Is what one start took.
#[derive(Debug, Clone, Copy)]
struct Start {
    /// Milliseconds of the processor until it was ready.
    processor: f64,
    /// Milliseconds until it was ready.
    clock: f64,
    /// Megabytes in memory in the end.
    resident: f64,
    /// Megabytes of them that are data.
    data: f64,
    threads: f64,
}

impl Start {
    fn of(command: &mut Command, input: &str, silence: Duration) -> Result<Self> {
        let begun = Instant::now();
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let measured = Self::measure(&mut child, begun, input, silence);
        // It ends with its input.
        drop(child.stdin.take());
        let ended = child.wait()?;
        if !ended.success() {
            return Err(Error::msg("a program ended badly"));
        }
        measured
    }

    fn measure(child: &mut Child, begun: Instant, input: &str, silence: Duration) -> Result<Self> {
        if let Some(stdin) = child.stdin.as_mut().filter(|_| !input.is_empty()) {
            writeln!(stdin, "{input}")?;
        }
        let out = child.stdout.take();
        let mut out = BufReader::new(out.ok_or_else(|| Error::msg("no output"))?);
        let mut line = String::new();
        out.read_line(&mut line)?;
        let clock = begun.elapsed();
        let id = child.id().to_string();
        let processor = processor(&id)?;
        if !line.starts_with("ready") {
            return Err(Error::msg("a program does not get ready"));
        }
        std::thread::sleep(silence);
        Ok(Self {
            processor: processor.as_secs_f64() * 1e3,
            clock: clock.as_secs_f64() * 1e3,
            resident: megabytes(&id, "VmRSS:"),
            data: megabytes(&id, "RssAnon:"),
            threads: megabytes(&id, "Threads:") * 1024.0,
        })
    }

    fn median(starts: &[Self]) -> Self {
        let median = |figure: fn(&Self) -> f64| {
            let mut all: Vec<f64> = starts.iter().map(figure).collect();
            all.sort_by(f64::total_cmp);
            all.get(all.len() / 2).copied().unwrap_or_default()
        };
        Self {
            processor: median(|start| start.processor),
            clock: median(|start| start.clock),
            resident: median(|start| start.resident),
            data: median(|start| start.data),
            threads: median(|start| start.threads),
        }
    }
}

/// Returns the time that all threads of a process have spent on the processor.
fn processor(process: &str) -> Result<Duration> {
    let mut nanoseconds = 0;
    for thread in std::fs::read_dir(format!("/proc/{process}/task"))? {
        let spent = std::fs::read_to_string(thread?.path().join("schedstat"))?;
        let spent = spent.split_whitespace().next();
        nanoseconds += spent.unwrap_or_default().parse::<u64>()?;
    }
    Ok(Duration::from_nanos(nanoseconds))
}
