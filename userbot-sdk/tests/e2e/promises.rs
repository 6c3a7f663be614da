//! The chapter of promises names tests that there are.

use std::collections::BTreeSet;
use std::path::Path;

const CHAPTER: &str = include_str!("../../src/guide/promises.md");

/// Returns the cells of the tables that hold names of tests.
fn cells() -> Vec<Vec<&'static str>> {
    CHAPTER
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| promise"))
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect()
}

/// Tells whether a file has a test of this name: a function right behind a `#[test]` of some kind, one in a block of
/// property tests, or a row of a macro that makes tests.
fn has_test(source: &str, name: &str) -> bool {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    lines.iter().enumerate().any(|(at, line)| {
        let function = line.starts_with(&format!("fn {name}("))
            || line.starts_with(&format!("async fn {name}("));
        let attributes = lines[..at]
            .iter()
            .rev()
            .take_while(|line| line.starts_with("#["));
        let is_test = attributes
            .into_iter()
            .any(|line| line.contains("test") && !line.contains("cfg(test)"));
        function && is_test || line.starts_with(&format!("{name}:")) && source.contains("#[test]")
    })
}

#[test]
fn each_test_that_the_chapter_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cells = cells();
    assert!(cells.len() >= 20, "{}", cells.len());
    let mut seen = BTreeSet::new();
    for cell in cells {
        let [promise, figure, tests] = cell[..] else {
            panic!("three cells: {cell:?}");
        };
        assert!(!figure.is_empty(), "{promise}");
        assert!(!tests.is_empty(), "no test: {promise}");
        for test in tests.split_whitespace() {
            let test = test.trim_matches('`');
            let (file, name) = test
                .split_once("::")
                .unwrap_or_else(|| panic!("no file and name: {test}"));
            let source = std::fs::read_to_string(root.join(file))
                .unwrap_or_else(|error| panic!("{file}: {error}"));
            assert!(has_test(&source, name), "{file} has no test {name}");
            seen.insert(test);
        }
    }
    assert!(seen.len() >= 50, "{}", seen.len());
}

#[test]
fn a_name_alone_is_no_test() {
    let source = "#[test]\nfn one() {}\n\nfn two() {}\n/// Says three.\nasync fn three() {}\n";
    assert!(has_test(source, "one"));
    assert!(!has_test(source, "two") && !has_test(source, "three") && !has_test(source, "on"));
}
