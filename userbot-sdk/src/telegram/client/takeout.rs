//! The export of an account's data: calls that Telegram allows more of than usual.

use std::collections::HashSet;
use std::fmt;

use grammers_tl_types as tl;
use tl::{Identifiable, RemoteCall, Serializable};

use super::{CallOptions, Client};
use crate::telegram::{CallError, Peer};

/// Says what an export is to hold; nothing at first.
///
/// Telegram shows it to the owner when it asks for consent on another device.
///
/// # Examples
///
/// ```
/// use userbot_sdk::telegram::TakeoutOptions;
///
/// let options = TakeoutOptions::new().contacts().private_chats().files(10 * 1024 * 1024);
/// # let _ = options;
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[must_use]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of Telegram's own"
)]
pub struct TakeoutOptions {
    contacts: bool,
    private_chats: bool,
    groups: bool,
    supergroups: bool,
    channels: bool,
    files: Option<u64>,
}

impl TakeoutOptions {
    /// Makes options of an export that holds nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds contacts.
    pub fn contacts(mut self) -> Self {
        self.contacts = true;
        self
    }

    /// Adds messages of private chats.
    pub fn private_chats(mut self) -> Self {
        self.private_chats = true;
        self
    }

    /// Adds messages of basic groups.
    pub fn groups(mut self) -> Self {
        self.groups = true;
        self
    }

    /// Adds messages of supergroups.
    pub fn supergroups(mut self) -> Self {
        self.supergroups = true;
        self
    }

    /// Adds messages of channels.
    pub fn channels(mut self) -> Self {
        self.channels = true;
        self
    }

    /// Adds files of at most so many bytes.
    pub fn files(mut self, most: u64) -> Self {
        self.files = Some(most);
        self
    }

    fn request(self) -> tl::functions::account::InitTakeoutSession {
        tl::functions::account::InitTakeoutSession {
            contacts: self.contacts,
            message_users: self.private_chats,
            message_chats: self.groups,
            message_megagroups: self.supergroups,
            message_channels: self.channels,
            files: self.files.is_some(),
            file_max_size: self
                .files
                .map(|most| i64::try_from(most).unwrap_or(i64::MAX)),
        }
    }
}

/// Is a running export: what is called through it counts as part of it.
///
/// [`Client::takeout`] begins it, [`finish`](Takeout::finish) ends it and says how it went. One that is dropped before
/// that, because something failed, is ended as failed in the background.
pub struct Takeout {
    client: Client,
    id: i64,
    finished: bool,
}

impl Client {
    /// Begins an export of what the account has. Telegram allows far more calls in one than outside.
    ///
    /// There is one export at a time for each login; a new one takes the place of an older one.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use userbot_sdk::prelude::*;
    /// use userbot_sdk::telegram::TakeoutOptions;
    /// use userbot_sdk::tl::functions::contacts::GetSaved;
    ///
    /// /// Counts the saved contacts.
    /// #[command]
    /// async fn saved(ctx: &Context) -> Result<()> {
    ///     let export = ctx.client().takeout(TakeoutOptions::new().contacts()).await?;
    ///     let contacts = export.invoke(&GetSaved {}).await?;
    ///     export.finish(true).await?;
    ///     ctx.answer(format!("{} contacts", contacts.len())).await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`CallError`]. `TAKEOUT_INIT_DELAY` when the owner has to allow the first export on another device or to wait:
    /// [`RpcError::value`](crate::telegram::RpcError::value) says how many seconds. See
    /// [takeout](https://core.telegram.org/api/takeout).
    pub async fn takeout(&self, options: TakeoutOptions) -> Result<Takeout, CallError> {
        let tl::enums::account::Takeout::Takeout(takeout) = self.invoke(&options.request()).await?;
        Ok(Takeout {
            client: self.clone(),
            id: takeout.id,
            finished: false,
        })
    }
}

impl Takeout {
    /// Returns the number that Telegram gave the export.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// Calls a method of Telegram's schema as part of the export, through the policy.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `TAKEOUT_INVALID` when the export is not running any more.
    pub async fn invoke<R: RemoteCall>(&self, request: &R) -> Result<R::Return, CallError> {
        self.invoke_with(request, CallOptions::default()).await
    }

    /// Calls a method of Telegram's schema as part of the export, with other figures than the usual ones.
    ///
    /// # Errors
    ///
    /// See [`invoke`](Takeout::invoke).
    pub async fn invoke_with<R: RemoteCall>(
        &self,
        request: &R,
        options: CallOptions,
    ) -> Result<R::Return, CallError> {
        let inside = Inside {
            id: self.id,
            request,
        };
        self.client.invoke_with(&inside, options).await
    }

    /// Returns the supergroups and channels that the account has left.
    ///
    /// They are only told inside of an export, <https://core.telegram.org/method/channels.getLeftChannels>. Those that
    /// the account was thrown out of are not among them.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use userbot_sdk::prelude::*;
    /// use userbot_sdk::telegram::TakeoutOptions;
    ///
    /// /// Lists what was left.
    /// #[command]
    /// async fn left(ctx: &Context) -> Result<()> {
    ///     let options = TakeoutOptions::new().supergroups().channels();
    ///     let export = ctx.client().takeout(options).await?;
    ///     let left = export.left_channels().await?;
    ///     export.finish(true).await?;
    ///     let names: Vec<_> = left.iter().map(Peer::name).collect();
    ///     ctx.answer(names.join(", ")).await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`invoke`](Takeout::invoke).
    pub async fn left_channels(&self) -> Result<Vec<Peer>, CallError> {
        use tl::enums::messages::Chats;
        let mut left = Vec::new();
        let mut seen = HashSet::new();
        let mut offset = 0;
        loop {
            let request = tl::functions::channels::GetLeftChannels { offset };
            let (chats, whole) = match self.invoke(&request).await? {
                Chats::Chats(all) => (all.chats, true),
                Chats::Slice(some) => {
                    let read = offset.saturating_add(length(&some.chats));
                    (some.chats, read >= some.count)
                }
            };
            let known = self.client.peers(&[], &chats);
            offset = offset.saturating_add(length(&chats));
            let peers = chats.iter().filter_map(Peer::from_chat);
            // A page that brings nothing new would come for ever.
            let before = left.len();
            left.extend(
                peers
                    .map(|peer| peer.id())
                    .filter(|id| seen.insert(*id))
                    .map(|id| known.get(id)),
            );
            if whole || left.len() == before {
                return Ok(left);
            }
        }
    }

    /// Ends the export, and tells Telegram whether it succeeded.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; the export is over all the same.
    pub async fn finish(mut self, success: bool) -> Result<(), CallError> {
        self.finished = true;
        let end = tl::functions::account::FinishTakeoutSession { success };
        self.invoke(&end).await?;
        Ok(())
    }
}

impl Drop for Takeout {
    fn drop(&mut self) {
        if self.finished || tokio::runtime::Handle::try_current().is_err() {
            return;
        }
        let (client, id) = (self.client.clone(), self.id);
        self.client.activity().spawn(async move {
            let end = tl::functions::account::FinishTakeoutSession { success: false };
            let inside = Inside { id, request: &end };
            if let Err(error) = client.invoke(&inside).await {
                tracing::debug!(%error, "an export that failed cannot be ended");
            }
        });
    }
}

impl fmt::Debug for Takeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Takeout")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

fn length(chats: &[tl::enums::Chat]) -> i32 {
    i32::try_from(chats.len()).unwrap_or(i32::MAX)
}

/// Is a call as part of an export: `invokeWithTakeout` around a borrowed one.
struct Inside<'a, R> {
    id: i64,
    request: &'a R,
}

impl<R: Serializable> Serializable for Inside<'_, R> {
    fn serialize(&self, buf: &mut impl Extend<u8>) {
        tl::functions::InvokeWithTakeout::<()>::CONSTRUCTOR_ID.serialize(buf);
        self.id.serialize(buf);
        self.request.serialize(buf);
    }
}

impl<R: RemoteCall> RemoteCall for Inside<'_, R> {
    type Return = R::Return;
}
