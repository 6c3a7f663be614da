//! Members of a group, page by page: calls everybody, slowly, and can be stopped.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use userbot_sdk::config::{DurationRange, Integer};
use userbot_sdk::prelude::*;
use userbot_sdk::telegram::Peer;

/// Calls all members of a group.
#[derive(Module, Debug, Default)]
#[module(texts = "locales", config = TagConfig)]
pub struct TagAll {
    calling: Calling,
}

/// The options of the module.
#[derive(Config, Debug)]
pub struct TagConfig {
    /// Members in one message; Telegram tells only the first few of a longer list.
    #[config(default = 5, validator = Integer::between(1, 20))]
    together: usize,
    /// Pause between two messages.
    #[config(
        default = "3s",
        validator = DurationRange::between(Duration::from_secs(1), Duration::from_secs(600))
    )]
    pause: Duration,
    /// Members called at most.
    #[config(default = 200, validator = Integer::between(1, 1_000))]
    limit: usize,
}

#[handlers]
impl TagAll {
    /// Calls everybody here, with what you want to say.
    #[command(scope(groups))]
    async fn tagall(&self, ctx: &Context, text: Raw) -> Result<()> {
        let message = ctx.message()?;
        let chat = message.chat().id();
        let Some(running) = self.calling.begin(chat) else {
            return Err(Error::user(ctx.t("already", &[])));
        };
        let says = match text.trim() {
            "" => ctx.t("everybody", &[]),
            text => escape(text),
        };
        ctx.answer(says).await?;
        let later = ctx.clone();
        // It may take longer than a handler may.
        ctx.spawn(async move {
            let stopped = Arc::clone(&running.stop);
            tokio::select! {
                called = call(&later, chat) => {
                    let called = called?;
                    later.answer(later.t("done", &[("count", &called)])).await
                }
                () = stopped.notified() => later.answer(later.t("stopped", &[])).await,
            }
        });
        Ok(())
    }

    /// Stops calling here.
    #[command(scope(groups))]
    async fn untag(&self, ctx: &Context) -> Result<()> {
        let chat = ctx.message()?.chat().id();
        let Some(stop) = self.calling.of(chat) else {
            return Err(Error::user(ctx.t("idle", &[])));
        };
        stop.notify_one();
        ctx.message()?.delete().await?;
        Ok(())
    }
}

/// Mentions the members, some in a message, and returns how many. Floods are waited for by the client.
async fn call(ctx: &Context, chat: PeerId) -> Result<usize> {
    let config = ctx.config::<TagConfig>();
    let mut members = ctx.client().participants(chat);
    let mut names = Vec::new();
    let mut called = 0;
    loop {
        let member = if called + names.len() < config.limit {
            members.next().await?
        } else {
            None
        };
        let end = member.is_none();
        if let Some(member) = member.filter(|member| is_called(&member.peer)) {
            names.push(ctx.t("name", &[("who", &member.peer)]));
        }
        if names.len() >= config.together || (end && !names.is_empty()) {
            if called > 0 {
                sleep(config.pause).await;
            }
            ctx.client().send(chat, names.join(" ")).await?;
            called += names.len();
            names.clear();
        }
        if end {
            return Ok(called);
        }
    }
}

fn is_called(member: &Peer) -> bool {
    !member.is_bot() && !member.is_self() && !member.is_deleted()
}

/// Is the groups in which it calls at the moment, with what stops it.
#[derive(Debug, Clone, Default)]
struct Calling(Arc<Mutex<HashMap<PeerId, Arc<Notify>>>>);

impl Calling {
    /// Takes a group, unless it is taken.
    fn begin(&self, chat: PeerId) -> Option<Running> {
        let mut groups = self.groups();
        if groups.contains_key(&chat) {
            return None;
        }
        let stop = Arc::new(Notify::new());
        groups.insert(chat, Arc::clone(&stop));
        Some(Running {
            calling: self.clone(),
            chat,
            stop,
        })
    }

    fn of(&self, chat: PeerId) -> Option<Arc<Notify>> {
        self.groups().get(&chat).cloned()
    }

    fn groups(&self) -> MutexGuard<'_, HashMap<PeerId, Arc<Notify>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Has a group until it is dropped.
#[derive(Debug)]
struct Running {
    calling: Calling,
    chat: PeerId,
    stop: Arc<Notify>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.calling.groups().remove(&self.chat);
    }
}
