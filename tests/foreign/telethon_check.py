"""Connects the Telethon client to a served world and checks that each sees what the other says.

    python telethon_check.py < the line that `serve` printed

Exits with 1 and a traceback when an expectation does not hold.
"""

import asyncio
import hashlib
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
    ]
    async with owner, ann:
        for name, step in steps:
            await asyncio.wait_for(step(), TIMEOUT)
            print(f"telethon (layer {LAYER}): {name}: ok", flush=True)


if __name__ == "__main__":
    logging.basicConfig(level=os.environ.get("LOG", "WARNING"))
    asyncio.run(main())
