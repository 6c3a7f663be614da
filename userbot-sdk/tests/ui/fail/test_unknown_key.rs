#[userbot_testkit::test(paused)]
async fn answers() {}

fn main() {}
