//! Folders of the list of chats.

use grammers_tl_types as tl;

use super::Client;
use crate::telegram::{CallError, Peer, PeerId};

/// The first number that a folder of one's own has.
const FIRST: i32 = 2;
/// The last one.
const LAST: i32 = 255;

/// Is a folder of the list of chats: some chats, and whole kinds of them.
///
/// See [folders](https://core.telegram.org/api/folders). The archive is none of them, see
/// [`Client::archive`].
///
/// # Examples
///
/// ```no_run
/// use userbot_sdk::telegram::{Client, Folder};
///
/// # async fn f(client: Client) -> userbot_sdk::Result<()> {
/// let mut work = Folder::new("Work");
/// work.chats.push(client.resolve("@the_office").await?);
/// work.bots = true;
/// work.without_muted = true;
/// let work = client.save_folder(work).await?;
/// client.delete_folder(work.id).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are Telegram's flags, one to one"
)]
#[non_exhaustive]
pub struct Folder {
    /// Its number; 0 for one that is not saved yet.
    pub id: i32,
    /// Its title, of at most 12 letters.
    pub title: String,
    /// The emoji before the title.
    pub emoji: Option<String>,
    /// The chats at its top.
    pub pinned: Vec<Peer>,
    /// Its other chats.
    pub chats: Vec<Peer>,
    /// Chats that are not in it though they are of one of its kinds.
    pub excluded: Vec<Peer>,
    /// Contacts are in it.
    pub contacts: bool,
    /// People who are no contacts are in it.
    pub non_contacts: bool,
    /// Groups are in it.
    pub groups: bool,
    /// Channels are in it.
    pub channels: bool,
    /// Bots are in it.
    pub bots: bool,
    /// Silent chats are not in it.
    pub without_muted: bool,
    /// Chats without anything new are not in it.
    pub without_read: bool,
    /// Chats of the archive are not in it.
    pub without_archived: bool,
    /// It is shared by a link: it has chats alone, no kinds.
    pub shared: bool,
}

impl Folder {
    /// Makes an empty one, to be filled and saved.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..Self::default()
        }
    }
}

impl Client {
    /// Returns the folders of the list of chats, in their order.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn folders(&self) -> Result<Vec<Folder>, CallError> {
        let request = tl::functions::messages::GetDialogFilters {};
        let tl::enums::messages::DialogFilters::Filters(answer) = self.invoke(&request).await?;
        let filters = answer.filters.into_iter();
        Ok(filters.filter_map(|filter| self.folder(filter)).collect())
    }

    fn folder(&self, filter: tl::enums::DialogFilter) -> Option<Folder> {
        let peers = |all: Vec<tl::enums::InputPeer>| -> Vec<Peer> {
            let ids = all.iter().filter_map(|input| self.named(input));
            ids.map(|id| self.session().find(id).unwrap_or_else(|| Peer::unknown(id)))
                .collect()
        };
        let text =
            |tl::enums::TextWithEntities::Entities(title): tl::enums::TextWithEntities| title.text;
        match filter {
            tl::enums::DialogFilter::Default => None,
            tl::enums::DialogFilter::Filter(f) => Some(Folder {
                id: f.id,
                title: text(f.title),
                emoji: f.emoticon,
                pinned: peers(f.pinned_peers),
                chats: peers(f.include_peers),
                excluded: peers(f.exclude_peers),
                contacts: f.contacts,
                non_contacts: f.non_contacts,
                groups: f.groups,
                channels: f.broadcasts,
                bots: f.bots,
                without_muted: f.exclude_muted,
                without_read: f.exclude_read,
                without_archived: f.exclude_archived,
                shared: false,
            }),
            tl::enums::DialogFilter::Chatlist(f) => Some(Folder {
                id: f.id,
                title: text(f.title),
                emoji: f.emoticon,
                pinned: peers(f.pinned_peers),
                chats: peers(f.include_peers),
                shared: true,
                ..Folder::default()
            }),
        }
    }

    fn named(&self, input: &tl::enums::InputPeer) -> Option<PeerId> {
        use tl::enums::InputPeer as Tl;
        Some(match input {
            Tl::Empty => return None,
            Tl::PeerSelf => self.me()?.id(),
            Tl::Chat(chat) => PeerId::Group(chat.chat_id),
            Tl::User(user) => PeerId::User(user.user_id),
            Tl::UserFromMessage(user) => PeerId::User(user.user_id),
            Tl::Channel(channel) => PeerId::Channel(channel.channel_id),
            Tl::ChannelFromMessage(channel) => PeerId::Channel(channel.channel_id),
        })
    }

    /// Saves a folder: a new one, or an older one that was changed. Returns it with its number.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; `FILTER_INCLUDE_EMPTY` when nothing is in it, `FILTER_TITLE_EMPTY`,
    /// [`CallError::InvalidInput`] for one with a link and kinds of chats.
    pub async fn save_folder(&self, mut folder: Folder) -> Result<Folder, CallError> {
        if folder.id == 0 {
            let taken: Vec<i32> = self.folders().await?.iter().map(|other| other.id).collect();
            let free = (FIRST..=LAST).find(|id| !taken.contains(id));
            folder.id = free
                .ok_or_else(|| CallError::InvalidInput("there are too many folders".to_owned()))?;
        }
        let request = tl::functions::messages::UpdateDialogFilter {
            id: folder.id,
            filter: Some(self.filter(&folder).await?),
        };
        self.invoke(&request).await?;
        Ok(folder)
    }

    async fn filter(&self, folder: &Folder) -> Result<tl::enums::DialogFilter, CallError> {
        let title = tl::types::TextWithEntities {
            text: folder.title.clone(),
            entities: Vec::new(),
        };
        let pinned_peers = self.inputs(&folder.pinned).await?;
        let include_peers = self.inputs(&folder.chats).await?;
        if folder.shared {
            let kinds = folder.contacts
                || folder.non_contacts
                || folder.groups
                || folder.channels
                || folder.bots;
            if kinds || !folder.excluded.is_empty() {
                return Err(CallError::InvalidInput(
                    "a shared folder has chats alone, no kinds of them".to_owned(),
                ));
            }
            return Ok(tl::types::DialogFilterChatlist {
                has_my_invites: false,
                title_noanimate: false,
                id: folder.id,
                title: title.into(),
                emoticon: folder.emoji.clone(),
                color: None,
                pinned_peers,
                include_peers,
            }
            .into());
        }
        Ok(tl::types::DialogFilter {
            contacts: folder.contacts,
            non_contacts: folder.non_contacts,
            groups: folder.groups,
            broadcasts: folder.channels,
            bots: folder.bots,
            exclude_muted: folder.without_muted,
            exclude_read: folder.without_read,
            exclude_archived: folder.without_archived,
            title_noanimate: false,
            id: folder.id,
            title: title.into(),
            emoticon: folder.emoji.clone(),
            color: None,
            pinned_peers,
            include_peers,
            exclude_peers: self.inputs(&folder.excluded).await?,
        }
        .into())
    }

    async fn inputs(&self, peers: &[Peer]) -> Result<Vec<tl::enums::InputPeer>, CallError> {
        let mut inputs = Vec::with_capacity(peers.len());
        for peer in peers {
            inputs.push(self.input_peer(peer).await?);
        }
        Ok(inputs)
    }

    /// Deletes a folder; its chats stay. That there is none with this number is no error.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn delete_folder(&self, id: i32) -> Result<(), CallError> {
        let request = tl::functions::messages::UpdateDialogFilter { id, filter: None };
        self.invoke(&request).await?;
        Ok(())
    }

    /// Puts the folders in this order, by their numbers; 0 is the list of all chats.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn order_folders(&self, ids: &[i32]) -> Result<(), CallError> {
        let order = ids.to_vec();
        self.invoke(&tl::functions::messages::UpdateDialogFiltersOrder { order })
            .await?;
        Ok(())
    }
}
