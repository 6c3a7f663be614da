use userbot_sdk::prelude::*;

/// Has no folder.
#[derive(Module, Default)]
#[module(no_handlers, texts = "./texts/nowhere")]
struct Nowhere;

/// Has no folder either.
#[derive(Module, Default)]
#[module(no_handlers, texts = "locales")]
struct Beside;

/// Has a broken file.
#[derive(Module, Default)]
#[module(no_handlers, texts = "./texts/broken")]
struct Broken;

/// Lacks the default language.
#[derive(Module, Default)]
#[module(no_handlers, texts = "./texts/no_default")]
struct NoDefault;

/// Names a language that is none.
#[derive(Module, Default)]
#[module(no_handlers, texts = "./texts/good", default_language = "ua")]
struct WrongDefault;

/// Has no path.
#[derive(Module, Default)]
#[module(no_handlers, texts = "/texts")]
struct Absolute;

/// Has a default language only.
#[derive(Module, Default)]
#[module(no_handlers, default_language = "ru")]
struct Only;

fn main() {}
