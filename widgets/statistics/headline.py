"""The answer to one promise, large: how many were in time, how sure that is, and how long it takes."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.sla.policies import CONFERENCE, VIDEO
from app.services.statistics_wire import ClockStatistics
from widgets import colours
from widgets.incidents.countdown import Sign
from widgets.incidents.signs import SIGN_SIZE, sign_picture
from widgets.incidents.words import clock_words
from widgets.statistics.series import is_kept
from widgets.statistics.words import interval_words, share_words, target_words, time_words
from widgets.style import BODY_PX, CLOCK_PX

LARGEST_PX = 46
_SIGN_SCALE = 2

# Fewer say little about nine of ten.
_FEW = 10


class Headline(QFrame):
    """One promise in figures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.question = QLabel()
        self.question.setStyleSheet(f"font-size: {BODY_PX}px; font-weight: 600;")
        self.verdict = QLabel()
        self._sign = QLabel()
        self.share = QLabel()
        self.counted = QLabel()
        self.counted.setWordWrap(True)
        self.counted.setProperty("role", "quiet")
        self.p50, self.p90 = QLabel(), QLabel()
        for label in (self.p50, self.p90):
            label.setStyleSheet(f"font-size: {CLOCK_PX}px;")
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._arrange()

    def show_figures(self, clock: ClockStatistics) -> None:
        total = clock.total
        kept = is_kept(total)
        self.question.setText(self._question_words(clock))
        self.share.setText(share_words(total))
        colour = {True: colours.LIVE, False: colours.OFFLINE, None: colours.QUIET_TEXT}[kept]
        self.share.setStyleSheet(f"font-size: {LARGEST_PX}px; font-weight: 600; color: {colour.name()};")
        self._sign.setPixmap(self._sign_picture({True: Sign.MET, False: Sign.LATE, None: Sign.NONE}[kept]))
        self.verdict.setText(self._verdict_words(kept))
        self.verdict.setStyleSheet(f"color: {QColor(colour).name()}; font-weight: 600;")
        self.p50.setText(time_words(total.p50_s, total.n))
        self.p90.setText(time_words(total.p90_s, total.n))
        self.counted.setText(self._counted_words(clock))
        self.setAccessibleName(
            " · ".join((self.question.text(), self.share.text(), self.verdict.text(), self.counted.text()))
        )

    def _question_words(self, clock: ClockStatistics) -> str:
        words = {VIDEO: self.tr("Live video on the wall"), CONFERENCE: self.tr("Everybody in one conference")}
        name = words.get(clock.kind, clock_words(clock.kind, clock.name))
        targets = sorted(clock.targets_s)
        if not targets:
            return name
        if len(targets) == 1:
            return self.tr("{0} within {1}").format(name, target_words(targets[0]))
        return self.tr("{0} within {1} to {2}").format(name, target_words(targets[0]), target_words(targets[-1]))

    def _verdict_words(self, kept: bool | None) -> str:
        if kept is None:
            return self.tr("nothing decided yet")
        return self.tr("kept: nine of ten in time") if kept else self.tr("not kept: fewer than nine of ten in time")

    def _counted_words(self, clock: ClockStatistics) -> str:
        total = clock.total
        if not total.n:
            return self.tr("no sample in this choice")
        words = self.tr("n = {0} · {1} in time · 95 % interval {2}").format(total.n, total.met, interval_words(total))
        return self.tr("{0} · few samples").format(words) if total.n < _FEW else words

    def _sign_picture(self, sign: Sign) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(sign_picture(sign, _SIGN_SCALE * ratio))
        picture.setDevicePixelRatio(ratio)
        return picture

    def _arrange(self) -> None:
        self._sign.setFixedSize(_SIGN_SCALE * SIGN_SIZE, _SIGN_SCALE * SIGN_SIZE)
        times = QGridLayout()
        times.setHorizontalSpacing(8)
        times.setVerticalSpacing(0)
        explained = {
            "P50": self.tr("Half of them took no longer (nearest rank)"),
            "P90": self.tr("Nine of ten took no longer (nearest rank)"),
        }
        for row, (name, value) in enumerate((("P50", self.p50), ("P90", self.p90))):
            caption = QLabel(name)
            caption.setProperty("role", "quiet")
            for label in (caption, value):
                label.setToolTip(explained[name])
            value.setAccessibleName(name)
            times.addWidget(caption, row, 0)
            times.addWidget(value, row, 1)
        figures = QHBoxLayout()
        figures.setSpacing(10)
        figures.addWidget(self._sign)
        figures.addWidget(self.share)
        figures.addStretch()
        figures.addLayout(times)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(2)
        column.addWidget(self.question)
        column.addLayout(figures)
        column.addWidget(self.verdict)
        column.addWidget(self.counted)
