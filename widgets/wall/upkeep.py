"""What walls need regularly: tours stepped, unused sources closed, work lowered when the machine cannot keep up."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

from app.domain.overload import Overload, Saving
from app.services.tile_feed import Quality
from streams.feeds import Feeds
from widgets.wall.canvas import WallCanvas
from widgets.wall.output_window import OutputWindow
from widgets.wall.tile import Tile

_TOUR_MS = 100
_SECOND_MS = 1000
# Tiles lower than this many physical pixels are the ones that go to key frames: their loss shows least.
SMALL_TILE_HEIGHT = 480


class WallUpkeep(QObject):
    """Runs until `stop()`, which comes before the feeds are closed."""

    def __init__(
        self, feeds: Feeds, windows: Callable[[], Iterable[OutputWindow]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._feeds = feeds
        self._windows = windows
        self._overload = Overload()
        self._timers = [QTimer(self, interval=_TOUR_MS), QTimer(self, interval=_SECOND_MS)]
        for timer, work in zip(self._timers, (self._advance_tours, self._every_second), strict=True):
            timer.timeout.connect(work)
            timer.start()

    @property
    def saving(self) -> Saving:
        return self._overload.saving

    def stop(self) -> None:
        for timer in self._timers:
            timer.stop()

    def _advance_tours(self) -> None:
        for window in self._windows():
            window.output.advance_tour()

    def _every_second(self) -> None:
        self._feeds.sweep()
        load, longest_wait_s = self._feeds.load()
        self._overload = self._overload.after_second(longest_wait_s=longest_wait_s, load=load)
        for window in self._windows():
            # Every second, because tiles come and go with layouts.
            self._lower(window.canvas, window.output.state.expanded)
            window.set_saving(self._overload.saving)

    def _lower(self, canvas: WallCanvas, expanded: int | None) -> None:
        for index, tile in enumerate(canvas.tiles):
            tile.set_quality(Quality.FULL if index == expanded else self._quality(tile))
            # What the stream turned out to be (size, distance of key frames) changes what is asked of it.
            tile.ask()

    def _quality(self, tile: Tile) -> Quality:
        match self._overload.saving:
            case Saving.NOTHING:
                return Quality.FULL
            case Saving.SMALL_TILES_TO_KEY_FRAMES if tile.rect.height() < SMALL_TILE_HEIGHT:
                return Quality.KEY_FRAMES
            case _:
                return Quality.SUB_ONLY
