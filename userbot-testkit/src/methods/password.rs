//! Setting and removing the password of the two-step verification.

use super::{Ctx, Method, method};
use crate::world::data::user::Password;
use crate::world::refusal::{Outcome, Refusal};
use crate::world::srp;
use grammers_tl_types::{enums, functions as f};

pub(super) const METHODS: &[Method] = &[method!(
    Human,
    f::account::UpdatePasswordSettings,
    update_password_settings,
    "sets, changes and removes it; without a mail address for recovery"
)];

fn update_password_settings(
    ctx: &mut Ctx<'_>,
    request: &f::account::UpdatePasswordSettings,
) -> Outcome<bool> {
    check(ctx, &request.password)?;
    let enums::account::PasswordInputSettings::Settings(settings) = &request.new_settings;
    let password = match (&settings.new_algo, &settings.new_password_hash) {
        (None, None) => return Ok(true),
        (Some(algo), Some(verifier)) => new_password(algo, verifier, settings.hint.as_deref())?,
        _ => return Err(Refusal::bad("NEW_SETTINGS_INVALID")),
    };
    if let Some(me) = ctx.state.users.get_mut(&ctx.me) {
        me.password = password;
    }
    Ok(true)
}

/// Asks the caller, who must have a password, to prove that they know it.
pub(super) fn needs(
    ctx: &mut Ctx<'_>,
    given: Option<&enums::InputCheckPasswordSrp>,
) -> Outcome<()> {
    let me = ctx.state.users.get(&ctx.me);
    if me.is_none_or(|me| me.password.is_none()) {
        return Err(Refusal::bad("PASSWORD_MISSING"));
    }
    check(
        ctx,
        given.unwrap_or(&enums::InputCheckPasswordSrp::InputCheckPasswordEmpty),
    )
}

/// Whether the caller knows the password that holds until now.
fn check(ctx: &mut Ctx<'_>, given: &enums::InputCheckPasswordSrp) -> Outcome<()> {
    let me = ctx.state.users.get(&ctx.me);
    let Some(kept) = me.and_then(|me| me.password.clone()) else {
        return Ok(());
    };
    let enums::InputCheckPasswordSrp::Srp(proof) = given else {
        return Err(Refusal::bad("PASSWORD_HASH_INVALID"));
    };
    let account = ctx.state.accounts.get_mut(&ctx.key_id);
    // Each check can be used once.
    let asked = account.and_then(|account| account.srp.take());
    let asked = asked.filter(|asked| asked.id == proof.srp_id && asked.user == ctx.me);
    let asked = asked.ok_or_else(|| Refusal::bad("SRP_ID_INVALID"))?;
    if srp::verify(&asked, &kept, &proof.a, &proof.m1) {
        Ok(())
    } else {
        Err(Refusal::bad("PASSWORD_HASH_INVALID"))
    }
}

/// What to keep of a new password; nothing if it is removed.
fn new_password(
    algo: &enums::PasswordKdfAlgo,
    verifier: &[u8],
    hint: Option<&str>,
) -> Outcome<Option<Password>> {
    use enums::PasswordKdfAlgo::{
        Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow as ModPow, Unknown,
    };
    match algo {
        _ if verifier.is_empty() => Ok(None),
        ModPow(algo) if algo.g == srp::G && algo.p == srp::padded(&srp::prime()) => {
            if verifier.len() != 256 {
                return Err(Refusal::bad("NEW_SETTINGS_INVALID"));
            }
            Ok(Some(Password {
                salt1: algo.salt1.clone(),
                salt2: algo.salt2.clone(),
                verifier: verifier.to_vec(),
                hint: hint.unwrap_or_default().to_owned(),
            }))
        }
        ModPow(_) => Err(Refusal::bad("NEW_SALT_INVALID")),
        Unknown => Err(Refusal::bad("NEW_SETTINGS_INVALID")),
    }
}
