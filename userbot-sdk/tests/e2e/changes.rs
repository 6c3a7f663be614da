//! What changes in chats: pins, titles, rules, rights, votes, requests, and what was deleted.

use userbot_sdk::prelude::*;
use userbot_sdk::telegram::{
    AdminRight, AdminRights, ChatChange, MemberRights, OutgoingPoll, ParticipantRole, Permission,
    Permissions, tl,
};
use userbot_testkit::prelude::*;

use crate::support::{note, notes};

/// Writes down what changes.
#[derive(Module, Default)]
struct Changes;

fn names(peers: &[Peer]) -> String {
    let names: Vec<_> = peers.iter().map(|peer| peer.name().into_owned()).collect();
    names.join(", ")
}

#[handlers]
impl Changes {
    #[watcher]
    async fn deleted(&self, _ctx: &Context, event: &Deleted) -> Result<()> {
        let known: Vec<&str> = event.known.iter().map(Message::text).collect();
        let chat = event.chat.as_ref().map(Peer::name).unwrap_or_default();
        note(format!(
            "{} deleted in {chat:?}: {known:?}",
            event.message_ids.len()
        ));
        Ok(())
    }

    #[watcher]
    async fn pinned(&self, _ctx: &Context, event: &Pinned) -> Result<()> {
        let what = if event.pinned { "pinned" } else { "unpinned" };
        note(format!(
            "{what} {:?} in {}",
            event.message_ids,
            event.chat.name()
        ));
        Ok(())
    }

    #[watcher]
    async fn changed(&self, _ctx: &Context, event: &ChatChanged) -> Result<()> {
        let by = event.by.as_ref().map(Peer::name).unwrap_or_default();
        let change = match &event.change {
            ChatChange::Permissions(permissions) => {
                let not: Permissions = Permissions::all()
                    .iter()
                    .filter(|one| !permissions.has(*one))
                    .collect();
                format!("forbids {not:?}")
            }
            other => format!("{other:?}"),
        };
        note(format!("{} by {by:?}: {change}", event.chat.name()));
        Ok(())
    }

    #[watcher]
    async fn rights(&self, _ctx: &Context, event: &RightsChanged) -> Result<()> {
        let what = match event.now {
            MemberRights::Admin(_) => "an admin",
            MemberRights::Member => "a member",
            _ => "something else",
        };
        note(format!(
            "{} is {what} of {}",
            event.user.name(),
            event.chat.name()
        ));
        Ok(())
    }

    #[watcher]
    async fn poll(&self, _ctx: &Context, event: &PollChanged) -> Result<()> {
        let votes: Vec<String> = event
            .answers
            .iter()
            .map(|answer| {
                let text = answer.text.as_deref().unwrap_or("?");
                format!("{text} {}", answer.voters.map_or(-1, i64::from))
            })
            .collect();
        let question = event.question.as_deref().unwrap_or("?");
        let closed = event.closed == Some(true);
        note(format!(
            "{question} {} votes, closed {closed}: {votes:?}",
            event.voters
        ));
        Ok(())
    }

    #[watcher]
    async fn asked(&self, _ctx: &Context, event: &JoinRequested) -> Result<()> {
        note(format!(
            "{:?} ask to be let into {}: {}",
            event.pending,
            event.chat.name(),
            names(&event.users)
        ));
        Ok(())
    }

    #[watcher]
    async fn call(&self, _ctx: &Context, event: &Call) -> Result<()> {
        let who = event.peer.as_ref().map(Peer::name).unwrap_or_default();
        note(format!("call of {who:?}: {:?}", event.state));
        Ok(())
    }
}

#[userbot_testkit::test]
async fn what_was_deleted_is_told_as_it_was_last() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.supergroup("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Changes>().start().await?;
    let secret = bot.act(|| ann.send(&club, "a secert")).await;
    bot.act(|| ann.edit(&secret, "a secret")).await;
    let own = bot.send(&ann, "sent by me").await;
    bot.act(|| ann.delete(&secret)).await;
    bot.act(|| ann.delete(&own)).await;
    assert_eq!(
        notes(),
        [
            r#"1 deleted in "Club": ["a secret"]"#,
            r#"1 deleted in "Ann": ["sent by me"]"#
        ]
    );
    Ok(())
}

#[userbot_testkit::test]
async fn pins_titles_and_rules() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let group = world.group("Group").admin(&ann).create();
    let club = world.supergroup("Club").admin(&ann).create();
    let mut bot = MockClient::on(&world).module::<Changes>().start().await?;
    for chat in [&group, &club] {
        let message = bot.act(|| ann.send(chat, "read this")).await;
        bot.act(|| ann.pin(&message)).await;
        bot.act(|| ann.unpin(&message)).await;
        let (id, title) = (message.id(), chat.title());
        assert_eq!(
            notes(),
            [
                format!("pinned [{id}] in {title}"),
                format!("unpinned [{id}] in {title}")
            ]
        );
    }
    bot.act(|| ann.rename(&club, "Old club")).await;
    assert_eq!(notes(), [r#"Old club by "Ann": Title("Old club")"#]);
    let quiet = Permissions::all().without(Permission::SendPolls);
    bot.client().set_permissions(&club, quiet).await?;
    bot.client().set_permissions(&club, quiet).await?;
    bot.settle().await;
    assert_eq!(notes(), [r#"Old club by "": forbids {SendPolls}"#]);
    Ok(())
}

#[userbot_testkit::test]
async fn admins_of_a_basic_group() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    world.group("Group").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Changes>().start().await?;
    let update = |is_admin| {
        let group = bot.world().chats()[0].id();
        tl::types::UpdateChatParticipantAdmin {
            chat_id: group,
            user_id: ann.id(),
            is_admin,
            version: 1,
        }
        .into()
    };
    let (up, down): (tl::enums::Update, tl::enums::Update) = (update(true), update(false));
    bot.act(|| world.push_raw(&world.owner(), up)).await;
    bot.act(|| world.push_raw(&world.owner(), down)).await;
    assert_eq!(
        notes(),
        ["Ann is an admin of Group", "Ann is a member of Group"]
    );
    Ok(())
}

#[userbot_testkit::test]
async fn votes_and_requests() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.supergroup("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Changes>().start().await?;
    let client = bot.client().clone();
    let poll = OutgoingPoll::new("Tea?").answer("Yes").answer("No");
    let asked = client.send(&club, poll).await?;
    bot.settle().await;
    notes();
    let message = club.message(asked.id());
    bot.act(|| ann.vote(&message, "Yes")).await;
    // Who has not voted sees how many did, not how.
    let hidden = r#"Tea? 1 votes, closed false: ["Yes -1", "No -1"]"#;
    assert_eq!(notes(), [hidden]);
    client.vote(&asked, &[1]).await?;
    bot.settle().await;
    assert_eq!(
        notes(),
        [r#"Tea? 2 votes, closed false: ["Yes 1", "No 1"]"#]
    );
    client.close_poll(&asked).await?;
    bot.settle().await;
    assert!(notes().iter().any(|line| line.contains("closed true")));

    let link = world.owner().request_link(&club);
    let ben = world.user("Ben");
    bot.act(|| ben.follow(&link).unwrap_err()).await;
    assert_eq!(notes(), ["Some(1) ask to be let into Club: Ben"]);
    client.approve_join(&club, &ben).await?;
    bot.settle().await;
    assert_eq!(notes(), ["Some(0) ask to be let into Club: "]);
    Ok(())
}

#[userbot_testkit::test]
async fn a_call_rings() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let mut bot = MockClient::on(&world).module::<Changes>().start().await?;
    bot.act(|| ann.send_to_owner("hi")).await;
    let protocol = tl::types::PhoneCallProtocol {
        udp_p2p: true,
        udp_reflector: true,
        min_layer: 65,
        max_layer: 92,
        library_versions: vec![],
    };
    let ringing = tl::types::PhoneCallRequested {
        video: false,
        id: 1,
        access_hash: 2,
        date: 0,
        admin_id: ann.id(),
        participant_id: world.owner().id(),
        g_a_hash: vec![],
        protocol: protocol.into(),
    };
    let update = tl::types::UpdatePhoneCall {
        phone_call: ringing.into(),
    };
    bot.act(|| world.push_raw(&world.owner(), update.into()))
        .await;
    assert_eq!(notes(), [r#"call of "Ann": Ringing"#]);
    Ok(())
}

#[userbot_testkit::test]
async fn rights_are_set_and_read() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann").username("ann");
    let ben = world.user("Ben").username("ben").contact();
    let cid = world.user("Cid").username("cid");
    let club = world
        .supergroup("Club")
        .username("the_club")
        .members([&ann, &ben, &cid])
        .create();
    let bot = MockClient::on(&world).start().await?;
    let client = bot.client();

    let few = AdminRights::from([AdminRight::PinMessages, AdminRight::DeleteMessages]);
    client
        .promote_with("@the_club", "@ann", few, Some("janitor"))
        .await?;
    let member = client.participant("@the_club", "@ann").await?.unwrap();
    assert_eq!(member.role, ParticipantRole::Admin);
    assert_eq!(member.rights, Some(MemberRights::Admin(few)));
    assert_eq!(member.title.as_deref(), Some("janitor"));
    assert_eq!(member.by.unwrap().id().bare(), world.owner().id());
    client.demote("@the_club", "@ann").await?;
    let member = client.participant("@the_club", "@ann").await?.unwrap();
    assert_eq!(member.rights, Some(MemberRights::Member));

    let until = Timestamp::from_second(2_000_000_000)?;
    let quiet = Permissions::all().without(Permission::SendStickers);
    client
        .restrict("@the_club", "@cid", quiet, Some(until))
        .await?;
    let member = client.participant("@the_club", "@cid").await?.unwrap();
    assert_eq!(member.rights, Some(MemberRights::Restricted(quiet)));
    let restricted = client.participants("@the_club").restricted();
    assert_eq!(restricted.collect().await?.len(), 1);

    client.ban("@the_club", "@ben", None).await?;
    let member = client.participant("@the_club", "@ben").await?.unwrap();
    assert_eq!(member.rights, Some(MemberRights::Banned));
    assert!(club.is_banned(&ben));
    let banned = client.participants("@the_club").banned().collect().await?;
    assert_eq!(banned[0].peer.name(), "Ben");
    client.unban("@the_club", "@ben").await?;
    assert!(client.participant("@the_club", "@ben").await?.is_none());
    Ok(())
}

#[userbot_testkit::test]
async fn members_are_searched() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann Lee").username("anna");
    let ben = world.user("Ben").username("ben").contact();
    let chats = [
        world.group("Group").members([&ann, &ben]).create(),
        world.supergroup("Club").members([&ann, &ben]).create(),
    ];
    let bot = MockClient::on(&world).start().await?;
    for chat in chats {
        let all = |members: Vec<userbot_sdk::telegram::Participant>| -> Vec<String> {
            members
                .iter()
                .map(|member| member.peer.name().into_owned())
                .collect()
        };
        let members = || bot.client().participants(&chat);
        let found = members().search("LEE").collect().await?;
        assert_eq!(all(found), ["Ann Lee"], "{}", chat.title());
        let found = members().search("ann").collect().await?;
        assert_eq!(all(found), ["Ann Lee"], "{}", chat.title());
        assert!(members().search("nobody").collect().await?.is_empty());
        let found = members().contacts().collect().await?;
        assert_eq!(all(found), ["Ben"], "{}", chat.title());
        assert!(members().banned().collect().await?.is_empty());
        let ann = bot.client().resolve("@anna").await?;
        let one = bot.client().participant(&chat, &ann).await?;
        assert_eq!(one.unwrap().role, ParticipantRole::Member);
    }
    Ok(())
}
