"""Finding a camera while somebody types: by name, code, full pinyin, initials, or a mix of all ("zsgy", "中山 2").

The index is a value built once for a set of cameras, so it can be built on another thread and swapped in whole.
"""

import os
import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache

from app.domain.cameras import Camera

LONGEST_QUERY = 100

# A text is written as units, one a character: the character itself and its readings, each behind _READING, the first
# behind _UNIT. "长a" is "'长/chang/zhang'a". Typed letters then either go on inside a reading or begin the next unit.
_UNIT, _READING, _END = "'", "/", "\n"
# Letters that a reading shares with one before it are capitals ("行" is "'行/xing/hang/Heng"), after which the next
# unit cannot begin: so there is one way only to read each letter, and repeated characters do not multiply the ways.
_BEGIN = rf"{_UNIT}(?:[^{_UNIT}{_READING}{_END}]+{_READING})*"
_NEXT = rf"(?:(?<![A-Z])[^{_UNIT}{_END}]*{_BEGIN})?"

# Where a word was found, best first. "2" means 2号口 before 12号口, and a name comes before a number that contains it.
_EXACT, _BEGINNING, _WHOLE_NUMBER, _LITERAL, _PINYIN_BEGINNING, _PINYIN, _PLACE, _PART_OF_CODE = range(8)
_CODES = ("code", "gb_id", "grid_code", "city_code")
# Every short number is somewhere in every 20-digit id.
_SHORTEST_PART_OF_CODE = 3


class CameraIndex:
    """Search over one set of cameras. Immutable; any thread may search, one at a time."""

    def __init__(self, cameras: Iterable[Camera]) -> None:
        """Takes about 0.15 s for 10,000 cameras: keep it off the screen's thread."""
        self._cameras = tuple(cameras)
        self._names = _Texts([camera.name for camera in self._cameras])
        self._sites = _Texts([camera.site for camera in self._cameras])
        self._streets = _Texts([camera.street for camera in self._cameras])
        self._codes = [_Texts([getattr(camera, field) for camera in self._cameras], plain=True) for field in _CODES]
        self._last: tuple[tuple[str, ...], list[dict[int, int]]] = ((), [])

    def __len__(self) -> int:
        return len(self._cameras)

    def search(self, query: str) -> list[Camera]:
        """All cameras that match every word, best first, equals in the order of the index. No words: all of them."""
        words = tuple(_folded(query[:LONGEST_QUERY]).split())
        if not words:
            return list(self._cameras)
        found = self._find(words)
        scores = found[0]
        for other in found[1:]:
            scores = {camera: score + other[camera] for camera, score in scores.items() if camera in other}
        order = sorted(scores, key=lambda camera: (scores[camera], camera))
        return [self._cameras[camera] for camera in order]

    def _find(self, words: tuple[str, ...]) -> list[dict[int, int]]:
        """For each word the cameras with their rank; words that were looked up for the last query are not again."""
        last_words, last_found = self._last
        known = dict(zip(last_words, last_found, strict=True))
        found = [known[word] if word in known else self._find_word(word) for word in words]
        self._last = words, found
        return found

    def _find_word(self, word: str) -> dict[int, int]:
        ranks: dict[int, int] = {}
        for texts in (self._streets, self._sites):
            for camera in texts.find(word):
                ranks[camera] = _PLACE
        for camera, rank in self._names.find(word).items():
            ranks[camera] = rank
        for texts in self._codes:
            for camera, rank in texts.find(word, inside=len(word) >= _SHORTEST_PART_OF_CODE).items():
                rank_of_code = rank if rank <= _BEGINNING else _PART_OF_CODE
                ranks[camera] = min(rank_of_code, ranks.get(camera, rank_of_code))
        return ranks


class _Texts:
    """One field of all cameras as one long text, each different value once, so that searching it is one pass in C."""

    def __init__(self, values: Sequence[str], *, plain: bool = False) -> None:
        self._owners: dict[str, list[int]] = {}
        for camera, value in enumerate(values):
            if value:
                self._owners.setdefault(_folded(value), []).append(camera)
        self._plain = plain
        self._values = list(self._owners)
        lines = [value if plain else _units(value) for value in self._values]
        self._text = _END.join(["", *lines, ""])
        self._starts = array("q", [1])
        for line in lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def find(self, word: str, *, inside: bool = True) -> dict[int, int]:
        """Cameras whose value matches, with the rank of the match; not `inside`: at the beginning of a plain value."""
        found: dict[int, int] = {}
        whole_number = re.compile(rf"(?<!\d){word}(?!\d)") if word.isdecimal() else None
        for line, rank_by_sound in self._lines(word, inside):
            value = self._values[line]
            rank = _rank(word, value, whole_number, rank_by_sound)
            for camera in self._owners[value]:
                found[camera] = rank
        return found

    def _lines(self, word: str, inside: bool) -> Iterable[tuple[int, int]]:
        """Numbers of the lines that match, each once, with the rank if no letter of it stands there as typed."""
        plain = re.escape(word) if inside else rf"(?<={_END}){re.escape(word)}"
        search = re.compile(plain if self._plain else _pattern(word)).search
        at = 0
        while (match := search(self._text, at)) is not None:
            line = bisect_right(self._starts, match.start()) - 1
            yield line, _PINYIN_BEGINNING if match.start() == self._starts[line] else _PINYIN
            at = self._starts[line + 1] - 1


def _rank(word: str, value: str, whole_number: re.Pattern[str] | None, by_sound: int) -> int:
    if word not in value:
        return by_sound
    if word == value:
        return _EXACT
    if whole_number is not None:
        return _WHOLE_NUMBER if whole_number.search(value) else _LITERAL
    return _BEGINNING if value.startswith(word) else _LITERAL


def _pattern(word: str) -> str:
    letters = [
        f"[{letter}{letter.upper()}]" if "a" <= letter <= "z" else re.escape(letter) for letter in _letters(word)
    ]
    # A word of nothing but punctuation is in no unit.
    return _BEGIN + _NEXT.join(letters) if letters else r"(?!)"


def _units(text: str) -> str:
    return "".join(_unit(letter) for letter in _letters(text))


@cache
def _unit(letter: str) -> str:
    written: list[str] = []
    for reading in _readings(letter):
        beginnings = {other[:length].lower() for other in written for length in range(len(other) + 1)}
        shared = max((length for length in range(len(reading) + 1) if reading[:length] in beginnings), default=0)
        written.append(reading[:shared].upper() + reading[shared:])
    return _UNIT + _READING.join((letter, *written))


def _letters(text: str) -> list[str]:
    """What counts when searching: letters, digits, symbols such as emoji; no spaces, punctuation or direction marks."""
    return [letter for letter in text if unicodedata.category(letter)[0] not in "PZC"]


def _readings(letter: str) -> tuple[str, ...]:
    """All pinyin readings without tones; ü as it is typed, v or u. Nothing for what is not Chinese."""
    if ord(letter) < 0x3007:
        return ()
    readings = _pinyin(letter)
    readings += [reading.replace("v", "u") for reading in readings if "v" in reading]
    return tuple(dict.fromkeys(reading for reading in readings if reading.isascii() and reading.isalpha()))


def _pinyin(letter: str) -> list[str]:
    # Characters are looked up one by one, so the dictionary of phrases (44 MB, 0.2 s) stays unloaded.
    without_phrases = "PYPINYIN_NO_PHRASES"
    before = os.environ.get(without_phrases)
    os.environ[without_phrases] = "1"
    try:
        from pypinyin import Style, pinyin
    finally:
        if before is None:
            del os.environ[without_phrases]
        else:
            os.environ[without_phrases] = before
    found = pinyin(letter, style=Style.NORMAL, heteronym=True, errors="ignore")
    return list(found[0]) if found else []


def _folded(text: str) -> str:
    """Full-width letters and digits as plain ones, no difference between capitals and small letters."""
    return unicodedata.normalize("NFKC", text).casefold()
