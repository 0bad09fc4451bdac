"""What goes wrong on a wall while an incident's scene is on it: the next best is taken, or it is said that there is
none; and never twice."""

import asyncio
from collections import Counter

import pytest

from app.domain.camera_health import CameraCondition, observed
from app.domain.outputs import PictureFault, TileState
from app.domain.response import Response, ResponseStep, StepKind
from app.domain.scenes import Source
from app.hub.response import responses
from app.services.commands.incidents import MoveIncident
from app.services.rows import SharedScene
from app.services.scene_file import SceneRecord
from tests.app.hub.response.hall import Hall, kinds

NEAREST = "code:C1"
# Many looks of a watch that looks as often as `hurried` lets it.
MANY_LOOKS_S = 0.4


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_LOOK_S", "_FAILED_FOR_S", "_HOPELESS_FOR_S"):
        monkeypatch.setattr(responses, name, 0.02)


def of_kind(response: Response, kind: StepKind) -> list[ResponseStep]:
    return [step for step in response.steps if step.kind is kind]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (PictureFault.FROZEN, CameraCondition.FROZEN),
        (PictureFault.BLACK, CameraCondition.BLACK),
        (PictureFault.NO_SIGNAL, CameraCondition.NO_SIGNAL_CARD),
    ],
)
async def test_a_picture_that_is_no_scene_gives_its_tile_to_the_next_best(
    hall: Hall, fault: PictureFault, reason: CameraCondition
) -> None:
    wall = await hall.wall()
    wall.faults = {NEAREST: fault}
    incident = await hall.report()
    response = await hall.has_step(incident, StepKind.CAMERA_REPLACED)
    step = response.steps[-1]
    assert (step.replaced_id, step.camera_id, step.reason) == (NEAREST, "code:C6", reason.value)
    # For the next incident it is none of the cameras that work, and the miss says why.
    second = await hall.answered(await hall.report(title="另一处"))
    assert NEAREST not in second.tiles
    assert (NEAREST, reason.value) in [(miss.camera_id, miss.reason.value) for miss in second.misses]


@pytest.mark.usefixtures("hurried")
async def test_where_no_other_camera_is_left_that_is_said_once(hall: Hall) -> None:
    wall = await hall.wall()
    wall.states = {f"code:C{number}": TileState.OFFLINE for number in (1, 6, 7, 8)}
    incident = await hall.report()
    response = await hall.has_step(incident, StepKind.NO_CAMERA)
    assert [step.camera_id for step in of_kind(response, StepKind.CAMERA_REPLACED)] == [
        "code:C6",
        "code:C7",
        "code:C8",
    ]
    # It comes back for a moment, and is lost again, and is tried again in vain all the time.
    for state in (TileState.LIVE, TileState.OFFLINE):
        wall.states["code:C8"] = state
        await wall.say()
        await asyncio.sleep(MANY_LOOKS_S)
    assert hall.now(incident).version == response.version


@pytest.mark.usefixtures("hurried")
async def test_one_that_was_found_well_again_is_taken_where_there_is_no_other(hall: Hall) -> None:
    wall = await hall.wall()
    wall.states = {f"code:C{number}": TileState.OFFLINE for number in (1, 6, 7, 8)}
    incident = await hall.report()
    await hall.has_step(incident, StepKind.NO_CAMERA)
    wall.states["code:C6"] = TileState.LIVE
    # The patrol has looked at it.
    known = hall.office.hub.responses.known
    word = known.health["code:C6"]
    known.health["code:C6"] = observed(word, "code:C6", CameraCondition.HEALTHY, at=word.checked_at)
    await hall.seat.until(lambda: hall.now(incident).tiles[0] == "code:C6")
    assert hall.now(incident).steps[-1].replaced_id == "code:C8"


@pytest.mark.usefixtures("hurried")
async def test_a_wall_that_reaches_no_camera_changes_them_in_no_circle_and_condemns_none_that_another_paints(
    hall: Hall,
) -> None:
    cameras = [f"code:C{number}" for number in range(1, 9)]
    wall, other = await hall.wall("wall:1"), await hall.wall("wall:2")
    wall.states = dict.fromkeys(cameras, TileState.OFFLINE)
    other.sources = cameras
    await other.say()
    known = hall.office.hub.responses.known
    for camera_id in cameras:
        known.painted(camera_id, at=hall.office.clock.now())
    incident = await hall.report()
    response = await hall.has_step(incident, StepKind.NO_CAMERA)
    assert response.output_id == wall.output_id
    for _ in range(5):
        await wall.say()
        await asyncio.sleep(MANY_LOOKS_S)
    counted = Counter(step.replaced_id for step in of_kind(hall.now(incident), StepKind.CAMERA_REPLACED))
    assert max(counted.values()) <= 3
    assert all(word.condition is not CameraCondition.OFFLINE for word in known)


@pytest.mark.usefixtures("hurried")
async def test_at_night_black_pictures_are_not_changed_for_other_black_ones(hall: Hall) -> None:
    wall = await hall.wall()
    wall.faults = {f"code:C{number}": PictureFault.BLACK for number in range(1, 9)}
    incident = await hall.report()
    response = await hall.has_step(incident, StepKind.NO_CAMERA)
    assert len(of_kind(response, StepKind.CAMERA_REPLACED)) == 3
    (step,) = of_kind(response, StepKind.NO_CAMERA)
    assert (step.reason, step.replaced_id) == ("dark", None)
    await asyncio.sleep(MANY_LOOKS_S)
    assert hall.now(incident).version == response.version


async def test_a_camera_that_was_replaced_and_recovers_is_not_fought_over(hall: Hall) -> None:
    wall = await hall.wall()
    wall.faults = {NEAREST: PictureFault.FROZEN}
    incident = await hall.report()
    response = await hall.has_step(incident, StepKind.CAMERA_REPLACED)
    await hall.seat.until(lambda: wall.sources[0] == "code:C6")
    wall.faults = {"code:C6": PictureFault.FROZEN}
    await wall.say()
    await hall.seat.until(lambda: len(of_kind(hall.now(incident), StepKind.CAMERA_REPLACED)) == 2)
    assert hall.now(incident).tiles[0] == "code:C7"
    assert response.tiles[0] == "code:C6"


async def test_a_replacement_leaves_what_an_operator_changed_in_the_scene_and_on_the_output(hall: Hall) -> None:
    wall = await hall.wall()
    incident = await hall.report()
    response = await hall.answered(incident)
    assert response.scene is not None
    await hall.seat.until(lambda: wall.scene == response.scene)
    shared = hall.seat.mirror.get(SharedScene, response.scene)
    assert shared is not None
    first, second, third = response.tiles[0], response.tiles[2], response.tiles[3]
    # In the scene one tile is kept for another camera; on the output another one.
    scene = SceneRecord.model_validate(shared.content).scene()
    edited = tuple(Source.of_camera("code:C7") if one == Source.of_camera(second) else one for one in scene.sources)
    content = SceneRecord(name=scene.name, layout=scene.layout, sources=list(edited)).model_dump(mode="json")
    await hall.office.officer.save_scene(scene.name, content, expected_version=shared.version)
    wall.sources[3] = "code:C8"
    wall.states = {first: TileState.OFFLINE}
    await wall.say()
    response = await hall.has_step(incident, StepKind.CAMERA_REPLACED)
    kept = hall.seat.mirror.get(SharedScene, scene.name)
    assert kept is not None
    sources = [next(iter(one.values()), "") if one else "" for one in kept.content["sources"]]
    assert sources[0] == response.steps[-1].camera_id
    assert (sources[2], sources[3]) == ("code:C7", "code:C8")
    assert third not in sources


@pytest.mark.parametrize(("is_gone", "reason"), [(True, "not-found"), (False, "output-offline")])
async def test_that_an_output_was_away_at_the_end_is_in_the_log(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, is_gone: bool, reason: str
) -> None:
    """The seat gives it back itself when it returns: `test_shared_outputs.py`."""
    wall = await hall.wall()
    incident = await hall.report()
    response = await hall.answered(incident)
    await hall.seat.until(lambda: wall.scene == response.scene)
    outputs = hall.office.hub.outputs
    monkeypatch.setattr(outputs, "_grace_s", 0.0)
    await (wall.leave() if is_gone else wall.cut())

    def is_away() -> bool:
        output = outputs.get(wall.output_id)
        return output is None or not output.online

    await hall.seat.until(is_away)
    over = MoveIncident(expected_version=incident.version, to="false_report", note="误报")
    await hall.office.officer.move_incident(incident.incident_id, over)
    await hall.seat.until(lambda: hall.response(incident) is None or hall.now(incident).ended_at is not None)
    page = await hall.office.desk.page(incident)
    assert page.response is not None
    assert page.response.ended_at is not None
    assert kinds(page.response)[-1] is StepKind.SCENE_RELEASED
    assert page.response.steps[-1].reason == reason
