#[userbot_testkit::test]
fn answers() {}

fn main() {}
