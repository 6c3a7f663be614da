//! The login by a QR code that the owner scans with a phone.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use grammers_tl_types as tl;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::timeout;

use super::{LoginError, Notice, Prompt, QrLink, explain, finish, password};
use crate::telegram::{CallError, Client, Peer, UpdatePump};

/// How many codes are shown before the login gives up: about ten minutes.
const CODES: usize = 20;
/// How long a code is good, whatever the clocks say.
const SHORTEST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(30);

/// Logs in with a QR code, which the owner scans with Telegram on a phone: Settings, Devices,
/// Link Desktop Device.
///
/// The code is shown through the prompt as [`Notice::ScanQr`]. It is good for about 30 seconds;
/// then the next one is shown, for ten minutes in all. The password of the two-step verification
/// is asked for when there is one. The account may live in any data centre.
///
/// # Errors
///
/// See [`LoginError`]; [`LoginError::NotScanned`] when nobody scanned it.
pub async fn with_qr(
    client: &Client,
    pump: &mut UpdatePump,
    api_hash: &SecretString,
    prompt: &dyn Prompt,
) -> Result<Peer, LoginError> {
    let mut shown = Vec::new();
    let mut codes = 0;
    while codes <= CODES {
        let request = tl::functions::auth::ExportLoginToken {
            api_id: client.api_id(),
            api_hash: api_hash.expose_secret().to_owned(),
            except_ids: Vec::new(),
        };
        let token = match client.invoke(&request).await {
            Ok(tl::enums::auth::LoginToken::MigrateTo(there)) => follow(client, there).await,
            other => other,
        };
        match token {
            Ok(tl::enums::auth::LoginToken::Success(success)) => {
                return finish(client, success.authorization).await;
            }
            Err(error) if error.is("SESSION_PASSWORD_NEEDED") => {
                let authorization = password::check(client, prompt).await?;
                return finish(client, authorization).await;
            }
            Ok(tl::enums::auth::LoginToken::Token(token)) => {
                let left = left(token.expires);
                if token.token != shown {
                    codes += 1;
                    if codes > CODES {
                        break;
                    }
                    let link = QrLink::of_token(&token.token);
                    let seconds = left.as_secs();
                    prompt.tell(&Notice::ScanQr { link, seconds }).await;
                    shown = token.token;
                }
                // Whether it was scanned or is too old: the next question tells.
                let _ = timeout(left, pump.login_token()).await;
            }
            // The token was used up or too old when it arrived; the next one is as good.
            Err(error) if error.is("AUTH_TOKEN_EXPIRED") || error.is("AUTH_TOKEN_INVALID") => {
                codes += 1;
            }
            Ok(tl::enums::auth::LoginToken::MigrateTo(_)) => codes += 1,
            Err(error) => return Err(explain(error)),
        }
    }
    Err(LoginError::NotScanned)
}

/// Goes on in the data centre where the account lives.
async fn follow(
    client: &Client,
    there: tl::types::auth::LoginTokenMigrateTo,
) -> Result<tl::enums::auth::LoginToken, CallError> {
    if let Some(link) = client.links().current() {
        link.leave(client.session().home_dc());
    }
    client.session().set_home_dc(there.dc_id).await?;
    let request = tl::functions::auth::ImportLoginToken { token: there.token };
    client.invoke(&request).await
}

/// Returns how long a token is good. The clock of this machine may be wrong.
fn left(expires: i32) -> Duration {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let expires = Duration::from_secs(u64::try_from(expires).unwrap_or_default());
    expires.saturating_sub(now).clamp(SHORTEST, LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_clock_is_no_reason_to_hurry_or_to_sleep() {
        assert_eq!(left(0), SHORTEST);
        assert_eq!(left(i32::MAX), LONGEST);
        assert_eq!(left(-1), SHORTEST);
    }
}
