"""One table of keys: no sequence means two things in one place, and the sheet shows them all."""

from collections import Counter

import pytest
from PySide6.QtWidgets import QLabel

from app.domain.layouts import parse_layout
from widgets.shell.key_sheet import KeySheet, grouped, keys_shown
from widgets.shell.keys import KEYS, Context, Key, keys_in


@pytest.mark.parametrize("context", list(Context))
def test_a_sequence_has_one_meaning_in_each_place(context: Context) -> None:
    counts = Counter(key.key_sequence.toString() for key in keys_in(context))
    assert [sequence for sequence, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.context.name} {key.sequence}")
def test_qt_knows_every_sequence_and_every_key_has_words(key: Key) -> None:
    assert not key.key_sequence.isEmpty()
    assert "Unknown" not in key.key_sequence.toString()
    assert key.shown_words
    assert "{" not in key.shown_words


def test_layout_keys_name_layouts_that_exist() -> None:
    subjects = [key.subject for key in keys_in(Context.WALL) if key.subject]
    assert [parse_layout(subject).name for subject in subjects] == subjects


def test_the_sheet_shows_every_key() -> None:
    sheet = KeySheet()
    texts = [label.text() for label in sheet.findChildren(QLabel)]
    for context in Context:
        for group in grouped(keys_in(context)):
            assert keys_shown(group) in texts
    assert "1 … 8" in texts
