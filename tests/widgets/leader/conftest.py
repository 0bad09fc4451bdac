"""A leader's page on the test's own loop, with a hub that answers what a test says and a room that says it too."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from app.domain.scenes import Source
from app.link.mirror import Mirror
from app.link.room_links import RoomLinks
from app.services.tile_feed import TileSource
from app.tasks import TaskScope
from streams.feeds import Feeds
from tests.fakes import sample_incidents as sample
from tests.fakes.hub_client import FakeHubClient
from tests.fakes.own_media import FakeDevices
from tests.fakes.room_media import FakeRoomMedia
from tests.fakes.sample_incidents import TurnedMirror
from tests.widgets.conference.conftest import Sitting, sat_down
from tests.widgets.waiting import Until
from tests.widgets.wall.conftest import write_clip
from widgets.conference.conference import Conference
from widgets.conference.stage import Stage
from widgets.incidents.sending import Sender
from widgets.leader.page import LeaderPage

MakePage = Callable[..., LeaderPage]


@pytest.fixture
def client() -> FakeHubClient:
    return FakeHubClient()


@pytest.fixture
def pushed() -> list[tuple[str, dict[str, Any]]]:
    """What was pushed to which output."""
    return []


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its left half is red, its right half blue."""
    return write_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", width=320, height=180)


@pytest.fixture
def resolve(clip: Path) -> Callable[[Source], TileSource]:
    """Every camera plays the clip; nobody of a conference has a picture."""

    def resolve(source: Source) -> TileSource:
        if source.participation_id:
            return TileSource(source.value, f"conference://room/{source.participation_id}/camera")
        return TileSource(source.value, str(clip), camera_id=source.value)

    return resolve


@pytest.fixture
async def sitting(application: QApplication, until: Until) -> AsyncIterator[Sitting]:
    async with sat_down(until) as sitting:
        yield sitting


@pytest.fixture
async def make_page(
    application: QApplication,
    client: FakeHubClient,
    feeds: Feeds,
    resolve: Callable[[Source], TileSource],
    pushed: list[tuple[str, dict[str, Any]]],
) -> AsyncIterator[MakePage]:
    made: list[LeaderPage] = []
    idle: list[tuple[Conference, RoomLinks]] = []

    def make(mirror: Mirror, *, conference: Conference | None = None, **of_actor: Any) -> LeaderPage:
        if conference is None:
            links = RoomLinks(
                mirror,
                client,  # type: ignore[arg-type]
                make_media=lambda _link: FakeRoomMedia(),
                looks=lambda: False,
            )
            conference = Conference(links, mirror, FakeDevices())
            idle.append((conference, links))
        page = LeaderPage(
            mirror,
            client,  # type: ignore[arg-type]
            sample.actor(**of_actor),
            feeds=feeds,
            resolve=resolve,
            subscribe_opened=lambda _listener: lambda: None,
            push=lambda output_id, **what: pushed.append((output_id, what)),
            conference=conference,
            stage=Stage(feeds=feeds, resolve=resolve, now=conference.now),
        )
        page.resize(1366, 690)
        page.show()
        application.processEvents()
        made.append(page)
        return page

    yield make
    for page in made:
        page.release()
        page.close()
    for conference, links in idle:
        await conference.close()
        await links.close()


@pytest.fixture
async def make_sender(client: FakeHubClient) -> AsyncIterator[Callable[[TurnedMirror], Sender]]:
    tasks = TaskScope("test")

    def make(mirror: TurnedMirror) -> Sender:
        return Sender(mirror, client, tasks, sample.actor())  # type: ignore[arg-type]

    yield make
    await tasks.close()


@pytest.fixture
def read(application: QApplication) -> Iterator[Callable[[QWidget], str]]:
    """Everything that can be read in it, a line each."""

    def read(widget: QWidget) -> str:
        application.processEvents()
        parts = [each for each in widget.findChildren(QWidget) if each.isVisibleTo(widget)]
        return "\n".join(each.text() for each in parts if isinstance(each, QLabel | QAbstractButton) and each.text())

    yield read
