//! Links into Telegram: what they are read as, how they are written, what is refused.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failure is what a test is for"
)]

use proptest::prelude::*;
use userbot_sdk::telegram::{
    Background, BackgroundFill, LinkChat, MessageLink, PeerId, TelegramLink, VideoChatKind,
};

fn read(text: &str) -> TelegramLink {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn named(name: &str) -> LinkChat {
    LinkChat::Username(name.to_owned())
}

/// Each pair is one link in its two forms; the first is also how it is written.
const PAIRS: &[(&str, &str)] = &[
    ("https://t.me/durov", "tg://resolve?domain=durov"),
    (
        "https://t.me/+79991234567",
        "tg://resolve?phone=79991234567",
    ),
    (
        "https://t.me/durov?text=hi",
        "tg:resolve?domain=durov&text=hi",
    ),
    (
        "https://t.me/durov?profile",
        "tg://resolve?domain=durov&profile",
    ),
    (
        "https://t.me/durov?direct",
        "tg://resolve?domain=durov&direct",
    ),
    ("https://t.me/contact/12%3Aab", "tg://contact?token=12:ab"),
    ("https://t.me/+AbCd_12345", "tg://join?invite=AbCd_12345"),
    ("https://t.me/addlist/abc", "tg://addlist?slug=abc"),
    ("https://t.me/durov/15", "tg://resolve?domain=durov&post=15"),
    (
        "https://t.me/durov/15?single&thread=7&comment=9&t=83",
        "tg://resolve?domain=durov&post=15&single&thread=7&comment=9&t=1m23s",
    ),
    (
        "https://t.me/c/1234/15",
        "tg://privatepost?channel=1234&post=15",
    ),
    (
        "https://t.me/share/url?url=https%3A%2F%2Fa.b%2F&text=x%20y",
        "tg://msg_url?url=https%3A%2F%2Fa.b%2F&text=x+y",
    ),
    (
        "https://t.me/durov?videochat",
        "tg://resolve?domain=durov&videochat",
    ),
    (
        "https://t.me/durov?livestream=abc",
        "tg://resolve?domain=durov&livestream=abc",
    ),
    ("https://t.me/call/abc", "tg://call?slug=abc"),
    ("https://t.me/addstickers/Cats", "tg://addstickers?set=Cats"),
    ("https://t.me/addemoji/Cats", "tg://addemoji?set=Cats"),
    (
        "https://t.me/durov/s/3",
        "tg://resolve?domain=durov&story=3",
    ),
    (
        "https://t.me/durov/a/3",
        "tg://resolve?domain=durov&album=3",
    ),
    (
        "https://t.me/durov/c/3",
        "tg://resolve?domain=durov&collection=3",
    ),
    ("https://t.me/boost/durov", "tg://boost?domain=durov"),
    ("https://t.me/boost?c=1234", "tg://boost?channel=1234"),
    ("https://t.me/addtheme/night", "tg://addtheme?slug=night"),
    (
        "https://t.me/bg/abc?mode=blur%20motion",
        "tg://bg?slug=abc&mode=blur+motion",
    ),
    ("https://t.me/bg/ff0000", "tg://bg?color=ff0000"),
    (
        "https://t.me/bg/ff0000-00ff00?rotation=45",
        "tg://bg?gradient=ff0000-00ff00&rotation=45",
    ),
    (
        "https://t.me/bg/ff0000~00ff00~0000ff",
        "tg://bg?gradient=ff0000~00ff00~0000ff",
    ),
    (
        "https://t.me/bg/abc?intensity=-50&bg_color=ff0000",
        "tg://bg?slug=abc&intensity=-50&bg_color=ff0000",
    ),
    (
        "https://t.me/setlanguage/ru-beta",
        "tg://setlanguage?lang=ru-beta",
    ),
    (
        "https://t.me/my_bot?start=x1",
        "tg://resolve?domain=my_bot&start=x1",
    ),
    (
        "https://t.me/my_bot?startgroup=x1&admin=pin_messages%20ban_users",
        "tg://resolve?domain=my_bot&startgroup=x1&admin=pin_messages+ban_users",
    ),
    (
        "https://t.me/my_bot?startchannel&admin=post_messages",
        "tg://resolve?domain=my_bot&startchannel&admin=post_messages",
    ),
    (
        "https://t.me/my_bot?game=chess",
        "tg://resolve?domain=my_bot&game=chess",
    ),
    (
        "https://t.me/my_bot?ref=x1",
        "tg://resolve?domain=my_bot&ref=x1",
    ),
    (
        "https://t.me/my_bot?startapp",
        "tg://resolve?domain=my_bot&startapp",
    ),
    (
        "https://t.me/my_bot/shop?startapp=x1",
        "tg://resolve?domain=my_bot&appname=shop&startapp=x1",
    ),
    (
        "https://t.me/my_bot?startattach&choose=users%20groups",
        "tg://resolve?domain=my_bot&startattach&choose=users+groups",
    ),
    (
        "https://t.me/durov?attach=my_bot&startattach=x1",
        "tg://resolve?domain=durov&attach=my_bot&startattach=x1",
    ),
    (
        "https://t.me/+79991234567?attach=my_bot",
        "tg://resolve?phone=79991234567&attach=my_bot",
    ),
    ("https://t.me/invoice/abc", "tg://invoice?slug=abc"),
    ("https://t.me/m/abc", "tg://message?slug=abc"),
    ("https://t.me/nft/Cap-1", "tg://nft?slug=Cap-1"),
    ("https://t.me/auction/abc", "tg://stargift_auction?slug=abc"),
    (
        "https://t.me/iv?url=https%3A%2F%2Fa.b&rhash=12",
        "tg://iv?url=https%3A%2F%2Fa.b&rhash=12",
    ),
];

#[test]
fn both_forms_of_a_link_are_the_same_link() {
    for (web, deep) in PAIRS {
        let link = read(web);
        assert_eq!(link, read(deep), "{web} and {deep}");
        assert_eq!(link.to_string(), *web);
        assert_eq!(link.reveal().expose(), web);
    }
}

#[test]
fn some_links_have_one_form() {
    for text in [
        "tg://user?id=777000",
        "tg://emoji?id=5368324170671202286",
        "tg://settings",
        "tg://settings/privacy",
        "tg://settings/privacy/phone",
        "tg://premium_offer",
        "tg://premium_offer?ref=x",
        "tg://premium_multigift?ref=x",
        "tg://stars_topup?balance=50&purpose=subs",
        "tg://passport?bot_id=1&scope=x",
        "tg://need_update_for_some_feature",
    ] {
        assert_eq!(read(text).to_string(), text);
    }
}

#[test]
fn older_and_other_ways_to_write_them_are_read() {
    for (text, written) in [
        ("t.me/joinchat/AbCd_12345", "https://t.me/+AbCd_12345"),
        ("http://telegram.me/durov/", "https://t.me/durov"),
        ("HTTPS://T.ME/durov", "https://t.me/durov"),
        ("www.t.me/durov", "https://t.me/durov"),
        ("https://telegram.dog/durov#anchor", "https://t.me/durov"),
        ("durov.t.me", "https://t.me/durov"),
        ("https://durov.t.me/15", "https://t.me/durov/15"),
        ("https://t.me/s/durov/15", "https://t.me/durov/15"),
        ("https://t.me/durov/7/15", "https://t.me/durov/15?thread=7"),
        (
            "https://t.me/c/1234/7/15",
            "https://t.me/c/1234/15?thread=7",
        ),
        ("https://t.me/durov?boost", "https://t.me/boost/durov"),
        ("https://t.me/c/1234?boost", "https://t.me/boost?c=1234"),
        ("https://t.me/$abc", "https://t.me/invoice/abc"),
        ("https://t.me/durov/15?t=1:05", "https://t.me/durov/15?t=65"),
        (
            "https://t.me/durov/15?t=1h2m3s",
            "https://t.me/durov/15?t=3723",
        ),
        (
            "https://t.me/msg?url=a.b",
            "https://t.me/share/url?url=a%2Eb",
        ),
        (
            "tg://resolve?domain=telegrampassport&bot_id=1",
            "tg://passport?bot_id=1",
        ),
        ("tg://openmessage?user_id=777000", "tg://user?id=777000"),
    ] {
        let written = written.replace("%2E", ".");
        assert_eq!(read(text).to_string(), written, "{text}");
    }
}

#[test]
fn links_are_taken_apart() {
    assert_eq!(
        read("https://t.me/durov?voicechat=x"),
        TelegramLink::VideoChat {
            username: "durov".to_owned(),
            kind: VideoChatKind::VoiceChat,
            invite: Some("x".to_owned()),
        }
    );
    let TelegramLink::Message(MessageLink {
        chat, id, thread, ..
    }) = read("https://t.me/c/1234/7/15")
    else {
        panic!("a message");
    };
    assert_eq!(
        (chat, id, thread),
        (LinkChat::Id(PeerId::Channel(1234)), 15, Some(7))
    );
    let TelegramLink::Background(Background {
        fill,
        colors,
        intensity,
        ..
    }) = read("https://t.me/bg/abc?intensity=-50&bg_color=ff0000-00ff00")
    else {
        panic!("a background");
    };
    assert_eq!(fill, BackgroundFill::Slug("abc".to_owned()));
    assert_eq!((colors, intensity), (vec![0xff_0000, 0xff00], Some(-50)));
    assert_eq!(
        read("t.me/my_bot?startgroup&admin=a+b"),
        TelegramLink::BotInGroup {
            bot: "my_bot".to_owned(),
            parameter: None,
            rights: vec!["a".to_owned(), "b".to_owned()],
        }
    );
    assert_eq!(
        read("t.me/boost/durov"),
        TelegramLink::Boost(named("durov"))
    );
}

#[test]
fn secrets_are_not_shown() {
    let secret = "dd000102030405060708090a0b0c0d0e0f";
    for (text, shown) in [
        ("https://t.me/login/12345", "https://t.me/login/***"),
        ("tg://login?token=qrtoken", "tg://login?token=***"),
        ("https://t.me/giftcode/gift777", "https://t.me/giftcode/***"),
        (
            "https://t.me/confirmphone?phone=79991234567&hash=hash99",
            "https://t.me/confirmphone?phone=79991234567&hash=***",
        ),
        (
            &format!("https://t.me/proxy?server=1.2.3.4&port=443&secret={secret}"),
            "https://t.me/proxy?server=1.2.3.4&port=443&secret=***",
        ),
        (
            "https://t.me/socks?server=1.2.3.4&port=443&user=u&pass=hunter2",
            "https://t.me/socks?server=1.2.3.4&port=443&user=u&pass=***",
        ),
    ] {
        let link = read(text);
        assert_eq!(link.to_string(), shown);
        assert_eq!(link.reveal().expose(), text);
        let debug = format!("{link:?}");
        for hidden in ["12345", "qrtoken", "gift777", "hash99", secret, "hunter2"] {
            assert!(
                !debug.contains(hidden) || debug.contains("79991234567") && hidden == "12345",
                "{debug}"
            );
        }
    }
}

#[test]
fn what_is_no_link_is_refused() {
    for text in [
        "",
        "durov",
        "@durov",
        "https://example.com/durov",
        "https://t.me",
        "https://t.me/",
        "https://xt.me/durov",
        "https://t.me.evil.com/durov",
        "a.t.me",
        "t.me/1abc",
        "t.me/du rov",
        "t.me/durov/0",
        "t.me/durov/-5",
        "t.me/durov/99999999999",
        "t.me/durov/1/2/3",
        "t.me/durov/15?t=1x",
        "t.me/durov/15?comment=x",
        "t.me/c/0/5",
        "t.me/c/x/5",
        "t.me/c/1234",
        "t.me/+",
        "t.me/+12",
        "t.me/joinchat/12345678901",
        "t.me/addstickers",
        "t.me/addstickers/a/b",
        "t.me/bg/abc?intensity=500&bg_color=ff0000",
        "t.me/bg/abc?bg_color=red",
        "t.me/proxy?server=x",
        "t.me/share",
        "t.me/%ff%fe",
        "tg://",
        "tg://resolve",
        "tg://resolve?domain=1",
        "tg://join",
        "tg://user?id=-5",
        "tg://user?id=abc",
        "tg://emoji?id=x",
        "tg://a/b",
    ] {
        assert!(text.parse::<TelegramLink>().is_err(), "{text}");
    }
    let long = format!("https://t.me/durov?text={}", "x".repeat(5000));
    assert!(long.parse::<TelegramLink>().is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Whatever is read is written so that it reads back as the same.
    #[test]
    fn what_is_read_is_written_and_read_again(
        text in r"(https://)?(t\.me|tg:)/{1,2}[a-z+$%\.~/0-9_-]{0,20}(\?[a-z=&%0-9+:]{0,40})?"
    ) {
        if let Ok(link) = text.parse::<TelegramLink>() {
            let written = link.reveal();
            prop_assert_eq!(read(written.expose()), link);
        }
    }

    /// Any text at all is a link or an error.
    #[test]
    fn no_text_is_a_panic(text in r"(t\.me/|tg://|https://[a-z]{1,8}\.t\.me/)?\PC{0,60}") {
        if let Ok(link) = text.parse::<TelegramLink>() {
            let written = link.reveal();
            prop_assert_eq!(read(written.expose()), link);
        }
    }

    /// The forms with their words, and any values in them.
    #[test]
    fn known_words_with_any_values(
        word in prop::sample::select(PAIRS),
        value in r"[\PC]{1,12}",
        at in 0_usize..3,
    ) {
        let encoded: String = url_encoded(&value);
        let text = word.1;
        let mut values = text.match_indices('=').map(|(index, _)| index).collect::<Vec<_>>();
        values.truncate(at + 1);
        if let Some(index) = values.pop() {
            let end = text[index..].find('&').map_or(text.len(), |found| index + found);
            let changed = format!("{}={encoded}{}", &text[..index], &text[end..]);
            if let Ok(link) = changed.parse::<TelegramLink>() {
                let written = link.reveal();
                prop_assert_eq!(read(written.expose()), link);
            }
        }
    }
}

fn url_encoded(text: &str) -> String {
    use std::fmt::Write;
    let mut encoded = String::new();
    for byte in text.bytes() {
        write!(encoded, "%{byte:02X}").unwrap();
    }
    encoded
}
