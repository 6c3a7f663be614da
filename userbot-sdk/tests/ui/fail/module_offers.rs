use userbot_sdk::prelude::*;

trait Forecast: Send + Sync {}

/// Offers what it does not implement.
#[derive(Module, Default)]
#[module(no_handlers, offers(dyn Forecast))]
struct Weather;

fn main() {}
