//! Signing in and out.

use crate::support::{Client, bare, listen, z};
use grammers_crypto::two_factor_auth::calculate_2fa;
use grammers_tl_types::{enums, functions as f, types};
use userbot_testkit::world::World;

pub(crate) const COVERED: &[&[&str]] = &[AUTH];

const AUTH: &[&str] = &[
    "auth.sendCode",
    "auth.resendCode",
    "auth.cancelCode",
    "auth.signIn",
    "auth.signUp",
    "account.getPassword",
    "auth.checkPassword",
    "auth.importBotAuthorization",
    "auth.exportLoginToken",
    "auth.importLoginToken",
    "auth.acceptLoginToken",
    "auth.exportAuthorization",
    "auth.importAuthorization",
    "auth.logOut",
    "auth.resetAuthorizations",
    "account.sendVerifyEmailCode",
    "account.verifyEmail",
];

fn send_code(phone: &str) -> f::auth::SendCode {
    let settings = enums::CodeSettings::Settings(bare(&[z()]));
    f::auth::SendCode {
        phone_number: phone.into(),
        api_id: 1,
        api_hash: "h".into(),
        settings,
    }
}

fn hash(sent: enums::auth::SentCode) -> String {
    match sent {
        enums::auth::SentCode::Code(code) => code.phone_code_hash,
        other => panic!("{other:?}"),
    }
}

fn sign_in(phone: &str, hash: &str, code: &str) -> f::auth::SignIn {
    f::auth::SignIn {
        phone_number: phone.into(),
        phone_code_hash: hash.into(),
        phone_code: Some(code.into()),
        email_verification: None,
    }
}

fn signed_in(authorization: enums::auth::Authorization) -> i64 {
    match authorization {
        enums::auth::Authorization::Authorization(authorization) => authorization.user.id(),
        enums::auth::Authorization::SignUpRequired(_) => panic!("nobody"),
    }
}

#[test]
fn sign_in_with_code_and_password() {
    let world = World::new();
    let ann = world
        .user("Ann")
        .phone("+1 555 0100100")
        .password("secret", "the usual");
    let elsewhere = Client::new(&world, &ann, 8);
    let pushes = listen(&world);
    let client = elsewhere.with(&world.owner(), 7);
    world.sign_out(7);
    client.refused(
        &f::users::GetUsers {
            id: vec![enums::InputUser::UserSelf],
        },
        "AUTH_KEY_UNREGISTERED",
    );
    client.refused(&send_code("12"), "PHONE_NUMBER_INVALID");
    let first = hash(client.ok(&send_code("+15550100100")));
    let resend = |hash: &str| f::auth::ResendCode {
        phone_number: "15550100100".into(),
        phone_code_hash: hash.into(),
        reason: None,
    };
    client.refused(&resend("nonsense"), "PHONE_CODE_EXPIRED");
    let second = hash(client.ok(&resend(&first)));
    let code = world.login_code("+1 555 0100100").unwrap();
    let told = pushes.take(8, 80);
    assert!(
        told.iter()
            .any(|update| matches!(update, enums::Update::NewMessage(_))),
        "the other client gets the code"
    );
    client.refused(&sign_in("15550100100", &first, &code), "PHONE_CODE_EXPIRED");
    client.refused(&sign_in("15550100100", &second, "x"), "PHONE_CODE_INVALID");
    client.refused(&sign_in("15550100100", &second, ""), "PHONE_CODE_EMPTY");
    client.refused(&f::account::GetPassword {}, "AUTH_KEY_UNREGISTERED");
    client.refused(
        &sign_in("15550100100", &second, &code),
        "SESSION_PASSWORD_NEEDED",
    );
    client.refused(&f::updates::GetState {}, "SESSION_PASSWORD_NEEDED");
    let check = |password: &str| {
        let enums::account::Password::Password(asked) = client.ok(&f::account::GetPassword {});
        assert_eq!(asked.hint.as_deref(), Some("the usual"));
        let Some(enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow(algo)) =
            asked.current_algo
        else {
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
        let proof = types::InputCheckPasswordSrp {
            srp_id: asked.srp_id.unwrap(),
            a: a.to_vec(),
            m1: m1.to_vec(),
        };
        f::auth::CheckPassword {
            password: proof.into(),
        }
    };
    client.refused(&check("wrong"), "PASSWORD_HASH_INVALID");
    let proof = check("secret");
    assert_eq!(signed_in(client.ok(&proof)), ann.id());
    client.refused(&proof, "AUTH_KEY_UNREGISTERED");
    assert_eq!(world.signed_in(7), Some(ann.clone()));
    client.ok(&f::updates::GetState {});
    assert!(client.ok(&f::auth::ResetAuthorizations {}));
    elsewhere.refused(&f::updates::GetState {}, "AUTH_KEY_UNREGISTERED");
    elsewhere.refused(&f::auth::ResetAuthorizations {}, "AUTH_KEY_UNREGISTERED");
    client.ok(&f::auth::LogOut {});
    client.refused(&f::auth::LogOut {}, "AUTH_KEY_UNREGISTERED");

    // A number that nobody has.
    let new = hash(client.ok(&send_code("49111222333")));
    let code = world.login_code("49111222333").unwrap();
    let answer = client.ok(&sign_in("49111222333", &new, &code));
    assert!(matches!(
        answer,
        enums::auth::Authorization::SignUpRequired(_)
    ));
    let sign_up = |name: &str| f::auth::SignUp {
        no_joined_notifications: false,
        phone_number: "49111222333".into(),
        phone_code_hash: new.clone(),
        first_name: name.into(),
        last_name: String::new(),
    };
    client.refused(&sign_up(" "), "FIRSTNAME_INVALID");
    let id = signed_in(client.ok(&sign_up("Newcomer")));
    assert_eq!(world.find_user(id).unwrap().name(), "Newcomer");
    let again = hash(client.ok(&send_code("49111222333")));
    let cancel = f::auth::CancelCode {
        phone_number: "49111222333".into(),
        phone_code_hash: again,
    };
    assert!(client.ok(&cancel));
    client.refused(&cancel, "PHONE_CODE_EXPIRED");

    codes_by_mail(&world, &client);

    // Bots.
    let bot = world.user("Helper").bot();
    let token = |token: String| f::auth::ImportBotAuthorization {
        flags: 0,
        api_id: 1,
        api_hash: "h".into(),
        bot_auth_token: token,
    };
    client.refused(&token("1:x".into()), "ACCESS_TOKEN_INVALID");
    assert_eq!(signed_in(client.ok(&token(bot.token().unwrap()))), bot.id());
    client.refused(
        &crate::support::history(enums::InputPeer::PeerSelf),
        "BOT_METHOD_INVALID",
    );

    // QR codes.
    world.sign_out(7);
    let export = f::auth::ExportLoginToken {
        api_id: 1,
        api_hash: "h".into(),
        except_ids: vec![],
    };
    client.refused(
        &f::auth::ExportLoginToken {
            api_id: 0,
            ..export.clone()
        },
        "API_ID_INVALID",
    );
    let enums::auth::LoginToken::Token(token) = client.ok(&export) else {
        panic!("a token")
    };
    let import = f::auth::ImportLoginToken {
        token: token.token.clone(),
    };
    client.refused(&import, "AUTH_TOKEN_INVALID");
    let bob = world.user("Bob");
    let phone = client.with(&bob, 9);
    phone.refused(
        &f::auth::AcceptLoginToken { token: vec![1] },
        "AUTH_TOKEN_INVALIDX",
    );
    pushes.take(7, 70);
    phone.ok(&f::auth::AcceptLoginToken {
        token: token.token.clone(),
    });
    assert_eq!(pushes.take(7, 70), [enums::Update::LoginToken]);
    let enums::auth::LoginToken::Success(success) = client.ok(&export) else {
        panic!("a success")
    };
    assert_eq!(signed_in(success.authorization), bob.id());

    // To another data centre.
    world
        .data_centre(4, "127.0.0.1:4004".parse().unwrap())
        .data_centre(2, "127.0.0.1:4002".parse().unwrap());
    client.refused(&f::auth::ExportAuthorization { dc_id: 9 }, "DC_ID_INVALID");
    let enums::auth::ExportedAuthorization::Authorization(exported) =
        client.ok(&f::auth::ExportAuthorization { dc_id: 4 });
    let there = Client {
        key: 77,
        dc: 4,
        ..client.clone()
    };
    let import_authorization = |bytes: Vec<u8>| f::auth::ImportAuthorization {
        id: exported.id,
        bytes,
    };
    there.refused(&import_authorization(vec![0]), "AUTH_BYTES_INVALID");
    assert_eq!(
        signed_in(there.ok(&import_authorization(exported.bytes.clone()))),
        bob.id()
    );
    there.refused(
        &import_authorization(exported.bytes.clone()),
        "AUTH_BYTES_INVALID",
    );
    let far = world.user("Far").phone("15550199199").home(4);
    client.refused(&send_code("15550199199"), "PHONE_MIGRATE_4");
    there.ok(&send_code("15550199199"));
    world.sign_out(7);
    let enums::auth::LoginToken::Token(token) = client.ok(&export) else {
        panic!("a token")
    };
    world.accept_login(&far, &token.token).unwrap();
    let enums::auth::LoginToken::MigrateTo(to) = client.ok(&export) else {
        panic!("a migration")
    };
    assert_eq!(to.dc_id, 4);
    there.ok(&f::auth::ImportLoginToken { token: to.token });
    assert_eq!(world.signed_in(77), Some(far));
    client.covered(AUTH);
}

fn codes_by_mail(world: &World, client: &Client) {
    let phone = "15550100777";
    let mia = world.user("Mia").phone(phone).wants_login_email();
    let enums::auth::SentCode::Code(sent) = client.ok(&send_code(phone)) else {
        panic!("a code")
    };
    assert!(matches!(
        sent.r#type,
        enums::auth::SentCodeType::SetUpEmailRequired(_)
    ));
    let hash = sent.phone_code_hash;
    client.refused(&sign_in(phone, &hash, "12345"), "PHONE_CODE_EMPTY");
    let purpose = |hash: &str| {
        enums::EmailVerifyPurpose::LoginSetup(types::EmailVerifyPurposeLoginSetup {
            phone_number: phone.into(),
            phone_code_hash: hash.into(),
        })
    };
    let ask = |hash: &str, email: &str| f::account::SendVerifyEmailCode {
        purpose: purpose(hash),
        email: email.into(),
    };
    let verify = |code: &str| f::account::VerifyEmail {
        purpose: purpose(&hash),
        verification: types::EmailVerificationCode { code: code.into() }.into(),
    };
    client.refused(&ask("x", "mia@example.org"), "PHONE_CODE_EXPIRED");
    client.refused(&ask(&hash, "mia"), "EMAIL_INVALID");
    client.refused(&verify("1"), "EMAIL_VERIFY_EXPIRED");
    let enums::account::SentEmailCode::Code(told) = client.ok(&ask(&hash, "mia@example.org"));
    assert_eq!(told.email_pattern, "m***@example.org");
    client.refused(&verify("x"), "CODE_INVALID");
    let answer = client.ok(&verify(&world.login_code(phone).unwrap()));
    let enums::account::EmailVerified::Login(verified) = answer else {
        panic!("a login")
    };
    assert_eq!(mia.get_login_email().as_deref(), Some("mia@example.org"));
    let enums::auth::SentCode::Code(sent) = verified.sent_code else {
        panic!("a code")
    };
    assert!(matches!(
        sent.r#type,
        enums::auth::SentCodeType::EmailCode(_)
    ));
    let code = world.login_code(phone).unwrap();
    let hash = sent.phone_code_hash;
    client.refused(&sign_in(phone, &hash, &code), "PHONE_CODE_EMPTY");
    let by_mail = f::auth::SignIn {
        phone_code: None,
        email_verification: Some(types::EmailVerificationCode { code }.into()),
        ..sign_in(phone, &hash, "")
    };
    assert_eq!(signed_in(client.ok(&by_mail)), mia.id());
}
