fn main() {
    let _ = userbot_sdk::modules! { no_such_crate };
}
