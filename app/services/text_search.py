"""Finding Chinese texts while somebody types: by characters, full pinyin, initials, or a mix of all ("zsgy", "中山 2").

A text is written as one line of characters and their readings, so that looking for a word is one regular expression
over as many lines as there are.
"""

import os
import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cache

# A text is written as units, one a character: the character itself and its readings, each behind _READING, the first
# behind _UNIT. "长a" is "'长/chang/zhang'a". Typed letters then either go on inside a reading or begin the next unit.
_UNIT, _READING, _END = "'", "/", "\n"
# Letters that a reading shares with one before it are capitals ("行" is "'行/xing/hang/Heng"), after which the next
# unit cannot begin: so there is one way only to read each letter, and repeated characters do not multiply the ways.
_BEGIN = rf"{_UNIT}(?:[^{_UNIT}{_READING}{_END}]+{_READING})*"
_NEXT = rf"(?:(?<![A-Z])[^{_UNIT}{_END}]*{_BEGIN})?"

# Where a word was found, best first. "2" means 2号口 before 12号口, and a name comes before a number that contains it.
EXACT, BEGINNING, WHOLE_NUMBER, LITERAL, PINYIN_BEGINNING, PINYIN = range(6)


class Texts:
    """One field of many things as one long text, each different value once, so that searching it is one pass in C."""

    def __init__(self, values: Sequence[str], *, plain: bool = False) -> None:
        self._owners: dict[str, list[int]] = {}
        for owner, value in enumerate(values):
            if value:
                self._owners.setdefault(folded(value), []).append(owner)
        self._plain = plain
        self._values = list(self._owners)
        lines = [value if plain else written(value) for value in self._values]
        self._text = _END.join(["", *lines, ""])
        self._starts = array("q", [1])
        for line in lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def find(self, word: str, *, inside: bool = True) -> dict[int, int]:
        """Numbers of the values that match, each with its rank. Not `inside`: plain values that begin with it."""
        found: dict[int, int] = {}
        whole_number = re.compile(rf"(?<!\d){word}(?!\d)") if word.isdecimal() else None
        for line, rank_by_sound in self._lines(word, inside):
            value = self._values[line]
            rank = _rank(word, value, whole_number, rank_by_sound)
            for owner in self._owners[value]:
                found[owner] = rank
        return found

    def _lines(self, word: str, inside: bool) -> Iterable[tuple[int, int]]:
        """Numbers of the lines that match, each once, with the rank if no letter of it stands there as typed."""
        plain = re.escape(word) if inside else rf"(?<={_END}){re.escape(word)}"
        search = re.compile(plain if self._plain else _pattern(word)).search
        at = 0
        while (match := search(self._text, at)) is not None:
            line = bisect_right(self._starts, match.start()) - 1
            yield line, PINYIN_BEGINNING if match.start() == self._starts[line] else PINYIN
            at = self._starts[line + 1] - 1


def finder(word: str) -> Callable[[str], bool]:
    """Whether a folded word is in a line of `written`, by characters, pinyin, initials or a mix of them."""
    search = re.compile(_pattern(word)).search
    return lambda line: search(line) is not None


def _rank(word: str, value: str, whole_number: re.Pattern[str] | None, by_sound: int) -> int:
    if word not in value:
        return by_sound
    if word == value:
        return EXACT
    if whole_number is not None:
        return WHOLE_NUMBER if whole_number.search(value) else LITERAL
    return BEGINNING if value.startswith(word) else LITERAL


def _pattern(word: str) -> str:
    letters = [
        f"[{letter}{letter.upper()}]" if "a" <= letter <= "z" else re.escape(letter) for letter in _letters(word)
    ]
    # A word of nothing but punctuation is in no unit.
    return _BEGIN + _NEXT.join(letters) if letters else r"(?!)"


def written(text: str) -> str:
    """A line as `finder` reads it: what counts of the text, each Chinese character with its readings."""
    return "".join(_unit(letter) for letter in _letters(text))


@cache
def _unit(letter: str) -> str:
    found: list[str] = []
    for reading in _readings(letter):
        beginnings = {other[:length].lower() for other in found for length in range(len(other) + 1)}
        shared = max((length for length in range(len(reading) + 1) if reading[:length] in beginnings), default=0)
        found.append(reading[:shared].upper() + reading[shared:])
    return _UNIT + _READING.join((letter, *found))


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


def folded(text: str) -> str:
    """Full-width letters and digits as plain ones, no difference between capitals and small letters."""
    return unicodedata.normalize("NFKC", text).casefold()
