//! Signing in and out: codes, passwords, QR codes, bot tokens, other data centres.

use super::{Ctx, Method, method};
use crate::world::data::account::{Account, LoginCode, LoginToken, Transfer};
use crate::world::data::user::LoginEmail;
use crate::world::refusal::{Outcome, Refusal, bad};
use crate::world::srp;
use crate::world::tl::{b, bare, z};
use crate::world::view::Detail;
use grammers_tl_types::{enums, functions as f, types};

/// Seconds that a QR code can be scanned.
const TOKEN_TIME: i32 = 30;

pub(super) const METHODS: &[Method] = &[
    method!(
        Anyone,
        f::auth::SendCode,
        send_code,
        "five digits to the account's other clients and to `World::login_code`"
    ),
    method!(
        Anyone,
        f::auth::ResendCode,
        resend_code,
        "a new code, by SMS"
    ),
    method!(
        Anyone,
        f::account::SendVerifyEmailCode,
        send_verify_email_code,
        "for a login; the code is in `World::login_code`"
    ),
    method!(
        Anyone,
        f::account::VerifyEmail,
        verify_email,
        "for a login, which goes on with a code to that address"
    ),
    method!(Anyone, f::auth::CancelCode, cancel_code, "the code is void"),
    method!(
        Anyone,
        f::auth::SignIn,
        sign_in,
        "with code; asks for the password if there is one"
    ),
    method!(
        Anyone,
        f::auth::SignUp,
        sign_up,
        "for numbers that nobody has"
    ),
    method!(
        Anyone,
        f::account::GetPassword,
        get_password,
        "the parameters of a real SRP check"
    ),
    method!(
        Anyone,
        f::auth::CheckPassword,
        check_password,
        "a real SRP check"
    ),
    method!(
        Anyone,
        f::auth::ImportBotAuthorization,
        import_bot_authorization,
        "tokens of the world's bots"
    ),
    method!(
        Anyone,
        f::auth::ExportLoginToken,
        export_login_token,
        "QR codes for 30 seconds"
    ),
    method!(
        Anyone,
        f::auth::ImportLoginToken,
        import_login_token,
        "after a migration to another data centre"
    ),
    method!(
        Human,
        f::auth::AcceptLoginToken,
        accept_login_token,
        "lets the client behind a QR code in"
    ),
    method!(
        SignedIn,
        f::auth::ExportAuthorization,
        export_authorization,
        "for another data centre"
    ),
    method!(
        Anyone,
        f::auth::ImportAuthorization,
        import_authorization,
        "from another data centre"
    ),
    method!(SignedIn, f::auth::LogOut, log_out, "the key is signed out"),
    method!(
        SignedIn,
        f::auth::ResetAuthorizations,
        reset_authorizations,
        "signs all other keys out"
    ),
];

fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

fn phone_of(phone: &str) -> Outcome<String> {
    let digits = digits(phone);
    if (7..=15).contains(&digits.len()) {
        Ok(digits)
    } else {
        bad("PHONE_NUMBER_INVALID")
    }
}

fn app(api_id: i32, api_hash: &str) -> Outcome<()> {
    if api_id <= 0 || api_hash.is_empty() {
        bad("API_ID_INVALID")
    } else {
        Ok(())
    }
}

/// An account can only be signed in where it lives.
fn at_home(ctx: &Ctx<'_>, user: i64, error: &str) -> Outcome<()> {
    let dc = ctx.state.users.get(&user).map_or(ctx.dc_id, |user| user.dc);
    if dc == ctx.dc_id || !ctx.state.centres.contains_key(&dc) {
        return Ok(());
    }
    Err(Refusal::coded(303, format!("{error}_MIGRATE_{dc}")))
}

fn send_code(ctx: &mut Ctx<'_>, request: &f::auth::SendCode) -> Outcome<enums::auth::SentCode> {
    app(request.api_id, &request.api_hash)?;
    let phone = phone_of(&request.phone_number)?;
    if let Some(user) = ctx.state.by_phone(&phone) {
        at_home(ctx, user, "PHONE")?;
    }
    Ok(new_code(ctx, phone, false))
}

fn new_code(ctx: &mut Ctx<'_>, phone: String, again: bool) -> enums::auth::SentCode {
    let code = format!("{:05}", ctx.state.seed.next() % 100_000);
    let hash = format!("{:016x}", ctx.state.seed.next());
    let user = ctx.state.by_phone(&phone);
    let email = user.and_then(|user| ctx.state.users.get(&user));
    let email = email.map_or(LoginEmail::None, |user| user.login_email.clone());
    let kind: enums::auth::SentCodeType = match email {
        LoginEmail::Wanted => types::auth::SentCodeTypeSetUpEmailRequired {
            apple_signin_allowed: false,
            google_signin_allowed: false,
        }
        .into(),
        LoginEmail::Set(address) => {
            let mut kind: types::auth::SentCodeTypeEmailCode =
                bare(&[z(), b(&pattern(&address)), b(&5_i32)]);
            kind.reset_available_period = Some(0);
            kind.into()
        }
        LoginEmail::None if again => types::auth::SentCodeTypeSms { length: 5 }.into(),
        LoginEmail::None => {
            if let Some(user) = user {
                ctx.state.service_notice(
                    user,
                    &format!("Login code: {code}. Do not give this code to anyone."),
                );
            }
            types::auth::SentCodeTypeApp { length: 5 }.into()
        }
    };
    let mut sent: types::auth::SentCode = bare(&[z(), b(&kind), b(&hash)]);
    sent.next_type =
        matches!(kind, enums::auth::SentCodeType::App(_)).then_some(enums::auth::CodeType::Sms);
    let code = LoginCode {
        hash,
        code,
        proves: None,
    };
    ctx.state.codes.insert(phone, code);
    sent.into()
}

/// A mail address as strangers may see it.
fn pattern(address: &str) -> String {
    match address.split_once('@') {
        Some((name, host)) => format!("{}***@{host}", name.get(..1).unwrap_or_default()),
        None => "***".to_owned(),
    }
}

/// The phone number of a login that a request about a mail address is for.
fn login_of(ctx: &Ctx<'_>, purpose: &enums::EmailVerifyPurpose) -> Outcome<String> {
    let enums::EmailVerifyPurpose::LoginSetup(login) = purpose else {
        return bad("EMAIL_NOT_SETUP");
    };
    let phone = phone_of(&login.phone_number)?;
    code_of(ctx, &phone, &login.phone_code_hash)?;
    Ok(phone)
}

fn send_verify_email_code(
    ctx: &mut Ctx<'_>,
    request: &f::account::SendVerifyEmailCode,
) -> Outcome<enums::account::SentEmailCode> {
    let phone = login_of(ctx, &request.purpose)?;
    let valid = request
        .email
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if !valid {
        return bad("EMAIL_INVALID");
    }
    let code = format!("{:05}", ctx.state.seed.next() % 100_000);
    if let Some(login) = ctx.state.codes.get_mut(&phone) {
        login.code = code;
        login.proves = Some(request.email.clone());
    }
    Ok(types::account::SentEmailCode {
        email_pattern: pattern(&request.email),
        length: 5,
    }
    .into())
}

fn verify_email(
    ctx: &mut Ctx<'_>,
    request: &f::account::VerifyEmail,
) -> Outcome<enums::account::EmailVerified> {
    let phone = login_of(ctx, &request.purpose)?;
    let login = ctx.state.codes.get(&phone);
    let Some((email, right)) =
        login.and_then(|login| Some((login.proves.clone()?, login.code.clone())))
    else {
        return bad("EMAIL_VERIFY_EXPIRED");
    };
    if mail_code(&request.verification) != Some(&right) {
        return bad("CODE_INVALID");
    }
    if let Some(user) = ctx.state.by_phone(&phone)
        && let Some(user) = ctx.state.users.get_mut(&user)
    {
        user.login_email = LoginEmail::Set(email.clone());
    }
    let sent_code = new_code(ctx, phone, false);
    Ok(types::account::EmailVerifiedLogin { email, sent_code }.into())
}

fn mail_code(verification: &enums::EmailVerification) -> Option<&String> {
    match verification {
        enums::EmailVerification::Code(code) => Some(&code.code),
        _ => None,
    }
}

/// The code that a request is about.
fn code_of<'a>(ctx: &'a Ctx<'_>, phone: &str, hash: &str) -> Outcome<&'a LoginCode> {
    if hash.is_empty() {
        return bad("PHONE_CODE_HASH_EMPTY");
    }
    let code = ctx.state.codes.get(phone).filter(|code| code.hash == hash);
    code.ok_or_else(|| Refusal::bad("PHONE_CODE_EXPIRED"))
}

fn resend_code(ctx: &mut Ctx<'_>, request: &f::auth::ResendCode) -> Outcome<enums::auth::SentCode> {
    let phone = phone_of(&request.phone_number)?;
    code_of(ctx, &phone, &request.phone_code_hash)?;
    Ok(new_code(ctx, phone, true))
}

fn cancel_code(ctx: &mut Ctx<'_>, request: &f::auth::CancelCode) -> Outcome<bool> {
    let phone = phone_of(&request.phone_number)?;
    code_of(ctx, &phone, &request.phone_code_hash)?;
    ctx.state.codes.remove(&phone);
    Ok(true)
}

/// Signs the caller's key in.
fn let_in(ctx: &mut Ctx<'_>, user: i64) -> enums::auth::Authorization {
    let since = ctx.state.now();
    ctx.state.accounts.insert(
        ctx.key_id,
        Account {
            user: Some(user),
            since,
            ..Account::default()
        },
    );
    let seen = ctx.state.view_user(user, user, Detail::Full);
    let authorization: types::auth::Authorization = bare(&[z(), b(&seen)]);
    authorization.into()
}

/// Signs in, unless a password is still missing.
fn let_in_or_ask(ctx: &mut Ctx<'_>, user: i64) -> Outcome<enums::auth::Authorization> {
    if ctx
        .state
        .users
        .get(&user)
        .is_some_and(|user| user.password.is_some())
    {
        let account = ctx.state.accounts.entry(ctx.key_id).or_default();
        account.password_for = Some(user);
        return Err(Refusal::coded(401, "SESSION_PASSWORD_NEEDED"));
    }
    Ok(let_in(ctx, user))
}

fn sign_in(ctx: &mut Ctx<'_>, request: &f::auth::SignIn) -> Outcome<enums::auth::Authorization> {
    let phone = phone_of(&request.phone_number)?;
    let code = code_of(ctx, &phone, &request.phone_code_hash)?;
    let user = ctx.state.by_phone(&phone);
    let known = user.and_then(|user| ctx.state.users.get(&user));
    let by_mail = match known.map(|user| &user.login_email) {
        // There is no code yet that could be given.
        Some(LoginEmail::Wanted) => return bad("PHONE_CODE_EMPTY"),
        Some(LoginEmail::Set(_)) => true,
        Some(LoginEmail::None) | None => false,
    };
    let given = if by_mail {
        request.email_verification.as_ref().and_then(mail_code)
    } else {
        request.phone_code.as_ref()
    };
    match given.map(String::as_str) {
        None | Some("") => return bad("PHONE_CODE_EMPTY"),
        Some(given) if given != code.code => return bad("PHONE_CODE_INVALID"),
        Some(_) => {}
    }
    let Some(user) = user else {
        return Ok(types::auth::AuthorizationSignUpRequired {
            terms_of_service: None,
        }
        .into());
    };
    ctx.state.codes.remove(&phone);
    let_in_or_ask(ctx, user)
}

fn sign_up(ctx: &mut Ctx<'_>, request: &f::auth::SignUp) -> Outcome<enums::auth::Authorization> {
    let phone = phone_of(&request.phone_number)?;
    code_of(ctx, &phone, &request.phone_code_hash)?;
    if ctx.state.by_phone(&phone).is_some() {
        return bad("PHONE_NUMBER_OCCUPIED");
    }
    if request.first_name.trim().is_empty() {
        return bad("FIRSTNAME_INVALID");
    }
    ctx.state.codes.remove(&phone);
    let user = ctx.state.new_user(&request.first_name);
    if let Some(data) = ctx.state.users.get_mut(&user) {
        data.phone = Some(phone);
        data.last_name = Some(request.last_name.clone()).filter(|name| !name.is_empty());
        data.dc = ctx.dc_id;
    }
    Ok(let_in(ctx, user))
}

fn get_password(
    ctx: &mut Ctx<'_>,
    _: &f::account::GetPassword,
) -> Outcome<enums::account::Password> {
    let owing = ctx
        .state
        .accounts
        .get(&ctx.key_id)
        .and_then(|account| account.password_for);
    let user = if ctx.me == 0 { owing } else { Some(ctx.me) };
    let Some(user) = user else {
        return Err(Refusal::coded(401, "AUTH_KEY_UNREGISTERED"));
    };
    let new_algo = algorithm(&[], &[]);
    let secure = enums::SecurePasswordKdfAlgo::Unknown;
    let random = ctx.state.seed.bytes(32);
    let mut tl: types::account::Password = bare(&[z(), b(&new_algo), b(&secure), b(&random)]);
    let kept = ctx
        .state
        .users
        .get(&user)
        .and_then(|user| user.password.clone());
    if let Some(kept) = kept {
        let (id, random) = (ctx.state.seed.id(), ctx.state.seed.bytes(256));
        let check = srp::start(id, user, &kept, &random);
        tl.has_password = true;
        tl.current_algo = Some(algorithm(&kept.salt1, &kept.salt2));
        tl.srp_b = Some(check.public.clone());
        tl.srp_id = Some(id);
        tl.hint = Some(kept.hint).filter(|hint| !hint.is_empty());
        ctx.state.accounts.entry(ctx.key_id).or_default().srp = Some(check);
    }
    Ok(tl.into())
}

fn algorithm(salt1: &[u8], salt2: &[u8]) -> enums::PasswordKdfAlgo {
    types::PasswordKdfAlgoSha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow {
        salt1: salt1.to_vec(),
        salt2: salt2.to_vec(),
        g: srp::G,
        p: srp::padded(&srp::prime()),
    }
    .into()
}

fn check_password(
    ctx: &mut Ctx<'_>,
    request: &f::auth::CheckPassword,
) -> Outcome<enums::auth::Authorization> {
    let enums::InputCheckPasswordSrp::Srp(proof) = &request.password else {
        return bad("PASSWORD_HASH_INVALID");
    };
    let account = ctx.state.accounts.get_mut(&ctx.key_id);
    let Some(account) = account.filter(|account| account.password_for.is_some()) else {
        return Err(Refusal::coded(401, "AUTH_KEY_UNREGISTERED"));
    };
    // Each check can be used once.
    let Some(check) = account.srp.take().filter(|check| check.id == proof.srp_id) else {
        return bad("SRP_ID_INVALID");
    };
    let kept = ctx
        .state
        .users
        .get(&check.user)
        .and_then(|user| user.password.clone());
    let Some(kept) = kept else {
        return bad("SRP_PASSWORD_CHANGED");
    };
    if !srp::verify(&check, &kept, &proof.a, &proof.m1) {
        return bad("PASSWORD_HASH_INVALID");
    }
    Ok(let_in(ctx, check.user))
}

fn import_bot_authorization(
    ctx: &mut Ctx<'_>,
    request: &f::auth::ImportBotAuthorization,
) -> Outcome<enums::auth::Authorization> {
    app(request.api_id, &request.api_hash)?;
    let bots = &ctx.state.users;
    let bot = bots.values().find(|user| {
        user.bot
            .as_ref()
            .is_some_and(|bot| bot.token == request.bot_auth_token)
    });
    let Some(id) = bot.map(|bot| bot.id) else {
        return bad("ACCESS_TOKEN_INVALID");
    };
    at_home(ctx, id, "USER")?;
    Ok(let_in(ctx, id))
}

fn export_login_token(
    ctx: &mut Ctx<'_>,
    request: &f::auth::ExportLoginToken,
) -> Outcome<enums::auth::LoginToken> {
    app(request.api_id, &request.api_hash)?;
    let accepted = ctx
        .state
        .tokens
        .iter()
        .find(|(_, login)| login.key_id == ctx.key_id && login.accepted_by.is_some());
    if let Some((token, user)) =
        accepted.map(|(token, login)| (token.clone(), login.accepted_by.unwrap_or(0)))
    {
        let dc = ctx.state.users.get(&user).map_or(ctx.dc_id, |user| user.dc);
        if dc != ctx.dc_id && ctx.state.centres.contains_key(&dc) {
            return Ok(types::auth::LoginTokenMigrateTo { dc_id: dc, token }.into());
        }
        ctx.state.tokens.remove(&token);
        let authorization = let_in_or_ask(ctx, user)?;
        return Ok(types::auth::LoginTokenSuccess { authorization }.into());
    }
    let now = ctx.state.now();
    let key_id = ctx.key_id;
    let waiting = ctx
        .state
        .tokens
        .iter()
        .find(|(_, login)| login.key_id == key_id && login.expires > now);
    if let Some((token, login)) = waiting {
        return Ok(types::auth::LoginToken {
            expires: login.expires,
            token: token.clone(),
        }
        .into());
    }
    let (token, expires) = (ctx.state.seed.bytes(32), now + TOKEN_TIME);
    ctx.state.tokens.insert(
        token.clone(),
        LoginToken {
            key_id,
            expires,
            accepted_by: None,
        },
    );
    Ok(types::auth::LoginToken { expires, token }.into())
}

fn import_login_token(
    ctx: &mut Ctx<'_>,
    request: &f::auth::ImportLoginToken,
) -> Outcome<enums::auth::LoginToken> {
    let Some(login) = ctx.state.tokens.get(&request.token) else {
        return bad("AUTH_TOKEN_INVALID");
    };
    let Some(user) = login.accepted_by else {
        return bad("AUTH_TOKEN_INVALID");
    };
    ctx.state.tokens.remove(&request.token);
    let authorization = let_in_or_ask(ctx, user)?;
    Ok(types::auth::LoginTokenSuccess { authorization }.into())
}

fn accept_login_token(
    ctx: &mut Ctx<'_>,
    request: &f::auth::AcceptLoginToken,
) -> Outcome<enums::Authorization> {
    ctx.state.accept_token(ctx.me, &request.token)?;
    let now = ctx.state.now();
    Ok(super::account::authorization(ctx.key_id, now, false))
}

fn export_authorization(
    ctx: &mut Ctx<'_>,
    request: &f::auth::ExportAuthorization,
) -> Outcome<enums::auth::ExportedAuthorization> {
    if !ctx.state.centres.contains_key(&request.dc_id) {
        return bad("DC_ID_INVALID");
    }
    let (id, bytes) = (ctx.state.seed.id(), ctx.state.seed.bytes(64));
    ctx.state.transfers.insert(
        id,
        Transfer {
            user: ctx.me,
            bytes: bytes.clone(),
        },
    );
    Ok(types::auth::ExportedAuthorization { id, bytes }.into())
}

fn import_authorization(
    ctx: &mut Ctx<'_>,
    request: &f::auth::ImportAuthorization,
) -> Outcome<enums::auth::Authorization> {
    let known = ctx
        .state
        .transfers
        .get(&request.id)
        .is_some_and(|transfer| transfer.bytes == request.bytes);
    let transfer = if known {
        ctx.state.transfers.remove(&request.id)
    } else {
        None
    };
    match transfer {
        Some(transfer) => Ok(let_in(ctx, transfer.user)),
        None => bad("AUTH_BYTES_INVALID"),
    }
}

fn log_out(ctx: &mut Ctx<'_>, _: &f::auth::LogOut) -> Outcome<enums::auth::LoggedOut> {
    ctx.state.accounts.insert(ctx.key_id, Account::default());
    Ok(types::auth::LoggedOut {
        future_auth_token: None,
    }
    .into())
}

fn reset_authorizations(ctx: &mut Ctx<'_>, _: &f::auth::ResetAuthorizations) -> Outcome<bool> {
    let (me, key) = (ctx.me, ctx.key_id);
    for (other, account) in &mut ctx.state.accounts {
        if *other != key && account.user == Some(me) {
            *account = Account::default();
        }
    }
    Ok(true)
}
