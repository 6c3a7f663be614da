//! Calls in other data centres than the account's own.

use grammers_tl_types::{self as tl, RemoteCall};

use super::{CallOptions, Client};
use crate::telegram::CallError;

impl Client {
    /// Calls a method of Telegram's schema in another data centre, through the policy.
    ///
    /// The first call there that needs a login takes the account's along; it stays known there. Telegram says where to
    /// call with errors such as `STATS_MIGRATE`, whose [`value`](crate::telegram::RpcError::value) is the number of the
    /// data centre; files are followed without a word.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
    /// use userbot_sdk::tl;
    ///
    /// let tl::enums::NearestDc::Dc(near) =
    ///     client.invoke_in(4, &tl::functions::help::GetNearestDc {}).await?;
    /// assert_eq!(near.this_dc, 4);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`CallError`]; [`CallError::Connection`] when there is no data centre of this number.
    pub async fn invoke_in<R: RemoteCall>(
        &self,
        dc: i32,
        request: &R,
    ) -> Result<R::Return, CallError> {
        let options = CallOptions::default().dc(dc);
        match self.invoke_with(request, options.clone()).await {
            Err(error) if error.is("AUTH_KEY_UNREGISTERED") && dc != self.session().home_dc() => {
                self.authorize_dc(dc).await?;
                self.invoke_with(request, options).await
            }
            result => result,
        }
    }

    /// Makes a foreign data centre know the account; once for all that wait for it.
    pub(crate) async fn authorize_dc(&self, dc: i32) -> Result<(), CallError> {
        // Those who come while it is done find it done: their next attempt will show.
        let Ok(mut authorized) = self.authorized().try_lock() else {
            drop(self.authorized().lock().await);
            return Ok(());
        };
        let request = tl::functions::auth::ExportAuthorization { dc_id: dc };
        let tl::enums::auth::ExportedAuthorization::Authorization(exported) =
            self.invoke(&request).await?;
        let request = tl::functions::auth::ImportAuthorization {
            id: exported.id,
            bytes: exported.bytes,
        };
        self.invoke_with(&request, CallOptions::default().dc(dc))
            .await?;
        authorized.insert(dc);
        Ok(())
    }
}
