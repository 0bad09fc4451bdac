"""How sources travel by drag and drop and by clipboard, inside the program and from other programs."""

import json
from collections.abc import Sequence

from PySide6.QtCore import QMimeData

from app.domain.scenes import Source, SourceKind
from streams.errors import StreamError
from streams.url import parse_stream_url

SOURCES = "application/x-fivefifteen-sources"
TILE = "application/x-fivefifteen-tile"


def mime_of(sources: Sequence[Source]) -> QMimeData:
    mime = QMimeData()
    mime.setData(SOURCES, json.dumps([[source.kind, source.value] for source in sources]).encode())
    return mime


def sources_in(mime: QMimeData) -> list[Source]:
    """What was dropped: our own sources, or the usable addresses in a list of URLs or lines of text; else nothing."""
    if mime.hasFormat(SOURCES):
        try:
            return [
                Source(SourceKind(kind), str(value)) for kind, value in json.loads(bytes(mime.data(SOURCES).data()))
            ]
        except (ValueError, TypeError):
            # Not from this program, whatever its name says.
            return []
    lines = [url.toString() for url in mime.urls()] or mime.text().splitlines()
    sources = []
    for line in lines:
        try:
            parse_stream_url(line)
        except StreamError:
            continue
        sources.append(Source.of_url(line.strip()))
    return sources


def tile_mime(output_name: str, tile: int, source: Source) -> QMimeData:
    """A tile on its way: within the wall it changes places with another, elsewhere it is just its source."""
    mime = mime_of([source])
    mime.setData(TILE, json.dumps([output_name, tile]).encode())
    return mime


def tile_in(mime: QMimeData) -> tuple[str, int] | None:
    """Name of the output and index of the tile that a drag began on."""
    if not mime.hasFormat(TILE):
        return None
    try:
        output_name, tile = json.loads(bytes(mime.data(TILE).data()))
    except (ValueError, TypeError):
        return None
    return str(output_name), int(tile)
