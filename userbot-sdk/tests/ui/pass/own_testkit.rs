//! `#[userbot_testkit::test]` with another testkit: the body runs, and its result comes back.

#![deny(warnings)]

mod kit {
    pub(crate) mod __private {
        pub(crate) fn run_test<F: Future>(name: &str, body: impl FnOnce() -> F) {
            assert!(!name.is_empty());
            drop(body());
        }
    }
}

#[userbot_testkit::test(crate = kit)]
async fn works() -> Result<(), std::fmt::Error> {
    Ok(())
}

#[userbot_testkit::test(crate = crate::own_testkit::kit)]
#[ignore = "never"]
async fn is_ignored() {}

pub(crate) fn main() {}
