//! Our attributes next to those of others: clap's `#[command]`, lints, instrument-like macros.

#![deny(warnings)]

use userbot_sdk::command;
use userbot_sdk::prelude::*;

/// Adds a note.
#[derive(Args)]
#[command(about = "Adds a note.")]
struct AddArgs {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Args)]
struct Common {
    #[arg(long)]
    loud: bool,
}

#[derive(Subcommand)]
#[command(rename_all = "kebab-case")]
enum Action {
    Now,
    Later {
        #[arg(value_enum)]
        day: Day,
    },
}

#[derive(ValueEnum, Clone)]
enum Day {
    Monday,
}

#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    #[doc = "Adds a note."]
    #[doc = ""]
    #[doc = concat!("More ", "of it.")]
    #[command]
    #[allow(unused_variables, reason = "one more attribute")]
    #[must_use = "or the note is lost"]
    pub(crate) async fn add(&self, ctx: &Context, args: AddArgs) -> Result<(), Error> {
        let _ = args.common.loud;
        match args.action {
            Some(Action::Now) | None => Ok(()),
            Some(Action::Later { day: Day::Monday }) => Ok(()),
        }
    }

    /**
     * Lists the notes.
     *
     * All of them.
     */
    #[command]
    pub(crate) async fn list(&self, _ctx: &Context) -> Result {
        Ok(())
    }
}

macro_rules! module {
    ($name:ident, $command:ident, $args:ty, $result:ty) => {
        #[derive(Module, Default)]
        struct $name;

        #[handlers]
        impl $name {
            #[command]
            async fn $command(&self, _ctx: &Context, args: $args) -> $result {
                let _ = args;
                Ok(())
            }
        }
    };
}

module!(Made, make, Raw, Result<()>);

pub(crate) fn main() {
    use userbot_sdk::module::Handlers;
    let table = Notes::TABLE;
    assert_eq!(
        table.commands[0].spec.docs.text(["en"]),
        "Adds a note.\n\nMore of it.\n"
    );
    assert_eq!(table.commands[1].spec.docs.details(["en"]), "All of them.");
    assert_eq!(Made::TABLE.commands[0].spec.name, "make");
}
