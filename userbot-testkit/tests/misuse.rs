//! What a test's author does wrong, and what they are told.

#![allow(missing_docs, reason = "test code")]

use userbot_testkit::prelude::*;

#[test]
#[should_panic(expected = "found a chat of another `World`")]
fn a_chat_of_another_world() {
    let (world, other) = (World::new(), World::new());
    // Both have the id 1 000 002: without a check, Bob would get what is written to Ann.
    let (_bob, ann) = (world.user("Bob"), other.user("Ann"));
    world.owner().send(ann.chat(), "hello");
}

#[test]
#[should_panic(expected = "Ann belongs to another `World`")]
fn a_user_of_another_world() {
    let (world, other) = (World::new(), World::new());
    let (_bob, ann) = (world.user("Bob"), other.user("Ann"));
    world.owner().send(&ann, "hello");
}

#[test]
#[should_panic(expected = "Ann belongs to another `World`")]
fn a_member_of_another_world() {
    let (world, other) = (World::new(), World::new());
    let ann = other.user("Ann");
    world.group("Club").member(&ann).create();
}

#[test]
#[should_panic(expected = "Ann is not in this chat, see `.member(…)`")]
fn somebody_who_is_not_in_the_group() {
    let world = World::new();
    let ann = world.user("Ann");
    ann.send(world.group("Club").create(), "hello");
}

#[test]
#[should_panic(expected = "Ann is not in this chat, see `.member(…)`")]
fn somebody_who_is_not_in_the_supergroup() {
    let world = World::new();
    let ann = world.user("Ann");
    ann.send(world.supergroup("Club").create(), "hello");
}

#[tokio::test]
#[should_panic(expected = "write `#[userbot_testkit::test]` where `#[tokio::test]`")]
async fn a_bot_outside_of_the_attribute() {
    let world = World::new();
    let _ = MockClient::on(&world).start().await;
}
