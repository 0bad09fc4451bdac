"""What no seat of ours sends: the hub answers with a reason, keeps nothing of it, and goes on for everybody else."""

import asyncio
import contextlib
import copy
import hashlib
import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from app.domain.permissions import Role
from app.hub.login_limit import Tries
from tests.app.hub.permission_probes import PROBES, Asker, Call, World, name
from tests.servers.hub import DISTRICT, STREET, RunningHub, running_hub
from tests.servers.raw_http import RawAnswer, RawConnection

pytestmark = pytest.mark.asyncio(loop_scope="module")

JSON = {"Content-Type": "application/json"}
REPORT = {"title": "火情", "classes": ["accident"], "place": {"text": "某处"}, "unit_id": STREET}


class Desk:
    """A hub, and an administrator's token."""

    def __init__(self, running: RunningHub, asker: Asker, http: RawConnection) -> None:
        self.running, self.hub, self.asker, self.http = running, running.hub, asker, http

    @property
    def seq(self) -> int:
        return self.hub.store.writer.head_seq

    async def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> RawAnswer:
        given = JSON | {key.replace("_", "-"): value for key, value in headers.items()}
        return await self.http.ask(method, path, token=self.asker.token, body=body, headers=given)

    async def post(self, path: str, body: object, **headers: str) -> RawAnswer:
        return await self.ask("POST", path, json.dumps(body).encode(), **headers)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningHub]:
    tries = Tries(pair=1000, address=1000, name=1000)
    folder = tmp_path_factory.mktemp("hub")
    async with running_hub(folder, login_tries=tries, output_grace=timedelta(hours=1)) as hub:
        await hub.open_readers()
        yield hub


@pytest_asyncio.fixture(loop_scope="module")
async def desk(running: RunningHub) -> AsyncIterator[Desk]:
    client = await running.client(Role.ADMINISTRATOR, DISTRICT)
    known = running.hub.sessions.actor(client.token)
    assert known is not None
    async with RawConnection(running.url) as http:
        yield Desk(running, Asker(Role.ADMINISTRATOR, client.token, *known), http)


def is_refusal(answer: RawAnswer) -> bool:
    """In the one shape that all have."""
    return answer.status >= 400 and set(answer.json["error"]) == {"code", "message", "place"}


# -- bodies


async def test_a_hundred_megabytes_are_refused_by_their_length_before_a_byte_of_them_came(desk: Desk) -> None:
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
async def test_a_body_without_a_length_is_refused_while_it_comes(desk: Desk, path: str) -> None:
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


async def test_who_is_not_logged_in_is_told_before_the_body_is_read(desk: Desk) -> None:
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
async def test_what_is_no_json_of_ours_is_refused(desk: Desk, body: bytes) -> None:
    before = desk.seq
    answer = await desk.ask("POST", "/incidents", body)
    assert answer.status in (400, 422)
    assert is_refusal(answer)
    assert desk.seq == before


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "text/html", "application/xml", "json", ""]
)
async def test_json_is_taken_only_where_it_is_called_so(desk: Desk, media_type: str) -> None:
    """What a web page can send across sites is no command."""
    answer = await desk.post("/incidents", REPORT, Content_Type=media_type)
    assert (answer.status, is_refusal(answer)) == (422, True)


async def test_a_request_that_breaks_off_disturbs_nobody(desk: Desk) -> None:
    for path in ("/incidents", "/cameras/import", "/incidents/x/attachments?name=a.png"):
        async with RawConnection(desk.running.url) as raw:
            head = f"POST {path} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {desk.asker.token}\r\n"
            await raw.send(head.encode() + b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
    assert (await desk.ask("GET", "/health")).json["store_ok"] is True


# -- values


_STRANGE: tuple[Any, ...] = (
    None,
    True,
    -1,
    2**63,
    10**30,
    1e308,
    "",
    "a\u0000b",
    "\u202e\u0007",
    "x" * 30_000,
    "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+23:59",
    "' OR 1=1 --",
    [],
    {},
    [None] * 300,
)


def _leaves(body: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(body, dict) and body:
        for key, value in body.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(body, list) and body:
        for number, value in enumerate(body):
            yield from _leaves(value, (*path, number))
    else:
        yield path


def _with(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(body)
    inner = changed
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    return changed


async def _probes(desk: Desk) -> dict[str, Call]:
    """Of every route with a body, a request that would be done."""
    world = World(desk.hub.directory)
    calls = {route: PROBES[route](world, "own", desk.asker) for route in sorted(PROBES)}
    await desk.hub.store.writer.run(world.stage, actor=desk.hub.actor)
    return {route: call for route, call in calls.items() if call.json is not None}


async def test_no_value_in_any_field_of_any_command_makes_the_hub_fail(desk: Desk) -> None:
    calls = await _probes(desk)
    assert len(calls) > 40
    asked = 0
    for route, call in calls.items():
        for path in _leaves(call.json):
            for value in _STRANGE:
                method = route.partition(" ")[0]
                body = json.dumps(_with(call.json, path, value)).encode()
                answer = await desk.ask(method, call.path, body)
                assert answer.status < 500, f"{route} {path} = {value!r}: {answer.body!r}"
                assert answer.status < 400 or is_refusal(answer)
                asked += 1
    assert asked > 1000
    assert desk.hub.store.writer.state.ok


async def test_no_key_in_any_path_makes_the_hub_fail(desk: Desk) -> None:
    keys = ("%00", "%0d%0a", "..%2f..%2fetc", "%ff%fe", "'", "x" * 5000, "%F0%9F%94%A5", "?", "..", "{}", "%2f")
    for route in PROBES:
        method, path = route.split(" ")
        if "{" not in path or method == "WS":
            continue
        pieces = path.split("/")
        for key in keys:
            asked = "/".join(key if piece.startswith("{") else piece for piece in pieces)
            answer = await desk.ask(method, asked, b"{}")
            assert answer.status < 500, f"{method} {asked}: {answer.body!r}"


async def test_a_stale_version_changes_nothing_anywhere(desk: Desk) -> None:
    calls = {route: call for route, call in (await _probes(desk)).items() if "expected_version" in call.json}
    assert len(calls) > 15
    before = desk.seq
    for route, call in calls.items():
        body = json.dumps(call.json | {"expected_version": 2**40}).encode()
        answer = await desk.ask(route.partition(" ")[0], call.path, body)
        assert (route, answer.status, answer.code) == (route, 409, "stale-version")
    assert desk.seq == before


async def test_questions_with_strange_filters_are_answered_or_refused(desk: Desk) -> None:
    for path in (
        "/incidents?limit=99999999999999999999",
        "/incidents?since=9999-12-31T23:59:59-23:59",
        "/events?after=-1",
        "/events?limit=1e9",
        "/shifts?after=yesterday",
        "/shifts?after=0001-01-01T00:00:00%2B23:59",
        "/statistics?hour=24",
        "/statistics?unit=" + "&unit=".join(str(number) for number in range(200)),
        "/policies?clock=%00",
        "/cameras/export?form=exe",
        "/statistics.csv?clock=%22%0d%0aSet-Cookie:%20x",
        "/incidents?" + "&".join(f"a{number}=1" for number in range(5000)),
    ):
        answer = await desk.ask("GET", path)
        assert answer.status < 500, path
        assert "set-cookie" not in answer.headers


async def test_a_name_goes_into_a_header_as_nothing_but_a_name(desk: Desk) -> None:
    world = World(desk.hub.directory)
    call = PROBES["POST /incidents/{incident_id}/attachments"](world, "own", desk.asker)
    await desk.hub.store.writer.run(world.stage, actor=desk.hub.actor)
    assert call.content is not None
    path = call.path.partition("?")[0]
    split = await desk.ask("POST", path + "?name=a%0d%0aX-Evil:%201", call.content, Content_Type="image/png")
    assert (split.status, split.json["error"]["place"]) == (422, "query.name")
    added = await desk.ask("POST", path + '?name=a";b=%E5%9B%BE.png', call.content, Content_Type="image/png")
    answer = await desk.ask("GET", f"/attachments/{added.json['attachment_id']}")
    assert answer.headers["content-disposition"] == "inline; filename*=UTF-8''a%22%3Bb%3D%E5%9B%BE.png"


# -- repeated commands


async def test_a_repeated_command_gets_the_same_answer_and_does_nothing(desk: Desk) -> None:
    first = await desk.post("/incidents", REPORT, Idempotency_Key="k1")
    before = desk.seq
    again = await desk.post("/incidents", REPORT, Idempotency_Key="k1")
    assert (again.status, again.body) == (first.status, first.body)
    assert ("idempotent-replay" in first.headers, again.headers["idempotent-replay"]) == (False, "true")
    assert desk.seq == before


async def test_a_key_is_for_one_command_of_one_person(desk: Desk) -> None:
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


async def test_the_same_command_ten_times_at_once_is_done_once(desk: Desk) -> None:
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
async def test_a_key_is_a_line_of_some_characters(desk: Desk, key: str, expected_log: list[str]) -> None:
    expected_log.append("Invalid HTTP request received.")
    body = json.dumps(REPORT).encode()
    head = (
        f"POST /incidents HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {desk.asker.token}\r\nIdempotency-Key: {key}"
        f"\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    async with RawConnection(desk.running.url) as raw:
        await raw.send(head.encode("latin-1") + body)
        assert (await raw.answer()).status in (400, 422)


async def test_what_is_kept_of_a_command_does_not_help_to_guess_the_password_in_it(desk: Desk) -> None:
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
async def test_what_is_no_http_is_refused(desk: Desk, request_bytes: bytes, expected_log: list[str]) -> None:
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


async def test_a_head_without_end_is_given_up_by_its_size(desk: Desk) -> None:
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
