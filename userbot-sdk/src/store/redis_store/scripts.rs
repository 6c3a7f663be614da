//! What runs on the server, each as one step.

use redis::Script;

pub(super) struct Scripts {
    pub(super) commit: Script,
    pub(super) scan: Script,
    pub(super) claim: Script,
    pub(super) renew: Script,
    pub(super) release: Script,
}

impl Scripts {
    pub(super) fn new() -> Self {
        Self {
            commit: Script::new(include_str!("commit.lua")),
            scan: Script::new(include_str!("scan.lua")),
            claim: Script::new(include_str!("claim.lua")),
            renew: Script::new(include_str!("renew.lua")),
            release: Script::new(include_str!("release.lua")),
        }
    }
}
