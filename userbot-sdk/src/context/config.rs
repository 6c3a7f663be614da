//! The options of a module, for its handlers.

use std::panic::Location;
use std::sync::Arc;

use super::Context;
use crate::error::{Error, Result};
use crate::options::{Change, ConfigError, Configs, ModuleConfig};

impl Context {
    /// Returns the present values of a module's options.
    ///
    /// It is a snapshot, and cheap: it does not wait and does not copy. Keep it for one run, so
    /// that its values belong together; call it again where a later change should count.
    ///
    /// `C` is the config of a module, mostly the handler's own; that of any other module of the
    /// bot is given too. A type that no module has is an error of the compiler. When the module is
    /// not part of this bot, its defaults are given and the log says so;
    /// [`find_config`](Self::find_config) tells.
    ///
    /// # Panics
    ///
    /// When the module is not part of this bot, and its author's default is one that its own
    /// validator refuses. A bot with such a module does not start.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// #[derive(Config)]
    /// struct TeaConfig {
    ///     /// How long it brews.
    ///     #[config(default = "3m")]
    ///     time: Duration,
    /// }
    ///
    /// /// Makes tea.
    /// #[derive(Module, Default)]
    /// #[module(config = TeaConfig)]
    /// struct Tea;
    ///
    /// #[handlers]
    /// impl Tea {
    ///     /// Says when tea is ready.
    ///     #[command]
    ///     async fn tea(&self, ctx: &Context) -> Result<()> {
    ///         let config = ctx.config::<TeaConfig>();
    ///         ctx.answer(format!("ready in {}", config.time)).await
    ///     }
    /// }
    /// ```
    #[track_caller]
    pub fn config<C: ModuleConfig>(&self) -> Arc<C> {
        if let Some(config) = self.find_config::<C>() {
            return config;
        }
        let name = C::TABLE.name;
        tracing::error!(
            config = name,
            "no module of this bot has this config: its defaults are used"
        );
        match crate::options::defaults::<C>() {
            Ok(config) => config,
            #[expect(
                clippy::panic,
                reason = "there is no value of the type; start-up refuses such a module"
            )]
            Err(reason) => panic!("the defaults of {name} are refused by its validators: {reason}"),
        }
    }

    /// Returns the present values of a module's options, when a module of this bot has them.
    pub fn find_config<C: ModuleConfig>(&self) -> Option<Arc<C>> {
        self.bot().configs.get::<C>(self.scope.module)
    }

    /// Changes options of a module from its own code, in place.
    ///
    /// The closure gets the present values. What it changed goes through the validators and
    /// [`Module::on_config_change`](crate::module::Module::on_config_change), as if the owner had
    /// set it, and is kept. Changes happen one after another, so that counting up in parallel loses
    /// nothing; keep the closure short. Returns what has changed.
    ///
    /// # Errors
    ///
    /// See [`ConfigError`]; all old values stay.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// #[derive(Config)]
    /// struct GreeterConfig {
    ///     /// What is said.
    ///     #[config(default = "Hello")]
    ///     greeting: String,
    /// }
    ///
    /// /// Greets.
    /// #[derive(Module, Default)]
    /// #[module(config = GreeterConfig)]
    /// struct Greeter;
    ///
    /// #[handlers]
    /// impl Greeter {
    ///     /// Changes the greeting.
    ///     #[command]
    ///     async fn greeting(&self, ctx: &Context, text: Raw) -> Result<()> {
    ///         ctx.set_config::<GreeterConfig>(|config| config.greeting = text.to_string())
    ///             .await?;
    ///         ctx.answer("done").await
    ///     }
    /// }
    /// ```
    #[track_caller]
    pub fn set_config<C: ModuleConfig>(
        &self,
        change: impl FnOnce(&mut C) + Send,
    ) -> impl Future<Output = Result<Vec<Change>>> + Send {
        let location = Location::caller();
        async move {
            let changed = self
                .bot()
                .configs
                .change::<C>(self.scope.module, change)
                .await;
            match changed {
                Some(changed) => changed.map_err(|error| Error::from(error).at(location)),
                None => Err(Error::from(ConfigError::UnknownModule {
                    name: C::TABLE.name.to_owned(),
                    near: Vec::new(),
                })
                .at(location)),
            }
        }
    }

    /// Returns the options of every module, by name: for commands that show and change them.
    pub fn configs(&self) -> &Configs {
        &self.bot().configs
    }
}
