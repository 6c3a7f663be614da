//! Finding a chat, person or button by what somebody typed.

/// Says why a name leads to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NotFound {
    /// Nothing is called that; this is called something like it.
    None { near: Option<String> },
    /// All of these fit.
    Several(Vec<String>),
}

/// Finds the one of `candidates` that a typed name means.
///
/// Each candidate has one or more names; the first is the one that is shown. A whole name wins over the beginning
/// of one, and case does not matter.
pub(super) fn find<T: Clone>(typed: &str, candidates: &[(Vec<String>, T)]) -> Result<T, NotFound> {
    let wanted = fold(typed);
    let fitting = |fits: &dyn Fn(&str) -> bool| -> Vec<&(Vec<String>, T)> {
        candidates
            .iter()
            .filter(|(names, _)| names.iter().any(|name| fits(&fold(name))))
            .collect()
    };
    let mut found = fitting(&|name| name == wanted);
    if found.is_empty() && !wanted.is_empty() {
        found = fitting(&|name| name.starts_with(&wanted));
    }
    match found.as_slice() {
        [(_, only)] => Ok(only.clone()),
        [] => Err(NotFound::None {
            near: near(&wanted, candidates),
        }),
        several => {
            let mut names: Vec<String> = several
                .iter()
                .filter_map(|(names, _)| names.first().cloned())
                .collect();
            names.sort();
            Err(NotFound::Several(names))
        }
    }
}

fn near<T>(wanted: &str, candidates: &[(Vec<String>, T)]) -> Option<String> {
    let distance = |(names, _): &&(Vec<String>, T)| {
        names
            .iter()
            .map(|name| strsim::damerau_levenshtein(&fold(name), wanted))
            .min()
            .unwrap_or(usize::MAX)
    };
    let nearest = candidates.iter().min_by_key(distance)?;
    let allowed = (wanted.chars().count() / 3).clamp(1, 3);
    (distance(&nearest) <= allowed)
        .then(|| nearest.0.first().cloned())
        .flatten()
}

fn fold(name: &str) -> String {
    let name = name
        .trim()
        .trim_start_matches('@')
        .to_lowercase()
        .replace('ё', "е");
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates() -> Vec<(Vec<String>, u8)> {
        let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        vec![
            (named(&["Ann Lee", "ann"]), 1),
            (named(&["Anna"]), 2),
            (named(&["Bob"]), 3),
            (named(&["Пётр"]), 4),
            (named(&["Bob"]), 5),
        ]
    }

    #[test]
    fn finds_whole_names_before_beginnings() {
        assert_eq!(find("@ANN", &candidates()), Ok(1));
        assert_eq!(find("anna", &candidates()), Ok(2));
        assert_eq!(find(" ann  lee ", &candidates()), Ok(1));
        assert_eq!(find("пет", &candidates()), Ok(4));
        let several = ["Ann Lee", "Anna"].map(ToOwned::to_owned).to_vec();
        assert_eq!(find("an", &candidates()), Err(NotFound::Several(several)));
        assert!(
            matches!(find("bob", &candidates()), Err(NotFound::Several(both)) if both.len() == 2)
        );
    }

    #[test]
    fn suggests_what_is_near() {
        assert_eq!(
            find("Ane", &candidates()),
            Err(NotFound::None {
                near: Some("Ann Lee".to_owned())
            })
        );
        assert_eq!(
            find("Zebedee", &candidates()),
            Err(NotFound::None { near: None })
        );
        assert_eq!(find("", &candidates()), Err(NotFound::None { near: None }));
        assert_eq!(find::<u8>("x", &[]), Err(NotFound::None { near: None }));
    }
}
