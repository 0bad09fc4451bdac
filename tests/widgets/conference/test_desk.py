"""All of conferences that one person sees, and nothing of it once somebody else sits there."""

from collections.abc import AsyncIterator, Callable

import pytest
from PySide6.QtWidgets import QAbstractButton, QMainWindow

from app.domain.people import RoleTitle
from app.domain.scenes import Source
from app.services import signalling as s
from app.services.conference_engine import StreamSource
from app.services.tile_feed import TileSource
from streams.feeds import Feeds
from tests.fakes import sample_incidents as sample
from tests.fakes.hub_client import FakeHubClient
from tests.fakes.sample_rooms import a_room, rung
from tests.fakes.signalling_room import person
from tests.widgets.conference.conftest import Sitting
from tests.widgets.waiting import Until
from widgets.conference.desk import ConferenceDesk
from widgets.conference.seat_media import SeatMedia
from widgets.wall.outputs import Outputs

ME = person("me", "值班员", is_host=True)
WANG = person("wang", "王(消防)", titles=(RoleTitle.FIRE,))


async def test_what_the_devices_say_is_told_to_the_room(sitting: Sitting, until: Until) -> None:
    media = SeatMedia()
    sitting.conference.follow(media)
    sitting.conference.enter("room")
    # Before the hub has answered.
    media.permitted.emit()
    await until(lambda: sitting.room.said(s.Permitted))
    await sitting.join(ME)
    sitting.devices.on[StreamSource.CAMERA] = True
    media.switched.emit(StreamSource.CAMERA, True)
    await until(lambda: sitting.room.said(s.Muted)[-1:] == [s.Muted(source=StreamSource.CAMERA, on=True)])
    media.unheard.emit(True)
    assert sitting.conference.is_unheard
    sitting.devices.on[StreamSource.CAMERA] = False
    media.sources_changed.emit()
    await until(lambda: sitting.room.said(s.Muted)[-1:] == [s.Muted(source=StreamSource.CAMERA, on=False)])
    media.close()


@pytest.fixture
async def make_desk(sitting: Sitting, feeds: Feeds, outputs: Outputs) -> AsyncIterator[Callable[[], ConferenceDesk]]:
    windows: list[QMainWindow] = []
    desks: list[ConferenceDesk] = []

    def make() -> ConferenceDesk:
        window = QMainWindow()
        windows.append(window)
        desk = ConferenceDesk(
            sitting.conference,
            sitting.mirror,
            FakeHubClient(),  # type: ignore[arg-type]
            sample.actor(person_id="me"),
            window,
            feeds=feeds,
            resolve=lambda source: TileSource(source.value, f"conference://room/{source.participation_id}/camera"),
            outputs=outputs,
            own_outputs=frozenset,
            push=lambda _output, _source: None,
            selected_cameras=lambda: [Source.of_camera("gate")],
            name_of=lambda _source: "正门",
        )
        window.setCentralWidget(desk.page)
        window.resize(1280, 720)
        window.show()
        desks.append(desk)
        return desk

    yield make
    if desks:
        desks[-1].release()
    for window in windows:
        window.close()


async def test_an_accepted_ring_leads_to_the_lobby_of_that_room(
    sitting: Sitting, make_desk: Callable[[], ConferenceDesk], until: Until
) -> None:
    desk = make_desk()
    asked: list[bool] = []
    desk.page_asked.connect(lambda: asked.append(True))
    sitting.put(a_room(), rung("r1", "me"))
    assert desk.rings.sheet.isVisible()
    desk.rings.sheet.accept.click()
    await until(desk.page.door.join_button.isVisible)
    assert asked
    assert not desk.rings.sheet.isVisible()


async def test_the_strip_shows_everybody_who_speaks_first(
    sitting: Sitting, make_desk: Callable[[], ConferenceDesk], until: Until
) -> None:
    desk = make_desk()
    sitting.put(a_room())
    strip = desk.strip
    strip.resize(220, 700)
    strip.show()
    li = person("li", "李(公安)", sources=())
    await sitting.join(ME, li, WANG)
    await until(lambda: [entry.name for entry in strip.stage.entries if entry] == ["李(公安)", "王(消防)"])
    await sitting.show(ME, li, WANG, speaker_id="wang")
    await until(lambda: [entry.name for entry in strip.stage.entries if entry] == ["王(消防)", "李(公安)"])
    back: list[bool] = []
    desk.page_asked.connect(lambda: back.append(True))
    strip.stage.pinned.emit(strip.stage.entries[0])
    assert back
    strip.close()


async def test_why_a_conference_ended_is_told_wherever_somebody_is(
    sitting: Sitting, make_desk: Callable[[], ConferenceDesk], until: Until
) -> None:
    desk = make_desk()
    told: list[str] = []
    desk.notice.connect(told.append)
    await sitting.join(ME, WANG)
    await sitting.room.say(s.ErrorSaid(problem=s.Problem.ROOM_FULL))
    await until(lambda: told)
    await sitting.room.say(s.Ended())
    await until(lambda: "The conference is over." in told)
    assert sitting.conference.phase is None
    assert all(entry is None for entry in desk.page.live.stage.entries)


async def test_who_has_logged_out_hears_of_nothing_any_more(
    sitting: Sitting, make_desk: Callable[[], ConferenceDesk], until: Until
) -> None:
    before = make_desk()
    told: list[str] = []
    before.notice.connect(told.append)
    before.release()
    now = make_desk()
    sheet = now.rings.sheet
    sitting.put(a_room(), rung("r1", "me"))
    assert sheet.isVisible()
    await sitting.join(ME)
    assert not sheet.isVisible()
    await sitting.room.say(s.Ended())
    await until(lambda: sitting.conference.phase is None)
    assert told == []


async def test_every_control_has_a_name_for_a_screen_reader(
    sitting: Sitting, make_desk: Callable[[], ConferenceDesk], until: Until
) -> None:
    desk = make_desk()
    sitting.put(a_room(), rung("r1", "me"))
    await sitting.join(ME, WANG)
    parts = (desk.page, desk.strip, desk.rings.sheet)
    buttons = [each for part in parts for each in part.findChildren(QAbstractButton)]
    assert len(buttons) > 15
    assert [each for each in buttons if not (each.accessibleName() or each.text())] == []
