"""Scenes of incidents on this seat's outputs: what was there returns, tours rest, who comes to the scene appears."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QRect

from app.domain.incidents import IncidentStatus
from app.domain.layouts import parse_layout
from app.domain.outputs import TileState
from app.domain.rooms import Participation, ParticipationKind, ParticipationStatus, ParticipationTimes
from app.domain.scenes import Scene, SceneStep, Source, Tour
from app.domain.wall import WallState, empty_wall
from app.link.rooms import responder
from app.services.camera_registry import CameraRegistry
from app.services.scene_library import SceneLibrary
from app.services.tile_feed import TileSource
from app.services.tile_sources import participant_source
from app.services.workspace import Workspace, workspace_file
from streams.errors import Reason
from streams.feeds import Feeds
from tests.fakes.hub_client import FakeHubClient
from tests.fakes.sample_incidents import NOW, TurnedMirror, delta, incident, live_mirror
from tests.fakes.sample_rooms import a_place, a_room
from widgets.wall import shared_outputs
from widgets.wall.output import Resolve, WallOutput
from widgets.wall.output_windows import OutputWindows
from widgets.wall.outputs import Outputs
from widgets.wall.shared_outputs import SharedOutputs
from widgets.wall.words import responder_words, state_lines

FIELD = Source.of_field("i1", 1)
CAMERA = Source.of_camera("code:1")


class Windows:
    """Screens are known by the names of their outputs."""

    def identity_of(self, output: WallOutput) -> str:
        return output.name


class Hall:
    """The outputs of a seat, and what its hub says."""

    def __init__(self, outputs: Outputs, registry: CameraRegistry) -> None:
        self.mirror: TurnedMirror = live_mirror([incident(1), incident(2)])
        self.scenes = SceneLibrary()
        for name in ("i1", "i2", "a", "b"):
            cameras = (Source.of_camera(name), FIELD if name == "i1" else None)
            self.scenes.save_scene(Scene(name, parse_layout("1x2"), cameras))
        self.scenes.save_tour(Tour("巡逻", (SceneStep("a", 60), SceneStep("b", 60))))
        self.painted: list[Source] = []
        self.shared = SharedOutputs(
            outputs,
            Windows(),  # type: ignore[arg-type]
            mirror=self.mirror,
            client=FakeHubClient(),  # type: ignore[arg-type]
            scenes=self.scenes,
            cameras=registry,
            seat_name="seat",
            failed=lambda _output, _error: None,
            first_painted=self.painted.append,
        )
        self.output = outputs.all[0]
        self.output_id = self.shared.id_of(self.output) or ""

    def show(self, incident_id: str) -> None:
        scene = self.scenes.scene(incident_id)
        assert scene is not None
        self.shared.apply_scene(self.output_id, scene, incident_id)

    def release(self, incident_id: str) -> bool:
        return self.shared.release(self.output_id, incident_id)


@pytest.fixture
async def hall(outputs: Outputs, registry: CameraRegistry, scenes_by_name: dict[str, Scene]) -> AsyncIterator[Hall]:
    made = Hall(outputs, registry)
    scenes_by_name.update({scene.name: scene for scene in made.scenes.scenes})
    yield made
    await made.shared.close()


async def test_the_output_shows_afterwards_what_it_showed_before(hall: Hall) -> None:
    before = hall.output.state
    kept: list[bool] = []
    hall.shared.incidents_changed.connect(lambda: kept.append(True))
    hall.show("i1")
    assert (hall.output.state.scene, hall.output.incident_scenes.shown(hall.output.state)) == ("i1", "i1")
    assert hall.release("i1")
    assert hall.output.state == before
    assert len(kept) == 2


async def test_what_an_operator_arranged_meanwhile_stays(hall: Hall) -> None:
    hall.show("i1")
    hall.output.command(hall.output.state.assign(1, CAMERA))
    mine = hall.output.state
    assert not hall.release("i1")
    assert hall.output.state == mine
    assert not hall.release("i1")


async def test_a_tour_rests_under_the_scene_and_goes_on_where_it_was(hall: Hall) -> None:
    tour = hall.scenes.tour("巡逻")
    assert tour is not None
    hall.output.start_tour(tour, step=1)
    hall.output.pause_tour(True)
    hall.show("i1")
    assert hall.output.tour is None
    hall.show("i2")
    hall.mirror.put(replace(incident(1), version=2, status=IncidentStatus.CLOSED))
    assert hall.release("i2"), "the lower one is over, though nobody said so to the output"
    run = hall.output.tour_run
    assert run is not None
    assert (run.tour, run.step, run.paused, hall.output.state.scene) == (tour, 1, True, "b")


async def test_the_lower_scene_comes_back_while_its_incident_goes_on(hall: Hall) -> None:
    hall.show("i1")
    hall.show("i2")
    assert hall.release("i2")
    assert hall.output.state.scene == "i1"


async def test_a_replaced_camera_is_part_of_the_scene(hall: Hall, registry: CameraRegistry) -> None:
    before = hall.output.state
    hall.show("i1")
    spare = Source.of_camera(registry.cameras[0].camera_id)
    assert hall.shared.show_source(hall.output_id, spare, 0, "i1") == 0
    assert (hall.output.state.scene, hall.output.state.sources[0]) == ("i1", spare)
    hall.show("i2")
    other = Source.of_camera(registry.cameras[1].camera_id)
    assert hall.shared.show_source(hall.output_id, other, 0, "i1") is None, "it is under another incident's scene"
    assert hall.output.state.scene == "i2"
    assert hall.release("i2")
    assert hall.output.state.sources[0] == other
    assert hall.release("i1")
    assert hall.output.state == before


async def test_only_cameras_of_an_incidents_scene_are_watched_for_what_is_no_scene(
    hall: Hall, registry: CameraRegistry
) -> None:
    hall.output.canvas.show()

    def watched() -> list[bool]:
        hall.shared._look()
        feeds = [tile.feed for tile in hall.output.canvas.tiles]
        return [feed is not None and feed.picture_watch is not None for feed in feeds]

    hall.shared.show_source(hall.output_id, Source.of_camera(registry.cameras[0].camera_id), 0)
    assert not any(watched())
    hall.show("i1")
    hall.shared.show_source(hall.output_id, Source.of_camera(registry.cameras[0].camera_id), 0, "i1")
    assert watched() == [True, False], "a camera, and a place for somebody with a phone"
    hall.release("i1")
    assert not any(watched())


@pytest.mark.parametrize("is_told", [True, False])
async def test_an_incident_that_ended_while_the_seat_was_away_gives_the_output_back(
    hall: Hall, is_told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = hall.output.state
    hall.show("i1")
    if is_told:
        hall.mirror.put(replace(incident(1), version=2, status=IncidentStatus.CLOSED))
    else:
        hall.mirror.take(delta(seq=2, removed={"incident": ["i1"]}))
        hall.shared._look()
        monkeypatch.setattr(shared_outputs, "_GIVES_BACK_AFTER_S", 0.0)
        hall.shared._look()
        assert hall.output.state.scene == "i1", "its scene is kept by the hub: it may go on"
        hall.scenes.delete_scene("i1")
        monkeypatch.undo()
    hall.shared._look()
    assert hall.output.state.scene == "i1", "the hub's own word comes first"
    monkeypatch.setattr(shared_outputs, "_GIVES_BACK_AFTER_S", 0.0)
    hall.shared._look()
    assert hall.output.state == before
    assert hall.output.incident_scenes.entries == ()


# -- whoever comes to the scene


def resolve_in(hall: Callable[[], Hall]) -> Resolve:
    """As the seat does it."""

    def resolve(source: Source) -> TileSource:
        if (place := source.responder) is None:
            return TileSource(source.value, "")
        found = responder(hall().mirror, *place)
        if found is None:
            return TileSource(responder_words(place[1]), "", absent=Reason.AWAITED)
        return participant_source(source, found, None)

    return resolve


def a_responder(key: str, name: str, minute: int, **fields: Any) -> Participation:
    known: dict[str, Any] = {
        "kind": ParticipationKind.FIELD,
        "times": ParticipationTimes(joined_at=NOW.replace(minute=minute)),
    }
    return a_place(key, name, **(known | fields))


@pytest.fixture
def resolve(request: pytest.FixtureRequest) -> Resolve:
    return resolve_in(lambda: request.getfixturevalue("hall"))


async def test_a_place_kept_for_a_responder_says_so_and_is_taken_by_whoever_comes_first(hall: Hall) -> None:
    hall.show("i1")
    feed = hall.output.canvas.tiles[1].feed
    assert feed is not None
    assert (feed.source.name, state_lines(feed.state(0.0), 0.0, None)) == ("First responder", ["Awaited at the scene"])
    [_, tile] = shared_outputs._report(hall.output, 0.0).tiles
    assert (tile.source_id, tile.state) == ("", TileState.CONNECTING)

    hall.mirror.put(a_room())
    hall.mirror.put(a_responder("li", "李", 9))
    hall.mirror.put(a_place("desk", "值班"))
    hall.mirror.put(a_responder("wang", "王(消防)", 3))
    hall.output.sources_changed()
    [_, tile] = shared_outputs._report(hall.output, 0.0).tiles
    assert (tile.source_id, tile.name) == ("wang", "王(消防)")

    hall.mirror.put(a_responder("wang", "王(消防)", 3, version=2, status=ParticipationStatus.DROPPED))
    hall.output.sources_changed()
    assert shared_outputs._report(hall.output, 0.0).tiles[1].source_id == "wang", "their place is kept"

    hall.mirror.put(a_responder("wang", "王(消防)", 3, version=3, status=ParticipationStatus.LEFT))
    hall.output.sources_changed()
    assert shared_outputs._report(hall.output, 0.0).tiles[1].source_id == "li"

    hall.mirror.put(a_room(version=2, ended_at=NOW))
    hall.output.sources_changed()
    assert shared_outputs._report(hall.output, 0.0).tiles[1].source_id == ""


def test_a_later_responder_is_called_by_number() -> None:
    assert responder_words(2) == "Responder 2"


def test_what_is_no_place_for_a_responder() -> None:
    others = [Source(FIELD.kind, value) for value in ("i1", "i1/0", "/1", "i1/x", "")]
    assert [source.responder for source in (Source.of_camera("i1/1"), *others)] == [None] * 6
    assert Source.of_field("a/b", 12).responder == ("a/b", 12)


def test_after_a_restart_the_output_still_gives_back_what_was_there(
    feeds: Feeds, resolve: Resolve, tmp_path: Path
) -> None:
    desktop = QObject()

    def windows() -> OutputWindows:
        def make(name: str, state: WallState) -> WallOutput:
            return WallOutput(name, state, feeds=feeds, resolve=resolve, find_scene=lambda _: None, parent=desktop)

        outputs = Outputs(desktop)
        return OutputWindows(outputs, make_output=make, seat="seat", snapshot_folder=lambda: tmp_path, parent=desktop)

    place = QRect(0, 0, 640, 360)
    before = empty_wall(parse_layout("2x2")).assign(1, CAMERA)
    first = windows()
    first.open_at(place, {}, before)
    [window] = first.all
    window.output.show_incident("i1", Scene("20261122-001 商场火情", parse_layout("1x2"), (CAMERA, FIELD)))
    file = workspace_file(tmp_path / "workspace.json")
    file.save(Workspace(outputs=first.records()))
    first.close()

    kept = file.load().value
    assert kept is not None
    second = windows()
    second.open_at(place, kept.outputs, empty_wall())
    [window] = second.all
    output = window.output
    assert output.incident_scenes.shown(output.state) == "i1"
    assert output.release_incident("i1", runs=lambda _other: True).state == before
    second.close()
