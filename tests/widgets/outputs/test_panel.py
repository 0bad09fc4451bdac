"""Outputs of other seats: seen, and pushed to."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QCoreApplication

from app.domain.outputs import Output, Push, PushStatus, ShownTile, TileState
from app.domain.permissions import Role
from app.domain.scenes import Source
from app.link.mirror import Mirror
from tests.fakes.hub_client import FakeHubClient, refused
from tests.fakes.sample_incidents import actor
from widgets.outputs.panel import OutputsPanel

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
Make = Callable[..., OutputsPanel]


def output(output_id: str = "hall:1", *, online: bool = True, push: Push | None = None, version: int = 1) -> Output:
    tiles = (
        ShownTile(tile=0, source_id="cam-1", name="中山公园", state=TileState.LIVE),
        ShownTile(tile=1, source_id="cam-2", name="武夷路", state=TileState.OFFLINE),
    )
    return Output(
        output_id=output_id,
        version=version,
        name="Output 1",
        seat="hall",
        unit_id="310105",
        online=online,
        layout="2x2",
        scene="全区重点",
        tiles=tiles,
        push=push,
    )


def push(status: PushStatus, detail: str = "") -> Push:
    return Push(push_id="p", camera_id="cam-9", by="leader", at=NOW, status=status, detail=detail)


@pytest.fixture
def mirror() -> Mirror:
    return Mirror()


@pytest.fixture
def make(mirror: Mirror) -> Iterator[Make]:
    made: list[OutputsPanel] = []

    def make(own: frozenset[str] = frozenset(), scene: str | None = None) -> OutputsPanel:
        panel = OutputsPanel(
            mirror,
            own=lambda: own,
            selected_sources=lambda: [Source.of_camera("cam-9")],
            selected_scene=lambda: scene,
        )
        made.append(panel)
        return panel

    yield make
    for panel in made:
        panel.release()


async def answered(panel: OutputsPanel) -> None:
    """Until the fake hub has answered, which it does within some turns of the loop."""
    for _ in range(5):
        await asyncio.sleep(0)
    QCoreApplication.processEvents()


def lines(panel: OutputsPanel) -> list[str]:
    return [panel.list.item(row).text() for row in range(panel.list.count())]


def test_one_line_says_whose_it_is_and_what_it_shows(mirror: Mirror, make: Make) -> None:
    panel = make()
    mirror.put(output())
    assert lines(panel) == ["hall · Output 1\n全区重点, 1 of 2 live"]


def test_own_outputs_are_the_overviews_and_without_others_there_is_no_panel(mirror: Mirror, make: Make) -> None:
    panel = make(own=frozenset({"hall:1"}))
    mirror.put(output())
    assert lines(panel) == []
    assert panel.isHidden()


def test_what_nobody_serves_takes_no_push(mirror: Mirror, make: Make) -> None:
    panel = make()
    mirror.put(output(online=False))
    assert lines(panel) == ["hall · Output 1\nnot connected"]


@pytest.mark.parametrize(
    ("status", "detail", "words"),
    [
        (PushStatus.SENT, "", "push sent…"),
        (PushStatus.APPLIED, "", "push taken, waiting for its picture…"),
        (PushStatus.SHOWN, "", "push shown ✓"),
        (PushStatus.REFUSED, "no-such-tile", "push refused: no-such-tile"),
    ],
)
def test_a_push_is_followed_until_its_picture_is_there(
    mirror: Mirror, make: Make, status: PushStatus, detail: str, words: str
) -> None:
    panel = make()
    mirror.put(output(push=push(status, detail)))
    assert lines(panel)[0].endswith(words)


async def test_a_push_asks_the_hub_and_shows_what_it_answers(mirror: Mirror, make: Make) -> None:
    mirror.put(output())
    client = FakeHubClient(answers={"push": output(push=push(PushStatus.SENT), version=2)})
    panel = make()
    panel.enter(actor(), client)
    panel.push("hall:1", camera_id="cam-9")
    await answered(panel)
    (call,) = client.asked("push")
    assert call.arguments[0] == "hall:1"
    assert call.arguments[1].camera_id == "cam-9"
    assert lines(panel)[0].endswith("push sent…")


async def test_a_refused_push_is_told(mirror: Mirror, make: Make) -> None:
    mirror.put(output())
    panel = make()
    told: list[str] = []
    panel.notice.connect(told.append)
    panel.enter(actor(), FakeHubClient(answers={"push": refused("not-permitted", "Your role does not allow this.")}))
    panel.push("hall:1", scene="全区重点")
    await answered(panel)
    assert told == ["The hub refused the push: Your role does not allow this."]


async def test_a_role_that_may_not_push_is_told_without_asking_the_hub(mirror: Mirror, make: Make) -> None:
    client = FakeHubClient()
    panel = make()
    told: list[str] = []
    panel.notice.connect(told.append)
    panel.enter(actor(Role.RESPONDER), client)
    panel.push("hall:1", camera_id="cam-9")
    await asyncio.sleep(0)
    assert client.calls == []
    assert told == ["Your role may not push to the wall."]
