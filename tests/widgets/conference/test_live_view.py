"""In the room: what the page shows of it and what its buttons say to the hub."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QWidget

from app.domain.people import RoleTitle
from app.domain.rooms import InvitationStatus, ParticipationKind, ParticipationStatus, ParticipationTimes
from app.domain.scenes import Source
from app.link.room_link import LinePhase
from app.services import signalling as s
from app.services.conference_engine import StreamSource
from app.services.tile_feed import TileSource
from streams.feeds import Feeds
from tests.fakes.sample_rooms import a_person, a_place, a_room, rung
from tests.fakes.signalling_room import OPENED_AT, person
from tests.widgets.conference.conftest import Sitting
from tests.widgets.waiting import Until
from widgets.conference.door_view import DoorView
from widgets.conference.live_view import LiveView
from widgets.conference.page import ConferencePage
from widgets.conference.rooms_list import RoomsList
from widgets.conference.stage import Stage
from widgets.conference.stage_entries import EntryState

ME = person("me", "值班员", is_host=True)
WANG = person("wang", "王(消防)", titles=(RoleTitle.FIRE,), joined_at=OPENED_AT + timedelta(minutes=1))
LI = person("li", "李(公安)", titles=(RoleTitle.POLICE,), joined_at=OPENED_AT + timedelta(minutes=2))


def resolve(source: Source) -> TileSource:
    """An address that nobody answers at."""
    return TileSource(source.value, f"conference://room/{source.participation_id}/camera")


@pytest.fixture
async def page(sitting: Sitting, feeds: Feeds) -> AsyncIterator[ConferencePage]:
    conference = sitting.conference
    live = LiveView(
        conference,
        Stage(feeds=feeds, resolve=resolve, now=conference.now),
        add_wall=lambda menu, source: menu.addAction(f"wall {source.value}"),
        room_menu=lambda menu: menu.addAction("room"),
        rung_menu=lambda menu, row: menu.addAction(f"rung {row.name}"),
        camera_menu=lambda _menu, _one: None,
    )
    page = ConferencePage(conference, rooms=RoomsList(sitting.mirror), door=DoorView(conference), live=live)
    page.resize(1280, 720)
    page.show()
    yield page
    page.release()
    page.close()


async def menu_of(page: QWidget, until: Until) -> list[str]:
    found: list[QMenu] = []

    def is_open() -> bool:
        found[:] = [menu for menu in page.findChildren(QMenu) if menu.isVisible()]
        return bool(found)

    await until(is_open)
    words = [action.text() for action in found[0].actions() if action.text()]
    found[0].close()
    return words


async def test_from_the_list_over_the_door_into_the_room_and_out(
    sitting: Sitting, page: ConferencePage, until: Until
) -> None:
    sitting.put(a_room())
    page.rooms.findChildren(QPushButton)[0].click()
    await until(page.door.join_button.isVisible)
    assert page.door.join_button.hasFocus() or not page.isActiveWindow()
    sitting.room.people = [ME, WANG]
    page.door.join_button.click()
    await until(page.live.isVisible)
    assert [entry.name for entry in page.live.stage.entries if entry] == ["王(消防)"]
    page.live.controls.leave.click()
    await until(page.rooms.isVisible)
    await until(lambda: sitting.room.said(s.Leave))
    assert sitting.devices.left


async def test_a_page_for_three_shows_two_and_me_in_the_list(
    sitting: Sitting, page: ConferencePage, until: Until
) -> None:
    await sitting.join(ME, WANG, LI)
    stage = page.live.stage
    await until(lambda: [entry.name for entry in stage.entries if entry] == ["王(消防)", "李(公安)"])
    assert [row.name for row in page.live.people.model.rows] == ["值班员", "王(消防)", "李(公安)"]
    assert stage.entry_at(QPoint(10, 10)) == stage.entries[0]


async def test_the_microphone_is_switched_here_and_told_to_the_room(
    sitting: Sitting, page: ConferencePage, until: Until
) -> None:
    await sitting.join(ME)
    controls = page.live.controls
    await until(lambda: controls.microphone.text() == "Mute")
    controls.microphone.click()
    await until(lambda: s.Muted(source=StreamSource.MICROPHONE, on=False) in sitting.room.heard)
    assert sitting.devices.on[StreamSource.MICROPHONE] is False
    assert controls.microphone.text() == "Unmute"
    controls.camera.click()
    await until(lambda: s.Muted(source=StreamSource.CAMERA, on=True) in sitting.room.heard)


async def test_a_machine_without_devices_is_in_the_room_and_says_what_it_has_not(
    sitting: Sitting, page: ConferencePage, until: Until
) -> None:
    sitting.devices.on = {}
    await sitting.join(ME)
    controls = page.live.controls
    await until(lambda: controls.microphone.text() == "No microphone")
    assert not controls.microphone.isEnabled()
    assert controls.camera.text() == "No camera"


async def test_who_was_muted_by_a_host_cannot_switch_on_and_is_told_why(
    sitting: Sitting, page: ConferencePage, until: Until
) -> None:
    await sitting.join(ME, WANG)
    await sitting.show(ME.model_copy(update={"muted_by_host": (StreamSource.MICROPHONE,)}), WANG)
    await until(lambda: page.live.controls.microphone.text() == "Muted by the host")
    assert not page.live.controls.microphone.isEnabled()


async def test_a_host_asks_for_a_voice_and_nobody_is_switched_on_by_somebody_else(
    sitting: Sitting, page: ConferencePage, until: Until
) -> None:
    sitting.devices.on[StreamSource.MICROPHONE] = False
    await sitting.join(ME)
    await sitting.room.say(s.UnmuteAsked(source=StreamSource.MICROPHONE))
    await until(page.live.unmute.isVisible)
    assert sitting.devices.on[StreamSource.MICROPHONE] is False
    page.live.unmute.answered.emit(StreamSource.MICROPHONE, True)
    await until(lambda: sitting.devices.on[StreamSource.MICROPHONE])
    await until(lambda: not page.live.unmute.isVisible())


async def test_the_space_bar_opens_the_microphone_while_it_is_held_down(
    sitting: Sitting, page: ConferencePage, until: Until
) -> None:
    sitting.devices.on[StreamSource.MICROPHONE] = False
    await sitting.join(ME)
    window = page.windowHandle()
    QTest.keyPress(window, Qt.Key.Key_Space)
    assert sitting.devices.on[StreamSource.MICROPHONE] is True
    QTest.keyRelease(window, Qt.Key.Key_Space)
    assert sitting.devices.on[StreamSource.MICROPHONE] is False
    page.live.chat_button.click()
    page.activateWindow()
    page.live.chat.field.setFocus()
    await until(page.live.chat.field.hasFocus)
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert sitting.devices.on[StreamSource.MICROPHONE] is False, "a space is a space where somebody types"


async def test_who_rings_is_a_tile_with_the_time_that_goes_by(
    sitting: Sitting, page: ConferencePage, until: Until
) -> None:
    sitting.put(a_room(), a_person("p1", "霍长明"), rung("r1", "p1"))
    await sitting.join(ME)
    stage = page.live.stage
    await until(lambda: [entry.name for entry in stage.entries if entry] == ["霍长明"])
    [entry] = [entry for entry in stage.entries if entry]
    assert (entry.state, entry.rung_at) == (EntryState.RINGING, OPENED_AT)
    assert page.live.people.model.line(page.live.people.model.rows[-1]).startswith("fire service · ringing 2:0")
    sitting.put(a_place("huo", "霍长明", person_id="p1"))
    await sitting.show(ME, person("huo", "霍长明"))
    await until(lambda: [entry.key for entry in stage.entries if entry] == ["huo"])


async def test_for_whom_the_clock_waits_stands_above_the_list(
    sitting: Sitting, page: ConferencePage, until: Until
) -> None:
    sitting.put(a_room(), a_place("wang", "王(消防)", titles=(RoleTitle.FIRE,)))
    await sitting.join(ME, WANG)
    await until(lambda: "Missing: police" in page.live.people._missing.text())
    sitting.put(
        rung("r1", "p1", title=RoleTitle.POLICE, status=InvitationStatus.WITHOUT_MEDIA),
        a_place("li", "李(公安)", titles=(RoleTitle.POLICE,)),
    )
    await until(lambda: page.live.people._missing.text() == "In, but without sound or picture: police")
    heard = ParticipationTimes(first_media_at=OPENED_AT)
    sitting.put(a_place("li", "李(公安)", version=2, titles=(RoleTitle.POLICE,), times=heard))
    await until(lambda: page.live.people._missing.text() == "")


async def test_a_host_lets_somebody_in_from_the_door(sitting: Sitting, page: ConferencePage, until: Until) -> None:
    await sitting.join(ME)
    await sitting.show(ME, person("door", "门口的人", status=ParticipationStatus.WAITING, sources=()))
    admit = [each for each in page.live.people.findChildren(QPushButton) if each.text() == "Let in"]
    admit[0].click()
    await until(lambda: s.Host(action=s.HostAction.ADMIT, participant_id="door") in sitting.room.heard)


async def test_a_host_can_do_something_about_everybody_else_and_others_cannot(
    sitting: Sitting, page: ConferencePage, until: Until
) -> None:
    await sitting.join(ME, WANG)
    page.live.stage.menu_asked.emit(page.live.stage.entries[0], QPoint(5, 5))
    words = await menu_of(page, until)
    assert words == ["Pin", "wall wang", "Mute", "Stop the camera", "Remove from the room"]
    await sitting.show(ME, WANG.model_copy(update={"kind": ParticipationKind.FIELD}))
    page.live.stage.menu_asked.emit(page.live.stage.entries[0], QPoint(5, 5))
    assert (await menu_of(page, until))[-1] == "Remove, and close the link to further phones"
    await sitting.show(ME.model_copy(update={"is_host": False}), WANG)
    page.live.stage.menu_asked.emit(page.live.stage.entries[0], QPoint(5, 5))
    assert await menu_of(page, until) == ["Pin", "wall wang"]


async def test_a_pinned_one_stays_large_whoever_speaks(sitting: Sitting, page: ConferencePage, until: Until) -> None:
    await sitting.join(ME, WANG, LI)
    await until(lambda: len([entry for entry in page.live.stage.entries if entry]) == 2)
    page.live.pin("li")
    await sitting.show(ME, WANG, LI, speaker_id="wang")
    first = page.live.stage.entries[0]
    assert first is not None
    assert first.key == "li"
    page.live.pin("")
    first = page.live.stage.entries[0]
    assert first is not None
    assert first.key == "wang"


async def test_what_is_written_is_there_for_everybody_and_stays_typed_without_a_line(
    sitting: Sitting, page: ConferencePage, until: Until
) -> None:
    await sitting.join(ME)
    page.live.chat_button.click()
    field = page.live.chat.findChildren(QLineEdit)[0]
    field.setText("水位 <b>在涨</b>")
    field.returnPressed.emit()
    await until(lambda: sitting.room.said(s.Say))
    assert field.text() == ""
    at = OPENED_AT + timedelta(minutes=3)
    await sitting.room.say(s.ChatSaid(message_id="m", participant_id="wang", name="王", text="<i>收到</i>", at=at))
    await until(lambda: "<i>收到</i>" in page.live.chat.log.toPlainText())
    await sitting.room.hang_up()
    await until(lambda: sitting.conference.phase is LinePhase.LOST)
    field.setText("还在吗")
    field.returnPressed.emit()
    assert field.text() == "还在吗"
    await until(page.live.notice.isVisible)


async def test_whom_a_host_removes_is_told_so_on_the_list_of_rooms(
    sitting: Sitting, page: ConferencePage, until: Until
) -> None:
    await sitting.join(ME)
    await sitting.room.say(s.ErrorSaid(problem=s.Problem.REMOVED, final=True))
    await until(page.rooms.isVisible)
    assert page.rooms._outcome.text() == "A host removed you from the room."
