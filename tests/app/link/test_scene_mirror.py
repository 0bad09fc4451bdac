"""A seat's scenes and tours: the hub's, by name, changed for all seats and seen when the hub has them."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from app.domain.layouts import parse_layout
from app.domain.permissions import Role
from app.domain.scenes import FitMode, Scene, SceneError, SceneStep, Source, SourceStep, Tour
from app.link.hub_wire import HubRefusedError
from app.link.scene_mirror import SharedScenes
from app.services.rows import SharedScene
from app.services.scene_library import NameTakenError, OnConflict, SceneImport
from app.services.sealed_addresses import shown_address, token_of
from tests.app.link.waiting import Outcome
from tests.servers.hub import STREET, RunningHub
from tests.servers.seat import Seat, seated

A = Source.of_camera("code:A")


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def seat(hub: RunningHub) -> AsyncIterator[Seat]:
    async with seated(hub) as seat:
        yield seat


@pytest_asyncio.fixture(loop_scope="module")
async def library(seat: Seat) -> AsyncIterator[SharedScenes]:
    failures: list[Exception] = []
    library = SharedScenes(seat.mirror, seat.client, failed=failures.append)
    yield library
    await library.close()
    assert failures == []


def scene(name: str, *sources: Source | None, layout: str = "2x2") -> Scene:
    tiles = parse_layout(layout)
    return Scene(name, tiles, (*sources, *(None,) * (len(tiles) - len(sources))))


async def test_what_one_seat_saves_all_seats_have(hub: RunningHub, library: SharedScenes) -> None:
    saved = Scene("早高峰", parse_layout("1+5"), (A, None, A, None, None, None), overlay=False, fit=FitMode.COVER)
    async with seated(hub, Role.DIRECTOR) as leader:
        other = SharedScenes(leader.mirror, leader.client, failed=lambda _error: None)
        outcome = Outcome()
        library.save_scene(saved, outcome)
        assert library.scenes == ()
        assert await outcome.known() is None
        assert library.scene("早高峰") == saved
        await leader.until(lambda: other.scene("早高峰") == saved)
        await other.close()


async def test_scenes_and_tours_stand_by_name(library: SharedScenes) -> None:
    for name in ("场景10", "场景2", "a"):
        outcome = Outcome()
        library.save_scene(scene(name), outcome)
        assert await outcome.known() is None
    assert [one.name for one in library.scenes] == ["a", "场景2", "场景10"]


async def test_a_change_of_anything_else_reads_no_scene_again(seat: Seat, library: SharedScenes) -> None:
    outcome = Outcome()
    library.save_scene(scene("A", A), outcome)
    await outcome.known()
    before = library.scene("A")
    await seat.client.save_scene("B", {"layout": "1x1"}, expected_version=None)
    await seat.until(lambda: "B" in seat.mirror.all(SharedScene))
    assert library.scene("A") is before


async def test_a_taken_name_is_refused_here_and_by_the_hub(hub: RunningHub, library: SharedScenes) -> None:
    outcome = Outcome()
    library.save_scene(scene("A"), outcome)
    await outcome.known()
    with pytest.raises(NameTakenError):
        library.save_scene(scene("A", A))
    overwritten = Outcome()
    library.save_scene(scene("A", A), overwritten, overwrite=True)
    assert await overwritten.known() is None
    assert library.scene("A") == scene("A", A)
    # A street has one of this name, which this seat cannot see.
    street = await hub.client(Role.OPERATOR, STREET)
    async with seated(hub, Role.OPERATOR, "310105002") as other:
        theirs = SharedScenes(other.mirror, other.client, failed=lambda _error: None)
        await street.save_scene("华阳", {"layout": "1x1"}, expected_version=None)
        refused = Outcome()
        theirs.save_scene(scene("华阳"), refused)
        error = await refused.known()
        assert isinstance(error, HubRefusedError)
        assert error.code == "name-taken"
        await theirs.close()


async def test_renaming_and_deleting_take_tours_with_them(library: SharedScenes) -> None:
    for one in (scene("A"), scene("B")):
        outcome = Outcome()
        library.save_scene(one, outcome)
        await outcome.known()
    outcome = Outcome()
    library.save_tour(Tour("T", (SceneStep("A", 5), SceneStep("B", 6)), loop=False), outcome)
    assert await outcome.known() is None
    outcome = Outcome()
    library.rename_scene("A", "C", outcome)
    assert await outcome.known() is None
    assert library.tours == (Tour("T", (SceneStep("C", 5), SceneStep("B", 6)), loop=False),)
    assert library.tours_with("C") == ("T",)
    outcome = Outcome()
    library.delete_scene("C", outcome)
    assert await outcome.known() is None
    assert library.tours == (Tour("T", (SceneStep("B", 6),), loop=False),)
    outcome = Outcome()
    library.rename_tour("T", "U", outcome)
    assert await outcome.known() is None
    outcome = Outcome()
    library.delete_tour("U", outcome)
    assert await outcome.known() is None
    assert library.tours == ()
    for wrong in (lambda: library.delete_scene("none"), lambda: library.delete_tour("none")):
        with pytest.raises(KeyError):
            wrong()
    with pytest.raises(SceneError):
        library.rename_scene("B", " x")


async def test_a_refused_change_is_told(hub: RunningHub) -> None:
    async with seated(hub, Role.RESPONDER) as seat:
        library = SharedScenes(seat.mirror, seat.client, failed=lambda _error: None)
        outcome = Outcome()
        library.save_tour(Tour("T", (SourceStep(A, 5),)), outcome)
        error = await outcome.known()
        assert isinstance(error, HubRefusedError)
        assert error.code == "not-permitted"
        await library.close()


async def test_an_import_keeps_both_or_overwrites(library: SharedScenes) -> None:
    outcome = Outcome()
    library.save_scene(scene("A"), outcome)
    await outcome.known()
    found = SceneImport((scene("A", A), scene("B")), (Tour("T", (SceneStep("A", 5),)),))
    outcome = Outcome()
    library.import_all(found, outcome)
    assert await outcome.known() is None
    assert {one.name: one.sources[0] for one in library.scenes} == {"A": None, "A (2)": A, "B": None}
    assert library.tours == (Tour("T", (SceneStep("A (2)", 5),)),)
    outcome = Outcome()
    library.import_all(found, outcome, on_conflict=OnConflict.OVERWRITE)
    assert await outcome.known() is None
    assert library.scene("A") == scene("A", A)


async def test_a_typed_password_comes_back_sealed(library: SharedScenes) -> None:
    outcome = Outcome()
    library.save_scene(scene("A", Source.of_url("rtsp://admin:s3cret@10.0.0.1/live")), outcome)
    assert await outcome.known() is None
    saved = library.scene("A")
    assert saved is not None
    [source, *_] = saved.sources
    assert source is not None
    assert token_of(source.value)
    assert shown_address(source.value) == "rtsp://10.0.0.1/live"
    assert b"sealed" not in library.export()
