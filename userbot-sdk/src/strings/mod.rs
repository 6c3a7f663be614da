//! Placeholder until the catalogue of texts is merged.

/// Is a language code.
#[derive(Debug, Clone)]
pub struct Language(pub String);
