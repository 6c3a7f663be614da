//! HTML, splitting and offsets by property.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;
use userbot_sdk::text::{Entity, EntityKind, FormattedText, SplitLimits, utf16};

/// Texts with everything that is difficult: wide characters, clusters, HTML, blanks.
fn any_text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        4 => "[a-z]{1,4}",
        3 => Just(" ".to_owned()),
        1 => Just(". ".to_owned()),
        1 => Just("\n".to_owned()),
        1 => Just("\n\n".to_owned()),
        1 => Just("\r\n".to_owned()),
        1 => Just("👨‍👩‍👧".to_owned()),
        1 => Just("🇩🇪🇫🇷".to_owned()),
        1 => Just("e\u{301}\u{302}".to_owned()),
        1 => Just("я".to_owned()),
        1 => Just("<b>&amp;\"".to_owned()),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

fn any_kind() -> impl Strategy<Value = EntityKind> {
    prop_oneof![
        Just(EntityKind::Bold),
        Just(EntityKind::Italic),
        Just(EntityKind::Underline),
        Just(EntityKind::Strike),
        Just(EntityKind::Spoiler),
        Just(EntityKind::Code),
        "[a-z+\"<& -]{0,4}".prop_map(|language| EntityKind::Pre { language }),
        "[a-z:/?&\"'<> ]{1,6}".prop_map(|url| EntityKind::TextLink { url }),
        (1..9i64).prop_map(|user_id| EntityKind::MentionName { user_id }),
        any::<i64>().prop_map(|document_id| EntityKind::CustomEmoji { document_id }),
        any::<bool>().prop_map(|collapsed| EntityKind::Blockquote { collapsed }),
    ]
}

pub(crate) fn any_formatted() -> impl Strategy<Value = FormattedText> {
    let entity = (any_kind(), 0..60u32, 0..40u32)
        .prop_map(|(kind, offset, length)| Entity::new(kind, offset, length));
    (any_text(), prop::collection::vec(entity, 0..12))
        .prop_map(|(text, entities)| FormattedText::new(text, entities))
}

/// Says for each unit which entities cover it.
pub(crate) fn coverage(text: &FormattedText) -> Vec<Vec<String>> {
    (0..text.utf16_len())
        .map(|unit| {
            let mut kinds: Vec<String> = text
                .entities
                .iter()
                .filter(|entity| (entity.offset as usize..entity.end() as usize).contains(&unit))
                .map(|entity| format!("{:?}", entity.kind))
                .collect();
            kinds.sort();
            kinds.dedup();
            kinds
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn html_is_read_back_as_written(text in any_formatted()) {
        let html = text.to_html();
        let read = FormattedText::from_html(&html);
        prop_assert_eq!(read, Ok(text.normalised()), "{}", html);
    }

    #[test]
    fn no_html_makes_a_reader_panic(text in any::<String>(), markup in "[<>/&;#a-z\"'= \n]{0,60}") {
        for source in [text.as_str(), markup.as_str()] {
            let lossy = FormattedText::from_html_lossy(source);
            if let Ok(strict) = FormattedText::from_html(source) {
                prop_assert_eq!(strict, lossy);
            }
        }
    }

    #[test]
    fn the_canonical_form_is_stable(text in any_formatted()) {
        let once = text.normalised();
        prop_assert_eq!(once.normalised(), once);
    }

    #[test]
    fn parts_fit_and_make_the_whole(
        text in any_formatted(), units in 2..60usize, entities in 12..20usize,
    ) {
        let whole = text.normalised();
        let parts = text.split(SplitLimits { units, entities });
        let mut at = 0;
        for part in &parts {
            prop_assert!(!part.text.is_empty());
            prop_assert!(part.utf16_len() <= units);
            prop_assert!(part.entities.len() <= entities);
            for entity in &part.entities {
                prop_assert!(entity.length > 0 && entity.end() as usize <= part.utf16_len());
            }
            at += part.text.len();
            let grapheme = whole.text.grapheme_indices(true)
                .find(|(start, grapheme)| *start < at && at < start + grapheme.len());
            if let Some((start, grapheme)) = grapheme {
                prop_assert!(utf16::len(grapheme) > units, "{grapheme:?} was cut, {start}");
            }
        }
        let joined = FormattedText::concat(parts);
        prop_assert_eq!(&joined.text, &whole.text);
        prop_assert_eq!(coverage(&joined), coverage(&whole));
    }

    #[test]
    fn offsets_convert_both_ways(text in any_text(), offset in 0..200usize) {
        let offsets = utf16::Offsets::new(&text);
        let byte = utf16::to_byte(&text, offset);
        prop_assert!(text.is_char_boundary(byte));
        prop_assert_eq!(offsets.to_byte(offset), byte);
        prop_assert_eq!(offsets.from_byte(offset), utf16::from_byte(&text, offset));
        prop_assert_eq!(offsets.len(), text.encode_utf16().count());
        let back = utf16::from_byte(&text, byte);
        prop_assert!(back <= offset && (back == offset || offset - back == 1 || offset > offsets.len()));
        prop_assert_eq!(utf16::to_byte(&text, back), byte);
    }

    #[test]
    fn nothing_panics_on_wrong_entities(
        text in any_text(), offset in any::<u32>(), length in any::<u32>(), from in any::<usize>(), to in any::<usize>(),
    ) {
        let text = FormattedText::new(text, vec![
            Entity::new(EntityKind::Bold, offset, length),
            Entity::new(EntityKind::Code, offset % 50, length),
        ]);
        let _ = (text.to_html(), text.trimmed(), text.slice(from..to), text.split(SplitLimits::default()));
        let joined = FormattedText::concat([text.clone(), text]);
        prop_assert!(joined.entities.iter().all(|one| one.end() as usize <= joined.utf16_len()));
    }
}

/// Makes the same "random" numbers in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        // SplitMix64, https://prng.di.unimi.it/splitmix64.c
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).unwrap()
    }

    fn text(&mut self) -> String {
        const PIECES: [&str; 12] = [
            "word",
            "a",
            " ",
            " ",
            ". ",
            "\n",
            "\n\n",
            "👨‍👩‍👧",
            "🇩🇪🇫🇷",
            "e\u{301}\u{302}",
            "я",
            "👍🏽",
        ];
        (0..self.roll(24))
            .map(|_| PIECES[self.roll(PIECES.len())])
            .collect()
    }

    fn entity(&mut self) -> Entity {
        let kind = match self.roll(7) {
            0 => EntityKind::Bold,
            1 => EntityKind::Spoiler,
            2 => EntityKind::Code,
            3 => EntityKind::Pre {
                language: "rust".to_owned(),
            },
            4 => EntityKind::TextLink {
                url: "https://a.org".to_owned(),
            },
            5 => EntityKind::CustomEmoji { document_id: 7 },
            _ => EntityKind::Blockquote {
                collapsed: self.roll(2) == 0,
            },
        };
        let number = |number: usize| u32::try_from(number).unwrap();
        Entity::new(kind, number(self.roll(40)), number(self.roll(30)))
    }
}

#[test]
fn a_hundred_thousand_texts_are_split_well() {
    let covered = |texts: &[FormattedText]| {
        let mut sums = std::collections::BTreeMap::<EntityKind, u64>::new();
        for entity in texts.iter().flat_map(|text| &text.entities) {
            *sums.entry(entity.kind.clone()).or_default() += u64::from(entity.length);
        }
        sums
    };
    let mut dice = Dice(10);
    for case in 0..100_000 {
        let text = dice.text();
        let entities = (0..dice.roll(5)).map(|_| dice.entity()).collect();
        let text = FormattedText::new(text, entities);
        let limits = SplitLimits {
            units: 2 + dice.roll(40),
            entities: 5 + dice.roll(4),
        };
        let parts = text.split(limits);
        let whole = text.normalised();
        let mut joined = String::new();
        let mut at = 0;
        let cuts: Vec<usize> = whole
            .text
            .grapheme_indices(true)
            .map(|(start, _)| start)
            .collect();
        for part in &parts {
            let units = part.utf16_len();
            assert!(units > 0 && units <= limits.units, "case {case}: {text:?}");
            assert!(
                part.entities.len() <= limits.entities,
                "case {case}: {text:?}"
            );
            for entity in &part.entities {
                assert!(
                    entity.length > 0 && entity.end() as usize <= units,
                    "case {case}: {text:?}"
                );
            }
            if cuts.binary_search(&at).is_err() {
                // Only what is longer than a part is cut.
                let start = cuts[cuts.partition_point(|cut| *cut < at) - 1];
                let long = whole.text[start..].graphemes(true).next().unwrap();
                assert!(utf16::len(long) > limits.units, "case {case}: {text:?}");
            }
            at += part.text.len();
            joined.push_str(&part.text);
        }
        assert_eq!(joined, whole.text, "case {case}");
        assert_eq!(
            covered(&parts),
            covered(std::slice::from_ref(&whole)),
            "case {case}: {text:?}"
        );
    }
}
