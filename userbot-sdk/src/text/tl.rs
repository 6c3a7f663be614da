//! Conversion between [`Entity`] and the entities of Telegram's schema.

use grammers_tl_types::{enums, types};

use super::entity::{Entity, EntityKind};

impl From<&enums::MessageEntity> for Entity {
    /// Reads an entity of a message; kinds of a newer schema become [`EntityKind::Unknown`].
    fn from(entity: &enums::MessageEntity) -> Self {
        use enums::MessageEntity as Tl;
        let kind = match entity {
            Tl::Bold(_) => EntityKind::Bold,
            Tl::Italic(_) => EntityKind::Italic,
            Tl::Underline(_) => EntityKind::Underline,
            Tl::Strike(_) => EntityKind::Strike,
            Tl::Spoiler(_) => EntityKind::Spoiler,
            Tl::Code(_) => EntityKind::Code,
            Tl::Pre(pre) => EntityKind::Pre {
                language: pre.language.clone(),
            },
            Tl::TextUrl(link) => EntityKind::TextLink {
                url: link.url.clone(),
            },
            Tl::MentionName(mention) => EntityKind::MentionName {
                user_id: mention.user_id,
            },
            Tl::InputMessageEntityMentionName(mention) => match &mention.user_id {
                enums::InputUser::User(user) => EntityKind::MentionName {
                    user_id: user.user_id,
                },
                enums::InputUser::FromMessage(user) => EntityKind::MentionName {
                    user_id: user.user_id,
                },
                enums::InputUser::Empty | enums::InputUser::UserSelf => EntityKind::Unknown,
            },
            Tl::CustomEmoji(emoji) => EntityKind::CustomEmoji {
                document_id: emoji.document_id,
            },
            Tl::Blockquote(quote) => EntityKind::Blockquote {
                collapsed: quote.collapsed,
            },
            Tl::Mention(_) => EntityKind::Mention,
            Tl::Hashtag(_) => EntityKind::Hashtag,
            Tl::Cashtag(_) => EntityKind::Cashtag,
            Tl::BotCommand(_) => EntityKind::BotCommand,
            Tl::Url(_) => EntityKind::Url,
            Tl::Email(_) => EntityKind::Email,
            Tl::Phone(_) => EntityKind::Phone,
            Tl::BankCard(_) => EntityKind::BankCard,
            _ => EntityKind::Unknown,
        };
        // Negative figures are not valid; an empty entity has no effect.
        Self {
            kind,
            offset: u32::try_from(entity.offset()).unwrap_or(0),
            length: u32::try_from(entity.length()).unwrap_or(0),
        }
    }
}

impl Entity {
    /// Writes the entity for sending.
    ///
    /// `user` finds the access hash of a mentioned user. Gives `None` for what is not sent: the
    /// kinds that the server finds itself, a mention of a user who is not known, and figures that
    /// do not fit.
    pub fn to_tl(
        &self,
        user: impl FnOnce(i64) -> Option<enums::InputUser>,
    ) -> Option<enums::MessageEntity> {
        let offset = i32::try_from(self.offset).ok()?;
        let length = i32::try_from(self.length).ok()?;
        Some(match &self.kind {
            EntityKind::Bold => types::MessageEntityBold { offset, length }.into(),
            EntityKind::Italic => types::MessageEntityItalic { offset, length }.into(),
            EntityKind::Underline => types::MessageEntityUnderline { offset, length }.into(),
            EntityKind::Strike => types::MessageEntityStrike { offset, length }.into(),
            EntityKind::Spoiler => types::MessageEntitySpoiler { offset, length }.into(),
            EntityKind::Code => types::MessageEntityCode { offset, length }.into(),
            EntityKind::Pre { language } => types::MessageEntityPre {
                offset,
                length,
                language: language.clone(),
            }
            .into(),
            EntityKind::TextLink { url } => types::MessageEntityTextUrl {
                offset,
                length,
                url: url.clone(),
            }
            .into(),
            EntityKind::MentionName { user_id } => types::InputMessageEntityMentionName {
                offset,
                length,
                user_id: user(*user_id)?,
            }
            .into(),
            EntityKind::CustomEmoji { document_id } => types::MessageEntityCustomEmoji {
                offset,
                length,
                document_id: *document_id,
            }
            .into(),
            EntityKind::Blockquote { collapsed } => types::MessageEntityBlockquote {
                offset,
                length,
                collapsed: *collapsed,
            }
            .into(),
            _ => return None,
        })
    }
}
