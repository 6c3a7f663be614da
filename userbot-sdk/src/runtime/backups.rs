//! The backup of each day.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use crate::context::Bot;
use crate::store::DailyBackups;

/// So often it is looked whether a new day has begun.
const LOOK: Duration = Duration::from_secs(3_600);

/// Takes a backup each day, for as long as the bot runs. The owner is told when it does not work, once
/// until it does again.
pub(super) fn begin(bot: &Arc<Bot>, backups: DailyBackups) {
    let scope = Arc::clone(&bot.scope);
    let bot = Arc::downgrade(bot);
    scope.background.spawn(async move {
        let mut told = false;
        loop {
            let Some(bot) = bot.upgrade() else { return };
            let busy = bot.activity.busy();
            let taken = backups.take(&bot.storage).await;
            drop(busy);
            match taken {
                Ok(_) => told = false,
                Err(error) => {
                    tracing::error!(%error, "the daily backup was not taken");
                    if !std::mem::replace(&mut told, true) {
                        let reason = error.to_string();
                        let arguments = [("reason", reason.as_str().into())];
                        bot.tell_owner(bot.text("report-backup", &arguments));
                    }
                }
            }
            drop(bot);
            sleep(LOOK).await;
        }
    });
}
