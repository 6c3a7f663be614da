//! People and chats, by whatever names them.

use std::fmt;
use std::str::FromStr;

use crate::config::reason::{quoted, trimmed};
use crate::config::{DefaultValidator, Description, Editor, Invalid, Reason, Validator};
use crate::link::{LinkParts, is_reserved, is_username};
use crate::peer_id::PeerId;

/// Names a person or a chat.
///
/// Every call of the client that takes a chat takes it, too. Read are `@name` and `name`, links to
/// public chats and their messages (`t.me/name`, `https://t.me/name/15`, `name.t.me`,
/// `tg://resolve?domain=name`), links to messages of private supergroups and channels
/// (`t.me/c/1234567/15`), ids in the form of the bot API, and `me` for the account itself.
/// Invitations (`t.me/+…`) name a chat only to those who are in it, so they are refused.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::Entity;
/// use userbot_sdk::telegram::PeerId;
///
/// assert_eq!("https://t.me/durov/1".parse(), Ok(Entity::Username("durov".to_owned())));
/// assert_eq!("-5".parse(), Ok(Entity::Id(PeerId::Group(5))));
/// assert_eq!(Entity::Username("durov".to_owned()).to_string(), "@durov");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Entity {
    /// The account itself; as a chat, Saved Messages.
    Me,
    /// By id.
    Id(PeerId),
    /// By username, without the @.
    Username(String),
}

/// Accepts a person or a chat: `@name`, a link to t.me or an id. The value is an [`Entity`].
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{Entity, EntityLike, Validator};
///
/// let entity = EntityLike.parse("t.me/durov")?;
/// assert_eq!(entity, Entity::Username("durov".to_owned()));
/// assert_eq!(EntityLike.render(&entity), "@durov");
/// assert!(EntityLike.parse("two words").is_err());
/// # Ok::<(), userbot_sdk::config::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EntityLike;

impl EntityLike {
    /// Makes the validator.
    pub const fn new() -> Self {
        Self
    }
}

/// Says that a text names no person and no chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this names no person and no chat")]
pub struct NotAnEntity;

impl FromStr for Entity {
    type Err = NotAnEntity;

    fn from_str(text: &str) -> Result<Self, NotAnEntity> {
        let text = trimmed(text);
        // No link to a chat is longer.
        if text.len() > 1024 {
            return Err(NotAnEntity);
        }
        read(text).ok_or(NotAnEntity)
    }
}

fn read(text: &str) -> Option<Entity> {
    if text.eq_ignore_ascii_case("me") || text.eq_ignore_ascii_case("self") {
        return Some(Entity::Me);
    }
    let number = text.replace('−', "-");
    if let Ok(id) = number.parse::<PeerId>()
        && !text.starts_with('+')
    {
        return Some(Entity::Id(id));
    }
    if let Some(name) = text.strip_prefix('@') {
        return username(name);
    }
    match LinkParts::of(text) {
        Some(parts) => of_link(&parts),
        None => username(text),
    }
}

/// Reads a link to a person, a chat, or a message in it.
fn of_link(parts: &LinkParts<'_>) -> Option<Entity> {
    let path: Vec<&str> = parts.path.iter().map(AsRef::as_ref).collect();
    match path.as_slice() {
        ["resolve"] if parts.deep => username(parts.value("domain")?),
        ["user"] if parts.deep => parts
            .value("id")?
            .parse()
            .ok()
            .filter(|id| matches!(id, PeerId::User(_)))
            .map(Entity::Id),
        ["privatepost"] if parts.deep => channel(parts.value("channel")?),
        _ if parts.deep => None,
        ["c", id, ..] => channel(id),
        ["s", name, ..] => username(name),
        [name, ..] if !is_reserved(name) => username(name),
        _ => None,
    }
}

fn channel(id: &str) -> Option<Entity> {
    let id = id.parse::<i64>().ok().filter(|id| *id > 0)?;
    let id = PeerId::Channel(id);
    valid(id).then_some(Entity::Id(id))
}

fn username(name: &str) -> Option<Entity> {
    is_username(name).then(|| Entity::Username(name.to_owned()))
}

fn valid(id: PeerId) -> bool {
    PeerId::from_bot_api(id.to_bot_api()) == Ok(id)
}

impl fmt::Display for Entity {
    /// Writes the form that reads back as the same entity.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Me => formatter.write_str("me"),
            Self::Id(id) => id.fmt(formatter),
            Self::Username(name) => write!(formatter, "@{name}"),
        }
    }
}

impl Validator for EntityLike {
    type Value = Entity;

    fn parse(&self, text: &str) -> Result<Entity, Invalid> {
        if trimmed(text).is_empty() {
            return Err(Reason::Empty.into());
        }
        text.parse().map_err(|_| {
            Reason::NotEntity {
                text: Some(quoted(text)),
            }
            .into()
        })
    }

    fn render(&self, value: &Entity) -> String {
        value.to_string()
    }

    fn check(&self, value: &Entity) -> Result<(), Invalid> {
        let fits = match value {
            Entity::Me => true,
            Entity::Id(id) => valid(*id),
            Entity::Username(name) => is_username(name),
        };
        if fits {
            Ok(())
        } else {
            Err(Reason::NotEntity {
                text: Some(quoted(&value.to_string())),
            }
            .into())
        }
    }

    fn description(&self) -> Description {
        Description::builtin("value-entity")
    }

    fn editor(&self) -> Editor {
        Editor::text()
    }

    fn wipe(value: &mut Entity) {
        if let Entity::Username(name) = value {
            zeroize::Zeroize::zeroize(name);
        }
        *value = Entity::Me;
    }
}

impl DefaultValidator for Entity {
    type Validator = EntityLike;

    fn validator() -> EntityLike {
        EntityLike
    }
}
