//! A secret is nowhere but in the value itself and in what is stored.

use userbot_sdk::config::{Editor, Invalid, Validator};
use userbot_sdk::prelude::*;

use super::subjects::{SUBJECTS, said};

/// Texts that hold something which must not come out again.
const LEAKS: &[&str] = &[
    "hunter2",
    "hunter2, hunter2",
    "1, hunter2",
    "\"hunter2",
    "\"a\" hunter2",
    "hunter2://x",
    "https://hunter2 x",
    "hunter2.com",
    "hunter2:80",
    "1 hunter2",
    "hunter2 MB",
    "5 hunter2",
    "@hunter2!",
    "+hunter2",
    "😀hunter2",
    "1,hunter2",
    "none hunter2",
    "a hunter2",
    "2|hunter2",
    "1|hunter2",
    "hunter2\n",
    "hunter2\0",
];

#[test]
fn no_error_of_a_secret_quotes_it() {
    let mut refused = 0;
    for subject in SUBJECTS.iter().filter(|subject| subject.secret) {
        for text in LEAKS {
            let Err(error) = subject.attack(text) else {
                continue;
            };
            refused += 1;
            let mut places = said(&error).to_vec();
            places.extend([
                error.to_string(),
                format!("{error:?}"),
                format!("{:?}", error.reason()),
            ]);
            for place in places {
                assert!(!place.contains("hunter2"), "{}: {place}", subject.name);
            }
        }
    }
    assert!(refused > 100, "{refused}");
}

#[test]
fn every_kind_of_validator_keeps_quiet_when_it_is_hidden() {
    fn quiet<V: Validator>(validator: V) {
        let hidden = Hidden(validator);
        for text in LEAKS {
            let Err(error) = hidden.parse(text) else {
                continue;
            };
            let everything = format!("{error} {error:?} {:?}", said(&error));
            assert!(!everything.contains("hunter2"), "{everything}");
        }
    }
    quiet(Boolean);
    quiet(Integer::<i64>::new());
    quiet(Float::new());
    quiet(Text::new().max_length(2));
    quiet(Link::new());
    quiet(Choice::new(&["hunter3", "hunter1"]));
    quiet(MultiChoice::new(&["hunter3", "a"]));
    quiet(Series::of(Integer::<i64>::new()));
    quiet(RegExp::new("a"));
    quiet(DurationRange::new());
    quiet(ByteSize::new());
    quiet(TimeZone);
    quiet(TelegramId::new());
    quiet(EntityLike);
    quiet(Emoji::new());
    quiet(Optional(Integer::<i64>::new()));
    quiet(Union(Integer::<i64>::new(), Boolean));
    quiet(RandomLink::new());
    quiet(Custom::<std::net::IpAddr>::of_text());
    quiet(Custom::new(
        |text| {
            Err::<u8, _>(
                Invalid::new(format!("{text} is bad"))
                    .in_language("ru", format!("{text} не годится")),
            )
        },
        u8::to_string,
    ));
}

#[test]
fn what_stands_in_code_is_said_of_secrets_too() {
    let hidden = Hidden(Custom::new(
        |_| Err::<u8, _>(Invalid::new("the key has expired")),
        u8::to_string,
    ));
    assert_eq!(
        hidden.parse("x").unwrap_err().to_string(),
        "The key has expired."
    );
}

#[test]
fn a_refused_default_is_not_quoted_either() {
    let hidden = Hidden(Choice::new(&["a", "b"]));
    let error = hidden.check(&Secret::from("hunter2")).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

#[test]
fn the_length_of_a_secret_is_not_told() {
    let hidden = Hidden(Text::new().min_length(8));
    assert_eq!(
        hidden.parse("hunter2").unwrap_err().to_string(),
        "It must have at least 8 characters."
    );
    let long = hidden.parse("correct horse battery staple").unwrap();
    assert_eq!(hidden.show(&long), hidden.show(&Secret::from("12345678")));
    let pin = Hidden(Integer::<u32>::new().digits(4));
    assert_eq!(
        pin.parse("12345").unwrap_err().to_string(),
        "The number must have 4 digits."
    );
}

#[test]
fn a_secret_does_not_print() {
    let text = Secret::from("hunter2");
    let list = Secret::new(vec![String::from("hunter2")]);
    let nested = Some(vec![text.clone()]);
    assert_eq!(
        format!("{text} {text:?} {text:#?} {list:?} {nested:?}"),
        "*** *** *** *** Some([***])"
    );
    assert_eq!(text.expose(), "hunter2");
    assert_eq!(text, Secret::from("hunter2"));
    assert_ne!(text, Secret::default());
}

#[test]
fn a_secret_says_so_wherever_it_is() {
    for subject in SUBJECTS.iter() {
        let frame = format!("{:?}", subject.editor).contains("Secret");
        assert_eq!(subject.secret, frame, "{}", subject.name);
        let said = subject.description.to_text(&[]).contains("a secret: ");
        assert_eq!(subject.secret, said, "{}", subject.name);
    }
    let Editor::Optional { inner } = Optional(Hidden(Text::new())).editor() else {
        panic!("an optional is edited as one");
    };
    assert!(matches!(*inner, Editor::Secret { .. }));
}
