//! The people whom the account knows, and those whom it does not want to hear.

use std::collections::HashSet;

use grammers_tl_types as tl;
use jiff::Timestamp;

use super::Client;
use crate::telegram::message::timestamp;
use crate::telegram::{CallError, IntoTarget, Peer, PeerId, TelegramLink};

/// How many blocked people Telegram gives at once.
const BLOCKED_PAGE: i32 = 100;

impl Client {
    /// Returns the contacts of the account.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
    /// for person in client.contacts().await? {
    ///     println!("{}", person.name());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn contacts(&self) -> Result<Vec<Peer>, CallError> {
        let request = tl::functions::contacts::GetContacts { hash: 0 };
        let tl::enums::contacts::Contacts::Contacts(answer) = self.invoke(&request).await? else {
            return Ok(Vec::new());
        };
        let peers = self.peers(&answer.users, &[]);
        let contacts = answer.contacts.iter().map(|contact| {
            let tl::enums::Contact::Contact(contact) = contact;
            peers.get(PeerId::User(contact.user_id))
        });
        Ok(contacts.collect())
    }

    /// Puts a person among the contacts, under this name. The own phone number is not shown to them
    /// by that.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; [`CallError::InvalidInput`] when it is a chat, `CONTACT_NAME_EMPTY` without
    /// a name.
    pub async fn add_contact(
        &self,
        person: impl IntoTarget,
        first_name: &str,
        last_name: &str,
    ) -> Result<(), CallError> {
        let request = tl::functions::contacts::AddContact {
            add_phone_privacy_exception: false,
            id: self.input_user(person).await?,
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            phone: String::new(),
            note: None,
        };
        self.invoke(&request).await?;
        Ok(())
    }

    /// Takes a person out of the contacts. That they are none is no error.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; [`CallError::InvalidInput`] when it is a chat.
    pub async fn remove_contact(&self, person: impl IntoTarget) -> Result<(), CallError> {
        let id = vec![self.input_user(person).await?];
        self.invoke(&tl::functions::contacts::DeleteContacts { id })
            .await?;
        Ok(())
    }

    /// Makes a temporary link to the account's profile, which works without a username.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn contact_link(&self) -> Result<(TelegramLink, Timestamp), CallError> {
        let request = tl::functions::contacts::ExportContactToken {};
        let tl::enums::ExportedContactToken::Token(answer) = self.invoke(&request).await?;
        let link = answer.url.parse();
        let link = link.map_err(|_| {
            CallError::answer(
                "contacts.exportContactToken",
                "its link is of no known kind",
            )
        })?;
        Ok((link, timestamp(answer.expires)))
    }

    /// Blocks a person or a bot: they cannot write to the account any more.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn block(&self, person: impl IntoTarget) -> Result<(), CallError> {
        let request = tl::functions::contacts::Block {
            my_stories_from: false,
            id: self.input_peer(person).await?,
        };
        self.invoke(&request).await?;
        Ok(())
    }

    /// Lets somebody write again who was blocked.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn unblock(&self, person: impl IntoTarget) -> Result<(), CallError> {
        let request = tl::functions::contacts::Unblock {
            my_stories_from: false,
            id: self.input_peer(person).await?,
        };
        self.invoke(&request).await?;
        Ok(())
    }

    /// Returns everybody who is blocked.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn blocked(&self) -> Result<Vec<Peer>, CallError> {
        let mut all = Vec::new();
        let mut seen = HashSet::new();
        loop {
            let request = tl::functions::contacts::GetBlocked {
                my_stories_from: false,
                offset: i32::try_from(all.len()).unwrap_or(i32::MAX),
                limit: BLOCKED_PAGE,
            };
            let (blocked, chats, users, more) = match self.invoke(&request).await? {
                tl::enums::contacts::Blocked::Blocked(all) => {
                    (all.blocked, all.chats, all.users, false)
                }
                tl::enums::contacts::Blocked::Slice(page) => {
                    (page.blocked, page.chats, page.users, true)
                }
            };
            let peers = self.peers(&users, &chats);
            // A page that brings nobody new would come for ever.
            let before = all.len();
            for tl::enums::PeerBlocked::Blocked(one) in blocked {
                let id = PeerId::from_tl(&one.peer_id);
                if seen.insert(id) {
                    all.push(peers.get(id));
                }
            }
            if !more || all.len() == before {
                return Ok(all);
            }
        }
    }
}
