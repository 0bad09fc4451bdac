"""Where in a JSON text a value stands, so that a message about a hand-edited file can name line and column."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

_decoder = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Place:
    """Counted from 1, as editors do."""

    line: int
    column: int


def place_of(text: str, path: Sequence[str | int]) -> Place:
    """The place of the value at `path` (keys and indexes) in a valid JSON `text`; of its nearest ancestor where the
    value is missing."""
    at = _skip_space(text, 0)
    for part in path:
        found = _member(text, at, part)
        if found is None:
            break
        at = found
    return place_at(text, at)


def place_at(text: str, offset: int) -> Place:
    """The place of a character offset."""
    before = text[:offset]
    return Place(before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def _member(text: str, at: int, part: str | int) -> int | None:
    """Offset of one member of the array or object that begins at `at`."""
    is_object = text[at] == "{"
    if not is_object and text[at] != "[":
        return None
    at = _skip_space(text, at + 1)
    index = 0
    while text[at] not in "]}":
        key: object = index
        if is_object:
            key, at = _decoder.raw_decode(text, at)
            at = _skip_space(text, _skip_space(text, at) + 1)
        if key == part:
            return at
        _, at = _decoder.raw_decode(text, at)
        at = _skip_space(text, at)
        if text[at] == ",":
            at = _skip_space(text, at + 1)
        index += 1
    return None


def _skip_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
