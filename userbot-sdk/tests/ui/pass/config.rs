//! Configs: every kind of field, default and validator.

use userbot_sdk::module::Registry;
use userbot_sdk::prelude::*;

const CITY: &str = "Riga";
const PERCENT: Integer<u8> = Integer::between(0, 100);

/// How it speaks.
#[derive(Choice, Debug, Clone, Copy, PartialEq)]
pub(crate) enum Tone {
    /// Softly.
    Soft,
    /// Loudly.
    Loud,
}

/// What the owner can set.
#[derive(Config)]
pub(crate) struct Settings {
    /// A flag, off without a default.
    pub(crate) flag: bool,
    /// A text from a constant.
    #[config(default = CITY, doc(ru = "Город."))]
    city: String,
    /// A number of a smaller type.
    #[config(default = 50, validator = PERCENT)]
    volume: u8,
    /// A size, by an expression.
    #[config(default = 64 << 10, validator = ByteSize::new())]
    size: u64,
    /// A length of time, from a text.
    #[config(default = "1h30m")]
    every: Duration,
    /// One of several.
    #[config(default = Tone::Loud)]
    tone: Tone,
    /// Several of several.
    #[config(default = [Tone::Soft], validator = MultiChoice::<Tone>::variants())]
    tones: Vec<Tone>,
    /// What is inside of an option.
    #[config(default = 7, validator = Integer::between(1, 9))]
    maybe: Option<i64>,
    /// Nothing.
    #[config(default = None)]
    nothing: Option<String>,
    /// Numbers.
    #[config(default = vec![1, 2])]
    numbers: Vec<i64>,
    /// A link, from a text.
    #[config(default = "https://example.com/a")]
    link: Url,
    /// A secret in an option.
    #[config(validator = Hidden(Text::new().min_length(8)), name = "api-key")]
    api_key: Option<Secret>,
    /// A keyword as a name.
    r#type: i32,
    /// Not there.
    #[cfg(any())]
    #[config(default = 5)]
    gone: NoSuchType,
}

#[derive(Module, Default)]
#[module(no_handlers, config = Settings)]
struct Speaker;

mod reexported {
    pub(super) use userbot_sdk as sdk;
}

mod elsewhere {
    /// With the SDK under another path.
    #[derive(super::Config)]
    #[config(crate = super::reexported::sdk)]
    pub(crate) struct Limits {
        #[config(default = 5)]
        pub(crate) limit: i64,
    }
}

/// Is generic; its options are not.
#[derive(Module, Default)]
#[module(no_handlers, config = elsewhere::Limits)]
struct Generic<const N: usize>;

pub(crate) fn main() {
    let catalogue = Registry::new()
        .module::<Speaker>()
        .module::<Generic<3>>()
        .validate()
        .unwrap();
    let config = catalogue.modules()[0].config().unwrap();
    let names: Vec<&str> = config.options.iter().map(|option| option.name).collect();
    assert_eq!(
        names,
        [
            "flag", "city", "volume", "size", "every", "tone", "tones", "maybe", "nothing",
            "numbers", "link", "api-key", "type"
        ]
    );
    let shown: Vec<String> = config
        .options
        .iter()
        .map(|option| serde_json::to_string(&option.default).unwrap())
        .collect();
    assert_eq!(
        shown,
        [
            r#"{"text":"false"}"#,
            r#"{"text":"Riga"}"#,
            r#"{"text":"50"}"#,
            r#"{"text":"64 KiB"}"#,
            r#"{"text":"1h30m"}"#,
            r#"{"text":"loud"}"#,
            r#"{"text":"soft"}"#,
            r#"{"text":"7"}"#,
            r#"{"text":""}"#,
            r#"{"text":"1, 2"}"#,
            r#"{"text":"https://example.com/a"}"#,
            r#"{"secret":{"set":false}}"#,
            r#"{"text":"0"}"#,
        ]
    );
    assert_eq!(config.options[1].described["ru"], "Город.");
    assert_eq!(config.options[12].environment, "USERBOT_SPEAKER__TYPE");
    assert_eq!(catalogue.modules()[1].config().unwrap().options.len(), 1);
}
