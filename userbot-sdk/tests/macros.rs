//! What the macros write, read back through the public tables.

use userbot_sdk::prelude::*;

#[derive(Args)]
struct PingArgs {
    /// How many times.
    #[arg(default_value_t = 1)]
    times: u8,
}

/// Answers pings.
#[derive(Module, Default)]
#[module(doc(ru = "Отвечает на пинги."))]
struct Ping;

#[handlers]
impl Ping {
    /// Answers with a pong.
    #[command(alias = "p", cooldown = "3s", doc(ru = "Отвечает понгом."))]
    async fn ping(&self, ctx: &Context, args: PingArgs) -> Result<()> {
        let _ = (ctx, args.times);
        Ok(())
    }

    #[command]
    async fn cmd_plain(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }

    #[watcher(incoming, private, filter = short, filter = later, filter = fallible, any(text, not(reply)))]
    async fn seen(&self, _ctx: &Context, msg: &Message) -> Result<()> {
        let _ = msg;
        Ok(())
    }

    #[every("1h30m")]
    async fn tidy(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }
}

fn short(_ctx: &Context, _msg: &Message) -> bool {
    true
}

async fn later(ctx: &Context, msg: &Message) -> bool {
    let _ = (ctx, msg);
    true
}

async fn fallible(_ctx: &Context, _msg: &Message) -> Result<bool> {
    Ok(true)
}

/// Says something.
#[command(hidden)]
async fn say(_ctx: &Context, text: Raw) -> Result<()> {
    let _ = text;
    Ok(())
}

#[test]
fn x() {}
