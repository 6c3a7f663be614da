//! `modules!` names crates and gives their names.

#![deny(warnings)]

use userbot_sdk::module::Registry;

pub(crate) fn main() {
    assert_eq!(
        userbot_sdk::modules! { userbot_sdk, userbot_testkit, },
        ["userbot_sdk", "userbot_testkit"]
    );
    assert!(userbot_sdk::modules! {}.is_empty());
    let problems = Registry::new()
        .modules(userbot_sdk::modules! { userbot_testkit })
        .validate();
    assert!(
        problems
            .unwrap_err()
            .to_string()
            .contains("userbot_testkit")
    );
}
