//! Who may do what.
//!
//! Only the account's owner may use commands: what `only(…)` declares is kept with the command
//! and takes effect when permissions can be granted. Every question about rights goes through
//! [`may_run`], so that there is one place to answer it.

mod scope;

pub(crate) use scope::in_scope;

use crate::command::CommandSpec;
use crate::telegram::Message;

/// Tells whether the sender of a message may use a command.
pub(crate) fn may_run(spec: &CommandSpec, message: &Message) -> bool {
    // The owner may use everything, whatever the declaration says.
    let _ = spec.only;
    message.outgoing()
}
