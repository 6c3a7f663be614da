//! x

pub(crate) mod layers;
