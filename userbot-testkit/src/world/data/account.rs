//! Authorization keys, login codes and tokens.

use num_bigint::BigUint;

/// An authorization key that the world knows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Account {
    /// Who is signed in.
    pub(crate) user: Option<i64>,
    /// Who gave the right code and still owes the password.
    pub(crate) password_for: Option<i64>,
    /// The running password check.
    pub(crate) srp: Option<Srp>,
    pub(crate) since: i32,
    /// The export that was begun and not finished.
    pub(crate) takeout: Option<i64>,
}

/// The server's half of one password check.
#[derive(Clone, Debug)]
pub(crate) struct Srp {
    pub(crate) id: i64,
    pub(crate) user: i64,
    pub(crate) secret: BigUint,
    pub(crate) public: Vec<u8>,
}

/// A code that was sent to a phone.
#[derive(Clone, Debug)]
pub(crate) struct LoginCode {
    pub(crate) hash: String,
    pub(crate) code: String,
    /// The mail address that the code is to prove.
    pub(crate) proves: Option<String>,
}

/// A QR login that waits to be accepted.
#[derive(Clone, Debug)]
pub(crate) struct LoginToken {
    pub(crate) key_id: i64,
    pub(crate) expires: i32,
    pub(crate) accepted_by: Option<i64>,
}

/// A sign-in carried to another data centre.
#[derive(Clone, Debug)]
pub(crate) struct Transfer {
    pub(crate) user: i64,
    pub(crate) bytes: Vec<u8>,
}

/// The address of a data centre.
#[derive(Clone, Debug)]
pub(crate) struct DataCentre {
    pub(crate) ip: String,
    pub(crate) port: u16,
    /// Whether it belongs to the content delivery network.
    pub(crate) cdn: bool,
}
