use userbot_sdk::prelude::*;

#[derive(Config)]
#[config(defualt = 5)]
struct Settings {
    #[config(defualt = 5)]
    limit: i64,
    #[config(on_change = reload)]
    city: String,
    #[config(ru_doc = "Ключ.", hidden)]
    key: String,
    #[config]
    loud: bool,
}

fn main() {}
