"""What is on, whether the hub answers and that a drill runs can be read from every page."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.rooms import RoomKind
from app.link.mirror import LinkState, LinkStatus, Mirror
from tests.fakes.sample_incidents import incident
from tests.fakes.sample_rooms import a_room
from widgets import colours
from widgets.shell.header import Header

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.fixture
def mirror() -> Mirror:
    return Mirror()


@pytest.fixture
def header(application: object, mirror: Mirror) -> Header:
    return Header(["Observe", "Handle"], mirror)


def stripe(header: Header) -> str:
    header.resize(800, 48)
    image = header.grab().toImage()
    return image.pixelColor(400, image.height() - 1).name()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (LinkStatus(state=LinkState.LIVE, since=NOW, round_trip_s=0.0034), "hub ok 3 ms"),
        (LinkStatus(state=LinkState.LIVE, since=NOW, store_ok=False), "hub cannot write"),
        (LinkStatus(state=LinkState.LOST, since=NOW), "hub lost since 10:00:00"),
        (LinkStatus(state=LinkState.REFUSED, since=NOW), "logged out"),
        (LinkStatus(state=LinkState.CONNECTING, since=NOW + timedelta(seconds=1)), "hub starts…"),
    ],
)
def test_the_hubs_state_stands_there(header: Header, mirror: Mirror, status: LinkStatus, words: str) -> None:
    mirror.set_status(status)
    assert header.hub_words() == words


def test_a_drill_is_seen_on_every_page_and_counted_apart(header: Header, mirror: Mirror) -> None:
    assert stripe(header) != colours.DRILL.name()
    mirror.put(incident(1, is_drill=True))
    mirror.put(incident(2, is_drill=False))
    assert stripe(header) == colours.DRILL.name()
    assert header.running_words() == "1 running"


def test_a_button_asks_for_its_page(header: Header) -> None:
    asked: list[int] = []
    header.page_asked.connect(asked.append)
    header.page_buttons[1].click()
    assert asked == [1]


def test_released_it_hears_of_nothing_more(header: Header, mirror: Mirror) -> None:
    header.release()
    mirror.set_status(LinkStatus(state=LinkState.LOST, since=NOW))
    assert header.hub_words() == "hub starts…"


def test_a_figure_stands_beside_its_page_while_there_is_one(header: Header) -> None:
    header.note(1, "✕2", "Sites whose cameras have all failed: 2")
    assert (header.page_buttons[1].text(), header.page_buttons[1].toolTip()) == (
        "Handle ✕2",
        "Sites whose cameras have all failed: 2",
    )
    header.note(1, "", "")
    assert header.page_buttons[1].text() == "Handle"


def test_with_everything_that_it_can_say_it_fits_a_laptop(application: QApplication, mirror: Mirror) -> None:
    pages = ["Observe", "Manage", "Prevent", "Handle", "Join", "Statistics", "Command"]
    header = Header(pages, mirror)
    for number in range(12):
        mirror.put(incident(number, is_drill=number % 2 == 0))
    mirror.put(a_room(kind=RoomKind.DUTY, incident_id=None))
    mirror.set_status(LinkStatus(state=LinkState.LOST, since=NOW))
    header.show_person("王芳 · 长宁区城市运行管理中心指挥调度科", can_log_out=True)
    header.show()
    application.processEvents()
    assert header.minimumSizeHint().width() <= 1200
    header.release()
    header.close()


def test_the_words_of_the_duty_room_give_way_before_what_matters(application: QApplication, mirror: Mirror) -> None:
    header = Header(["观", "管", "防", "处", "联", "统计", "指挥"], mirror)
    mirror.put(a_room(kind=RoomKind.DUTY, incident_id=None))
    mirror.set_status(LinkStatus(state=LinkState.LOST, since=NOW))
    header.show()
    for width, shown in (
        (header.sizeHint().width(), Qt.ToolButtonStyle.ToolButtonTextBesideIcon),
        (header.minimumSizeHint().width(), Qt.ToolButtonStyle.ToolButtonIconOnly),
    ):
        header.resize(width, 48)
        application.processEvents()
        assert (header.width(), header.duty_button.toolButtonStyle()) == (width, shown)
        assert header.duty_button.width() >= header.duty_button.minimumSizeHint().width()
    header.release()
    header.close()
