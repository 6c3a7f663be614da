//! The names under which everything stands on the server.

/// Holds the names of one prefix. The braces keep all of them on one node of a cluster.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    prefix: String,
    pub(super) values: String,
    pub(super) index: String,
    pub(super) channel: String,
}

impl Keys {
    pub(super) fn new(prefix: &str) -> Self {
        let name = |what: &str| format!("{{{prefix}}}:{what}");
        Self {
            prefix: prefix.to_owned(),
            values: name("values"),
            index: name("index"),
            channel: name("changes"),
        }
    }

    /// Returns the key of the lease on an account.
    pub(super) fn lease(&self, account: &str) -> String {
        format!("{{{}}}:lease:{account}", self.prefix)
    }

    /// Returns the pattern that the keys of all leases fit.
    pub(super) fn leases(&self) -> String {
        let mut pattern = String::new();
        for letter in self.lease("").chars() {
            if matches!(letter, '*' | '?' | '[' | ']' | '\\' | '^' | '-') {
                pattern.push('\\');
            }
            pattern.push(letter);
        }
        pattern.push('*');
        pattern
    }

    /// Returns the key of the number that grows with each lease on an account.
    pub(super) fn fence(&self, account: &str) -> String {
        format!("{{{}}}:fence:{account}", self.prefix)
    }

    /// Returns the key by which a commit is known that has happened.
    pub(super) fn applied(&self, id: &str) -> String {
        format!("{{{}}}:applied:{id}", self.prefix)
    }
}
