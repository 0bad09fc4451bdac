"""A leader's page on the test's own loop, with a hub that answers what a test says and a room that says it too."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from app.domain.people import Hat, Person, RoleTitle
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
from tests.fakes.sample_incidents import TurnedMirror, live_mirror
from tests.widgets.conference.conftest import Sitting, sat_down
from tests.widgets.leader.deciding import FIRST, SECOND, decided
from tests.widgets.waiting import Until
from tests.widgets.wall.conftest import write_clip
from widgets.conference.conference import Conference
from widgets.conference.stage import Stage
from widgets.incidents.sending import Sender
from widgets.leader.decision_entry import DecisionEntry
from widgets.leader.owners import known_owners
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


@pytest.fixture
def district() -> TurnedMirror:
    """Units, a person, and two incidents to decide about."""
    person = Person(
        person_id="p1", name="王强", unit_id="310105001", hats=(Hat(title=RoleTitle.POLICE, unit_id="dept-police"),)
    )
    return live_mirror([FIRST, SECOND, person, *sample.units()])


@pytest.fixture
async def entry(
    district: TurnedMirror, client: FakeHubClient, make_sender: Callable[[TurnedMirror], Sender], until: Until
) -> AsyncIterator[DecisionEntry]:
    client.answers["decide"] = decided
    tasks = TaskScope("owners")
    owners = known_owners(district, tasks)
    entry = DecisionEntry(make_sender(district), owners)
    entry.show_incident(FIRST)
    entry.resize(520, 200)
    entry.show()
    yield entry
    entry.close()
    owners.release()
    await tasks.close()
