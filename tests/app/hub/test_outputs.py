"""Wall outputs on the hub: served by one live seat, pushed to by any that may, and never shown better than they are."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from app.domain.events import EventKind
from app.domain.outputs import Output, PushStatus, ShownTile, TileState
from app.domain.permissions import Role
from app.link.doors import NamedHubDoor
from app.link.hub_link import HubLink
from app.link.hub_wire import HubRefusedError
from app.link.mirror import LinkState
from app.services.commands.outputs import AnswerPush, PushToOutput, RegisterOutput, ReportOutput
from app.services.commands.sessions import LogIn
from tests.servers.hub import OTHER_STREET, PASSWORD, STREET, RunningHub, running_hub
from tests.servers.seat import Seat, seated

WALL = RegisterOutput(name="Output 1", layout="2x2")
CAMERA = {"name": "正门", "code": "HY-1", "street": "华阳路街道", "main_url": "rtsp://10.0.0.1/main"}
TILE = ShownTile(tile=0, source_id="code:HY-1", name="正门", state=TileState.LIVE)


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def hub(emptied_hub: RunningHub) -> RunningHub:
    return emptied_hub


@pytest_asyncio.fixture(loop_scope="module")
async def wall(hub: RunningHub) -> AsyncIterator[Seat]:
    async with seated(hub, Role.OPERATOR, name="wall") as seat:
        await seat.client.register_output("wall:1", WALL)
        yield seat


@pytest_asyncio.fixture(loop_scope="module")
async def leader(hub: RunningHub) -> AsyncIterator[Seat]:
    async with seated(hub, Role.DIRECTOR, name="leader") as seat:
        yield seat


@pytest_asyncio.fixture(loop_scope="module")
async def things(hub: RunningHub) -> None:
    """A camera of the street and a scene of the district."""
    admin = await hub.client()
    await admin.save_cameras([CAMERA])
    await admin.save_scene("全区", {"layout": "2x2"}, expected_version=None)


def shown(seat: Seat, output_id: str = "wall:1") -> Output:
    output = seat.mirror.get(Output, output_id)
    assert output is not None
    return output


async def refusal(asked: Any) -> tuple[int, str]:
    with pytest.raises(HubRefusedError) as refused:
        await asked
    return refused.value.status, refused.value.code


@pytest.fixture
def before(hub: RunningHub) -> int:
    """The last event of earlier tests."""
    return hub.hub.store.writer.head_seq


async def events(hub: RunningHub, kind: EventKind, *, after: int = 0) -> list[Any]:
    async with hub.hub.store.reading() as reading:
        return [event for event in await reading.events(after=after) if event.kind is kind]


# -- serving


async def test_a_registered_output_is_seen_with_what_it_shows(hub: RunningHub, wall: Seat, leader: Seat) -> None:
    await leader.until(lambda: "wall:1" in leader.mirror.all(Output))
    assert (shown(leader).seat, shown(leader).online, shown(leader).layout) == ("wall", True, "2x2")
    registered = len(await events(hub, EventKind.OUTPUT_REGISTERED))
    seq = hub.hub.store.writer.head_seq
    await wall.client.report_output("wall:1", ReportOutput(layout="3x3", scene="全区", tour="巡", tiles=(TILE,)))
    await leader.until(lambda: bool(shown(leader).tiles))
    now = shown(leader)
    assert (now.layout, now.scene, now.tour, now.tiles) == ("3x3", "全区", "巡", (TILE,))
    assert now.reported_at is not None
    # What is shown this second is no event, and who asks the hub's memory has it.
    assert hub.hub.store.writer.head_seq == seq
    assert hub.hub.outputs.get("wall:1") == now
    assert await leader.client.outputs() == [now]
    await wall.client.register_output("wall:1", WALL)
    assert len(await events(hub, EventKind.OUTPUT_REGISTERED)) == registered, "registering again changes nothing"
    assert shown(leader).tiles == (TILE,)


async def test_who_joins_or_comes_back_sees_what_is_shown_now(hub: RunningHub, wall: Seat, leader: Seat) -> None:
    await leader.until(lambda: "wall:1" in leader.mirror.all(Output))
    await leader.link.close()
    await wall.client.report_output("wall:1", ReportOutput(layout="3x3", tiles=(TILE,)))
    async with seated(hub, Role.DIRECTOR) as late:
        assert shown(late).tiles == (TILE,)
    back = HubLink(await hub.client(Role.DIRECTOR), leader.mirror, NamedHubDoor(), seat="leader")
    back.start()
    await leader.until(lambda: shown(leader).tiles == (TILE,))
    await back.close()


async def test_an_output_is_online_as_long_as_its_seats_line(
    hub: RunningHub, before: int, wall: Seat, leader: Seat
) -> None:
    await leader.until(lambda: "wall:1" in leader.mirror.all(Output))
    await wall.client.report_output("wall:1", ReportOutput(layout="2x2", tiles=(TILE,)))
    await wall.link.close()
    await leader.until(lambda: not shown(leader).online)
    assert shown(leader).tiles == (), "what nobody reports any more is not claimed"
    # A command that comes after is done after.
    assert await refusal(leader.client.push("wall:1", PushToOutput(scene="全区"))) == (409, "output-offline")
    [gone] = await events(hub, EventKind.OUTPUT_GONE, after=before)
    assert gone.about == (("output", "wall:1"),)


async def test_a_seat_that_registers_without_a_line_is_not_online_for_long(hub: RunningHub, leader: Seat) -> None:
    silent = await hub.client(Role.OPERATOR, seat="silent")
    await silent.register_output("silent:1", WALL)
    await leader.until(lambda: "silent:1" in leader.mirror.all(Output) and not shown(leader, "silent:1").online)


async def test_a_live_seats_output_is_not_taken_by_another(hub: RunningHub, wall: Seat) -> None:
    for seat in ("thief", "wall"):
        thief = await hub.client(Role.OPERATOR, seat=seat)
        assert await refusal(thief.register_output("wall:1", WALL)) == (409, "output-in-use")
        assert await refusal(thief.report_output("wall:1", ReportOutput(layout="1x1"))) == (409, "not-served")
        assert await refusal(thief.remove_output("wall:1")) == (409, "output-in-use")
    assert (await wall.client.outputs())[0].layout == "2x2"


async def test_two_programs_of_one_seat_do_not_take_an_output_from_each_other(
    hub: RunningHub, before: int, wall: Seat
) -> None:
    account = hub.hub.sessions.account((await wall.client.me()).account_id)
    assert account is not None
    second = hub.anonymous()
    await second.log_in(LogIn(login=account.login, password=PASSWORD, seat="wall"))
    assert await refusal(second.register_output("wall:1", WALL)) == (409, "output-in-use")
    await wall.client.report_output("wall:1", ReportOutput(layout="2x2", tiles=(TILE,)))
    assert len(await events(hub, EventKind.OUTPUT_REGISTERED, after=before)) == 1


async def test_a_seat_takes_its_output_over_after_a_restart(hub: RunningHub) -> None:
    client = await hub.client(Role.OPERATOR, seat="wall")
    await client.register_output("wall:1", WALL)
    await client.report_output("wall:1", ReportOutput(layout="2x2", tiles=(TILE,)))
    account = hub.hub.sessions.account((await client.me()).account_id)
    assert account is not None
    restarted = hub.anonymous()
    await restarted.log_in(LogIn(login=account.login, password="correct horse battery", seat="wall"))
    output = await restarted.register_output("wall:1", RegisterOutput(name="Output 2", layout="1x1"))
    assert (output.name, output.layout, output.tiles) == ("Output 2", "1x1", ())
    assert await refusal(client.report_output("wall:1", ReportOutput(layout="3x3"))) == (409, "not-served")


async def test_an_output_that_nobody_serves_may_be_another_seats(hub: RunningHub, wall: Seat, leader: Seat) -> None:
    await leader.until(lambda: "wall:1" in leader.mirror.all(Output))
    await wall.link.close()
    await leader.until(lambda: not shown(leader).online)
    other = await hub.client(Role.OPERATOR, seat="other")
    assert (await other.register_output("wall:1", WALL)).seat == "other"


async def test_a_removed_output_is_gone(hub: RunningHub, wall: Seat, leader: Seat) -> None:
    await leader.until(lambda: "wall:1" in leader.mirror.all(Output))
    await wall.client.remove_output("wall:1")
    await leader.until(lambda: "wall:1" not in leader.mirror.all(Output))
    assert hub.hub.outputs.get("wall:1") is None
    assert await refusal(wall.client.report_output("wall:1", ReportOutput(layout="1x1"))) == (404, "not-found")
    await wall.client.register_output("wall:1", WALL)
    await leader.until(lambda: "wall:1" in leader.mirror.all(Output))


async def test_a_street_sees_and_serves_its_own_outputs_only(hub: RunningHub, wall: Seat) -> None:
    street = await hub.client(Role.OPERATOR, STREET, seat="street")
    await street.register_output("street:1", WALL)
    assert [output.output_id for output in await street.outputs()] == ["street:1"]
    assert [output.output_id for output in await wall.client.outputs()] == ["street:1", "wall:1"]
    assert await refusal(street.push("wall:1", PushToOutput(scene="全区"))) == (404, "not-found")
    assert await refusal(street.register_output("wall:1", WALL)) == (404, "not-found")


# -- pushing


async def test_whoever_pushed_sees_it_sent_applied_and_shown(
    hub: RunningHub, before: int, wall: Seat, leader: Seat, things: None
) -> None:
    sent = await leader.client.push("wall:1", PushToOutput(camera_id="code:HY-1", tile=3))
    assert sent.push is not None
    assert (sent.push.status, sent.push.camera_id, sent.push.tile) == (PushStatus.SENT, "code:HY-1", 3)
    await wall.until(lambda: shown(wall).push is not None)
    received = shown(wall).push
    assert received == sent.push
    for status in (PushStatus.APPLIED, PushStatus.SHOWN):
        await wall.client.answer_push("wall:1", AnswerPush(push_id=sent.push.push_id, status=status))
        await leader.until(lambda: (push := shown(leader).push) is not None and push.status is status)  # noqa: B023
    answers = await events(hub, EventKind.PUSH_ANSWERED, after=before)
    assert [event.payload["status"] for event in answers] == ["applied", "shown"]
    [pushed] = await events(hub, EventKind.OUTPUT_PUSHED, after=before)
    assert pushed.payload["camera"] == "code:HY-1"
    assert pushed.seat == "leader"


async def test_a_push_keeps_what_the_output_shows(wall: Seat, leader: Seat, things: None) -> None:
    await wall.client.report_output("wall:1", ReportOutput(layout="3x3", tiles=(TILE,)))
    pushed = await leader.client.push("wall:1", PushToOutput(scene="全区"))
    assert (pushed.tiles, pushed.layout, pushed.online) == ((TILE,), "3x3", True)
    await leader.until(lambda: shown(leader).push is not None)
    assert shown(leader).tiles == (TILE,)


async def test_a_refused_push_says_why(wall: Seat, leader: Seat, things: None) -> None:
    sent = (await leader.client.push("wall:1", PushToOutput(scene="全区"))).push
    assert sent is not None
    answer = AnswerPush(push_id=sent.push_id, status=PushStatus.REFUSED, detail="unknown-scene")
    await wall.client.answer_push("wall:1", answer)
    await leader.until(lambda: (push := shown(leader).push) is not None and push.status is PushStatus.REFUSED)
    assert shown(leader).push.detail == "unknown-scene"  # type: ignore[union-attr]  # just looked at
    assert await refusal(
        wall.client.answer_push("wall:1", AnswerPush(push_id=sent.push_id, status=PushStatus.APPLIED))
    ) == (409, "answered")
    await leader.client.push("wall:1", PushToOutput(camera_id="code:HY-1"))
    assert await refusal(wall.client.answer_push("wall:1", answer)) == (409, "superseded")


async def test_only_the_serving_seat_answers(wall: Seat, leader: Seat, things: None) -> None:
    sent = (await leader.client.push("wall:1", PushToOutput(scene="全区"))).push
    assert sent is not None
    answer = AnswerPush(push_id=sent.push_id, status=PushStatus.SHOWN)
    assert await refusal(leader.client.answer_push("wall:1", answer)) == (409, "not-served")
    as_sent = AnswerPush(push_id=sent.push_id, status=PushStatus.SENT)
    assert await refusal(wall.client.answer_push("wall:1", as_sent)) == (422, "unusable")


async def test_what_cannot_be_pushed_is_refused(hub: RunningHub, wall: Seat, leader: Seat, things: None) -> None:
    for command, expected in (
        (PushToOutput(), (422, "unusable")),
        (PushToOutput(scene="全区", camera_id="code:HY-1"), (422, "unusable")),
        (PushToOutput(scene="全区", tile=1), (422, "unusable")),
        (PushToOutput(scene="none"), (422, "unusable")),
        (PushToOutput(camera_id="code:none"), (422, "unusable")),
        (PushToOutput(scene="全区", incident_id="none"), (404, "not-found")),
    ):
        assert await refusal(leader.client.push("wall:1", command)) == expected
    assert await refusal(leader.client.push("none", PushToOutput(scene="全区"))) == (404, "not-found")
    responder = await hub.client(Role.RESPONDER)
    assert await refusal(responder.push("wall:1", PushToOutput(scene="全区"))) == (403, "not-permitted")


async def test_a_street_is_not_shown_another_streets_camera_unless_it_was_shared(
    hub: RunningHub, leader: Seat, things: None
) -> None:
    async with seated(hub, Role.OPERATOR, OTHER_STREET, name="street") as street:
        await street.client.register_output("street:1", WALL)
        push = PushToOutput(camera_id="code:HY-1")
        assert await refusal(leader.client.push("street:1", push)) == (409, "not-shared")
        admin = await hub.client()
        [camera] = await admin.cameras()
        await admin.share_camera(camera.camera_id, [OTHER_STREET], expected_version=camera.version)
        await leader.client.push("street:1", push)
        await leader.client.push("street:1", PushToOutput(scene="全区"))


async def test_a_push_that_nobody_took_is_refused_when_the_seat_is_gone(
    hub: RunningHub, wall: Seat, leader: Seat, things: None
) -> None:
    await leader.client.push("wall:1", PushToOutput(scene="全区"))
    await wall.link.close()
    await leader.until(lambda: (push := shown(leader).push) is not None and push.status is PushStatus.REFUSED)
    assert shown(leader).push.detail == "offline"  # type: ignore[union-attr]  # just looked at
    assert await refusal(leader.client.push("wall:1", PushToOutput(scene="全区"))) == (409, "output-offline")


async def test_a_restarted_hub_keeps_the_push_for_the_seat_that_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "hub"
    async with running_hub(folder) as hub, seated(hub, name="wall") as wall:
        await wall.client.register_output("wall:1", WALL)
        await wall.client.save_scene("全区", {"layout": "2x2"}, expected_version=None)
        sent = (await wall.client.push("wall:1", PushToOutput(scene="全区"))).push
    async with running_hub(folder) as hub:
        thief = await hub.client(Role.OPERATOR, seat="thief")
        assert await refusal(thief.register_output("wall:1", WALL)) == (409, "output-in-use")
        async with seated(hub, name="wall") as wall:
            assert wall.mirror.status.state is LinkState.LIVE
            assert not shown(wall).online
            output = await wall.client.register_output("wall:1", WALL)
            assert (output.push, output.online) == (sent, True)
