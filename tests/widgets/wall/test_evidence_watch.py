"""What of a tile somebody in front of the screen can see."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from widgets.wall.evidence_watch import visible_share
from widgets.wall.output import WallOutput
from widgets.wall.outputs import Outputs


@pytest.fixture
def shown(outputs: Outputs, wait_until: Callable[[Callable[[], bool]], None]) -> WallOutput:
    output = outputs.all[0]
    output.canvas.setGeometry(0, 0, 640, 360)
    output.canvas.show()
    wait_until(lambda: output.canvas.windowHandle() is not None and output.canvas.windowHandle().isExposed())
    return output


def cover(left: int, top: int, width: int, height: int) -> QWidget:
    window = QWidget()
    window.setGeometry(left, top, width, height)
    window.show()
    window.activateWindow()
    QCoreApplication.processEvents()
    return window


def test_a_tile_of_a_shown_output_is_seen_whole(shown: WallOutput) -> None:
    assert visible_share(shown.canvas.tiles[0], shown) == 1.0


def test_a_window_of_ours_in_front_covers_its_part(shown: WallOutput) -> None:
    tile = shown.canvas.tiles[0]
    window = cover(tile.rect.x(), tile.rect.y(), tile.rect.width(), tile.rect.height() // 2)
    assert window.isActiveWindow()
    assert visible_share(tile, shown) == pytest.approx(0.5, abs=0.02)


def test_a_window_of_ours_covers_also_while_the_keyboard_is_elsewhere(shown: WallOutput) -> None:
    tile = shown.canvas.tiles[0]
    window = cover(tile.rect.x(), tile.rect.y(), tile.rect.width(), tile.rect.height() // 2)
    beside = cover(700, 0, 10, 10)
    assert beside.isActiveWindow()
    assert window.isVisible()
    assert visible_share(tile, shown) == pytest.approx(0.5, abs=0.02)
    shown.canvas.activateWindow()
    QCoreApplication.processEvents()
    assert visible_share(tile, shown) == 1.0, "the output was brought to the front"


def test_a_hidden_or_minimised_output_shows_nothing(shown: WallOutput) -> None:
    shown.canvas.showMinimized()
    assert visible_share(shown.canvas.tiles[0], shown) == 0.0
    shown.canvas.hide()
    assert visible_share(shown.canvas.tiles[0], shown) == 0.0
