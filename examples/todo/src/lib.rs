//! Arguments: flags, options, several words, and mistakes that are explained in the chat. The lists
//! are kept in the store, one for each chat, and are there after a restart.

use serde::{Deserialize, Serialize};
use userbot_sdk::prelude::*;

/// The list of a chat: `LIST.at(chat)`.
const LIST: ListKey<Item> = ListKey::new("list");

/// Keeps a list of things to do, one for each chat.
#[derive(Module, Debug, Default)]
#[module(doc(ru = "Ведёт список дел, свой для каждого чата."))]
pub struct Todo;

#[derive(Debug, Serialize, Deserialize)]
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
    numbers: Vec<u64>,
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
        let list = ctx.db().list(LIST.at(ctx.message()?.chat().id()));
        let number = if item.urgent {
            list.push_front(&item).await?;
            1
        } else {
            list.push(&item).await?;
            list.len().await?
        };
        ctx.answer(format!("Added as {number}: {text}")).await
    }

    /// Shows the list of this chat.
    #[command(doc(ru = "Показывает список дел этого чата."))]
    async fn list(&self, ctx: &Context, args: ListArgs) -> Result<()> {
        let chat = ctx.message()?.chat().id();
        let items = ctx.db().list(LIST.at(chat)).all().await?;
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
        let key = &LIST.at(ctx.message()?.chat().id());
        let mut numbers = args.numbers;
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        numbers.dedup();
        let (numbers, remove) = (&numbers, args.remove);
        // All or nothing: a wrong number undoes the others.
        ctx.db()
            .transaction(|tx| async move {
                let list = tx.list(key);
                for &number in numbers {
                    let wrong = || Error::user(format!("There is no item {number}."));
                    let place = number.checked_sub(1).ok_or_else(wrong)?;
                    let mut item = list.get(place).await?.ok_or_else(wrong)?;
                    if remove {
                        list.remove(place).await?;
                    } else {
                        item.done = true;
                        list.set(place, &item).await?;
                    }
                }
                Ok(())
            })
            .await?;
        ctx.answer(format!("Done: {}", numbers.len())).await
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
