## What errors of Telegram mean, and what to do

### By class

error-class-flood-wait = Telegram wants a pause after too many calls of this kind.
    .advice = Wait. The bot waits by itself when the pause is short; if it comes often, do the same thing more rarely.
error-class-slow-mode = This chat is in slow mode: one message in so many seconds.
    .advice = Wait and write again; other chats are not affected. Administrators are free of it.
error-class-too-early = Telegram wants more time to pass before this is allowed, days often.
    .advice = Try again when that time is over; nothing makes it shorter.
error-class-not-modified = The new content equals the old one, so nothing was changed.
    .advice = Nothing is wrong. Compare before you change, if you want to spare the call.
error-class-duplicate = This message was sent already.
    .advice = Nothing: it arrived the first time.
error-class-peer-invalid = There is no such chat or person, or the account has never met them.
    .advice = Check the spelling, use a @username, or let the account see a message from there first.
error-class-message-invalid = The message does not exist, or it cannot be changed any more.
    .advice = Look whether it was deleted, is somebody else's, or is too old; send a new one instead.
error-class-forbidden = The account has no right to do this here.
    .advice = Ask an administrator for the right, or do it where the account has it.
error-class-payment = This costs Telegram Premium, Stars or money.
    .advice = Buy what it needs, or do without. The bot never pays by itself.
error-class-limit-reached = A limit of Telegram is reached.
    .advice = Free some room (leave, delete, unpin), or ask for less at once.
error-class-account-limited = Telegram limits this account itself: for spam, by a freeze or a ban.
    .advice = Stop what the bot does, and ask @SpamBot in Telegram why and until when.
error-class-file-reference = The pass to this file has expired; each lives some hours.
    .advice = Fetch the message of the file again and use what it holds now.
error-class-migrate = Another data centre is responsible.
    .advice = Nothing: the bot goes there by itself. If you see this, a raw call named the wrong one.
error-class-session-dead = The login is no longer valid; nothing works until the next one.
    .advice = Log in again with <code>login</code>. Settings and data stay.
error-class-login = The login did not go through.
    .advice = Check what was typed: phone number, code, password, token; ask for a new code if it is old.
error-class-server = Telegram has trouble of its own.
    .advice = Try again later. The bot has already tried several times.
error-class-invalid-input = Telegram does not accept the request as it is.
    .advice = The name says which part is wrong. If you did not write the module, tell its author.
error-class-other = Telegram refused the request.
    .advice = The name says why; look it up in Telegram's documentation.

### By name

error-name-AUTH_KEY_DUPLICATED = The same session was used from two places at once, and Telegram has ended it.
    .advice = Stop the other copy of the bot, then log in again here. Never run one session in two places: give each its own login.
error-name-AUTH_KEY_UNREGISTERED = Telegram does not know this login any more: it was ended, or nobody has logged in yet.
    .advice = Log in with <code>login</code>.
error-name-AUTH_KEY_INVALID = The key of this login is not valid.
    .advice = Log in again with <code>login</code>; restore the session file from a copy if it was damaged.
error-name-AUTH_KEY_PERM_EMPTY = The key of this login is not complete.
    .advice = Log in again with <code>login</code>.
error-name-SESSION_REVOKED = Somebody ended this login in the list of devices.
    .advice = If it was you, log in again. If not, change your password first.
error-name-SESSION_EXPIRED = This login has expired.
    .advice = Log in again with <code>login</code>. Telegram keeps a login longer when it is used.
error-name-USER_DEACTIVATED = The account was deleted.
    .advice = A deleted account cannot be used. Log in with another one.
error-name-USER_DEACTIVATED_BAN = Telegram has banned the account.
    .advice = Write to recover@telegram.org from the app's login screen. Do not run the bot meanwhile.
error-name-FLOOD_PREMIUM_WAIT = Files go slower without Telegram Premium, and Telegram wants a pause.
    .advice = Wait; the bot does it by itself.
error-name-PEER_FLOOD = The account is limited for spam: it may not write to strangers now.
    .advice = Stop writing to people who do not have this account in their contacts, and ask @SpamBot.
error-name-FROZEN_METHOD_INVALID = The account is frozen: it can read, and do little else.
    .advice = Open Telegram and appeal where it tells of the freeze.
error-name-PHONE_NUMBER_BANNED = This phone number is banned from Telegram.
    .advice = Write to recover@telegram.org from the app's login screen.
error-name-PHONE_NUMBER_FLOOD = Too many codes were asked for with this number.
    .advice = Wait a day before the next login.
error-name-PHONE_PASSWORD_FLOOD = Too many wrong passwords.
    .advice = Wait a day, then type the password with care.
error-name-API_ID_PUBLISHED_FLOOD = This api_id is public, and Telegram does not let it log in.
    .advice = Make your own at my.telegram.org, and keep it to yourself.
error-name-2FA_CONFIRM_WAIT = The account will be reset after this time, because its password is not known.
    .advice = Wait, or enter the password.
error-name-TAKEOUT_INIT_DELAY = An export of data starts only after this time, for safety.
    .advice = Confirm it in an official app, or wait.
error-name-PASSWORD_TOO_FRESH = The password was changed a short time ago.
    .advice = Wait until this time has passed.
error-name-SESSION_TOO_FRESH = This login is too new for that.
    .advice = Wait until this time has passed, or use an older device.
error-name-API_ID_INVALID = The api_id and the api_hash do not belong together.
    .advice = Copy both anew from my.telegram.org.
error-name-PHONE_NUMBER_INVALID = This is not a phone number.
    .advice = Write it with the country's code, such as +44 20 7946 0000.
error-name-PHONE_NUMBER_UNOCCUPIED = Nobody uses Telegram with this number.
    .advice = Make the account in an official app first.
error-name-PHONE_CODE_INVALID = The code is wrong.
    .advice = Type it again as Telegram sent it.
error-name-PHONE_CODE_EXPIRED = The code is too old, or it was shown to somebody in a chat.
    .advice = Ask for a new one. Never send a code in a message: that makes it void.
error-name-SESSION_PASSWORD_NEEDED = The account has a password besides the code.
    .advice = Enter it; <code>login</code> asks for it.
error-name-PASSWORD_HASH_INVALID = The password is wrong.
    .advice = Type it again; an official app can reset it.
error-name-ACCESS_TOKEN_INVALID = The bot token is wrong.
    .advice = Copy it anew from @BotFather.
error-name-ACCESS_TOKEN_EXPIRED = The bot token was replaced by a newer one.
    .advice = Copy the new one from @BotFather.
error-name-MESSAGE_NOT_MODIFIED = The message already says exactly this.
    .advice = Nothing is wrong: <code>edit</code> of the SDK takes it as done. In a raw call compare the texts before.
error-name-MESSAGE_ID_INVALID = There is no message with this number here.
    .advice = It was deleted, or the number belongs to another chat.
error-name-MESSAGE_EDIT_TIME_EXPIRED = Messages can be edited for 48 hours, and this one is older.
    .advice = Send a new one. In Saved Messages there is no such limit.
error-name-MESSAGE_AUTHOR_REQUIRED = Only the author can edit this message.
    .advice = Reply to it instead.
error-name-MESSAGE_DELETE_FORBIDDEN = The account may not delete this message.
    .advice = It needs the right to delete messages here; others' old messages cannot be deleted at all.
error-name-MESSAGE_TOO_LONG = A message has at most 4096 characters.
    .advice = Split it; <code>answer</code> and <code>send</code> of the SDK do it by themselves.
error-name-MEDIA_CAPTION_TOO_LONG = A caption has at most 1024 characters without Telegram Premium.
    .advice = Shorten it, or send the text as a message of its own.
error-name-MESSAGE_EMPTY = A message needs some text.
    .advice = Check that the text is not empty or white space only.
error-name-ENTITIES_TOO_LONG = There is too much formatting in one message.
    .advice = Use less of it, or split the message.
error-name-ENTITY_BOUNDS_INVALID = The formatting begins or ends outside of the text.
    .advice = Count offsets in UTF-16 units, or use HTML and let the SDK count.
error-name-BUTTON_DATA_INVALID = The data of a button has 1 to 64 bytes.
    .advice = Keep the data yourself and put a short key into the button.
error-name-QUERY_ID_INVALID = The press of the button or the inline query is too old to be answered.
    .advice = Answer at once, within about ten seconds, and do the work after that.
error-name-BOT_RESPONSE_TIMEOUT = The other bot did not answer in time.
    .advice = Try again; the other bot is slow or down.
error-name-BOT_METHOD_INVALID = Bots may not call this method.
    .advice = Use the account of a person.
error-name-REACTION_INVALID = This chat does not allow this reaction.
    .advice = Choose one that the chat offers.
error-name-CHANNEL_PRIVATE = The chat is private and the account is not in it, or it was removed from there.
    .advice = Join by an invite link. An id alone opens no door.
error-name-CHANNEL_INVALID = There is no such channel or supergroup, or the account has never met it.
    .advice = Use its @username or a link, or open it once with this account.
error-name-CHAT_ADMIN_REQUIRED = Only administrators with this right can do it.
    .advice = Let an administrator give the account the right.
error-name-CHAT_WRITE_FORBIDDEN = The account may not write here.
    .advice = Join first, or ask an administrator; in channels only administrators write.
error-name-CHAT_FORWARDS_RESTRICTED = This chat does not let its content be forwarded or saved.
    .advice = Link to the message instead.
error-name-CHAT_RESTRICTED = The account is restricted in this chat.
    .advice = Ask an administrator.
error-name-CHAT_SEND_MEDIA_FORBIDDEN = Media is not allowed in this chat.
    .advice = Send text, or ask an administrator.
error-name-VOICE_MESSAGES_FORBIDDEN = This person does not take voice and video messages.
    .advice = Send text or a file.
error-name-TOPIC_CLOSED = The topic is closed.
    .advice = Write in another one, or ask an administrator to open it.
error-name-USER_BANNED_IN_CHANNEL = The account is banned here, or limited in all public groups.
    .advice = Ask the administrators, or @SpamBot when it is so everywhere.
error-name-USER_NOT_PARTICIPANT = This person, or the account itself, is not a member here.
    .advice = Join or invite first.
error-name-USER_ALREADY_PARTICIPANT = They are a member already.
    .advice = Nothing.
error-name-USER_PRIVACY_RESTRICTED = The person's privacy settings do not allow it.
    .advice = Send them an invite link and let them decide.
error-name-USER_IS_BLOCKED = This person has blocked the account.
    .advice = Respect it.
error-name-YOU_BLOCKED_USER = The account has blocked this person.
    .advice = Unblock them first.
error-name-USER_NOT_MUTUAL_CONTACT = This works only with people who have each other in their contacts.
    .advice = Send them an invite link.
error-name-CHANNELS_TOO_MUCH = The account is in as many channels and groups as it may be.
    .advice = Leave some; Telegram Premium doubles the number.
error-name-USER_CHANNELS_TOO_MUCH = This person is in as many channels and groups as they may be.
    .advice = They have to leave some.
error-name-INVITE_HASH_EXPIRED = The invite link is no longer valid.
    .advice = Ask for a new one.
error-name-INVITE_REQUEST_SENT = The wish to join was sent, and an administrator decides.
    .advice = Wait.
error-name-PEER_ID_INVALID = This id does not name anybody whom the account has met.
    .advice = Use a @username, or let the account see a message from there first.
error-name-USERNAME_NOT_OCCUPIED = Nobody has this username.
    .advice = Check the spelling; it may have been given up.
error-name-USERNAME_INVALID = This cannot be a username.
    .advice = A username has 4 to 32 letters of a–z, digits and underscores.
error-name-USERNAME_OCCUPIED = Somebody has this username already.
    .advice = Choose another one.
error-name-INPUT_USER_DEACTIVATED = This person's account was deleted.
    .advice = Nothing can be sent there.
error-name-FILE_REFERENCE_EXPIRED = The pass to this file has expired; each lives some hours.
    .advice = Fetch the message of the file again; the SDK does it once by itself when it knows the message.
error-name-FILE_PART_MISSING = A part of the file did not arrive or was kept too long.
    .advice = Upload the file again.
error-name-FILE_PARTS_INVALID = The file is too large, or its parts do not fit.
    .advice = Files may have 2 GB, or 4 GB with Telegram Premium.
error-name-MEDIA_EMPTY = The media cannot be used, or it may not be sent this way.
    .advice = Upload it again, or send it as a file.
error-name-PHOTO_INVALID_DIMENSIONS = A photo's sides add up to at most 10000, and are at most 20 to 1.
    .advice = Shrink it, or send it as a file.
error-name-WEBPAGE_CURL_FAILED = Telegram could not load the link.
    .advice = Download it yourself and upload it.
error-name-WEBPAGE_MEDIA_EMPTY = There is no media at this link.
    .advice = Use a direct link to the file.
error-name-STICKERSET_INVALID = There is no such sticker set.
    .advice = Check the name in the link.
error-name-PREMIUM_ACCOUNT_REQUIRED = This needs Telegram Premium.
    .advice = Do without it, or subscribe.
error-name-PRIVACY_PREMIUM_REQUIRED = This person takes messages only from contacts and from Telegram Premium.
    .advice = Ask them to write first.
error-name-ALLOW_PAYMENT_REQUIRED = This person or chat wants Stars for each message.
    .advice = Pay in an official app; the bot never pays by itself.

### Without an answer of Telegram

error-call-deadline = Telegram did not answer in time. Whether it did what was asked is not known.
    .advice = Look, then try again.
error-call-connection = There is no connection to Telegram.
    .advice = Check the network; the bot connects again by itself.
error-call-clock-ahead = The clock of this machine is ahead by { $seconds ->
        [one] { $seconds } second
       *[other] { $seconds } seconds
    }, and Telegram refuses what comes from the future.
    .advice = Set the clock right, best by NTP; the bot goes on by itself.
error-call-clock-behind = The clock of this machine is behind by { $seconds ->
        [one] { $seconds } second
       *[other] { $seconds } seconds
    }, and Telegram refuses what is so old.
    .advice = Set the clock right, best by NTP; the bot goes on by itself.
error-call-clock = Telegram refuses the time of this machine, although its clock is right.
    .advice = Try again later.
error-call-proxy-unreachable = The proxy { $what } cannot be reached.
    .advice = Check its address and port, or take another proxy.
error-call-proxy-credentials = The proxy { $what } does not accept the user name and password.
    .advice = Check them in the settings of the proxy.
error-call-proxy-refused = The proxy { $what } does not connect to Telegram.
    .advice = Take another proxy, or ask its owner.
error-call-proxy-secret = The proxy { $what } does not know this secret, or finds the clock of this machine wrong.
    .advice = Take the link of the proxy again, and check the clock; it may be no MTProxy at all.
error-call-proxy-broken = The proxy { $what } takes connections, and nothing comes through.
    .advice = Check its secret, or take another proxy.
error-call-username-unknown = { $what } is not known to Telegram.
    .advice = Check the spelling; the name may have been given up.
error-call-peer-unknown = { $what } is not known to this account.
    .advice = Check the spelling, use a @username, or let the account see a message from there first.
error-call-answer = Telegram's answer could not be understood.
    .advice = Try again; if it stays so, the SDK needs an update.
error-call-file = { $what } cannot be read.
    .advice = Check that the file is there and may be read.
error-call-file-write = { $what } cannot be written.
    .advice = Check that the folder is there, may be written and has space left.
error-call-web = The web service did not answer as hoped.
    .advice = Check its address, and try again later; the log has the details.
error-call-too-large = The file is larger than what is allowed here.
    .advice = Allow more, or choose a smaller file.
error-call-paced = Too many calls of this kind wait already.
    .advice = Do less at once; the bot spaces its calls to keep the account out of trouble.
error-call-stopped = The bot is stopping.
    .advice = Start it again.
error-call-session = The file of the login has a problem.
    .advice = The log says which.

## The built-in explanations and numbers of calls

explain-error = <code>{ $name }</code> — { $meaning }
    { $advice }
explain-number = The number is { $value }.
explain-unknown = There is no error { $name }.

calls-none = Telegram was not asked for anything yet.
calls-head = <b>Calls to Telegram</b> since the start: { $calls }
calls-row = <b>{ $module }</b>: { $calls }
calls-method = <code>{ $method }</code>: { $calls }
calls-failed = failed: { $count }
calls-repeated = repeated: { $count }
calls-flood = waited for floods: { $time }
calls-paced = waited for its turn: { $time }
calls-outside = outside of handlers
calls-running = Telegram wants a pause of <code>{ $method }</code>: { $time } left
calls-unknown = No module { $name } has called Telegram.

doctor-clock-ahead = ⚠️ The clock of this machine is ahead by { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
}. The bot makes up for it with Telegram; set it right all the same, best by NTP.
doctor-clock-behind = ⚠️ The clock of this machine is behind by { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
}. The bot makes up for it with Telegram; set it right all the same, best by NTP.
doctor-head = <b>Handlers since the start</b>, by the time that they kept a thread
doctor-row = <b>{ $module }</b> { $handler }: { $calls ->
    [one] { $calls } run
   *[other] { $calls } runs
}, { $time }
doctor-dropped = dropped: { $count }
doctor-waiting = waiting: { $count }
doctor-blocked = blocked its thread: { $count }
doctor-more = and { $count } more
