//! Links to proxies.

use crate::mtproxy_server::hex;
use proptest::prelude::*;
use secrecy::ExposeSecret;
use userbot_sdk::telegram::{MtProxySecret, ProxyLinkError, ProxySettings, Socks5Proxy};

fn read(link: &str) -> ProxySettings {
    link.parse()
        .unwrap_or_else(|error| panic!("{link}: {error}"))
}

const KEY: &str = "000102030405060708090a0b0c0d0e0f";

#[test]
fn links_of_telegram_are_understood() {
    for start in [
        "https://t.me/proxy?",
        "http://t.me/proxy/?",
        "t.me/proxy?",
        "https://telegram.me/proxy?",
        "https://www.telegram.dog/proxy?",
        "tg://proxy?",
        "tg:proxy?",
        "TG://PROXY?",
    ] {
        for (secret, padded, domain) in [
            (KEY.to_owned(), false, None),
            (format!("dd{KEY}"), true, None),
            (format!("DD{}", KEY.to_uppercase()), true, None),
            (
                format!("ee{KEY}6578616d706c652e6f7267"),
                true,
                Some("example.org"),
            ),
            ("AAECAwQFBgcICQoLDA0ODw".to_owned(), false, None),
            ("AAECAwQFBgcICQoLDA0ODw%3D%3D".to_owned(), false, None),
            ("3QABAgMEBQYHCAkKCwwNDg8".to_owned(), true, None),
            (
                "7gABAgMEBQYHCAkKCwwNDg9leGFtcGxlLm9yZw".to_owned(),
                true,
                Some("example.org"),
            ),
        ] {
            let link = format!("{start}server=1.2.3.4&port=443&secret={secret}");
            let ProxySettings::MtProxy(proxy) = read(&link) else {
                panic!("{link}")
            };
            assert_eq!((proxy.server(), proxy.port()), ("1.2.3.4", 443));
            assert_eq!(proxy.secret().is_padded(), padded, "{link}");
            assert_eq!(proxy.secret().domain(), domain, "{link}");
        }
    }
    // Bytes whose base64 has the signs that links spell in several ways.
    let signs: MtProxySecret = "3f-_vvv7-_v7-_v7-_v7-_s".parse().unwrap();
    assert!(signs.is_padded());
    assert_eq!("3f+/vvv7+/v7+/v7+/v7+/s=".parse(), Ok(signs));
}

#[test]
fn socks_is_understood_in_both_spellings() {
    let proxy = read("https://t.me/socks?server=proxy.example.org&port=1080&user=a%40b&pass=p%26q");
    assert_eq!(proxy.to_string(), "SOCKS5 proxy.example.org:1080");
    let url = proxy.http_url().unwrap();
    assert_eq!(
        url.expose_secret(),
        "socks5h://a%40b:p%26q@proxy.example.org:1080"
    );
    let same = read(url.expose_secret());
    assert_eq!(
        same.http_url().unwrap().expose_secret(),
        url.expose_secret()
    );
    assert_eq!(
        same.link().expose_secret(),
        "https://t.me/socks?server=proxy.example.org&port=1080&user=a%40b&pass=p%26q"
    );
    let open = read("socks5://[2001:db8::1]:9050");
    assert_eq!((open.server(), open.port()), ("2001:db8::1", 9050));
    assert_eq!(
        open.http_url().unwrap().expose_secret(),
        "socks5h://[2001:db8::1]:9050"
    );
    assert_eq!(
        read("tg://socks?server=a.b&port=1&user=&pass=").to_string(),
        "SOCKS5 a.b:1"
    );
    assert!(
        read("tg://proxy?server=a.b&port=1&secret=dd000102030405060708090a0b0c0d0e0f")
            .http_url()
            .is_none()
    );
}

#[test]
fn what_is_none_is_refused_with_the_reason() {
    let long = "x".repeat(256);
    let cases = [
        ("", ProxyLinkError::Unknown),
        ("hello", ProxyLinkError::Unknown),
        (
            "https://example.org/proxy?server=a&port=1",
            ProxyLinkError::Unknown,
        ),
        ("https://t.me/durov", ProxyLinkError::Unknown),
        (
            "https://t.me/joinchat?server=a&port=1",
            ProxyLinkError::Unknown,
        ),
        ("ftp://a:1", ProxyLinkError::Unknown),
        ("tg://proxy?port=1&secret=dd", ProxyLinkError::Server),
        ("tg://socks?server=a b&port=1", ProxyLinkError::Server),
        ("tg://socks?server=a.b", ProxyLinkError::Port),
        ("tg://socks?server=a.b&port=0", ProxyLinkError::Port),
        ("tg://socks?server=a.b&port=65536", ProxyLinkError::Port),
        ("tg://socks?server=a.b&port=%2B80", ProxyLinkError::Port),
        (
            "tg://socks?server=a.b&port=1&user=x",
            ProxyLinkError::Credentials,
        ),
        (
            &format!("tg://socks?server=a.b&port=1&user={long}&pass=x"),
            ProxyLinkError::Credentials,
        ),
        ("socks5://user@a.b:1", ProxyLinkError::Credentials),
        ("socks5://a.b", ProxyLinkError::Port),
        ("socks5://::1:80", ProxyLinkError::Server),
        ("socks5://[::1:80", ProxyLinkError::Server),
        ("tg://proxy?server=a.b&port=1", ProxyLinkError::Secret),
        (
            "tg://proxy?server=a.b&port=1&secret=",
            ProxyLinkError::Secret,
        ),
        (
            "tg://proxy?server=a.b&port=1&secret=0011",
            ProxyLinkError::Secret,
        ),
        (
            &format!("tg://proxy?server=a.b&port=1&secret=ee{KEY}"),
            ProxyLinkError::Secret,
        ),
        (
            &format!("tg://proxy?server=a.b&port=1&secret=ee{KEY}0020"),
            ProxyLinkError::Secret,
        ),
        (
            &format!("tg://proxy?server=a.b&port=1&secret=cc{KEY}"),
            ProxyLinkError::Secret,
        ),
        (
            "tg://proxy?server=a.b&port=1&secret=%F0%9F%98%80",
            ProxyLinkError::Secret,
        ),
    ];
    for (link, wanted) in cases {
        match link.parse::<ProxySettings>() {
            Err(error) => assert_eq!(error, wanted, "{link}"),
            Ok(proxy) => panic!("{link}: {proxy}"),
        }
    }
}

#[test]
fn nothing_secret_is_printed() {
    let socks = Socks5Proxy::new("a.b", 1)
        .unwrap()
        .login("user", "canary")
        .unwrap();
    let mtproxy = read(&format!("tg://proxy?server=a.b&port=1&secret=ee{KEY}6578"));
    let text = format!(
        "{socks:?} {:?} {mtproxy:?} {mtproxy} {:?} {:?}",
        ProxySettings::Socks5(socks.clone()),
        mtproxy.link(),
        ProxySettings::Socks5(socks.clone()).http_url(),
    );
    assert!(!text.contains("canary") && !text.contains("0405"), "{text}");
    let bad = format!("tg://proxy?server=a.b&port=1&secret={}", "c".repeat(35));
    let error = bad.parse::<ProxySettings>().unwrap_err();
    assert!(!error.to_string().contains("ccc"));
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,200}") {
        let _ = text.parse::<ProxySettings>();
        let _ = format!("tg://proxy?{text}").parse::<ProxySettings>();
        let _ = format!("socks5://{text}").parse::<ProxySettings>();
        let _ = text.parse::<MtProxySecret>();
    }

    #[test]
    fn a_link_of_ours_is_read_as_what_it_was(
        server in "[a-z0-9]{1,20}(\\.[a-z]{2,5}){0,3}",
        port in 1_u16..,
        user in "\\PC{1,60}",
        password in "\\PC{1,60}",
        key in proptest::array::uniform16(any::<u8>()),
        kind in 0..3_usize,
        domain in "[a-z0-9-]{1,30}\\.[a-z]{2,6}",
    ) {
        let socks = Socks5Proxy::new(&server, port).unwrap().login(user, password).unwrap();
        let socks = ProxySettings::Socks5(socks);
        let again: ProxySettings = socks.link().expose_secret().parse().unwrap();
        let url = |proxy: &ProxySettings| proxy.http_url().unwrap().expose_secret().to_owned();
        prop_assert_eq!(url(&again), url(&socks));
        let by_url: ProxySettings = url(&socks).parse().unwrap();
        prop_assert_eq!(url(&by_url), url(&socks));

let secret = match kind {
            0 => hex(&key),
            1 => format!("dd{}", hex(&key)),
            _ => format!("ee{}{}", hex(&key), hex(domain.as_bytes())),
        };
        let link = format!("https://t.me/proxy?server={server}&port={port}&secret={secret}");
        let proxy: ProxySettings = link.parse().unwrap();
        let written = proxy.link();
        prop_assert_eq!(written.expose_secret(), link.as_str());
    }
}
