use userbot_sdk::prelude::*;

#[derive(Module, Default)]
struct Notes;

fn main() {
    fn needs<M: Module + userbot_sdk::module::Handlers>() {}
    needs::<Notes>();
}
