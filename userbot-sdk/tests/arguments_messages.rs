//! What a user reads for each mistake in arguments, in English and Russian.

use userbot_sdk::command::{ArgumentMistake, DurationError, Reason};
use userbot_sdk::strings::Language;

/// Every kind of mistake, with figures that need each plural form.
#[expect(clippy::too_many_lines, reason = "a list")]
fn all_mistakes() -> Vec<ArgumentMistake> {
    let argument = || "--at".to_owned();
    let value = || "<b>".to_owned();
    let names = || vec!["a".to_owned(), "b".to_owned()];
    let mut all = vec![
        ArgumentMistake::UnknownOption {
            option: "--x".into(),
            suggestions: vec![],
        },
        ArgumentMistake::UnknownOption {
            option: "--x".into(),
            suggestions: names(),
        },
        ArgumentMistake::UnexpectedValue { value: value() },
        ArgumentMistake::Missing {
            arguments: vec!["TEXT".into()],
        },
        ArgumentMistake::Missing { arguments: names() },
        ArgumentMistake::MissingValue {
            argument: argument(),
            possible: names(),
        },
        ArgumentMistake::NotPossible {
            argument: argument(),
            value: value(),
            possible: names(),
            suggestion: Some("a".into()),
        },
        ArgumentMistake::TooManyValues {
            argument: argument(),
            value: value(),
        },
        ArgumentMistake::TooFewValues {
            argument: argument(),
            actual: 0,
            minimum: 1,
        },
        ArgumentMistake::TooFewValues {
            argument: argument(),
            actual: 1,
            minimum: 2,
        },
        ArgumentMistake::WrongNumberOfValues {
            argument: argument(),
            actual: 2,
            expected: 1,
        },
        ArgumentMistake::WrongNumberOfValues {
            argument: argument(),
            actual: 1,
            expected: 3,
        },
        ArgumentMistake::WrongNumberOfValues {
            argument: argument(),
            actual: 1,
            expected: 5,
        },
        ArgumentMistake::Conflict {
            argument: argument(),
            others: names(),
        },
        ArgumentMistake::Conflict {
            argument: argument(),
            others: vec![],
        },
        ArgumentMistake::Repeated {
            argument: argument(),
        },
        ArgumentMistake::NeedsEquals {
            argument: argument(),
        },
        ArgumentMistake::MissingSubcommand { choices: names() },
        ArgumentMistake::UnknownSubcommand {
            name: "c".into(),
            choices: names(),
            suggestions: vec!["a".into()],
        },
        ArgumentMistake::InvalidText,
        ArgumentMistake::Other,
    ];
    let reasons = [
        Reason::NotAWholeNumber,
        Reason::NotANumber,
        Reason::TooLarge,
        Reason::TooSmall,
        Reason::OutOfRange {
            low: Some(1),
            high: Some(9_000_000_000),
        },
        Reason::OutOfRange {
            low: Some(0),
            high: None,
        },
        Reason::OutOfRange {
            low: None,
            high: Some(9),
        },
        Reason::NotABoolean,
        Reason::NotACharacter,
        Reason::Duration(DurationError::Empty),
        Reason::Other("1 < 2".into()),
    ];
    all.extend(reasons.map(|reason| ArgumentMistake::Invalid {
        argument: argument(),
        value: value(),
        reason,
    }));
    all
}

fn said(language: Language) -> String {
    let languages = [language];
    let lines: Vec<String> = all_mistakes()
        .iter()
        .map(|mistake| mistake.to_html(&languages))
        .collect();
    lines.join("\n")
}

#[test]
fn mistakes_in_english() {
    insta::assert_snapshot!(said(Language::english()), @r#"
    Unknown option <code>--x</code>. To write it as plain text, put <code>--</code> before it.
    Unknown option <code>--x</code>. Did you mean <code>a</code>, <code>b</code>?
    <code>&lt;b&gt;</code> is too much: this command takes no more arguments.
    An argument is missing: <code>TEXT</code>
    Arguments are missing: <code>a</code>, <code>b</code>
    <code>--at</code> needs a value. Possible: <code>a</code>, <code>b</code>
    <code>&lt;b&gt;</code> cannot be given for <code>--at</code>. Did you mean <code>a</code>? Possible: <code>a</code>, <code>b</code>
    <code>&lt;b&gt;</code> is one value too many for <code>--at</code>.
    <code>--at</code> needs at least 1 value, and got 0.
    <code>--at</code> needs at least 2 values, and got 1.
    <code>--at</code> needs 1 value, and got 2.
    <code>--at</code> needs 3 values, and got 1.
    <code>--at</code> needs 5 values, and got 1.
    <code>--at</code> cannot be used together with <code>a</code>, <code>b</code>.
    <code>--at</code> cannot be used together with the other arguments.
    <code>--at</code> can be given only once.
    Write the value of <code>--at</code> after an equals sign, without spaces.
    Say what to do: <code>a</code>, <code>b</code>
    There is no <code>c</code> here. Did you mean <code>a</code>? Possible: <code>a</code>, <code>b</code>
    The text holds characters that cannot be read.
    The arguments do not fit together.
    <code>&lt;b&gt;</code> cannot be given for <code>--at</code>: a whole number is needed
    <code>&lt;b&gt;</code> cannot be given for <code>--at</code>: a number is needed
    <code>&lt;b&gt;</code> cannot be given for <code>--at</code>: the number is too large
    <code>&lt;b&gt;</code> cannot be given for <code>--at</code>: the number is too small
    <code>&lt;b&gt;</code> cannot be given for <code>--at</code>: it must be from 1 to 9000000000
    <code>&lt;b&gt;</code> cannot be given for <code>--at</code>: it must be at least 0
    <code>&lt;b&gt;</code> cannot be given for <code>--at</code>: it must be at most 9
    <code>&lt;b&gt;</code> cannot be given for <code>--at</code>: <code>true</code> or <code>false</code> is needed
    <code>&lt;b&gt;</code> cannot be given for <code>--at</code>: one single character is needed
    <code>&lt;b&gt;</code> cannot be given for <code>--at</code>: a duration is needed, such as 10m or 2h30m
    <code>&lt;b&gt;</code> cannot be given for <code>--at</code>: 1 &lt; 2
    "#);
}

#[test]
fn mistakes_in_russian() {
    insta::assert_snapshot!(said(Language::russian()), @r#"
    Неизвестный параметр <code>--x</code>. Если это просто текст, поставьте перед ним <code>--</code>.
    Неизвестный параметр <code>--x</code>. Может быть, <code>a</code>, <code>b</code>?
    <code>&lt;b&gt;</code> лишнее: больше аргументов у этой команды нет.
    Не хватает аргумента: <code>TEXT</code>
    Не хватает аргументов: <code>a</code>, <code>b</code>
    Для <code>--at</code> нужно значение. Можно: <code>a</code>, <code>b</code>
    <code>&lt;b&gt;</code> не подходит для <code>--at</code>. Может быть, <code>a</code>? Можно: <code>a</code>, <code>b</code>
    <code>&lt;b&gt;</code> — лишнее значение для <code>--at</code>.
    Для <code>--at</code> нужно не меньше 1 значения, а дано 0.
    Для <code>--at</code> нужно не меньше 2 значений, а дано 1.
    Для <code>--at</code> нужно 1 значение, а дано 2.
    Для <code>--at</code> нужно 3 значения, а дано 1.
    Для <code>--at</code> нужно 5 значений, а дано 1.
    <code>--at</code> нельзя указывать вместе с <code>a</code>, <code>b</code>.
    <code>--at</code> нельзя указывать вместе с другими аргументами.
    <code>--at</code> можно указать только один раз.
    Значение <code>--at</code> пишется после знака равенства, без пробелов.
    Укажите, что сделать: <code>a</code>, <code>b</code>
    Здесь нет <code>c</code>. Может быть, <code>a</code>? Можно: <code>a</code>, <code>b</code>
    В тексте есть символы, которые нельзя прочитать.
    Эти аргументы не подходят друг к другу.
    <code>&lt;b&gt;</code> не подходит для <code>--at</code>: нужно целое число
    <code>&lt;b&gt;</code> не подходит для <code>--at</code>: нужно число
    <code>&lt;b&gt;</code> не подходит для <code>--at</code>: число слишком большое
    <code>&lt;b&gt;</code> не подходит для <code>--at</code>: число слишком маленькое
    <code>&lt;b&gt;</code> не подходит для <code>--at</code>: нужно от 1 до 9000000000
    <code>&lt;b&gt;</code> не подходит для <code>--at</code>: нужно не меньше 0
    <code>&lt;b&gt;</code> не подходит для <code>--at</code>: нужно не больше 9
    <code>&lt;b&gt;</code> не подходит для <code>--at</code>: нужно <code>true</code> или <code>false</code>
    <code>&lt;b&gt;</code> не подходит для <code>--at</code>: нужен ровно один символ
    <code>&lt;b&gt;</code> не подходит для <code>--at</code>: нужна длительность, например 10м или 2ч30м
    <code>&lt;b&gt;</code> не подходит для <code>--at</code>: 1 &lt; 2
    "#);
}
