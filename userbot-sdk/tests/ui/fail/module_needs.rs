use userbot_sdk::prelude::*;

trait Forecast: Send + Sync {}

trait Loose {}

struct Plain;

/// Needs what is no module, and writes a trait without `dyn`.
#[derive(Module, Default)]
#[module(no_handlers, needs(Plain))]
struct One;

/// Writes a trait without `dyn`.
#[derive(Module, Default)]
#[module(no_handlers, needs(Forecast))]
struct Two;

/// Needs a service that cannot go to other threads.
#[derive(Module, Default)]
#[module(no_handlers, needs(dyn Loose))]
struct Three;

fn main() {}
