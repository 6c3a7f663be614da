//! Arguments: flags, options, several words, and mistakes that are explained in the chat.
//!
//! The list lives in memory: a store that survives a restart is not part of the SDK yet.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use userbot_sdk::prelude::*;

/// Keeps a list of things to do, one for each chat.
#[derive(Module, Debug, Default)]
#[module(doc(ru = "Ведёт список дел, свой для каждого чата."))]
pub struct Todo {
    lists: Mutex<BTreeMap<PeerId, Vec<Item>>>,
}

#[derive(Debug, Clone)]
struct Item {
    text: String,
    urgent: bool,
    done: bool,
}

/// What `.todo` takes.
#[derive(Args, Debug)]
pub struct AddArgs {
    /// Put it at the top of the list.
    #[arg(short, long)]
    urgent: bool,
    /// What is to be done.
    #[arg(required = true)]
    what: Vec<String>,
}

/// What `.done` takes.
#[derive(Args, Debug)]
pub struct DoneArgs {
    /// Numbers of the items, as `.list` shows them.
    #[arg(required = true)]
    numbers: Vec<usize>,
    /// Remove them instead of crossing them out.
    #[arg(short, long)]
    remove: bool,
}

/// What `.list` takes.
#[derive(Args, Debug)]
pub struct ListArgs {
    /// Show what is done, too.
    #[arg(short, long)]
    all: bool,
}

#[handlers]
impl Todo {
    /// Adds something to the list of this chat.
    #[command(alias = "t", doc(ru = "Добавляет дело в список этого чата."))]
    async fn todo(&self, ctx: &Context, args: AddArgs) -> Result<()> {
        let item = Item {
            text: args.what.join(" "),
            urgent: args.urgent,
            done: false,
        };
        let text = escape(&item.text);
        let chat = ctx.message()?.chat().id();
        let number = {
            let mut lists = self.lists()?;
            let list = lists.entry(chat).or_default();
            let place = if item.urgent { 0 } else { list.len() };
            list.insert(place, item);
            place + 1
        };
        ctx.answer(format!("Added as {number}: {text}")).await
    }

    /// Shows the list of this chat.
    #[command(doc(ru = "Показывает список дел этого чата."))]
    async fn list(&self, ctx: &Context, args: ListArgs) -> Result<()> {
        let chat = ctx.message()?.chat().id();
        let items = self.lists()?.get(&chat).cloned().unwrap_or_default();
        let lines: Vec<String> = (1..)
            .zip(&items)
            .filter(|(_, item)| args.all || !item.done)
            .map(|(number, item)| line(number, item))
            .collect();
        if lines.is_empty() {
            return ctx.answer("Nothing to do 🎉").await;
        }
        ctx.answer(lines.join("\n")).await
    }

    /// Crosses items out, or removes them.
    #[command(doc(ru = "Вычёркивает дела или удаляет их."))]
    async fn done(&self, ctx: &Context, args: DoneArgs) -> Result<()> {
        let chat = ctx.message()?.chat().id();
        let count = {
            let mut lists = self.lists()?;
            let list = lists.entry(chat).or_default();
            // All numbers are checked before the first item is touched.
            if let Some(wrong) = args.numbers.iter().find(|&&n| n == 0 || n > list.len()) {
                return Err(Error::user(format!("There is no item {wrong}.")));
            }
            let mut numbers = args.numbers.clone();
            numbers.sort_unstable_by(|a, b| b.cmp(a));
            numbers.dedup();
            for &number in &numbers {
                if args.remove {
                    list.remove(number - 1);
                } else {
                    list[number - 1].done = true;
                }
            }
            numbers.len()
        };
        ctx.answer(format!("Done: {count}")).await
    }
}

impl Todo {
    fn lists(&self) -> Result<MutexGuard<'_, BTreeMap<PeerId, Vec<Item>>>> {
        self.lists
            .lock()
            .map_err(|_| Error::msg("the lists are broken"))
    }
}

fn line(number: usize, item: &Item) -> String {
    let text = escape(&item.text);
    let mark = if item.urgent { " ❗" } else { "" };
    if item.done {
        format!("{number}. <s>{text}</s>{mark}")
    } else {
        format!("{number}. {text}{mark}")
    }
}
