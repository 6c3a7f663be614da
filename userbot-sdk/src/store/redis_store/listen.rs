//! Hearing of changes, own ones and those of other processes.

use std::time::Duration;

use futures_util::StreamExt as _;
use redis::Client;
use tokio::time::sleep;

use crate::store::{Change, ChangeSender};

const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Listens for ever. After a break everything may have changed, and listeners are told so.
pub(super) async fn listen(client: Client, channel: String, changes: ChangeSender) {
    let mut pause = FIRST_PAUSE;
    let mut first = true;
    loop {
        if let Ok(mut messages) = client.get_async_pubsub().await
            && messages.subscribe(&channel).await.is_ok()
        {
            if !first {
                changes.send(Change::Unknown);
            }
            (first, pause) = (false, FIRST_PAUSE);
            let mut messages = messages.on_message();
            while let Some(message) = messages.next().await {
                changes.send(read(message.get_payload_bytes()));
            }
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Reads what the script of a commit publishes.
fn read(payload: &[u8]) -> Change {
    match payload.split_first() {
        Some((b'k', key)) => Change::Key(key.to_vec()),
        Some((b'p', prefix)) => Change::Prefix(prefix.to_vec()),
        _ => Change::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_changed() {
        assert_eq!(read(b"kdkey"), Change::Key(b"dkey".to_vec()));
        assert_eq!(read(b"p"), Change::Prefix(Vec::new()));
        assert_eq!(read(b""), Change::Unknown);
        assert_eq!(read(b"?"), Change::Unknown);
    }
}
