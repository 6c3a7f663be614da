//! What the tests share: a place where handlers note that they ran.

use std::cell::RefCell;

use userbot_testkit::world::Message;

thread_local! {
    /// A test and all handlers of its bots run on one thread, which no other test uses meanwhile.
    static NOTES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Notes that something happened.
pub(crate) fn note(what: impl Into<String>) {
    NOTES.with_borrow_mut(|notes| notes.push(what.into()));
}

/// Returns what was noted since the last time, in its order.
pub(crate) fn notes() -> Vec<String> {
    NOTES.take()
}

/// Returns what was noted since the last time, sorted: where order between handlers is not promised.
pub(crate) fn sorted_notes() -> Vec<String> {
    let mut notes = notes();
    notes.sort();
    notes
}

/// Writes down what was typed and what it became, for a snapshot.
pub(crate) fn spoken(typed: &str, message: &Message) -> String {
    format!("> {typed}\n{}\n\n", message.text())
}
