//! Enums to choose from: names, labels, and how they are read.

use userbot_sdk::config::{DefaultValidator, Editor, Validator};
use userbot_sdk::prelude::*;

/// How fast it answers.
#[derive(Choice, Debug, Clone, Copy, PartialEq)]
pub(crate) enum Speed {
    /// Answers at once.
    ///
    /// More about it.
    #[choice(doc(ru = "Отвечает сразу.", de = "Sofort"))]
    AtOnce,
    #[choice(name = "0")]
    Never,
    #[cfg(any())]
    Gone(u8),
    r#Else = 7,
}

mod reexported {
    pub(super) use userbot_sdk as sdk;
}

mod elsewhere {
    /// With the SDK under another path.
    #[derive(super::Choice, Debug, PartialEq)]
    #[choice(crate = super::reexported::sdk)]
    pub(crate) enum Side {
        Left,
        Right,
    }
}

pub(crate) fn main() {
    let speed = Speed::validator();
    assert_eq!(speed.parse("at-once"), Ok(Speed::AtOnce));
    assert_eq!(speed.parse("0"), Ok(Speed::Never));
    assert_eq!(speed.parse("ELSE"), Ok(Speed::Else));
    assert_eq!(speed.render(&Speed::Never), "0");
    assert_eq!(speed.problem(), None);
    let Editor::Choice { options } = speed.editor() else {
        panic!("an enum is a choice");
    };
    assert_eq!(options.len(), 3);
    assert_eq!(options[0].labels["en"], "Answers at once");
    assert_eq!(options[0].labels["ru"], "Отвечает сразу");
    assert_eq!(options[0].labels["de"], "Sofort");
    assert!(options[1].labels.is_empty());

    let sides = MultiChoice::<elsewhere::Side>::variants();
    assert_eq!(
        sides.parse("right, left"),
        Ok(vec![elsewhere::Side::Right, elsewhere::Side::Left])
    );
    let list = <Vec<Option<Speed>>>::validator();
    assert_eq!(list.parse("0,"), Ok(vec![Some(Speed::Never)]));
}
