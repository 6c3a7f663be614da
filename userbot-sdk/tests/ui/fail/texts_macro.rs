userbot_sdk::texts!(locales);
userbot_sdk::texts!();
userbot_sdk::texts!("./texts/good" "locales");
userbot_sdk::texts!("./texts/good", language = "ru");

fn main() {}
