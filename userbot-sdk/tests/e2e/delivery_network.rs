//! Files that come from the content delivery network.

use grammers_session::Session as _;
use userbot_testkit::prelude::*;
use userbot_testkit::rpc::functions::{help, upload};
use userbot_testkit::server::AuthKey;
use userbot_testkit::world::Media;

use super::media::{file, received};

#[userbot_testkit::test]
async fn the_delivery_network_serves_and_is_not_trusted() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let bot = MockClient::on(&world).cdn(203).start().await?;
    let (content, bytes) = file(13, 2_500_001);
    let (seen, message) = received(&bot, &ann, Media::document("a", "b", content)).await?;
    seen.put_on_cdn(203);
    assert!(message.download(3_000_000).await? == bytes);
    let cdn = bot.data_centre(203).rpc();
    assert!(cdn.count::<upload::GetCdnFile>() >= 5);
    assert!(bot.rpc().count::<upload::ReuploadCdnFile>() >= 1);
    // Who it is was told by Telegram, once; it was asked for nothing else.
    bot.rpc().expect::<help::GetCdnConfig>(1);
    cdn.expect::<help::GetConfig>(0);

    let part = message
        .file()?
        .offset(700_001)
        .length(300_000)
        .bytes(300_000)
        .await?;
    assert!(part == bytes[700_001..1_000_001]);

    bot.rpc().expect::<help::GetCdnConfig>(1);

    // It has forgotten the key: there is a new one.
    let old = bot.client().session().dc_option(203)?.unwrap();
    bot.data_centre(203)
        .forget_key(AuthKey::new(old.auth_key.unwrap()).id());
    bot.data_centre(203).drop_connections();
    assert!(message.download(3_000_000).await? == bytes);
    let new = bot.client().session().dc_option(203)?.unwrap();
    assert_ne!(old.auth_key, new.auth_key);

    // A liar is found out, and Telegram itself asked.
    seen.corrupt_cdn();
    assert!(message.download(3_000_000).await? == bytes);
    // So it is when the network cannot be reached at all.
    bot.data_centre(203).stop();
    let (seen, message) = received(&bot, &ann, Media::document("a", "b", content)).await?;
    seen.put_on_cdn(204);
    assert!(message.download(3_000_000).await? == bytes);
    Ok(())
}

#[userbot_testkit::test]
async fn a_stranger_in_the_delivery_network_gets_no_key() -> TestResult {
    use userbot_sdk::tl::types::{CdnConfig, CdnPublicKey};

    let world = World::new();
    let ann = world.user("Ann");
    let bot = MockClient::on(&world).cdn(203).start().await?;
    let (content, bytes) = file(15, 700_001);
    let (seen, message) = received(&bot, &ann, Media::document("a", "b", content)).await?;
    seen.put_on_cdn(203);
    let key = |public_key: &str| -> userbot_sdk::tl::enums::CdnPublicKey {
        let public_key = public_key.to_owned();
        CdnPublicKey {
            dc_id: 203,
            public_key,
        }
        .into()
    };
    for public_keys in [vec![], vec![key("no key")], vec![key(ANOTHER_KEY)]] {
        let told = CdnConfig { public_keys };
        let liar = bot.rpc().on::<help::GetCdnConfig>().reply(told.into());
        assert!(message.download(1_000_000).await? == bytes);
        liar.remove();
    }
    let network = bot.data_centre(203).rpc();
    network.expect::<upload::GetCdnFile>(0);
    assert_eq!(
        bot.client().session().dc_option(203)?.unwrap().auth_key,
        None
    );

    assert!(message.download(1_000_000).await? == bytes);
    assert!(network.count::<upload::GetCdnFile>() >= 2);
    Ok(())
}

/// That of Telegram's own data centres.
const ANOTHER_KEY: &str = "-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEA6LszBcC1LGzyr992NzE0ieY+BSaOW622Aa9Bd4ZHLl+TuFQ4lo4g
5nKaMBwK/BIb9xUfg0Q29/2mgIR6Zr9krM7HjuIcCzFvDtr+L0GQjae9H0pRB2OO
62cECs5HKhT5DZ98K33vmWiLowc621dQuwKWSQKjWf50XYFw42h21P2KXUGyp2y/
+aEyZ+uVgLLQbRA1dEjSDZ2iGRy12Mk5gpYc397aYp438fsJoHIgJ2lgMv5h7WY9
t6N/byY9Nw9p21Og3AoXSL2q/2IJ1WRUhebgAdGVMlV1fkuOQoEzR7EdpqtQD9Cs
5+bfo3Nhmcyvk5ftB0WkJ9z6bNZ7yxrP8wIDAQAB
-----END RSA PUBLIC KEY-----";
