"""Connects the Telethon client to a served world and checks that each sees what the other says.

    python telethon_check.py < the line that `serve` printed

Exits with 1 and a traceback when an expectation does not hold.
"""

import asyncio
import base64
import hashlib
import io
import json
import logging
import os
import sys

from telethon import TelegramClient, events, errors, functions, types
from telethon.crypto import AuthKey
from telethon.sessions import MemorySession
from telethon.tl.alltlobjects import LAYER

TIMEOUT = 60


def client_of(world, account):
    """A client that is logged in already: its session holds the key that the server knows."""
    host, port = world["address"].rsplit(":", 1)
    session = MemorySession()
    session.set_dc(world["dc"], host, int(port))
    session.auth_key = AuthKey(bytes.fromhex(account["auth_key"]))
    return TelegramClient(session, 1, "0" * 32, connection_retries=1, request_retries=1, flood_sleep_threshold=0)


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def same(got, wanted, what):
    expect(got == wanted, f"{what}: {got!r} instead of {wanted!r}")


async def get_me(client, world):
    expect(await client.is_user_authorized(), "the client is not authorized")
    me = await client.get_me()
    same(me.id, world["user_id"], "own id")
    expect(me.is_self, "get_me gives somebody else")


async def dialogs(client):
    seen = {dialog.name: dialog async for dialog in client.iter_dialogs()}
    for name in ("Ann Lee", "Bob", "Club", "Hall", "News"):
        expect(name in seen, f"no dialog {name} among {sorted(seen)}")
    expect(seen["Club"].is_group and seen["Hall"].is_group, "groups are not groups")
    expect(seen["News"].is_channel and not seen["News"].is_group, "the channel is not a channel")
    expect(seen["Ann Lee"].is_user, "a person is not a person")
    same(seen["Hall"].message.message, "Message number 120", "last message of the hall")
    same((await client.get_dialogs(limit=1)).total, len(seen), "number of dialogs")


async def entities(client, world):
    ann = await client.get_entity("ann_lee")
    same((ann.first_name, ann.last_name), ("Ann", "Lee"), "Ann's name")
    same((await client.get_entity("@the_hall")).title, "Hall", "title of the hall")
    same((await client.get_entity(ann.id)).id, ann.id, "entity by id")
    try:
        await client.get_entity("nobody_has_this")
    except ValueError as error:
        expect("nobody_has_this" in str(error), f"unknown username: {error}")
    else:
        raise AssertionError("an unknown username was found")
    try:
        await client(functions.contacts.ResolveUsernameRequest("nobody_has_this"))
    except errors.UsernameNotOccupiedError:
        pass
    else:
        raise AssertionError("an unknown username was resolved")


async def history(client):
    texts = [message.message async for message in client.iter_messages("the_hall")]
    numbers = [f"Message number {number}" for number in range(120, 0, -1)]
    same([text for text in texts if text], numbers, "history")
    oldest = await client.get_messages("the_hall", limit=5, reverse=True)
    texts = [message.message for message in oldest if message.message]
    same(texts, numbers[::-1][: len(texts)], "oldest messages")
    middle = await client.get_messages("the_hall", limit=2, offset_id=oldest[-1].id, reverse=True)
    same(middle[0].id, oldest[-1].id + 1, "the message after the oldest ones")
    found = await client.get_messages("the_hall", search="number 77")
    same([message.message for message in found], ["Message number 77"], "search")
    one = await client.get_messages("the_hall", ids=found[0].id)
    same(one.message, "Message number 77", "message by id")
    sender = await one.get_sender()
    same(sender.username, ["owner", "ann_lee", "bob_ray"][77 % 3], "sender of message 77")
    members = await client.get_participants("the_hall")
    same(sorted(bool(member.is_self) for member in members), [False, False, True], "members of the hall")


async def send_edit_delete(client):
    for place in ("ann_lee", "the_hall", "me", "the_news"):
        sent = await client.send_message(place, "**Bold** and `code`")
        same(sent.raw_text, "Bold and code", f"sent text in {place}")
        kinds = [type(entity) for entity in sent.entities]
        same(kinds, [types.MessageEntityBold, types.MessageEntityCode], f"entities in {place}")
        expect(sent.out or place == "the_news", f"a message of one's own in {place} is not outgoing")
        reply = await sent.reply("a reply")
        same(reply.reply_to.reply_to_msg_id, sent.id, f"reply in {place}")
        edited = await client.edit_message(place, sent.id, "changed")
        same(edited.raw_text, "changed", f"edited text in {place}")
        same((await client.get_messages(place, ids=sent.id)).raw_text, "changed", f"edited text later in {place}")
        try:
            await client.edit_message(place, sent.id, "changed")
        except errors.MessageNotModifiedError:
            pass
        else:
            raise AssertionError("an edit that changes nothing was accepted")
        affected = await client.delete_messages(place, [sent.id, reply.id])
        same(sum(result.pts_count for result in affected), 2, f"deleted in {place}")
        same(await client.get_messages(place, ids=sent.id), None, f"deleted message in {place}")


async def files(client):
    content = bytes(range(256)) * (700_000 // 256) + b"the end"
    progress = []
    sent = await client.send_file(
        "ann_lee",
        content,
        caption="the file",
        attributes=[types.DocumentAttributeFilename("data.bin")],
        force_document=True,
        progress_callback=lambda done, total: progress.append((done, total)),
    )
    same(progress[-1], (len(content), len(content)), "progress of the upload")
    same(sent.raw_text, "the file", "caption")
    same((sent.file.name, sent.file.size), ("data.bin", len(content)), "name and size")
    again = await client.get_messages("ann_lee", ids=sent.id)
    loaded = await client.download_media(again, file=bytes)
    same(hashlib.sha256(loaded).hexdigest(), hashlib.sha256(content).hexdigest(), "downloaded bytes")
    parts = [part async for part in client.iter_download(again.media, offset=4096, request_size=131_072)]
    expect(b"".join(bytes(part) for part in parts) == content[4096:], "a download from an offset differs")
    notes = [message async for message in client.iter_messages("ann_lee", filter=types.InputMessagesFilterDocument)]
    same([message.id for message in notes], [sent.id], "documents by filter")


async def pushed_updates(client, ann):
    """Ann acts with a client of her own."""
    got = asyncio.Queue()
    handlers = {
        events.NewMessage(incoming=True): "new",
        events.MessageEdited(incoming=True): "edited",
        events.MessageDeleted(): "deleted",
    }

    def handler(name):
        async def handle(update):
            got.put_nowait((name, update))

        return handle

    for event, name in handlers.items():
        client.add_event_handler(handler(name), event)

    async def next_one(kind):
        name, update = await asyncio.wait_for(got.get(), TIMEOUT)
        same(name, kind, "kind of the update")
        return update

    for place, entity in (("the private chat", "owner"), ("the hall", "the_hall")):
        sent = await ann.send_message(entity, "psst")
        update = await next_one("new")
        same(update.raw_text, "psst", f"pushed text in {place}")
        same((await update.get_sender()).username, "ann_lee", f"sender in {place}")
        await ann.edit_message(entity, sent.id, "louder")
        same((await next_one("edited")).raw_text, "louder", f"pushed edit in {place}")
        answer = await update.reply("I heard you")
        expect(answer.out, "the reply is not outgoing")
        await ann.delete_messages(entity, sent.id)
        same((await next_one("deleted")).deleted_ids, [update.id], f"pushed deletion in {place}")
    heard = await ann.get_messages("owner", limit=1)
    same(heard[0].raw_text, "I heard you", "what Ann sees")


async def channels(client, ann):
    """A supergroup from its birth to its end, and a post in a channel."""
    made = await client(functions.channels.CreateChannelRequest(title="Attic", about="Old things", megagroup=True))
    attic = made.chats[0]
    expect(attic.megagroup and attic.creator, "the new supergroup is not the creator's")
    full = await client(functions.channels.GetFullChannelRequest(attic))
    same((full.full_chat.about, full.full_chat.participants_count), ("Old things", 1), "about and members")
    await client(functions.channels.EditTitleRequest(attic, "Loft"))
    same((await client.get_entity(attic)).title, "Loft", "new title")
    await client(functions.channels.UpdateUsernameRequest(attic, "the_loft"))
    same((await ann.get_entity("the_loft")).id, attic.id, "Ann's way to the loft")
    await ann(functions.channels.JoinChannelRequest(await ann.get_input_entity("the_loft")))
    hello = await ann.send_message("the_loft", "hello up here")
    same((await client.get_messages(attic, ids=hello.id)).raw_text, "hello up here", "Ann's message in the loft")
    await client.pin_message(attic, hello.id)
    pinned = await client.get_messages(attic, filter=types.InputMessagesFilterPinned)
    same([message.id for message in pinned], [hello.id], "pinned messages")
    moved = await client.forward_messages("me", hello)
    same((moved.raw_text, moved.fwd_from.from_id.user_id), ("hello up here", hello.sender_id), "what was forwarded")
    await ann(functions.channels.LeaveChannelRequest(await ann.get_input_entity("the_loft")))
    await client(functions.channels.DeleteChannelRequest(attic))
    try:
        await ann.get_messages("the_loft", limit=1)
    except (errors.ChannelPrivateError, errors.ChannelInvalidError, errors.UsernameNotOccupiedError, ValueError):
        pass
    else:
        raise AssertionError("a supergroup that was deleted is still there")
    post = await client.send_message("the_news", "third post", silent=True)
    expect(post.post and post.silent, "a post in a channel is not a silent post")
    read = await ann.get_messages("the_news", limit=1)
    same((read[0].raw_text, read[0].sender_id), ("third post", post.sender_id), "what a reader of the channel sees")


async def participants(client, world):
    ann, bob = await client.get_entity(["ann_lee", "bob_ray"])
    found = await client.get_participants("the_hall", search="bob")
    same([user.id for user in found], [bob.id], "members that are called Bob")
    admins = await client.get_participants("the_hall", filter=types.ChannelParticipantsAdmins)
    same([user.id for user in admins], [world["user_id"]], "admins")
    same((await client.get_participants("the_hall", limit=0)).total, 3, "number of members")
    await client.edit_admin("the_hall", ann, delete_messages=True, title="sweeper")
    rights = await client.get_permissions("the_hall", ann)
    expect(rights.is_admin and rights.delete_messages and not rights.ban_users, "Ann's rights as an admin")
    await client.edit_admin("the_hall", ann, is_admin=False)
    expect(not (await client.get_permissions("the_hall", ann)).is_admin, "Ann is an admin still")
    await client.edit_permissions("the_hall", bob, send_messages=False)
    rights = await client.get_permissions("the_hall", bob)
    expect(rights.participant.banned_rights.send_messages, "Bob is not muted")
    await client.edit_permissions("the_hall", bob)
    await client.kick_participant("the_hall", bob)
    names = [user.username for user in await client.get_participants("the_hall")]
    expect("bob_ray" not in names, "Bob was removed and is a member still")
    await client(functions.channels.InviteToChannelRequest(await client.get_input_entity("the_hall"), [bob]))
    same(len(await client.get_participants("the_hall")), 3, "members after Bob came back")


def named(name, content):
    file = io.BytesIO(content)
    file.name = name
    return file


# The smallest picture that is one: a JPEG file of one grey point.
PICTURE = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////"
    "////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA="
)


async def albums(client, ann, world):
    got = asyncio.Queue()

    async def handle(update):
        got.put_nowait(update)

    ann.add_event_handler(handle, events.Album(chats=world["user_id"]))
    pictures = [named("one.jpg", PICTURE), named("two.jpg", PICTURE + b"\0"), named("three.jpg", PICTURE + b"\0\0")]
    sent = await client.send_file("ann_lee", pictures, caption=["first", "second", "third"])
    same([message.raw_text for message in sent], ["first", "second", "third"], "captions of the album")
    same(len({message.grouped_id for message in sent}), 1, "numbers of the album")
    expect(all(message.photo for message in sent), "pictures of the album are no photos")
    album = await asyncio.wait_for(got.get(), TIMEOUT)
    same([message.raw_text for message in album.messages], ["first", "second", "third"], "the album that Ann gets")
    loaded = await ann.download_media(album.messages[1], file=bytes)
    same(loaded, PICTURE + b"\0", "the second picture of the album")
    ann.remove_event_handler(handle)


async def media(client, ann):
    voice = await client.send_file("ann_lee", named("voice.ogg", b"OggS" + bytes(3_000)), voice_note=True)
    expect(voice.voice is not None, "a voice note is none")
    heard = (await ann.get_messages("owner", limit=1))[0]
    same(len(await ann.download_media(heard, file=bytes)), 3_004, "bytes of the voice note")
    place = await client.send_file("ann_lee", types.InputMediaGeoPoint(types.InputGeoPoint(52.5, 13.4)))
    same(round(place.geo.lat, 3), 52.5, "latitude")
    dice = await client.send_file("ann_lee", types.InputMediaDice("\N{GAME DIE}"))
    expect(1 <= dice.dice.value <= 6, f"a die shows {dice.dice.value}")
    answers = [types.PollAnswer(types.TextWithEntities(text, []), option) for text, option in (("Yes", b"y"), ("No", b"n"))]
    question = types.Poll(id=0, question=types.TextWithEntities("Tea?", []), answers=answers, hash=0)
    poll = await client.send_message("the_hall", file=types.InputMediaPoll(question))
    same(poll.poll.poll.question.text, "Tea?", "question of the poll")
    seen = await ann.get_messages("the_hall", ids=poll.id)
    voted = await ann(functions.messages.SendVoteRequest("the_hall", seen.id, [b"y"]))
    results = next(update.results for update in voted.updates if isinstance(update, types.UpdateMessagePoll))
    same([(result.option, result.voters) for result in results.results], [(b"y", 1), (b"n", 0)], "votes")
    contact = await client.send_file("ann_lee", types.InputMediaContact("15550100009", "Cid", "Moe", ""))
    same((contact.contact.first_name, contact.contact.phone_number), ("Cid", "15550100009"), "contact")
    kinds = [type(message.media).__name__ for message in reversed(await ann.get_messages("owner", limit=4))]
    same(
        kinds,
        ["MessageMediaDocument", "MessageMediaGeo", "MessageMediaDice", "MessageMediaContact"],
        "what Ann has got",
    )


async def conversation(client):
    """A bot of the world that answers by itself."""
    async with client.conversation("shop_bot", timeout=TIMEOUT) as talk:
        await talk.send_message("/start")
        welcome = await talk.get_response()
        same(welcome.raw_text, "Welcome!", "the first word of the bot")
        menu = await talk.get_response()
        same([[button.text for button in row] for row in menu.buttons], [["Tea", "Cake"]], "the buttons of the bot")
        answer = await menu.click(0, 1)
        same(answer.message, "cake it is", "the answer to a press")
        await talk.send_message("milk")
        same((await talk.get_response()).raw_text, "No milk here.", "the last word of the bot")
    found = await client.inline_query("shop_bot", "tea")
    same([result.title for result in found], ["Green tea", "Black tea"], "what the bot offers")
    sent = await found[1].click("ann_lee")
    same((sent.raw_text, (await client.get_entity(sent.via_bot_id)).username), ("A cup of black tea", "shop_bot"), "what was sent through the bot")


async def main():
    world = json.loads(sys.stdin.readline())
    owner, ann = (client_of(world, account) for account in world["accounts"][:2])
    steps = [
        ("get_me", lambda: get_me(owner, world)),
        ("dialogs", lambda: dialogs(owner)),
        ("entities by username", lambda: entities(owner, world)),
        ("history", lambda: history(owner)),
        ("send, edit, delete", lambda: send_edit_delete(owner)),
        ("upload and download", lambda: files(owner)),
        ("pushed updates", lambda: pushed_updates(owner, ann)),
        ("channels", lambda: channels(owner, ann)),
        ("participants", lambda: participants(owner, world)),
        ("albums", lambda: albums(owner, ann, world)),
        ("media", lambda: media(owner, ann)),
        ("conversation with a scripted bot", lambda: conversation(owner)),
    ]
    async with owner, ann:
        for name, step in steps:
            await asyncio.wait_for(step(), TIMEOUT)
            print(f"telethon (layer {LAYER}): {name}: ok", flush=True)


if __name__ == "__main__":
    logging.basicConfig(level=os.environ.get("LOG", "WARNING"))
    asyncio.run(main())
