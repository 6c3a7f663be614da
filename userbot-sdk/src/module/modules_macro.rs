//! `modules!`: names the crates that hold modules.

/// Names crates that hold modules, so that the linker keeps them, and gives their names.
///
/// A crate that no code names is dropped by the linker without a word, and its modules with it.
/// Give the result to [`Registry::modules`](crate::module::Registry::modules), which adds their
/// modules and makes it an error when one of them has none. A name is written as code writes it:
/// the package `my-notes` is `my_notes`.
///
/// # Examples
///
/// ```
/// let crates = userbot_sdk::modules! { userbot_sdk, serde_json };
/// assert_eq!(crates, ["userbot_sdk", "serde_json"]);
/// ```
#[macro_export]
macro_rules! modules {
    ($($name:ident),* $(,)?) => {{
        $(extern crate $name as _;)*
        const __USERBOT_CRATES: &[&str] = &[$(::core::stringify!($name)),*];
        __USERBOT_CRATES
    }};
    ($($other:tt)*) => {
        ::core::compile_error!(
            "`modules!` takes the names of crates as code writes them, such as `modules! { my_notes, weather }`"
        )
    };
}
