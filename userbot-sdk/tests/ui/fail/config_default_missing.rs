use userbot_sdk::config::{DefaultValidator, Description, Editor, Invalid, Validator};
use userbot_sdk::prelude::*;

struct Colour;

struct Colours;

impl Validator for Colours {
    type Value = Colour;

    fn parse(&self, _text: &str) -> Result<Colour, Invalid> {
        Ok(Colour)
    }

    fn render(&self, _value: &Colour) -> String {
        String::new()
    }

    fn check(&self, _value: &Colour) -> Result<(), Invalid> {
        Ok(())
    }

    fn description(&self) -> Description {
        Description::new("a colour")
    }

    fn editor(&self) -> Editor {
        Editor::text()
    }
}

impl DefaultValidator for Colour {
    type Validator = Colours;

    fn validator() -> Colours {
        Colours
    }
}

#[derive(Config)]
struct Settings {
    colour: Colour,
}

fn main() {}
