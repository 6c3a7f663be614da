//! Messages that wait for their time, and the names that one can write in.

use grammers_tl_types as tl;

use super::Client;
use super::send::input_channel;
use crate::telegram::{CallError, IntoTarget, Message, Peer, PeerId};

impl Client {
    /// Returns the messages that wait in a chat, the last to be sent first.
    ///
    /// Their numbers are their own: they get others when they are sent. [`Client::send_scheduled`] and
    /// [`Client::delete_scheduled`] take them.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use userbot_sdk::telegram::Outgoing;
    ///
    /// # async fn f(client: userbot_sdk::telegram::Client, tomorrow: userbot_sdk::Timestamp)
    /// # -> userbot_sdk::Result<()> {
    /// client.send("@friend", Outgoing::html("Good morning").schedule(tomorrow)).await?;
    /// for waiting in client.scheduled("@friend").await? {
    ///     println!("{}: {}", waiting.date(), waiting.text());
    ///     client.send_scheduled("@friend", &[waiting.id()]).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn scheduled(&self, target: impl IntoTarget) -> Result<Vec<Message>, CallError> {
        let (_, peer) = self.resolve_input(target.into_target()).await?;
        let request = tl::functions::messages::GetScheduledHistory { peer, hash: 0 };
        let (messages, users, chats) = match self.invoke(&request).await? {
            tl::enums::messages::Messages::Messages(all) => (all.messages, all.users, all.chats),
            tl::enums::messages::Messages::Slice(all) => (all.messages, all.users, all.chats),
            tl::enums::messages::Messages::ChannelMessages(all) => {
                (all.messages, all.users, all.chats)
            }
            tl::enums::messages::Messages::NotModified(_) => return Ok(Vec::new()),
        };
        let peers = self.peers(&users, &chats);
        Ok(self.messages_of(messages, &peers))
    }

    /// Sends messages that wait, at once.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn send_scheduled(
        &self,
        target: impl IntoTarget,
        message_ids: &[i32],
    ) -> Result<(), CallError> {
        let (_, peer) = self.resolve_input(target.into_target()).await?;
        let id = message_ids.to_vec();
        self.invoke(&tl::functions::messages::SendScheduledMessages { peer, id })
            .await?;
        Ok(())
    }

    /// Deletes messages that wait.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn delete_scheduled(
        &self,
        target: impl IntoTarget,
        message_ids: &[i32],
    ) -> Result<(), CallError> {
        let (_, peer) = self.resolve_input(target.into_target()).await?;
        let id = message_ids.to_vec();
        self.invoke(&tl::functions::messages::DeleteScheduledMessages { peer, id })
            .await?;
        Ok(())
    }

    /// Returns in whose names the account can write in a group: its own, that of the group, those of its channels.
    ///
    /// [`Outgoing::send_as`](crate::telegram::Outgoing::send_as) takes one. In chats where there is no choice it is
    /// the account alone.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn send_as_choices(&self, target: impl IntoTarget) -> Result<Vec<Peer>, CallError> {
        let (_, peer) = self.resolve_input(target.into_target()).await?;
        if input_channel(&peer).is_none() {
            return Ok(self.me().into_iter().collect());
        }
        let request = tl::functions::channels::GetSendAs {
            for_paid_reactions: false,
            for_live_stories: false,
            peer,
        };
        let tl::enums::channels::SendAsPeers::Peers(found) = self.invoke(&request).await?;
        let peers = self.peers(&found.users, &found.chats);
        let names = found.peers.iter().map(|name| {
            let tl::enums::SendAsPeer::Peer(name) = name;
            peers.get(PeerId::from_tl(&name.peer))
        });
        Ok(names.collect())
    }
}
