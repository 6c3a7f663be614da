use userbot_sdk::prelude::*;

trait Forecast: Send + Sync {}

/// Writes its needs in every wrong way.
#[derive(Module, Default)]
#[module(no_handlers, needs(One, One, "Two", &'static Three), offers(Forecast, 5))]
struct Weather;

/// Writes nothing.
#[derive(Module, Default)]
#[module(no_handlers, needs(), offers = Forecast)]
struct Sun;

fn main() {}
