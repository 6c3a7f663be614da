//! A generic module: the table for every type, registered for one.

use userbot_sdk::module::{Handlers, Registry};
use userbot_sdk::prelude::*;

/// Somewhere to keep things.
pub(crate) trait Store: Default + Send + Sync + 'static {
    /// The arguments that it needs.
    type Arguments: Args + Send;
}

/// Keeps notes.
#[derive(Module, Default)]
struct Notes<S: Store>(S);

#[handlers(manual, parts(more))]
impl<S: Store> Notes<S> {
    /// Adds a note.
    #[command]
    async fn add(&self, _ctx: &Context, args: S::Arguments) -> Result<()> {
        let _ = (&self.0, args);
        Ok(())
    }
}

#[handlers(manual, part = more)]
impl<S> Notes<S>
where
    S: Store,
{
    /// Removes a note.
    #[command]
    async fn remove(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }
}

#[derive(Default)]
struct Disk;

#[derive(Args)]
struct DiskArgs {
    path: String,
}

impl Store for Disk {
    type Arguments = DiskArgs;
}

pub(crate) fn main() {
    let names: Vec<_> = Notes::<Disk>::TABLE
        .all_commands()
        .map(|row| row.spec.name)
        .collect();
    assert_eq!(names, ["add", "remove"]);
    let _ = Registry::new().module::<Notes<Disk>>();
    let _ = DiskArgs {
        path: String::new(),
    }
    .path;
}
