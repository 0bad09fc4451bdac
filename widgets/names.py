"""Names that others typed, made safe to stand among our own words.

A name may be written from right to left or look like markup; neither may reach beyond its own place.
"""

from collections.abc import Iterable
from html import escape


def isolated(name: str) -> str:
    """For a name within a sentence: its writing direction ends with it (Unicode UAX #9, isolates)."""
    return f"\u2068{name}\u2069" if any(ord(character) > 0x058F for character in name) else name


def tooltip(lines: Iterable[str]) -> str:
    """Lines of plain text as a tooltip: Qt would take a name with brackets in it for markup."""
    return "<p style='white-space:pre-wrap'>" + "<br>".join(escape(isolated(line)) for line in lines if line) + "</p>"
