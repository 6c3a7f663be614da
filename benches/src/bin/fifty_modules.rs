//! A bot with fifty modules, as a program of its own: `benches -- start` starts and measures it.
//!
//! `fifty_modules SESSION` says `ready` when its handlers are active, and stops when its input ends.

use std::io::Write as _;

use userbot_sdk::config::Integer;
use userbot_sdk::prelude::*;
use userbot_sdk::runtime::Userbot;

/// What a command of each module takes.
#[derive(Args)]
struct OrderArgs {
    /// How many.
    #[arg(short, long, default_value_t = 1)]
    count: u32,
    /// What to order.
    #[arg(required = true)]
    what: Vec<String>,
}

/// Makes modules as people write them: texts in two languages, options, a command with arguments, and a watcher.
macro_rules! modules {
    ($($module:ident $config:ident $order:ident $pattern:literal,)*) => {
        $(
            /// Takes orders.
            #[derive(Module, Default)]
            #[module(config = $config, texts = "locales", doc(ru = "Принимает заказы."))]
            struct $module;

            #[derive(Config)]
            struct $config {
                /// The most that is ordered at once.
                #[config(default = 10, validator = Integer::between(1, 100), doc(ru = "Самый большой заказ."))]
                most: i64,
                /// Where it is sent.
                #[config(default = "home", doc(ru = "Куда отправить."))]
                place: String,
            }

            #[handlers]
            impl $module {
                /// Orders something.
                #[command(doc(ru = "Заказывает что-нибудь."))]
                async fn $order(&self, ctx: &Context, args: OrderArgs) -> Result<()> {
                    let config = ctx.config::<$config>();
                    let count = i64::from(args.count).min(config.most);
                    let what = format!("{}: {} ({})", ctx.t("list", &[("count", &count)]), args.what.join(" "), config.place);
                    ctx.answer(what).await
                }

                #[watcher(incoming, regex = $pattern)]
                async fn seen(&self, ctx: &Context, message: &Message) -> Result<()> {
                    ctx.db().set("last", &message.id()).await?;
                    Ok(())
                }
            }
        )*

        fn registry() -> Registry {
            Registry::new()$(.module::<$module>())*
        }
    };
}

modules! {
    Module01 Config01 order01 r"(?i)\border-01\d*\b",
    Module02 Config02 order02 r"(?i)\border-02\d*\b",
    Module03 Config03 order03 r"(?i)\border-03\d*\b",
    Module04 Config04 order04 r"(?i)\border-04\d*\b",
    Module05 Config05 order05 r"(?i)\border-05\d*\b",
    Module06 Config06 order06 r"(?i)\border-06\d*\b",
    Module07 Config07 order07 r"(?i)\border-07\d*\b",
    Module08 Config08 order08 r"(?i)\border-08\d*\b",
    Module09 Config09 order09 r"(?i)\border-09\d*\b",
    Module10 Config10 order10 r"(?i)\border-10\d*\b",
    Module11 Config11 order11 r"(?i)\border-11\d*\b",
    Module12 Config12 order12 r"(?i)\border-12\d*\b",
    Module13 Config13 order13 r"(?i)\border-13\d*\b",
    Module14 Config14 order14 r"(?i)\border-14\d*\b",
    Module15 Config15 order15 r"(?i)\border-15\d*\b",
    Module16 Config16 order16 r"(?i)\border-16\d*\b",
    Module17 Config17 order17 r"(?i)\border-17\d*\b",
    Module18 Config18 order18 r"(?i)\border-18\d*\b",
    Module19 Config19 order19 r"(?i)\border-19\d*\b",
    Module20 Config20 order20 r"(?i)\border-20\d*\b",
    Module21 Config21 order21 r"(?i)\border-21\d*\b",
    Module22 Config22 order22 r"(?i)\border-22\d*\b",
    Module23 Config23 order23 r"(?i)\border-23\d*\b",
    Module24 Config24 order24 r"(?i)\border-24\d*\b",
    Module25 Config25 order25 r"(?i)\border-25\d*\b",
    Module26 Config26 order26 r"(?i)\border-26\d*\b",
    Module27 Config27 order27 r"(?i)\border-27\d*\b",
    Module28 Config28 order28 r"(?i)\border-28\d*\b",
    Module29 Config29 order29 r"(?i)\border-29\d*\b",
    Module30 Config30 order30 r"(?i)\border-30\d*\b",
    Module31 Config31 order31 r"(?i)\border-31\d*\b",
    Module32 Config32 order32 r"(?i)\border-32\d*\b",
    Module33 Config33 order33 r"(?i)\border-33\d*\b",
    Module34 Config34 order34 r"(?i)\border-34\d*\b",
    Module35 Config35 order35 r"(?i)\border-35\d*\b",
    Module36 Config36 order36 r"(?i)\border-36\d*\b",
    Module37 Config37 order37 r"(?i)\border-37\d*\b",
    Module38 Config38 order38 r"(?i)\border-38\d*\b",
    Module39 Config39 order39 r"(?i)\border-39\d*\b",
    Module40 Config40 order40 r"(?i)\border-40\d*\b",
    Module41 Config41 order41 r"(?i)\border-41\d*\b",
    Module42 Config42 order42 r"(?i)\border-42\d*\b",
    Module43 Config43 order43 r"(?i)\border-43\d*\b",
    Module44 Config44 order44 r"(?i)\border-44\d*\b",
    Module45 Config45 order45 r"(?i)\border-45\d*\b",
    Module46 Config46 order46 r"(?i)\border-46\d*\b",
    Module47 Config47 order47 r"(?i)\border-47\d*\b",
    Module48 Config48 order48 r"(?i)\border-48\d*\b",
    Module49 Config49 order49 r"(?i)\border-49\d*\b",
    Module50 Config50 order50 r"(?i)\border-50\d*\b",
}

#[tokio::main]
async fn main() -> Result<()> {
    let path = std::env::args().nth(1);
    let path = path.ok_or_else(|| Error::msg("say where the session is"))?;
    let running = Userbot::builder()
        .registry(registry())
        .session(path.as_str())
        .api(1, "0123456789abcdef0123456789abcdef")
        .start()
        .await?;
    let mut out = std::io::stdout();
    writeln!(out, "ready")?;
    out.flush()?;
    let end = || std::io::stdin().read_line(&mut String::new());
    tokio::task::spawn_blocking(end).await??;
    running.stop().await;
    Ok(())
}
