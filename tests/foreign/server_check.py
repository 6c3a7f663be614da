"""Serves one account with a server codec and classes that were not written for this repository, and runs a bot on it.

    python server_check.py PROGRAM

PROGRAM is a bot binary, such as the example `starter`. The codec is that of the package `mtproto`, the classes are
Telethon's, and the login goes to the bot as a string session that Telethon writes. Exits with 1 and a traceback when
an expectation does not hold.
"""

import asyncio
import os
import signal
import struct
import sys
import tempfile
import time

from mtproto import ConnectionRole
from mtproto.session import Session
from mtproto.session.messages import Data, NewSession
from mtproto.session.service_messages.future_salt import FutureSalt
from mtproto.session.service_messages.future_salts import FutureSalts
from mtproto.session.service_messages.new_session_created import NewSessionCreated
from mtproto.transport import transports
from telethon import TelegramClient, functions, types
from telethon.crypto import AuthKey
from telethon.extensions import BinaryReader
from telethon.sessions import StringSession
from telethon.tl.alltlobjects import LAYER

TIMEOUT = 60
KEY = bytes((7 * place + 3) % 256 for place in range(256))
SALT = 0x1122334455667788
ME = 1_000_001
RPC_RESULT = 0xF35C6D01
VECTOR = 0x1CB5C415


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


class Telegram:
    """A Telegram with one account, whose only chat is that with itself."""

    def __init__(self):
        self.calls = []
        self.unknown = []
        self.connections = []
        self.pts = 1
        self.messages = 100
        self.sent = asyncio.Queue()
        self.ready = asyncio.Event()

    def user(self):
        return types.User(id=ME, is_self=True, access_hash=77, first_name="Py", username="py_owner")

    def state(self):
        return types.updates.State(pts=self.pts, qts=0, date=int(time.time()), seq=1, unread_count=0)

    def message(self, text):
        self.messages += 1
        return types.Message(
            id=self.messages,
            peer_id=types.PeerUser(ME),
            from_id=types.PeerUser(ME),
            date=int(time.time()),
            message=text,
            out=True,
        )

    def push(self, text):
        message = self.message(text)
        self.pts += 1
        update = types.UpdateNewMessage(message=message, pts=self.pts, pts_count=1)
        updates = types.Updates(
            updates=[update], users=[self.user()], chats=[], date=int(time.time()), seq=0
        )
        expect(self.connections, "nobody is connected")
        self.connections[-1].send(bytes(updates))
        return message

    def answer(self, request):
        name = type(request).__name__
        self.calls.append(name)
        match request:
            case functions.help.GetConfigRequest():
                return bytes(self.config())
            case functions.users.GetUsersRequest():
                self.ready.set()
                return struct.pack("<Ii", VECTOR, len(request.id)) + bytes(self.user()) * len(request.id)
            case functions.updates.GetStateRequest():
                return bytes(self.state())
            case functions.updates.GetDifferenceRequest():
                return bytes(types.updates.DifferenceEmpty(date=int(time.time()), seq=1))
            case functions.messages.GetDialogsRequest():
                return bytes(types.messages.Dialogs(dialogs=[], messages=[], chats=[], users=[]))
            case functions.messages.EditMessageRequest():
                return self.edited(request)
            case functions.messages.SendMessageRequest():
                self.sent.put_nowait(("sent", request.message))
                return bytes(self.updates(self.message(request.message), types.UpdateNewMessage))
        raise NotImplementedError(name)

    def edited(self, request):
        self.sent.put_nowait(("edited", request.message))
        message = self.message(request.message)
        message.id = request.id
        message.edit_date = int(time.time())
        return bytes(self.updates(message, types.UpdateEditMessage))

    def updates(self, message, kind):
        self.pts += 1
        update = kind(message=message, pts=self.pts, pts_count=1)
        return types.Updates(updates=[update], users=[self.user()], chats=[], date=int(time.time()), seq=0)

    def config(self):
        # Its numbers do not matter to the bot; no option means that the addresses stay as they are.
        fields = dict.fromkeys(
            "chat_size_max megagroup_size_max forwarded_count_max online_update_period_ms offline_blur_timeout_ms "
            "offline_idle_timeout_ms online_cloud_timeout_ms notify_cloud_delay_ms notify_default_delay_ms "
            "push_chat_period_ms push_chat_limit edit_time_limit revoke_time_limit revoke_pm_time_limit "
            "rating_e_decay stickers_recent_limit channels_read_media_period call_receive_timeout_ms "
            "call_ring_timeout_ms call_connect_timeout_ms call_packet_timeout_ms caption_length_max "
            "message_length_max webfile_dc_id".split(),
            1000,
        )
        now = int(time.time())
        return types.Config(
            date=now,
            expires=now + 3600,
            test_mode=False,
            this_dc=2,
            dc_options=[],
            dc_txt_domain_name="",
            me_url_prefix="https://t.me/",
            **fields,
        )


class Connection:
    def __init__(self, telegram, reader, writer):
        self.telegram, self.reader, self.writer = telegram, reader, writer
        self.session = Session(ConnectionRole.SERVER, transports.FullTransport, auth_key=KEY)
        now = int(time.time())
        # A client that has just got a key begins with the salt 0.
        self.session.set_salts([(0, now - 120), (SALT, now - 60)])

    def send(self, body, response=False):
        self.writer.write(self.session.send(body, content_related=True, response=response))

    async def serve(self):
        self.telegram.connections.append(self)
        while data := await self.reader.read(65536):
            self.session.data_received(data)
            while (event := self.session.next_event()) is not None:
                if isinstance(event, NewSession):
                    created = NewSessionCreated(
                        first_msg_id=event.first_message_id, unique_id=event.new_session_id, server_salt=SALT
                    )
                    self.session.queue(created.write())
                elif isinstance(event, Data):
                    self.received(event)
            self.writer.write(self.session.send(None) or b"")
            await self.writer.drain()

    def received(self, event):
        request = BinaryReader(event.data).tgread_object()
        while True:
            if isinstance(request, (functions.InvokeWithLayerRequest, functions.InitConnectionRequest)):
                request = request.query
            elif type(request).__name__ == "GzipPacked":
                self.telegram.calls.append("GzipPacked")
                request = BinaryReader(request.data).tgread_object()
            else:
                break
        match request:
            case functions.PingDelayDisconnectRequest() | functions.PingRequest():
                self.send(bytes(types.Pong(msg_id=event.message_id, ping_id=request.ping_id)), True)
                return
            case functions.GetFutureSaltsRequest():
                now = int(time.time())
                salts = [FutureSalt(now - 60 + 1800 * step, now + 1800 * (step + 1), SALT + step) for step in range(4)]
                self.send(FutureSalts(event.message_id, now, salts).write(), True)
                self.telegram.calls.append("GetFutureSalts")
                return
        try:
            body = self.telegram.answer(request)
        except NotImplementedError as missing:
            self.telegram.unknown.append(str(missing))
            body = bytes(types.RpcError(error_code=400, error_message=f"NO_RESPONDER_{missing}"))
        self.send(struct.pack("<Iq", RPC_RESULT, event.message_id) + body, True)


async def program(path, *words, given="", **options):
    environment = dict(os.environ, TELEGRAM_API_ID="1", LC_ALL="C", RUST_LOG="warn")
    process = await asyncio.create_subprocess_exec(
        path,
        *words,
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    process.stdin.write(given.encode())
    process.stdin.close()
    return process


async def finished(process):
    out, err = await asyncio.wait_for(process.communicate(), TIMEOUT)
    return process.returncode, out.decode(), err.decode()


async def check(path, telegram, port, folder):
    login = StringSession()
    login.set_dc(2, "127.0.0.1", port)
    login.auth_key = AuthKey(KEY)
    text = login.save()
    place = ("--session", os.path.join(folder, "session.redb"))

    code, out, err = await finished(await program(path, "session", "import", *place, given=text + "\n"))
    expect(code == 0 and "logged in as Py (@py_owner)" in out, f"import: {code} {out}{err}")
    yield "a string session of Telethon is taken over"

    telegram.ready.clear()
    bot = await program(path, "run", *place)
    try:
        await asyncio.wait_for(telegram.ready.wait(), TIMEOUT)
        telegram.push(".help")
        kind, shown = await asyncio.wait_for(telegram.sent.get(), TIMEOUT)
        expect(kind == "edited" and "help" in shown, f"the answer to .help: {kind} {shown!r}")
        yield "a pushed command is answered by an edit"
        for number in range(20):
            said = f"{number} " + "word " * 400
            telegram.push(f".echo {said}")
            kind, shown = await asyncio.wait_for(telegram.sent.get(), TIMEOUT)
            expect((kind, shown) == ("edited", said.strip()), f"the echo: {kind} {shown!r}")
        expect("GzipPacked" in telegram.calls, "no request was compressed")
        yield "twenty long ones, whose answers arrive compressed"
        bot.send_signal(signal.SIGTERM)
        code, out, err = await finished(bot)
        expect(code == 0, f"the end: {code} {out}{err}")
        yield "it stops as asked"
    finally:
        if bot.returncode is None:
            bot.kill()

    code, out, err = await finished(await program(path, "session", "export", "--yes", *place))
    expect(code == 0 and out.strip() == text, "what is exported is what Telethon wrote")
    again = StringSession(out.strip())
    expect((again.dc_id, again.port, again.auth_key.key) == (2, port, KEY), "Telethon reads what is exported")
    yield "Telethon reads the string session that goes out"

    expect("GetFutureSalts" in telegram.calls, "no salts were asked for")
    expect(not telegram.unknown, f"calls that nobody answers here: {telegram.unknown}")


async def main(path):
    telegram = Telegram()
    server = await asyncio.start_server(
        lambda reader, writer: Connection(telegram, reader, writer).serve(), "127.0.0.1", 0
    )
    port = server.sockets[0].getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        async for step in check(path, telegram, port, folder):
            print(f"python server (layer {LAYER}): {step}: ok", flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
