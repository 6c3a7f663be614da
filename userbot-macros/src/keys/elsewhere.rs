//! Words of other frameworks: what an author of their modules writes by habit.

use super::Keys;

/// A word there, and what is written here.
const WORDS: &[(&str, &str)] = &[
    ("in", "incoming"),
    ("out", "outgoing"),
    ("pm", "private"),
    ("dm", "private"),
    ("only_pm", "private"),
    ("no_pm", "not(private)"),
    ("only_messages", "not(service)"),
    ("only_docs", "document"),
    ("no_docs", "not(document)"),
    ("only_audios", "audio"),
    ("only_forwards", "forward"),
    ("no_forwards", "not(forward)"),
    ("startswith", "starts_with = \"…\""),
    ("endswith", "ends_with = \"…\""),
    ("pattern", "regex = r\"…\""),
    ("from_id", "from = …"),
    ("from_users", "from(…)"),
    ("chat_id", "chat = …"),
    ("chats", "chat(…)"),
    ("aliases", "alias = \"…\", once for each"),
    ("cmd", "name = \"…\""),
    ("sudo", "owner"),
    ("group_admin", "admins"),
    ("group_member", "members"),
    ("unrestricted", "everyone"),
];

/// Returns how a word of another framework is written here, when these keys have it.
pub(super) fn elsewhere(keys: &Keys, written: &str) -> Option<String> {
    let known = |word: &str| keys.all.iter().any(|key| key.name == word);
    if let Some((_, here)) = WORDS.iter().find(|(word, _)| *word == written) {
        let here_first = here.split([' ', '(', ',']).next().unwrap_or(here);
        return known(here_first).then(|| (*here).to_owned());
    }
    if let Some(language) = written.strip_suffix("_doc")
        && language.len() == 2
    {
        return known("doc").then(|| format!("doc({language} = \"…\")"));
    }
    let singular = |word: &'_ str| {
        let cut = word.strip_suffix('s').filter(|cut| known(cut));
        cut.or_else(|| known(word).then_some(word))
            .map(str::to_owned)
    };
    if let Some(rest) = written.strip_prefix("no_") {
        return singular(rest).map(|key| format!("not({key})"));
    }
    singular(written.strip_prefix("only_")?)
}

#[cfg(test)]
mod tests {
    use super::super::{COMMAND, MODULE, WATCHER};
    use super::elsewhere;

    #[test]
    fn words_of_other_frameworks_are_translated() {
        let watcher = |word| elsewhere(&WATCHER, word);
        for (there, here) in [
            ("in", "incoming"),
            ("only_pm", "private"),
            ("only_photos", "photo"),
            ("no_media", "not(media)"),
            ("no_stickers", "not(sticker)"),
            ("only_groups", "groups"),
            ("startswith", "starts_with = \"…\""),
            ("from_id", "from = …"),
        ] {
            assert_eq!(watcher(there).as_deref(), Some(here), "{there}");
        }
        assert_eq!(watcher("only_dragons"), None);
        assert_eq!(watcher("aliases"), None);
        assert_eq!(
            elsewhere(&COMMAND, "ru_doc").as_deref(),
            Some("doc(ru = \"…\")")
        );
        assert_eq!(elsewhere(&COMMAND, "in"), None);
        assert_eq!(elsewhere(&MODULE, "pm"), None);
    }
}
