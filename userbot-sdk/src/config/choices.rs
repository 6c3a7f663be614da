//! Enums to choose from.

use super::ChoiceOption;

/// Is an enum whose variants people choose from; `#[derive(Choice)]` writes it.
///
/// The derive also gives the enum its [`DefaultValidator`](super::DefaultValidator), so that a
/// setting of that type needs no `validator`.
pub trait Choices: Send + Sync + Sized + 'static {
    /// The variants, in their order.
    const OPTIONS: &'static [ChoiceOption];

    /// Makes the variant with this place among the options.
    fn from_index(index: usize) -> Option<Self>;

    /// Returns the variant's place among the options.
    fn index(&self) -> usize;
}
