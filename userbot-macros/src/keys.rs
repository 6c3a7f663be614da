//! The keys of every attribute: the one table that drives the parser, its messages and the docs.

/// Is one key of an attribute.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// The word.
    pub(crate) name: &'static str,
    /// What may follow it.
    pub(crate) form: Form,
    /// True when it may stand several times in one list.
    pub(crate) repeat: bool,
    /// How it is written, for messages and the reference.
    pub(crate) example: &'static str,
    /// What it means, for the reference.
    pub(crate) meaning: &'static str,
    /// The variant of `FilterSpec`, `ChatScope` or `Role` that it becomes, if it becomes one.
    pub(crate) variant: &'static str,
}

/// Is what may follow a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Nothing.
    Flag,
    /// `= "…"`, a literal.
    Text,
    /// `= "…"` or `= A_CONSTANT`.
    Pattern,
    /// `= "5m"`.
    Duration,
    /// `(ru = "…")`.
    Translations,
    /// `(word, word)` out of a table.
    Words(&'static Keys),
    /// `= 1`, `= "@name"`, `= me`, `(…, …)`.
    Peers,
    /// `= 1`, `(1, 2)`.
    Numbers,
    /// `= path`.
    Path,
    /// `(filter, filter)`.
    Filters,
    /// `(filter)`.
    Filter,
    /// `= name`.
    Name,
    /// `(name, name)`.
    Names,
}

/// Is the table of one attribute.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Keys {
    /// The attribute or key that takes these, as messages call it.
    pub(crate) owner: &'static str,
    /// The keys, in the order of the reference.
    pub(crate) keys: &'static [Key],
    /// Words that have a message of their own.
    pub(crate) reserved: &'static [(&'static str, &'static str)],
}

impl Keys {
    /// Returns the key of this name.
    ///
    /// # Errors
    ///
    /// Gives the message to show when there is none.
    pub(crate) fn find(&'static self, name: &str) -> Result<&'static Key, String> {
        if let Some(key) = self.keys.iter().find(|key| key.name == name) {
            return Ok(key);
        }
        if let Some((_, message)) = self.reserved.iter().find(|(word, _)| *word == name) {
            return Err((*message).to_owned());
        }
        let names: Vec<String> = self.keys.iter().map(|key| format!("`{}`", key.name)).collect();
        let hint = nearest(name, self.keys.iter().map(|key| key.name))
            .map_or_else(String::new, |near| format!(" did you mean `{near}`?"));
        Err(format!(
            "unknown key `{name}` in {};{hint} expected one of {}",
            self.owner,
            names.join(", ")
        ))
    }
}

/// Returns the word that was probably meant.
pub(crate) fn nearest<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let limit = (written.chars().count() / 2).clamp(1, 3);
    known
        .into_iter()
        .map(|word| (distance(written, word), word))
        .filter(|(distance, word)| {
            *distance <= limit || (word.len() > 2 && written.strip_prefix(*word).is_some_and(|s| s.len() < 4))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// Counts the letters to insert, remove, replace or swap to turn one word into the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut best =
                (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

const fn key(
    name: &'static str,
    form: Form,
    example: &'static str,
    meaning: &'static str,
) -> Key {
    Key { name, form, repeat: false, example, meaning, variant: "" }
}

const fn flag(name: &'static str, variant: &'static str, meaning: &'static str) -> Key {
    Key { name, form: Form::Flag, repeat: false, example: name, meaning, variant }
}

const fn filter(
    name: &'static str,
    form: Form,
    variant: &'static str,
    example: &'static str,
    meaning: &'static str,
) -> Key {
    Key { name, form, repeat: false, example, meaning, variant }
}

const fn repeatable(key: Key) -> Key {
    Key {
        name: key.name,
        form: key.form,
        repeat: true,
        example: key.example,
        meaning: key.meaning,
        variant: key.variant,
    }
}

const CRATE: Key = key(
    "crate",
    Form::Path,
    "crate = path",
    "The path of `userbot_sdk`, for crates that re-export it.",
);

const DOC: Key = key(
    "doc",
    Form::Translations,
    "doc(ru = \"…\")",
    "The help text in other languages; the doc comment is the English one.",
);

/// `#[derive(Module)] #[module(…)]`.
pub(crate) static MODULE: Keys = Keys {
    owner: "`#[module(…)]`",
    keys: &[
        key("name", Form::Text, "name = \"Notes\"", "The module's name; without it, the struct's."),
        DOC,
        key("hooks", Form::Flag, "hooks", "You write `impl Module` yourself, to override hooks."),
        key("no_handlers", Form::Flag, "no_handlers", "There is no `#[handlers]` block: the module has only hooks."),
        CRATE,
    ],
    reserved: &[(
        "config",
        "`config` is not available yet: settings of modules come with a later version of userbot-sdk",
    )],
};

/// `#[handlers(…)]`.
pub(crate) static HANDLERS: Keys = Keys {
    owner: "`#[handlers(…)]`",
    keys: &[
        key("parts", Form::Names, "parts(admin, fun)", "The other blocks of this module, each marked `#[handlers(part = …)]`."),
        key("part", Form::Name, "part = admin", "This block is a part that the main block lists."),
        key("manual", Form::Flag, "manual", "The block is not registered by itself: needed for generic modules."),
        CRATE,
    ],
    reserved: &[],
};

/// `#[command(…)]`.
pub(crate) static COMMAND: Keys = Keys {
    owner: "`#[command(…)]`",
    keys: &[
        key("name", Form::Text, "name = \"ping\"", "The name; without it, the function's, without a leading `cmd_`."),
        repeatable(key("alias", Form::Text, "alias = \"p\"", "Another name. May stand several times.")),
        DOC,
        key("scope", Form::Words(&SCOPES), "scope(private, groups)", "The chats in which it works; without it, all."),
        key("only", Form::Words(&ROLES), "only(owner)", "Who may use it; without it, the owner."),
        key("cooldown", Form::Duration, "cooldown = \"3s\"", "The shortest time between two uses in one chat."),
        key("hidden", Form::Flag, "hidden", "`help` does not list it."),
        key("usage", Form::Text, "usage = \"<city>\"", "The usage line, without prefix and name, in place of the derived one."),
        key("raw", Form::Flag, "raw", "The argument is `Raw`, the text as it was typed. Taking `Raw` is enough; the key makes it a promise."),
        CRATE,
    ],
    reserved: &[],
};

/// `scope(…)` of a command.
pub(crate) static SCOPES: Keys = Keys {
    owner: "`scope(…)`",
    keys: &[
        flag("private", "Private", "Chats with one person."),
        flag("groups", "Groups", "Basic groups and supergroups."),
        flag("channels", "Channels", "Broadcast channels."),
        flag("saved", "Saved", "The account's Saved Messages."),
    ],
    reserved: &[],
};

/// `only(…)` of a command.
pub(crate) static ROLES: Keys = Keys {
    owner: "`only(…)`",
    keys: &[
        flag("owner", "Owner", "The account's owner."),
        flag("admins", "Admins", "Administrators of the chat."),
        flag("members", "Members", "Members of the chat."),
        flag("everyone", "Everyone", "Everybody."),
    ],
    reserved: &[],
};

/// `#[watcher(…)]`: every key is a filter, but for `doc` and `crate`.
pub(crate) static WATCHER: Keys = Keys {
    owner: "`#[watcher(…)]`",
    keys: &[
        flag("incoming", "Incoming", "From somebody else."),
        flag("outgoing", "Outgoing", "From the account itself, on any of its devices."),
        flag("private", "Private", "In a chat with one person or bot."),
        flag("groups", "Groups", "In a basic group or a supergroup."),
        flag("supergroups", "Supergroups", "In a supergroup."),
        flag("channels", "Channels", "In a broadcast channel."),
        flag("saved", "Saved", "In the account's Saved Messages."),
        flag("bots", "Bots", "The sender is a bot."),
        filter("chat", Form::Peers, "Chats", "chat(-1001234, \"@name\")", "In one of these chats, by id or @username."),
        filter("from", Form::Peers, "Senders", "from(me, 1234, \"@name\")", "From one of these senders."),
        filter("topic", Form::Numbers, "Topics", "topic = 5", "In one of these forum topics."),
        flag("command", "Command", "Is a command of this bot that the sender may use."),
        flag("editable", "Editable", "The account can edit it."),
        flag("text", "Text", "Has a text or a caption."),
        flag("media", "Media", "Has any media."),
        flag("photo", "Photo", "Is a photo."),
        flag("video", "Video", "Is a video."),
        flag("audio", "Audio", "Is music or an audio file."),
        flag("voice", "Voice", "Is a voice note."),
        flag("document", "Document", "Is a file of no other kind."),
        flag("sticker", "Sticker", "Is a sticker."),
        flag("animation", "Animation", "Is a GIF."),
        flag("poll", "Poll", "Is a poll."),
        flag("location", "Location", "Is a place, live or not."),
        flag("contact", "Contact", "Is a contact card."),
        flag("dice", "Dice", "Is a die or another emoji of chance."),
        flag("service", "Service", "Is a service message, such as \"Ann joined\"."),
        flag("inline", "ViaBot", "Was sent through an inline bot."),
        flag("reply", "Reply", "Answers a message."),
        flag("forward", "Forward", "Was forwarded."),
        flag("mention", "Mention", "Mentions the account."),
        flag("album", "Album", "Is part of an album."),
        flag("edited", "Edited", "Was edited."),
        filter("starts_with", Form::Pattern, "StartsWith", "starts_with = \"…\"", "The text starts so, case-sensitive."),
        filter("ends_with", Form::Pattern, "EndsWith", "ends_with = \"…\"", "The text ends so, case-sensitive."),
        repeatable(filter("contains", Form::Pattern, "Contains", "contains = \"…\"", "The text contains it, case-sensitive.")),
        repeatable(filter("regex", Form::Pattern, "Regex", "regex = r\"…\"", "The expression is found in the text.")),
        filter("reaction", Form::Pattern, "ReactionEmoji", "reaction = \"👍\"", "This reaction was put on it; for `&Reaction`."),
        repeatable(filter("filter", Form::Path, "Custom", "filter = path", "Your function `(&Context, &Message) -> bool` says so; it may be async.")),
        repeatable(filter("any", Form::Filters, "Any", "any(photo, video)", "At least one of these filters passes.")),
        repeatable(filter("all", Form::Filters, "All", "all(private, text)", "All of these pass; for use inside `any(…)` and `not(…)`.")),
        repeatable(filter("not", Form::Filter, "Not", "not(reply)", "This filter does not pass.")),
        DOC,
        CRATE,
    ],
    reserved: &[],
};

/// `#[every("5m", …)]`, after the time.
pub(crate) static EVERY: Keys =
    Keys { owner: "`#[every(\"…\")]`", keys: &[DOC, CRATE], reserved: &[] };

/// `#[userbot_testkit::test(…)]`.
pub(crate) static TEST: Keys = Keys {
    owner: "`#[userbot_testkit::test(…)]`",
    keys: &[key(
        "crate",
        Form::Path,
        "crate = path",
        "The path of `userbot_testkit`, for crates that re-export it.",
    )],
    reserved: &[],
};

/// Sets of filters of which no event can pass two.
pub(crate) static EXCLUSIVE: &[&[&str]] = &[
    &["incoming", "outgoing"],
    &["private", "groups", "channels"],
    &["private", "supergroups", "channels"],
    &["saved", "groups", "channels"],
    &["saved", "supergroups"],
    &[
        "photo", "video", "audio", "voice", "document", "sticker", "animation", "poll", "location",
        "contact", "dice", "service",
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes the table of a reference chapter.
    fn reference(keys: &Keys) -> String {
        let mut text = String::from("| Key | Meaning |\n|---|---|\n");
        for key in keys.keys {
            text.push_str(&format!("| `{}` | {} |\n", key.example, key.meaning));
            if let Form::Words(words) = key.form {
                for word in words.keys {
                    text.push_str(&format!("| – `{}` | {} |\n", word.name, word.meaning));
                }
            }
        }
        text
    }

    #[test]
    fn the_reference_in_the_docs_is_this_table() {
        for (file, keys) in [
            ("module", &MODULE),
            ("handlers", &HANDLERS),
            ("command", &COMMAND),
            ("watcher", &WATCHER),
            ("every", &EVERY),
            ("test", &TEST),
        ] {
            let path = format!("{}/docs/{file}-keys.md", env!("CARGO_MANIFEST_DIR"));
            let expected = reference(keys);
            if std::env::var_os("UPDATE_KEYS").is_some() {
                std::fs::write(&path, &expected).unwrap();
            }
            let found = std::fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(found, expected, "run this test with UPDATE_KEYS=1 to write {path}");
        }
    }

    #[test]
    fn no_key_stands_twice_and_examples_start_with_their_key() {
        for table in [&MODULE, &HANDLERS, &COMMAND, &SCOPES, &ROLES, &WATCHER, &EVERY, &TEST] {
            for (index, key) in table.keys.iter().enumerate() {
                assert!(key.example.starts_with(key.name), "{}", key.name);
                assert!(table.keys[..index].iter().all(|other| other.name != key.name), "{}", key.name);
            }
        }
        for name in EXCLUSIVE.iter().flat_map(|set| set.iter()) {
            assert!(WATCHER.find(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_misspelt_key_gets_the_nearest_one() {
        let message = COMMAND.find("nmae").unwrap_err();
        assert!(message.contains("unknown key `nmae`") && message.contains("did you mean `name`"));
        assert!(COMMAND.find("aliases").unwrap_err().contains("did you mean `alias`"));
        assert!(!COMMAND.find("permissions").unwrap_err().contains("did you mean"));
        assert!(MODULE.find("config").unwrap_err().contains("not available yet"));
        assert_eq!(nearest("outgonig", ["incoming", "outgoing"]), Some("outgoing"));
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
