//! String sessions of other programs.

use proptest::prelude::*;
use secrecy::ExposeSecret;
use userbot_sdk::telegram::{
    ConnectOptions, Connection, PeerId, Session, SessionData, SessionError, StringFormat,
    StringSession, StringSessionError, login,
};

use crate::telegram_support::{Rig, key, soon};
use crate::vectors;

fn read(text: &str) -> StringSession {
    StringSession::parse(text).unwrap()
}

#[test]
fn every_format_is_read_and_written_byte_for_byte() {
    let cases = [
        (vectors::TELETHON, StringFormat::Telethon, 2, None, None),
        (
            vectors::TELETHON_IPV6,
            StringFormat::Telethon,
            4,
            None,
            None,
        ),
        (
            vectors::PYROGRAM,
            StringFormat::Pyrogram,
            2,
            Some(7_000_000_001),
            Some(false),
        ),
        (
            vectors::PYROGRAM_BOT,
            StringFormat::Pyrogram,
            4,
            Some(5_000_000_001),
            Some(true),
        ),
        (
            vectors::PYROGRAM_TEST,
            StringFormat::Pyrogram,
            2,
            Some(5_000_000_001),
            Some(false),
        ),
        (
            vectors::PYROGRAM_OLD_64,
            StringFormat::PyrogramOld64,
            5,
            Some(7_000_000_001),
            Some(false),
        ),
        (
            vectors::PYROGRAM_OLD,
            StringFormat::PyrogramOld,
            1,
            Some(1_234_567_890),
            Some(true),
        ),
    ];
    for (text, format, dc, id, bot) in cases {
        let login = read(&format!("  {text}\n"));
        assert_eq!((login.format(), login.dc()), (format, dc));
        assert_eq!((login.user_id(), login.is_bot()), (id, bot), "{format}");
        assert_eq!(login.is_test(), text == vectors::PYROGRAM_TEST);
        let written = login.to_text(format).unwrap();
        assert_eq!(written.expose_secret(), text, "{format}");
    }
    let telethon = read(vectors::TELETHON);
    assert_eq!(
        telethon.address(),
        Some("149.154.167.51:443".parse().unwrap())
    );
    let ipv6 = read(vectors::TELETHON_IPV6).address().unwrap();
    assert_eq!(ipv6, "[2001:67c:4e8:f004::a]:443".parse().unwrap());
    assert_eq!(read(vectors::PYROGRAM).api_id(), Some(123_456));
    let test = read(vectors::PYROGRAM_TEST).address().unwrap();
    assert_eq!(test, "149.154.167.40:443".parse().unwrap());
}

#[test]
fn what_is_none_is_refused_and_never_repeated() {
    let mut wrong_centre = vectors::PYROGRAM.to_owned();
    wrong_centre.replace_range(..1, "_");
    let mut strange = vectors::PYROGRAM.to_owned();
    strange.replace_range(40..41, "*");
    let zeros = format!("1ApWapzMBuw{}=", "A".repeat(341));
    let cases = [
        ("", StringSessionError::Unknown),
        ("1", StringSessionError::Unknown),
        ("hello", StringSessionError::Unknown),
        (&vectors::TELETHON[..300], StringSessionError::Unknown),
        (&vectors::PYROGRAM[1..], StringSessionError::Unknown),
        (&wrong_centre, StringSessionError::Field("the data centre")),
        (&strange, StringSessionError::Damaged),
        (&zeros, StringSessionError::Field("the key")),
    ];
    for (text, error) in cases {
        assert_eq!(StringSession::parse(text).unwrap_err(), error, "{text}");
        assert!(text.len() < 9 || !error.to_string().contains(&text[..9]));
    }
}

#[test]
fn a_format_says_what_it_lacks() {
    let telethon = read(vectors::TELETHON);
    let refused = |login: &StringSession, format| login.to_text(format).unwrap_err();
    assert_eq!(
        refused(&telethon, StringFormat::Pyrogram),
        StringSessionError::NoAccount
    );
    let old = read(vectors::PYROGRAM_OLD_64);
    assert_eq!(
        refused(&old, StringFormat::Pyrogram),
        StringSessionError::NoApiId
    );
    assert_eq!(
        refused(&old, StringFormat::PyrogramOld),
        StringSessionError::IdTooLarge
    );
    assert!(old.with_api_id(7).to_text(StringFormat::Pyrogram).is_ok());
}

#[test]
fn debug_prints_no_key() {
    let login = read(vectors::TELETHON);
    let text = format!("{login:?} {:?}", login.to_text(StringFormat::Telethon));
    assert!(
        !text.contains("AAECAw") && !text.contains("0, 1, 2"),
        "{text}"
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,400}") {
        let _ = StringSession::parse(&text);
    }

    #[test]
    fn no_base64_makes_it_panic(
        text in prop_oneof![
            "1[A-Za-z0-9_-]{351}=",
            "1[A-E][A-Za-z0-9_-]{366}=",
            "[A-E][A-Za-z0-9_-]{350}",
            "[A-E][A-Za-z0-9_-]{355}",
            "[A-E][A-Za-z0-9_-]{361}",
        ]
    ) {
        if let Ok(login) = StringSession::parse(&text) {
            // What was read is written as it was, or not at all.
            if let Ok(written) = login.to_text(login.format()) {
                let again = StringSession::parse(written.expose_secret()).unwrap();
                prop_assert_eq!(again.dc(), login.dc());
                prop_assert_eq!(again.user_id(), login.user_id());
            }
        }
    }
}

/// Writes the login of a world's owner as Telethon does.
fn telethon_of(rig: &Rig) -> String {
    use base64::Engine as _;
    let option = rig.dc_option();
    let mut bytes = vec![u8::try_from(option.id).unwrap()];
    bytes.extend(option.ipv4.ip().octets());
    bytes.extend(option.ipv4.port().to_be_bytes());
    bytes.extend(option.auth_key.unwrap());
    format!(
        "1{}",
        base64::engine::general_purpose::URL_SAFE.encode(bytes)
    )
}

#[tokio::test]
async fn an_imported_login_works_and_goes_out_again_unchanged() {
    let rig = Rig::new().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session.redb");
    let text = telethon_of(&rig);
    let session = Session::open(&path).unwrap();
    session.import(&read(&text)).await.unwrap();
    let (client, _pump) = Connection::open(ConnectOptions::new(1, session));
    let me = soon(login::current(&client)).await.unwrap().unwrap();
    assert_eq!(me.id(), PeerId::User(rig.world.owner().id()));
    soon(client.send("me", "moved in")).await.unwrap();
    client.disconnect().await.unwrap();

    let session = Session::open(&path).unwrap();
    assert!(session.is_logged_in());
    let login = session.export().unwrap();
    assert_eq!(
        login
            .to_text(StringFormat::Telethon)
            .unwrap()
            .expose_secret(),
        text
    );
    let pyrogram = login
        .with_api_id(5)
        .to_text(StringFormat::Pyrogram)
        .unwrap();
    let pyrogram = read(pyrogram.expose_secret());
    assert_eq!(pyrogram.user_id(), Some(rig.world.owner().id()));
    assert_eq!(pyrogram.is_bot(), Some(false));

    let again = session.import(&pyrogram).await.unwrap_err();
    assert!(matches!(again, SessionError::NotEmpty), "{again:?}");
}

#[tokio::test]
async fn a_login_that_has_ended_is_none() {
    let rig = Rig::new().await;
    let session = Session::in_memory(SessionData::default());
    session.import(&read(&telethon_of(&rig))).await.unwrap();
    rig.world.sign_out(rig.key_id);
    let (client, _pump) = Connection::open(ConnectOptions::new(1, session));
    assert!(soon(login::current(&client)).await.unwrap().is_none());
    assert!(matches!(
        client.session().export(),
        Err(SessionError::NoLogin)
    ));
}

#[tokio::test]
async fn a_login_of_pyrogram_is_known_without_a_question() {
    let session = Session::in_memory(SessionData::default());
    session.import(&read(vectors::PYROGRAM_BOT)).await.unwrap();
    let me = session.me().unwrap();
    assert_eq!(me.id(), PeerId::User(5_000_000_001));
    assert!(me.is_bot() && me.is_self());
    let out = session.export().unwrap().with_api_id(123_456);
    assert_eq!(
        out.to_text(StringFormat::Pyrogram).unwrap().expose_secret(),
        vectors::PYROGRAM_BOT
    );
    assert_ne!(key(1), [0; 256]);
}
