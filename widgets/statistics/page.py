"""Are we within five and fifteen? The page that asks the hub and shows its answer, or says why there is none.

Plots take a third of a second to load: that happens beside the loop, because the wall is painted on it.
"""

import asyncio
import importlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.permissions import Action, Actor, allows
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.link.mirror import LinkState, Mirror
from app.services.statistics_wire import Statistics, StatisticsQuery
from app.tasks import TaskScope
from streams.state import Phase
from widgets.application import off_loop
from widgets.beijing import BEIJING
from widgets.icons import icon
from widgets.notice_line import NoticeLine
from widgets.statistics.choice import Choice
from widgets.statistics.exports import Exports
from widgets.statistics.failure_words import failure_words
from widgets.statistics.filter_bar import FilterBar

if TYPE_CHECKING:
    from widgets.statistics.sheet import Sheet

# A leader leaves the page open; what is on it shall not grow old.
_AGAIN_MS = 5 * 60_000
_RETRY_S = 15
# Answers that come sooner need no words.
_SLOW_MS = 400


class StatisticsClient(Protocol):
    """As much of HubClient as the page needs."""

    async def statistics(self, query: StatisticsQuery) -> Statistics: ...

    async def statistics_csv(self, query: StatisticsQuery) -> bytes: ...


class StatisticsPage(QWidget):
    """Asks whenever it is shown and whenever the choice changes; hidden it does nothing. Needs a running loop."""

    def __init__(self, mirror: Mirror, client: StatisticsClient, actor: Actor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mirror = mirror
        self._client = client
        self._tasks = TaskScope("statistics")
        self._loading: asyncio.Task[None] | None = None
        self._answer: Statistics | None = None
        self._failed_at: datetime | None = None
        self.sheet: Sheet | None = None
        self.filters = FilterBar(mirror.now, own_unit_id=actor.unit_id)
        self.filters.changed.connect(self.load)
        self.again_button = self._make_again_button()
        self._notice = NoticeLine()
        self.exports = Exports(client, self._tasks, self)
        self.exports.told.connect(self._notice.say)
        self.exports.button.setVisible(allows(actor, Action.STATISTICS_EXPORT))
        self._words = QLabel()
        self._retry_button = QPushButton(icon("retry"), self.tr("Try again now"))
        self._retry_button.clicked.connect(self.load)
        self._empty = self._make_empty()
        self._scroll = QScrollArea()
        self._pages = QStackedWidget()
        self._arrange()
        self._again = QTimer(self, interval=_AGAIN_MS)
        self._again.timeout.connect(self.load)
        self._retry = QTimer(self, singleShot=True, interval=_RETRY_S * 1000)
        self._retry.timeout.connect(self.load)
        self._slow = QTimer(self, singleShot=True, interval=_SLOW_MS)
        self._slow.timeout.connect(lambda: self._notice.say(self._asking_words()))
        self._unsubscribe: Callable[[], None] = _nothing

    # -- what it says

    def words(self) -> str:
        """What stands there instead of figures; empty where they are."""
        return self._words.text() if self._pages.currentWidget() is self._empty else ""

    def notice(self) -> str:
        """What stands above the figures; empty: nothing."""
        return self._notice.words

    @property
    def choice(self) -> Choice:
        return self.filters.choice

    # -- asking

    def load(self) -> None:
        """Ask now; a question that is still under way is given up."""
        self._retry.stop()
        self.again_button.setEnabled(False)
        if self._answer is None:
            self._show_words(self._asking_words())
        else:
            self._slow.start()
        self._loading = self._tasks.start("load", self._load(self.choice))

    def release(self) -> None:
        """Stop asking and let go of the mirror; showing the page begins again."""
        self._unsubscribe()
        self._unsubscribe = _nothing
        for timer in (self._again, self._retry, self._slow):
            timer.stop()
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None

    async def _load(self, choice: Choice) -> None:
        now = self._mirror.now()
        try:
            answer = await self._client.statistics(choice.query(now))
        except (HubRefusedError, HubUnreachableError) as error:
            self._answered()
            self._fail(error)
            return
        self._answered()
        self._failed_at = None
        self._answer = answer
        self._notice.hide()
        self.filters.set_units(answer.units)
        if _is_empty(answer):
            self._show_words(self._empty_words(answer))
            return
        sheet = await self._loaded_sheet()
        first, last = choice.days(now)
        sheet.show_answer(answer, first=first, last=last)
        self.exports.set_shown(sheet, answer.query)
        self._pages.setCurrentWidget(self._scroll)

    def _answered(self) -> None:
        self._slow.stop()
        self.again_button.setEnabled(True)

    async def _loaded_sheet(self) -> "Sheet":
        if self.sheet is None:
            await off_loop("statistics plots", lambda: importlib.import_module("widgets.statistics.sheet"))
            from widgets.statistics.sheet import Sheet

            self.sheet = Sheet()
            self._scroll.setWidget(self.sheet)
        return self.sheet

    def _fail(self, error: HubRefusedError | HubUnreachableError) -> None:
        now = self._mirror.now()
        self._failed_at = self._failed_at or now
        words = failure_words(error, since=self._failed_at, next_try=now + timedelta(seconds=_RETRY_S))
        if isinstance(error, HubUnreachableError):
            self._retry.start()
        if self._answer is None or _is_empty(self._answer):
            self._show_words(words, can_retry=True)
        else:
            as_of = f"{self._answer.as_of.astimezone(BEIJING):%H:%M:%S}"
            self._notice.say(self.tr("{0} The figures below are those of {1}.").format(words, as_of), Phase.OFFLINE)

    # -- what it shows

    def _asking_words(self) -> str:
        return self.tr("Asking the hub for the samples…")

    def _empty_words(self, answer: Statistics) -> str:
        if answer.query.drills:
            words = self.tr("No drill in this choice. Take a longer period or all units.")
            other = self.tr("Real incidents in it: {0}; switch drills off to see them.")
        else:
            words = self.tr("No incident in this choice. Take a longer period or all units.")
            other = self.tr("Drills in it: {0}; switch to drills to see them.")
        return "\n".join([words, other.format(answer.apart)] if answer.apart else [words])

    def _show_words(self, words: str, *, can_retry: bool = False) -> None:
        self._words.setText(words)
        self._retry_button.setVisible(can_retry)
        self.exports.set_shown(None, None)
        self._pages.setCurrentWidget(self._empty)

    def _link_changed(self) -> None:
        if self._mirror.status.state is LinkState.LIVE and self._failed_at is not None:
            self.load()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self._unsubscribe()
            self._unsubscribe = self._mirror.subscribe_status(self._link_changed)
            self._again.start()
            self.load()
        elif event.type() == QEvent.Type.Hide:
            self.release()
        return super().event(event)

    def _make_again_button(self) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon("retry"))
        button.setToolTip(self.tr("Ask again (Ctrl+R)"))
        button.setAccessibleName(self.tr("Ask again (Ctrl+R)"))
        button.setShortcut("Ctrl+R")
        button.clicked.connect(self.load)
        return button

    def _make_empty(self) -> QWidget:
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setProperty("role", "quiet")
        empty = QWidget()
        column = QVBoxLayout(empty)
        column.addStretch()
        column.addWidget(self._words)
        column.addWidget(self._retry_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        return empty

    def _arrange(self) -> None:
        self.filters.row.addStretch()
        self.filters.row.addWidget(self.again_button)
        self.filters.row.addWidget(self.exports.button)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(self.filters)
        column.addWidget(self._notice)
        column.addWidget(self._pages, 1)


def _nothing() -> None:
    """There is no subscription to end."""


def _is_empty(answer: Statistics) -> bool:
    totals = [clock.total for clock in answer.clocks]
    return not any(total.n or total.pending or total.excluded for total in totals)
