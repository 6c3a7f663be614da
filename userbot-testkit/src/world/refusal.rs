//! Why the simulated Telegram refuses a call.

/// The result of an operation on the world.
pub(crate) type Outcome<T> = Result<T, Refusal>;

/// An RPC error, with Telegram's own code and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: i32,
    pub(crate) name: String,
}

impl Refusal {
    /// A request that makes no sense (400).
    pub(crate) fn bad(name: impl Into<String>) -> Self {
        Self {
            code: 400,
            name: name.into(),
        }
    }

    /// A request that the caller has no right to make (403).
    pub(crate) fn forbidden(name: impl Into<String>) -> Self {
        Self {
            code: 403,
            name: name.into(),
        }
    }

    /// Any other code.
    pub(crate) fn coded(code: i32, name: impl Into<String>) -> Self {
        Self {
            code,
            name: name.into(),
        }
    }
}

/// `Err` with a 400.
pub(crate) fn bad<T>(name: &str) -> Outcome<T> {
    Err(Refusal::bad(name))
}

/// `Err` with a 403.
pub(crate) fn forbidden<T>(name: &str) -> Outcome<T> {
    Err(Refusal::forbidden(name))
}
