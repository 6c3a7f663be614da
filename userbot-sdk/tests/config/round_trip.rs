//! What is written reads back as the same value, for every value that fits.

use std::fmt::Debug;
use std::time::Duration as StdDuration;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use userbot_sdk::config::{Links, Validator};
use userbot_sdk::prelude::*;

use super::subjects::Mode;

fn holds<V: Validator>(validator: &V, value: &V::Value)
where
    V::Value: PartialEq + Debug,
{
    assert_eq!(validator.check(value), Ok(()), "{value:?}");
    let written = validator.render(value);
    match validator.parse(&written) {
        Ok(again) => assert_eq!(&again, value, "written as {written:?}"),
        Err(error) => panic!("{value:?} is written as {written:?}: {error}"),
    }
}

/// Texts full of what means something to somebody here.
fn tricky() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\""),
        Just("\\"),
        Just(","),
        Just(";"),
        Just("|"),
        Just(" "),
        Just("\n"),
        Just("\r"),
        Just("\t"),
        Just("1|"),
        Just("2|"),
        Just("none"),
        Just("нет"),
        Just("\"\""),
        Just("\\\""),
        Just("a"),
        Just("b c"),
        Just("5"),
        Just("true"),
        Just("\u{a0}"),
        Just("\u{200b}"),
        Just("\u{feff}"),
        Just("😀"),
        Just("é"),
        Just("\0"),
        Just("'"),
        Just("[1, 2]"),
        Just("{'a': 1}"),
        Just("«x»"),
        Just("“x”"),
    ];
    prop_oneof![
        3 => vec(piece, 0..8).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

fn peer() -> impl Strategy<Value = PeerId> {
    prop_oneof![
        (1..=0xff_ffff_ffff_i64).prop_map(PeerId::User),
        (1..=999_999_999_999_i64).prop_map(PeerId::Group),
        (1..=3_000_000_000_000_i64).prop_map(PeerId::Channel),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn numbers(whole: i64, wide: u64, small: i8, float in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL | proptest::num::f64::ZERO | proptest::num::f64::NEGATIVE | proptest::num::f64::POSITIVE) {
        holds(&Integer::new(), &whole);
        holds(&Integer::new(), &wide);
        holds(&Integer::between(i8::MIN, small), &small);
        holds(&Float::new(), &float);
        holds(&Float::between(float, float), &float);
        holds(&Boolean, &(small > 0));
        holds(&ByteSize::new(), &wide);
        holds(&ByteSize::new(), &(wide % 5000 * 1000));
        holds(&ByteSize::new(), &(wide % 5000 * 1024));
    }

    #[test]
    fn texts(text in tricky()) {
        holds(&Text::new(), &text);
        holds(&Optional(Text::new()), &Some(text.clone()));
        holds(&Optional(Optional(Text::new())), &Some(Some(text.clone())));
        holds(&Optional(Optional(Optional(Text::new()))), &Some(Some(Some(text.clone()))));
        holds(&Hidden(Text::new()), &Secret::new(text.clone()));
        holds(&Hidden(Optional(Text::new())), &Secret::with_wipe(Some(text.clone()), |_| ()));
        holds(&RegExp::new("(?s).*"), &text);
        holds(&Box::new(Text::new()), &text);
    }

    #[test]
    fn lists(texts in vec(tricky(), 0..6), separator in prop_oneof![Just(','), Just(';'), Just('|'), Just(' '), Just('\n'), Just('\t'), Just('\''), Just('—'), Just('\u{a0}')]) {
        holds(&Series::of(Text::new()).separator(separator), &texts);
        holds(&Optional(Series::of(Text::new()).separator(separator)), &Some(texts.clone()));
        holds(&Hidden(Series::of(Text::new())), &Secret::new(texts.clone()));
        let hidden = texts.iter().map(|text| Secret::from(text.as_str())).collect();
        holds(&Series::of(Hidden(Text::new())).separator(separator), &hidden);
        holds(&Series::of(Series::of(Text::new()).separator(separator)), &vec![texts.clone(), Vec::new(), texts.clone()]);
        let deep = vec![vec![vec![texts.clone(), Vec::new()], Vec::new()], vec![vec![texts]]];
        holds(&Series::of(Series::of(Series::of(Series::of(Text::new())))), &deep);
        holds(&Series::of(Series::of(Series::of(Series::of(Text::new())).separator(separator)).separator(';')), &deep);
    }

    #[test]
    fn lists_with_gaps(texts in vec(option::of(tricky()), 0..6), numbers in vec(option::of(any::<i32>()), 0..6)) {
        holds(&Series::of(Optional(Text::new())), &texts);
        holds(&Series::of(Optional(Text::new())).separator(' '), &texts);
        holds(&Optional(Series::of(Optional(Text::new()))), &Some(texts));
        holds(&Series::of(Optional(Integer::new())), &numbers);
    }

    #[test]
    fn unions(text in tricky(), number: i64, texts in vec(tricky(), 0..4)) {
        let union = Union(Integer::<i64>::new(), Text::new());
        holds(&union, &Either::First(number));
        holds(&union, &Either::Second(text.clone()));
        let greedy = Union(Text::new(), Integer::<i64>::new());
        holds(&greedy, &Either::First(text.clone()));
        holds(&greedy, &Either::Second(number));
        let three = Union(Boolean, Series::of(Text::new())).or(Text::new());
        for value in [
            Either::First(Either::First(number > 0)),
            Either::First(Either::Second(texts.clone())),
            Either::Second(text.clone()),
        ] {
            holds(&three, &value);
            holds(&Optional(three), &Some(value.clone()));
            holds(&Optional(three), &None);
            holds(&Series::of(Optional(three)), &vec![None, Some(value.clone()), None]);
            holds(&Hidden(three), &Secret::with_wipe(value, |_| ()));
        }
        holds(&Union(Optional(Text::new()), Optional(Text::new())), &Either::Second(None));
        holds(&Union(Optional(Text::new()), Optional(Text::new())), &Either::Second(Some(text)));
    }

    #[test]
    fn times(seconds: u64, nanoseconds in 0_u32..1_000_000_000, offset in -56_i32..=56) {
        holds(&DurationRange::new(), &StdDuration::new(seconds, nanoseconds).into());
        let offset = jiff::tz::Offset::from_seconds(offset * 900).unwrap();
        holds(&TimeZone, &jiff::tz::TimeZone::fixed(offset));
    }

    #[test]
    fn people(id in peer(), name in "[a-zA-Z][a-zA-Z0-9_]{2,31}") {
        holds(&TelegramId::new(), &id);
        holds(&EntityLike, &Entity::Id(id));
        prop_assume!(name != "me" && name != "self");
        holds(&EntityLike, &Entity::Username(name));
        holds(&EntityLike, &Entity::Me);
    }

    #[test]
    fn links(path in tricky(), host in "[a-zа-я0-9-]{1,12}\\.(com|рф)") {
        let text = format!("https://{host}/{path}");
        let Ok(link) = Url::parse(&text) else { return Ok(()) };
        holds(&Link::new(), &link);
        holds(&RandomLink::new(), &Links::from(vec![link.clone(), link.clone()]));
        holds(&Hidden(Link::new()), &Secret::with_wipe(link, |_| ()));
    }

    #[test]
    fn choices(modes in proptest::sample::subsequence(vec![Mode::Fast, Mode::One, Mode::Comma], 0..=3).prop_shuffle()) {
        holds(&MultiChoice::<Mode>::variants(), &modes);
        holds(&Optional(MultiChoice::<Mode>::variants()), &Some(modes.clone()));
        holds(&Series::of(Choice::<Mode>::variants()), &modes);
        holds(&Series::of(MultiChoice::<Mode>::variants()), &vec![modes, Vec::new()]);
    }

    #[test]
    fn emoji(emoji in vec(prop_oneof![Just("😀"), Just("👩‍👩‍👧"), Just("🇺🇦"), Just("1️⃣"), Just("👍🏽"), Just("❤"), Just("❤️"), Just("🏴󠁧󠁢󠁥󠁮󠁧󠁿")], 1..6)) {
        holds(&Emoji::new(), &emoji.concat());
        holds(&Series::of(Emoji::new()), &emoji.iter().map(|one| (*one).to_owned()).collect());
    }
}

/// Every time zone of the database.
#[test]
fn time_zones() {
    let mut count = 0;
    for name in jiff::tz::db().available() {
        let zone = jiff::tz::TimeZone::get(name.as_str()).unwrap();
        holds(&TimeZone, &zone);
        count += 1;
    }
    assert!(count > 300, "{count}");
}
