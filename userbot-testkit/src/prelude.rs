//! Everything that a test needs: `use userbot_testkit::prelude::*;`.

pub use crate::client::{MockClient, days, hours, minutes, seconds};
pub use crate::test_run::TestResult;
pub use crate::world::World;
