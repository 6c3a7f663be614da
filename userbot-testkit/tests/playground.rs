//! The terminal chat, from what is typed to what is shown, with a bot on the real client.

#![cfg(feature = "playground")]

use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;
use userbot_sdk::Exit;
use userbot_sdk::prelude::*;
use userbot_testkit::World;
use userbot_testkit::playground::{Language, Playground, PlaygroundBuilder};
use userbot_testkit::world::PressAnswer;

/// Does what a test needs.
#[derive(Module, Default)]
struct Helper;

/// What `.echo` takes.
#[derive(Args)]
struct EchoArgs {
    /// What to say.
    #[arg(required = true)]
    words: Vec<String>,
}

#[handlers]
impl Helper {
    /// Answers "pong".
    #[command]
    async fn ping(&self, ctx: &Context) -> Result<()> {
        ctx.answer("pong").await
    }

    /// Repeats.
    #[command]
    async fn echo(&self, ctx: &Context, args: EchoArgs) -> Result<()> {
        ctx.answer(Outgoing::text(args.words.join("\n"))).await
    }

    /// Takes its time.
    #[command]
    async fn slow(&self, ctx: &Context) -> Result<()> {
        ctx.answer("Working…").await?;
        tokio::time::sleep(Duration::from_millis(20)).await;
        ctx.answer("Done").await
    }

    /// Goes wrong.
    #[command]
    async fn fail(&self, ctx: &Context) -> Result<()> {
        ctx.answer("Trying…").await?;
        Err(Error::msg("the fuse is blown"))
    }

    /// Writes a line into the log.
    #[command]
    async fn note(&self, ctx: &Context) -> Result<()> {
        tracing::warn!("noted by the helper");
        ctx.answer("noted").await
    }

    #[watcher(incoming)]
    async fn greet(&self, ctx: &Context, message: &Message) -> Result<()> {
        if message.text() == "hello bot" {
            ctx.reply("hello human").await?;
        }
        Ok(())
    }
}

/// Collects what is printed.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Paper {
    fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn playground() -> PlaygroundBuilder {
    let registry = Registry::new().module::<Helper>();
    Playground::builder()
        .registry(registry)
        .language(Language::English)
}

/// Plays a script in the sample world; gives the transcript.
async fn play(script: impl Into<Vec<u8>>) -> String {
    finish(playground(), script).await
}

async fn finish(builder: PlaygroundBuilder, script: impl Into<Vec<u8>>) -> String {
    finish_with(builder, script, Exit::Success).await
}

async fn finish_with(
    builder: PlaygroundBuilder,
    script: impl Into<Vec<u8>>,
    expected: Exit,
) -> String {
    let paper = Paper::default();
    let input = io::Cursor::new(script.into());
    let exit = builder.input(input).output(paper.clone()).run().await;
    assert_eq!(exit, expected, "{}", paper.text());
    paper.text()
}

#[tokio::test]
async fn commands_work() {
    let transcript = play(".ping\n.echo \"a b\" c\n").await;
    assert_eq!(
        transcript,
        "You: .ping\nYou: pong (edited)\nYou: .echo \"a b\" c\nYou: a b\n  c (edited)\n"
    );
}

#[tokio::test]
async fn mistakes_in_commands_are_answered_in_the_chat() {
    let transcript = play(".echo\n.echo -h\n.pign\n").await;
    let lines: Vec<&str> = transcript.lines().collect();
    assert_eq!(lines[0], "You: .echo");
    assert!(
        lines[1].starts_with("You: ") && transcript.contains("(edited)"),
        "{transcript}"
    );
    assert!(
        transcript.contains("What to say"),
        "the help of the argument: {transcript}"
    );
    assert!(
        transcript.contains(".ping"),
        "the nearest command: {transcript}"
    );
}

#[tokio::test]
async fn each_step_of_a_handler_is_seen_and_awaited() {
    let transcript = play(".slow\n.ping\n").await;
    assert_eq!(
        transcript,
        "You: .slow\nYou: Working… (edited)\nYou: Done (edited)\nYou: .ping\nYou: pong (edited)\n"
    );
}

#[tokio::test]
async fn a_handler_that_fails_ends_nothing() {
    let transcript = play(".fail\n.ping\n").await;
    assert!(
        transcript.starts_with("You: .fail\nYou: Trying… (edited)\nYou: "),
        "{transcript}"
    );
    assert!(
        transcript.ends_with("You: .ping\nYou: pong (edited)\n"),
        "{transcript}"
    );
}

#[tokio::test]
async fn others_speak_and_the_bot_listens() {
    let transcript = play("/as Ann hello bot\n/as bob /reply \"hm\"\n/as Ann //x\n").await;
    insta::assert_snapshot!(transcript, @r#"
    Ann: hello bot
    You → Ann "hello bot": hello human
    Bob → You "hello human": "hm"
    Ann: /x
    "#);
}

#[tokio::test]
async fn one_goes_from_chat_to_chat() {
    let transcript =
        play("/chat ann\nhi\n/as Ann hello bot\n/chat CLUB\n/forward ann\n/chat saved\nnote\n")
            .await;
    insta::assert_snapshot!(transcript, @r#"
    — Ann —
    You: hi
    Ann: hello bot
    You → Ann "hello bot": hello human
    — Club —
    (Ann) You: [forwarded from Bob] Bob here. What can your bot do?
    — Saved Messages —
    You: note
    "#);
}

#[tokio::test]
async fn chats_are_listed_with_what_is_unread() {
    let transcript = play("/chats\n/chat ann\n/chats\n").await;
    insta::assert_snapshot!(transcript, @"
    Ann (1 new)
    Barista (1 new)
    Club (you are here)
    News
    Saved Messages
    Team
    — Ann —
    Ann (you are here)
    Barista (1 new)
    Club
    News
    Saved Messages
    Team
    ");
}

#[tokio::test]
async fn messages_are_answered_edited_and_deleted() {
    let script = "one\n/as Ann two\n/reply three\n/edit four\n/history 3\n/reply 8 five\n/delete\n/delete 8\n/delete 77\n";
    insta::assert_snapshot!(play(script).await, @r#"
    You: one
    Ann: two
    You → Ann "two": three
    You → Ann "two": four (edited)
    #8 You: one
    #9 Ann: two
    #10 You → Ann "two": four (edited)
    You → You "one": five
    [deleted] You → You "one": five
    [deleted] You: one
    ! There is no message 77 here. /history shows the numbers.
    "#);
}

#[tokio::test]
async fn an_edited_command_runs_again() {
    let transcript = play("hello\n/edit .ping\n").await;
    assert_eq!(
        transcript,
        "You: hello\nYou: .ping (edited)\nYou: pong (edited)\n"
    );
}

#[tokio::test]
async fn people_react_pin_and_send_media() {
    let script = "hi\n/react 👍\n/as Ann /react 🔥\n/react hm\n/pin\n/history 2\n/as Bob /photo look\n/sticker 😀\n/photo\n";
    insta::assert_snapshot!(play(script).await, @r#"
    You: hi
    * You reacted 👍 to "hi"
    * Ann reacted 🔥 to "hi"
    ! Telegram refuses: that is not a reaction that can be given (REACTION_INVALID)
    * You pinned a message
    #8 You: hi
      👍 You, 🔥 Ann
    #9 * You pinned a message
    Bob: [photo 67 B] look
    You: [sticker 😀]
    You: [photo 67 B]
    "#);
}

#[tokio::test]
async fn people_come_and_go() {
    let script = "/leave Bob\n/as Bob hi\n/join bob\n/as Bob hi\n/join Bob\n/chat ann\n/join Bob\n/as Bob hi\n";
    insta::assert_snapshot!(play(script).await, @"
    * Bob left
    ! Bob is not in this chat. /join Bob brings them in where that is possible.
    * Bob joined
    Bob: hi
    ! Telegram refuses: already a member (USER_ALREADY_PARTICIPANT)
    — Ann —
    ! People come and go in groups and channels only.
    ! Bob is not part of this private chat. Choose another chat with /chat.
    ");
}

#[tokio::test]
async fn buttons_are_pressed() {
    let script =
        "/press Tea\n/chat barista\n/press tea\n/press cof\n/press Milk\n/as Ann /press Tea\n";
    insta::assert_snapshot!(play(script).await, @"
    ! No message here has a button.
    — Barista —
    Barista shows: Tea, good choice!
    Barista shows: Coffee, good choice!
    ! There is no button “Milk”. There are: [Coffee] [Tea]
    ! Ann is not part of this private chat. Choose another chat with /chat.
    ");
}

#[tokio::test]
async fn the_newest_message_with_the_label_counts() {
    let world = World::new();
    let ann = world.user("Ann");
    let poll = world
        .user("Poll")
        .on_press(|data| PressAnswer::Toast(String::from_utf8_lossy(data).into_owned()));
    let club = world.group("Club").member(&ann).member(&poll).create();
    poll.send_buttons(
        &club,
        "old",
        &[&[("Yes", "old yes"), ("Later", "old later")]],
    );
    poll.send_buttons(
        &club,
        "new",
        &[&[("Yes", "new yes")], &[("Yesterday", "new yesterday")]],
    );

    let script = "/press yes\n/press Later\n/as Ann /press Yesterday\n/press ye\n/history 1\n";
    insta::assert_snapshot!(finish(playground().world(&world), script).await, @"
    Poll shows: new yes
    Poll shows: old later
    Poll shows: new yesterday
    ! “ye” fits several buttons: [Yes] [Yesterday]
    #3 Poll: new
      [Yes]
      [Yesterday]
    ");
}

#[tokio::test]
async fn mistakes_at_the_keyboard_are_explained() {
    let script = "/hepl\n/start\n/quit now\n/chat\n/chat nws\n/chat b\n/chat Zanzibar\n/as\n/as Anm hi\n/as \"Ann hi\n\
                  /as Ann /quit\n/delete it\n/log 0\n/edit hm\n";
    insta::assert_snapshot!(play(script).await, @r#"
    ! There is no /hepl. Did you mean /help? To send it as a text, double the slash: //hepl
    ! There is no /start. /help lists what there is; to send a text that begins with a slash, double it: //start
    ! /quit takes nothing after it.
    ! /chat needs more. Write: /chat NAME
    ! There is no chat “nws”. Did you mean “News”?
    ! “b” fits several chats: Barista, Bob
    ! There is no chat “Zanzibar”. There are: Ann, Barista, Bob, Club, News, Saved Messages, Team
    ! /as needs more. Write: /as NAME TEXT
    ! There is nobody called “Anm”. Did you mean “Ann”?
    ! A quotation mark is not closed: "Ann hi
    ! /as works with what a person does in a chat, not with /quit.
    ! “it” is not a number. Write: /delete [N]
    ! “0” is not a number. Write: /log [N]
    ! You: no message here yet.
    "#);
}

#[tokio::test]
async fn telegram_refuses_what_it_would_refuse() {
    let script = format!(
        "{}\n/edit same\nsame\n/edit same\n/delete 7\n",
        "x".repeat(4_097)
    );
    insta::assert_snapshot!(play(script).await, @"
    ! Telegram refuses: a message has at most 4096 characters (MESSAGE_TOO_LONG)
    ! You: no message here yet.
    You: same
    ! Telegram refuses: nothing would change (MESSAGE_NOT_MODIFIED)
    [deleted] Bob: Bob here. What can your bot do?
    ");
}

#[tokio::test]
async fn log_and_calls_are_shown_when_asked_for() {
    let transcript = play("/log\n.note\n/log 50\n/rpc 1\n").await;
    assert!(transcript.contains("noted by the helper"), "{transcript}");
    let last = transcript.lines().last().unwrap_or_default();
    assert!(last.contains("messages.editMessage"), "{transcript}");
    let before = transcript.find("You: .note").expect("it was said");
    assert!(!transcript[..before].contains("noted"), "{transcript}");
}

#[tokio::test]
async fn help_names_everything() {
    let help = play("/help\n").await;
    for word in [
        "/as NAME TEXT",
        "/press LABEL",
        "/quit",
        "//…",
        ".ping",
        ".slow",
    ] {
        assert!(help.contains(word), "{word} is missing in\n{help}");
    }
}

#[tokio::test]
async fn it_speaks_russian() {
    let builder = playground().language(Language::Russian);
    insta::assert_snapshot!(finish(builder, ".ping\n/chat избранное\n/hepl\n").await, @"
    Вы: .ping
    Вы: pong (изменено)
    — Избранное —
    ! Команды /hepl нет. Может быть, /help? Чтобы отправить это как текст, удвойте косую черту: //hepl
    ");
}

#[tokio::test]
async fn garbage_is_refused_and_the_rest_is_heard() {
    let mut script = b"\xff\xfe\n\n  \n\0\x1b[2J\n/\x1b[2J\n".to_vec();
    script.extend(vec![b'x'; 70_000]);
    script.extend(b"\r\n.ping");
    insta::assert_snapshot!(play(script).await, @"
    ! That line is not valid UTF-8; it was not sent.
    You: \u{fffd}\u{fffd}[2J
    ! There is no /\u{fffd}[2J. /help lists what there is; to send a text that begins with a slash, double it: //\u{fffd}[2J
    ! That line is longer than 65536 bytes; it was not sent.
    You: .ping
    You: pong (edited)
    ");
}

#[tokio::test]
async fn it_ends_with_the_input_or_when_told() {
    assert_eq!(play("").await, "");
    assert_eq!(play("/quit\n.ping\n").await, "");
    assert_eq!(play(".ping").await, "You: .ping\nYou: pong (edited)\n");
}

#[tokio::test]
async fn it_ends_when_the_input_breaks() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the cable is cut"))
        }
    }
    let paper = Paper::default();
    let input = "hi\n".as_bytes().chain(Broken);
    let exit = playground().input(input).output(paper.clone()).run().await;
    assert_eq!(
        (exit, paper.text().as_str()),
        (Exit::Success, "You: hi\n! the cable is cut\n")
    );
}

#[tokio::test]
async fn it_ends_when_nobody_reads_any_more() {
    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    /// Never ends.
    struct Talkative;
    impl Read for Talkative {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            buffer[..3].copy_from_slice(b"hi\n");
            Ok(3)
        }
    }
    assert_eq!(
        playground().input(Talkative).output(Closed).run().await,
        Exit::Success
    );
}

#[tokio::test]
async fn it_stops_when_nobody_waits_for_it() {
    /// Tells when something is written, and by its end when it is dropped.
    struct Alive(mpsc::UnboundedSender<()>);
    impl Write for Alive {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _ = self.0.send(());
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    /// Says something and then never anything again.
    struct Silent(std::sync::mpsc::Receiver<()>);
    impl Read for Silent {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            let _ = self.0.recv();
            Ok(0)
        }
    }
    let (alive, mut seen) = mpsc::unbounded_channel();
    let (_holds, silence) = std::sync::mpsc::channel();
    let input = "hi\n".as_bytes().chain(Silent(silence));
    tokio::select! {
        exit = playground().input(input).output(Alive(alive)).run() => panic!("it ended: {exit:?}"),
        written = seen.recv() => assert_eq!(written, Some(())),
    }
    // The future is dropped; the playground ends, and with it what it writes to.
    while seen.recv().await.is_some() {}
}

#[tokio::test]
async fn modules_that_do_not_fit_are_reported() {
    let paper = Paper::default();
    let registry = Registry::new().module::<Helper>().expect(["weather"]);
    let exit = Playground::builder()
        .registry(registry)
        .language(Language::English)
        .input(io::empty())
        .output(paper.clone())
        .run()
        .await;
    assert_eq!(exit, Exit::Problems);
    assert!(
        paper.text().contains("modules!{ weather }"),
        "{}",
        paper.text()
    );
}

#[tokio::test]
async fn the_world_outlives_the_playground() {
    let world = World::new();
    let ann = world.user("Ann").last_name("Lee").username("annlee");
    let club = world.group("Club").member(&ann).create();
    let script = "/chat club\n/as \"Ann Lee\" hi\n/as @annlee .ping\n.ping\n";
    let transcript = finish(playground().world(&world), script).await;
    assert_eq!(
        transcript,
        "— Club —\nAnn Lee: hi\nAnn Lee: .ping\nYou: .ping\nYou: pong (edited)\n"
    );
    club.last_message().expect_text("pong").expect_from_owner();
}

#[tokio::test]
async fn the_same_script_gives_the_same_transcript() {
    let script =
        ".ping\n/as Ann hello bot\n.slow\n/chat barista\n/press tea\n/chats\n/history\n/rpc 3\n";
    let first = play(script).await;
    for _ in 0..3 {
        assert_eq!(play(script).await, first);
    }
}

#[tokio::test]
async fn what_the_bot_keeps_is_there_the_next_time() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bot.userbot").join("playground.redb");
    let keeping = || playground().keep_in(&file);
    assert!(finish(keeping(), ".prefix !\n").await.contains('!'));
    assert_eq!(
        finish(keeping(), "!ping\n").await,
        "You: !ping\nYou: pong (edited)\n"
    );
    // Without a file it is forgotten.
    assert_eq!(play("!ping\n").await, "You: !ping\n");
}

#[tokio::test]
async fn a_file_that_is_no_store_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.txt");
    std::fs::write(&file, "somebody's notes").unwrap();
    let output = finish_with(playground().keep_in(&file), ".ping\n", Exit::Session).await;
    assert!(output.contains("left untouched"), "{output}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "somebody's notes");
}
