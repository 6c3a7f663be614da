//! The macros, each with an example.

/// # Examples
///
/// ```
/// use userbot_sdk::module::Registry;
/// use userbot_sdk::prelude::*;
///
/// /// Says hello when the bot starts.
/// #[derive(Module, Default)]
/// #[module(name = "Hello", hooks, no_handlers, doc(ru = "Здоровается при запуске."))]
/// struct HelloModule;
///
/// #[async_trait]
/// impl Module for HelloModule {
///     async fn on_ready(&self, ctx: &Context) -> Result<()> {
///         ctx.client().send("me", "Hello!").await?;
///         Ok(())
///     }
/// }
///
/// let catalogue = Registry::new().module::<HelloModule>().validate()?;
/// assert_eq!(catalogue.modules()[0].info().name, "Hello");
/// # Ok::<(), userbot_sdk::module::Problems>(())
/// ```
pub use userbot_macros::Module;

/// # Examples
///
/// ```
/// use userbot_sdk::config::{Choice, DefaultValidator, Editor, Validator};
///
/// #[derive(Choice, Debug, PartialEq)]
/// enum Mode {
///     /// Answers at once.
///     #[choice(doc(ru = "Отвечает сразу."))]
///     VeryFast,
///     /// Waits a little.
///     #[choice(name = "slow", doc(ru = "Немного ждёт."))]
///     Patient,
/// }
///
/// let validator = Mode::validator();
/// assert_eq!(validator.parse("very-fast"), Ok(Mode::VeryFast));
/// assert_eq!(validator.render(&Mode::Patient), "slow");
/// let Editor::Choice { options } = validator.editor() else { unreachable!() };
/// assert_eq!(options[1].labels["ru"], "Немного ждёт");
/// ```
pub use userbot_macros::Choice;

/// # Examples
///
/// ```
/// use userbot_sdk::config::Integer;
/// use userbot_sdk::module::Registry;
/// use userbot_sdk::prelude::*;
///
/// #[derive(Config)]
/// struct ReminderConfig {
///     /// Delay when none is given.
///     #[config(default = "1h", doc(ru = "Задержка, если она не указана."))]
///     delay: Duration,
///     /// Reminders kept per chat.
///     #[config(default = 10, validator = Integer::between(1, 100))]
///     limit: i64,
///     /// Chats in which nothing is reminded of.
///     #[config(name = "quiet-chats")]
///     quiet: Vec<i64>,
/// }
///
/// /// Reminds you of things.
/// #[derive(Module, Default)]
/// #[module(no_handlers, config = ReminderConfig)]
/// struct Reminder;
///
/// let catalogue = Registry::new().module::<Reminder>().validate()?;
/// let config = catalogue.modules()[0].config().unwrap();
/// assert_eq!(config.options[2].name, "quiet-chats");
/// assert_eq!(config.options[1].accepts.to_string(), "a whole number from 1 to 100");
/// # Ok::<(), userbot_sdk::module::Problems>(())
/// ```
pub use userbot_macros::Config;

/// # Examples
///
/// ```
/// use userbot_sdk::module::Registry;
/// use userbot_sdk::prelude::*;
///
/// /// Adds numbers.
/// #[derive(Module, Default)]
/// struct Sums;
///
/// #[derive(Args)]
/// struct AddArgs {
///     /// What to add.
///     numbers: Vec<i64>,
///     /// Say it loudly.
///     #[arg(long)]
///     loud: bool,
/// }
///
/// #[handlers]
/// impl Sums {
///     /// Adds numbers.
///     #[command(alias = "sum", cooldown = "3s", doc(ru = "Складывает числа."))]
///     async fn add(&self, ctx: &Context, args: AddArgs) -> Result<()> {
///         let sum: i64 = args.numbers.iter().sum();
///         ctx.answer(format!("{sum}{}", if args.loud { "!" } else { "" })).await
///     }
/// }
///
/// let catalogue = Registry::new().module::<Sums>().validate()?;
/// assert_eq!(catalogue.command("sum").unwrap().spec().name, "add");
/// # Ok::<(), userbot_sdk::module::Problems>(())
/// ```
///
/// A module with many handlers has several blocks: one lists the others.
///
/// ```
/// # use userbot_sdk::module::Handlers;
/// # use userbot_sdk::prelude::*;
/// # /// Keeps order.
/// # #[derive(Module, Default)]
/// # struct Order;
/// #[handlers(parts(fun))]
/// impl Order {
///     /// Warns somebody.
///     #[command]
///     async fn warn(&self, ctx: &Context) -> Result<()> {
///         ctx.answer("You are warned.").await
///     }
/// }
///
/// #[handlers(part = fun)]
/// impl Order {
///     /// Rolls a die.
///     #[command]
///     async fn roll(&self, ctx: &Context) -> Result<()> {
///         ctx.answer("4").await
///     }
/// }
///
/// assert_eq!(Order::TABLE.all_commands().count(), 2);
/// ```
pub use userbot_macros::handlers;

/// # Examples
///
/// A free function is a command on its own; it belongs to a module named after its Rust module.
///
/// ```
/// use userbot_sdk::prelude::*;
///
/// /// Answers "pong".
/// #[command]
/// async fn ping(ctx: &Context) -> Result<()> {
///     ctx.answer("pong").await
/// }
/// ```
///
/// In a file that derives clap's `Args`, clap's own `#[command(…)]` stands below the derive.
pub use userbot_macros::command;

/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
///
/// /// Answers who writes an order number.
/// #[watcher(incoming, private, not(bots), regex = r"(?i)\border-\d{4}\b", filter = open)]
/// async fn orders(_ctx: &Context, msg: &Message) -> Result<()> {
///     msg.reply("Thank you, I will look.").await?;
///     Ok(())
/// }
///
/// async fn open(_ctx: &Context, _msg: &Message) -> bool {
///     true
/// }
/// ```
pub use userbot_macros::watcher;

/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
///
/// /// Leaves a note every day.
/// #[every("1d")]
/// async fn note(ctx: &Context) -> Result<()> {
///     ctx.client().send("me", "Another day.").await?;
///     Ok(())
/// }
/// ```
pub use userbot_macros::every;

/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
///
/// /// Says good morning on working days.
/// #[cron("30 8 * * mon-fri", zone = "Europe/Berlin", jitter = "5m")]
/// async fn morning(ctx: &Context) -> Result<()> {
///     ctx.client().send("me", "Good morning!").await?;
///     Ok(())
/// }
/// ```
pub use userbot_macros::cron;
/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
///
/// userbot_sdk::texts!("locales/example");
///
/// /// Says hello.
/// #[command]
/// async fn hello(ctx: &Context) -> Result<()> {
///     ctx.answer(ctx.t("hello", &[])).await
/// }
/// ```
pub use userbot_macros::texts;
