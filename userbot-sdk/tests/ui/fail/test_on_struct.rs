#[userbot_testkit::test]
struct Answers;

fn main() {}
