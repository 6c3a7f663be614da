//! The tables.

use super::{Form, Key, Keys};

pub(super) const fn key(
    name: &'static str,
    form: Form,
    example: &'static str,
    meaning: &'static str,
) -> Key {
    Key {
        name,
        form,
        repeat: false,
        example,
        meaning,
        variant: "",
    }
}

pub(super) const fn flag(name: &'static str, variant: &'static str, meaning: &'static str) -> Key {
    Key {
        name,
        form: Form::Flag,
        repeat: false,
        example: name,
        meaning,
        variant,
    }
}

const fn filter(
    name: &'static str,
    form: Form,
    variant: &'static str,
    example: &'static str,
    meaning: &'static str,
) -> Key {
    Key {
        name,
        form,
        repeat: false,
        example,
        meaning,
        variant,
    }
}

const fn repeatable(key: Key) -> Key {
    Key {
        repeat: true,
        ..key
    }
}

pub(super) const CRATE: Key = key(
    "crate",
    Form::Path,
    "crate = path",
    "The path of `userbot_sdk`, for crates that re-export it.",
);

pub(super) const DOC: Key = key(
    "doc",
    Form::Translations,
    "doc(ru = \"…\")",
    "The help text in other languages; the doc comment is the English one.",
);

const DEFAULT_LANGUAGE: Key = key(
    "default_language",
    Form::Text,
    "default_language = \"ru\"",
    "The language in which every text exists; without it, English.",
);

/// `texts!("…", …)`, after the folder.
pub(crate) static TEXTS: Keys = Keys {
    owner: "`texts!(\"…\")`",
    all: &[DEFAULT_LANGUAGE, CRATE],
    reserved: &[],
};

/// `#[derive(Module)] #[module(…)]`.
pub(crate) static MODULE: Keys = Keys {
    owner: "`#[module(…)]`",
    all: &[
        key(
            "name",
            Form::Text,
            "name = \"Notes\"",
            "The module's name; without it, the struct's.",
        ),
        DOC,
        key(
            "hooks",
            Form::Flag,
            "hooks",
            "You write `impl Module` yourself, to override hooks.",
        ),
        key(
            "no_handlers",
            Form::Flag,
            "no_handlers",
            "There is no `#[handlers]` block: the module has only hooks.",
        ),
        key(
            "texts",
            Form::Text,
            "texts = \"locales\"",
            "The folder of the translated texts: beside `Cargo.toml`, or, when it starts with a dot, beside this file.",
        ),
        DEFAULT_LANGUAGE,
        key(
            "needs",
            Form::Types,
            "needs(Weather, dyn Forecast)",
            "The modules and services without which it cannot be on; it starts after them.",
        ),
        key(
            "offers",
            Form::Types,
            "offers(dyn Forecast)",
            "The traits that the struct implements for other modules.",
        ),
        key(
            "config",
            Form::Path,
            "config = ReminderConfig",
            "The options that the owner can set: a struct that derives `Config`.",
        ),
        CRATE,
    ],
    reserved: &[],
};

/// `#[derive(Config)] #[config(…)]` on the struct.
pub(crate) static CONFIG: Keys = Keys {
    owner: "`#[config(…)]` on the struct",
    all: &[CRATE],
    reserved: &[
        (
            "default",
            "`default` stands on a field: each field is an option",
        ),
        (
            "validator",
            "`validator` stands on a field: each field is an option",
        ),
        (
            "doc",
            "`doc` stands on a field; the module has docs of its own",
        ),
        (
            "name",
            "`name` stands on a field; options belong to the module, under its name",
        ),
    ],
};

/// `#[config(…)]` on a field of a config.
pub(crate) static OPTION: Keys = Keys {
    owner: "`#[config(…)]` on a field",
    all: &[
        key(
            "default",
            Form::Value,
            "default = 10",
            "The value until another one is set: of the field's type, or a text in quotes that the validator reads. Without it, what the type's `Default` gives.",
        ),
        key(
            "validator",
            Form::Value,
            "validator = Integer::between(1, 100)",
            "What the option accepts; without it, the validator of the field's type.",
        ),
        DOC,
        key(
            "name",
            Form::Text,
            "name = \"api_key\"",
            "The name that people type and under which the value is kept; without it, the field's.",
        ),
    ],
    reserved: &[
        (
            "on_change",
            "`on_change` is a hook of the module: `on_config_change` of `Module`, with `#[module(hooks)]`",
        ),
        ("rename", "unknown key `rename`; here it is `name = \"…\"`"),
        ("option", "unknown key `option`; here it is `name = \"…\"`"),
        (
            "hidden",
            "unknown key `hidden`; for a secret, use the type `Secret` or `validator = Hidden(…)`",
        ),
        (
            "secret",
            "unknown key `secret`; for a secret, use the type `Secret` or `validator = Hidden(…)`",
        ),
        (
            "min",
            "unknown key `min`; limits belong to the validator, as in `validator = Integer::between(1, 100)`",
        ),
        (
            "max",
            "unknown key `max`; limits belong to the validator, as in `validator = Integer::between(1, 100)`",
        ),
        (
            "skip",
            "unknown key `skip`; every field of a config is an option: keep other things in the module",
        ),
        (
            "crate",
            "`crate` stands on the struct, as in `#[config(crate = path)]`",
        ),
        (
            "folder",
            "unknown key `folder`; the options of a module stand together",
        ),
    ],
};

/// `#[derive(Choice)] #[choice(…)]` on the enum.
pub(crate) static CHOICE: Keys = Keys {
    owner: "`#[choice(…)]` on the enum",
    all: &[CRATE],
    reserved: &[
        (
            "name",
            "`name` goes on a variant: `#[choice(name = \"…\")]` above it",
        ),
        (
            "doc",
            "`doc` goes on a variant: `#[choice(doc(ru = \"…\"))]` above it",
        ),
    ],
};

/// `#[choice(…)]` on a variant.
pub(crate) static CHOICE_VARIANT: Keys = Keys {
    owner: "`#[choice(…)]` on a variant",
    all: &[
        key(
            "name",
            Form::Text,
            "name = \"fast\"",
            "What people type; without it, the variant's name in lower case with dashes.",
        ),
        key(
            "doc",
            Form::Translations,
            "doc(ru = \"…\")",
            "What people see, in other languages; the doc comment is the English text.",
        ),
    ],
    reserved: &[(
        "crate",
        "`crate` goes on the enum: `#[choice(crate = path)]` above it",
    )],
};

/// `#[handlers(…)]`.
pub(crate) static HANDLERS: Keys = Keys {
    owner: "`#[handlers(…)]`",
    all: &[
        key(
            "parts",
            Form::Names,
            "parts(admin, fun)",
            "The other blocks of this module, each marked `#[handlers(part = …)]`.",
        ),
        key(
            "part",
            Form::Name,
            "part = admin",
            "This block is a part that the main block lists.",
        ),
        key(
            "manual",
            Form::Flag,
            "manual",
            "The block is not registered by itself: needed for generic modules.",
        ),
        CRATE,
    ],
    reserved: &[],
};

/// `#[command(…)]`.
pub(crate) static COMMAND: Keys = Keys {
    owner: "`#[command(…)]`",
    all: &[
        key(
            "name",
            Form::Text,
            "name = \"ping\"",
            "The name; without it, the function's, without a leading `cmd_`.",
        ),
        repeatable(key(
            "alias",
            Form::Text,
            "alias = \"p\"",
            "Another name. May stand several times.",
        )),
        DOC,
        key(
            "scope",
            Form::Words(&SCOPES),
            "scope(private, groups)",
            "The chats in which it works; without it, all.",
        ),
        key(
            "only",
            Form::Words(&ROLES),
            "only(owner)",
            "Who may use it; without it, the owner.",
        ),
        key(
            "cooldown",
            Form::Duration,
            "cooldown = \"3s\"",
            "The shortest time between two uses in one chat.",
        ),
        key("hidden", Form::Flag, "hidden", "`help` does not list it."),
        key(
            "usage",
            Form::Text,
            "usage = \"<city>\"",
            "The usage line, without prefix and name, in place of the derived one.",
        ),
        key(
            "raw",
            Form::Flag,
            "raw",
            "The argument is `Raw`, the text as it was typed. Taking `Raw` is enough; the key makes it a promise.",
        ),
        CRATE,
    ],
    reserved: &[],
};

/// `scope(…)` of a command.
pub(super) static SCOPES: Keys = Keys {
    owner: "`scope(…)`",
    all: &[
        flag("private", "Private", "Chats with one person."),
        flag("groups", "Groups", "Basic groups and supergroups."),
        flag("channels", "Channels", "Broadcast channels."),
        flag("saved", "Saved", "The account's Saved Messages."),
    ],
    reserved: &[],
};

/// `only(…)` of a command.
pub(super) static ROLES: Keys = Keys {
    owner: "`only(…)`",
    all: &[
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
    all: &[
        flag("incoming", "Incoming", "From somebody else."),
        flag(
            "outgoing",
            "Outgoing",
            "From the account itself, on any of its devices.",
        ),
        flag("private", "Private", "In a chat with one person or bot."),
        flag("groups", "Groups", "In a basic group or a supergroup."),
        flag("supergroups", "Supergroups", "In a supergroup."),
        flag("channels", "Channels", "In a broadcast channel."),
        flag("saved", "Saved", "In the account's Saved Messages."),
        flag("bots", "Bots", "The sender is a bot."),
        filter(
            "chat",
            Form::Peers,
            "Chats",
            "chat(-1001234, \"@name\")",
            "In one of these chats, by id or @username.",
        ),
        filter(
            "from",
            Form::Peers,
            "Senders",
            "from(me, 1234, \"@name\")",
            "From one of these senders.",
        ),
        filter(
            "topic",
            Form::Numbers,
            "Topics",
            "topic = 5",
            "In one of these forum topics.",
        ),
        flag(
            "command",
            "Command",
            "Is a command of this bot that the sender may use.",
        ),
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
        flag(
            "service",
            "Service",
            "Is a service message, such as \"Ann joined\".",
        ),
        flag("inline", "ViaBot", "Was sent through an inline bot."),
        flag("reply", "Reply", "Answers a message."),
        flag("forward", "Forward", "Was forwarded."),
        flag("mention", "Mention", "Mentions the account."),
        flag("album", "Album", "Is part of an album."),
        flag("edited", "Edited", "Was edited."),
        filter(
            "starts_with",
            Form::Pattern,
            "StartsWith",
            "starts_with = \"…\"",
            "The text starts so, case-sensitive.",
        ),
        filter(
            "ends_with",
            Form::Pattern,
            "EndsWith",
            "ends_with = \"…\"",
            "The text ends so, case-sensitive.",
        ),
        repeatable(filter(
            "contains",
            Form::Pattern,
            "Contains",
            "contains = \"…\"",
            "The text contains it, case-sensitive.",
        )),
        repeatable(filter(
            "regex",
            Form::Pattern,
            "Regex",
            "regex = r\"…\"",
            "The expression is found in the text.",
        )),
        filter(
            "reaction",
            Form::Pattern,
            "ReactionEmoji",
            "reaction = \"👍\"",
            "This reaction was put on it; for `&Reaction`.",
        ),
        repeatable(filter(
            "filter",
            Form::Path,
            "Custom",
            "filter = path",
            "Your function `(&Context, &Message) -> bool` says so; it may be async.",
        )),
        repeatable(filter(
            "any",
            Form::Filters,
            "Any",
            "any(photo, video)",
            "At least one of these filters passes.",
        )),
        repeatable(filter(
            "all",
            Form::Filters,
            "All",
            "all(private, text)",
            "All of these pass; for use inside `any(…)` and `not(…)`.",
        )),
        repeatable(filter(
            "not",
            Form::Filter,
            "Not",
            "not(reply)",
            "This filter does not pass.",
        )),
        DOC,
        CRATE,
    ],
    reserved: &[],
};

/// `#[userbot_testkit::test(…)]`.
pub(crate) static TEST: Keys = Keys {
    owner: "`#[userbot_testkit::test(…)]`",
    all: &[key(
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
        "photo",
        "video",
        "audio",
        "voice",
        "document",
        "sticker",
        "animation",
        "poll",
        "location",
        "contact",
        "dice",
        "service",
    ],
];
