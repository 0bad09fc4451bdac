"""What the hub did by itself stands on the incident's page, each step with its reason, and can be taken back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.camera_health import CameraCondition, CameraHealth, Reliance
from app.domain.camera_ranking import Around, Miss, MissReason, Pick
from app.domain.outputs import Output
from app.domain.people import RoleTitle
from app.domain.permissions import Role
from app.domain.plans import ResponsePlan
from app.domain.response import ChecklistItem, Response, ResponseStep, StepKind
from app.domain.scenes import Source
from app.services.rows import IncidentPage
from tests.fakes import sample_incidents as sample
from tests.fakes.hub_client import FakeHubClient, refused
from tests.fakes.sample_incidents import NOW, TurnedMirror, live_mirror
from tests.widgets.incidents.asking import Click, MakePanel, Read
from tests.widgets.waiting import Until
from widgets.incidents.camera_picks import CameraPicks
from widgets.incidents.people_words import Names
from widgets.incidents.response_words import around_words, miss_words, pick_words, step_words
from widgets.wall.sources_mime import sources_in

PLAN = ResponsePlan(plan_id="plan-mall", name="商场火情预案", unit_id="310105001")
OTHER_PLAN = replace(PLAN, plan_id="plan-park", name="中山公园预案")
OUTPUT = Output(output_id="out-1", name="1号屏", seat="厅席1", unit_id="310105")


def step(number: int, kind: StepKind, **facts: Any) -> ResponseStep:
    return ResponseStep(number=number, kind=kind, at=NOW + timedelta(milliseconds=number), by="hub", **facts)


def pick(number: int, **facts: Any) -> Pick:
    known: dict[str, Any] = {
        "camera_id": f"camera-{number}",
        "bound_by_plan": False,
        "reliance": Reliance.PROBED,
        "distance_m": 120.4,
        "facing": True,
        "indoor": False,
    }
    return Pick(**(known | facts))


def answer(*steps: ResponseStep, **facts: Any) -> Response:
    known: dict[str, Any] = {
        "incident_id": "i1",
        "started_at": NOW,
        "plan_ids": ("plan-mall",),
        "picks": (pick(1), pick(2)),
        "around": (Around(ring_m=500.0, cameras=5, usable=5, indoor=2),),
        "scene": "20261122-001 商场火情",
        "output_id": "out-1",
        "steps": steps,
    }
    return Response(**(known | facts))


PUSHED = answer(
    step(1, StepKind.PLAN_MATCHED),
    step(2, StepKind.CAMERAS_RANKED),
    step(3, StepKind.SCENE_PUSHED, output_id="out-1", can_undo=True),
    push_id="p1",
)
PROPOSED = answer(step(1, StepKind.SCENE_PROPOSED, output_id="out-1"), is_proposed=True)


@pytest.fixture
def mirror() -> TurnedMirror:
    return live_mirror([*sample.units(), *sample.cameras(), sample.incident(1), PLAN, OTHER_PLAN, OUTPUT])


@pytest.fixture
def names(application: QApplication, mirror: TurnedMirror) -> Names:
    return Names(mirror, sample.actor())


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (answer(step(1, StepKind.PLAN_MATCHED)), "Plan matched: 商场火情预案"),
        (
            answer(step(1, StepKind.PLAN_MATCHED, reason="tie"), plan_ids=("plan-mall", "plan-park")),
            "Several plans fit equally well and count together: 商场火情预案, 中山公园预案",
        ),
        (answer(step(1, StepKind.CAMERAS_RANKED)), "Cameras chosen: 2 (5 within 500 m, 2 of them indoors)"),
        (answer(step(1, StepKind.SCENE_PUSHED, output_id="out-1")), "Scene on output 1号屏"),
        (answer(step(1, StepKind.SCENE_PROPOSED, output_id="out-1")), "Scene proposed for output 1号屏"),
        (
            answer(step(1, StepKind.NO_OUTPUT, output_id="out-1", reason="output-offline")),
            "Output 1号屏 did not take the scene: it is offline",
        ),
        (
            answer(step(1, StepKind.NOBODY_TO_RING, titles=(RoleTitle.FIRE, RoleTitle.POLICE))),
            "Nobody to ring for: fire service, police",
        ),
        (
            answer(
                step(
                    1,
                    StepKind.CAMERA_REPLACED,
                    output_id="out-1",
                    tile=0,
                    replaced_id="camera-1",
                    camera_id="camera-2",
                    reason="frozen",
                )
            ),
            "1号口 replaced by 2号口: frozen picture",
        ),
        (
            answer(step(1, StepKind.NO_CAMERA, tile=0, replaced_id="camera-1", reason="offline")),
            "1号口: offline. There is no other camera for its tile",
        ),
        (
            answer(step(1, StepKind.NO_CAMERA, output_id="out-1", reason="dark")),
            "Dark around the place: black pictures stay, other cameras would be black too",
        ),
        (
            answer(step(1, StepKind.DEPUTY_RUNG, titles=(RoleTitle.POLICE,), reason="no-media")),
            "Deputy rung: police. Who is in sends neither sound nor picture",
        ),
        (
            answer(step(1, StepKind.NOBODY_TO_RING, titles=(RoleTitle.POLICE,), reason="no-media")),
            "In, but without sound or picture, and no deputy to ring: police",
        ),
        (
            answer(step(1, StepKind.SCENE_RELEASED, output_id="out-1", reason="output-offline")),
            "Output 1号屏 could not be given back: it is offline",
        ),
        (
            answer(step(1, StepKind.OUTPUT_REPLACED, output_id="out-1", reason="offline")),
            "Scene moved to output 1号屏: the one before is offline",
        ),
        (answer(step(1, StepKind.SCENE_RELEASED, output_id="out-1")), "Output 1号屏 was given back"),
        (
            answer(step(1, StepKind.PLAN_MATCHED, scene="商场场景")),
            "Plan matched: 商场火情预案, with its scene 商场场景",
        ),
        (
            answer(step(1, StepKind.SCENE_LOST, scene="商场场景", reason="gone")),
            "Scene 商场场景 of the plan: it is gone. One is built instead",
        ),
        (
            answer(
                step(1, StepKind.SCENE_LOST, scene="商场场景", reason="unreadable"),
                step(2, StepKind.PLAN_MATCHED, scene="公园场景"),
            ),
            "Scene 商场场景 of the plan: it cannot be read",
        ),
        (
            answer(step(1, StepKind.SCENE_PROPOSED, output_id="out-1", reason="occupied")),
            "Scene proposed for output 1号屏 (another incident is shown there)",
        ),
        (
            answer(step(1, StepKind.LINKS_ISSUED, titles=(RoleTitle.FIRE, RoleTitle.HEALTH))),
            "Links for phones issued: fire service, health",
        ),
        (
            answer(step(1, StepKind.LINKS_ISSUED, titles=(RoleTitle.FIRE,), reason="not-configured")),
            "Links for phones issued: fire service (no SMS: no SMS gateway is set up)",
        ),
    ],
)
def test_a_step_is_a_sentence_with_its_reason(names: Names, response: Response, words: str) -> None:
    assert step_words(response.steps[0], names, response) == words


@pytest.mark.parametrize("kind", StepKind)
def test_every_step_has_words_without_its_response(names: Names, kind: StepKind) -> None:
    assert step_words(step(1, kind), names)


@pytest.mark.parametrize(
    ("cameras", "usable", "indoor", "words"),
    [
        (5, 5, 0, "5 within 1 km"),
        (5, 5, 2, "5 within 1 km, 2 of them indoors"),
        (2, 2, 2, "2 within 1 km, indoors only"),
        (7, 5, 1, "5 of 7 within 1 km usable, 1 of them indoors"),
        (3, 0, 0, "none of 3 within 1 km usable"),
        (0, 0, 0, "none within 1 km"),
    ],
)
def test_what_stands_around_in_words(
    application: QApplication, cameras: int, usable: int, indoor: int, words: str
) -> None:
    nearest = Around(ring_m=500.0, cameras=0, usable=0, indoor=0)
    assert around_words((nearest, Around(ring_m=1000.0, cameras=cameras, usable=usable, indoor=indoor))) == words


def test_a_camera_says_why_it_was_taken_or_left_out(application: QApplication) -> None:
    seen = CameraHealth(
        camera_id="camera-1",
        condition=CameraCondition.HEALTHY,
        since=NOW - timedelta(days=2),
        checked_at=NOW - timedelta(hours=2),
    )
    assert pick_words(pick(1), seen, NOW) == "120 m · faces the place · healthy 2 h ago"
    bound = pick(1, bound_by_plan=True, distance_m=None, facing=None, indoor=True, reliance=Reliance.LIVE)
    assert pick_words(bound, None, NOW) == "named by the plan · indoors · live on a wall"
    dead = Miss(camera_id="c", reason=MissReason.OFFLINE, bound_by_plan=False, distance_m=1240.0, since=NOW)
    assert miss_words(dead, NOW) == "1.2 km · offline since 10:32:07"
    spare = Miss(camera_id="c", reason=MissReason.NO_ROOM, bound_by_plan=True, distance_m=40.0)
    assert miss_words(spare, NOW) == "named by the plan · 40 m · no tile left"


async def test_steps_stand_newest_first_and_one_is_taken_back(
    make_panel: MakePanel, client: FakeHubClient, mirror: TurnedMirror, read: Read, click: Click, until: Until
) -> None:
    mirror.put(PUSHED)
    panel = make_panel(mirror)
    panel.open_incident("i1")
    section = panel.page.response
    lines = read(section).splitlines()
    assert lines.index("Scene on output 1号屏") < lines.index("Plan matched: 商场火情预案")
    taken_back = replace(PUSHED.steps[2], undone_at=NOW, undone_by="a1", can_undo=False)
    client.answers["undo_response_step"] = replace(PUSHED, version=2, steps=(*PUSHED.steps[:2], taken_back))
    click(section, "Undo")
    click(section, "Undo")
    await until(lambda: "taken back 10:32:07 by 王芳" in read(section))
    calls = client.asked("undo_response_step")
    assert [(*call.arguments[:2], call.arguments[2].expected_version) for call in calls] == [("i1", 3, 1)]
    assert "Undo" not in read(section).splitlines()


async def test_a_proposed_scene_is_the_next_step_and_goes_on_the_wall(
    make_panel: MakePanel, client: FakeHubClient, mirror: TurnedMirror, read: Read, until: Until
) -> None:
    mirror.put(PROPOSED)
    panel = make_panel(mirror)
    panel.open_incident("i1")
    assert panel.page.head.sentence.text() == "Put the scene on the wall."
    assert panel.page.response.push_button.isVisibleTo(panel.page)
    client.answers["push_response"] = replace(PUSHED, version=2)
    panel.page.head.take_step()
    await until(lambda: "Scene on output 1号屏" in read(panel.page.response))
    assert panel.page.response.push_button.isHidden()
    assert panel.page.head.sentence.text() == "Ask back whether the report is true."


async def test_a_scene_that_was_taken_off_is_offered_but_not_urged(make_panel: MakePanel, mirror: TurnedMirror) -> None:
    released = step(2, StepKind.SCENE_RELEASED, output_id="out-1")
    mirror.put(answer(*PUSHED.steps[2:], released, is_proposed=True))
    panel = make_panel(mirror)
    panel.open_incident("i1")
    assert panel.page.response.push_button.isVisibleTo(panel.page)
    assert panel.page.head.sentence.text() == "Ask back whether the report is true."


async def test_who_comes_too_late_sees_what_is_now_and_is_told(
    make_panel: MakePanel,
    make_page: Callable[..., IncidentPage],
    client: FakeHubClient,
    mirror: TurnedMirror,
    read: Read,
    click: Click,
    until: Until,
) -> None:
    mirror.put(PUSHED)
    panel = make_panel(mirror)
    panel.open_incident("i1")
    section = panel.page.response
    newer = replace(PUSHED, version=2, steps=(*PUSHED.steps, step(4, StepKind.SCENE_RELEASED, output_id="out-1")))
    client.pages["i1"] = replace(make_page(sample.incident(1)), response=newer)
    client.answers["undo_response_step"] = refused("stale-version")
    click(section, "Undo")
    await until(lambda: "Somebody else has changed this meanwhile" in read(section))
    assert "Output 1号屏 was given back" in read(section)


async def test_who_may_not_decide_sees_and_does_nothing(
    make_panel: MakePanel, mirror: TurnedMirror, read: Read
) -> None:
    mirror.put(replace(PROPOSED, steps=(*PROPOSED.steps, PUSHED.steps[2])))
    panel = make_panel(mirror, role=Role.RESPONDER)
    panel.open_incident("i1")
    text = read(panel.page.response).splitlines()
    assert "Scene on output 1号屏" in text
    assert "Undo" not in text
    assert "Put it on the wall" not in text


async def test_a_wall_of_a_unit_that_is_not_ones_own_is_left_to_its_people(
    make_panel: MakePanel, mirror: TurnedMirror, read: Read
) -> None:
    mirror.put(replace(OUTPUT, unit_id="310000"))
    mirror.put(
        replace(PROPOSED, steps=(*PROPOSED.steps, *PUSHED.steps[2:], step(9, StepKind.ROOM_OPENED, can_undo=True)))
    )
    panel = make_panel(mirror)
    panel.open_incident("i1")
    text = read(panel.page.response).splitlines()
    assert "Put it on the wall" not in text
    # The room is theirs to close all the same.
    assert text.count("Undo") == 1


async def test_cameras_stand_under_a_fold_and_go_onto_a_tile(
    make_panel: MakePanel, mirror: TurnedMirror, until: Until
) -> None:
    gone = Miss(camera_id="gone", reason=MissReason.NOT_REGISTERED, bound_by_plan=True, distance_m=None)
    mirror.put(replace(PUSHED, misses=(gone,)))
    panel = make_panel(mirror)
    panel.open_incident("i1")
    section = panel.page.response
    cameras: CameraPicks = section.cameras
    assert section.fold.text() == "Cameras: 2 taken, 1 left out"
    assert not cameras.isVisibleTo(section)
    section.fold.click()
    assert cameras.isVisibleTo(section)
    texts = [cameras.item(row).text() for row in range(cameras.count())]
    assert texts[0] == "✓ 1号口\n120 m · faces the place · healthy"
    assert texts[2] == "✕ gone\nnamed by the plan · not registered any more"
    mime = cameras.model().mimeData([cameras.model().index(row, 0) for row in (0, 1)])
    assert sources_in(mime) == [Source.of_camera("camera-1"), Source.of_camera("camera-2")]


async def test_a_replaced_camera_is_not_among_those_taken_until_it_is_put_back(
    make_panel: MakePanel, mirror: TurnedMirror
) -> None:
    replaced = step(4, StepKind.CAMERA_REPLACED, replaced_id="camera-1", camera_id="camera-2", reason="offline")
    mirror.put(replace(PUSHED, steps=(*PUSHED.steps, replaced)))
    panel = make_panel(mirror)
    panel.open_incident("i1")
    section = panel.page.response
    section.fold.click()
    assert section.fold.text() == "Cameras: 1 taken, 1 left out"
    texts = [section.cameras.item(row).text() for row in range(section.cameras.count())]
    assert texts[0].startswith("✓ 2号口")
    assert texts[1] == "✕ 1号口\noffline on the wall 10:32:07"
    mirror.put(replace(PUSHED, version=2, steps=(*PUSHED.steps, replace(replaced, undone_at=NOW, undone_by="a1"))))
    assert section.fold.text() == "Cameras: 2 taken, 0 left out"


def checklist(*done: bool, version: int = 1) -> Response:
    items = [
        ChecklistItem(text=text, done_at=NOW if is_done else None, done_by="a1" if is_done else None)
        for text, is_done in zip(("关闭燃气总阀", "疏散地下二层", "封闭东侧路口"), done, strict=True)
    ]
    return replace(PUSHED, version=version, checklist=tuple(items))


async def test_the_checklist_is_ticked_one_after_another(
    make_panel: MakePanel, client: FakeHubClient, mirror: TurnedMirror, read: Read, until: Until
) -> None:
    mirror.put(checklist(True, False, False))
    panel = make_panel(mirror)
    panel.open_incident("i1")
    section = panel.page.checklist
    assert "Checklist: 1 of 3" in read(section)
    assert "checklist 1 of 3" in read(panel.page.head)
    assert "10:32:07 by 王芳" in section.lines[0].toolTip()
    client.answers["tick_checklist"] = [
        checklist(True, True, False, version=2),
        checklist(True, True, True, version=3),
        checklist(False, True, True, version=4),
    ]
    boxes = [line.box for line in section.lines]
    for box in (boxes[1], boxes[2], boxes[0]):
        box.click()
    await until(lambda: "Checklist: 2 of 3" in read(section) and len(client.asked("tick_checklist")) == 3)
    asked = [call.arguments for call in client.asked("tick_checklist")]
    assert [(number, command.expected_version, command.done) for _, number, command in asked] == [
        (2, 1, True),
        (3, 2, True),
        (1, 3, False),
    ]
    assert [line.box for line in section.lines] == boxes, "a box that has the focus keeps it"
    assert [box.isChecked() for box in boxes] == [False, True, True]


async def test_a_tick_that_the_hub_does_not_take_is_taken_back(
    make_panel: MakePanel, client: FakeHubClient, mirror: TurnedMirror, read: Read, until: Until
) -> None:
    mirror.put(checklist(False, False, False))
    panel = make_panel(mirror)
    panel.open_incident("i1")
    section = panel.page.checklist
    client.answers["tick_checklist"] = refused("busy")
    section.lines[0].box.click()
    assert section.lines[0].box.isChecked()
    await until(lambda: "The hub is busy" in read(section))
    assert not section.lines[0].box.isChecked()


async def test_who_may_not_handle_it_reads_the_checklist(
    make_panel: MakePanel, mirror: TurnedMirror, read: Read
) -> None:
    mirror.put(checklist(True, False, False))
    panel = make_panel(mirror, role=Role.RESPONDER)
    panel.open_incident("i1")
    assert "Checklist: 1 of 3" in read(panel.page.checklist)
    assert not any(line.box.isEnabled() for line in panel.page.checklist.lines)


async def test_an_incident_that_the_hub_did_not_answer_has_neither(make_panel: MakePanel, mirror: TurnedMirror) -> None:
    panel = make_panel(mirror)
    panel.open_incident("i1")
    assert panel.page.response.isHidden()
    assert panel.page.checklist.isHidden()
