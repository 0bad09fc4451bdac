"""The window of an output: snapshots, copies, notices, keys, pointer, and that it is not closed by accident."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.domain.overload import Saving
from app.domain.scenes import FitMode, Source
from app.services.tile_feed import TileSource
from tests.servers.simulated import SimulatorThread
from tests.widgets.wall.conftest import MakeClip, MakeOutput, pixels_of, source_of
from widgets.beijing import BEIJING
from widgets.wall.output_window import OutputWindow, beside_console
from widgets.wall.snapshot import save_snapshot, snapshot

Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "not made yet" / "snapshots"


@pytest.fixture
def window(make_output: MakeOutput, clip: MakeClip, folder: Path, wait_until: Wait) -> Iterator[OutputWindow]:
    def resolve(source: Source) -> TileSource:
        return TileSource("中山公园/2号口", source.value)

    output = make_output(resolve=resolve)
    window = OutputWindow(output, seat="指挥席 1", snapshot_folder=lambda: folder, keep_open=True)
    output.fill([source_of(clip())])
    wait_until(lambda: output.canvas.tiles[0].feed.painted > 0)
    yield window
    window.close()


def notice(window: OutputWindow) -> str:
    return window.canvas._notice_text


def saved(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.exists() else []


def half_colours(image: QImage) -> list[str]:
    """What colour is left and right in the middle of the picture."""
    found = []
    for part in (0.25, 0.75):
        colour = QColor(image.pixel(int(image.width() * part), image.height() // 2))
        found.append(max(("red", colour.red()), ("green", colour.green()), ("blue", colour.blue()), key=lambda p: p[1]))
    return [name for name, _ in found]


@pytest.mark.parametrize(("suffix", "form"), [(".png", b"\x89PNG"), (".jpg", b"\xff\xd8\xff")])
def test_a_snapshot_is_the_picture_with_its_bar(
    window: OutputWindow, folder: Path, wait_until: Wait, suffix: str, form: bytes
) -> None:
    window.take_snapshot(0, suffix)
    wait_until(lambda: "saved" in notice(window))
    [path] = saved(folder)
    assert notice(window) == f"Snapshot saved: {path}"
    assert path.suffix == suffix
    assert path.name[15:] == f" 中山公园_2号口{suffix}"
    taken_at = datetime.strptime(path.name[:15], "%Y%m%d-%H%M%S").replace(tzinfo=BEIJING)
    assert abs((datetime.now(UTC) - taken_at).total_seconds()) < 15
    assert path.read_bytes().startswith(form)
    image = QImage(str(path))
    shown = window.canvas.tiles[0].picture_rect()
    assert image.width() == shown.width() + shown.width() % 2
    assert image.height() >= shown.height() + 24
    assert half_colours(image) == ["red", "blue"]


def test_the_bar_names_camera_time_and_seat(window: OutputWindow) -> None:
    """Every one of them changes the bar; the words themselves are Qt's to draw."""

    def bar(seat: str, name: str, received_s: float | None = None) -> bytes:
        tile = window.canvas.tiles[0]
        tile.feed.source = TileSource(name, "")
        frame = tile.feed.newest()
        if received_s is not None:
            frame.received_s = received_s
        image, _ = snapshot(tile, seat=seat)
        rows = pixels_of(image)[-24:]
        return rows.tobytes()

    window.canvas.hide()
    first = bar("seat", "camera", 100.0)
    assert bar("seat", "camera", 100.0) == first
    assert bar("other", "camera", 100.0) != first
    assert bar("seat", "another", 100.0) != first
    assert bar("seat", "camera", 40.0) != first


def test_the_time_is_that_of_the_picture(window: OutputWindow) -> None:
    window.canvas.hide()
    feed = window.canvas.tiles[0].feed
    now = datetime.now(UTC)
    feed.newest().received_s -= 3600
    _, arrived_at = snapshot(window.canvas.tiles[0], seat="")
    assert 3599 < (now - arrived_at).total_seconds() < 3620


def test_a_stretched_picture_is_kept_in_the_cameras_shape(
    window: OutputWindow, make_output: MakeOutput, wait_until: Wait
) -> None:
    output = window.output
    window.canvas.resize(320, 640)
    output.command(output.state.with_fit(FitMode.STRETCH))
    tile = window.canvas.tiles[0]
    wait_until(lambda: tile.feed.newest().height > 300)
    image, _ = snapshot(tile, seat="")
    assert image.height() - 24 == pytest.approx(image.width() * 9 / 16, abs=2)


def test_nothing_is_ever_overwritten(folder: Path) -> None:
    image = QImage(32, 32, QImage.Format.Format_RGB32)
    at = datetime(2026, 11, 22, 2, 32, 7, tzinfo=UTC)
    paths = [save_snapshot(image, folder=folder, name="正门", arrived_at=at) for _ in range(3)]
    assert [path.name for path in paths] == [
        "20261122-103207 正门.png",
        "20261122-103207 正门 2.png",
        "20261122-103207 正门 3.png",
    ]


@pytest.mark.parametrize(
    "name", ["门" * 500, "👩‍👩‍👧‍👦" * 100, "\u202eexe.ten\u202c", "../../etc/passwd", 'a<b>c:"d|e?f*', "\n\t", ""]
)
def test_every_name_makes_a_file_in_the_folder(folder: Path, name: str) -> None:
    image = QImage(32, 32, QImage.Format.Format_RGB32)
    path = save_snapshot(image, folder=folder, name=name, arrived_at=datetime.now(UTC), suffix=".jpg")
    assert path.parent == folder
    assert saved(folder) == [path]
    assert path.name.isprintable()


def test_an_unwritable_folder_is_told_on_the_wall(window: OutputWindow, folder: Path, wait_until: Wait) -> None:
    folder.parent.mkdir()
    folder.write_text("a file where the folder should be")
    window.take_snapshot(0)
    wait_until(lambda: "not saved" in notice(window))
    assert notice(window) == "Snapshot not saved: File exists"
    assert folder.read_text() == "a file where the folder should be"


def test_a_full_disk_leaves_no_half_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real one is not to be had here: Linux' device that is always full stands in for the file."""
    folder.mkdir(parents=True)
    open_path = Path.open

    def open_full(path: Path, mode: str) -> object:
        open_path(path, mode).close()
        return open_path(Path("/dev/full"), "wb")

    monkeypatch.setattr(Path, "open", open_full)
    image = QImage(640, 360, QImage.Format.Format_RGB32)
    with pytest.raises(OSError, match="No space left"):
        save_snapshot(image, folder=folder, name="a", arrived_at=datetime.now(UTC))
    assert saved(folder) == []


def test_saving_keeps_the_screen_alive_and_closing_waits_for_it(
    window: OutputWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, threads = threading.Event(), []

    def slow(*arguments: object, **others: object) -> Path:
        threads.append(threading.current_thread())
        held.wait(5)
        return save_snapshot(*arguments, **others)

    monkeypatch.setattr("widgets.wall.snapshot.save_snapshot", slow)
    window.take_snapshot(0)
    assert saved(folder) == []
    threading.Timer(0.05, held.set).start()
    window.close()
    assert len(saved(folder)) == 1
    assert threads != [threading.current_thread()]


def test_without_a_picture_it_says_so(window: OutputWindow) -> None:
    for run in (window.take_snapshot, window.copy_picture):
        run(3)
        assert notice(window).startswith("No picture")
        window.notify("")


def test_a_copied_picture_is_on_the_clipboard(window: OutputWindow) -> None:
    window.copy_picture(0)
    image = QGuiApplication.clipboard().image()
    assert half_colours(image) == ["red", "blue"]
    assert notice(window) == "Picture copied"
    QGuiApplication.clipboard().clear()


def test_notices_pass_and_what_is_saved_under_load_stays(window: OutputWindow, wait_until: Wait) -> None:
    window._notice_timer.setInterval(50)
    window.set_saving(Saving.BIG_TILES_TO_SUB)
    assert notice(window) == "This machine cannot keep up: big tiles show the sub stream"
    window.notify("Picture copied")
    assert notice(window) == "Picture copied"
    window.set_saving(Saving.SMALL_TILES_TO_KEY_FRAMES)
    assert notice(window) == "Picture copied"
    wait_until(lambda: notice(window) != "Picture copied")
    assert notice(window) == "This machine cannot keep up: small tiles show key frames only"
    window.set_saving(Saving.NOTHING)
    assert notice(window) == ""


def test_a_notice_is_drawn_on_the_wall_and_goes(window: OutputWindow, make_output: MakeOutput) -> None:
    canvas = window.canvas
    window.output.command(window.output.state.clear_all())
    canvas.repaint()
    before = pixels_of(canvas.grab().toImage())
    window.notify("Snapshot saved")
    changed = (pixels_of(canvas.grab().toImage()) != before).any(axis=2)
    assert changed[: 360 // 6].any()
    assert not changed[360 // 6 :].any()
    window.notify("")
    assert (pixels_of(canvas.grab().toImage()) == before).all()


def test_a_notice_of_any_length_stays_on_the_wall(window: OutputWindow) -> None:
    window.output.command(window.output.state.clear_all())
    window.notify("说" * 500)
    rows = pixels_of(window.canvas.grab().toImage())
    assert (rows[:40, 0] == rows[40, 0]).all(), "the left edge is free"


def test_the_pointer_hides_on_a_full_screen_and_comes_back(window: OutputWindow, wait_until: Wait) -> None:
    canvas = window.canvas
    window._cursor_timer.setInterval(30)
    QTest.keyClick(canvas, Qt.Key.Key_F11)
    assert canvas.isFullScreen()
    wait_until(lambda: canvas.cursor().shape() is Qt.CursorShape.BlankCursor)
    QTest.mouseMove(canvas, canvas.rect().center())
    assert canvas.cursor().shape() is not Qt.CursorShape.BlankCursor
    wait_until(lambda: canvas.cursor().shape() is Qt.CursorShape.BlankCursor)
    QTest.keyClick(canvas, Qt.Key.Key_F11)
    assert not canvas.isFullScreen()
    assert canvas.cursor().shape() is not Qt.CursorShape.BlankCursor


def test_the_pointer_stays_in_a_window(window: OutputWindow, wait_until: Wait) -> None:
    window._cursor_timer.setInterval(1)
    QTest.keyClick(window.canvas, Qt.Key.Key_F11)
    QTest.keyClick(window.canvas, Qt.Key.Key_F11)
    wait_until(lambda: not window._cursor_timer.isActive())
    assert window.canvas.cursor().shape() is not Qt.CursorShape.BlankCursor


def test_a_wall_is_not_closed_by_a_key_too_many(window: OutputWindow) -> None:
    assert not window.canvas.close()
    assert window.canvas.isVisible()
    assert notice(window) == "The wall stays on: close the console to end the program"
    window.close()
    assert not window.canvas.isVisible()


def test_a_wall_alone_is_closed_like_any_window(make_output: MakeOutput, folder: Path) -> None:
    window = OutputWindow(make_output(), seat="", snapshot_folder=lambda: folder)
    assert window.canvas.close()


def test_the_menu_offers_pictures_where_there_is_one(window: OutputWindow, folder: Path, wait_until: Wait) -> None:
    def menu(tile: int | None) -> QMenu:
        window._menu(tile, window.canvas.mapToGlobal(window.canvas.rect().center()))
        found = [menu for menu in window.canvas.findChildren(QMenu) if menu.isVisible() and menu.actions()]
        return found[0]

    words = [action.text() for action in menu(0).actions()]
    assert words[:3] == ["Save snapshot", "Save snapshot as JPEG", "Copy picture"]
    menu(0).actions()[1].trigger()
    wait_until(lambda: [path.suffix for path in saved(folder)] == [".jpg"])
    for shown in window.canvas.findChildren(QMenu):
        shown.close()
    empty = menu(3)
    assert "Save snapshot" not in [action.text() for action in empty.actions()]
    empty.close()


def test_show_at_takes_exactly_that_place(make_output: MakeOutput, folder: Path) -> None:
    window = OutputWindow(make_output(shown=False), seat="", snapshot_folder=lambda: folder)
    window.show_at(QRect(40, 30, 320, 180))
    assert window.canvas.geometry() == QRect(40, 30, 320, 180)


def test_a_snapshot_of_a_real_camera_is_what_the_wall_shows(
    make_output: MakeOutput, cameras: SimulatorThread, wait_until: Wait
) -> None:
    output = make_output("1x1")
    output.fill([Source.of_url(cameras.url("cam01"))])
    tile = output.canvas.tiles[0]
    wait_until(lambda: tile.feed.painted > 5)
    output.canvas._clock.stop()
    output.canvas.repaint()
    image, _ = snapshot(tile, seat="")
    shown = pixels_of(output.canvas.grab().toImage())
    assert (pixels_of(image)[:360, :640] == shown).all()


@pytest.mark.parametrize("screen", [QRect(0, 0, 1920, 1080), QRect(1920, 0, 3840, 1080), QRect(0, 0, 1080, 1920)])
def test_beside_the_console_a_wall_is_whole_on_the_screen(screen: QRect) -> None:
    place = beside_console(screen)
    assert screen.contains(place)
    assert place.bottomRight() == screen.bottomRight()
    assert abs(place.width() * 9 - place.height() * 16) < 16
