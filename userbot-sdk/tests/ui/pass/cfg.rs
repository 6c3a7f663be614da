//! A method that is switched off has no row; two that exclude each other may share a name.

use userbot_sdk::module::Handlers;
use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[command]
    #[cfg(any())]
    async fn add(&self, ctx: &Gone) -> Result<()> {
        Ok(())
    }

    #[cfg(any(unix, not(unix)))]
    #[command(name = "add")]
    async fn other(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }
}

#[handlers(parts(more))]
#[cfg(any())]
impl Gone {
    #[command]
    async fn add(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }
}

#[handlers(part = more)]
#[cfg(any())]
impl Gone {
    #[command]
    async fn remove(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }
}

#[cfg(any())]
#[command]
async fn gone(ctx: &Gone) -> Result<()> {}

#[command]
#[cfg(any())]
async fn gone(ctx: &Context) -> Nothing {}

pub(crate) fn main() {
    let names: Vec<_> = Notes::TABLE
        .commands
        .iter()
        .map(|row| row.spec.name)
        .collect();
    assert_eq!(names, ["add"]);
}
