use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

macro_rules! make {
    ($name:ident) => {
        #[command]
        async fn $name(&self, _ctx: &Context) -> Result<()> {
            Ok(())
        }
    };
}

#[handlers]
impl Notes {
    make!(add);
}

fn main() {}
