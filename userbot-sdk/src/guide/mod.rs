//! The guide: how to write, test, run and publish a bot. Chapters are modules without code.
//!
//! 1. [`first_module`]: a module, its commands and its state.
//! 2. [`commands`]: names, arguments, mistakes, who and where.
//! 3. [`watchers`]: events and filters.
//! 4. [`schedules`]: what is done again and again, or at times on the clock.
//! 5. [`talking`]: messages, peers, raw calls.
//! 6. [`media`]: files of any size, up and down.
//! 7. [`store`]: values, maps and lists that are there after a restart.
//! 8. [`lifecycle`]: how a module starts and ends, switching it, modules that use each other.
//! 9. [`config`]: options that the owner sets.
//! 10. [`errors`]: what people see when something goes wrong, and what the log has.
//! 11. [`telegram_errors`]: what each error of Telegram means, and what to do.
//! 12. [`texts`]: translated texts, plural forms, descriptions, languages.
//! 13. [`testing`]: a simulated Telegram for your tests.
//! 14. [`running`]: login, sessions, stopping; publishing modules as crates.
//! 15. [`from_hikka`]: where everything is, for authors of Hikka, Heroku and Friendly-Telegram modules.
//! 16. [`accounts`]: login, string sessions, encryption, proxies, several accounts.
//! 17. [`raw`]: any function of Telegram's API, and how to read its schema.
//! 18. [`promises`]: what holds when something goes wrong, and the tests that prove it.
//! 19. [`cost`]: what a watcher costs, what is free, what happens to a handler that blocks.

#[doc = include_str!("accounts.md")]
pub mod accounts {}
#[doc = include_str!("commands.md")]
pub mod commands {}
#[doc = include_str!("config.md")]
pub mod config {}
#[doc = include_str!("cost.md")]
pub mod cost {}
#[doc = include_str!("errors.md")]
pub mod errors {}
#[doc = include_str!("first_module.md")]
pub mod first_module {}
#[doc = include_str!("from_hikka.md")]
pub mod from_hikka {}
#[doc = include_str!("lifecycle.md")]
pub mod lifecycle {}
#[doc = include_str!("media.md")]
pub mod media {}
#[doc = include_str!("promises.md")]
pub mod promises {}
#[doc = include_str!("raw.md")]
pub mod raw {}
#[doc = include_str!("running.md")]
pub mod running {}
#[doc = include_str!("schedules.md")]
pub mod schedules {}
#[doc = include_str!("store.md")]
pub mod store {}
#[doc = include_str!("talking.md")]
pub mod talking {}
#[allow(
    clippy::doc_markdown,
    reason = "the words are those that people see, who do not read code"
)]
#[doc = include_str!("telegram_errors.md")]
pub mod telegram_errors {}
#[doc = include_str!("testing.md")]
pub mod testing {}
#[doc = include_str!("texts.md")]
pub mod texts {}
#[doc = include_str!("watchers.md")]
pub mod watchers {}
