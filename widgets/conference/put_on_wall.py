"""The menu that puts somebody's picture on the wall: this seat's outputs tile by tile, other seats' as they choose."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu

from app.domain.outputs import Output
from app.domain.scenes import Source
from widgets.wall.output import WallOutput


def _tr(text: str) -> str:
    return QCoreApplication.translate("PutOnWall", text)


def add_wall_menu(
    menu: QMenu,
    source: Source,
    *,
    own: Iterable[WallOutput],
    others: Iterable[Output],
    push: Callable[[str, Source], None],
) -> None:
    """`push` sends to another seat's output, by its key."""
    wall = menu.addMenu(_tr("Put on the wall"))
    for output in own:
        of_output = wall.addMenu(output.name)
        of_output.addAction(_tr("Where there is room"), partial(_place, output, source))
        of_output.addSeparator()
        for number in range(len(output.state.layout)):
            shown = output.canvas.tiles[number].feed
            name = shown.source.name if shown is not None else _tr("empty")
            words = _tr("Tile {0}: {1}").format(number + 1, name.replace("&", "&&"))
            of_output.addAction(words, partial(_assign, output, number, source))
    for other in others:
        words = f"{other.seat} · {other.name}".replace("&", "&&")
        action = wall.addAction(words, partial(push, other.output_id, source))
        action.setEnabled(other.online)
    wall.setEnabled(not wall.isEmpty())


def _place(output: WallOutput, source: Source) -> None:
    there = output.state.tiles_of(source)
    output.command(output.state.select(there[0]) if there else output.state.place(source))


def _assign(output: WallOutput, tile: int, source: Source) -> None:
    if tile < len(output.state.layout):
        output.command(output.state.assign(tile, source).select(tile))
