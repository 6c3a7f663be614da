//! What a login waits for before there is anybody to get updates.

use grammers_session::updates::UpdatesLike;
use grammers_tl_types::enums::{Update, Updates};

use super::{UpdatePump, next};

impl UpdatePump {
    /// Waits until Telegram says that something happened to the login token of this connection.
    ///
    /// Other updates on the way are dropped: nobody is logged in yet.
    pub(crate) async fn login_token(&mut self) {
        loop {
            tokio::select! {
                biased;
                updates = next(&mut self.updates) => match updates {
                    Some(updates) if is_login_token(&updates) => return,
                    Some(_) => {}
                    None => self.updates = None,
                },
                receiver = self.receivers.recv() => match receiver {
                    Some(receiver) => self.updates = Some(receiver),
                    // The client was disconnected.
                    None => std::future::pending().await,
                },
            }
        }
    }
}

fn is_login_token(updates: &UpdatesLike) -> bool {
    let is = |update: &Update| matches!(update, Update::LoginToken);
    match updates {
        UpdatesLike::Updates(Updates::UpdateShort(short)) => is(&short.update),
        UpdatesLike::Updates(Updates::Updates(all)) => all.updates.iter().any(is),
        UpdatesLike::Updates(Updates::Combined(all)) => all.updates.iter().any(is),
        // What was pushed meanwhile is lost, so ask.
        UpdatesLike::ConnectionClosed => true,
        _ => false,
    }
}
