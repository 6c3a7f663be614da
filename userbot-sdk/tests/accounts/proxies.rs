//! Telegram through proxies.

use std::time::Duration;

use secrecy::ExposeSecret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use userbot_sdk::telegram::{
    CallError, CallOptions, Client, ConnectOptions, Connection, ProxyError, ProxySettings, Session,
    tl,
};
use userbot_testkit::server::{Server, ServerConfig};
use userbot_testkit::world::World;

use crate::mtproxy_server::{Behaviour, KEY, Kind, MtProxyServer, secret};
use crate::socks_server::{Behaviour as Socks, SocksServer};
use crate::telegram_support::{Pump, Rig, StoppedClock, soon};

fn connect(rig: &Rig, proxy: &str) -> (Client, Pump) {
    let session = Session::in_memory(rig.data(Some(&rig.world.owner())));
    let options = ConnectOptions::new(1, session).proxy(proxy.parse().unwrap());
    let (client, pump) = Connection::open(options);
    (client, Pump::start(pump))
}

/// Does what a bot does: big and small, there and back.
async fn works(rig: &Rig, client: &Client, pump: &mut Pump) {
    let me = soon(client.get_me()).await.unwrap();
    assert_eq!(me.id().bare(), rig.world.owner().id());
    rig.subscribed().await;
    let ann = rig.world.user("Ann");
    ann.send_to_owner("through the proxy");
    assert_eq!(pump.message().await.text(), "through the proxy");
    let long = "x".repeat(4000);
    let sent = soon(client.send("me", long.as_str())).await.unwrap();
    assert_eq!(sent.text(), long);
    let calls = (0..50).map(|_| client.get_me());
    for answer in soon(futures_util::future::join_all(calls)).await {
        assert_eq!(answer.unwrap().id(), me.id());
    }
    assert_eq!(client.proxy_problem(), None);
}

/// Tells whether a problem is the expected one.
type Fits = fn(&ProxyError) -> bool;
/// Is a user name and a password.
type Login = (&'static str, &'static str);

/// Calls until the connection's trouble is known. No call gets through.
async fn trouble(client: &Client) -> ProxyError {
    let options = CallOptions::default().deadline(Duration::from_millis(200));
    let call = || client.invoke_with(&tl::functions::help::GetConfig {}, options.clone());
    soon(async {
        loop {
            let error = call().await.unwrap_err();
            assert!(
                matches!(
                    error,
                    CallError::Connection(_) | CallError::Deadline { .. } | CallError::Proxy(_)
                ),
                "{error:?}"
            );
            // The call says itself what the proxy has against it.
            if let CallError::Proxy(problem) = error {
                assert_eq!(client.proxy_problem(), Some(problem.clone()));
                return problem;
            }
        }
    })
    .await
}

#[tokio::test]
async fn every_kind_of_mtproxy_leads_to_telegram() {
    for (kind, tag) in [
        (Kind::Plain, [0xee; 4]),
        (Kind::Padded, [0xdd; 4]),
        (Kind::Tls, [0xdd; 4]),
    ] {
        for behaviour in [Behaviour::Serve, Behaviour::Chop] {
            let rig = Rig::new().await;
            let proxy = MtProxyServer::start(kind, behaviour, rig.server.addr()).await;
            let (client, mut pump) = connect(&rig, &proxy.link(&secret(kind, &KEY)));
            works(&rig, &client, &mut pump).await;
            let dc = i16::try_from(rig.server.dc_id()).unwrap();
            assert_eq!(proxy.seen(), [(dc, tag)], "{kind:?}");
            client.disconnect().await.unwrap();
        }
    }
}

/// Works although the clock is ahead of Telegram's; `seen` counts who came to the proxy.
async fn works_ahead(rig: &Rig, link: &str, seen: impl Fn() -> usize) {
    let _clock = StoppedClock::hold();
    let (client, _pump) = connect(rig, link);
    client.get_me().await.unwrap();
    rig.settle(&client).await;
    rig.server
        .faults()
        .latency(Some(Duration::from_millis(100)));
    rig.server.skew_clock(-400);
    let before = seen();
    let caller = client.clone();
    let task = tokio::spawn(async move { caller.send("me", "from the future").await });
    rig.pass(&client, 15).await;
    assert!(task.is_finished(), "{link}: {:?}", client.clock_ahead());
    task.await.unwrap().unwrap();
    assert!(client.clock_ahead().is_some());
    assert_eq!(client.proxy_problem(), None);
    // Telegram was asked for its time, and the connection is another one: both through the proxy.
    assert_eq!(seen() - before, 2);
    client.disconnect().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_wrong_clock_is_made_up_for_through_the_proxy() {
    for kind in [Kind::Plain, Kind::Padded, Kind::Tls] {
        let rig = Rig::new().await;
        let proxy = MtProxyServer::start(kind, Behaviour::Serve, rig.server.addr()).await;
        let link = proxy.link(&secret(kind, &KEY));
        works_ahead(&rig, &link, || proxy.seen().len()).await;
    }
    let rig = Rig::new().await;
    let proxy = SocksServer::start(None, Socks::Serve).await;
    let link = format!("socks5://{}", proxy.address);
    works_ahead(&rig, &link, || proxy.seen().len()).await;
}

#[tokio::test]
async fn the_connection_comes_back_through_the_proxy() {
    let rig = Rig::new().await;
    let proxy = MtProxyServer::start(Kind::Tls, Behaviour::Serve, rig.server.addr()).await;
    let (client, mut pump) = connect(&rig, &proxy.link(&secret(Kind::Tls, &KEY)));
    works(&rig, &client, &mut pump).await;
    rig.server.drop_connections();
    soon(client.get_me()).await.unwrap();
    assert!(proxy.seen().len() > 1);
    // The session kept the real address, and learned no address of the bridge.
    let session = client.session();
    let option = grammers_session::Session::dc_option(&**session, rig.server.dc_id())
        .unwrap()
        .unwrap();
    assert_eq!(option.ipv4, rig.dc_option().ipv4);
}

#[tokio::test]
async fn an_older_proxy_is_greeted_in_the_older_way_from_the_second_time_on() {
    let rig = Rig::new().await;
    let proxy = MtProxyServer::start(Kind::Tls, Behaviour::Old, rig.server.addr()).await;
    let (client, mut pump) = connect(&rig, &proxy.link(&secret(Kind::Tls, &KEY)));
    works(&rig, &client, &mut pump).await;
    let first = proxy.visits();
    assert_eq!((first, proxy.seen().len()), (2, 1));
    rig.server.drop_connections();
    soon(client.get_me()).await.unwrap();
    assert_eq!(proxy.visits() - first, proxy.seen().len() - 1);
}

#[tokio::test]
async fn another_data_centre_is_asked_for_by_its_number() {
    let rig = Rig::new().await;
    let far = Server::start(
        ServerConfig::new().dc_id(4),
        std::sync::Arc::new(rig.world.clone()),
    )
    .await
    .unwrap();
    let proxy = MtProxyServer::start(Kind::Padded, Behaviour::Serve, far.addr()).await;
    far.add_key(crate::telegram_support::key(1));
    let mut data = rig.data(Some(&rig.world.owner()));
    let mut option = rig.dc_option();
    option.id = 4;
    data.dc_options.insert(4, option);
    let link = proxy.link(&secret(Kind::Padded, &KEY)).parse().unwrap();
    let options = ConnectOptions::new(1, Session::in_memory(data)).proxy(link);
    let (client, _pump) = Connection::open(options);
    let call = CallOptions::default().dc(4);
    soon(client.invoke_with(&tl::functions::help::GetConfig {}, call))
        .await
        .unwrap();
    assert_eq!(proxy.seen(), [(4, [0xdd; 4])]);
}

#[tokio::test]
async fn a_key_that_telegram_does_not_know_is_reported_through_the_proxy() {
    for kind in [Kind::Plain, Kind::Padded, Kind::Tls] {
        let world = World::new();
        let server = Server::start(ServerConfig::new(), std::sync::Arc::new(world.clone()))
            .await
            .unwrap();
        let rig = Rig {
            world,
            server,
            key_id: 0,
        };
        let proxy = MtProxyServer::start(kind, Behaviour::Serve, rig.server.addr()).await;
        let (client, _pump) = connect(&rig, &proxy.link(&secret(kind, &KEY)));
        let options = CallOptions::default().deadline(Duration::from_secs(2));
        let error = soon(client.invoke_with(&tl::functions::help::GetConfig {}, options))
            .await
            .unwrap_err();
        assert!(error.to_string().contains("404"), "{kind:?}: {error}");
    }
}

#[tokio::test]
async fn a_wrong_secret_is_said() {
    let wrong = [1; 16];
    // Without TLS a proxy leaves strangers alone: it cannot be told from a silent one.
    let rig = Rig::new().await;
    let proxy = MtProxyServer::start(Kind::Tls, Behaviour::Serve, rig.server.addr()).await;
    let (client, _pump) = connect(&rig, &proxy.link(&secret(Kind::Tls, &wrong)));
    let problem = trouble(&client).await;
    assert!(
        matches!(problem, ProxyError::WrongSecret { .. }),
        "{problem:?}"
    );
    assert!(problem.to_string().contains("127.0.0.1"), "{problem}");
    assert!(!problem.to_string().contains("01010101"), "{problem}");
    assert_eq!(proxy.seen(), []);
    assert_eq!(
        rig.calls("help.getConfig"),
        0,
        "nothing goes around the proxy"
    );
}

#[tokio::test]
async fn proxies_that_do_not_work_are_told_apart() {
    use Behaviour::{Garbage, HangUp, HangUpAfterStart, Stranger};
    let rig = Rig::new().await;
    let hung_up: Fits = |problem| matches!(problem, ProxyError::HungUp { .. });
    let stranger: Fits = |problem| matches!(problem, ProxyError::WrongSecret { .. });
    let cases: [(Kind, Behaviour, Fits); 8] = [
        (Kind::Plain, HangUp, hung_up),
        (Kind::Padded, HangUp, hung_up),
        (Kind::Tls, HangUp, hung_up),
        (Kind::Plain, HangUpAfterStart, hung_up),
        (Kind::Tls, HangUpAfterStart, hung_up),
        (Kind::Tls, Garbage, stranger),
        (Kind::Tls, Stranger, stranger),
        // A packet of garbage is one, by chance, or it is none: either way it ends.
        (Kind::Padded, Garbage, |_| true),
    ];
    for (kind, behaviour, fits) in cases {
        let proxy = MtProxyServer::start(kind, behaviour, rig.server.addr()).await;
        let (client, _pump) = connect(&rig, &proxy.link(&secret(kind, &KEY)));
        if behaviour == Garbage && kind == Kind::Padded {
            let options = CallOptions::default().deadline(Duration::from_millis(200));
            let call = client.invoke_with(&tl::functions::help::GetConfig {}, options);
            soon(call).await.unwrap_err();
        } else {
            let problem = trouble(&client).await;
            assert!(fits(&problem), "{kind:?} {behaviour:?}: {problem:?}");
        }
        soon(client.disconnect()).await.unwrap();
    }
    assert_eq!(
        rig.calls("help.getConfig"),
        0,
        "nothing goes around the proxy"
    );
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_said() {
    let rig = Rig::new().await;
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = gone.local_addr().unwrap().port();
    drop(gone);
    let key = secret(Kind::Plain, &KEY);
    for link in [
        format!("socks5://127.0.0.1:{port}"),
        format!("tg://proxy?server=127.0.0.1&port={port}&secret={key}"),
    ] {
        let (client, _pump) = connect(&rig, &link);
        let problem = trouble(&client).await;
        assert!(
            matches!(problem, ProxyError::Unreachable { .. }),
            "{problem:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_proxy_that_says_nothing_holds_up_no_call_for_ever() {
    let rig = Rig::new().await;
    let proxy = MtProxyServer::start(Kind::Tls, Behaviour::Silent, rig.server.addr()).await;
    let (client, _pump) = connect(&rig, &proxy.link(&secret(Kind::Tls, &KEY)));
    let error = client
        .invoke(&tl::functions::help::GetConfig {})
        .await
        .unwrap_err();
    assert!(
        matches!(error, CallError::Proxy(ProxyError::Silent { .. })),
        "{error:?}"
    );
    let said = error.explain(&[userbot_sdk::strings::Language::russian()]);
    assert!(said.text().contains("127.0.0.1"), "{}", said.text());
    assert!(said.text().contains("Прокси"), "{}", said.text());
    client.disconnect().await.unwrap();
}

#[tokio::test]
async fn socks_leads_to_telegram_with_and_without_a_password() {
    for login in [None, Some(("ann", "p@ss:w/rd"))] {
        let rig = Rig::new().await;
        let proxy = SocksServer::start(login, Socks::Serve).await;
        let link = match login {
            None => format!("socks5://{}", proxy.address),
            Some(_) => format!("socks5://ann:p%40ss%3Aw%2Frd@{}", proxy.address),
        };
        let (client, mut pump) = connect(&rig, &link);
        works(&rig, &client, &mut pump).await;
        assert_eq!(proxy.seen(), [rig.server.addr().to_string()]);
        assert!(!format!("{client:?} {:?}", client.proxy()).contains("p@ss"));
        client.disconnect().await.unwrap();
    }
}

#[tokio::test]
async fn socks_servers_that_do_not_work_are_told_apart() {
    let cases: [(Option<Login>, Socks, Fits); 5] = [
        (Some(("ann", "other")), Socks::Serve, |problem| {
            matches!(problem, ProxyError::Credentials { .. })
        }),
        (None, Socks::HangUp, |problem| {
            matches!(
                problem,
                ProxyError::HungUp { .. } | ProxyError::Unreachable { .. }
            )
        }),
        (None, Socks::Unreachable, |problem| {
            matches!(problem, ProxyError::Refused { .. })
        }),
        (None, Socks::NoSocks, |problem| {
            matches!(problem, ProxyError::Protocol { .. })
        }),
        (
            Some(("ann", "secret-canary")),
            Socks::Unreachable,
            |problem| matches!(problem, ProxyError::Refused { .. }),
        ),
    ];
    for (login, behaviour, fits) in cases {
        let rig = Rig::new().await;
        let proxy = SocksServer::start(login, behaviour).await;
        let link = format!("socks5://ann:secret-canary@{}", proxy.address);
        let (client, _pump) = connect(&rig, &link);
        let problem = trouble(&client).await;
        assert!(fits(&problem), "{behaviour:?}: {problem:?}");
        assert!(!format!("{problem} {problem:?}").contains("canary"));
        let error = CallError::Proxy(problem);
        assert!(!format!("{error} {error:?}").contains("canary"));
        assert_eq!(
            rig.calls("help.getConfig"),
            0,
            "nothing goes around the proxy"
        );
    }
    // A password is wanted, and none was given.
    let rig = Rig::new().await;
    let proxy = SocksServer::start(Some(("ann", "x")), Socks::Serve).await;
    let (client, _pump) = connect(&rig, &format!("socks5://{}", proxy.address));
    let problem = trouble(&client).await;
    assert!(
        matches!(problem, ProxyError::Credentials { .. }),
        "{problem:?}"
    );
}

#[tokio::test]
async fn modules_ask_other_servers_through_the_same_proxy() {
    let rig = Rig::new().await;
    let socks = SocksServer::start(Some(("ann", "secret")), Socks::Serve).await;
    let web = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = web.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = web.accept().await.unwrap();
        let mut request = [0; 18];
        stream.read_exact(&mut request).await.unwrap();
        assert_eq!(&request, b"GET / HTTP/1.0\r\n\r\n");
        stream
            .write_all(b"HTTP/1.0 200 OK\r\n\r\nhello")
            .await
            .unwrap();
    });
    let (client, _pump) = connect(&rig, &format!("socks5://ann:secret@{}", socks.address));
    let proxy = client.proxy().unwrap();
    assert_eq!(
        proxy.http_url().unwrap().expose_secret(),
        format!("socks5h://ann:secret@{}", socks.address)
    );
    let mut stream = soon(proxy.dial("calendar.example.org", port))
        .await
        .unwrap();
    stream.write_all(b"GET / HTTP/1.0\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    soon(stream.read_to_string(&mut answer)).await.unwrap();
    assert!(answer.ends_with("hello"));
    assert!(
        socks
            .seen()
            .contains(&format!("calendar.example.org:{port}"))
    );

    let telegram: ProxySettings = format!(
        "tg://proxy?server=a.b&port=1&secret={}",
        secret(Kind::Padded, &KEY)
    )
    .parse()
    .unwrap();
    let refused = telegram.dial("calendar.example.org", 80).await.unwrap_err();
    assert!(
        matches!(refused, ProxyError::OnlyTelegram { .. }),
        "{refused:?}"
    );
}
