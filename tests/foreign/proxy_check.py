"""Connects a bot to a served world through an MTProxy that was not written for this repository.

    python proxy_check.py PROGRAM PROXY < the line that the example `serve` printed

PROGRAM is a bot binary, such as the example `starter`; PROXY is the script of the package `mtprotoproxy`, which is
pointed at the served world instead of Telegram. Exits with 1 and a traceback when an expectation does not hold.
"""

import asyncio
import contextlib
import importlib.util
import io
import json
import os
import sys
import tempfile

from telethon.crypto import AuthKey
from telethon.sessions import StringSession

TIMEOUT = 60
SECRET = "00112233445566778899aabbccddeeff"
DOMAIN = "www.example.org"


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def load(script, folder, world):
    """The proxy, with a configuration and data centres of ours."""
    config = os.path.join(folder, "config.py")
    with open(config, "w") as file:
        file.write(f"USERS = {{'tg': '{SECRET}'}}\nTLS_DOMAIN = '{DOMAIN}'\nMASK = False\nUSE_MIDDLE_PROXY = False\n")
    spec = importlib.util.spec_from_file_location("mtprotoproxy", script)
    proxy = importlib.util.module_from_spec(spec)
    arguments, sys.argv = sys.argv, [script, config]
    # Its name in the Python that the proxy was written for.
    asyncio.streams.IncompleteReadError = asyncio.IncompleteReadError
    spec.loader.exec_module(proxy)
    proxy.init_config()
    proxy.init_stats()
    sys.argv = arguments
    host, port = world["address"].rsplit(":", 1)
    proxy.TG_DATACENTERS_V4 = [host] * 5
    proxy.TG_DATACENTER_PORT = int(port)
    proxy.my_ip_info = {"ipv4": host, "ipv6": None}
    return proxy


async def bot(program, folder, name, text, proxy):
    environment = dict(os.environ, TELEGRAM_API_ID="1", LC_ALL="C", RUST_LOG="warn", USERBOT_PROXY=proxy)
    process = await asyncio.create_subprocess_exec(
        program,
        "session",
        "import",
        "--session",
        os.path.join(folder, name, "session.redb"),
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(f"{text}\n".encode()), TIMEOUT)
    return process.returncode, out.decode(), err.decode()


async def main(program, script):
    world = json.loads(sys.stdin.readline())
    login = StringSession()
    # Nobody listens there: who gets an answer got it through the proxy.
    login.set_dc(world["dc"], "127.0.0.1", 9)
    login.auth_key = AuthKey(bytes.fromhex(world["auth_key"]))
    text = login.save()
    with tempfile.TemporaryDirectory() as folder:
        with contextlib.redirect_stdout(io.StringIO()):
            proxy = load(script, folder, world)
        server = await asyncio.start_server(
            proxy.handle_client_wrapper, "127.0.0.1", 0, limit=proxy.get_to_tg_bufsize()
        )
        port = server.sockets[0].getsockname()[1]

        def link(secret):
            return f"tg://proxy?server=127.0.0.1&port={port}&secret={secret}"

        kinds = {
            "a plain secret": SECRET,
            "a dd secret": f"dd{SECRET}",
            "an ee secret": f"ee{SECRET}{DOMAIN.encode().hex()}",
        }
        for name, secret in kinds.items():
            code, out, err = await bot(program, folder, name, text, link(secret))
            expect(code == 0 and "logged in as" in out, f"{name}: {code} {out}{err}")
            print(f"mtprotoproxy: {name}: ok", flush=True)
        server.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
