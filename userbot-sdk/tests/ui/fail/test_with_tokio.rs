#[userbot_testkit::test]
#[tokio::test]
async fn answers() {}

fn main() {}
