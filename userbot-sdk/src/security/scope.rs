//! In which chats a command works.

use crate::command::ChatScope;
use crate::telegram::Peer;

/// Tells whether a command with this scope works in a chat; an empty scope means everywhere.
pub(crate) fn in_scope(scope: &[ChatScope], chat: &Peer) -> bool {
    scope.is_empty()
        || scope.iter().any(|scope| match scope {
            ChatScope::Private => chat.is_private() && !chat.is_self(),
            ChatScope::Groups => chat.is_group(),
            ChatScope::Channels => chat.is_channel(),
            ChatScope::Saved => chat.is_self(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::PeerId;

    #[test]
    fn compares_the_kind_of_the_chat() {
        let group = Peer::unknown(PeerId::Group(1));
        let person = Peer::unknown(PeerId::User(1));
        assert!(in_scope(&[], &group));
        assert!(in_scope(&[ChatScope::Saved, ChatScope::Groups], &group));
        assert!(!in_scope(&[ChatScope::Private], &group));
        assert!(in_scope(&[ChatScope::Private], &person));
        assert!(!in_scope(&[ChatScope::Saved], &person));
        assert!(!in_scope(&[ChatScope::Channels], &person));
    }
}
