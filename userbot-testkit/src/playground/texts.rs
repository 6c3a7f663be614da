//! What the playground itself says, in English and Russian.

use std::ffi::OsStr;

/// Is a language of the playground's own texts. The bot's texts are the bot's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Russian.
    Russian,
}

impl Language {
    /// Returns the language that the terminal is set to: `LC_ALL`, else `LC_MESSAGES`, else `LANG`.
    pub fn of_terminal() -> Self {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let locale = set("LC_ALL")
            .or_else(|| set("LC_MESSAGES"))
            .or_else(|| set("LANG"));
        locale.map_or(Self::English, |locale| Self::of_locale(&locale))
    }

    /// Returns the language of a locale such as `ru_RU.UTF-8`.
    pub(super) fn of_locale(locale: &OsStr) -> Self {
        let locale = locale.to_string_lossy().to_lowercase();
        let code = locale
            .split(['_', '-', '.', '@'])
            .next()
            .unwrap_or_default();
        if code == "ru" {
            Self::Russian
        } else {
            Self::English
        }
    }

    /// Returns the code that the SDK knows the language by.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Russian => "ru",
        }
    }

    /// A text without placeholders, or with them as they are.
    pub(super) fn text(self, text: Text) -> &'static str {
        let [english, russian] = text.both();
        match self {
            Self::English => english,
            Self::Russian => russian,
        }
    }

    /// A text with `{}` filled in, in their order.
    pub(super) fn fill(self, text: Text, values: &[&str]) -> String {
        let mut values = values.iter();
        let mut filled = String::new();
        let mut parts = self.text(text).split("{}");
        filled.push_str(parts.next().unwrap_or_default());
        for part in parts {
            filled.push_str(values.next().unwrap_or(&""));
            filled.push_str(part);
        }
        filled
    }
}

macro_rules! texts {
    ($($name:ident: $english:literal, $russian:literal;)*) => {
        /// Names each text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Text { $($name,)* }

        impl Text {
            fn both(self) -> [&'static str; 2] {
                match self { $(Self::$name => [$english, $russian],)* }
            }

            #[cfg(test)]
            const ALL: &'static [Self] = &[$(Self::$name,)*];
        }
    };
}

texts! {
    // People and messages.
    You: "You", "Вы";
    SavedMessages: "Saved Messages", "Избранное";
    DeletedAccount: "Deleted Account", "Удалённый аккаунт";
    Edited: "(edited)", "(изменено)";
    Deleted: "[deleted]", "[удалено]";
    ForwardedFrom: "[forwarded from {}]", "[переслано от {}]";
    ViaBot: "[via @{}]", "[через @{}]";
    Photo: "[photo]", "[фото]";
    PhotoOf: "[photo {}]", "[фото {}]";
    Sticker: "[sticker {}]", "[стикер {}]";
    File: "[file {}]", "[файл {}]";
    Voice: "[voice message]", "[голосовое сообщение]";
    Video: "[video]", "[видео]";
    Audio: "[audio]", "[аудио]";
    Animation: "[GIF]", "[GIF]";
    Poll: "[poll] {}", "[опрос] {}";
    Location: "[location]", "[геопозиция]";
    Contact: "[contact] {}", "[контакт] {}";
    Other: "[{}]", "[{}]";
    Reacted: "{} reacted {} to {}", "{}: реакция {} на {}";
    Unreacted: "{} took back the reaction {} to {}", "{}: реакция {} на {} снята";
    Pinned: "Pinned: {}", "Закреплено: {}";
    Unpinned: "Unpinned: {}", "Откреплено: {}";

    // Service lines.
    Created: "{} created “{}”", "{}: создан чат «{}»";
    Joined: "{} joined", "{}: вход в чат";
    JoinedByLink: "{} joined by a link", "{}: вход в чат по ссылке";
    Added: "{} added {}", "{}: добавлен участник — {}";
    Left: "{} left", "{}: выход из чата";
    Removed: "{} removed {}", "{}: удалён участник — {}";
    Renamed: "{} renamed the chat to “{}”", "{}: чат переименован в «{}»";
    PinnedBy: "{} pinned a message", "{}: закреплено сообщение";
    TopicCreated: "{} opened the topic “{}”", "{}: открыта тема «{}»";
    ServiceOther: "{}: {}", "{}: {}";

    // The frame.
    Welcome:
        "A simulated Telegram: no account, no network. What you type is said by you, so commands work.\nTry {}, or /help. Ctrl-D leaves.",
        "Имитация Telegram: без аккаунта и сети. Всё, что вы пишете, сказано от вашего имени, поэтому команды работают.\nПопробуйте {} или /help. Выход — Ctrl-D.";
    WelcomeNoCommands:
        "A simulated Telegram: no account, no network. This bot has no commands, but it sees what is said.\n/help tells what you can do. Ctrl-D leaves.",
        "Имитация Telegram: без аккаунта и сети. У бота нет команд, но он видит всё, что говорят.\n/help расскажет, что можно делать. Выход — Ctrl-D.";
    Chats: "Chats: {}", "Чаты: {}";
    ChatHeader: "— {} —", "— {} —";
    Unread: "{} new", "новых: {}";
    HereMark: "you are here", "вы здесь";
    NothingYet: "Nothing has been said here yet.", "Здесь пока ничего не сказано.";
    LogEmpty: "The bot has logged nothing.", "В журнале бота пусто.";
    RpcEmpty: "The bot has made no calls.", "Бот не сделал ни одного вызова.";
    AgainToLeave: "Press Ctrl-C again to leave, or Ctrl-D.", "Чтобы выйти, нажмите Ctrl-C ещё раз или Ctrl-D.";
    Leaving: "The bot is stopping…", "Бот останавливается…";
    StillBusy: "The bot is still busy after {} s; going on.", "Прошло {} с, а бот ещё занят; продолжаем.";
    BotStopped: "The bot has stopped by itself: {}", "Бот остановился сам: {}";
    Toast: "{} shows: {}", "{} показывает: {}";
    Opened: "{} opens {}", "{} открывает {}";
    PressedNothing: "The button was pressed; {} shows nothing.", "Кнопка нажата; {} ничего не показывает.";
    NoConnection: "The playground could not start: {}", "Песочница не запустилась: {}";

    // Mistakes.
    UnknownSlash: "There is no {}. /help lists what there is; to send a text that begins with a slash, double it: /{}",
        "Команды {} нет. Список — в /help; чтобы отправить текст с косой чертой в начале, удвойте её: /{}";
    UnknownSlashNear: "There is no {}. Did you mean {}? To send it as a text, double the slash: /{}",
        "Команды {} нет. Может быть, {}? Чтобы отправить это как текст, удвойте косую черту: /{}";
    Missing: "{} needs more. Write: {}", "{}: не хватает слов. Пишите так: {}";
    TooMuch: "{} takes nothing after it.", "После {} ничего не пишется.";
    NotANumber: "“{}” is not a number. Write: {}", "«{}» — не число. Пишите так: {}";
    OpenQuote: "A quotation mark is not closed: {}", "Кавычка не закрыта: {}";
    NotAsOther: "/as works with what a person does in a chat, not with {}.",
        "/as годится для того, что люди делают в чате, а {} — не такое действие.";
    NotUtf8: "That line is not valid UTF-8; it was not sent.", "Строка не в кодировке UTF-8, она не отправлена.";
    LineTooLong: "That line is longer than {} bytes; it was not sent.", "Строка длиннее {} байт, она не отправлена.";
    NoChat: "There is no chat “{}”. There are: {}", "Чата «{}» нет. Есть: {}";
    NoChatNear: "There is no chat “{}”. Did you mean “{}”?", "Чата «{}» нет. Может быть, «{}»?";
    ManyChats: "“{}” fits several chats: {}", "«{}» подходит к нескольким чатам: {}";
    NoPerson: "There is nobody called “{}”. There are: {}", "Никого с именем «{}» нет. Есть: {}";
    NoPersonNear: "There is nobody called “{}”. Did you mean “{}”?", "Никого с именем «{}» нет. Может быть, «{}»?";
    ManyPeople: "“{}” fits several people: {}", "«{}» подходит к нескольким людям: {}";
    NotHere: "{} is not in this chat. /join {} brings them in where that is possible.",
        "{} не в этом чате. Если это возможно, поможет /join {}.";
    NotInPrivate: "{} is not part of this private chat. Choose another chat with /chat.",
        "{} не участвует в этой личной переписке. Выберите другой чат: /chat.";
    NoGroup: "People come and go in groups and channels only.", "Входить и выходить можно только в группах и каналах.";
    NoMessage: "There is no message here that this could be about.", "Здесь нет сообщения, к которому это относилось бы.";
    NoMessageNumber: "There is no message {} here. /history shows the numbers.",
        "Сообщения {} здесь нет. Номера показывает /history.";
    NoOwnMessage: "{}: no message here yet.", "{}: здесь пока нет сообщений.";
    NoButton: "No message here has a button.", "Ни у одного сообщения здесь нет кнопок.";
    NoSuchButton: "There is no button “{}”. There are: {}", "Кнопки «{}» нет. Есть: {}";
    ManyButtons: "“{}” fits several buttons: {}", "«{}» подходит к нескольким кнопкам: {}";
    DeadButton: "The button “{}” does nothing that can be simulated.", "Кнопка «{}» не делает ничего, что можно изобразить.";
    ProtectedButton: "The button “{}” wants the password of the two-step verification; nobody here has one.", "Кнопка «{}» требует пароль двухэтапной проверки, а здесь его ни у кого нет.";
    Refused: "Telegram refuses: {} ({})", "Telegram отказывает: {} ({})";
    RefusedPlain: "Telegram refuses: {}", "Telegram отказывает: {}";

    // Why Telegram refuses.
    WhyMayNotWrite: "{} may not write here", "здесь нельзя писать: {}";
    WhyTooLong: "a message has at most 4096 characters", "в сообщении может быть не больше 4096 знаков";
    WhyEmpty: "the message is empty", "сообщение пустое";
    WhyNotModified: "nothing would change", "ничего не изменится";
    WhyAuthor: "only its author can do that", "это может только автор";
    WhyAdmin: "only administrators can do that", "это могут только администраторы";
    WhyReaction: "that is not a reaction that can be given", "такую реакцию поставить нельзя";
    WhyAlreadyIn: "already a member", "уже участник";
    WhyNotIn: "not a member", "не участник";
    WhyForwards: "forwarding is forbidden there", "пересылать оттуда запрещено";
    WhySlow: "slow mode: wait", "медленный режим: подождите";
    WhyBlocked: "one has blocked the other", "один из собеседников заблокировал другого";
    WhyPrivate: "the chat is private", "чат закрыт";

    // Help.
    HelpTitle: "A line that you type is said by you in the current chat. Besides:",
        "Строка, которую вы пишете, сказана от вашего имени в текущем чате. Кроме того:";
    HelpBot: "The bot's commands: {}", "Команды бота: {}";
    HelpNoBot: "The bot has no commands.", "У бота нет команд.";
    HelpAs: "do anything of this as somebody else", "сделать что угодно из этого от чужого имени";
    HelpChat: "go to another chat", "перейти в другой чат";
    HelpChats: "the list of chats", "список чатов";
    HelpPress: "press a button", "нажать кнопку";
    HelpReply: "reply to the last message, or to number N", "ответить на последнее сообщение или на сообщение N";
    HelpEdit: "edit your last message", "изменить своё последнее сообщение";
    HelpDelete: "delete your last message, or number N", "удалить своё последнее сообщение или сообщение N";
    HelpReact: "react to the last message, or to number N", "поставить реакцию последнему сообщению или сообщению N";
    HelpPin: "pin the last message, or number N", "закрепить последнее сообщение или сообщение N";
    HelpForward: "forward the last message to another chat", "переслать последнее сообщение в другой чат";
    HelpJoin: "bring somebody into this group", "ввести кого-нибудь в эту группу";
    HelpLeave: "let somebody leave this group", "вывести кого-нибудь из этой группы";
    HelpPhoto: "send a photo", "отправить фото";
    HelpSticker: "send a sticker", "отправить стикер";
    HelpHistory: "the last messages with their numbers", "последние сообщения с номерами";
    HelpLog: "the last lines of the bot's log", "последние строки журнала бота";
    HelpRpc: "the last calls of the bot", "последние вызовы бота";
    HelpHelp: "this text", "этот текст";
    HelpQuit: "leave", "выйти";
    HelpSlash: "send a text that begins with a slash", "отправить текст, который начинается с косой черты";
    ArgName: "NAME", "ИМЯ";
    ArgWords: "TEXT", "ТЕКСТ";
    ArgLabel: "LABEL", "НАДПИСЬ";

    // What the sample world says.
    SampleHello: "Hi! This is the club.", "Привет! Это клуб.";
    SampleBob: "Bob here. What can your bot do?", "Это Боб. А что умеет твой бот?";
    SamplePrivate: "Are you there?", "Ты тут?";
    SampleNews: "The playground is open.", "Песочница открыта.";
    SampleNote: "Notes to yourself stand here.", "Здесь — заметки для себя.";
    SampleQuestion: "Coffee or tea?", "Кофе или чай?";
    SampleCoffee: "Coffee", "Кофе";
    SampleTea: "Tea", "Чай";
    SampleChosen: "{}, good choice!", "{} — хороший выбор!";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_translated_with_the_same_gaps() {
        for text in Text::ALL {
            let [english, russian] = text.both();
            assert!(!english.is_empty() && !russian.is_empty(), "{text:?}");
            let gaps = |text: &str| text.matches("{}").count();
            assert_eq!(gaps(english), gaps(russian), "{text:?}");
        }
    }

    #[test]
    fn fills_in_order() {
        let language = Language::English;
        assert_eq!(
            language.fill(Text::NoChatNear, &["nws", "News"]),
            "There is no chat “nws”. Did you mean “News”?"
        );
        assert_eq!(language.fill(Text::Chats, &["{}"]), "Chats: {}");
    }

    #[test]
    fn reads_the_locale() {
        for (locale, language) in [
            ("ru_RU.UTF-8", Language::Russian),
            ("ru", Language::Russian),
            ("RU.utf8", Language::Russian),
            ("rup_IT", Language::English),
            ("C.UTF-8", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(
                Language::of_locale(OsStr::new(locale)),
                language,
                "{locale}"
            );
        }
    }
}
