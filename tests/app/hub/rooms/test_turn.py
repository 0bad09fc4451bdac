"""Credentials for a relay: made as coturn checks them, and taken by a coturn that runs here."""

import asyncio
import base64
import contextlib
import hmac
import shutil
import socket
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import md5
from pathlib import Path

import pytest

from app.hub.rooms.settings import TurnSettings
from app.hub.rooms.turn import ice_servers

SECRET = "a shared secret of the hall"
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def test_the_name_says_until_when_and_the_signature_that_the_hub_said_so() -> None:
    turn = TurnSettings(urls=("turn:turn.example:3478",), secret=SECRET, lasts_s=3600)
    (server,) = ice_servers(turn, "p1", now=NOW)
    assert server.urls == ("turn:turn.example:3478",)
    assert server.username == f"{int((NOW + timedelta(hours=1)).timestamp())}:p1"
    expected = hmac.new(SECRET.encode(), server.username.encode(), "sha1").digest()
    assert base64.b64decode(server.credential) == expected
    assert server.credential not in repr(server)
    assert SECRET not in repr(turn)


def test_without_a_relay_nobody_is_asked_for_an_address() -> None:
    assert ice_servers(None, "p1", now=NOW) == ()


@dataclass
class Relay:
    """A coturn on loopback."""

    port: int


@contextlib.asynccontextmanager
async def relay(folder: Path) -> AsyncIterator[Relay]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["-n", "-L", "127.0.0.1", "-E", "127.0.0.1", "-p", str(port), "--realm", "hall", "--no-tls", "--no-dtls"]
    words += ["--use-auth-secret", "--static-auth-secret", SECRET, "--no-cli", "--allow-loopback-peers"]
    words += ["--log-file", "stdout", "--pidfile", str(folder / "turn.pid"), "--userdb", str(folder / "turn.db")]
    words += ["--relay-threads", "1", "--no-tcp"]
    process = await asyncio.create_subprocess_exec(
        "turnserver", *words, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(30):
            # The last thread that begins.
            while b"(admin thread)" not in (line := await process.stdout.readline()):
                assert line, "coturn ended"
        yield Relay(port)
    finally:
        process.terminate()
        # It writes until it ends, and nobody else reads it.
        await process.communicate()


_MAGIC = 0x2112A442
_ALLOCATE, _ALLOCATED, _REFUSED = 0x0003, 0x0103, 0x0113
_USERNAME, _INTEGRITY, _ERROR, _REALM, _NONCE, _TRANSPORT = 0x0006, 0x0008, 0x0009, 0x0014, 0x0015, 0x0019


def attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


def message(attributes: bytes, *, more: int = 0) -> bytes:
    """RFC 8489, 5. `more`: bytes that follow and count."""
    return struct.pack("!HHI12s", _ALLOCATE, len(attributes) + more, _MAGIC, b"0" * 12) + attributes


def read(answer: bytes) -> tuple[int, dict[int, bytes]]:
    kind, length = struct.unpack_from("!HH", answer)
    found: dict[int, bytes] = {}
    at = 20
    while at < 20 + length:
        name, size = struct.unpack_from("!HH", answer, at)
        found[name] = answer[at + 4 : at + 4 + size]
        at += 4 + size + -size % 4
    return kind, found


async def allocated(port: int, username: str, credential: str) -> tuple[int, int]:
    """Type of the last answer and its error (0: none) to a request for a relayed address (RFC 8656, 6)."""
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.setblocking(False)
        client.connect(("127.0.0.1", port))

        async def ask(request: bytes) -> tuple[int, dict[int, bytes]]:
            async with asyncio.timeout(30):
                await loop.sock_sendall(client, request)
                return read(await loop.sock_recv(client, 2048))

        udp = attribute(_TRANSPORT, bytes([17, 0, 0, 0]))
        kind, first = await ask(message(udp))
        assert kind == _REFUSED, "nobody comes in without a name"
        signed = udp + attribute(_USERNAME, username.encode())
        signed += attribute(_REALM, first[_REALM]) + attribute(_NONCE, first[_NONCE])
        key = md5(f"{username}:{first[_REALM].decode()}:{credential}".encode(), usedforsecurity=False).digest()
        integrity = hmac.digest(key, message(signed, more=24), "sha1")
        kind, found = await ask(message(signed + attribute(_INTEGRITY, integrity)))
    error = found.get(_ERROR)
    return kind, error[2] * 100 + error[3] if error else 0


@pytest.mark.skipif(shutil.which("turnserver") is None, reason="coturn is not installed (packaging/apt/test.txt)")
async def test_a_real_relay_takes_them_and_no_others(tmp_path: Path) -> None:
    async with relay(tmp_path) as running:
        turn = TurnSettings(urls=(f"turn:127.0.0.1:{running.port}",), secret=SECRET)
        (good,) = ice_servers(turn, "p1", now=datetime.now(UTC))
        assert await allocated(running.port, good.username, good.credential) == (_ALLOCATED, 0)
        assert await allocated(running.port, good.username, "another") == (_REFUSED, 401)
        (over,) = ice_servers(turn, "p1", now=datetime.now(UTC) - timedelta(days=2))
        assert await allocated(running.port, over.username, over.credential) == (_REFUSED, 401)
