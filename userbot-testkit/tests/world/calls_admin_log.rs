//! The recent actions.

use crate::support::{Client, Town, bare, text, town, z};
use grammers_tl_types::enums::ChannelAdminLogEventAction as Action;
use grammers_tl_types::{enums, functions as f, types};

pub(crate) const COVERED: &[&[&str]] = &[ADMIN_LOG];

const ADMIN_LOG: &[&str] = &["channels.getAdminLog"];

fn request(channel: enums::InputChannel) -> f::channels::GetAdminLog {
    f::channels::GetAdminLog {
        channel,
        q: String::new(),
        events_filter: None,
        admins: None,
        max_id: 0,
        min_id: 0,
        limit: 100,
    }
}

fn events(client: &Client, request: &f::channels::GetAdminLog) -> Vec<types::ChannelAdminLogEvent> {
    let enums::channels::AdminLogResults::Results(answer) = client.ok(request);
    let known: Vec<i64> = answer.users.iter().map(enums::User::id).collect();
    let events: Vec<_> = answer
        .events
        .into_iter()
        .map(|enums::ChannelAdminLogEvent::Event(event)| event)
        .collect();
    assert!(events.iter().all(|event| known.contains(&event.user_id)));
    events
}

fn kind(action: &Action) -> String {
    match action {
        Action::ParticipantJoin => "join".to_owned(),
        Action::ParticipantLeave => "leave".to_owned(),
        Action::ParticipantInvite(_) => "invite".to_owned(),
        Action::ParticipantToggleBan(change) => {
            format!(
                "{} to {}",
                standing(&change.prev_participant),
                standing(&change.new_participant)
            )
        }
        Action::ParticipantToggleAdmin(change) => {
            format!(
                "{} to {}",
                standing(&change.prev_participant),
                standing(&change.new_participant)
            )
        }
        Action::ChangeTitle(change) => format!("{} → {}", change.prev_value, change.new_value),
        Action::UpdatePinned(pinned) => {
            let enums::Message::Message(message) = &pinned.message else {
                panic!("{pinned:?}")
            };
            format!("pin {}: {}", message.message, message.pinned)
        }
        Action::EditMessage(edit) => {
            format!("{} → {}", text(&edit.prev_message), text(&edit.new_message))
        }
        Action::DeleteMessage(gone) => format!("delete {}", text(&gone.message)),
        other => panic!("{other:?}"),
    }
}

fn standing(participant: &enums::ChannelParticipant) -> &'static str {
    match participant {
        enums::ChannelParticipant::Participant(_) => "member",
        enums::ChannelParticipant::Admin(_) => "admin",
        enums::ChannelParticipant::Banned(banned) if banned.left => "banned",
        enums::ChannelParticipant::Banned(_) => "restricted",
        enums::ChannelParticipant::Left(_) => "nobody",
        other => panic!("{other:?}"),
    }
}

#[test]
fn recent_actions() {
    let Town {
        world,
        me,
        ann,
        bob,
        big,
        club,
        ..
    } = town();
    let owner = world.owner();
    bob.join(&big);
    bob.leave(&big);
    owner.invite(&big, &bob);
    owner.mute(&big, &bob);
    owner.unban(&big, &bob);
    owner.promote(&big, &ann);
    ann.kick(&big, &bob);
    owner.unban(&big, &bob);
    owner.demote(&big, &ann);
    owner.rename(&big, "Bigger");
    let hello = ann.send(&big, "hello");
    owner.pin(&hello);
    owner.unpin(&hello);
    ann.edit(&hello, "hello all");
    owner.delete(&hello);
    // A basic group has no log, also not a hidden one.
    ann.send(&club, "elsewhere");

    let channel = me.channel(&big);
    let all = events(&me, &request(channel.clone()));
    let kinds: Vec<_> = all.iter().map(|event| kind(&event.action)).collect();
    assert_eq!(
        kinds,
        [
            "delete hello all",
            "hello → hello all",
            "pin hello: false",
            "pin hello: true",
            "Big → Bigger",
            "admin to member",
            "banned to nobody",
            "member to banned",
            "member to admin",
            "restricted to member",
            "member to restricted",
            "invite",
            "leave",
            "join",
        ]
    );
    assert!(all.is_sorted_by(|one, other| one.id > other.id));

    let found = |change: &dyn Fn(&mut f::channels::GetAdminLog)| {
        let mut request = request(channel.clone());
        change(&mut request);
        events(&me, &request)
            .iter()
            .map(|event| kind(&event.action))
            .collect::<Vec<_>>()
    };
    let only = |pick: &dyn Fn(&mut types::ChannelAdminLogEventsFilter)| {
        let mut filter: types::ChannelAdminLogEventsFilter = bare(&[z()]);
        pick(&mut filter);
        found(&|request| request.events_filter = Some(filter.clone().into()))
    };
    assert_eq!(only(&|_| ()), [""; 0]);
    assert_eq!(only(&|filter| filter.join = true), ["join"]);
    assert_eq!(only(&|filter| filter.leave = true), ["leave"]);
    assert_eq!(only(&|filter| filter.invite = true), ["invite"]);
    assert_eq!(only(&|filter| filter.ban = true), ["member to restricted"]);
    assert_eq!(
        only(&|filter| filter.unban = true),
        ["restricted to member"]
    );
    assert_eq!(only(&|filter| filter.kick = true), ["member to banned"]);
    assert_eq!(only(&|filter| filter.unkick = true), ["banned to nobody"]);
    assert_eq!(only(&|filter| filter.promote = true), ["member to admin"]);
    assert_eq!(only(&|filter| filter.demote = true), ["admin to member"]);
    assert_eq!(only(&|filter| filter.info = true), ["Big → Bigger"]);
    assert_eq!(only(&|filter| filter.pinned = true).len(), 2);
    assert_eq!(only(&|filter| filter.edit = true), ["hello → hello all"]);
    assert_eq!(only(&|filter| filter.delete = true), ["delete hello all"]);

    let anns = found(&|request| request.admins = Some(vec![me.input(&ann)]));
    assert_eq!(anns, ["hello → hello all", "member to banned"]);
    assert_eq!(found(&|request| request.limit = 2), kinds[..2]);
    assert_eq!(
        found(&|request| request.max_id = all[1].id),
        kinds[2..],
        "the next page"
    );
    assert_eq!(found(&|request| request.min_id = all[1].id), kinds[..1]);
    assert_eq!(
        found(&|request| request.q = "BIGGER".to_owned()),
        ["Big → Bigger"]
    );
    assert_eq!(
        found(&|request| request.q = "bob".to_owned()),
        ["leave", "join"]
    );

    let anns = me.with(&ann, 4);
    anns.refused(&request(anns.channel(&big)), "CHAT_ADMIN_REQUIRED");
    let mut wrong = request(channel.clone());
    wrong.admins = Some(vec![enums::InputUser::Empty]);
    me.refused(&wrong, "USER_ID_INVALID");
    me.refused(&request(Client::wrong_channel(&big)), "CHANNEL_INVALID");
    world.starts_at(i64::from(world.now()) + 49 * 3600);
    assert!(
        events(&me, &request(channel)).is_empty(),
        "two days are kept"
    );
    me.covered(ADMIN_LOG);
}
