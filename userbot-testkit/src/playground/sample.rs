//! The small world that a bot is tried out in.

use super::texts::{Language, Text};
use crate::world::{Chat, PressAnswer, World};

/// Makes the world, at this Unix time; gives it and the chat to begin in.
pub(super) fn world(language: Language, now: i64) -> (World, Chat) {
    let say = |text| language.text(text);
    let world = World::new();
    world.starts_at(now);
    let owner = world.owner();
    let ann = world.user("Ann").username("ann").contact();
    let bob = world.user("Bob").username("bob");
    let barista = world
        .user("Barista")
        .username("barista_bot")
        .on_press(move |data| {
            let choice = if data == b"tea" {
                Text::SampleTea
            } else {
                Text::SampleCoffee
            };
            PressAnswer::Toast(language.fill(Text::SampleChosen, &[language.text(choice)]))
        });
    let news = world.channel("News").username("playground_news").create();
    let team = world.supergroup("Team").member(&ann).create();
    let club = world.group("Club").member(&ann).member(&bob).create();

    owner.send(&news, say(Text::SampleNews));
    owner.send(world.saved_messages(), say(Text::SampleNote));
    owner.send(&team, say(Text::SampleHello));
    ann.send_to_owner(say(Text::SamplePrivate));
    owner.send(&barista, "/start");
    barista.send_buttons(
        &owner,
        say(Text::SampleQuestion),
        &[&[
            (say(Text::SampleCoffee), "coffee"),
            (say(Text::SampleTea), "tea"),
        ]],
    );
    ann.send(&club, say(Text::SampleHello));
    bob.send(&club, say(Text::SampleBob));
    owner.read(&club);
    (world, club)
}
