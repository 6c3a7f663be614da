//! What is wrong with the settings of Hikka and Heroku, and right here: ids, emoji and entities of Telegram, and
//! validators made of others.

use userbot_sdk::config::{Editor, Validator};
use userbot_sdk::prelude::*;

use crate::defects::texts;

// TelegramID

/// There, basic groups are refused, and `-100` is cut off so that a channel looks like a person.
#[test]
fn telegram_id_of_basic_groups_and_channels() {
    let id = TelegramId::new();
    assert_eq!(id.parse("-4012345678"), Ok(PeerId::Group(4_012_345_678)));
    assert_eq!(
        id.parse("-1001234567890"),
        Ok(PeerId::Channel(1_234_567_890))
    );
    assert_eq!(id.render(&PeerId::Channel(1_234_567_890)), "-1001234567890");
    assert_eq!(id.parse("1234567890"), Ok(PeerId::User(1_234_567_890)));
}

/// There, every number up to 2⁶⁴ is an id, and so is 0.
#[test]
fn telegram_id_in_the_ranges_of_telegram() {
    for wrong in [
        "0",
        "18446744073709551615",
        "-1000000000000",
        "-9999999999999",
        "1.5",
        "durov",
        "+",
    ] {
        assert!(TelegramId::new().parse(wrong).is_err(), "{wrong}");
    }
}

// Union

/// There, a union with `NoneType` turns everything into `None`.
#[test]
fn union_with_nothing_keeps_values() {
    let union = Optional(Union(Integer::<i64>::new(), Text::new()));
    assert_eq!(union.parse("5"), Ok(Some(Either::First(5))));
    assert_eq!(union.parse("x"), Ok(Some(Either::Second("x".to_owned()))));
    assert_eq!(union.parse(""), Ok(None));
}

/// There, which validator accepted a value is forgotten, and a value may come back as another.
#[test]
fn union_remembers_which_one_it_was() {
    let union = Union(Integer::<i64>::new(), Text::new());
    let text = Either::Second("5".to_owned());
    assert_eq!(union.render(&text), "2|5");
    assert_eq!(union.parse("2|5"), Ok(text));
    assert_eq!(union.parse("5"), Ok(Either::First(5)));
}

// NoneType

/// There, it is the wrong way round: nothing is refused, and something is nothing.
#[test]
fn nothing_is_nothing() {
    let optional = Optional(Text::new());
    for nothing in ["", "  ", "\n"] {
        assert_eq!(optional.parse(nothing), Ok(None));
    }
    for something in ["x", "0", "False", "none"] {
        assert_eq!(optional.parse(something), Ok(Some(something.to_owned())));
    }
    let number = Optional(Integer::<i64>::new());
    for nothing in ["", "none", "None", "null", "нет"] {
        assert_eq!(number.parse(nothing), Ok(None));
    }
    assert_eq!(number.parse("0"), Ok(Some(0)));
    assert!(number.parse("x").is_err());
}

// Hidden

/// There, what is hidden loses its own control.
#[test]
fn hidden_keeps_the_editor() {
    fn inner(validator: &impl Validator) -> Editor {
        match validator.editor() {
            Editor::Secret { inner } => *inner,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(inner(&Hidden(Boolean)), Editor::Toggle);
    assert_eq!(
        inner(&Hidden(Series::of(Text::new()))),
        Series::of(Text::new()).editor()
    );
    assert_eq!(
        inner(&Hidden(Choice::new(&["a", "b"]))),
        Choice::new(&["a", "b"]).editor()
    );
    assert_eq!(inner(&Hidden(Integer::<i64>::new())), Editor::number());
}

// Emoji

/// The same there: each is an emoji, and lengths count them.
#[test]
fn emoji_are_counted_as_people_see_them() {
    let one = Emoji::new().exact_length(1);
    for emoji in ["😀", "👩‍👩‍👧", "👍🏽", "🇺🇦", "1️⃣", "❤️", "❤", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏳️‍🌈", "🧑🏻‍🚀"]
    {
        assert_eq!(one.parse(emoji), Ok(emoji.to_owned()), "{emoji}");
    }
    for other in [
        "1",
        "#",
        "a",
        "я",
        "-",
        "😀a",
        "😀 😀",
        "\u{fe0f}",
        "\u{200d}",
        "🇺",
        "\u{20e3}",
    ] {
        assert!(Emoji::new().parse(other).is_err(), "{other:?}");
    }
}

// EntityLike

/// There, it always raises a `TypeError`.
#[test]
fn entity_like_works() {
    let name = |name: &str| Ok(Entity::Username(name.to_owned()));
    for typed in [
        "@durov",
        "durov",
        "t.me/durov",
        "https://t.me/durov",
        "http://T.me/durov/15",
        "tg://resolve?domain=durov",
        "durov.t.me",
    ] {
        assert_eq!(EntityLike.parse(typed), name("durov"), "{typed}");
    }
    assert_eq!(
        EntityLike.parse("-1001234567890"),
        Ok(Entity::Id(PeerId::Channel(1_234_567_890)))
    );
    assert_eq!(
        EntityLike.parse("https://t.me/c/1234567/15"),
        Ok(Entity::Id(PeerId::Channel(1_234_567)))
    );
    assert_eq!(
        EntityLike.parse("tg://user?id=777000"),
        Ok(Entity::Id(PeerId::User(777_000)))
    );
    assert_eq!(EntityLike.parse("me"), Ok(Entity::Me));
    for wrong in [
        "",
        "@",
        "two words",
        "t.me/+AbCd",
        "t.me/joinchat/AbCd",
        "t.me/addstickers/Cats",
        "https://example.com/durov",
        "имя",
        "tg://user?id=-5",
    ] {
        assert!(EntityLike.parse(wrong).is_err(), "{wrong}");
    }
}

// RandomLink

/// There, the value is a list that changes into another text each time that it is printed.
#[test]
fn random_link_is_picked_when_asked() {
    let links = RandomLink::new()
        .parse("https://a.example/, https://b.example/")
        .unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..200 {
        seen.insert(links.pick().unwrap().clone());
    }
    // That 200 coins all fall on one side happens once in 10⁵⁹ runs.
    assert_eq!(seen.len(), 2);
    assert_eq!(
        RandomLink::new().render(&links),
        "https://a.example/, https://b.example/"
    );
    assert_eq!(RandomLink::new().parse("").unwrap().pick(), None);
    assert!(RandomLink::new().parse("https://a.example/, x").is_err());
}

// Validator

/// There, an own validator is a function whose documentation is a text or a dict of texts.
#[test]
fn custom_reads_writes_and_describes() {
    let even = Custom::new(
        |text| {
            text.trim()
                .parse()
                .ok()
                .filter(|number: &u32| number.is_multiple_of(2))
                .ok_or_else(|| {
                    userbot_sdk::config::Invalid::new("an even number is needed")
                        .in_language("ru", "нужно чётное число")
                })
        },
        u32::to_string,
    )
    .described(&[("en", "an even number"), ("ru", "чётное число")])
    .edited_by(Editor::number());
    assert_eq!(even.parse("4"), Ok(4));
    assert_eq!(
        even.parse("5").unwrap_err().to_string(),
        "An even number is needed."
    );
    assert_eq!(even.description().to_string(), "an even number");
    assert_eq!(even.editor(), Editor::number());
    assert!(even.check(&5).is_err());
}

/// There, the default is not validated.
#[test]
fn a_default_is_checked() {
    assert!(Integer::between(1, 100).check(&0).is_err());
    assert!(Text::new().max_length(3).check(&"four".to_owned()).is_err());
    assert!(
        Series::of(Integer::between(1, 9))
            .check(&vec![1, 10])
            .is_err()
    );
    assert!(Optional(Integer::between(1, 9)).check(&Some(10)).is_err());
    assert!(Choice::new(&["a"]).check(&"b".to_owned()).is_err());
    assert!(MultiChoice::new(&["a"]).check(&texts(&["a", "a"])).is_err());
    assert!(
        Link::new()
            .check(&Url::parse("ftp://a.b").unwrap())
            .is_err()
    );
    assert!(Emoji::new().check(&"x".to_owned()).is_err());
    assert!(
        EntityLike
            .check(&Entity::Username("a b".to_owned()))
            .is_err()
    );
    assert!(TelegramId::new().check(&PeerId::User(0)).is_err());
    assert!(
        TelegramId::new()
            .check(&PeerId::Group(i64::from(i32::MAX) * 10_000))
            .is_err()
    );
}
