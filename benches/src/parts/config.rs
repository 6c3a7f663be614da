//! Reads of a module's config, in a handler.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use serde_json::json;
use userbot_sdk::config::Integer;
use userbot_sdk::prelude::*;
use userbot_testkit::prelude::*;
use userbot_testkit::run_test;

use super::{Effort, Race, same};

/// Reads its config again and again.
#[derive(Module, Default)]
#[module(config = ReaderConfig)]
struct Reader;

#[derive(Config)]
struct ReaderConfig {
    /// A number.
    #[config(default = 10, validator = Integer::between(1, 100))]
    limit: i64,
    /// A text.
    #[config(default = "Hello")]
    greeting: String,
}

struct Plain {
    limit: i64,
    greeting: String,
}

#[handlers]
impl Reader {
    /// Measures.
    #[command]
    async fn read(&self, ctx: &Context, effort: EffortArgs) -> Result<()> {
        measure(ctx, effort.effort)?;
        ctx.answer("done").await
    }
}

#[derive(Args)]
struct EffortArgs {
    #[command(flatten)]
    effort: Effort,
}

fn measure(ctx: &Context, effort: Effort) -> Result<()> {
    let shared = RwLock::new(Arc::new(Plain {
        limit: 10,
        greeting: "Hello".to_owned(),
    }));
    let map = RwLock::new(HashMap::from([
        ("limit".to_owned(), json!(10)),
        ("greeting".to_owned(), json!("Hello")),
    ]));
    let ours = || {
        let config = ctx.config::<ReaderConfig>();
        config.limit.unsigned_abs() + config.greeting.len() as u64
    };
    let locked = || {
        let config = Arc::clone(&shared.read().unwrap_or_else(PoisonError::into_inner));
        config.limit.unsigned_abs() + config.greeting.len() as u64
    };
    let looked_up = || {
        let map = map.read().unwrap_or_else(PoisonError::into_inner);
        let limit = map.get("limit").and_then(serde_json::Value::as_u64);
        let greeting = map.get("greeting").and_then(serde_json::Value::as_str);
        limit.unwrap_or_default() + greeting.unwrap_or_default().len() as u64
    };
    for found in [ours(), locked(), looked_up()] {
        same("config", &found, &15)?;
    }
    Race::new("config: a snapshot, and two options of it", effort)
        .way("ours: ctx.config", ours)
        .way("a struct in an Arc behind a lock", locked)
        .way("a map of JSON values behind a lock", looked_up)
        .run();
    Ok(())
}

pub(super) fn run(effort: Effort) {
    let Effort {
        rounds,
        milliseconds,
    } = effort;
    run_test("config", move || async move {
        let world = World::new();
        let me = &world.owner();
        let mut bot = MockClient::on(&world).module::<Reader>().start().await?;
        let line = format!(".read --rounds {rounds} --milliseconds {milliseconds}");
        bot.send(me, &line).await.expect_edited("done");
        TestResult::Ok(())
    });
}
