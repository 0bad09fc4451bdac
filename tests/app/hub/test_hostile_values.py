"""Commands as seats send them, with one value or key that is none: the hub never fails, and keeps nothing of it."""

import copy
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio

from tests.app.hub.permission_probes import PROBES, Call
from tests.app.hub.permission_world import World
from tests.app.hub.raw_desk import RawDesk, is_refusal, raw_desk
from tests.servers.hub import RunningHub

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def desk(shared_hub: RunningHub) -> AsyncIterator[RawDesk]:
    async with raw_desk(shared_hub) as opened:
        yield opened


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


async def _probes(desk: RawDesk) -> dict[str, Call]:
    """Of every route with a body, a request that would be done."""
    world = World(desk.hub.directory)
    calls = {route: PROBES[route](world, "own", desk.asker) for route in sorted(PROBES)}
    await desk.hub.store.writer.run(world.stage, actor=desk.hub.actor)
    return {route: call for route, call in calls.items() if call.json is not None and not route.startswith("WS ")}


async def test_no_value_in_any_field_of_any_command_makes_the_hub_fail(desk: RawDesk) -> None:
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


async def test_no_key_in_any_path_makes_the_hub_fail(desk: RawDesk) -> None:
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


async def test_a_stale_version_changes_nothing_anywhere(desk: RawDesk) -> None:
    calls = {route: call for route, call in (await _probes(desk)).items() if "expected_version" in call.json}
    assert len(calls) > 15
    before = desk.seq
    for route, call in calls.items():
        body = json.dumps(call.json | {"expected_version": 2**40}).encode()
        answer = await desk.ask(route.partition(" ")[0], call.path, body)
        assert (route, answer.status, answer.code) == (route, 409, "stale-version")
    assert desk.seq == before


async def test_questions_with_strange_filters_are_answered_or_refused(desk: RawDesk) -> None:
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


async def test_a_name_goes_into_a_header_as_nothing_but_a_name(desk: RawDesk) -> None:
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
