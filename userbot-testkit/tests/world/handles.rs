//! What test authors use: acting, looking, transcripts, failures.

use crate::support::town;
use std::panic::{AssertUnwindSafe, catch_unwind};
use userbot_testkit::world::{Media, PressAnswer, World};

fn failure(act: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(act)).expect_err("should have failed");
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[test]
fn a_chat_reads_like_a_chat() {
    let t = town();
    let owner = t.world.owner();
    let hi = t.ann.send(&t.club, "hi");
    let pong = owner.reply(&hi, "pang");
    owner.edit(&pong, "pong");
    t.ann.react(&pong, "👍");
    let gone = t.ann.send(&t.club, "oops");
    t.ann.delete(&gone);
    t.ann
        .send_media(&t.club, Media::photo(vec![0; 12 * 1024]).caption("look"));
    t.ann
        .send_media(&t.club, Media::document("a.txt", "text/plain", "abc"));
    t.ann.send_media(&t.club, Media::voice(3, vec![1; 100]));
    let helper = t.world.user("Helper").bot();
    owner.invite(&t.club, &helper);
    let asked = helper.send_buttons(&t.club, "Sure?", &[&[("Yes", "y"), ("No", "n")]]);
    owner.pin(&asked);
    t.ann.forward(&hi, &t.club);
    t.ann.leave(&t.club);
    owner.rename(&t.club, "Empty club");
    t.ann.send(&owner, "line one\nline two");
    assert_eq!(
        t.club.transcript(),
        "Ann: hi\n\
         You → Ann \"hi\": pong (edited) {👍}\n\
         Ann: [deleted]\n\
         Ann: [photo 12 KB] look\n\
         Ann: [file a.txt 3 B]\n\
         Ann: [voice 100 B]\n\
         * You added Helper\n\
         Helper: Sure? (pinned) [Yes] [No]\n\
         * You pinned a message\n\
         Ann (forwarded from Ann): hi\n\
         * Ann left\n\
         * You named the chat \"Empty club\"\n"
    );
    assert_eq!(t.ann.chat().transcript(), "Ann: line one\n    line two\n");
    assert_eq!(t.ann.chat().title(), "Ann");
}

#[test]
fn expectations_hold_and_chain() {
    let t = town();
    let owner = t.world.owner();
    let asked = t.ann.send(&t.big, "who?");
    let answer = owner.reply(&asked, "me");
    t.big
        .last_message()
        .expect_text("me")
        .expect_contains("m")
        .expect_reply_to(&asked)
        .expect_from_owner()
        .expect_no_reaction()
        .expect_not_edited()
        .expect_unanswered();
    asked.expect_from(&t.ann).expect_no_reply();
    owner.edit(&answer, "it is me");
    t.ann.react(&answer, "🎉");
    owner.pin(&answer);
    answer
        .expect_edited("it is me")
        .expect_reaction("🎉")
        .expect_pinned();
    owner.delete(&answer);
    answer.expect_deleted();
    asked.expect_not_deleted();
}

#[test]
fn a_failed_expectation_says_all() {
    let t = town();
    let hi = t.ann.send(&t.club, "hi");
    let said = failure(|| drop(hi.expect_text("hello")));
    assert!(said.contains("expected the text \"hello\""), "{said}");
    assert!(said.contains("found \"hi\" from Ann"), "{said}");
    assert!(
        said.contains("Club:") && said.contains("    Ann: hi"),
        "{said}"
    );
    type Check<'a> = Box<dyn FnOnce() + 'a>;
    let checks: Vec<(Check<'_>, &str)> = vec![
        (Box::new(|| drop(hi.expect_edited("hi"))), "an edit to"),
        (Box::new(|| drop(hi.expect_reply_to(&hi))), "an answer to"),
        (
            Box::new(|| drop(hi.expect_from_owner())),
            "a message from Owner",
        ),
        (Box::new(|| drop(hi.expect_deleted())), "a deleted message"),
        (
            Box::new(|| drop(hi.expect_reaction("👍"))),
            "the reaction 👍",
        ),
        (Box::new(|| drop(hi.expect_pinned())), "a pinned message"),
        (
            Box::new(|| drop(hi.expect_button("Yes"))),
            "the button [Yes]",
        ),
        (
            Box::new(|| drop(hi.expect_forwarded())),
            "a forwarded message",
        ),
        (Box::new(|| drop(hi.expect_media())), "media"),
        (Box::new(|| drop(hi.expect_contains("x"))), "a text with"),
        (
            Box::new(|| drop(hi.expect_formatted("bold", "hi"))),
            "in bold",
        ),
        (Box::new(|| drop(t.ann.chat().last_message())), "a message"),
        (
            Box::new(|| drop(t.club.message(999))),
            "a message with the id 999",
        ),
        (
            Box::new(|| drop(t.bob.send(&t.club, "let me in"))),
            "CHAT_ID_INVALID",
        ),
        (
            Box::new(|| drop(t.ann.press(&hi, "Yes"))),
            "the button [Yes]",
        ),
    ];
    for (check, part) in checks {
        let said = failure(check);
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn rights_are_enforced_for_people_too() {
    let t = town();
    let owner = t.world.owner();
    assert_eq!(
        t.ann.try_send(&t.news, "spam").unwrap_err(),
        "CHAT_ADMIN_REQUIRED"
    );
    owner.mute(&t.big, &t.ann);
    assert_eq!(
        t.ann.try_send(&t.big, "hm").unwrap_err(),
        "CHAT_WRITE_FORBIDDEN"
    );
    owner.unban(&t.big, &t.ann);
    t.ann.send(&t.big, "thanks");
    owner.kick(&t.big, &t.ann);
    assert!(t.big.is_banned(&t.ann) && !t.big.has_member(&t.ann));
    assert_eq!(
        t.ann.try_send(&t.big, "hey").unwrap_err(),
        "CHANNEL_PRIVATE"
    );
    assert_eq!(
        t.bob.try_send(&t.big, "hi").unwrap_err(),
        "CHAT_WRITE_FORBIDDEN"
    );
    owner.block(&t.ann);
    assert_eq!(
        t.ann.try_send(&owner, "hello?").unwrap_err(),
        "USER_IS_BLOCKED"
    );
    assert_eq!(
        owner.try_send(&t.ann, "hello?").unwrap_err(),
        "YOU_BLOCKED_USER"
    );
    owner.unblock(&t.ann);
    t.ann.send(&owner, "hello!");
    owner.promote(&t.news, &t.ann);
    assert!(t.news.is_admin(&t.ann));
    t.ann.send(&t.news, "news").expect_from(&t.ann);
    owner.demote(&t.news, &t.ann);
    assert!(!t.news.is_admin(&t.ann));
    assert_eq!(
        t.ann.try_send(&t.club, &"x".repeat(4097)).unwrap_err(),
        "MESSAGE_TOO_LONG"
    );
    assert_eq!(
        t.ann.try_send(&t.club, "  \n ").unwrap_err(),
        "MESSAGE_EMPTY"
    );
}

#[test]
fn forums_have_topics() {
    let world = World::new();
    let ann = world.user("Ann");
    let forum = world
        .supergroup("Forum")
        .member(&ann)
        .topic("Rust")
        .create();
    let hello = ann.send_in_topic(&forum, "Rust", "hello");
    hello.expect_topic("Rust");
    world
        .owner()
        .reply(&hello, "welcome")
        .expect_topic("Rust")
        .expect_reply_to(&hello);
    ann.send(&forum, "general");
    assert_eq!(
        forum.transcript(),
        "* You opened the topic \"Rust\"\nAnn #Rust: hello\nYou → Ann \"hello\" #Rust: welcome\nAnn: general\n"
    );
}

#[test]
fn bots_answer_presses_by_themselves() {
    let t = town();
    let helper = t
        .world
        .user("Helper")
        .on_press(|data| PressAnswer::Toast(String::from_utf8_lossy(data).to_uppercase()));
    t.ann.send(&helper, "/start");
    let menu = helper.send_buttons(&t.ann, "Menu", &[&[("Go", "go")]]);
    t.ann
        .press(&menu, "Go")
        .expect_toast("GO")
        .expect_answered();
}

#[test]
fn albums_polls_and_files() {
    let t = town();
    let album = t.ann.album(
        &t.club,
        [
            Media::photo("one").caption("two pictures"),
            Media::photo("two"),
        ],
    );
    assert_eq!(album.len(), 2);
    assert_eq!(album[1].file().unwrap(), b"two");
    let poll = t
        .ann
        .send_media(&t.club, Media::poll("Tea?", ["Yes", "No"]));
    t.world.owner().vote(&poll, "Yes");
    assert!(failure(|| t.ann.vote(&poll, "Maybe")).contains("OPTION_INVALID"));
    assert_eq!(t.club.last_message().chat().title(), "Club");
}

#[test]
fn reading_makes_nothing_unread() {
    let t = town();
    let owner = t.world.owner();
    t.ann.send(&t.club, "one");
    t.ann.send(&t.club, "two");
    assert_eq!(owner.unread(&t.club), 2);
    owner.read(&t.club);
    assert_eq!(owner.unread(&t.club), 0);
}

#[test]
fn the_same_seed_gives_the_same_world() {
    let tale = |seed| {
        let world = World::with_seed(seed);
        let ann = world.user("Ann");
        let group = world.supergroup("G").member(&ann).create();
        ann.send(&group, "x");
        (
            group.id(),
            ann.access_hash_of_chat(&group),
            group.last_message().date(),
        )
    };
    assert_eq!(tale(1), tale(1));
    assert_ne!(tale(1).1, tale(2).1);
}

#[tokio::test(start_paused = true)]
async fn time_is_tokios() {
    let world = World::new();
    let before = world.now();
    tokio::time::advance(std::time::Duration::from_secs(90)).await;
    assert_eq!(world.now(), before + 90);
    world.starts_at(1_000);
    assert_eq!(world.now(), 1_000);
}
