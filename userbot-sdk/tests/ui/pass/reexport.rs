//! A crate that hides the SDK behind its own name.

mod framework {
    pub(crate) mod sdk {
        pub(crate) use userbot_sdk::*;
    }
}

mod notes {
    use crate::reexport::framework::sdk::prelude::*;

    // The SDK's own name is out of reach.
    #[allow(unused_imports, reason = "it only stands in the way")]
    use crate::reexport::framework as userbot_sdk;

    /// Keeps notes.
    #[derive(Module, Default)]
    #[module(crate = crate::reexport::framework::sdk)]
    pub(crate) struct Notes;

    #[handlers(crate = crate::reexport::framework::sdk)]
    impl Notes {
        #[command(alias = "a")]
        async fn add(&self, _ctx: &Context) -> Result<()> {
            Ok(())
        }

        #[watcher(text, filter = short)]
        async fn seen(&self, _ctx: &Context, _msg: &Message) -> Result<()> {
            Ok(())
        }
    }

    fn short(_: &Context, _: &Message) -> bool {
        true
    }

    #[command(crate = crate::reexport::framework::sdk)]
    async fn ping(_ctx: &Context) -> Result<()> {
        Ok(())
    }

    #[every("5m", crate = crate::reexport::framework::sdk)]
    async fn tidy(_ctx: &Context) -> Result<()> {
        Ok(())
    }

    /// Has only hooks.
    #[derive(Module, Default)]
    #[module(no_handlers, crate = crate::reexport::framework::sdk)]
    pub(crate) struct Quiet;
}

pub(crate) fn main() {
    use framework::sdk::module::Handlers;
    assert_eq!(notes::Notes::TABLE.commands[0].spec.aliases, ["a"]);
    assert_eq!(notes::Quiet::TABLE.all_commands().count(), 0);
}
