"""What no seat of ours sends: the hub answers with a reason, keeps nothing of it, and goes on for everybody else."""

import asyncio
import contextlib
import hashlib
import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from app.domain.permissions import Role
from tests.app.hub.permission_world import name
from tests.app.hub.raw_desk import JSON, RawDesk, is_refusal, raw_desk
from tests.servers.hub import STREET, RunningHub, running_hub
from tests.servers.raw_http import RawAnswer, RawConnection

pytestmark = pytest.mark.asyncio(loop_scope="module")

REPORT = {"title": "火情", "classes": ["accident"], "place": {"text": "某处"}, "unit_id": STREET}


@pytest_asyncio.fixture(loop_scope="module")
async def desk(shared_hub: RunningHub) -> AsyncIterator[RawDesk]:
    async with raw_desk(shared_hub) as opened:
        yield opened


# -- bodies


async def test_a_hundred_megabytes_are_refused_by_their_length_before_a_byte_of_them_came(desk: RawDesk) -> None:
    head = (
        f"POST /incidents HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {desk.asker.token}\r\n"
        "Content-Type: application/json\r\nContent-Length: 100000000\r\n\r\n"
    )
    async with RawConnection(desk.running.url) as raw:
        await raw.send(head.encode())
        raw.writer.write_eof()
        answer = await raw.answer()
    assert (answer.status, answer.code, answer.headers["connection"]) == (413, "too-large", "close")


@pytest.mark.parametrize("path", ["/incidents", "/sessions", "/cameras/import"])
async def test_a_body_without_a_length_is_refused_while_it_comes(desk: RawDesk, path: str) -> None:
    piece = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    head = (
        f"POST {path} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {desk.asker.token}\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    async with RawConnection(desk.running.url) as raw:
        await raw.send(head.encode())
        answering = asyncio.create_task(raw.answer())
        pieces = 0
        while not answering.done() and pieces < 1600:
            await raw.send(piece)
            pieces += 1
            await asyncio.sleep(0)
        answer = await answering
    assert (answer.status, answer.code) == (413, "too-large")
    assert pieces < 1600


async def test_who_is_not_logged_in_is_told_before_the_body_is_read(desk: RawDesk) -> None:
    for more in ("", "Expect: 100-continue\r\n"):
        async with RawConnection(desk.running.url) as raw:
            head = f"POST /cameras/import HTTP/1.1\r\nHost: hub\r\n{more}Content-Length: 30000000\r\n\r\n"
            await raw.send(head.encode())
            answer = await raw.answer()
        assert (answer.status, answer.code) == (401, "not-logged-in")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{", id="cut off"),
        pytest.param(b"null", id="null"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"[" * 100_000, id="deep list"),
        pytest.param(b'{"a":' * 40_000, id="deep object"),
        pytest.param(b'{"title": "\xff\xfe"}', id="no UTF-8"),
        pytest.param(json.dumps(REPORT).encode("utf-16"), id="UTF-16"),
        pytest.param(b"\xef\xbb\xbf" + json.dumps(REPORT).encode(), id="byte order mark"),
        pytest.param(b'{"title": "\\ud83d"}', id="half a surrogate"),
        pytest.param(b'{"title": "\x00"}', id="NUL"),
        pytest.param(b'{"title": NaN}', id="NaN"),
        pytest.param(b'{"title": -Infinity}', id="Infinity"),
        pytest.param(b'{"place": {"text": "x", "point": {"longitude": 1e999, "latitude": 0}}}', id="1e999"),
        pytest.param(b'{"casualties": {"dead": %s}}' % (b"9" * 10_000), id="10,000 digits"),
        pytest.param(b'{"casualties": {"dead": 1e400}}', id="1e400"),
        pytest.param(b"--x\r\nContent-Disposition: form-data; name=title\r\n\r\nx\r\n--x--", id="form data"),
    ],
)
async def test_what_is_no_json_of_ours_is_refused(desk: RawDesk, body: bytes) -> None:
    before = desk.seq
    answer = await desk.ask("POST", "/incidents", body)
    assert answer.status in (400, 422)
    assert is_refusal(answer)
    assert desk.seq == before


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "text/html", "application/xml", "json", ""]
)
async def test_json_is_taken_only_where_it_is_called_so(desk: RawDesk, media_type: str) -> None:
    """What a web page can send across sites is no command."""
    answer = await desk.post("/incidents", REPORT, Content_Type=media_type)
    assert (answer.status, is_refusal(answer)) == (422, True)


async def test_a_request_that_breaks_off_disturbs_nobody(desk: RawDesk) -> None:
    for path in ("/incidents", "/cameras/import", "/incidents/x/attachments?name=a.png"):
        async with RawConnection(desk.running.url) as raw:
            head = f"POST {path} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {desk.asker.token}\r\n"
            await raw.send(head.encode() + b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
    assert (await desk.ask("GET", "/health")).json["store_ok"] is True


# -- repeated commands


async def test_a_repeated_command_gets_the_same_answer_and_does_nothing(desk: RawDesk) -> None:
    first = await desk.post("/incidents", REPORT, Idempotency_Key="k1")
    before = desk.seq
    again = await desk.post("/incidents", REPORT, Idempotency_Key="k1")
    assert (again.status, again.body) == (first.status, first.body)
    assert ("idempotent-replay" in first.headers, again.headers["idempotent-replay"]) == (False, "true")
    assert desk.seq == before


async def test_a_key_is_for_one_command_of_one_person(desk: RawDesk) -> None:
    await desk.post("/incidents", REPORT, Idempotency_Key="k2")
    before = desk.seq
    other_body = await desk.post("/incidents", REPORT | {"title": "另一起"}, Idempotency_Key="k2")
    other_route = await desk.post("/plans", REPORT, Idempotency_Key="k2")
    other_query = await desk.post("/incidents?x=1", REPORT, Idempotency_Key="k2")
    assert [(one.status, one.code) for one in (other_body, other_query)] == [(422, "key-reused")] * 2
    assert other_route.status == 422
    assert desk.seq == before
    other = await desk.running.client(Role.DUTY_OFFICER)
    answer = await desk.http.ask(
        "POST",
        "/incidents",
        token=other.token,
        body=json.dumps(REPORT | {"title": "另一起"}).encode(),
        headers=JSON | {"Idempotency-Key": "k2"},
    )
    assert answer.status == 201


async def test_the_same_command_ten_times_at_once_is_done_once(desk: RawDesk) -> None:
    async def one() -> RawAnswer:
        async with RawConnection(desk.running.url) as raw:
            headers = JSON | {"Idempotency-Key": "k3"}
            body = json.dumps(REPORT).encode()
            return await raw.ask("POST", "/incidents", token=desk.asker.token, body=body, headers=headers)

    answers = await asyncio.gather(*(one() for _ in range(10)))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["incident_id"] for answer in answers}) == 1
    assert sum("idempotent-replay" not in answer.headers for answer in answers) == 1


@pytest.mark.parametrize("key", ["", "x" * 201, "\x01", "\u00a0"])
async def test_a_key_is_a_line_of_some_characters(desk: RawDesk, key: str, expected_log: list[str]) -> None:
    expected_log.append("Invalid HTTP request received.")
    body = json.dumps(REPORT).encode()
    head = (
        f"POST /incidents HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {desk.asker.token}\r\nIdempotency-Key: {key}"
        f"\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    async with RawConnection(desk.running.url) as raw:
        await raw.send(head.encode("latin-1") + body)
        assert (await raw.answer()).status in (400, 422)


async def test_what_is_kept_of_a_command_does_not_help_to_guess_the_password_in_it(desk: RawDesk) -> None:
    """A hash without a key could be tried with every password; that of the password itself is slow on purpose."""
    body = {"login": name("login"), "name": "某人", "role": "operator", "unit_id": STREET, "password": "guessable-2026"}
    sent = json.dumps(body).encode()
    assert (await desk.ask("POST", "/accounts", sent, Idempotency_Key="k4")).status == 201
    with sqlite3.connect(desk.running.data / "hub.db") as database:
        [(kept,)] = database.execute("SELECT request_hash FROM answered WHERE idempotency_key = 'k4'")
    database.close()
    asked = b"POST /accounts?\n"
    assert kept not in (hashlib.sha256(asked + sent).hexdigest(), hashlib.sha256(sent).hexdigest())


# -- connections


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GARBAGE\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST /sessions HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        b"POST /sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        b"POST /sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
        b"GET /units HTTP/1.1\r\nHost: x\r\nA : b\r\n c\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
    ids=lambda data: repr(data[:24]),
)
async def test_what_is_no_http_is_refused(desk: RawDesk, request_bytes: bytes, expected_log: list[str]) -> None:
    expected_log.append("Invalid HTTP request received.")
    async with RawConnection(desk.running.url) as raw:
        await raw.send(request_bytes)
        raw.writer.write_eof()
        data = await raw.reader.read()
    assert data == b"" or data.startswith((b"HTTP/1.1 4", b"HTTP/1.1 501"))
    assert (await desk.ask("GET", "/health")).status == 200


@pytest_asyncio.fixture(loop_scope="module")
async def impatient(tmp_path: Path) -> AsyncIterator[RunningHub]:
    """A hub that waits a fraction of a second for the rest of a request."""
    async with running_hub(tmp_path / "impatient", request_patience_s=0.3) as hub:
        await hub.open_readers()
        yield hub


async def test_half_requests_keep_nobody_waiting_and_are_given_up(impatient: RunningHub) -> None:
    halves = [
        b"G",
        b"GET /health HTTP/1.1\r\nHost: hub\r\nX-Slow: ",
        b"POST /sessions HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
    ]

    async def half(data: bytes) -> int:
        async with RawConnection(impatient.url) as raw:
            await raw.send(data)
            return (await raw.answer()).status

    waiting = [asyncio.create_task(half(halves[number % 3])) for number in range(60)]
    async with RawConnection(impatient.url) as raw:
        for _ in range(20):
            assert (await raw.ask("GET", "/health")).status == 200
    assert set(await asyncio.gather(*waiting)) == {408}


async def test_a_connection_that_says_nothing_is_given_up(impatient: RunningHub) -> None:
    async with RawConnection(impatient.url) as raw:
        assert (await raw.answer()).status == 408


async def test_a_head_without_end_is_given_up_by_its_size(desk: RawDesk) -> None:
    async with RawConnection(desk.running.url) as raw:
        await raw.send(b"GET /health HTTP/1.1\r\nHost: hub\r\n")
        answering = asyncio.create_task(raw.answer())
        sent = 0
        while not answering.done() and sent < 5_000_000:
            with contextlib.suppress(ConnectionError):
                await raw.send(b"X-More: " + b"x" * 10_000 + b"\r\n")
            sent += 10_000
            await asyncio.sleep(0)
        # Who goes on sending may not hear of it.
        with contextlib.suppress(ConnectionError):
            assert (await answering).status == 431
    assert sent < 5_000_000
