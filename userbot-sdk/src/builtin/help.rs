//! `.help`: what the bot can do, from the list of its modules.

use std::fmt::Write as _;

use userbot_macros::{Module, command, handlers};

use crate::command::{ChatScope, CommandInfo, Role, fold_name, shape_help, shape_usage, suggest};
use crate::context::{Context, Modules};
use crate::error::{Error, Result};
use crate::module::{CatalogueCommand, CatalogueModule, DocText, Documentation};
use crate::strings::{Language, Value, builtin};
use crate::text::{FormattedText, escape};

/// Tells what the bot can do.
#[derive(Module, Default, Debug)]
#[module(
    texts = "locales/modules/help",
    doc(ru = "Рассказывает, что умеет бот.")
)]
pub struct Help;

/// What `.help` takes.
#[derive(clap::Args, Debug)]
struct HelpArgs {
    /// Show hidden commands, too.
    #[arg(short, long)]
    all: bool,
    /// A module or a command.
    name: Option<String>,
}

#[handlers(manual)]
impl Help {
    /// Lists the modules, or explains one module or command.
    #[command(doc(ru = "Показывает список модулей или объясняет модуль или команду."))]
    async fn help(&self, ctx: &Context, args: HelpArgs) -> Result<()> {
        let (prefix, languages) = (ctx.prefix(), ctx.languages());
        let page = Page {
            ctx,
            catalogue: ctx.modules(),
            prefix: &prefix,
            languages: &languages,
            all: args.all,
        };
        let html = match args.name.as_deref() {
            None => page.overview(),
            Some(name) => page.about(name).map_err(Error::user)?,
        };
        ctx.answer(html).await
    }
}

/// What a help page is made from.
struct Page<'a> {
    ctx: &'a Context,
    catalogue: &'a Modules,
    prefix: &'a str,
    languages: &'a [Language],
    all: bool,
}

impl Page<'_> {
    fn text(&self, key: &str, arguments: &[(&str, Value<'_>)]) -> String {
        builtin().get(self.languages, key, arguments)
    }

    fn shown<'c>(&self, module: &'c CatalogueModule) -> Vec<&'c CatalogueCommand> {
        module
            .commands()
            .iter()
            .filter(|command| self.all || !command.spec().hidden)
            .collect()
    }

    /// The modules that are on with their commands, own ones first, built-in ones last.
    fn overview(&self) -> String {
        let on = self.catalogue.states().filter(|(_, state)| state.is_on());
        let mut modules: Vec<&CatalogueModule> = on.map(|(module, _)| module).collect();
        modules.sort_by_key(|module| (module.builtin(), module.info().name.to_lowercase()));
        let mut lines = Vec::new();
        let mut commands = 0_usize;
        for module in &modules {
            let shown = self.shown(module);
            commands += shown.len();
            let name = escape(module.info().name);
            if shown.is_empty() {
                lines.push(format!("▪️ <b>{name}</b>"));
                continue;
            }
            let names: Vec<String> = shown
                .iter()
                .map(|command| {
                    format!(
                        "<code>{}{}</code>",
                        escape(self.prefix),
                        escape(command.spec().name)
                    )
                })
                .collect();
            lines.push(format!("▪️ <b>{name}</b>: {}", names.join(" ")));
        }
        let header = self.text(
            "help-overview",
            &[
                ("modules", modules.len().into()),
                ("commands", commands.into()),
            ],
        );
        let footer = self.text("help-more", &[("prefix", self.prefix.into())]);
        format!("{header}\n{}\n\n{footer}", lines.join("\n"))
    }

    /// The page of what has this name. The error is plain text, with the nearest names.
    fn about(&self, name: &str) -> std::result::Result<String, String> {
        let bare = name
            .strip_prefix(self.prefix)
            .filter(|rest| !rest.is_empty())
            .unwrap_or(name);
        // A prefix in front says that the command is meant when a module has the same name.
        if bare.len() == name.len()
            && let Some(module) = self.catalogue.module(bare)
        {
            let namesake = self
                .catalogue
                .command(bare)
                .filter(|_| module.commands().len() == 1);
            return Ok(
                namesake.map_or_else(|| self.module(module), |command| self.command(command))
            );
        }
        if let Some(command) = self.catalogue.command(bare) {
            return Ok(self.command(command));
        }
        let visible = self
            .catalogue
            .commands()
            .filter(|command| !command.spec().hidden);
        let commands = visible.map(|command| command.spec().name);
        let modules: Vec<String> = self
            .catalogue
            .modules()
            .iter()
            .map(|module| fold_name(module.info().name))
            .collect();
        let folded = fold_name(bare);
        let mut near =
            suggest::nearest(&folded, commands.chain(modules.iter().map(String::as_str)));
        near.dedup();
        let mut message = self.text("help-unknown", &[("name", bare.into())]);
        if !near.is_empty() {
            message.push(' ');
            message += &self.text(
                "argument-did-you-mean",
                &[("names", near.join(", ").into())],
            );
        }
        Err(FormattedText::from_html_lossy(&message).text)
    }

    fn module(&self, module: &CatalogueModule) -> String {
        let info = module.info();
        let docs = self.ctx.documentation(module);
        let about = docs.module(info);
        let mut html = format!("<b>{}</b> {}", escape(info.name), escape(info.version));
        html += &self.off(info.name);
        let summary = about.summary();
        if !summary.is_empty() {
            let _ = write!(html, "\n{}", escape(summary));
        }
        if !about.details().is_empty() {
            let _ = write!(html, "\n\n{}", escape(about.details()));
        }
        let commands = self.shown(module);
        if !commands.is_empty() {
            html.push('\n');
            for command in commands {
                let usage = shape_usage(&command.arguments(), &self.info(command, None, &docs));
                let _ = write!(html, "\n<code>{}</code>", escape(usage));
                let summary = docs.command(command.spec()).summary();
                if !summary.is_empty() {
                    let _ = write!(html, " — {}", escape(summary));
                }
            }
        }
        let watchers = module.watchers().iter().map(|watcher| {
            let spec = watcher.spec();
            (spec.name, docs.watcher(spec))
        });
        let schedules = module.schedules().iter().map(|schedule| {
            let spec = schedule.spec();
            (spec.name, docs.schedule(spec))
        });
        html += &self.list("help-watchers", watchers.collect());
        html += &self.list("help-schedules", schedules.collect());
        if let Some(config) = module.config() {
            let arguments = [
                ("count", config.options.len().into()),
                ("prefix", self.prefix.into()),
                ("module", info.name.into()),
            ];
            html += "\n\n";
            html += &self.text("help-config", &arguments);
        }
        html
    }

    fn list(&self, title: &str, rows: Vec<(&'static str, DocText)>) -> String {
        if rows.is_empty() {
            return String::new();
        }
        let mut html = format!("\n\n<b>{}</b>", self.text(title, &[]));
        for (name, docs) in rows {
            let summary = docs.summary();
            let line = if summary.is_empty() {
                escape(name)
            } else {
                escape(summary)
            };
            let _ = write!(html, "\n▫️ {line}");
        }
        html
    }

    fn command(&self, command: &CatalogueCommand) -> String {
        let spec = command.spec();
        let Some(module) = self.catalogue.module_of(command) else {
            return String::new();
        };
        let docs = self.ctx.documentation(module);
        let about = docs.command(spec);
        let info = self.info(command, Some(about.text()), &docs);
        let mut html = shape_help(&command.arguments(), &info);
        let mut notes = Vec::new();
        if !spec.aliases.is_empty() {
            let names: Vec<String> = spec
                .aliases
                .iter()
                .map(|alias| format!("<code>{}{}</code>", escape(self.prefix), escape(alias)))
                .collect();
            notes.push(self.text("help-aliases", &[("names", Value::html(names.join(", ")))]));
        }
        if !spec.scope.is_empty() {
            let chats: Vec<String> = spec
                .scope
                .iter()
                .map(|scope| self.text(scope_key(*scope), &[]))
                .collect();
            notes.push(self.text("help-scope", &[("chats", chats.join(", ").into())]));
        }
        if spec.only.iter().any(|role| *role != Role::Owner) {
            let roles: Vec<String> = spec
                .only
                .iter()
                .map(|role| self.text(role_key(*role), &[]))
                .collect();
            notes.push(self.text("help-only", &[("roles", roles.join(", ").into())]));
        }
        if let Some(cooldown) = spec.cooldown {
            let time = crate::command::Duration::from(cooldown).humanise(self.languages);
            notes.push(self.text("help-cooldown", &[("time", time.into())]));
        }
        notes.push(self.text("help-module", &[("name", module.info().name.into())]));
        let _ = write!(html, "\n\n{}", notes.join("\n"));
        if let Some(module) = self.catalogue.module_of(command) {
            html += &self.off(module.info().name);
        }
        html
    }

    /// Says that a module is off, and why; nothing when it is on.
    fn off(&self, module: &str) -> String {
        let Some(state) = self.catalogue.state(module) else {
            return String::new();
        };
        let (mark, Some(key)) = super::modules::shown(&state) else {
            return String::new();
        };
        let mut html = format!("\n{mark} {}", self.text(key, &[]));
        if let Some(reason) = state.reason() {
            let _ = write!(html, ": {}", escape(reason));
        }
        html
    }

    fn info<'i>(
        &'i self,
        command: &CatalogueCommand,
        about: Option<&'i str>,
        docs: &'i Documentation,
    ) -> CommandInfo<'i> {
        let spec = command.spec();
        CommandInfo {
            prefix: self.prefix,
            name: spec.name,
            usage: spec.usage,
            about,
            languages: self.languages,
            documentation: Some(docs),
        }
    }
}

fn scope_key(scope: ChatScope) -> &'static str {
    match scope {
        ChatScope::Private => "scope-private",
        ChatScope::Groups => "scope-groups",
        ChatScope::Channels => "scope-channels",
        ChatScope::Saved => "scope-saved",
    }
}

fn role_key(role: Role) -> &'static str {
    match role {
        Role::Owner => "role-owner",
        Role::Admins => "role-admins",
        Role::Members => "role-members",
        Role::Everyone => "role-everyone",
    }
}
