//! The validators, one in each file.

mod boolean;
mod byte_size;
mod choice;
mod custom;
mod duration;
mod emoji;
mod float;
mod hidden;
mod integer;
mod multi_choice;
mod optional;
mod reg_exp;
mod series;
mod text;
mod union;

pub use boolean::Boolean;
pub use byte_size::ByteSize;
pub use choice::{Choice, ChoiceOption};
pub use custom::Custom;
pub use duration::DurationRange;
pub use emoji::Emoji;
pub use float::Float;
pub use hidden::Hidden;
pub use integer::{Integer, WholeNumber, WholeNumberValue};
pub use multi_choice::MultiChoice;
pub use optional::Optional;
pub use reg_exp::RegExp;
pub use series::Series;
pub use text::Text;
pub use union::{Either, Union};
