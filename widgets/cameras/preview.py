"""The selected camera, live and small, beside what is known about it: look before it goes on the wall."""

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.cameras import Camera
from app.domain.geo import ReferenceSystem
from app.domain.layouts import parse_layout
from app.domain.scenes import Source
from app.services.camera_registry import CameraRegistry
from app.services.tile_feed import TileFeed, TileSource
from streams.feeds import Feeds
from streams.state import Phase
from streams.url import redacted
from widgets.elided_label import ElidedLabel
from widgets.icons import BADGE_SIZE, badge
from widgets.wall.canvas import WallCanvas
from widgets.wall.words import phase_words, state_lines

# Running through the list with an arrow key opens no camera on the way.
_REST_MS = 300
_REFRESH_MS = 1000
_MARGIN = 8


def _tr(text: str) -> str:
    return QCoreApplication.translate("CameraPreview", text)


class CameraPreview(QWidget):
    """One live tile and the facts. The picture is only read while this can be seen."""

    def __init__(
        self,
        *,
        feeds: Feeds,
        registry: CameraRegistry,
        resolve: Callable[[Source], TileSource],
        narrow: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`narrow`: for a column, the picture alone."""
        super().__init__(parent)
        self._narrow = narrow
        self._feeds = feeds
        self._registry = registry
        self._resolve = resolve
        self._source: Source | None = None
        self.feed: TileFeed | None = None
        self.canvas = WallCanvas(parse_layout("1x1"), self)
        self.canvas.setMinimumSize(160, 90)
        self.canvas.setAccessibleName(self.tr("Preview of the selected camera"))
        self.name = ElidedLabel()
        self.name.setProperty("role", "heading")
        self._badge = QLabel()
        self.state = ElidedLabel()
        self._facts = QGridLayout()
        self._values: dict[str, ElidedLabel] = {}
        self._arrange()
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._open)
        self._refresh = QTimer(self, interval=_REFRESH_MS)
        self._refresh.timeout.connect(self.refresh)
        self.destroyed.connect(registry.subscribe_opened(self.refresh))
        self.refresh()

    def sizeHint(self) -> QSize:
        return QSize(340, 230) if self._narrow else QSize(900, 250)

    def show_source(self, source: Source | None) -> None:
        if source != self._source:
            self._source = source
            self._close()
            self._rest.start()
            self.refresh()

    def release(self) -> None:
        """Stop reading; before the feeds are closed."""
        self._rest.stop()
        self._refresh.stop()
        self._close()

    def facts(self) -> dict[str, str]:
        """What stands there now, by field."""
        return {fact: label.text() for fact, label in self._values.items()}

    def refresh(self) -> None:
        """Once a second while it can be seen."""
        now_s = time.monotonic()
        tile_source = self._resolve(self._source) if self._source is not None else None
        camera = self._registry.get(self._source.value) if self._source is not None else None
        self.name.setText(tile_source.name if tile_source is not None else self.tr("Nothing selected"))
        if self.feed is not None and tile_source is not None and tile_source != self.feed.source:
            # What opens the camera has come, or was changed.
            self._close()
            self._open()
            return
        if self.feed is not None:
            state = self.feed.state(now_s)
            self._badge.setPixmap(badge(state.phase).pixmap(BADGE_SIZE, BADGE_SIZE))
            self.state.setText("  ".join(state_lines(state, now_s, self.feed.age_s(now_s))))
        else:
            self._badge.clear()
            self.state.setText(
                phase_words(Phase.IDLE) if tile_source else self.tr("Select a camera in the tree or a tile above.")
            )
        texts = {**_camera_facts(camera), **_address_facts(tile_source), **_stream_facts(self.feed)}
        for fact, label in self._values.items():
            label.setText(texts.get(fact) or "–")

    def _open(self) -> None:
        if self._source is not None and self.isVisible() and self.feed is None:
            self.feed = TileFeed(self._feeds, self._resolve(self._source))
            self.canvas.tiles[0].assign(self.feed)
            self.canvas.update()
            self.refresh()

    def _close(self) -> None:
        if self.feed is not None:
            self.canvas.tiles[0].assign(None)
            self.feed.close()
            self.feed = None
            self.canvas.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh.start()
        self._rest.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.release()

    def _arrange(self) -> None:
        if self._narrow:
            # The tile says itself how the picture is.
            whole = QVBoxLayout(self)
            whole.setContentsMargins(0, 0, 0, 0)
            whole.addWidget(self.canvas)
            return
        state_line = QHBoxLayout()
        state_line.setSpacing(6)
        state_line.addWidget(self._badge)
        state_line.addWidget(self.state, 1)
        self._facts.setColumnStretch(1, 1)
        self._facts.setColumnStretch(3, 1)
        self._facts.setHorizontalSpacing(10)
        self._facts.setVerticalSpacing(3)
        for number, (fact, words) in enumerate(_fact_words().items()):
            caption = QLabel(words)
            caption.setProperty("role", "quiet")
            value = ElidedLabel()
            value.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            self._values[fact] = value
            row, column = number // 2, number % 2 * 2
            self._facts.addWidget(caption, row, column)
            self._facts.addWidget(value, row, column + 1)
        side = QVBoxLayout()
        side.setSpacing(6)
        side.addWidget(self.name)
        side.addLayout(state_line)
        side.addLayout(self._facts)
        side.addStretch()
        row_layout = QHBoxLayout(self)
        row_layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        row_layout.setSpacing(12)
        row_layout.addWidget(self.canvas)
        row_layout.addLayout(side, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._narrow:
            self.canvas.setFixedHeight(round(self.width() * 9 / 16))
            return
        height = self.contentsRect().height() - 2 * _MARGIN
        self.canvas.setFixedWidth(max(160, min(self.width() // 2, round(height * 16 / 9))))


def _fact_words() -> dict[str, str]:
    return {
        "street": _tr("Street"),
        "codec": _tr("Codec"),
        "site": _tr("Site"),
        "size": _tr("Size"),
        "code": _tr("Code"),
        "fps": _tr("Pictures"),
        "gb_id": _tr("National ID"),
        "bitrate": _tr("Bit rate"),
        "position": _tr("Position"),
        "stream": _tr("Stream"),
        "heading": _tr("Heading"),
        "address": _tr("Address"),
        "grid": _tr("Grid"),
        "tags": _tr("Domains"),
    }


def _camera_facts(camera: Camera | None) -> dict[str, str]:
    if camera is None:
        return {}
    facts = {
        "street": camera.street,
        "site": camera.site,
        "code": camera.code,
        "gb_id": camera.gb_id,
        "grid": "  ".join(text for text in (camera.grid_code, camera.city_code) if text),
        "tags": "  ".join(camera.domain_tags),
        "heading": "" if camera.heading_deg is None else f"{camera.heading_deg:.0f}°",
    }
    if (where := camera.position) is not None:
        facts["position"] = f"{where.longitude:.6f}, {where.latitude:.6f} {ReferenceSystem.WGS84}"
        if where.reference_system is not ReferenceSystem.WGS84:
            facts["position"] += " " + _tr("(given in {0})").format(where.reference_system)
    return facts


def _address_facts(source: TileSource | None) -> dict[str, str]:
    return {"address": redacted(source.main_url or source.sub_url)} if source is not None else {}


def _stream_facts(feed: TileFeed | None) -> dict[str, str]:
    if feed is None or feed.view is None or (meter := feed.meter()) is None:
        return {}
    meter.read()
    lane = feed.view.feed.lane
    if not lane.source_width:
        return {}
    return {
        "codec": {"h264": "H.264", "hevc": "H.265"}.get(lane.codec, lane.codec.upper()),
        "size": f"{lane.source_width}×{lane.source_height}",
        "fps": _tr("{0} a second").format(f"{meter.fps:.0f}"),
        "bitrate": f"{meter.bitrate_bps / 1e6:.1f} Mb/s",
        "stream": _tr("Main") if feed.is_main else _tr("Sub"),
    }
