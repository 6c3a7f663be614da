//! A module in several blocks, one of them in another Rust module.

use userbot_sdk::module::Handlers;
use userbot_sdk::prelude::*;

#[derive(Module, Default)]
pub(crate) struct Notes;

#[handlers(parts(admin, r#fun))]
impl Notes {
    #[command]
    async fn add(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }
}

mod admin {
    use userbot_sdk::prelude::*;

    #[handlers(part = admin)]
    impl super::Notes {
        #[command]
        async fn wipe(&self, _ctx: &Context) -> Result<()> {
            Ok(())
        }
    }
}

#[handlers(part = fun)]
impl Notes {
    #[watcher(incoming)]
    async fn laugh(&self, _ctx: &Context, _msg: &Message) -> Result<()> {
        Ok(())
    }
}

pub(crate) fn main() {
    let names: Vec<_> = Notes::TABLE
        .all_commands()
        .map(|row| row.spec.name)
        .collect();
    assert_eq!(names, ["add", "wipe"]);
    assert_eq!(Notes::TABLE.all_watchers().count(), 1);
}
