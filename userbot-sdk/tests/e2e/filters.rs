//! Every filter of a watcher, in every kind of chat: each message is given to one watcher for each
//! filter, and exactly the right ones have to run.

use std::collections::BTreeSet;

use userbot_sdk::prelude::*;
use userbot_testkit::prelude::*;
use userbot_testkit::world::{Chat, Media, User};

use crate::support::{note, notes};

const ANN: i64 = 1_000_002;
const GROUP: i64 = -4_000_001;
const SUPERGROUP: i64 = -1_001_500_000_001;
const CHANNEL: i64 = 1_500_000_002;

fn shouts(_ctx: &Context, message: &Message) -> bool {
    message.text().ends_with('!')
}

/// Asks Telegram, so that it has to wait for an answer.
async fn newest(ctx: &Context, message: &Message) -> Result<bool> {
    let newest = ctx
        .client()
        .history(message.chat())
        .limit(1)
        .collect()
        .await?;
    Ok(newest
        .first()
        .is_some_and(|newest| newest.id() == message.id()))
}

macro_rules! probe {
    ($(#[$doc:meta])* $module:ident, $event:ty, { $($watcher:ident: ($($filter:tt)*);)* }) => {
        $(#[$doc])*
        #[derive(Module, Default)]
        struct $module;

        #[handlers]
        impl $module {
            /// Known to the filter `command`.
            #[command]
            async fn known(&self, _ctx: &Context) -> Result<()> {
                Ok(())
            }

            $(
                #[watcher($($filter)*)]
                async fn $watcher(&self, _ctx: &Context, _event: &$event) -> Result<()> {
                    note(stringify!($watcher));
                    Ok(())
                }
            )*
        }
    };
}

probe! {
    /// Has one watcher for each filter.
    Filters, Message, {
        every: ();
        incoming: (incoming);
        outgoing: (outgoing);
        private: (private);
        groups: (groups);
        supergroups: (supergroups);
        channels: (channels);
        saved: (saved);
        bots: (bots);
        chat_bare: (chat = ANN);
        chat_group: (chat = GROUP);
        chat_supergroup: (chat(-1, SUPERGROUP));
        chat_channel_bare: (chat = CHANNEL);
        chat_name: (chat = "@the_Club");
        chat_me: (chat = me);
        by_me: (from = me);
        by_bare: (from(7, ANN));
        by_name: (from = "@Anna_Lee");
        command: (command);
        no_command: (not(command));
        editable: (editable);
        text: (text);
        media: (media);
        photo: (photo);
        video: (video);
        audio: (audio);
        voice: (voice);
        document: (document);
        sticker: (sticker);
        animation: (animation);
        poll: (poll);
        location: (location);
        contact: (contact);
        dice: (dice);
        service: (service);
        inline: (inline);
        reply: (reply);
        forward: (forward);
        mention: (mention);
        album: (album);
        edited: (edited);
        starts: (starts_with = "hello");
        ends: (ends_with = "!");
        contains: (contains = "wide", contains = "w");
        regex: (regex = r"(?i)\border-\d{4}\b");
        function: (filter = shouts);
        asked: (starts_with = "hello", filter = newest);
        either: (any(photo, contains = "wide"));
        neither: (not(any(text, media)), not(service));
        both: (any(all(photo, text), all(video, text)));
    }
}

/// Is a bot with one watcher for each filter, and everybody whom it meets.
struct Place {
    bot: MockClient,
    ann: User,
    robot: User,
    chat: Chat,
    /// What runs for any message of Ann here.
    always: &'static str,
}

impl Place {
    async fn new(kind: &str) -> Result<Self> {
        let world = World::new();
        world.owner().username("the_owner");
        let ann = world.user("Ann").username("anna_lee");
        let robot = world.user("Robot").bot();
        let members = [&ann, &robot];
        let group = world.group("Group").members(members).create();
        let club = world
            .supergroup("Club")
            .username("the_club")
            .members(members)
            .create();
        let channel = world.channel("News").admin(&ann).admin(&robot).create();
        assert_eq!((ann.id(), -group.id()), (ANN, GROUP));
        assert_eq!(
            (-1_000_000_000_000 - club.id(), channel.id()),
            (SUPERGROUP, CHANNEL)
        );
        let (chat, always) = match kind {
            "private" => (
                ann.chat(),
                "every incoming private chat_bare by_bare by_name no_command",
            ),
            "group" => (
                group,
                "every incoming groups chat_group by_bare by_name no_command",
            ),
            "supergroup" => (
                club,
                "every incoming groups supergroups chat_supergroup chat_name by_bare by_name no_command",
            ),
            _ => (
                channel,
                "every incoming channels chat_channel_bare no_command",
            ),
        };
        let bot = MockClient::on(&world).module::<Filters>().start().await?;
        notes();
        Ok(Self {
            bot,
            ann,
            robot,
            chat,
            always,
        })
    }

    /// Lets Ann act; what runs then has to be what always runs and this.
    async fn ann<T>(&mut self, what: &str, act: impl FnOnce(&User, &Chat) -> T, runs: &str) -> T {
        let always = self.always;
        self.act(what, act, &format!("{always} {runs}")).await
    }

    /// Lets Ann act; exactly this has to run.
    async fn act<T>(&mut self, what: &str, act: impl FnOnce(&User, &Chat) -> T, runs: &str) -> T {
        let (ann, chat) = (self.ann.clone(), self.chat.clone());
        let result = self.bot.act(|| act(&ann, &chat)).await;
        let found: BTreeSet<String> = notes().into_iter().collect();
        let expected: BTreeSet<String> = runs.split_whitespace().map(str::to_owned).collect();
        let extra: Vec<_> = found.difference(&expected).collect();
        let missing: Vec<_> = expected.difference(&found).collect();
        assert!(
            extra.is_empty() && missing.is_empty(),
            "{what} in {}: ran but should not: {extra:?}; did not run: {missing:?}",
            self.chat.title()
        );
        result
    }
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n a picture";

/// Gives one of each kind of media, and what runs for it.
fn every_media() -> Vec<(Media, &'static str)> {
    vec![
        (Media::photo(PNG), "photo either"),
        (Media::photo(PNG).caption("see"), "photo text either both"),
        (Media::video(3, b"mp4"), "video"),
        (Media::video(3, b"mp4").caption("see"), "video text both"),
        (Media::video_note(3, b"mp4"), "video"),
        (
            Media::document("a.mkv", "video/x-matroska", b"mkv"),
            "video",
        ),
        (Media::audio("Band", "Song", 3, b"mp3"), "audio"),
        (Media::document("a.flac", "audio/flac", b"flac"), "audio"),
        (Media::voice(3, b"ogg"), "voice"),
        (
            Media::document("a.pdf", "application/pdf", b"pdf"),
            "document",
        ),
        (Media::document("a.png", "image/png", PNG), "document"),
        (Media::sticker("👍", b"webp"), "sticker"),
        (Media::animation(b"gif"), "animation"),
        (Media::location(52.5, 13.4), "location"),
        (Media::contact("+7 999 000-00-09", "Bob"), "contact"),
        (Media::dice("🎲"), "dice"),
        (Media::poll("Tea?", ["Yes", "No"]), "poll"),
    ]
}

/// Goes through the messages that can be sent everywhere.
async fn check(kind: &str) -> TestResult {
    let mut place = Place::new(kind).await?;
    let plain = place
        .ann(
            "a text",
            |ann, chat| ann.send(chat, "hello wide world!"),
            "text starts ends contains function asked either",
        )
        .await;
    place
        .ann(
            "another text",
            |ann, chat| ann.send(chat, "Hello Order-1234 is on its way"),
            "text regex",
        )
        .await;
    place
        .ann(
            "a near miss",
            |ann, chat| ann.send(chat, "say hello, order-12345! ok"),
            "text",
        )
        .await;
    place
        .ann(
            "a command of somebody else",
            |ann, chat| ann.send(chat, ".known"),
            "text",
        )
        .await;

    for (media, runs) in every_media() {
        let what = format!("{media:?}");
        place
            .ann(
                &what,
                |ann, chat| ann.send_media(chat, media),
                &format!("media {runs}"),
            )
            .await;
    }

    let robot = place.robot.clone();
    place
        .ann(
            "a message through a bot",
            |ann, chat| ann.send_via(&robot, chat, "42"),
            "text inline",
        )
        .await;
    place
        .ann("an answer", |ann, _| ann.reply(&plain, "yes"), "text reply")
        .await;
    place
        .ann(
            "a forwarded text",
            |ann, chat| ann.forward(&plain, chat),
            "text forward starts ends contains function asked either",
        )
        .await;
    place
        .ann(
            "an album",
            |ann, chat| ann.album(chat, [Media::photo(PNG), Media::photo(PNG)]),
            "media photo album either",
        )
        .await;
    if kind == "channel" {
        place
            .ann(
                "a service message",
                |ann, chat| ann.rename(chat, "Tidings"),
                "service",
            )
            .await;
    } else {
        place
            .ann(
                "a service message",
                |ann, _| ann.pin(&plain),
                "service reply",
            )
            .await;
    }
    Ok(())
}

#[userbot_testkit::test]
async fn in_a_private_chat() -> TestResult {
    check("private").await
}

#[userbot_testkit::test]
async fn in_a_group() -> TestResult {
    check("group").await
}

#[userbot_testkit::test]
async fn in_a_supergroup() -> TestResult {
    check("supergroup").await
}

#[userbot_testkit::test]
async fn in_a_channel() -> TestResult {
    check("channel").await
}

#[userbot_testkit::test]
async fn mentions_answers_and_bots_in_groups() -> TestResult {
    for kind in ["group", "supergroup"] {
        let mut place = Place::new(kind).await?;
        let chat = place.chat.clone();
        let mine = place.bot.send(&chat, "mine").await;
        notes();
        place
            .ann(
                "a mention",
                |ann, chat| ann.send(chat, "@the_owner look"),
                "text mention",
            )
            .await;
        place
            .ann(
                "no mention",
                |ann, chat| ann.send(chat, "the_owner look"),
                "text",
            )
            .await;
        place
            .ann(
                "an answer to the account",
                |ann, _| ann.reply(&mine, "ok"),
                "text reply mention",
            )
            .await;

        let robot = place.robot.clone();
        let here = place.always.replace("by_bare by_name", "bots text");
        place
            .act("a bot's message", |_, chat| robot.send(chat, "beep"), &here)
            .await;
    }
    Ok(())
}

#[userbot_testkit::test]
async fn what_the_account_itself_says() -> TestResult {
    for (kind, here) in [
        ("private", "private chat_bare"),
        ("group", "groups chat_group"),
        ("supergroup", "groups supergroups chat_supergroup chat_name"),
        ("channel", "channels chat_channel_bare"),
    ] {
        let mut place = Place::new(kind).await?;
        let owner = place.bot.owner().clone();
        let own = format!("every outgoing by_me {here}");
        let plain = place
            .act(
                "an own text",
                |_, chat| owner.send(chat, "fine"),
                &format!("{own} no_command editable text"),
            )
            .await;
        place
            .act(
                "an own command",
                |_, chat| owner.send(chat, ".KNOWN"),
                &format!("{own} command editable text"),
            )
            .await;
        place
            .act(
                "no command",
                |_, chat| owner.send(chat, ".unknown"),
                &format!("{own} no_command editable text"),
            )
            .await;
        place
            .act(
                "a sticker",
                |_, chat| owner.send_media(chat, Media::sticker("👍", b"webp")),
                &format!("{own} no_command media sticker"),
            )
            .await;
        place
            .act(
                "an own forward",
                |_, chat| owner.forward(&plain, chat),
                &format!("{own} no_command text forward"),
            )
            .await;
        let robot = place.robot.clone();
        place
            .act(
                "through a bot",
                |_, chat| owner.send_via(&robot, chat, ".known"),
                &format!("{own} no_command text inline"),
            )
            .await;
    }
    Ok(())
}

#[userbot_testkit::test]
async fn in_saved_messages() -> TestResult {
    let mut place = Place::new("private").await?;
    let owner = place.bot.owner().clone();
    let saved = place.bot.world().saved_messages();
    let ann = place.ann.clone();
    let own = "every outgoing by_me private saved chat_me no_command text";
    place
        .act(
            "a note to self",
            |_, _| owner.send(&saved, "fine"),
            &format!("{own} editable"),
        )
        .await;
    let hello = place
        .ann("Ann's", |ann, chat| ann.send(chat, "fine"), "text")
        .await;
    place
        .act(
            "a saved forward",
            |_, _| owner.forward(&hello, &saved),
            &format!("{own} forward"),
        )
        .await;
    assert_eq!(ann.chat().messages().len(), 1);
    Ok(())
}

probe! {
    /// Looks at topics.
    Topics, Message, {
        news: (topic = 3);
        general: (topic = 1);
        in_topic: (topic(3, 4));
        answer: (reply);
        elsewhere: (not(topic(3, 4)));
    }
}

#[userbot_testkit::test]
async fn a_topic_is_a_filter_and_being_in_one_is_no_answer() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let forum = world
        .supergroup("Forum")
        .member(&ann)
        .topic("Talk")
        .topic("News")
        .create();
    let plain = world.supergroup("Plain").member(&ann).create();
    assert_eq!(forum.topic("News"), 3);
    let mut bot = MockClient::on(&world).module::<Topics>().start().await?;

    let first = bot.act(|| ann.send_in_topic(&forum, "News", "one")).await;
    assert_eq!(crate::support::sorted_notes(), ["in_topic", "news"]);
    bot.act(|| ann.reply(&first, "two")).await;
    assert_eq!(
        crate::support::sorted_notes(),
        ["answer", "in_topic", "news"]
    );
    bot.act(|| ann.send_in_topic(&forum, "Talk", "three")).await;
    assert_eq!(crate::support::sorted_notes(), ["elsewhere"]);
    bot.act(|| ann.send(&forum, "four")).await;
    assert_eq!(crate::support::sorted_notes(), ["elsewhere", "general"]);
    bot.act(|| ann.send(&plain, "five")).await;
    assert_eq!(crate::support::sorted_notes(), ["elsewhere"]);
    Ok(())
}

probe! {
    /// Looks at edits.
    Edits, Edited, {
        edit: ();
        own_edit: (outgoing);
        edited: (edited);
        fixed: (contains = "fixed");
        private: (private);
    }
}

#[userbot_testkit::test]
async fn edits_pass_the_same_filters() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.supergroup("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Edits>().start().await?;

    let said = bot.act(|| ann.send(&club, "brokn")).await;
    assert_eq!(notes(), [""; 0]);
    bot.act(|| ann.edit(&said, "fixed")).await;
    assert_eq!(crate::support::sorted_notes(), ["edit", "edited", "fixed"]);
    let own = bot.send(&ann, "hm").await;
    bot.edit(&own, "hm!").await;
    assert_eq!(
        crate::support::sorted_notes(),
        ["edit", "edited", "own_edit", "private"]
    );
    Ok(())
}

probe! {
    /// Looks at reactions.
    Reactions, Reaction, {
        any_reaction: ();
        heart: (reaction = "❤️");
        thumb: (reaction = "👍");
        here: (groups);
        message_only: (not(photo));
    }
}

#[userbot_testkit::test]
async fn reactions_are_filtered_by_emoji() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.supergroup("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Reactions>().start().await?;
    let said = bot.send(&club, "look").await;
    notes();

    bot.act(|| ann.react(&said, "❤")).await;
    assert_eq!(
        crate::support::sorted_notes(),
        ["any_reaction", "heart", "here"]
    );
    bot.act(|| ann.react(&said, "👍")).await;
    assert_eq!(
        crate::support::sorted_notes(),
        ["any_reaction", "here", "thumb"]
    );
    bot.act(|| ann.unreact(&said)).await;
    assert_eq!(crate::support::sorted_notes(), ["any_reaction", "here"]);
    Ok(())
}
