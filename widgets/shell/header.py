"""The top line of the console: where to go, what is on, whether the hub answers, who sits here, what time it is."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QToolButton,
    QWidget,
)

from app.domain.incidents import Incident
from app.domain.permissions import Actor
from app.domain.rooms import Room
from app.link.hub_client import HubClient
from app.link.mirror import LinkState, Mirror
from app.link.rooms import duty_rooms
from widgets import colours
from widgets.beijing import BEIJING
from widgets.elided_label import ElidedLabel
from widgets.icons import icon
from widgets.shell.mode_switch import ModeSwitch

_CLOCK_MS = 200
_STRIPE_PX = 3
_ICON_GAP_PX = 8  # as Qt itself leaves it


class Header(QFrame):
    """`page_asked` carries the number of the page, `room_asked` the standing room that somebody goes to. A violet
    stripe below says that a drill is on."""

    page_asked = Signal(int)
    room_asked = Signal(str)
    keys_asked = Signal()
    log_out_asked = Signal()

    def __init__(self, pages: Sequence[str], mirror: Mirror, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mirror = mirror
        self._drills = 0
        self.page_buttons: list[QToolButton] = []
        self._page_words = tuple(pages)
        self.duty_button = _WordsWhereRoom()
        self.duty_button.setIcon(icon("people"))
        self.duty_button.setText(self.tr("Duty room"))
        self.duty_button.setToolTip(self.tr("Duty room"))
        self.duty_button.setProperty("flat", "true")
        self.duty_button.clicked.connect(self._ask_for_duty_room)
        self.mode = ModeSwitch(mirror)
        self._running = _yielding()
        self._drill = QLabel()
        self._drill.setStyleSheet(f"color: {colours.DRILL.name()}; font-weight: 600;")
        self._hub = QLabel()
        self._who = _yielding()
        self._who.setProperty("role", "quiet")
        self.log_out_button = QToolButton()
        self.log_out_button.setText(self.tr("Log out"))
        self.log_out_button.setProperty("flat", "true")
        self.log_out_button.clicked.connect(self.log_out_asked)
        self.log_out_button.hide()
        self._clock_label = QLabel()
        self._date_label = _yielding(_WholeOrNothing)
        self._arrange(pages)
        self._endings = [
            mirror.subscribe(Incident, lambda _keys: self._show_incidents()),
            mirror.subscribe_status(self._show_hub),
            mirror.subscribe(Room, lambda _keys: self._show_duty_room()),
        ]
        self._show_incidents()
        self._show_duty_room()
        self._show_hub()
        self._clock = QTimer(self, interval=_CLOCK_MS)
        self._clock.timeout.connect(self._show_time)
        self._clock.start()
        self._show_time()

    def note(self, page: int, figure: str, words: str) -> None:
        """Something beside the name of a page, with the words that say what it is; empty where there is nothing."""
        button = self.page_buttons[page]
        button.setText(f"{self._page_words[page]} {figure}".rstrip())
        button.setToolTip(words)

    def show_page(self, number: int) -> None:
        self.page_buttons[number].setChecked(True)

    def enter(self, actor: Actor, client: HubClient) -> None:
        """Somebody sits here who may, or may not, change the operating mode."""
        self.mode.enter(actor, client)

    def show_person(self, words: str, *, can_log_out: bool) -> None:
        self._who.setText(words)
        self.log_out_button.setVisible(can_log_out)

    def hub_words(self) -> str:
        return self._hub.text()

    def running_words(self) -> str:
        return self._running.text()

    def release(self) -> None:
        self._clock.stop()
        self.mode.release()
        for end in self._endings:
            end()
        self._endings = []

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._drills:
            painter = QPainter(self)
            painter.fillRect(0, self.height() - _STRIPE_PX, self.width(), _STRIPE_PX, QColor(colours.DRILL))
            painter.end()

    def _show_duty_room(self) -> None:
        self.duty_button.setVisible(bool(duty_rooms(self._mirror)))

    def _ask_for_duty_room(self) -> None:
        rooms = duty_rooms(self._mirror)
        if rooms:
            self.room_asked.emit(rooms[0].room_id)

    def _show_incidents(self) -> None:
        going_on = [one for one in self._mirror.all(Incident).values() if not one.status.over]
        drills = sum(one.is_drill for one in going_on)
        self._running.setText(self.tr("{0} running").format(len(going_on) - drills))
        self._drill.setText(self.tr("Drill: {0}").format(drills))
        self._drill.setVisible(bool(drills))
        if bool(drills) != bool(self._drills):
            self.update()
        self._drills = drills

    def _show_hub(self) -> None:
        status = self._mirror.status
        colour = colours.QUIET_TEXT
        if status.state is LinkState.LIVE and status.store_ok:
            took_ms = round((status.round_trip_s or 0) * 1000)
            words, colour = self.tr("hub ok {0} ms").format(took_ms), colours.QUIET_TEXT
        elif status.state is LinkState.LIVE:
            words, colour = self.tr("hub cannot write"), colours.OFFLINE
        elif status.state is LinkState.LOST:
            since = status.since.astimezone(BEIJING)
            words, colour = self.tr("hub lost since {0}").format(f"{since:%H:%M:%S}"), colours.OFFLINE
        elif status.state is LinkState.REFUSED:
            words, colour = self.tr("logged out"), colours.WARNED
        else:
            words = self.tr("hub starts…")
        self._hub.setText(words)
        self._hub.setStyleSheet(f"color: {colour.name()};")

    def _show_time(self) -> None:
        # The hub's clock is the one that deadlines are read on.
        now = self._mirror.now().astimezone(BEIJING)
        self._clock_label.setText(f"{now:%H:%M:%S}")
        if (date := f"{now:%Y-%m-%d}") != self._date_label.text():
            self._date_label.setText(date)

    def _arrange(self, pages: Sequence[str]) -> None:
        name = _yielding(_WholeOrNothing)
        name.setText("Fivefifteen")
        name.setProperty("role", "heading")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6 + _STRIPE_PX)
        row.setSpacing(8)
        row.addWidget(name)
        group = QButtonGroup(self)
        for number, words in enumerate(pages):
            button = QToolButton()
            button.setText(words)
            button.setCheckable(True)
            button.setProperty("flat", "true")
            button.clicked.connect(lambda _checked, page=number: self.page_asked.emit(page))
            group.addButton(button)
            self.page_buttons.append(button)
            row.addWidget(button)
        row.addStretch()
        self._clock_label.setProperty("role", "clock")
        for label in (self._clock_label, self._date_label):
            label.setToolTip(self.tr("Beijing time"))
            label.setAccessibleName(self.tr("Beijing time"))
        self._date_label.setProperty("role", "quiet")
        keys = QToolButton()
        keys.setIcon(icon("keyboard"))
        keys.setToolTip(self.tr("Keys (F1)"))
        keys.setAccessibleName(self.tr("Keys"))
        keys.setProperty("flat", "true")
        keys.clicked.connect(self.keys_asked)
        for widget in (
            self.duty_button,
            self.mode,
            self._drill,
            self._running,
            self._hub,
            self._who,
            self.log_out_button,
            keys,
            self._date_label,
            self._clock_label,
        ):
            row.addWidget(widget)


class _WordsWhereRoom(QToolButton):
    """Its icon alone where a laptop's width is not enough for the words."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return self._hint(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def sizeHint(self) -> QSize:
        return self._hint(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        has_room = self.width() >= self.sizeHint().width()
        shown = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if has_room else Qt.ToolButtonStyle.ToolButtonIconOnly
        self.setToolButtonStyle(shown)

    def _hint(self, shown: Qt.ToolButtonStyle) -> QSize:
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.toolButtonStyle = shown
        size = option.iconSize
        if shown is Qt.ToolButtonStyle.ToolButtonTextBesideIcon:
            words = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, self.text())
            size = QSize(size.width() + _ICON_GAP_PX + words.width(), max(size.height(), words.height()))
        return self.style().sizeFromContents(QStyle.ContentsType.CT_ToolButton, option, size, self)


class _WholeOrNothing(ElidedLabel):
    """The beginning of a date says nothing, nor does that of a name."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.width() >= self.sizeHint().width():
            super().paintEvent(event)


def _yielding(kind: type[ElidedLabel] = ElidedLabel) -> ElidedLabel:
    """What is shortened first where a laptop's width is not enough for everything."""
    made = kind()
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return made
