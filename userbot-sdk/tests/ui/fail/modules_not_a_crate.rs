fn main() {
    let _ = userbot_sdk::modules! { "notes" };
}
