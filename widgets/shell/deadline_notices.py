"""A warning of a deadline is put before the eyes of whoever sits here, once, wherever they are in the program."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.domain.incidents import Incident
from app.domain.sla.clocks import Firing, SlaClock
from app.link.mirror import Mirror
from widgets.incidents.words import clock_words, title_words
from widgets.shell.notices import NoticeKind

# What was due before the seat came is history; the board shows it.
_FRESH_S = 120.0


class DeadlineNotices(QObject):
    """`notice` carries words and a NoticeKind: a warning before the target, an error from it on."""

    notice = Signal(str, NoticeKind)

    def __init__(self, mirror: Mirror, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mirror = mirror
        self._told: dict[str, int] = {}
        self._ending: Callable[[], None] = mirror.subscribe(Incident, self._look)

    def release(self) -> None:
        self._ending()
        self._ending = _nothing

    def _look(self, keys: frozenset[str]) -> None:
        for key in keys:
            incident = self._mirror.get(Incident, key)
            if incident is None:
                self._told.pop(key, None)
                continue
            fired = [(clock, firing) for clock in incident.clocks for firing in clock.firings]
            told = self._told.get(key, 0)
            self._told[key] = len(fired)
            if len(fired) > told:
                self._tell(incident, *max(fired, key=lambda one: one[1].fired_at))

    def _tell(self, incident: Incident, clock: SlaClock, firing: Firing) -> None:
        if (self._mirror.now() - firing.fired_at).total_seconds() > _FRESH_S:
            return
        words = self.tr("{0}: {1} has used {2} % of its time. For the {3}.").format(
            incident.title, clock_words(clock.kind, clock.name), firing.percent, title_words(firing.title)
        )
        if incident.is_drill:
            words = self.tr("Drill. {0}").format(words)
        self.notice.emit(words, NoticeKind.ERROR if firing.percent >= 100 else NoticeKind.WARNING)


def _nothing() -> None: ...
