"""The selected camera: what is known of it now, how it was before, a look now, and its picture."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from app.domain.camera_health import CameraHealth, CameraLook, Reliance, reliance
from app.domain.scenes import Source
from app.services.rows import SharedCamera
from widgets.cameras.preview import CameraPreview
from widgets.elided_label import ElidedLabel
from widgets.incidents.controls import button, label
from widgets.incidents.countdown_words import moment_words
from widgets.incidents.response_words import condition_words
from widgets.readiness.history import HistoryStrip
from widgets.readiness.words import detail_words, health_words, state_words

_SPANS = (timedelta(hours=1), timedelta(days=1), timedelta(days=7), timedelta(days=30))
_FIRST_SPAN = 1


class CameraPanel(QWidget):
    """`look_asked` carries the camera's key. What the hub says comes by `show_looks` and `say`."""

    look_asked = Signal(str)

    def __init__(self, make_preview: Callable[[], CameraPreview], *, may_view: bool) -> None:
        super().__init__()
        self._camera: SharedCamera | None = None
        self._looks: Sequence[CameraLook] = ()
        self.name = ElidedLabel()
        self.name.setProperty("role", "heading")
        self.place = ElidedLabel()
        self.place.setProperty("role", "quiet")
        self.state = label()
        self.look_button = button(
            self.tr("Look now"), self._ask, tooltip=self.tr("The patrol comes by before all others")
        )
        self.look_button.setVisible(may_view)
        self.answer = label("", "quiet")
        self.span_box = QComboBox()
        self.span_box.setAccessibleName(self.tr("How far back"))
        for span in _SPANS:
            self.span_box.addItem(self._span_words(span))
        self.span_box.setCurrentIndex(_FIRST_SPAN)
        self.strip = HistoryStrip()
        self._body = QWidget()
        self.changes = QListWidget()
        self.changes.setAccessibleName(self.tr("Changes, the latest first"))
        # A picture is somebody's view: temporary staff sees none.
        self.preview = make_preview() if may_view else None
        self._now: datetime | None = None
        self.span_box.currentIndexChanged.connect(lambda _index: self._show_history())
        self._arrange()
        self.clear()

    @property
    def camera_id(self) -> str:
        return self._camera.camera_id if self._camera is not None else ""

    def release(self) -> None:
        """Stop reading the picture."""
        if self.preview is not None:
            self.preview.release()

    def clear(self) -> None:
        self._camera, self._looks, self._now = None, (), None
        self.name.setText(self.tr("Select a camera in the list."))
        self._body.hide()
        if self.preview is not None:
            self.preview.show_source(None)

    def show_camera(self, camera: SharedCamera, word: CameraHealth | None, now: datetime) -> None:
        """As it is now. Another camera than before has no history yet."""
        if camera.camera_id != self.camera_id:
            self._looks = ()
            self.answer.setText("")
            self.changes.clear()
            if self.preview is not None:
                self.preview.show_source(Source.of_camera(camera.camera_id))
        self._body.show()
        self._camera, self._now = camera, now
        self.name.setText(camera.name)
        self.place.setText(" · ".join(text for text in (camera.street, camera.site, camera.code) if text))
        self.state.setText(health_words(word, now))
        is_live = reliance(word, now=now) is Reliance.LIVE
        self.look_button.setEnabled(not is_live)
        self.strip.setToolTip(state_words(word, now))
        self._show_history()

    def show_looks(self, looks: Sequence[CameraLook], now: datetime) -> None:
        """When its condition changed, the newest first."""
        self._looks, self._now = looks, now
        self.changes.clear()
        for look in looks:
            parts = [moment_words(look.at, now), condition_words(look.condition.value)]
            if look.detail:
                parts.append(detail_words(look.detail))
            self.changes.addItem("   ".join(parts))
        if not looks:
            self.changes.addItem(self.tr("No change is known yet."))
        self._show_history()

    def say(self, words: str) -> None:
        """What became of a wish, or why there is no history."""
        self.answer.setText(words)

    def _span_words(self, span: timedelta) -> str:
        hours = int(span.total_seconds()) // 3600
        return self.tr("{0} h").format(hours) if hours <= 24 else self.tr("{0} days").format(span.days)

    def _ask(self) -> None:
        if self._camera is not None:
            self.look_asked.emit(self.camera_id)

    def _show_history(self) -> None:
        if self._camera is None or self._now is None:
            return
        begin = self._now - _SPANS[self.span_box.currentIndex()]
        within = [look for look in self._looks if look.at >= begin]
        words = self.tr("Changes of condition: {0}").format(len(within))
        self.strip.show_history(self._looks, begin=begin, now=self._now, words=words)

    def _arrange(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self.look_button)
        line.addWidget(self.answer, 1)
        head = QHBoxLayout()
        head.addWidget(label(self.tr("History"), "heading", wrap=False))
        head.addStretch()
        head.addWidget(self.span_box)
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(6)
        body.addWidget(self.place)
        body.addWidget(self.state)
        body.addLayout(line)
        if self.preview is not None:
            body.addWidget(self.preview)
        body.addLayout(head)
        body.addWidget(self.strip)
        body.addWidget(self.changes, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addWidget(self.name)
        column.addWidget(self._body, 1)
        column.addStretch()
