//! Every key of every attribute, under strict lints.

#![deny(
    warnings,
    missing_docs,
    unused,
    unused_qualifications,
    unreachable_pub,
    elided_lifetimes_in_paths
)]
#![forbid(unsafe_code)]

use userbot_sdk::command::{ArgumentsShape, ChatScope, Role};
use userbot_sdk::module::Handlers;
use userbot_sdk::prelude::*;
use userbot_sdk::schedule::{Overlap, Timing};
use userbot_sdk::watcher::{FilterSpec, PeerSpec};

const LOG: i64 = -1_001_234;
const GREETING: &str = "hello";

/// Keeps notes.
///
/// As many as you like.
#[derive(Module, Default)]
#[module(name = "Notebook", doc(ru = "Хранит заметки."))]
#[module(hooks)]
struct Notes;

#[async_trait]
impl Module for Notes {
    async fn on_ready(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }
}

#[derive(Args)]
struct AddArgs {
    text: Vec<String>,
}

fn short(_ctx: &Context, msg: &Message) -> bool {
    let _ = msg;
    true
}

async fn asked(ctx: &Context, msg: &Message) -> Result<bool> {
    let _ = (ctx, msg);
    Ok(true)
}

mod deep {
    use userbot_sdk::prelude::*;

    pub(crate) async fn later<T>(_ctx: &Context, _msg: &Message) -> bool {
        size_of::<T>() > 0
    }
}

#[handlers]
impl Notes {
    /// Adds a note.
    #[command(
        name = "add",
        alias = "a",
        alias = "добавить",
        doc(ru = "Добавляет заметку.", pt_br = "Adiciona uma nota."),
        scope(private, groups, channels, saved),
        only(owner, admins, members, everyone),
        cooldown = "1h30m",
        hidden,
        usage = "<text>"
    )]
    async fn cmd_add(&self, ctx: &Context, args: AddArgs) -> Result<()> {
        let _ = (ctx, args.text);
        Ok(())
    }

    /// Says it again.
    #[command(raw)]
    async fn r#say(&self, _: &Context, mut text: Raw) -> Result {
        text = Raw::clone(&text);
        let _ = text;
        Ok(())
    }

    #[userbot_sdk::command]
    #[deprecated = "still works"]
    async fn cmd_list(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }

    #[watcher(
        incoming, private, bots, command, editable, text, media, photo, inline, reply, forward,
        mention, album, edited, chat(1, -100, "@durov", LOG, me), from = me, topic(1, 2),
        starts_with = "a", ends_with = GREETING, contains = "b", contains = "c",
        regex = r"(?i)\border-\d{4}\b", reaction = "👍", filter = short, filter = asked,
        filter = deep::later::<u8>, any(groups, supergroups, channels, saved, outgoing),
        any(video, audio, voice, document, sticker, animation, poll, location, contact, dice, service),
        not(all(contains = "d", not(contains = "e"))), doc(ru = "Смотрит."),
    )]
    async fn seen(&self, ctx: &Context, msg: &Message) -> Result<()> {
        let _ = (ctx, msg);
        Ok(())
    }

    #[watcher]
    async fn gone(&self, _ctx: &Context, event: &Deleted) -> Result<()> {
        let _ = event;
        Ok(())
    }

    /// Tidies up.
    #[every("5m", doc(ru = "Убирает."))]
    async fn tidy(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }

    /// Comes late.
    #[every("1h", delay = "1m", jitter = "2m", overlap = allow, autostart = false, backoff = "1d")]
    async fn late(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }

    /// Comes in the morning.
    #[cron(
        "0 9 * * MON-FRI",
        zone = "America/Argentina/Buenos_Aires",
        catch_up,
        overlap = queue,
        doc(ru = "Утром.")
    )]
    async fn morning(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }

    fn _helper(&self) {}
}

/// Finds the line on which something is declared in this file.
fn line(declaration: &str) -> u32 {
    let before = include_str!("full.rs").split(declaration).next().unwrap();
    u32::try_from(before.matches('\n').count() + 1).unwrap()
}

pub(crate) fn main() {
    let table = Notes::TABLE;
    let add = &table.commands[0].spec;
    assert_eq!(add.name, "add");
    assert_eq!(add.aliases, ["a", "добавить"]);
    assert_eq!(add.docs.summary(["ru"]), "Добавляет заметку");
    assert_eq!(add.docs.summary(["pt-br"]), "Adiciona uma nota");
    assert_eq!(add.docs.summary(["en"]), "Adds a note");
    assert_eq!(
        add.scope,
        [
            ChatScope::Private,
            ChatScope::Groups,
            ChatScope::Channels,
            ChatScope::Saved
        ]
    );
    assert_eq!(
        add.only,
        [Role::Owner, Role::Admins, Role::Members, Role::Everyone]
    );
    assert_eq!(add.cooldown.map(|time| time.as_secs()), Some(5400));
    assert!(add.hidden);
    assert_eq!(add.usage, Some("<text>"));
    assert!(add.location.file.ends_with("full.rs"), "{}", add.location);
    assert!(matches!(
        table.commands[0].arguments,
        ArgumentsShape::Clap(_)
    ));
    assert!(matches!(table.commands[1].arguments, ArgumentsShape::Raw));
    assert!(matches!(table.commands[2].arguments, ArgumentsShape::None));
    assert_eq!(table.commands[1].spec.name, "say");
    assert_eq!(table.commands[2].spec.name, "list");
    let lines: Vec<u32> = table
        .commands
        .iter()
        .map(|row| row.spec.location.line)
        .collect();
    assert_eq!(
        lines,
        [line("fn cmd_add"), line("fn r#say"), line("fn cmd_list")]
    );

    assert_eq!(
        table.watchers[0].spec.kind,
        userbot_sdk::telegram::EventKind::Message
    );
    assert_eq!(
        table.watchers[1].spec.kind,
        userbot_sdk::telegram::EventKind::Deleted
    );
    assert_eq!(table.watchers[0].spec.docs.summary(["ru"]), "Смотрит");
    let FilterSpec::All(filters) = table.watchers[0].spec.filter else {
        panic!("not a list")
    };
    assert_eq!(filters.len(), 29);
    let FilterSpec::Chats(chats) = filters[14] else {
        panic!("{:?}", filters[14])
    };
    assert_eq!(
        chats,
        [
            PeerSpec::Id(1),
            PeerSpec::Id(-100),
            PeerSpec::Username("durov"),
            PeerSpec::Id(LOG),
            PeerSpec::Me
        ]
    );
    assert!(
        matches!(filters[18], FilterSpec::EndsWith("hello")),
        "{:?}",
        filters[18]
    );
    assert!(matches!(table.watchers[1].spec.filter, FilterSpec::All([])));
    let minutes = |minutes: u64| std::time::Duration::from_secs(minutes * 60);
    let every = table.schedules[0].spec;
    assert_eq!(
        every.timing,
        Timing::Every {
            interval: minutes(5),
            delay: minutes(0)
        }
    );
    assert_eq!((every.overlap, every.autostart), (Overlap::Skip, true));
    let late = table.schedules[1].spec;
    assert_eq!(
        late.timing,
        Timing::Every {
            interval: minutes(60),
            delay: minutes(1)
        }
    );
    assert_eq!((late.overlap, late.autostart), (Overlap::Allow, false));
    assert_eq!(
        (late.jitter, late.backoff),
        (minutes(2), Some(minutes(1_440)))
    );
    let cron = table.schedules[2].spec;
    assert_eq!(
        cron.timing,
        Timing::Cron {
            expression: "0 9 * * MON-FRI",
            zone: Some("America/Argentina/Buenos_Aires"),
            catch_up: true
        }
    );
    assert_eq!((cron.overlap, cron.autostart), (Overlap::Queue, true));
    assert_eq!(table.schedules[0].spec.name, "tidy");

    let info = <Notes as userbot_sdk::module::Describe>::INFO;
    assert_eq!(info.name, "Notebook");
    assert_eq!(info.docs.summary(["en"]), "Keeps notes");
    assert_eq!(info.docs.details(["en"]), "As many as you like.");
    assert_eq!(info.docs.summary(["ru"]), "Хранит заметки");
    assert!(module_path!().starts_with(info.crate_name));
    assert_eq!(info.location.line, line("struct Notes"));
}
