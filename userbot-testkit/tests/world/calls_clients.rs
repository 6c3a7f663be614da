//! Calls that some clients make around the ones that matter: exports, what the input line needs, the password.

use crate::support::{Client, bare, town, z};
use grammers_crypto::two_factor_auth::calculate_2fa;
use grammers_tl_types::{enums, functions as f, types};
use userbot_testkit::world::World;

pub(crate) const COVERED: &[&[&str]] = &[TAKEOUT, COMPOSING, PASSWORD];

const TAKEOUT: &[&str] = &[
    "account.initTakeoutSession!",
    "account.finishTakeoutSession!",
    "messages.getSplitRanges!",
    "contacts.getSaved!",
    "channels.getLeftChannels!",
];

#[test]
fn takeout() {
    let town = town();
    let client = town.me;
    let begin: f::account::InitTakeoutSession = bare(&[z()]);
    let end = f::account::FinishTakeoutSession { success: true };
    client.refused(&end, "TAKEOUT_REQUIRED");
    client.refused(&f::messages::GetSplitRanges {}, "TAKEOUT_REQUIRED");
    client.refused(&f::contacts::GetSaved {}, "TAKEOUT_REQUIRED");
    let enums::account::Takeout::Takeout(first) = client.ok(&begin);
    let enums::account::Takeout::Takeout(second) = client.ok(&begin);
    assert_ne!(first.id, second.id);
    let inside = |id| Client {
        takeout: Some(id),
        ..client.clone()
    };
    inside(first.id).refused(&f::messages::GetSplitRanges {}, "TAKEOUT_INVALID");
    let export = inside(second.id);
    let ranges = export.ok(&f::messages::GetSplitRanges {});
    let everything = types::MessageRange {
        min_id: 1,
        max_id: i32::MAX,
    };
    assert_eq!(ranges, [everything.into()]);
    export.ok(&f::contacts::GetSaved {});
    let left = |offset| f::channels::GetLeftChannels { offset };
    client.refused(&left(0), "TAKEOUT_REQUIRED");
    let enums::messages::Chats::Chats(none) = export.ok(&left(0)) else {
        panic!("all of them");
    };
    assert!(none.chats.is_empty());
    town.world.owner().leave(&town.big);
    let enums::messages::Chats::Chats(one) = export.ok(&left(0)) else {
        panic!("all of them");
    };
    assert!(matches!(&one.chats[..], [enums::Chat::Channel(channel)] if channel.left));
    let enums::messages::Chats::Slice(rest) = export.ok(&left(1)) else {
        panic!("a page");
    };
    assert_eq!((rest.count, rest.chats.len()), (1, 0));
    export.refused(&left(-1), "OFFSET_INVALID");
    assert!(export.ok(&end));
    export.refused(&f::contacts::GetSaved {}, "TAKEOUT_INVALID");
    client.covered(TAKEOUT);
}

const COMPOSING: &[&str] = &["channels.getSendAs", "messages.getWebPagePreview"];

#[test]
fn composing() {
    let town = town();
    let client = town.me;
    let send_as = |peer| f::channels::GetSendAs {
        for_paid_reactions: false,
        for_live_stories: false,
        peer,
    };
    let enums::channels::SendAsPeers::Peers(answer) = client.ok(&send_as(client.peer(&town.big)));
    let oneself = types::PeerUser {
        user_id: client.user.id(),
    };
    let enums::SendAsPeer::Peer(first) = &answer.peers[0];
    // And the channel that is the caller's own.
    assert_eq!((answer.peers.len(), &first.peer), (2, &oneself.into()));
    assert_eq!(answer.users[0].id(), client.user.id());
    client.refused(&send_as(client.to(&town.ann)), "PEER_ID_INVALID");

    let preview = |message: &str| f::messages::GetWebPagePreview {
        message: message.to_owned(),
        entities: None,
    };
    let enums::messages::WebPagePreview::Preview(answer) =
        client.ok(&preview("https://example.org"));
    assert_eq!(answer.media, enums::MessageMedia::Empty);
    town.world
        .web_page("https://example.org", "Example", "A page");
    let enums::messages::WebPagePreview::Preview(answer) =
        client.ok(&preview("see https://example.org"));
    assert!(matches!(answer.media, enums::MessageMedia::WebPage(_)));
    client.refused(&preview(" "), "MESSAGE_EMPTY");
    client.covered(COMPOSING);
}

const PASSWORD: &[&str] = &["account.updatePasswordSettings"];

fn asked(client: &Client) -> types::account::Password {
    let enums::account::Password::Password(asked) = client.ok(&f::account::GetPassword {});
    asked
}

pub(crate) fn proof(client: &Client, password: &str) -> enums::InputCheckPasswordSrp {
    use enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow as ModPow;
    let asked = asked(client);
    let Some(ModPow(algo)) = asked.current_algo else {
        panic!("no algorithm");
    };
    let (m1, a) = calculate_2fa(
        &algo.salt1,
        &algo.salt2,
        &algo.p,
        &algo.g,
        asked.srp_b.unwrap(),
        vec![7; 256],
        password,
    );
    types::InputCheckPasswordSrp {
        srp_id: asked.srp_id.unwrap(),
        a: a.to_vec(),
        m1: m1.to_vec(),
    }
    .into()
}

fn update(
    password: enums::InputCheckPasswordSrp,
    new: Option<(&enums::PasswordKdfAlgo, Vec<u8>)>,
) -> f::account::UpdatePasswordSettings {
    let (new_algo, new_password_hash) = new.map(|(algo, hash)| (algo.clone(), hash)).unzip();
    let hint = new_algo.as_ref().map(|_| "colour".to_owned());
    f::account::UpdatePasswordSettings {
        password,
        new_settings: types::account::PasswordInputSettings {
            new_algo,
            new_password_hash,
            hint,
            email: None,
            new_secure_settings: None,
        }
        .into(),
    }
}

#[test]
fn password() {
    let world = World::new();
    let owner = world.owner().password("secret", "the usual");
    let client = Client::new(&world, &owner, 1);
    let nothing = enums::InputCheckPasswordSrp::InputCheckPasswordEmpty;
    let algo = asked(&client).new_algo;
    let change = Some((&algo, vec![5; 256]));

    client.refused(
        &update(nothing.clone(), change.clone()),
        "PASSWORD_HASH_INVALID",
    );
    client.refused(
        &update(proof(&client, "guess"), change.clone()),
        "PASSWORD_HASH_INVALID",
    );
    let once = proof(&client, "secret");
    assert!(client.ok(&update(once.clone(), None)));
    client.refused(&update(once, change.clone()), "SRP_ID_INVALID");
    assert_eq!(asked(&client).hint.as_deref(), Some("the usual"));

    let short = Some((&algo, vec![5; 20]));
    client.refused(
        &update(proof(&client, "secret"), short),
        "NEW_SETTINGS_INVALID",
    );
    let unknown = Some((&enums::PasswordKdfAlgo::Unknown, vec![5; 256]));
    client.refused(
        &update(proof(&client, "secret"), unknown),
        "NEW_SETTINGS_INVALID",
    );

    let removed = Some((&enums::PasswordKdfAlgo::Unknown, Vec::new()));
    assert!(client.ok(&update(proof(&client, "secret"), removed)));
    assert!(!asked(&client).has_password);
    assert!(client.ok(&update(nothing.clone(), change.clone())));
    let set = asked(&client);
    assert_eq!(
        (set.has_password, set.hint.as_deref()),
        (true, Some("colour"))
    );
    client.refused(&update(nothing, change), "PASSWORD_HASH_INVALID");
    client.covered(PASSWORD);
}
