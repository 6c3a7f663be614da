#[userbot_testkit::test]
async fn answers(times: u8) {}

fn main() {}
